"""Whatever changes about an operation, the customers it has in common with another are the same, to the last number."""

import copy
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from channelmix.calendars import LocalClock
from channelmix.demand import Customers, prepare
from channelmix.engine.inputs import SECOND, Reason
from channelmix.scenario.model import Scenario

SOME = settings(max_examples=25, deadline=None)
MONDAY = date(2026, 3, 2)
DAY = 24 * 3600 * SECOND
NAMES = ("phone", "chat", "mail")
SPANS = st.sampled_from(["30 s", "4 min", "2 h", "1 day"])
SHARES = st.sampled_from([0.0, 0.05, 0.3, 0.8, 1.0])
TIMES = st.one_of(
    SPANS,
    st.fixed_dictionaries({"mean": SPANS, "cv": st.sampled_from([0.3, 1.5])}),
    st.fixed_dictionaries({"mean": SPANS, "cv": st.just(0.5), "distribution": st.sampled_from(["gamma", "weibull"])}),
)
HOURS = st.sampled_from(
    [None, {"mon-fri": "08:00-17:00"}, {"mon-sun": ["08:00-12:00", "13:00-24:00"]}, {"tue": "closed"}]
)
ARRIVALS = st.sampled_from([{"per_day": 30}, {"per_hour": 1}, {"per_day": {"mon": 20, "tue": 5}}, None])
RETURNS = st.fixed_dictionaries(
    {"share": SHARES, "after": TIMES, "to": st.sampled_from([None, *NAMES, {"phone": 2, "mail": 1}])}
)
BOTS = st.fixed_dictionaries({"containment": SHARES, "returns": RETURNS})

Table = dict[str, Any]
ContactName = tuple[str, int, int, str]
"""Origin, customer, attempt, channel."""


@st.composite
def channels(draw, name: str) -> Table:
    channel = {
        "kind": {"phone": "voice", "chat": "messaging", "mail": "deferred"}[name],
        "hours": draw(HOURS),
        "when_closed": draw(st.sampled_from([None, "reject", "queue", *(other for other in NAMES if other != name)])),
        "arrivals": draw(ARRIVALS),
        "handling": draw(TIMES),
        "patience": draw(st.one_of(st.none(), TIMES)),
        "wrap_up": draw(st.one_of(st.none(), SPANS)),
        "lines": draw(st.sampled_from([None, 3])),
        "redial": draw(st.one_of(st.none(), RETURNS)),
        "unresolved": draw(st.one_of(st.none(), RETURNS)),
        "bot": draw(st.one_of(st.none(), BOTS)),
    }
    if name != "phone":
        channel |= {"turns": draw(st.sampled_from([None, 1, 2.5])), "reply_delay": draw(TIMES)}
    return channel


@st.composite
def operations(draw) -> Table:
    """Return a scenario as a plain table, which tests may change."""
    return {
        "period": {"start": MONDAY, "days": 2},
        "channels": {name: draw(channels(name)) for name in NAMES},
        "groups": {"team": {"handles": list(NAMES), "agents": 5, "concurrency": {"chat": 2}}},
        "demand": {"day_factor": {"cv": draw(st.sampled_from([0.0, 0.3])), "shared": draw(SHARES)}},
    }


def customers_of(table: Table, *, seed: int = 1) -> Customers:
    scenario = Scenario.model_validate(table)
    clock = LocalClock("UTC", scenario.period.start, scenario.period.days)
    return prepare(scenario, clock).customers(seed, 0, int(clock.day_start[-1]))


def changed(table: Table, *path: str, to: Any) -> Table:
    """Return the table with one setting changed."""
    result = copy.deepcopy(table)
    inner = result
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = to
    return result


def names_of(customers: Customers, table: Table) -> list[ContactName]:
    channels, contacts = list(table["channels"]), customers.contacts
    return [
        (customers.origins[origin], customer, attempt, channels[channel])
        for origin, customer, attempt, channel in zip(
            customers.origin.tolist(), customers.customer.tolist(), contacts.attempt.tolist(),
            contacts.channel.tolist(), strict=True,
        )
    ]  # fmt: skip


def lives_of(table: Table, *, seed: int = 1) -> dict[ContactName, Table]:
    """Return all that belongs to each contact, by its name: its own numbers, and what follows for which reason."""
    customers = customers_of(table, seed=seed)
    contacts, names = customers.contacts, names_of(customers, table)
    lives = {}
    for row, name in enumerate(names):
        turns = slice(*contacts.turn_at[row : row + 2])
        own = ("arrival", "bot_time", "contained", "patience", "wrap_up")
        lives[name] = {column: getattr(contacts, column)[row].item() for column in own} | {
            "work": contacts.work[turns].tolist(),
            "reply_delay": contacts.reply_delay[turns].tolist(),
            **{
                reason.name: (names[child], int(contacts.after[row, reason]))
                for reason in Reason
                if (child := int(contacts.child[row, reason])) >= 0
            },
        }
    assert len(lives) == contacts.rows, "a contact's name must be its own"
    return lives


def differences(some: Table, others: Table, *, apart_from: tuple[str, ...] = ()) -> list[ContactName]:
    """Return the contacts that both have and that differ."""
    return [
        name
        for name in some.keys() & others.keys()
        if any(
            some[name].get(key) != others[name].get(key) for key in some[name] | others[name] if key not in apart_from
        )
    ]


REASONS = tuple(reason.name for reason in Reason)


@SOME
@given(operations())
def test_agents_groups_and_targets_change_no_customer(table):
    other = changed(table, "groups", to={
        "one": {"handles": ["phone", "mail"], "agents": 50, "speed": {"phone": 1.3}},
        "two": {"handles": ["chat"], "agents": 1, "concurrency": {"chat": 5}, "slowdown": [1.0, 1.5]},
    })  # fmt: skip
    other = changed(other, "channels", "phone", "target", to={"share": 0.8, "within": "20 s"})
    assert lives_of(table) == lives_of(other)


@given(operations())
@settings(max_examples=20, deadline=None)
def test_this_check_notices_another_seed(table):
    table = changed(table, "channels", "phone", "arrivals", to={"per_day": 30})
    assert differences(lives_of(table), lives_of(table, seed=2))


@SOME
@given(operations(), SHARES, SHARES, st.sampled_from([0.5, 1.0, 2.3]), SHARES)
def test_another_share_of_a_shift_changes_nobody_who_makes_contact_in_the_same_channel(table, one, two, ratio, induced):
    shift = {"from": "phone", "to": "chat", "ratio": ratio, "induced": induced}
    plain = lives_of(table)
    some, others = (lives_of({**table, "channel_shift": [{**shift, "share": share}]}) for share in (one, two))
    assert not differences(plain, some)
    assert not differences(some, others)
    if one <= two:
        moved = [{name for name in lives if name[0] == "phone" and name[2:] == (0, "chat")} for lives in (some, others)]
        assert moved[0] <= moved[1]


@SOME
@given(operations(), st.sampled_from(["redial", "unresolved"]), SHARES, SHARES)
def test_another_share_of_returns_changes_no_contact_but_adds_or_drops_some(table, rule, one, two):
    back = {"share": min(one, two), "after": {"mean": "2 h", "cv": 1.0}, "to": "mail"}
    fewer = lives_of(changed(table, "channels", "phone", rule, to=back))
    more = lives_of(changed(table, "channels", "phone", rule, to={**back, "share": max(one, two)}))
    assert fewer.keys() <= more.keys()
    assert not differences(fewer, more, apart_from=REASONS)
    for name, life in fewer.items():
        assert all(more[name][reason] == life[reason] for reason in REASONS if reason in life)


@SOME
@given(operations(), SHARES, SHARES)
def test_a_bot_that_keeps_more_changes_only_whom_it_keeps(table, one, two):
    table = changed(
        table, "channels", "chat", "bot", to={"containment": 0.0, "returns": {"share": 0.5, "after": "1 h"}}
    )
    less, more = (
        lives_of(changed(table, "channels", "chat", "bot", "containment", to=share)) for share in sorted([one, two])
    )
    assert not differences(less, more, apart_from=("contained", *REASONS))
    kept = [{name for name in less.keys() & more.keys() if lives[name]["contained"]} for lives in (less, more)]
    assert kept[0] <= kept[1]


@SOME
@given(operations(), st.booleans())
def test_one_more_channel_changes_no_customer_wherever_it_stands_in_the_file(table, first):
    extra = {"sms": {"kind": "messaging", "arrivals": {"per_day": 40}, "handling": "3 min"}}
    channels = {**extra, **table["channels"]} if first else {**table["channels"], **extra}
    other = changed(table, "channels", to=channels)
    other["groups"]["sms"] = {"handles": ["sms"], "agents": 1, "concurrency": {"sms": 1}}
    before, after = lives_of(table), lives_of(other)
    assert before == {name: life for name, life in after.items() if name[0] != "sms"}
    assert len(after) > len(before)


@SOME
@given(operations())
def test_the_order_of_channels_in_the_file_does_not_matter(table):
    assert lives_of(table) == lives_of({**table, "channels": dict(reversed(table["channels"].items()))})


@SOME
@given(operations(), st.sampled_from([1.3, 2.0]))
def test_more_demand_keeps_everybody_and_adds_some(table, factor):
    table = changed(table, "channels", "phone", "arrivals", to={"per_day": 30})
    few = lives_of(table)
    many = lives_of(changed(table, "channels", "phone", "arrivals", to={"per_day": 30 * factor}))
    assert few.keys() <= many.keys()
    assert not differences(few, many, apart_from=("arrival", *REASONS))


@SOME
@given(operations(), st.sampled_from([0.0, 0.4, 3.0]))
def test_an_event_changes_nobody_who_comes_all_the_same(table, factor):
    event = {"at": datetime(2026, 3, 2, 9), "lasts": "5 h", "multiply": {"phone": factor, "mail": 2.0}}
    plain, struck = lives_of(table), lives_of({**table, "events": [event]})
    assert not differences(plain, struck)
    ordinary = {name for name in struck if not name[0].endswith("+event")}
    assert ordinary <= plain.keys()
    assert {name for name in plain if name[0] != "phone"} <= ordinary


@SOME
@given(operations(), st.sampled_from(["patience", "handling"]))
def test_other_times_in_one_channel_change_those_times_only(table, key):
    table = changed(table, "channels", "mail", key, to="10 min")
    other = changed(table, "channels", "mail", key, to="20 min")
    some, others = lives_of(table), lives_of(other)
    own = ("patience",) if key == "patience" else ("work", "wrap_up")
    assert some.keys() == others.keys()
    assert not differences(some, others, apart_from=own)
    elsewhere = differences(some, others)
    assert all(name[3] == "mail" for name in elsewhere)


@SOME
@given(operations())
def test_a_simulation_that_starts_a_day_earlier_has_the_same_customers_a_day_later(table):
    earlier = changed(table, "period", to={"start": MONDAY - timedelta(days=1), "days": 3})
    longer = {
        name: {**life, "arrival": life["arrival"] - DAY if name[2] == 0 else 0}
        for name, life in lives_of(earlier).items()
        if name[1] >> 40 >= MONDAY.toordinal()
    }
    assert longer == lives_of(table)


@SOME
@given(operations())
def test_engines_get_contacts_that_keep_the_contract(table):
    customers = customers_of(table)
    contacts = customers.contacts
    first = np.arange(contacts.rows) < contacts.first
    assert (contacts.attempt[first] == 0).all()
    assert (contacts.attempt[~first] > 0).all()
    assert (np.diff(contacts.arrival[first]) >= 0).all()
    assert not contacts.arrival[~first].any()
    assert contacts.turn_at[0] == 0
    assert contacts.turn_at[-1] == len(contacts.work) == len(contacts.reply_delay)
    assert (np.diff(contacts.turn_at) >= 1).all()
    for times in (contacts.work, contacts.reply_delay, contacts.wrap_up, contacts.patience, np.asarray(contacts.after)):
        assert (times >= 0).all()
    child = np.asarray(contacts.child)
    rows, _ = np.nonzero(child >= 0)
    children = child[child >= 0]
    assert set(children.tolist()) == set(range(contacts.first, contacts.rows))
    assert (contacts.attempt[children] == contacts.attempt[rows] + 1).all()
    assert (customers.customer[children] == customers.customer[rows]).all()
