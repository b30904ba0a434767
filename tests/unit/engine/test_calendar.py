"""The compiled calendar: it grows, and where it may not grow it drops what has become void."""

import numpy as np
import pytest

from channelmix.engine import reference
from channelmix.engine.outcomes import Outcomes

pytest.importorskip("numba", reason="the compiled engine needs numba")
layout = pytest.importorskip("channelmix.engine.kernel.layout")
running = pytest.importorskip("channelmix.engine.kernel.running")


def played_in(leaves, grown):
    """Return an engine whose calendar may have so many leaves, and that notes how many it came to have."""

    def engine(operation, contacts) -> Outcomes:
        tables = running.tables_of(operation)
        memory = running.memory_of(tables, contacts)
        memory[layout.S_MOST_LEAVES] = leaves
        outcomes = running.written_down(tables, memory, contacts)
        grown.append(int(memory[layout.S_LEAVES]))
        return outcomes

    return engine


@pytest.fixture
def chats(contact, desk):
    """Forty chats, three at a time on each of four agents: each start and end puts off the others' ends."""
    rows = [contact(at, work=20 + at % 7) for at in range(40)]
    return rows, desk([(0, 4)], tiers=[[0]], capacity=3, weights={0: 1}, slowdown=[1.0, 1.3, 1.7])


@pytest.mark.parametrize(("leaves", "used"), [(1000, 4), (4, 4)])
def test_an_agent_whose_chats_slow_one_another_down_has_one_event_that_moves(play, chats, leaves, used):
    rows, team = chats
    grown: list[int] = []
    ours = play(rows, team, engine=played_in(leaves, grown))
    theirs = play(rows, team, engine=reference.run)
    assert grown == [used]
    assert ours.outcomes.ended.tolist() == theirs.outcomes.ended.tolist()


@pytest.mark.parametrize(("leaves", "used"), [(1000, 64), (9, 9), (3, 3)])
def test_an_email_put_aside_forty_times_ends_alike_however_small_the_calendar(play, contact, desk, leaves, used):
    rows = [contact(0, work=1000, channel=1), *(contact(5 + 10 * call, work=2) for call in range(40))]
    settings = {"channels": 2, "interrupts": np.array([True, False])}
    team, grown = desk(tiers=[[0], [1]], interruptible=[1]), []
    ours = play(rows, team, engine=played_in(leaves, grown), **settings)
    theirs = play(rows, team, engine=reference.run, **settings)
    assert grown == [used]
    assert ours.outcomes.ended.tolist() == theirs.outcomes.ended.tolist()
