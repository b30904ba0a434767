"""Two engines, one answer: on random operations both return the same contacts, to the last bit."""

import os
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.random_operations import operations as whole_lives

from channelmix.engine import reference
from channelmix.engine.inputs import Outcomes, Reason, WhenClosed

kernel = pytest.importorskip("channelmix.engine.kernel", reason="the compiled engine needs numba")
running = pytest.importorskip("channelmix.engine.kernel.running")

MANY = settings(
    max_examples=int(os.environ.get("CHANNELMIX_OPERATIONS", "100")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SECOND = 1_000_000
RETURNS = (Reason.ABANDONED, Reason.BUSY, Reason.UNRESOLVED, Reason.CONTAINED, Reason.CLOSED)


class toy:  # noqa: N801  # reads as the name of a module
    """The builders of the root conftest, which hypothesis cannot take as function-scoped fixtures."""

    contact = desk = play = None


@pytest.fixture(autouse=True, scope="module")
def builders(contact, desk, play):
    toy.contact, toy.desk, toy.play = contact, desk, staticmethod(play)


@pytest.fixture(autouse=True, scope="module")
def memory_is_full_of_old_numbers():
    """Let new memory hold what anybody may have left there, so that reading before writing shows."""
    chance = np.random.default_rng(1)

    class Numpy:
        def __getattr__(self, name):
            return getattr(np, name)

        def empty(self, shape, dtype):
            return chance.integers(-(10**7), 10**7, size=shape).astype(dtype)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "np", Numpy())
        yield


seconds = st.integers(0, 60)
spans = st.integers(0, 25)


@st.composite
def rows_of(draw, channels):
    """First contacts and returns, with ties, zero times and everything that a contact may do."""
    first = draw(st.integers(1, 30))
    count = first + draw(st.integers(0, 10))
    rows = [draw_contact(draw, number, first, count, channels) for number in range(count)]
    rows[:first] = sorted(rows[:first], key=lambda row: (row.at, row.channel))
    for number, row in enumerate(rows):
        row.returns = {reason: (to, after) for reason, (to, after) in row.returns.items() if to > number}
    return with_one_parent_each(rows)


def draw_contact(draw, number, first, count, channels):
    returning = draw(st.sets(st.sampled_from(RETURNS), max_size=2)) if count > first else set()
    targets = st.integers(first, max(count - 1, first))
    return toy.contact(
        at=draw(seconds) if number < first else 0,
        channel=draw(st.integers(0, channels - 1)),
        patience=draw(st.none() | spans),
        wrap_up=draw(st.sampled_from([0, 0, 3])),
        turns=draw(st.lists(st.tuples(st.integers(0, 12), spans), min_size=1, max_size=3)),
        bot=draw(st.none() | st.none() | st.tuples(st.integers(0, 5), st.booleans())),
        returns={reason: (draw(targets), draw(spans)) for reason in sorted(returning)},
        first=number < first,
    )


def with_one_parent_each(rows):
    """Let each row follow from one other at most, as the customers of ``demand`` do."""
    taken = set()
    for row in rows:
        kept = {reason: follow for reason, follow in row.returns.items() if follow[0] not in taken}
        targets = [to for to, _ in kept.values()]
        row.returns = {reason: follow for reason, follow in kept.items() if targets.count(follow[0]) == 1}
        taken |= {to for to, _ in row.returns.values()}
    return rows


@st.composite
def desk_of(draw, channels):
    handled = draw(st.permutations(range(channels)))[: draw(st.integers(1, channels))]
    capacity = draw(st.sampled_from([1, 2, 6]))
    weights = st.sampled_from([weight for weight in (1, 2, 3, 6) if capacity % weight == 0])
    together = len(handled) > 1 and draw(st.booleans())
    steps = sorted(draw(st.sets(st.integers(1, 80), max_size=3)))
    return toy.desk(
        plan=[(0, draw(st.integers(0, 3)))] + [(at, draw(st.integers(0, 3))) for at in steps] + [(90, 1)],
        tiers=[handled] if together else [[channel] for channel in handled],
        capacity=capacity,
        weights={channel: draw(weights) for channel in handled},
        slowdown=draw(st.sampled_from([[1.0], [1.0, 1.5], [1.0, 1.1, 1.3], [1.2, 1.2]])),
        speed={channel: draw(st.sampled_from([1.0, 1.0, 0.7, 1.1])) for channel in handled},
    )


@st.composite
def operations(draw):
    """Everything that ``play`` takes."""
    channels = draw(st.integers(1, 3))
    changes = st.sets(st.integers(1, 80), min_size=1, max_size=3).map(sorted)
    hours = {
        channel: [(0, opens), *((at, (place % 2 == 0) != opens) for place, at in enumerate(draw(changes)))]
        for channel in range(channels)
        if draw(st.booleans())
        for opens in [draw(st.booleans())]
    }
    rules = {
        "when_closed": np.array([draw(st.sampled_from(list(WhenClosed))) for _ in range(channels)]),
        "clears_at_closing": np.array([draw(st.booleans()) for _ in range(channels)]),
        "inactive_after": SECOND * np.array([draw(st.sampled_from([0, 5, 10**6])) for _ in range(channels)]),
        "lines": np.array([draw(st.sampled_from([2, 10**6, 2**63 - 1])) for _ in range(channels)]),
        "count_from": SECOND * draw(st.sampled_from([0, 10])),
        "count_until": SECOND * draw(st.sampled_from([40, 100])),
        "stop": SECOND * draw(st.sampled_from([110, 400])),
    }
    desks = [draw(desk_of(channels)) for _ in range(draw(st.integers(1, 3)))]
    edges = (rules["count_from"] // SECOND, 30, rules["count_until"] // SECOND)
    return {
        "rows": draw(rows_of(channels)),
        "desks": desks,
        "channels": channels,
        "hours": hours,
        "grid": edges,
        **rules,
    }


def outcomes_of(operation, engine):
    given = dict(operation)
    return toy.play(given.pop("rows"), *given.pop("desks"), engine=engine, **given).outcomes


def differences(one: Outcomes, other: Outcomes) -> list[str]:
    return [each.name for each in fields(one) if not np.array_equal(getattr(one, each.name), getattr(other, each.name))]


@MANY
@given(operations())
def test_compiled_outcomes_equal_the_reference_contact_for_contact(operation):
    assert differences(outcomes_of(operation, reference.run), outcomes_of(operation, kernel.run)) == []


def test_this_comparison_notices_a_microsecond_more_work():
    """A control."""

    def slower(operation, contacts):
        return kernel.run(operation, replace(contacts, work=contacts.work + 1))

    operation = {"rows": [toy.contact(at, work=10) for at in (0, 5)], "desks": [toy.desk()]}
    assert differences(outcomes_of(operation, reference.run), outcomes_of(operation, slower)) != []


def test_an_agent_in_surplus_leaves_when_another_has_taken_the_last_who_was_left_over():
    """With the rarer rules; the customer who is thinking queues again at 36 s, and is answered next morning."""
    rows = [
        toy.contact(0, turns=[(9, 27), (1, 0)]),
        toy.contact(0, work=33),
        toy.contact(17, work=6, channel=1, takes_callback=True),
    ]
    desk = toy.desk([(0, 2), (30, 0), (60, 1)], tiers=[[0], [1]], capacity=2, weights={0: 2, 1: 1})
    never = 2**63 - 1
    rules = {
        "channels": 2, "hours": {1: [(0, True), (20, False)]}, "clears_at_closing": np.array([True, True]),
        "callback_after": np.array([never, 0]), "grid": (0, 37, 100), "inactive_after": np.array([never, never]),
    }  # fmt: skip
    operation = {"rows": rows, "desks": [desk], **rules}
    expected = outcomes_of(operation, reference.run)
    assert expected.started[1] == 60 * SECOND
    assert differences(expected, outcomes_of(operation, kernel.run)) == []


WHOLE = settings(MANY, max_examples=MANY.max_examples // 4)


def test_an_end_of_work_that_has_become_void_lets_nobody_decide_anew():
    """At 25 s one such end, and one that holds, are of the same contact; then the last customer may be answered."""
    rows = [
        toy.contact(0, work=10, turns=[(0, 25), (0, 0)]),
        toy.contact(5, channel=1, wrap_up=1, turns=[(9, 0)], bot=(2, False)),
        toy.contact(9, channel=2, wrap_up=1, turns=[(0, 4), (12, 0)]),
        toy.contact(14, channel=2, turns=[(0, 5), (2, 0)]),
        toy.contact(18, channel=1, wrap_up=1, turns=[(0, 0)]),
    ]
    desk = toy.desk(
        plan=[(0, 3)], tiers=[[0], [1], [2]], capacity=2, weights={0: 2, 1: 1, 2: 1}, slowdown=[1.0, 1.5],
        opens_after={1: 7},
    )  # fmt: skip
    operation = {"rows": rows, "desks": [desk], "channels": 3}
    one, other = outcomes_of(operation, reference.run), outcomes_of(operation, kernel.run)
    assert differences(one, other) == []
    assert one.busy.sum() == 25 * SECOND, "the last customer is answered by whom the end that holds has freed"


@WHOLE
@given(st.deferred(lambda: whole_lives(toy.contact, toy.desk)))
def test_with_every_rule_on_compiled_outcomes_equal_the_reference_contact_for_contact(operation):
    rows, desks, rules = operation
    given = {"rows": rows, "desks": desks, **rules}
    assert differences(outcomes_of(given, reference.run), outcomes_of(given, kernel.run)) == []
