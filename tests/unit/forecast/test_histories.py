"""What a history may look like, and what is said of one that cannot be."""

from datetime import date

import numpy as np
import pytest

from channelmix.errors import DataError
from channelmix.forecast.series import Daily, Event, Intraday

MONDAY = np.datetime64("2026-03-02")


def test_rows_may_come_in_any_order_and_gaps_are_unknown():
    daily = Daily.of(["2026-03-06", "2026-03-02", "2026-03-03"], [3, 1, 2])
    assert daily.values[[0, 1, 4]].tolist() == [1, 2, 3]
    assert np.isnan(daily.values[[2, 3]]).all()
    assert len(daily.days) == 5


def test_weekdays_that_never_had_a_contact_are_closed():
    daily = Daily.of(MONDAY + np.arange(14), [5, 5, 5, 5, 5, 0, np.nan] * 2)
    assert daily.open.tolist() == [True] * 5 + [False] * 2 + [True] * 5 + [False] * 2


def test_a_stated_opening_is_believed():
    daily = Daily.of(MONDAY + np.arange(3), [5, 0, 5], open=[True, False, True])
    assert daily.known.tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("days", "values", "message"),
    [
        ([], [], "has no rows"),
        (["2026-03-02", "2026-03-02"], [1, 2], "2026-03-02 comes more than once"),
        (["2026-03-02"], [-4], "contacts of 2026-03-02 must be 0 or more (got -4)"),
        (["2026-03-02"], [float("inf")], "must be 0 or more (got inf)"),
        (["2026-03-02"], ["many"], "contacts must be numbers"),
        (["last Monday"], [1], "days must be dates"),
        (["2026-03-02", None], [1, 2], "row 2 has no date"),
        (["2026-03-02"], [1, 2], "each row needs a day and a value (got 1 days, 2 values)"),
        (["0206-03-02", "2026-03-03"], [1, 2], "one of the two must be a wrong date"),
    ],
)
def test_what_cannot_be_a_history_is_refused_with_its_place_and_value(days, values, message):
    with pytest.raises(DataError) as caught:
        Daily.of(days, values, name="calls")
    assert message in str(caught.value)
    assert str(caught.value).startswith("calls: ")


def test_intervals_before_the_first_row_of_a_day_are_closed_and_gaps_between_unknown():
    moments = ["2026-03-02T08:00", "2026-03-02T09:00", "2026-03-03T08:00"]
    intraday = Intraday.of(moments, [1, 2, 3], minutes=30)
    assert intraday.values[0, 15:20].tolist()[:2] == [0, 1]
    assert np.isnan(intraday.values[0, 17])
    assert intraday.values[0, 18:].tolist() == [2] + [0] * 29
    assert intraday.totals[1] == 3


def test_coarser_intervals_hold_the_same_contacts():
    moments = np.datetime64("2026-03-02T08:00") + np.arange(8) * np.timedelta64(15, "m")
    intraday = Intraday.of(moments, np.arange(8), minutes=15)
    assert intraday.coarser(60).values[0, 8:10].tolist() == [6, 22]


def test_an_interval_off_the_grid_is_refused():
    with pytest.raises(DataError, match="must begin on a multiple of 30 minutes"):
        Intraday.of(["2026-03-02T08:10"], [1], minutes=30)


def test_an_event_must_end_after_it_begins():
    with pytest.raises(DataError, match="last day must not lie before 2026-03-02"):
        Event("mailing", date(2026, 3, 2), date(2026, 3, 1))
