"""
The calendar: a binary heap of moments, each with the contact it is about.

Reading the first event leaves a hole at the root, so that an event scheduled while it is
handled takes its place in one sift instead of two.
"""

from channelmix.engine.kernel.compiling import helper
from channelmix.engine.kernel.layout import (
    FAR,
    R_ORDER,
    R_STAMP,
    RANK_MASK,
    RANKS,
    S_EVENTS,
    S_HEAP,
    S_HEAP_END,
    S_HOLE,
    STAMP_BITS,
    STAMP_MASK,
    Memory,
)


@helper
def comes_before(m: Memory, key: int, what: int, other_key: int, other_what: int) -> bool:
    """Tell whether one event comes before another: by moment, ties by number."""
    if key != other_key:
        return key < other_key
    return m[(what >> STAMP_BITS) + R_ORDER] < m[(other_what >> STAMP_BITS) + R_ORDER]


@helper
def second_first(m: Memory, one: int, other: int) -> int:
    """Return 2, the length of an event, if the second of two comes first, else 0; without a jump, unless they tie."""
    if m[one] == m[other]:
        return 2 if comes_before(m, m[other], m[other + 1], m[one], m[one + 1]) else 0
    return (m[other] < m[one]) << 1


@helper
def sift_down(m: Memory, key: int, what: int) -> None:
    """Put an event at the root, whose place is free, and let it sink."""
    root, size, place, child = m[S_HEAP], 2 * m[S_EVENTS], 0, 2
    m[root + size] = FAR  # so that a last child without a brother has one that comes after it
    while child < size:
        child += second_first(m, root + child, root + child + 2)
        one = root + child
        if comes_before(m, key, what, m[one], m[one + 1]):
            break
        m[root + place], m[root + place + 1] = m[one], m[one + 1]
        place, child = child, 2 * child + 2
    m[root + place], m[root + place + 1] = key, what


@helper
def sift_up(m: Memory, key: int, what: int) -> None:
    """Put an event at the end, and let it rise."""
    root, place = m[S_HEAP], m[S_EVENTS]
    m[S_EVENTS] += 1
    while place:
        above = (place - 1) >> 1
        parent = root + 2 * above
        if comes_before(m, m[parent], m[parent + 1], key, what):
            break
        m[root + 2 * place], m[root + 2 * place + 1] = m[parent], m[parent + 1]
        place = above
    m[root + 2 * place], m[root + 2 * place + 1] = key, what


@helper
def schedule(m: Memory, time: int, rank: int, row: int, stamp: int) -> None:
    """Enter an event of a contact."""
    key, what = time * RANKS + rank, (row << STAMP_BITS) | (stamp & STAMP_MASK)
    if m[S_HOLE]:
        m[S_HOLE] = 0
        sift_down(m, key, what)
    else:
        if m[S_HEAP] + 2 * m[S_EVENTS] >= m[S_HEAP_END]:
            sweep(m)
        sift_up(m, key, what)


@helper
def sweep(m: Memory) -> None:
    """Take out all ends of work that have become void; the calendar has room for more than can be valid."""
    events = m[S_EVENTS]
    m[S_EVENTS] = 0
    for number in range(events):
        place = m[S_HEAP] + 2 * number
        key, what = m[place], m[place + 1]
        if key & RANK_MASK or m[(what >> STAMP_BITS) + R_STAMP] == (what & STAMP_MASK):
            sift_up(m, key, what)


@helper
def first_moment(m: Memory) -> int:
    """Return the moment of the first event."""
    return m[m[S_HEAP]] if m[S_EVENTS] else FAR


@helper
def fill_hole(m: Memory) -> None:
    """Take the event out that was read, if nothing has taken its place."""
    if m[S_HOLE]:
        m[S_HOLE] = 0
        m[S_EVENTS] -= 1
        last = m[S_HEAP] + 2 * m[S_EVENTS]
        if m[S_EVENTS]:
            sift_down(m, m[last], m[last + 1])
