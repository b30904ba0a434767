"""Two ways to count, one answer: on random operations both give the same numbers, to the last one."""

import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.random_operations import operations as whole_lives

from channelmix.engine.inputs import NEVER, SECOND, Clock
from channelmix.simulate.service import FORMULAS, Promises
from channelmix.simulate.tallies import tally
from channelmix.simulate.tariffs import Tariff
from channelmix.simulate.watches import Watch

kernel = pytest.importorskip("channelmix.engine.kernel", reason="the compiled engine needs numba")
compiled = pytest.importorskip("channelmix.simulate.compiled")

MANY = settings(
    max_examples=int(os.environ.get("CHANNELMIX_OPERATIONS", "100")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
DAY = 24 * 3600 * SECOND


class toy:  # noqa: N801  # reads as the name of a module
    """The builders of the root conftest, which hypothesis cannot take as function-scoped fixtures."""

    contact = desk = play = None


@pytest.fixture(autouse=True, scope="module")
def builders(contact, desk, play):
    toy.contact, toy.desk, toy.play = contact, desk, staticmethod(play)


def times(draw, channels, *values):
    return np.array([draw(st.sampled_from(values)) for _ in range(channels)], np.int64)


@st.composite
def promised(draw, operation):
    """The operation with promises that fit it, and what is promised and paid."""
    channels = operation.channels
    within = [[draw(st.sampled_from([0, 3, 10, 86_401])) * SECOND for _ in range(2)] for _ in range(channels)]
    clocks = [[draw(st.just(Clock.WALL) | st.sampled_from(Clock)) for _ in range(2)] for _ in range(channels)]
    formulas = [draw(st.sampled_from([None, *FORMULAS])) for _ in range(channels)]
    answers = [draw(st.booleans()) for _ in range(channels)]
    promise = np.array(within)
    promise[[formula is None for formula in formulas], 0] = NEVER
    promise[[not answered for answered in answers], 1] = NEVER
    clock = np.where(promise == NEVER, Clock.WALL, np.array(clocks))
    operation = replace(
        operation,
        promise=promise,
        promise_clock=clock,
        count_from=operation.grid[0],
        count_until=operation.grid[-1],
        stop=draw(st.sampled_from([int(operation.grid[-1]), operation.stop])),
    )
    promises = Promises(
        formula=formulas,
        within=promise[:, 0],
        to_reply=np.array([draw(st.booleans()) for _ in range(channels)]),
        short_abandon=times(draw, channels, 0, 4 * SECOND),
        respond_within=promise[:, 1],
        watch=Watch(operation),
    )
    changes = sorted(draw(st.just(set()) | st.sets(st.sampled_from([5, 20, 50]), max_size=2)))
    window = draw(st.none() | st.just(times(draw, channels, 0, 6 * SECOND, NEVER)))
    return operation, promises, Tariff(np.array(changes, np.int64) * SECOND, window)


@st.composite
def simple_lives(draw):
    """Contacts of one turn without returns or any rarer rule, as most are in most operations."""
    contacts = st.builds(
        toy.contact,
        at=st.integers(0, 45),
        channel=st.integers(0, 1),
        work=st.integers(2, 20),
        patience=st.none() | st.integers(0, 25),
        wrap_up=st.sampled_from([0, 0, 3]),
        bot=st.sampled_from([None, None, (2, False), (2, True)]),
    )
    rows = sorted(draw(st.lists(contacts, min_size=8, max_size=30)), key=lambda row: (row.at, row.channel))
    agents = st.integers(1, 4)
    team = toy.desk([(0, draw(agents)), (30, draw(agents)), (90, 1)], tiers=[[0], [1]], capacity=2, weights={1: 1})
    return rows, [team], {"channels": 2, "hours": {}}


@st.composite
def replications(draw):
    """Everything that is needed to play and count."""
    rows, desks, rules = draw(simple_lives() | whole_lives(toy.contact, toy.desk))
    hours = {channel: [(0, draw(st.booleans())), (20, False), (45, True), (70, False)] for channel in range(2)}
    rules = {
        **rules,
        "hours": draw(st.just(rules["hours"]) | st.just(hours)),
        "grid": draw(st.sampled_from([(0, 20, 40, 60), (5, 10, 15, 35, 90), (30, 31)])),
    }
    operation, contacts = toy.play(rows, *desks, engine=lambda *given: given, **rules).outcomes
    return (*draw(promised(operation)), contacts)


def counted_both_ways(operation, promises, tariff, contacts, *, wanted=None):
    outcomes = kernel.run(operation, contacts)
    ready = kernel.Ready.of(operation, compiled.questions(wanted or promises, tariff))
    quick = compiled.tally_of(ready.counted(contacts, operation.stop))
    return quick, tally(operation, contacts, outcomes, promises, tariff)


def differences(one, other):
    """Return what differs between two tallies."""
    parts = ("channels", "by_arrival", "by_work", "agents")
    tables = {(part, name) for part in parts for name in {**getattr(one, part), **getattr(other, part)}}
    waits = [
        ("waits", channel)
        for channel, pair in enumerate(zip(one.waits, other.waits, strict=True))
        if not all(np.array_equal(*(getattr(each, name) for each in pair)) for name in ("bins", "counts", "sums"))
    ]
    return waits + [(part, name) for part, name in sorted(tables)
                    if not np.array_equal(getattr(one, part)[name], getattr(other, part)[name])]  # fmt: skip


@MANY
@given(st.deferred(replications))
def test_compiled_counts_equal_the_readable_ones_number_for_number(replication):
    assert differences(*counted_both_ways(*replication)) == []


def test_this_comparison_notices_a_promise_that_is_a_microsecond_longer():
    """A control."""
    rows = [toy.contact(at, work=10) for at in (0, 5)]
    operation, contacts = toy.play(rows, toy.desk(), engine=lambda *given: given).outcomes

    def promises(within):
        never = np.array([NEVER])
        return Promises(formula=["offered"], within=np.array([within]), to_reply=np.array([False]),
                        short_abandon=np.array([0]), respond_within=never)  # fmt: skip

    both = counted_both_ways(operation, promises(5 * SECOND - 1), Tariff(), contacts, wanted=promises(5 * SECOND))
    assert differences(*both) != []
