"""Data frames of any kind, for histories and surveys, in the forms that analysts have them in."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import channelmix as cm
from channelmix.errors import DataError
from channelmix.forecast.choice.surveys import read
from channelmix.forecast.history import audit_history

DAYS = pd.date_range("2026-01-05", periods=35)
LONG = pd.DataFrame({"date": DAYS, "channel": "phone", "contacts": np.arange(100, 135)})
WIDE = pd.DataFrame({"phone": np.arange(100, 135), "chat": 7}, index=DAYS)

FORMS = {
    "long": LONG,
    "days of a period": LONG.assign(date=LONG["date"].dt.to_period("D")),
    "days with a time zone": LONG.assign(date=LONG["date"].dt.tz_localize("Europe/Amsterdam")),
    "categories and whole numbers": LONG.astype({"channel": "category", "contacts": "Int64"}),
    "index of two": LONG.set_index(["date", "channel"]),
    "wide with an index of days": WIDE,
    "wide with an index of periods": WIDE.to_period("D"),
    "arrow": pa.Table.from_pandas(LONG),
    "columns": LONG.to_dict("list"),
    "rows": LONG.to_dict("records"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_history_is_the_same_in_every_form(form: str) -> None:
    history = audit_history(FORMS[form], today=date(2026, 11, 1))
    assert not history.refused
    assert history.channels["phone"].daily.days[0] == np.datetime64("2026-01-05")
    assert history.channels["phone"].daily.values.tolist() == list(range(100, 135))


def test_a_series_without_a_name_is_contacts() -> None:
    history = audit_history(pd.Series(np.arange(100, 135), index=DAYS), today=date(2026, 11, 1))
    assert list(history.channels) == ["contacts"]


def test_lazy_frames_are_collected_and_frames_are_surveys_too() -> None:
    pl = pytest.importorskip("polars", reason="polars is not installed")
    history = audit_history(pl.from_pandas(LONG).lazy(), today=date(2026, 11, 1))
    assert history.channels["phone"].daily.values.sum() == LONG["contacts"].sum()
    points = pd.DataFrame({"date": ["2025-07-01"], "channel": ["chat"], "share": [0.2], "kind": ["use"], "n": [900]})
    known = read(points, today=date(2026, 11, 1))
    for form in (pl.from_pandas(points), pa.Table.from_pandas(points), points.to_dict("records")):
        assert read(form, today=date(2026, 11, 1)).rows == known.rows


def test_a_text_among_numbers_is_told_by_its_row() -> None:
    (finding,) = audit_history(LONG.astype({"contacts": object}).replace({"contacts": {103: "x"}})).refused
    assert "data frame:3 'x'" in str(finding)


def test_a_name_that_comes_twice_is_refused() -> None:
    with pytest.raises(DataError, match="must have names of their own"):
        audit_history(pd.DataFrame([["2026-01-05", 1, 2]], columns=["date", "calls", "calls"]))


@pytest.mark.parametrize(("given", "message"), [
    ({"seed": -1}, "seed must be a whole number"), ({"draws": 2.5}, "draws must be a whole number"),
    ({"until": 2027}, "until must be a date"), ({"events": ["soon"]}, "an event must be written as"),
])  # fmt: skip
def test_a_wrong_argument_of_fit_is_one_clear_message(given: dict, message: str) -> None:
    with pytest.raises(DataError, match=message):
        cm.forecast.fit(LONG, engine="ridge", **given)


def test_events_may_be_lines_and_the_last_day_a_moment_of_pandas() -> None:
    forecast = cm.forecast.fit(
        LONG, until=pd.Timestamp("2026-02-20"), events=["bill 2026-02-16"], engine="ridge", draws=10
    )
    assert repr(forecast) == "<Forecast of phone: 10 draws of 2026-02-09 to 2026-02-20>"
    assert [event.name for event in forecast.recipe.events] == ["bill"]
