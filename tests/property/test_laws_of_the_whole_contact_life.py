"""Laws that hold whatever rules an operation uses, tried on random ones with all of them on."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.random_operations import operations

from channelmix.engine.inputs import Outcome, Reason

EFFORT = int(os.environ.get("CHANNELMIX_TEST_EFFORT", "1"))
FEW = settings(max_examples=25 * EFFORT, deadline=None)


class toy:  # noqa: N801  # reads as the name of a module
    """The builders of the root conftest, which hypothesis cannot take as function-scoped fixtures."""

    contact = desk = play = None


@pytest.fixture(autouse=True, scope="module")
def builders(contact, desk, play):
    toy.contact, toy.desk, toy.play = contact, desk, staticmethod(play)


def played(operation):
    rows, desks, rules = operation
    return rows, toy.play(rows, *desks, **rules)


whole_lives = st.deferred(lambda: operations(toy.contact, toy.desk))


@FEW
@given(whole_lives)
def test_every_contact_ends_once_and_nobody_waits_or_works_backwards(operation):
    rows, result = played(operation)
    outcomes = result.outcomes
    born = outcomes.outcome != Outcome.UNBORN
    assert born[: sum(row.first for row in rows)].all()
    assert sorted(outcomes.number[born]) == list(range(born.sum()))
    ended = born & (outcomes.outcome != Outcome.UNFINISHED)
    assert (outcomes.ended[ended] >= outcomes.arrived[ended]).all()
    assert (outcomes.ended[~ended] == -1).all()
    served = outcomes.started >= 0
    assert (outcomes.asked[served] >= 0).all()
    assert (outcomes.started[served] >= outcomes.asked[served]).all()
    replied = outcomes.replied >= 0
    assert (outcomes.replied[replied] - outcomes.started[replied] >= outcomes.paused[replied]).all()
    assert (outcomes.paused >= 0).all()


@FEW
@given(whole_lives)
def test_agents_are_never_busier_than_there_are_agents_nor_fuller_than_their_room(operation):
    _, result = played(operation)
    outcomes, desks = result.outcomes, operation[1]
    capacity = np.array([[desk.capacity] for desk in desks])
    for time in (outcomes.busy, outcomes.used, outcomes.overtime, outcomes.on_duty):
        assert (time >= 0).all()
    assert (outcomes.busy <= outcomes.on_duty).all()
    assert (outcomes.used <= outcomes.on_duty * capacity).all()
    assert (outcomes.busy <= outcomes.used).all()


@FEW
@given(whole_lives)
def test_each_outcome_has_the_traces_that_it_must_have(operation):
    rows, result = played(operation)
    outcomes = result.outcomes
    turn = 0
    for number, row in enumerate(rows):
        turns = len(row.turns)
        started, replied = outcomes.started[turn : turn + turns], outcomes.replied[turn : turn + turns]
        end = outcomes.outcome[number]
        if end == Outcome.ANSWERED:
            assert (replied >= 0).all()
            assert outcomes.group[number] >= 0
            assert outcomes.ended[number] == replied[-1]
        if end in (Outcome.BUSY, Outcome.CLOSED, Outcome.CONTAINED, Outcome.OVERFLOWED, Outcome.CLEARED):
            assert (started == -1).all()
            assert outcomes.called_back[number] == -1 or end == Outcome.CLEARED
        if end == Outcome.ABANDONED:
            assert (started[0] >= 0) == (outcomes.group[number] >= 0)
            assert outcomes.called_back[number] == -1 or started[0] >= 0
        turn += turns


@FEW
@given(whole_lives)
def test_playing_again_gives_the_same_to_the_last_bit(operation):
    first, second = (played(operation)[1].outcomes for _ in range(2))
    assert all(np.array_equal(getattr(first, name), getattr(second, name)) for name in vars(first))


def test_these_operations_bring_every_rule_about():
    """A control: what is never tried holds any law."""
    seen = {"paused": 0, "called_back": 0, "overflowed": 0, "transferred": 0, "silent": 0, "late": 0, "cleared": 0}

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(whole_lives)
    def count(operation):
        rows, result = played(operation)
        outcomes = result.outcomes
        seen["paused"] += int((outcomes.paused > 0).sum())
        seen["called_back"] += int((outcomes.called_back >= 0).sum())
        seen["overflowed"] += int((outcomes.outcome == Outcome.OVERFLOWED).sum())
        seen["cleared"] += int((outcomes.outcome == Outcome.CLEARED).sum())
        ends = np.cumsum([len(row.turns) for row in rows]) - 1
        moved = np.array([row.transferred for row in rows])
        seen["transferred"] += int((outcomes.started[ends][moved] >= 0).sum())
        seen["silent"] += sum(
            row.silent is not None and end == Outcome.ABANDONED for row, end in zip(rows, outcomes.outcome, strict=True)
        )
        chased = [row.returns[Reason.LATE][0] for row in rows if Reason.LATE in row.returns]
        seen["late"] += int((outcomes.arrived[chased] >= 0).sum())

    count()
    assert {name: number for name, number in seen.items() if number < 3} == {}
