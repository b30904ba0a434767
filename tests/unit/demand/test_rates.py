"""When contacts are expected: hours, profiles, closed days, clock changes, files."""

from datetime import date, datetime

import numpy as np
import pytest

from channelmix.demand.days import OpenDays
from channelmix.demand.expected import sources
from channelmix.demand.piecewise import DayRate
from channelmix.demand.rates import FileRates, VolumeRow, day_rate
from channelmix.engine.inputs import SECOND
from channelmix.errors import InputError

HOUR = 3600
OFFICE = {"hours": {"mon-fri": "08:00-18:00", "sat": "09:00-13:00"}}


@pytest.fixture
def rates(clock):
    """Return the expected contacts of a channel, one a day of the period."""

    def of(scenario, name="phone"):
        days = clock(scenario)
        return [day_rate(scenario, name, day, OpenDays(scenario, days), days) for day in range(days.days)]

    return of


def totals(day_rates):
    return [0 if rate is None else round(rate.total, 9) for rate in day_rates]


def contents(rate, *edges_h):
    """Return the contacts expected between hours of elapsed time since the start of the day's clock."""
    return np.diff([rate.before(round(edge * HOUR * SECOND)) for edge in edges_h]).round(9).tolist()


def test_a_volume_per_day_is_spread_evenly_over_opening_hours(make, rates):
    (rate,) = rates(make({"phone": {**OFFICE, "arrivals": {"per_day": 100}}}))
    assert contents(rate, 0, 8, 9, 13, 18, 24) == [0, 10, 40, 50, 0]


def test_without_opening_hours_it_is_spread_over_the_whole_day(make, rates):
    (rate,) = rates(make({"phone": {"arrivals": {"per_day": 240}}}))
    assert contents(rate, 0, 1, 12, 24) == [10, 110, 120]


def test_hours_with_a_pause_have_nobody_in_the_pause(make, rates):
    (rate,) = rates(make({"phone": {"hours": {"mon": ["08:00-12:00", "13:00-17:00"]}, "arrivals": {"per_day": 80}}}))
    assert contents(rate, 8, 12, 13, 17) == [40, 0, 40]


def test_volumes_by_weekday_fall_on_their_weekdays(make, rates):
    channel = {"arrivals": {"per_day": {"mon": 950, "tue-fri": 850, "sat": 300}}}
    assert totals(rates(make({"phone": channel}, period={"days": 7}))) == [950, 850, 850, 850, 850, 300, 0]


def test_one_volume_for_every_day_has_nobody_on_days_that_are_closed(make, rates):
    channel = {**OFFICE, "arrivals": {"per_day": 100}}
    assert totals(rates(make({"phone": channel}, period={"days": 7}))) == [100] * 6 + [0]


def test_a_profile_is_cut_to_the_hours_of_a_channel_that_rejects_and_keeps_the_volume(make, rates):
    profiles = {"day": {"06:00": 1, "09:00": 3, "20:00": 0}}
    (rate,) = rates(make({"phone": {**OFFICE, "arrivals": {"per_day": 280, "profile": "day"}}}, profiles=profiles))
    assert contents(rate, 0, 8, 9, 18, 24) == [0, 10, 270, 0]


def test_a_profile_is_not_cut_where_contacts_queue_when_closed(make, rates):
    profiles = {"day": {"06:00": 1, "09:00": 3, "20:00": 0}}
    email = {"kind": "deferred", **OFFICE, "arrivals": {"per_day": 36, "profile": "day"}}
    (rate,) = rates(make({"email": email}, profiles=profiles), "email")
    assert contents(rate, 0, 6, 9, 20, 24) == [0, 3, 33, 0]


def test_without_a_profile_contacts_that_queue_come_in_opening_hours_and_all_day_on_closed_days(make, rates):
    email = {"kind": "deferred", **OFFICE, "arrivals": {"per_day": 24}}
    *_, saturday, sunday = rates(make({"email": email}, period={"days": 7}), "email")
    start = 5 * 24
    assert contents(saturday, start, start + 9, start + 13, start + 24) == [0, 24, 0]
    assert contents(sunday, start + 24, start + 36, start + 48) == [12, 12]


def test_a_profile_by_weekday_has_each_day_its_own_shape(make, rates):
    profiles = {"week": {"mon": {"08:00": 1, "10:00": 0}, "tue": {"20:00": 1}}}
    channel = {"arrivals": {"per_day": 10, "profile": "week"}}
    monday, tuesday, wednesday = rates(make({"phone": channel}, profiles=profiles, period={"days": 3}))
    assert contents(monday, 8, 10) == [10]
    assert contents(tuesday, 24 + 20, 48) == [10]
    assert wednesday is None


def test_a_profile_without_weight_in_the_hours_has_nobody(make, rates):
    profiles = {"evening": {"19:00": 1}}
    channel = {**OFFICE, "arrivals": {"per_day": 10, "profile": "evening"}}
    assert rates(make({"phone": channel}, profiles=profiles)) == [None]


def test_a_rate_per_hour_holds_in_the_hours_of_a_channel_that_rejects(make, rates):
    channel = {**OFFICE, "arrivals": {"per_hour": 30}}
    assert totals(rates(make({"phone": channel}, period={"days": 7}))) == [300] * 5 + [120, 0]


def test_a_rate_per_hour_holds_all_day_where_contacts_queue_when_closed(make, rates):
    email = {"kind": "deferred", **OFFICE, "arrivals": {"per_hour": 2}}
    assert totals(rates(make({"email": email}, period={"days": 7}), "email")) == [48] * 7


@pytest.mark.parametrize("arrivals", [{"per_day": 0}, {"per_hour": 0}, {"per_day": {"tue": 5}}, None])
def test_zero_contacts_are_no_contacts(make, rates, arrivals):
    assert rates(make({"phone": {"arrivals": arrivals}})) == [None]


# ---------------------------------------------------------------------- special and closed days


def test_a_special_day_has_its_own_hours_and_volume(make, rates):
    special = [{"date": date(2026, 3, 3), "hours": "10:00-12:00", "volume": 0.5}]
    channel = {**OFFICE, "arrivals": {"per_day": 100}}
    monday, tuesday = rates(make({"phone": channel}, period={"days": 2, "special_days": special}))
    assert monday.total == 100
    assert contents(tuesday, 24, 24 + 10, 24 + 11, 24 + 12, 48) == [0, 25, 25, 0]


def test_a_special_day_with_no_volume_has_nobody(make, rates):
    special = [{"date": date(2026, 3, 2), "volume": 0.0}]
    assert rates(make(period={"special_days": special})) == [None]


def test_live_channels_have_nobody_on_closed_days_and_others_still_get_mail(make, clock):
    channels = {
        "phone": {**OFFICE, "arrivals": {"per_hour": 10}},
        "email": {"kind": "deferred", "arrivals": {"per_hour": 1}},
    }
    scenario = make(channels, period={"start": date(2026, 4, 27), "days": 2, "country": "NL", "closed_on": "public"})
    days = clock(scenario)
    found = sources(scenario, days, open_days=OpenDays(scenario, days), volumes={}, factors={})
    assert [totals(source.rates) for source in found] == [[0, 100], [24, 24]]


def test_a_file_does_not_bring_callers_on_a_closed_day(make, clock):
    scenario = make(period={"days": 8, "closed_on": [date(2026, 3, 9)]})
    days = clock(scenario)
    rows = [VolumeRow(datetime(2026, 3, 2, 9), 20)]
    found = sources(
        scenario, days, open_days=OpenDays(scenario, days), volumes={"phone": FileRates(rows, days)}, factors={}
    )
    assert totals(found[0].rates) == [20, 0, 0, 0, 0, 0, 0, 0]


def test_hours_of_a_special_day_come_before_a_closed_day(make, rates):
    period = {
        "start": date(2026, 12, 26), "country": "NL", "closed_on": "public",
        "special_days": [{"date": date(2026, 12, 26), "hours": "10:00-14:00"}],
    }  # fmt: skip
    (rate,) = rates(make({"phone": {**OFFICE, "arrivals": {"per_day": 40}}}, period=period))
    assert contents(rate, 10, 11, 14) == [10, 30]


@pytest.mark.parametrize("name", ["Koningsdag", "koningsdag", "King's Day"])
def test_holidays_close_by_name_in_either_language(make, clock, name):
    scenario = make(period={"start": date(2026, 4, 26), "days": 3, "country": "NL", "closed_on": [name]})
    open_days = OpenDays(scenario, clock(scenario))
    assert [open_days.is_closed(day) for day in range(3)] == [False, True, False]
    assert open_days.hours("phone", 1) == open_days.staffed(1) == ()


def test_an_unknown_holiday_is_named_with_those_there_are(make, clock):
    scenario = make(period={"country": "NL", "closed_on": ["Kingsday"]})
    with pytest.raises(InputError, match=r"Koningsdag.*got 'kingsday'"):
        OpenDays(scenario, clock(scenario))


def test_gates_open_and_close_in_turn_and_join_where_hours_touch(make, clock):
    hours = {"mon": "08:00-24:00", "tue": ["00:00-02:00", "09:00-10:00"]}
    scenario = make({"phone": {"hours": hours}}, period={"days": 3})
    gates = OpenDays(scenario, clock(scenario)).gates("phone")
    assert (gates / HOUR / SECOND).tolist() == [8, 26, 33, 34]


# ---------------------------------------------------------------------- clock changes


@pytest.mark.parametrize(("week", "length"), [("spring", 23), ("autumn", 25)])
def test_a_day_with_a_clock_change_keeps_its_volume(make, rates, request, week, length):
    period = request.getfixturevalue(week)
    plain = rates(make({"phone": {"arrivals": {"per_day": 480}}}, period=period))
    assert totals(plain) == [480] * 7
    start = 6 * 24
    assert contents(plain[6], start, start + 1) == [round(480 / length, 9)]


def test_a_rate_per_hour_has_an_hour_less_or_more(make, rates, spring, autumn):
    by_hour = {"phone": {"arrivals": {"per_hour": 10}}}
    assert totals(rates(make(by_hour, period=spring)))[5:] == [240, 230]
    assert totals(rates(make(by_hour, period=autumn)))[5:] == [240, 250]


def test_a_step_in_the_hour_that_is_skipped_is_gone_and_the_rest_makes_up_for_it(make, rates, spring):
    profiles = {"night": {"01:00": 1, "02:00": 5, "03:00": 1, "04:00": 0}}
    *_, saturday, sunday = rates(
        make({"phone": {"arrivals": {"per_day": 70, "profile": "night"}}}, profiles=profiles, period=spring)
    )
    day = 5 * 24
    assert contents(saturday, day + 1, day + 2, day + 3, day + 4) == [10, 50, 10]
    assert contents(sunday, day + 24 + 1, day + 24 + 2, day + 24 + 3) == [35, 35]


def test_a_step_in_the_hour_that_is_repeated_lasts_twice_as_long(make, rates, autumn):
    profiles = {"night": {"01:00": 1, "02:00": 5, "03:00": 1, "04:00": 0}}
    *_, sunday = rates(
        make({"phone": {"arrivals": {"per_day": 120, "profile": "night"}}}, profiles=profiles, period=autumn)
    )
    day = 6 * 24
    assert contents(sunday, day + 1, day + 2, day + 3, day + 4, day + 5) == [10, 50, 50, 10]


def test_a_profile_that_lies_all_in_the_skipped_hour_has_nobody_that_day(make, rates, spring):
    profiles = {"two": {"02:00": 1, "03:00": 0}}
    week = rates(make({"phone": {"arrivals": {"per_day": 9, "profile": "two"}}}, profiles=profiles, period=spring))
    assert totals(week) == [9] * 6 + [0]


# ---------------------------------------------------------------------- files


def hourly(day, *contacts, first_hour=8):
    return [VolumeRow(datetime(2026, 3, day, first_hour + place), number) for place, number in enumerate(contacts)]


def test_rows_of_a_file_hold_for_the_smallest_spacing_between_starts(make, clock):
    of_file = FileRates([*hourly(2, 10, 30), *hourly(2, 5, first_hour=12)], clock(make()))
    assert of_file.interval == HOUR
    assert contents(of_file.rate(0), 0, 8, 9, 10, 12, 13, 24) == [0, 10, 30, 0, 5, 0]


def test_a_file_of_days_spreads_each_over_its_24_hours(make, clock):
    rows = [VolumeRow(datetime(2026, 3, day), 240) for day in (2, 3)]
    assert contents(FileRates(rows, clock(make())).rate(0), 0, 6, 24) == [60, 180]


def test_days_outside_a_file_repeat_its_nearest_same_weekday(make, clock):
    rows = [row for day in range(9, 23) for row in hourly(day, day)]
    of_file = FileRates(rows, clock(make(period={"days": 28})))
    repeated = [round(of_file.rate(day).total) for day in range(28)]
    assert repeated == [*range(9, 16), *range(9, 23), *range(16, 23)]


def test_a_day_that_is_missing_inside_a_file_has_nobody(make, clock):
    rows = [*hourly(2, 10), *hourly(4, 10)]
    assert totals(FileRates(rows, clock(make(period={"days": 3}))).rate(day) for day in range(3)) == [10, 0, 10]


def test_a_weekday_that_a_file_never_has_has_nobody(make, clock):
    assert FileRates(hourly(2, 10), clock(make(period={"days": 2}))).rate(1) is None


def test_a_row_in_the_hour_that_is_skipped_is_gone_and_the_day_keeps_its_total(make, clock, spring):
    rows = [VolumeRow(datetime(2026, 3, 29, hour), 24) for hour in range(24)]
    sunday = FileRates(rows, clock(make(period=spring))).rate(6)
    assert sunday.total == pytest.approx(24 * 24)
    day = 6 * 24
    assert contents(sunday, day + 1, day + 2, day + 3) == [round(24 * 24 / 23, 9)] * 2


def test_means_of_handling_hold_from_their_row_on(make, clock):
    rows = [VolumeRow(datetime(2026, 3, 2, 8), 10, 200), VolumeRow(datetime(2026, 3, 2, 9), 10), hourly(2, 4)[0]]
    moments, means = FileRates(rows, clock(make())).handling()
    assert (moments / SECOND).tolist() == [8 * HOUR]
    assert means.tolist() == [200 * SECOND]
    assert FileRates(hourly(2, 4), clock(make())).handling() is None


# ---------------------------------------------------------------------- the rate itself


def test_times_lie_where_the_contacts_are_expected_and_never_where_none_are():
    rate = DayRate(np.array([0, 10, 20, 40]), np.array([0.0, 5.0, 5.0, 15.0]))
    assert rate.when(np.array([0.0, 2.5, 4.999, 5.0, 10.0, 14.999])).tolist() == [0, 5, 9, 20, 30, 39]


def test_an_event_adds_to_the_rate_within_its_window_only(make, clock):
    events = [{"at": datetime(2026, 3, 2, 10), "lasts": "2 h", "multiply": {"phone": 2.5}}]
    scenario = make({"phone": {"arrivals": {"per_hour": 10}}}, events=events, period={"days": 2})
    days = clock(scenario)
    base, added = sources(scenario, days, open_days=OpenDays(scenario, days), volumes={}, factors={})
    assert totals(base.rates) == [240, 240]
    assert totals(added.rates) == [30, 0]
    assert contents(added.rates[0], 0, 10, 11, 12, 24) == [0, 15, 15, 0]
    assert (added.origin, added.channel) == ("phone+event", "phone")


def test_events_that_overlap_multiply_and_a_lull_keeps_a_share(make, clock):
    events = [
        {"at": datetime(2026, 3, 2, 10), "lasts": "4 h", "multiply": {"phone": 3.0}},
        {"at": datetime(2026, 3, 2, 12), "lasts": "4 h", "multiply": {"phone": 0.5}},
    ]
    scenario = make({"phone": {"arrivals": {"per_hour": 10}}}, events=events)
    days = clock(scenario)
    base, added = sources(scenario, days, open_days=OpenDays(scenario, days), volumes={}, factors={})
    assert contents(added.rates[0], 0, 10, 12, 14, 24) == [0, 40, 10, 0]
    assert base.lulls == ((14 * HOUR * SECOND, 16 * HOUR * SECOND, 0.5),)


def test_an_event_over_midnight_falls_on_both_days(make, clock):
    events = [{"at": datetime(2026, 3, 2, 23), "lasts": "2 h", "multiply": {"phone": 2.0}}]
    scenario = make({"phone": {"arrivals": {"per_hour": 10}}}, events=events, period={"days": 2})
    days = clock(scenario)
    _, added = sources(scenario, days, open_days=OpenDays(scenario, days), volumes={}, factors={})
    assert totals(added.rates) == [10, 10]


def test_factors_scale_a_channel(make, clock):
    scenario = make({"phone": {"arrivals": {"per_day": 100}}, "chat": {"kind": "chat", "arrivals": {"per_day": 10}}})
    days = clock(scenario)
    found = sources(scenario, days, open_days=OpenDays(scenario, days), volumes={}, factors={"phone": 0.8})
    assert [totals(source.rates) for source in found] == [[80], [10]]
