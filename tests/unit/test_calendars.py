"""Local time, checked against days whose clock changes are known."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from channelmix.calendars import LocalClock, public_holidays
from channelmix.engine.inputs import SECOND
from channelmix.errors import InputError

HOUR = 3600
AMSTERDAM = "Europe/Amsterdam"


def hours(time: int) -> float:
    return time / (HOUR * SECOND)


def test_days_of_a_week_without_a_clock_change_have_24_hours():
    clock = LocalClock(AMSTERDAM, date(2019, 3, 4), days=7)
    assert [hours(time) for time in clock.day_start] == [24 * day for day in range(8)]


@pytest.mark.parametrize(
    ("timezone", "day", "length"),
    [
        (AMSTERDAM, date(2026, 3, 29), 23),
        (AMSTERDAM, date(2026, 10, 25), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),
        ("America/Sao_Paulo", date(2018, 2, 17), 25),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("UTC", date(2026, 3, 29), 24),
    ],
)
def test_a_day_on_which_clocks_change_is_as_long_as_it_is_there(timezone, day, length):
    clock = LocalClock(timezone, day, days=2)
    assert hours(clock.day_start[1]) == length
    later = LocalClock(timezone, day - timedelta(days=3), days=5)
    assert hours(later.day_start[4] - later.day_start[3]) == length


def test_opening_at_eight_is_eight_on_the_clock_before_and_after_the_change():
    clock = LocalClock(AMSTERDAM, date(2026, 3, 28), days=3)
    assert [hours(clock.at(day, 8 * HOUR)) for day in range(3)] == [8, 24 + 7, 47 + 8]


def test_a_time_that_the_spring_change_skips_is_the_moment_of_the_change():
    clock = LocalClock(AMSTERDAM, date(2026, 3, 29), days=1)
    skipped = [clock.at(0, second) for second in (2 * HOUR, 2 * HOUR + 1800, 3 * HOUR - 1, 3 * HOUR)]
    assert {hours(time) for time in skipped} == {2}
    assert clock.local(skipped[0]) == datetime(2026, 3, 29, 3)


def test_a_time_that_the_autumn_change_repeats_is_its_first_occurrence():
    clock = LocalClock(AMSTERDAM, date(2026, 10, 25), days=1)
    assert [hours(clock.at(0, hour * HOUR)) for hour in (2, 3, 24)] == [2, 4, 25]
    assert clock.local(clock.at(0, 2 * HOUR) + HOUR * SECOND) == datetime(2026, 10, 25, 2)


def test_midnight_that_does_not_exist_is_the_first_moment_of_its_day():
    clock = LocalClock("America/Sao_Paulo", date(2018, 11, 4), days=1)
    assert clock.at(0, 0) == 0
    assert clock.local(0) == datetime(2018, 11, 4, 1)


@pytest.mark.parametrize("timezone", [AMSTERDAM, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_times_agree_with_the_standard_library_through_a_year(timezone):
    zone, clock = ZoneInfo(timezone), LocalClock(timezone, date(2025, 12, 30), days=368)
    start = datetime(2025, 12, 30, tzinfo=zone).timestamp()
    for day in range(368):
        for second in range(0, 86_400, 5 * HOUR):
            local = datetime(2025, 12, 30, tzinfo=zone) + timedelta(days=day, seconds=second)
            exists = datetime.fromtimestamp(local.timestamp(), zone).replace(tzinfo=None) == local.replace(tzinfo=None)
            if exists:
                assert clock.at(day, second) == round(local.timestamp() - start) * SECOND


def test_arrays_of_times_equal_times_one_by_one():
    clock = LocalClock(AMSTERDAM, date(2026, 3, 28), days=3)
    seconds = np.arange(0, 86_401, 900)
    for day in range(3):
        assert clock.times(day, seconds).tolist() == [clock.at(day, int(second)) for second in seconds]


def test_what_the_clock_shows_leads_back_to_the_time():
    clock = LocalClock(AMSTERDAM, date(2026, 3, 28), days=3)
    times = np.arange(0, clock.day_start[-1], 1700 * SECOND + 1)
    assert [clock.moment(clock.local(int(time))) for time in times] == times.tolist()
    shown = [(clock.local(int(time)) - datetime(2026, 1, 1)).seconds for time in times]
    assert clock.second_of_day(times).tolist() == shown


def test_days_have_numbers_and_dates():
    clock = LocalClock("UTC", date(2026, 2, 27), days=4)
    assert clock.date(3) == date(2026, 3, 2)
    assert clock.ordinal(3) == date(2026, 3, 2).toordinal()
    assert clock.day_of(date(2026, 3, 2)) == 3
    assert clock.day_of(date(2026, 2, 26)) == -1


def test_ten_years_have_their_twenty_changes():
    clock = LocalClock(AMSTERDAM, date(2026, 1, 1), days=3652)
    lengths = [hours(end - start) for start, end in pairwise(clock.day_start)]
    assert {length: lengths.count(length) for length in set(lengths)} == {24: 3632, 23: 10, 25: 10}


def test_an_unknown_time_zone_is_named():
    with pytest.raises(InputError, match="got 'Europe/Amsterdm'"):
        LocalClock("Europe/Amsterdm", date(2026, 1, 1), days=1)


def test_public_holidays_have_a_name_in_their_own_language_and_in_english(monkeypatch):
    for language in ("en_US", "fr"):
        monkeypatch.setenv("LANGUAGE", language)
        assert public_holidays("NL", None, [2019])[date(2019, 4, 27)] == ("Koningsdag", "King's Day")


def test_a_name_that_is_the_same_in_both_languages_stands_once():
    assert public_holidays("US", None, [2026])[date(2026, 1, 1)] == ("New Year's Day",)


def test_a_subdivision_adds_its_own_holidays():
    bavaria, germany = public_holidays("DE", "BY", [2026, 2027]), public_holidays("DE", None, iter([2026, 2027]))
    assert set(germany) < set(bavaria)
    assert bavaria[date(2026, 1, 6)] == ("Heilige Drei Könige", "Epiphany")


@pytest.mark.parametrize(("country", "subdivision", "got"), [("XX", None, "XX"), ("NL", "BY", "NL-BY")])
def test_an_unknown_country_or_part_is_named(country, subdivision, got):
    with pytest.raises(InputError, match=f"got '{got}'"):
        public_holidays(country, subdivision, [2026])
