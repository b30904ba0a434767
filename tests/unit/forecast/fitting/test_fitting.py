"""From a data frame and survey points to a forecast: what holds in every draw, and what it says of itself."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import channelmix
import channelmix.forecast as forecasting
from channelmix.errors import DataError, InputError
from channelmix.forecast.choice import adoption
from channelmix.forecast.choice.surveys import read as read_surveys
from channelmix.forecast.fitting import latest
from channelmix.forecast.fitting.diff import difference
from channelmix.forecast.fitting.drift import drifts
from channelmix.forecast.fitting.plots import plots_of
from channelmix.forecast.fitting.recipe import Recipe, read_recipe
from channelmix.forecast.fitting.shares import divided
from channelmix.forecast.fitting.totals import Beside, beside
from channelmix.forecast.fitting.view import view_of
from channelmix.forecast.history import read_history
from channelmix.forecast.series import Event
from channelmix.forecast.store.draws import Draws
from channelmix.forecast.store.tomlio import to_toml
from channelmix.report.forecast_days import shown_page
from channelmix.report.forecast_page import stored_page
from channelmix.scenario.stored import StoredForecast, read_card


def test_a_forecast_has_every_channel_day_and_draw(forecast) -> None:
    draws = forecast.draws
    assert draws.channels == ("email", "phone", "whatsapp")
    assert (str(draws.days[0]), str(draws.days[-1])) == ("2026-10-01", "2029-12-31")
    assert draws.contacts.shape == (3, 60, len(draws.days))
    assert channelmix.forecast.Forecast is type(forecast)


def test_nobody_comes_on_closed_weekdays_and_nothing_is_negative(forecast) -> None:
    sundays = (forecast.draws.days.astype(int) + 3) % 7 == 6
    assert forecast.draws.contacts[:, :, sundays].max() == 0
    assert forecast.draws.contacts[:, :, ~sundays].min() >= 0


def test_the_next_month_is_about_what_the_last_was(forecast, frame) -> None:
    months = forecast.months()
    for name in forecast.channels:
        ahead = months[(months.channel == name) & (months.month == "2026-11-01")].p50.item()
        past = frame[(frame.channel == name) & (frame.date.dt.year == 2026) & (frame.date.dt.month == 9)].contacts.sum()
        assert ahead == pytest.approx(past, rel=0.15)


def test_doubt_grows_with_the_distance(forecast) -> None:
    months = forecast.months().set_index(["channel", "month"])
    width = {month: np.ptp(months.loc[("whatsapp", month), ["p10", "p90"]]) for month in ("2026-11-01", "2029-11-01")}
    assert width["2029-11-01"] > 2 * width["2026-11-01"]


def test_channels_of_a_draw_add_up_to_its_need_to_the_last_bit(forecast) -> None:
    shares = forecast.draws.contacts / np.maximum(forecast.draws.contacts.sum(axis=0), 1e-300)
    busy = forecast.draws.contacts.sum(axis=0) > 0
    assert shares.sum(axis=0)[busy] == pytest.approx(1, abs=1e-12)


def test_what_surveys_push_up_invites_contacts_and_takes_others_differently_in_each_draw(frame, surveys) -> None:
    past = beside(forecasting.audit(frame))
    pushed = [{**row, "share": min(3 * row["share"], 0.95)} for row in surveys]
    curve = adoption.fit(read_surveys(pushed), channel="whatsapp", country="NL")
    days = past.days[-1] + np.arange(1, 800).astype("timedelta64[D]")
    found = {
        name: divided(past, curves, days, draws=100, seed=1, holidays=frozenset())
        for name, curves in (("alone", {}), ("pulled", {"whatsapp": curve}))
    }
    shares, factor = found["pulled"]
    assert shares.sum(axis=0) == pytest.approx(1, abs=1e-12)
    assert found["alone"][1].max() == found["alone"][1].min() == 1
    assert factor.min() >= 1
    assert 1.0005 < factor[:, -1].mean() < 1.2
    assert factor[:, -1].std() > 0
    gained = shares[2, :, -90:].mean(axis=1) - found["alone"][0][2, :, -90:].mean(axis=1)
    assert gained.mean() > 0.01
    given = (found["alone"][0] - shares)[:2, :, -90:].mean(axis=2)
    assert given[0].std() > 0.1 * given[1].mean() > 0


def test_the_order_of_rows_does_not_matter(frame, surveys, forecast) -> None:
    other = forecasting.fit(
        frame.sample(frac=1, random_state=3), surveys=surveys[::-1], country="NL", until="2029-12-31", engine="ridge",
        draws=60,
    )  # fmt: skip
    assert np.array_equal(other.draws.contacts, forecast.draws.contacts)


def test_what_is_assumed_or_not_validated_is_said(forecast) -> None:
    notes = " ".join(forecast.notes)
    assert (
        "the shape of the day of email, phone, whatsapp is assumed ('office', 08:00 to 18:00, an estimate of ours)"
        in notes
    )
    validation = forecast.card["validation"]
    assert validation["gate_passed"]
    assert date(2026, 10, 28) < validation["until"] < date(2027, 12, 31)


def test_the_frame_and_the_arrow_stream_say_the_same(forecast) -> None:
    import pyarrow as pa

    frame = forecast.to_pandas()
    assert list(frame.columns) == ["draw", "date", "channel", "contacts", "handling_s"]
    assert pa.table(forecast).num_rows == len(frame)


def test_a_stored_forecast_comes_back(forecast, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = forecast.save("service")
    back = forecasting.load("service")
    assert np.array_equal(back.draws.contacts, forecast.draws.contacts)
    assert back.recipe == forecast.recipe
    assert {path.name for path in folder.iterdir()} == {
        "card.toml", "recipe.toml", "draws.parquet", "profile.parquet", "history.parquet", "surveys.csv", "curves.json",
            "plots",
    }  # fmt: skip


def test_a_picture_of_each_channel_is_well_formed(forecast) -> None:
    from xml.etree import ElementTree

    for name in forecast.channels:
        root = ElementTree.fromstring(forecast.files[f"plots/{name}.svg"])
        assert root.tag.endswith("svg")
        assert b"not validated from here" in forecast.files[f"plots/{name}.svg"]


def test_a_forecast_is_shown_by_day_from_today_on_and_one_day_by_the_interval(forecast, tmp_path) -> None:
    forecast.save("service", tmp_path)
    view = view_of(StoredForecast("service", tmp_path / "service", read_card(tmp_path / "service")))
    days = shown_page(view, date(2027, 7, 1)).sheets[-1]
    assert [days.rows[0].label, days.rows[-1].label] == ["Thu 2027-07-01", "Wed 2027-07-14 not validated"]
    assert shown_page(view, date(2026, 1, 1)).sheets[-1].rows[0].label == "Thu 2026-10-01"
    (day,) = shown_page(view, date(2026, 1, 1), date(2026, 10, 5)).sheets
    found = [sum(float(row.cells[at].text) for row in day.rows) for at in range(3)]
    assert found == pytest.approx(np.median(forecast.draws.contacts[:, :, 4], axis=1), rel=0.02)
    with pytest.raises(InputError, match="--day must be among 2026-10-01 to 2029-12-31"):
        shown_page(view, date(2026, 1, 1), date(2036, 10, 5))


@pytest.mark.parametrize(("days", "step"), [(12, "week"), (40, "week"), (200, "month")])
def test_a_picture_shows_whole_weeks_or_months_and_none_where_there_is_not_one(forecast, frame, days, step) -> None:
    few = {name: getattr(forecast.draws, name)[:, :, :days] for name in ("contacts", "handling_s")}
    draws = replace(forecast.draws, days=forecast.draws.days[:days], **few)
    past = beside(forecasting.audit(frame))
    assert f"phone: contacts a {step}" in plots_of(past, draws)["plots/phone.svg"].decode()
    short = replace(draws, days=draws.days[:6], **{name: few[name][:, :, :6] for name in few})
    assert plots_of(past, short) == {}


def test_what_cannot_be_plotted_says_why(forecast) -> None:
    with pytest.raises(DataError, match=r"channel must be one of email, phone, whatsapp .* did you mean 'phone'"):
        forecast.plot("fone")
    few = {name: getattr(forecast.draws, name)[:, :, :20] for name in ("contacts", "handling_s")}
    with pytest.raises(DataError, match="phone has no whole month to plot: the forecast covers 2026-10-01 to"):
        replace(forecast, draws=replace(forecast.draws, days=forecast.draws.days[:20], **few)).plot("phone")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"until": "2026-01-01"}, "until must lie after the last day of the history, 2026-09-30"),
        ({"until": "2099-01-01"}, "until must lie within 10 years"), ({"until": "soon"}, "until must be a date"),
        ({"engine": "rigde"}, "did you mean 'ridge'"), ({"draws": 3}, "draws must be a whole number from 10"),
        ({"day_profile": "night"}, "must be one of office, extended, even"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused(frame, settings, message) -> None:
    with pytest.raises(DataError, match=message):
        forecasting.fit(frame, **{"engine": "ridge", **settings})


def test_surveys_that_cannot_be_used_are_told_not_swallowed(frame) -> None:
    wish = {"date": "2025-07-01", "channel": "email", "share": 0.6, "kind": "preference", "n": 900, "source": "x"}
    other = {**wish, "channel": "chat", "kind": "use"}
    notes = " ".join(forecasting.fit(frame, surveys=[wish, other], engine="ridge", draws=10).notes)
    assert "surveys of email tell who could or would use it, not who does; they are not used" in notes
    assert "surveys tell of chat, which the history does not have" in notes


def test_a_recipe_comes_back_from_its_file(tmp_path) -> None:
    recipe = Recipe(
        history="history.csv", until=date(2029, 12, 31), country="NL", draws=300,
        events=(Event("bill", date(2027, 3, 1), date(2027, 3, 3), (-1, 2)),),
    )  # fmt: skip
    path = tmp_path / "recipe.toml"
    path.write_text(to_toml(recipe.as_dict()), encoding="utf-8")
    assert read_recipe(path) == recipe
    path.write_text("untill = 2029-12-31\n", encoding="utf-8")
    with pytest.raises(DataError, match="untill is not a setting of a recipe; did you mean 'until'"):
        read_recipe(path)


def actuals(factor: float, days: int = 28) -> Beside:
    dates = np.datetime64("2027-01-04") + np.arange(days).astype("timedelta64[D]")
    contacts = np.random.default_rng(4).poisson(100 * factor, (1, days)).astype(float)
    return Beside(("phone",), dates, contacts, np.full((1, days), np.nan), np.ones((1, days), bool))


def test_drift_is_an_alarm_only_where_chance_cannot_explain_it() -> None:
    level = np.random.default_rng(5).normal(100, 4, (1, 200, 1)).clip(0)
    draws = Draws(
        ("phone",),
        np.datetime64("2027-01-04") + np.arange(28).astype("timedelta64[D]"),
        level + np.zeros((1, 200, 28)),
        np.full((1, 200, 28), np.nan),
    )
    states = {factor: drifts(draws, actuals(factor))[0].state for factor in (1.0, 1.2, 0.8)}
    assert states == {1.0: "as forecast", 1.2: "alarm", 0.8: "alarm"}
    assert drifts(draws, actuals(1.0, days=3)) == []


def test_a_channel_launched_lately_keeps_its_share_and_the_forecast_says_how_little_it_knows(frame) -> None:
    late = frame[(frame.channel != "whatsapp") | (frame.date >= "2026-06-10")]
    fitted = forecasting.fit(late, until="2027-09-30", engine="ridge", draws=60)
    total = fitted.draws.contacts.sum(axis=0)
    share = (fitted.draws.of("whatsapp") / np.where(total > 0, total, 1))[:, -30:].mean(axis=1)
    low, high = np.quantile(share, (0.1, 0.9))
    assert 0.05 < low < high < 0.25
    assert any("whatsapp has contacts since 2026-06-10 only" in note and "4 months" in note for note in fitted.notes)


def test_a_step_of_the_last_week_is_told_and_a_steady_end_is_not(frame) -> None:
    steady = latest.notes(beside(read_history(frame)), Recipe(country="NL"))
    last = frame.date.max() - pd.Timedelta(days=6)
    stepped = frame.assign(contacts=frame.contacts.where(frame.date < last, frame.contacts * 1.4))
    (told,) = latest.notes(beside(read_history(stepped)), Recipe(country="NL"))
    assert steady == []
    assert told.startswith("the last 7 days do not look like the model: all channels had")
    assert "--event" in told
    assert "override" in told


def test_a_month_of_which_there_are_some_days_only_is_marked(forecast, tmp_path) -> None:
    few = {name: getattr(forecast.draws, name)[:, :, 9:100] for name in ("contacts", "handling_s")}
    part = replace(forecast, draws=replace(forecast.draws, days=forecast.draws.days[9:100], **few))
    part.save("part", tmp_path)
    view = view_of(StoredForecast("part", tmp_path / "part", read_card(tmp_path / "part")))
    marked = {entry["month"]: entry["part"] for entry in view.months()}
    assert marked["2026-10"]
    assert not marked["2026-11"]
    months = part.months().set_index(["channel", "month"])
    assert months.part.to_dict() == {(name, pd.Timestamp(month)): marked[month] for name in part.channels
                                     for month in marked}  # fmt: skip
    drawn = part.plot("phone").axes[0].lines[0].get_xdata()
    assert pd.DatetimeIndex(drawn).strftime("%Y-%m").tolist() == ["2026-11", "2026-12"]
    assert any("(part)" in row.label for row in stored_page(view).sheets[0].rows)
    assert difference(view.stored, view.stored, why=False).parts[0] == "2026-10"
