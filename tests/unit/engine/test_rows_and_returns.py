"""Contacts of the compiled engine have rows only while they are inside, and late returns no place in its calendar."""

import pytest

from channelmix.engine import reference
from channelmix.engine.inputs import Reason

pytest.importorskip("numba", reason="the compiled engine needs numba")
layout = pytest.importorskip("channelmix.engine.kernel.layout")
running = pytest.importorskip("channelmix.engine.kernel.running")

CALLS = 40
STRETCH_S = 2**layout.STRETCH_BITS / 1e6


@pytest.fixture
def kept():
    """What an engine that is played with it leaves: its memory."""
    return []


@pytest.fixture
def engine(kept):
    def engine(operation, contacts):
        tables = running.tables_of(operation)
        memory = running.memory_of(tables, contacts)
        outcomes = running.written_down(tables, memory, contacts)
        kept.append(memory)
        return outcomes

    return engine


def rows_used(memory):
    return (memory[layout.S_ROWS_END] - memory[layout.S_ROWS]) // layout.R_SIZE


@pytest.mark.parametrize(("apart", "inside"), [(10, 1), (2, 3), (0, CALLS)])
def test_as_many_rows_are_used_as_contacts_are_inside_at_once(play, contact, desk, engine, kept, apart, inside):
    rows = [contact(apart * call, work=5) for call in range(CALLS)]
    ours = play(rows, desk([(0, CALLS)]), engine=engine)
    assert rows_used(kept[0]) == inside
    assert ours.outcomes.ended.tolist() == [int((apart * call + 5) * 1e6) for call in range(CALLS)]


@pytest.mark.parametrize(("apart", "leaves"), [(1, 64), (STRETCH_S, 4)], ids=["in one stretch", "each in its own"])
def test_returns_are_in_the_calendar_only_in_their_own_stretch_of_time(
    play, contact, desk, engine, kept, apart, leaves
):
    back = [3 * STRETCH_S + apart * call for call in range(CALLS)]
    rows = [contact(call, work=3, returns={Reason.UNRESOLVED: (CALLS + call, back[call])}) for call in range(CALLS)]
    rows += [contact(first=False, work=3) for _ in range(CALLS)]
    ours, theirs = (play(rows, desk([(0, 4)]), engine=each) for each in (engine, reference.run))
    assert ours.outcomes.arrived.tolist() == theirs.outcomes.arrived.tolist()
    assert ours.outcomes.arrived[-1] == pytest.approx((CALLS - 1 + 3 + back[-1]) * 1e6, abs=1)
    assert kept[0][layout.S_LEAVES] == leaves
