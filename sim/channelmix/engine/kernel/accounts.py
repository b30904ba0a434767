"""
Agents' time by group and interval, kept by what changes.

A change at a moment counts for the rest of its interval at once, and is remembered so that
``close`` can carry it through the intervals after it. Whole numbers throughout, so the sums
are those of ``engine/accounts.py`` to the last microsecond.
"""

from channelmix.engine.kernel.compiling import helper
from channelmix.engine.kernel.layout import (
    FAR,
    G_SIZE,
    G_TIME,
    KINDS_OF_TIME,
    S_CELL,
    S_CELL_END,
    S_CELLS,
    S_CLOCK,
    S_GRID,
    S_GROUP_COUNT,
    S_GROUPS,
    S_NOW,
    TIME_SIZE,
    Memory,
)


@helper
def set_clock(m: Memory, now: int) -> None:
    """Let it be ``now``."""
    m[S_NOW] = now
    m[S_CLOCK] = max(now, m[m[S_GRID]])
    if now >= m[S_CELL_END]:
        next_interval(m)


@helper
def next_interval(m: Memory) -> None:
    """Move on to the interval of the present moment; after the last comes one that nobody looks at."""
    cell, last = m[S_CELL], m[S_CELLS]
    while cell < last and m[S_NOW] >= m[m[S_GRID] + cell + 1]:
        cell += 1
    m[S_CELL] = cell
    m[S_CELL_END] = m[m[S_GRID] + cell + 1] if cell < last else FAR


@helper
def change(m: Memory, group: int, kind: int, by: int) -> None:
    """Count that so many more agents (or capacity units) are in a state from now on."""
    place = m[group + G_TIME] + m[S_CELL] * TIME_SIZE + kind
    m[place] += by * (m[S_CELL_END] - m[S_CLOCK])
    m[place + KINDS_OF_TIME] += by


@helper
def close(m: Memory) -> None:
    """Carry each change through the intervals after its own."""
    for number in range(m[S_GROUP_COUNT]):
        first = m[m[S_GROUPS] + number * G_SIZE + G_TIME]
        for kind in range(KINDS_OF_TIME):
            level = 0
            for cell in range(m[S_CELLS]):
                place, edge = first + cell * TIME_SIZE + kind, m[S_GRID] + cell
                m[place] += level * (m[edge + 1] - m[edge])
                level += m[place + KINDS_OF_TIME]


@helper
def present_interval(m: Memory) -> int:
    """Return the interval of the present moment; -1 outside the period."""
    return m[S_CELL] if m[S_CLOCK] == m[S_NOW] and m[S_CELL] < m[S_CELLS] else -1
