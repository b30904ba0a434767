"""Promises timed by opening hours and days, and prices by date: small cases by hand, and the engine's own calendar."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from channelmix.engine.inputs import NEVER, SECOND, Clock, Outcome
from channelmix.engine.opening import Opening
from channelmix.simulate.counts import add_up
from channelmix.simulate.figures import money_of
from channelmix.simulate.frame import frame_of
from channelmix.simulate.prepare import prepare
from channelmix.simulate.promises import prices_of
from channelmix.simulate.tallies import tally
from channelmix.simulate.tariffs import Tariff
from channelmix.simulate.watches import FIRST, LATER, Watch

HOUR = 3600 * SECOND
DAY = 24 * HOUR
WEEK = {"start": date(2024, 3, 4), "days": 7, "warm_up": "0 s", "timezone": "Europe/Amsterdam"}
MAIL = {
    "kind": "deferred",
    "hours": {"mon-thu": "09:00-17:00", "fri": "09:00-15:00"},
    "handling": "5 min",
    "target": {"share": 0.9, "within": "4 h", "clock": "hours"},
    "response_target": {"share": 0.9, "within": "1 working day", "clock": "hours"},
}


@pytest.fixture
def operation(scenario_of):
    """A week of mail beside the phone; mail is promised within 4 opening hours, then within a working day."""
    groups = {"front": {"handles": ["phone", "mail"]}}
    return prepare(scenario_of(channels={"mail": MAIL}, groups=groups, period=WEEK), seed=1).operation


def passed(operation, answer, *pairs):
    """Return the hours used up between pairs of (day, hour) since Monday."""
    starts, ends = (
        np.array([day * DAY + round(hour * HOUR) for day, hour in side]) for side in zip(*pairs, strict=True)
    )
    channel = np.ones(len(pairs), np.int64)
    return (Watch(operation).passed(channel, answer, starts, ends) / HOUR).tolist()


def test_nights_and_weekends_use_nothing_of_a_promise_in_opening_time(operation):
    monday, tuesday, friday, next_monday = 0, 1, 4, 7
    assert passed(operation, FIRST, ((monday, 10), (monday, 12)), ((monday, 16), (tuesday, 10))) == [2, 2]
    assert passed(operation, FIRST, ((friday, 14), (next_monday, 9.5)), ((5, 12), (next_monday, 9))) == [1.5, 0]
    assert passed(operation, FIRST, ((monday, 18), (monday, 20))) == [0]


def test_a_working_day_is_over_at_the_same_time_of_the_next_opening_day(operation):
    friday, saturday, next_monday, next_tuesday = 4, 5, 7, 8
    used = passed(operation, LATER, ((friday, 10), (next_monday, 10)), ((friday, 10), (next_monday, 10.5)))
    assert used == [24, 24.5]
    assert passed(operation, LATER, ((saturday, 12), (next_tuesday, 9)), ((0, 10), (1, 9))) == [24, 23]


def test_by_the_wall_every_hour_counts(operation):
    starts, ends = np.array([0, 5 * HOUR]), np.array([30 * HOUR, 6 * HOUR])
    assert Watch().passed(np.zeros(2, np.int64), FIRST, starts, ends).tolist() == [30 * HOUR, HOUR]
    assert Watch(operation).passed(np.zeros(2, np.int64), FIRST, starts, ends).tolist() == [30 * HOUR, HOUR]


@pytest.mark.parametrize("answer", [FIRST, LATER])
def test_a_promise_is_used_up_exactly_when_the_engine_says_that_it_falls_due(operation, answer):
    opening, watch = Opening(operation), Watch(operation)
    starts = np.random.default_rng(3).integers(0, 12 * DAY, 300)
    channel = np.ones(len(starts), np.int64)
    due = np.array([opening.due(1, answer, int(start)) for start in starts])
    within = operation.promise[1, answer]
    assert (due < NEVER).all()
    assert (watch.passed(channel, answer, starts, due) == within).all()
    assert (watch.passed(channel, answer, starts, due - 1) < within).all()


def test_a_channel_that_closes_for_good_never_lets_a_promise_fall_due(operation):
    closed = replace(operation, open_at_start=np.zeros(2, bool), gate_time=np.empty(0, np.int64),
                     gate_channel=np.empty(0, np.int64), gate_opens=np.empty(0, bool))  # fmt: skip
    assert [Opening(closed).due(1, answer, 0) for answer in (FIRST, LATER)] == [NEVER, NEVER]
    assert passed(closed, FIRST, ((0, 10), (5, 12))) == [0]
    assert passed(closed, LATER, ((0, 10), (5, 12))) == [0]


def test_service_levels_follow_the_watch(make, operation):
    plain = make.operation()
    night = replace(plain, open_at_start=np.array([True]), gate_time=np.array([HOUR + 60 * SECOND, 2 * HOUR]),
                    gate_channel=np.zeros(2, np.int64), gate_opens=np.array([False, True]),
                    promise_clock=np.full((1, 2), Clock.OPEN_TIME))  # fmt: skip
    lives = [make.life(50, Outcome.ANSWERED, turns=[(3605, 3700)], ended=3700)]
    by_hours = make.promises(within=20)
    levels = [
        tally(night, *make.played(night, lives), replace(by_hours, watch=watch)).channels["good"].tolist()
        for watch in (Watch(night), Watch())
    ]
    assert levels == [[1], [0]]


# Prices.


def answered(make, *ends, **more):
    return [make.life(0, Outcome.ANSWERED, turns=[(0, end)], ended=end, **more) for end in ends]


def test_contacts_messages_and_templates_are_counted_by_the_price_that_holds(make):
    operation = make.operation()
    tariff = Tariff(changes=np.array([HOUR + 100 * SECOND]), window=np.array([60 * SECOND]))
    counted = tally(operation, *make.played(operation, answered(make, 30, 90, 150)), make.promises(), tariff)
    assert counted.channels["paid_contacts"].tolist() == [[3, 0]]
    assert counted.channels["paid_messages"].tolist() == [[2, 1]]
    assert counted.channels["paid_templates"].tolist() == [[1, 1]]


def test_without_a_tariff_nothing_needs_a_template(make):
    operation = make.operation()
    counted = tally(operation, *make.played(operation, answered(make, 30, 10_000)), make.promises())
    assert counted.channels["paid_templates"].tolist() == [[0]]
    assert counted.channels["paid_messages"].tolist() == [[2]]


def test_the_window_of_a_turn_handed_over_runs_from_the_customers_own_message(make):
    operation = make.operation()
    lives = [make.life(0, Outcome.ANSWERED, turns=[(0, 0, 50), (50, 60, 80)], ended=80)]
    contacts, outcomes = make.played(operation, lives)
    tariff = Tariff(window=np.array([60 * SECOND]))
    for moved, templates in ((True, [[1]]), (False, [[0]])):
        handed = replace(contacts, transferred=np.array([moved]))
        assert (
            tally(operation, handed, outcomes, make.promises(), tariff).channels["paid_templates"].tolist() == templates
        )


def test_prices_of_a_scenario_change_at_local_midnight(scenario_of):
    phone = {
        "cost_per_contact": {"2020-01-01": 0.5, "2024-03-06": 0.25},
        "cost_per_template": 0.1,
        "window": "24 h",
        "cost_per_month": {"2024-03-04": 31.0, "2024-03-08": 62.0},
    }
    scenario = scenario_of(channels={"phone": phone}, period=WEEK)
    prices = prices_of(scenario, frame_of(scenario))
    assert prices.tariff.changes.tolist() == [2 * DAY]
    assert prices.tariff.window.tolist() == [DAY]
    assert prices.per_answered.tolist() == [[0.5, 0.25]]
    assert prices.per_template.tolist() == [[0.1, 0.1]]
    assert prices.per_month.tolist() == [pytest.approx((4 * 31 + 3 * 62) / 7)]


def test_money_is_counts_times_prices_of_their_time(scenario_of, make):
    scenario = scenario_of(
        channels={"phone": {"cost_per_message": {"2020-01-01": 0.5, "2024-03-06": 0.25}, "cost_per_template": 0.1}}
    )
    operation = make.operation()
    tariff = Tariff(changes=np.array([HOUR + 100 * SECOND]), window=np.array([60 * SECOND]))
    counts = add_up([tally(operation, *make.played(operation, answered(make, 30, 90, 150)), make.promises(), tariff)])
    prices = prices_of(scenario, frame_of(scenario))
    cost = money_of(counts, prices).channel_cost
    assert cost.tolist() == [[pytest.approx(2 * 0.5 + 1 * 0.25 + 2 * 0.1)]]
