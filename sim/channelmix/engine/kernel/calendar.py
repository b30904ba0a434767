"""
The calendar: a knock-out tournament of moments, each with the contact it is about.

Events are the leaves of a binary tree whose nodes each bear the earlier of the two below, so that the first
of all stands at the root. An event that comes or goes is played up from its leaf. Whom it
meets on the way is fixed beforehand, so that the processor reads all of them at once; in a heap each step
says where to look next, which takes 1.4 times as long with 150 events and twice as long with 7,000.

Reading the first event leaves its leaf to an event scheduled while it is handled, which saves one way up.
"""

from channelmix.engine.kernel.compiling import helper
from channelmix.engine.kernel.layout import (
    FAR,
    R_EVENTS,
    R_ORDER,
    R_STAMP,
    RANK_MASK,
    RANKS,
    S_FREE,
    S_FREE_LEAVES,
    S_HOLE,
    S_LEAVES,
    S_MOST_LEAVES,
    S_TREE,
    S_WHATS,
    STAMP_BITS,
    STAMP_MASK,
    Memory,
)

_FIRST_LEAVES = 4
"""So many leaves the calendar has at first; it doubles when it is full."""


@helper
def first_moment(m: Memory) -> int:
    """Return the moment of the first event."""
    return m[m[S_TREE] + 2]


@helper
def first_event(m: Memory) -> int:
    """Return what the first event is about."""
    return m[m[S_WHATS] + m[m[S_TREE] + 3]]


@helper
def schedule(m: Memory, time: int, rank: int, row: int, stamp: int) -> int:
    """Enter an event of a contact, and return the leaf where it stands until it happens."""
    key, what = time * RANKS + rank, (row << STAMP_BITS) | (stamp & STAMP_MASK)
    m[row + R_EVENTS] += 1
    if m[S_HOLE]:
        m[S_HOLE] = 0
        leaf = m[m[S_TREE] + 3]
        m[m[S_WHATS] + leaf] = what
        replace_first(m, key, leaf)
    else:
        if m[S_FREE] == 0:
            make_room(m)
        m[S_FREE] -= 1
        leaf = m[m[S_FREE_LEAVES] + m[S_FREE]]
        m[m[S_WHATS] + leaf] = what
        enter(m, key, leaf)
    return leaf


@helper
def move(m: Memory, leaf: int, time: int, rank: int, row: int, stamp: int) -> None:
    """Let an event that is still to come be another, perhaps of another contact; play until it loses as before."""
    fill_hole(m)
    tree, node, key, what = m[S_TREE], m[S_LEAVES] + leaf, time * RANKS + rank, (row << STAMP_BITS) | stamp
    if m[tree + 2 * node] == key and m[m[S_WHATS] + leaf] == what:
        return
    m[(m[m[S_WHATS] + leaf] >> STAMP_BITS) + R_EVENTS] -= 1
    m[row + R_EVENTS] += 1
    m[tree + 2 * node], m[m[S_WHATS] + leaf] = key, what
    while node > 1:
        one, other, above = tree + 2 * node, tree + 2 * (node ^ 1), tree + 2 * (node >> 1)
        winner = other if comes_before(m, m[other], m[other + 1], m[one], m[one + 1]) else one
        if m[above] == m[winner] and m[above + 1] == m[winner + 1] and m[winner + 1] != leaf:
            return
        m[above], m[above + 1] = m[winner], m[winner + 1]
        node >>= 1


@helper
def is_valid(m: Memory, what: int) -> bool:
    """Tell whether the end of work or release that an event is about has not become void."""
    return (m[(what >> STAMP_BITS) + R_STAMP] ^ what) & STAMP_MASK == 0


@helper
def fill_hole(m: Memory) -> None:
    """Take the event out that was read, if nothing has taken its place."""
    if m[S_HOLE]:
        m[S_HOLE] = 0
        leaf = m[m[S_TREE] + 3]
        free(m, leaf)
        replace_first(m, FAR, leaf)


# ---------------------------------------------------------------------- the tree


@helper
def comes_before(m: Memory, key: int, leaf: int, other_key: int, other: int) -> bool:
    """Tell whether the event of one leaf comes before that of another: by moment, ties by number."""
    if key == other_key:
        return m[(m[m[S_WHATS] + leaf] >> STAMP_BITS) + R_ORDER] < m[(m[m[S_WHATS] + other] >> STAMP_BITS) + R_ORDER]
    return key < other_key


@helper
def replace_first(m: Memory, key: int, leaf: int) -> None:
    """Put another moment where the first event stood, and play all its games again."""
    tree, node = m[S_TREE], m[S_LEAVES] + leaf
    while True:
        m[tree + 2 * node], m[tree + 2 * node + 1] = key, leaf
        if node == 1:
            return
        other = tree + 2 * (node ^ 1)
        other_key, other_leaf = m[other], m[other + 1]
        if comes_before(m, other_key, other_leaf, key, leaf):
            key, leaf = other_key, other_leaf
        node >>= 1


@helper
def enter(m: Memory, key: int, leaf: int) -> None:
    """Put a moment at a leaf that had none, and let it win games until it loses one."""
    tree, node = m[S_TREE], m[S_LEAVES] + leaf
    while True:
        m[tree + 2 * node], m[tree + 2 * node + 1] = key, leaf
        other = tree + 2 * (node ^ 1)
        if node == 1 or comes_before(m, m[other], m[other + 1], key, leaf):
            return
        node >>= 1


@helper
def free(m: Memory, leaf: int) -> None:
    """Put a leaf on the list of those without an event."""
    m[m[S_WHATS] + leaf] = 0
    m[m[S_FREE_LEAVES] + m[S_FREE]] = leaf
    m[S_FREE] += 1


# ---------------------------------------------------------------------- its size


@helper
def open_calendar(m: Memory) -> None:
    """Let the calendar be empty and small."""
    m[S_LEAVES] = m[S_FREE] = 0
    add_leaves(m, min(_FIRST_LEAVES, m[S_MOST_LEAVES]))
    play_all(m)


@helper
def make_room(m: Memory) -> None:
    """Make the tree larger; where it may not be, take out what is void, which leaves room for all that is valid."""
    leaves = m[S_LEAVES]
    if leaves == m[S_MOST_LEAVES]:
        for leaf in range(leaves):
            node, what = m[S_TREE] + 2 * (leaves + leaf), m[m[S_WHATS] + leaf]
            if m[node] & RANK_MASK == 0 and not is_valid(m, what):
                m[node] = FAR
                m[(what >> STAMP_BITS) + R_EVENTS] -= 1
                free(m, leaf)
    else:
        add_leaves(m, min(2 * leaves, m[S_MOST_LEAVES]))
    play_all(m)


@helper
def add_leaves(m: Memory, leaves: int) -> None:
    """Give the tree more leaves; what stands at those it has moves along."""
    tree, before = m[S_TREE], m[S_LEAVES]
    for leaf in range(before - 1, -1, -1):
        m[tree + 2 * (leaves + leaf)], m[tree + 2 * (leaves + leaf) + 1] = m[tree + 2 * (before + leaf)], leaf
    for leaf in range(leaves - 1, before - 1, -1):
        m[tree + 2 * (leaves + leaf)], m[tree + 2 * (leaves + leaf) + 1] = FAR, leaf
        free(m, leaf)
    m[S_LEAVES] = leaves


@helper
def play_all(m: Memory) -> None:
    """Play all games of the tree."""
    tree = m[S_TREE]
    for node in range(m[S_LEAVES] - 1, 0, -1):
        one, other = tree + 4 * node, tree + 4 * node + 2
        winner = other if comes_before(m, m[other], m[other + 1], m[one], m[one + 1]) else one
        m[tree + 2 * node], m[tree + 2 * node + 1] = m[winner], m[winner + 1]
