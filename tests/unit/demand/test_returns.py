"""Possible returns: who, why, where to, how much later, and never a row that cannot come about."""

import math
from itertools import pairwise

import numpy as np
import pytest

from channelmix.demand.returns import MAX_ATTEMPTS
from channelmix.engine.inputs import SECOND, Reason

HOUR = 3600 * SECOND
VOLUME = 20_000
REDIAL = {"patience": "3 min", "redial": {"share": 0.42, "after": "20 min"}}


@pytest.fixture
def day(make, draw):
    """Return the contacts of one busy day of a phone, and perhaps other channels."""

    def of(phone, others=None, volume=VOLUME, **more):
        channels = {"phone": {"arrivals": {"per_day": volume}, **phone}, **(others or {})}
        return draw(make(channels), **more)

    return of


def has(customers, reason):
    return customers.contacts.child[:, reason] >= 0


def is_share(part, whole, share, errors=4):
    return abs(part - whole * share) < errors * math.sqrt(whole * share * (1 - share))


def test_nobody_returns_where_nothing_says_so(day):
    contacts = day({"patience": "3 min"}).contacts
    assert contacts.rows == contacts.first
    assert (np.asarray(contacts.child) == -1).all()


@pytest.mark.parametrize("share", [0.1, 0.42, 0.9])
def test_returns_are_geometric_each_attempt_the_same_share_of_the_one_before(day, share):
    contacts = day({"unresolved": {"share": share, "after": "1 day"}}).contacts
    numbers = np.bincount(contacts.attempt)
    for earlier, later in pairwise(numbers.tolist()):
        assert is_share(later, earlier, share, errors=4.5)


def test_this_check_notices_a_share_two_points_off(day):
    numbers = np.bincount(day({"unresolved": {"share": 0.44, "after": "1 day"}}).contacts.attempt)
    assert not is_share(numbers[1], numbers[0], 0.42)


def test_customers_who_always_return_do_so_ten_times(day):
    contacts = day({"unresolved": {"share": 1.0, "after": "1 day"}}, volume=50).contacts
    assert np.bincount(contacts.attempt).tolist() == [contacts.first] * (MAX_ATTEMPTS + 1)
    last = contacts.attempt == MAX_ATTEMPTS
    assert (np.asarray(contacts.child)[last] == -1).all()


def test_a_child_is_the_same_customers_next_attempt(day):
    customers = day({**REDIAL, "unresolved": {"share": 0.3, "after": "1 day", "to": {"phone": 1, "mail": 1}}}, MAIL)
    contacts = customers.contacts
    for reason in Reason:
        rows = np.flatnonzero(contacts.child[:, reason] >= 0)
        child = contacts.child[rows, reason]
        assert np.array_equal(customers.customer[child], customers.customer[rows])
        assert np.array_equal(customers.origin[child], customers.origin[rows])
        assert np.array_equal(contacts.attempt[child], contacts.attempt[rows] + 1)
        assert (child >= contacts.first).all()


MAIL = {"mail": {"kind": "deferred", "arrivals": {"per_day": 500}}}


def test_a_customer_has_one_contact_per_attempt_and_channel_whatever_leads_to_it(day):
    customers = day({**REDIAL, "unresolved": {"share": 0.3, "after": "1 day", "to": {"phone": 1, "mail": 1}}}, MAIL)
    contacts = customers.contacts
    keys = np.stack([customers.origin, customers.customer.astype(np.int64), contacts.attempt, contacts.channel])
    assert np.unique(keys, axis=1).shape[1] == contacts.rows
    both = has(customers, Reason.ABANDONED) & has(customers, Reason.UNRESOLVED)
    shared = contacts.child[both, Reason.ABANDONED] == contacts.child[both, Reason.UNRESOLVED]
    to_phone = contacts.channel[contacts.child[both, Reason.UNRESOLVED]] == 0
    assert np.array_equal(shared, to_phone)
    assert 0 < shared.sum() < len(shared)


def test_every_row_but_the_first_contacts_hangs_on_another(day):
    contacts = day({**REDIAL, "unresolved": {"share": 0.3, "after": "1 day", "to": "mail"}}, MAIL).contacts
    child = np.asarray(contacts.child)
    led_to = np.unique(child[child >= 0])
    assert np.array_equal(led_to, np.arange(contacts.first, contacts.rows))


def test_redial_follows_abandoning_and_busy_signals_where_these_can_be(day):
    reasons = {
        (): {},
        (Reason.ABANDONED,): {"patience": "3 min"},
        (Reason.BUSY,): {"lines": 5},
        (Reason.ABANDONED, Reason.BUSY): {"patience": "3 min", "lines": 5},
    }
    for expected, rules in reasons.items():
        customers = day({"redial": REDIAL["redial"], **rules}, volume=200)
        assert tuple(reason for reason in Reason if has(customers, reason).any()) == expected


def test_destinations_have_their_weights(day):
    customers = day({"unresolved": {"share": 0.5, "after": "1 day", "to": {"phone": 3, "mail": 1}}}, MAIL)
    from_phone = (customers.contacts.attempt == 0) & has(customers, Reason.UNRESOLVED)
    to = customers.contacts.channel[customers.contacts.child[from_phone, Reason.UNRESOLVED]]
    assert is_share((to == 1).sum(), len(to), 0.25)


def test_delays_are_those_of_the_rule(day):
    exact = day({"unresolved": {"share": 0.5, "after": "2 days"}}, volume=500)
    rows = has(exact, Reason.UNRESOLVED)
    assert set(exact.contacts.after[rows, Reason.UNRESOLVED].tolist()) == {48 * HOUR}
    assert not np.asarray(exact.contacts.after)[~rows].any()
    spread = day({**REDIAL, "redial": {"share": 0.5, "after": {"mean": "20 min", "distribution": "exponential"}}})
    after = spread.contacts.after[has(spread, Reason.ABANDONED), Reason.ABANDONED] / SECOND
    assert abs(after.mean() - 1200) < 4 * after.std() / math.sqrt(len(after))


def test_delays_may_depend_on_the_time_of_the_first_contact(day):
    after = {"by": {"00:00": "1 h", "12:00": "2 h"}, "distribution": "deterministic"}
    contacts = day({"unresolved": {"share": 1.0, "after": after}}, volume=300).contacts
    first = np.arange(contacts.first)
    expected = np.where(contacts.arrival[first] < 12 * HOUR, HOUR, 2 * HOUR)
    assert np.array_equal(contacts.after[first, Reason.UNRESOLVED], expected)


# ---------------------------------------------------------------------- bots


BOT = {"containment": 0.3, "time": "45 s", "returns": {"share": 0.15, "after": "2 h", "to": "mail"}}


def test_a_bot_keeps_its_share_of_contacts_and_some_come_back(day):
    customers = day({"bot": BOT}, MAIL)
    contacts = customers.contacts
    phone = (contacts.channel == 0) & (contacts.attempt == 0)
    assert is_share(contacts.contained[phone].sum(), phone.sum(), 0.3)
    assert is_share(has(customers, Reason.CONTAINED)[phone].sum(), contacts.contained[phone].sum(), 0.15)
    assert not has(customers, Reason.CONTAINED)[~contacts.contained].any()
    assert not contacts.contained[contacts.channel == 1].any()
    assert set(contacts.bot_time[phone].tolist()) == {45 * SECOND}
    assert set(contacts.bot_time[contacts.channel == 1].tolist()) == {-1}


def test_contained_contacts_neither_abandon_nor_end_unresolved_but_may_meet_a_busy_signal(day):
    rules = {**REDIAL, "lines": 5, "unresolved": {"share": 0.3, "after": "1 day"}, "bot": BOT}
    customers = day(rules, MAIL, volume=3000)
    contained = customers.contacts.contained
    assert not has(customers, Reason.UNRESOLVED)[contained].any()
    assert has(customers, Reason.BUSY)[contained].any()
    without_lines = day({**rules, "lines": None}, MAIL, volume=3000)
    assert not has(without_lines, Reason.ABANDONED)[without_lines.contacts.contained].any()


# ---------------------------------------------------------------------- closed channels


DIVERTS = {"hours": {"mon": "08:00-18:00"}, "when_closed": "mail"}


def is_open(contacts):
    return (contacts.arrival >= 8 * HOUR) & (contacts.arrival < 18 * HOUR)


def test_a_first_contact_has_a_row_in_the_other_channel_only_if_it_comes_while_closed(make, draw):
    phone = {**DIVERTS, "arrivals": {"per_hour": 40}, "unresolved": {"share": 0.5, "after": "1 h", "to": "mail"}}
    customers = draw(make({"phone": phone, **MAIL}))
    calls = (customers.contacts.attempt == 0) & (customers.contacts.channel == 0)
    closed = calls & ~is_open(customers.contacts)
    assert closed.any()
    assert np.array_equal(has(customers, Reason.CLOSED), closed)
    assert not has(customers, Reason.UNRESOLVED)[closed].any()
    assert has(customers, Reason.UNRESOLVED)[calls & ~closed].any()


def test_a_first_contact_that_is_turned_away_has_no_returns(make, draw):
    phone = {**REDIAL, "hours": {"mon": "08:00-18:00"}, "arrivals": None}
    shift = [{"from": "mail", "to": "phone", "share": 1.0}]
    customers = draw(
        make({"phone": phone, "mail": {"kind": "deferred", "arrivals": {"per_day": 500}}}, channel_shift=shift)
    )
    first = np.arange(customers.contacts.first)
    may_return = has(customers, Reason.ABANDONED)[first]
    assert may_return.any()
    assert is_open(customers.contacts)[first][may_return].all()


def test_a_return_to_a_channel_that_diverts_always_has_one(make, draw):
    channels = {
        "phone": {**DIVERTS, "arrivals": {"per_day": 500}, "unresolved": {"share": 0.5, "after": "3 h"}},
        **MAIL,
    }
    customers = draw(make(channels))
    contacts = customers.contacts
    back = (contacts.channel == 0) & (contacts.attempt > 0) & (contacts.attempt < MAX_ATTEMPTS)
    assert back.any()
    assert has(customers, Reason.CLOSED)[back].all()
    assert not contacts.after[:, Reason.CLOSED].any()
    assert set(contacts.channel[contacts.child[back, Reason.CLOSED]].tolist()) == {1}
