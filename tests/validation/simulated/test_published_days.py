"""
Days simulated by others: example programs of ContactCenters and SSJ (Université de Montréal).

Published figures come from 1,000 days; the values used here are those of an independent program
with 10,000 days and more (its standard error counts too), which the published ones agree with.
Sources: github.com/umontreal-simul/contactcenters, doc/examples/MMC.java and MMCAb.java;
github.com/umontreal-simul/ssj, src/main/docs/examples/ift6561examples/CallCenter.res (alpha0 = 10).
"""

import math

import pytest

pytestmark = pytest.mark.no_cover  # watched line by line it takes three times as long

DAYS = 120
ONE = lambda day: 1.0  # noqa: E731


def count(name):
    return lambda day: day.channels[name][0]


def eight_hours(make, *, handling="2 min", **phone):
    exponential = {"mean": handling, "distribution": "exponential"}
    target = {"share": 0.8, "within": "20 s", "formula": phone.pop("formula", "answered")}
    settings = {
        "hours": {"mon-sun": "00:00-08:00"},
        "arrivals": {"per_hour": 252},
        "handling": exponential,
        "target": target,
        **phone,
    }
    return make({"phone": settings}, {"team": {"handles": ["phone"], "agents": 12}})


def busy_share(day):
    intervals = 8 * 4
    return day.agents["busy"][0, :intervals].sum() / day.agents["on_duty"][0, :intervals].sum()


def test_an_eight_hour_day_without_abandonment_is_as_published(make, play, z):
    days = play(eight_hours(make), DAYS)
    assert abs(z(days, count("good"), ONE, 1815.286, 0.599)) < 4
    assert abs(z(days, count("good"), count("answered"), 0.90060714, 0.000332)) < 4
    wait_min = lambda day: day.channels["waited"][0] / 60e6  # noqa: E731
    assert abs(z(days, wait_min, count("answered"), 0.10034756, 0.000453)) < 4
    assert abs(z(days, busy_share, ONE, 0.69681524, 0.000223)) < 4


def test_the_check_of_the_eight_hour_day_notices_two_per_cent_longer_calls(make, play, z):
    days = play(eight_hours(make, handling="122.4 s"), DAYS)
    assert abs(z(days, busy_share, ONE, 0.69681524, 0.000223)) > 4


def test_an_eight_hour_day_with_abandonment_is_as_published(make, play, z):
    days = play(eight_hours(make, patience="1 min", formula="late_abandoned"), DAYS)
    assert abs(z(days, count("abandoned"), ONE, 59.139, 0.152)) < 4
    assert abs(z(days, count("good"), ONE, 1906.4723, 0.384)) < 4
    assert abs(z(days, count("good"), count("answered"), 0.97443712, 7.89e-05)) < 4
    assert abs(z(days, count("good"), count("due"), 0.96816634, 9.85e-05)) < 4
    answered_wait_min = lambda day: day.channels["answered_waited"][0] / 60e6  # noqa: E731
    assert abs(z(days, answered_wait_min, count("answered"), 0.023819073, 5.93e-05)) < 4
    assert abs(z(days, busy_share, ONE, 0.67647767, 0.000186)) < 4


def test_the_check_with_abandonment_notices_half_as_much_patience_again(make, play, z):
    days = play(eight_hours(make, patience="90 s", formula="late_abandoned"), DAYS // 2)
    assert abs(z(days, count("abandoned"), ONE, 59.139, 0.152)) > 4


RATES = (100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60)
AGENTS = (4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4)


STRONG = 1 / math.sqrt(10)


def busy_days(make, *, cv=STRONG):
    hours = [f"{8 + hour:02d}:00" for hour in range(13)]
    phone = {
        "hours": {"mon-sun": "08:00-21:00"},
        "arrivals": {"per_day": sum(RATES), "profile": "day"},
        "handling": {"mean": "100 s", "distribution": "exponential"},
        "patience": {"mean": "1000 s", "distribution": "exponential", "balk": 0.1},
        "target": {"share": 0.8, "within": "20 s", "formula": "early_abandoned_good"},
    }
    return make(
        {"phone": phone},
        {"team": {"handles": ["phone"], "agents": dict(zip(hours, AGENTS, strict=True))}},
        profiles={"day": dict(zip(hours, RATES, strict=True))},
        demand={"day_factor": {"cv": cv, "shared": 1.0}},
    )


def test_days_with_a_strong_random_factor_are_as_published(make, play, z):
    days = play(busy_days(make), 150)
    expected_calls = lambda day: 1660.0  # noqa: E731
    assert abs(z(days, count("offered"), ONE, 1664.1691, 2.63)) < 4
    assert abs(z(days, lambda day: day.channels["waited"][0] / 1e6, expected_calls, 12.574201, 0.148)) < 4
    assert abs(z(days, count("good"), expected_calls, 0.85605224, 0.000833)) < 4
    assert abs(z(days, count("abandoned"), expected_calls, 0.036741792, 0.000291)) < 4


def test_the_check_of_random_days_notices_days_that_are_all_alike(make, play, z):
    days = play(busy_days(make, cv=0.0), 60)
    assert abs(z(days, count("good"), lambda day: 1660.0, 0.85605224, 0.000833)) > 4
