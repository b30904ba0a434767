"""Contacts that are played back from a log: who comes, what is known of them, what is still drawn."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from channelmix.demand import LogRow
from channelmix.engine.inputs import NEVER, SECOND, Reason

MONDAY = datetime(2026, 3, 2)
ROWS = [
    LogRow(MONDAY + timedelta(hours=9, seconds=1.5), 60.0, 20.0),
    LogRow(MONDAY + timedelta(hours=8), None, None),
    LogRow(MONDAY + timedelta(hours=8), 90.25, None),
    LogRow(MONDAY + timedelta(days=2, hours=8), 30.0, 0.0),
]


@pytest.fixture
def played_back(make, draw):
    def of(rows=ROWS, days=7, replication=0, others=None, **channel):
        scenario = make(
            {"phone": {"arrivals": {"contacts": "log.csv"}, **channel}, **(others or {})}, period={"days": days}
        )
        return draw(scenario, logs={"phone": rows}, replication=replication).contacts

    return of


def hours(times):
    return [time / 3600 / SECOND for time in times.tolist()]


def test_contacts_come_when_the_log_says_in_its_order(played_back):
    contacts = played_back()
    assert contacts.arrival.tolist()[:3] == [8 * 3600 * SECOND, 8 * 3600 * SECOND, 9 * 3600 * SECOND + 1_500_000]
    assert contacts.work.tolist()[1:] == [90_250_000, 60 * SECOND, 30 * SECOND]
    assert contacts.patience.tolist() == [NEVER, NEVER, 20 * SECOND, 0]


def test_what_the_log_does_not_say_is_drawn(played_back):
    one, other = (played_back(replication=number, patience="5 min") for number in (0, 1))
    assert one.work[0] != other.work[0]
    assert np.array_equal(one.work[1:], other.work[1:])
    assert one.patience[0] != other.patience[0]
    assert one.patience[2:].tolist() == [20 * SECOND, 0]


def test_days_outside_the_log_repeat_its_nearest_same_weekday_and_days_inside_stay_empty(played_back):
    contacts = played_back(days=10)
    assert hours(contacts.arrival)[3:6] == [56, 24 * 7 + 8, 24 * 7 + 8]
    assert hours(contacts.arrival)[-1] == 24 * 9 + 8


def test_the_logged_handling_is_that_of_the_whole_conversation(played_back):
    contacts = played_back(kind="messaging", turns={"mean": 2, "distribution": "fixed"}, reply_delay="1 min")
    assert contacts.work.reshape(-1, 2)[1:].sum(axis=1).tolist() == [90_250_000, 60 * SECOND, 30 * SECOND]


def test_a_log_with_patience_lets_those_who_give_up_try_again(played_back):
    contacts = played_back(redial={"share": 1, "after": "1 min"})
    assert (contacts.child[: contacts.first, Reason.ABANDONED] >= 0).all()
    assert set(contacts.patience[contacts.first :].tolist()) == {NEVER}


def test_customers_of_a_log_who_change_channel_bring_what_is_drawn_there(make, draw):
    mail = {"kind": "deferred", "arrivals": None, "handling": {"mean": "1 h", "distribution": "deterministic"}}
    scenario = make(
        {"phone": {"arrivals": {"contacts": "log.csv"}}, "mail": mail},
        channel_shift=[{"from": "phone", "to": "mail", "share": 1.0, "induced": 0.5}],
    )
    customers = draw(scenario, logs={"phone": ROWS})
    assert set(customers.contacts.work.tolist()) == {3600 * SECOND}
    assert set(customers.contacts.patience.tolist()) == {NEVER}


def test_events_keep_logged_customers_away_and_add_others_in_the_same_hours(make, draw):
    rows = [LogRow(MONDAY + timedelta(hours=8, seconds=second), 60.0) for second in range(1000)]

    def contacts(factor):
        event = {"at": datetime(2026, 3, 2, 8), "lasts": "1 h", "multiply": {"phone": factor}}
        scenario = make({"phone": {"arrivals": {"contacts": "log.csv"}}}, events=[event])
        return draw(scenario, logs={"phone": rows}).contacts

    assert 420 < contacts(0.5).rows < 580
    more = contacts(2.0)
    assert 1870 < more.rows < 2130
    assert (more.arrival // (3600 * SECOND) == 8).all()


def test_clocks_that_change_move_logged_contacts_to_the_moments_they_show(make, draw, spring):
    sunday = datetime(2026, 3, 29)
    rows = [LogRow(sunday + timedelta(hours=1)), LogRow(sunday + timedelta(hours=4))]
    scenario = make({"phone": {"arrivals": {"contacts": "log.csv"}}}, period=spring)
    arrival = draw(scenario, logs={"phone": rows}).contacts.arrival
    assert hours(np.diff(arrival)) == [2]
