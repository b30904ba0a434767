"""What callers from Python, and options, give to a forecast: named with rule and value, before anything is fitted."""

from datetime import date

import pandas as pd
import pytest

from channelmix import forecast
from channelmix.errors import DataError, InputError
from channelmix.forecast.fitting import fit as fitting
from channelmix.forecast.fitting.last_days import last_day
from channelmix.forecast.fitting.recipe import Recipe


@pytest.fixture
def frame() -> pd.DataFrame:
    days = pd.date_range("2026-01-05", periods=112)
    return pd.DataFrame({"date": days, "channel": "phone", "contacts": 100 + 10 * days.day_of_week})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"until": 3}, "until must be a date such as 2029-12-31, or a month such as 2029-12 .got 3"),
        ({"until": "2026-13"}, "until must be a date .* .got '2026-13'"),
        ({"draws": "x"}, "draws must be a whole number from 10 to 10,000 .got 'x'"),
        ({"engine": 3}, "engine must be one of mean, ridge, prophet .got 3"),
        ({"surveys": 3}, "surveys must be a list .got 3"),
        ({"events": "x"}, "events must be a list .got 'x'"),
        ({"events": [3]}, "each of events must be a text .got 3"),
        ({"shocks": [3]}, "each of shocks must be a text .got 3"),
        ({"country": 3}, "country must be a text .got 3"),
        ({"timezone": 3}, "timezone must be a text .got 3"),
        ({"profile": 3}, "profile must be a path, or the name of what is shipped .got 3"),
        ({"decide": "x"}, "decide must be a table"),
        ({"channels": {"phone": 3}}, "channels of phone must be a text .got 3"),
        ({"redials": "x"}, "redials must be a share from 0 to 1 .got 'x'"),
    ],
)
def test_a_wrong_argument_is_named_with_its_rule_and_value(frame, given, message: str) -> None:
    with pytest.raises(InputError, match=message):
        forecast.fit(frame, **given)


def test_a_name_that_is_no_text_is_told() -> None:
    with pytest.raises(InputError, match=r"name must be a text .got 3"):
        forecast.load(3)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"until": date(2026, 4, 26)}, "until must lie after the last day of the history, 2026-04-26"),
        ({"until": date(2046, 1, 1)}, "until must lie within 10 years"),
        ({"day_profile": "nights"}, "the shape of the day must be one of office, extended, even .got 'nights'"),
    ],
)
def test_what_cannot_be_forecast_is_found_when_the_history_is_read(frame, settings, message: str) -> None:
    with pytest.raises(DataError, match=message):
        fitting.read_inputs(Recipe(**settings), frame=frame)
    assert fitting.read_inputs(Recipe(until=date(2026, 4, 27)), frame=frame).past.channels == ("phone",)


def test_a_month_stands_for_its_last_day() -> None:
    assert [last_day(text) for text in ("2027-12", "2028-02", "2027-12-05")] == [
        date(2027, 12, 31), date(2028, 2, 29), date(2027, 12, 5),
    ]  # fmt: skip
