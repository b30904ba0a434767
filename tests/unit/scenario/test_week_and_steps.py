"""Tables by weekday and by time of day: hours, volumes, profiles, staff."""

import pytest

from channelmix.scenario.steps import Profile, StaffPlan, Steps
from channelmix.scenario.week import WeekHours, WeekNumbers, weekdays

HOUR = 3600


def test_a_range_of_weekdays_may_run_over_the_weekend():
    assert weekdays("fri-mon") == (4, 5, 6, 0)


def test_hours_have_seven_days_and_days_not_named_are_closed(toml):
    raw = toml('hours = { mon-thu = "08:00-20:00", fri = ["08:00-12:00", "13:00-24:00"], sat = false }')
    hours = WeekHours.read(raw["hours"]).by_weekday
    assert hours[0] == hours[3] == ((8 * HOUR, 20 * HOUR),)
    assert hours[4] == ((8 * HOUR, 12 * HOUR), (13 * HOUR, 24 * HOUR))
    assert hours[5] == hours[6] == ()


def test_hours_that_touch_are_one(toml):
    assert WeekHours.read({"mon": ["12:00-17:00", "08:00-12:00"]}).by_weekday[0] == ((8 * HOUR, 17 * HOUR),)


@pytest.mark.parametrize(
    ("written", "place", "rule"),
    [
        ('{ mon = ["08:00-12:00", "11:00-17:00"] }', "mon", "must be hours that do not overlap"),
        ('{ mon = "20:00-08:00" }', "mon", "must be hours that end after they start"),
        ('{ mon = "08:00-08:00" }', "mon", "must be hours that end after they start"),
        ('{ mon = "08:00-25:00" }', "mon", "must be a time of day"),
        ('{ mon = "08:00" }', "mon", "must be hours such as"),
        ("{ mon = 8 }", "mon", "must be hours such as"),
        ('{ mo = "08:00-12:00" }', "mo", "must name weekdays"),
        ('{ mon-fri = "08:00-12:00", wed = "08:00-09:00" }', "wed", "must name each weekday once"),
    ],
)
def test_mistakes_in_hours_name_the_weekday_the_rule_and_the_value(broken_rules, written, place, rule):
    rules = broken_rules(WeekHours, f"value = {written}")
    assert list(rules) == [place]
    assert rules[place].startswith(rule)
    assert "(got " in rules[place]


def test_all_mistakes_in_one_table_are_told_at_once(broken_rules):
    assert list(broken_rules(WeekNumbers, "value = { mon = -1, tus = 3, wed = nan }")) == ["mon", "tus", "wed"]


def test_numbers_by_weekday_are_nothing_on_days_not_named():
    assert WeekNumbers.read({"mon": 950, "tue-fri": 850}).by_weekday == (950, 850, 850, 850, 850, 0, 0)
    assert WeekNumbers.read(120).by_weekday == (120,) * 7


def test_a_step_holds_to_the_next_the_last_to_midnight_and_earlier_is_nothing():
    steps = Steps.read({"12:00": 9, "08:00": 12})
    assert [steps.at(hour * HOUR) for hour in (0, 8, 11, 12, 23)] == [0, 12, 12, 9, 9]


def test_agents_are_a_number_or_steps_or_steps_by_weekday(toml):
    by_time = StaffPlan.read({"08:00": 12, "20:00": 0})
    assert by_time.by_weekday == (Steps((8 * HOUR, 20 * HOUR), (12, 0)),) * 7
    assert StaffPlan.read(3).by_weekday[6].at(0) == 3
    by_day = StaffPlan.read(toml('agents = { mon-fri = { "08:00" = 12 }, sat = 2 }')["agents"]).by_weekday
    assert (by_day[4].at(9 * HOUR), by_day[5].at(0), by_day[6].at(9 * HOUR)) == (12, 2, 0)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("-1", ""), ("2.5", ""), ("true", ""), ('"12"', ""), ("{}", ""), ("1_000_000", ""),
        ('{ "08:00" = 2.5 }', "08:00"), ('{ "24:00" = 1 }', "24:00"), ('{ "8" = 1 }', "8"),
        ('{ mon = { "08:00" = -1 } }', "mon.08:00"), ('{ mon = 1, "08:00" = 2 }', "08:00"),
        ("{ file = 3 }", "file"), ('{ file = "plan.xlsx", mon = 3 }', "mon"),
    ],
)  # fmt: skip
def test_mistakes_in_a_staff_plan_are_told_where_they_stand(broken_rules, written, place):
    rules = broken_rules(StaffPlan, f"value = {written}")
    assert list(rules) == [place]
    assert rules[place].startswith("must ")
    assert "(got " in rules[place]


def test_a_time_named_twice_is_refused(broken_rules):
    assert "must name each time once" in broken_rules(StaffPlan, 'value = { "8:00" = 1, "08:00" = 2 }')[""]


@pytest.mark.parametrize("written", ["{}", "3", '{ "08:00" = 0 }', "{ mon = 0 }"])
def test_a_profile_is_a_table_with_a_weight_above_nothing(broken_rules, written):
    assert broken_rules(Profile, f"value = {written}")[""].startswith("must ")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (WeekHours, {"mon-fri": "08:00-20:00", "sat": ["09:00-12:00", "13:00-17:00"]}),
        (WeekNumbers, {"mon": 950, "tue-fri": 850, "sat": 300}),
        (WeekNumbers, 120),
        (StaffPlan, {"mon-fri": {"08:00": 12, "20:00": 0}, "sat": 3}),
        (StaffPlan, {"file": "plan.xlsx"}),
        (Profile, {"08:00": 0.6, "09:30": 1.3}),
    ],
)
def test_a_value_written_out_is_what_was_read(value, written):
    assert value.read(written).write() == written
