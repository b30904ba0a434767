"""Laws that hold for every operation, tried on random ones."""

import heapq
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channelmix.engine.inputs import Outcome, Reason

FEW = settings(max_examples=60, deadline=None)


class toy:  # noqa: N801  # reads as the name of a module
    """The builders of the root conftest, which hypothesis cannot take as function-scoped fixtures."""

    contact = desk = play = None


@pytest.fixture(autouse=True, scope="module")
def builders(contact, desk, play):
    toy.contact, toy.desk, toy.play = contact, desk, staticmethod(play)


seconds = st.integers(0, 40)
arrivals = st.lists(st.tuples(seconds, st.integers(0, 30)), min_size=1, max_size=40).map(sorted)


def waits_by_recursion(arrivals, agents):
    """Waits of a first-come queue without abandonment: each contact takes the agent who is free first."""
    free = [0] * agents
    waits = []
    for at, work in arrivals:
        start = max(at, heapq.heappop(free))
        waits.append(start - at)
        heapq.heappush(free, start + work)
    return waits


@FEW
@given(arrivals, st.integers(1, 4))
def test_waits_of_one_queue_are_those_of_the_textbook_recursion_to_the_microsecond(arrivals, agents):
    played = toy.play([toy.contact(at, work=work) for at, work in arrivals], toy.desk(plan=[(0, agents)]))
    assert waits(played) == waits_by_recursion(arrivals, agents)


@FEW
@given(arrivals, st.integers(1, 4))
def test_one_more_agent_never_makes_anybody_wait_longer_where_nobody_leaves(arrivals, agents):
    rows = [toy.contact(at, work=work) for at, work in arrivals]
    few, more = (waits(toy.play(rows, toy.desk(plan=[(0, number)]))) for number in (agents, agents + 1))
    assert all(later <= earlier for earlier, later in zip(few, more, strict=True))


@st.composite
def mixed_operations(draw):
    """Rows and desks of two channels with everything on: patience, wrap-up, turns, bots, returns, plans that change."""
    first = draw(st.integers(1, 25))
    rows = []
    for number in range(first + draw(st.integers(0, 8))):
        is_first = number < first
        turns = draw(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 20)), min_size=1, max_size=3))
        returns = {
            reason: (target, draw(st.integers(0, 30)))
            for reason in (Reason.ABANDONED, Reason.UNRESOLVED, Reason.CONTAINED, Reason.BUSY)
            for target in [number + 1]
            if not is_first and draw(st.booleans())
        }
        rows.append(
            toy.contact(
                at=draw(seconds) if is_first else 0,
                channel=draw(st.integers(0, 1)),
                patience=draw(st.none() | st.integers(0, 30)),
                wrap_up=draw(st.integers(0, 5)),
                turns=turns,
                bot=draw(st.none() | st.tuples(st.integers(0, 5), st.booleans())),
                returns=returns,
                first=is_first,
            )
        )
    rows[:first] = sorted(rows[:first], key=lambda row: (row.at, row.channel))
    for row in rows:
        row.returns = {reason: follow for reason, follow in row.returns.items() if follow[0] < len(rows)}
    plan = [(0, draw(st.integers(0, 3)))] + [(at, draw(st.integers(0, 3))) for at in (15, 30)] + [(60, 1)]
    shared = toy.desk(plan=plan, tiers=[[0], [1]], capacity=2, weights={0: 2, 1: 1}, slowdown=[1.0, 1.5])
    return rows, (shared, toy.desk(plan=[(0, draw(st.integers(0, 1)))], tiers=[[1]]))


@FEW
@given(mixed_operations(), st.integers(0, 10), st.sampled_from([3, 10**6]))
def test_every_contact_lives_in_order_and_ends_once(operation, inactive_after, lines):
    rows, desks = operation
    rules = {"inactive_after": np.full(2, inactive_after * 10**6), "lines": np.full(2, lines)}
    played = toy.play(rows, *desks, channels=2, grid=(0, 60, 86_400), **rules)
    outcomes = played.outcomes
    born = outcomes.outcome != Outcome.UNBORN
    assert born[: sum(row.first for row in rows)].all()
    assert sorted(outcomes.number[born]) == list(range(born.sum()))
    ended = born & (outcomes.outcome != Outcome.UNFINISHED)
    assert (outcomes.ended[ended] >= outcomes.arrived[ended]).all()
    served = outcomes.started >= 0
    assert (outcomes.started[served] >= outcomes.asked[served]).all()
    finished = outcomes.replied >= 0
    assert (outcomes.replied[finished] >= outcomes.started[finished]).all()
    assert not outcomes.busy[outcomes.busy > outcomes.on_duty].size
    assert (outcomes.used <= outcomes.on_duty * np.array([[2], [1]])).all()
    assert Counter(outcomes.group[born & (outcomes.outcome == Outcome.ANSWERED)].tolist()).get(-1, 0) == 0


@FEW
@given(mixed_operations())
def test_the_same_arrays_give_the_same_outcomes(operation):
    rows, desks = operation
    first, second = (toy.play(rows, *desks, channels=2).outcomes for _ in range(2))
    assert all(np.array_equal(getattr(first, name), getattr(second, name)) for name in vars(first))


def test_the_recursion_notices_service_out_of_turn():
    """A control: with two ranks the waits are not those of one queue."""
    rows = [toy.contact(0, work=10, channel=0), toy.contact(1, work=10, channel=0), toy.contact(2, work=10, channel=1)]
    played = toy.play(rows, toy.desk(tiers=[[1], [0]]), channels=2)
    assert waits(played) != waits_by_recursion([(0, 10), (1, 10), (2, 10)], 1)


def waits(played):
    return [start - asked for asked, start in zip(played.asked, played.started, strict=True)]
