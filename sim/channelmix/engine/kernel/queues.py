"""
Queues: the contacts that wait in a channel, replies in going conversations before new ones.

Where nothing reads the moment in which a customer gives up, nobody watches for it: a contact
whose deadline has passed is found to be gone when it reaches the head of the line. What is
written down is the same as if there had been an event.
"""

from channelmix.engine.inputs import Outcome
from channelmix.engine.kernel.compiling import helper, laid_in
from channelmix.engine.kernel.layout import (
    AWAY,
    C_INSIDE,
    C_NEW,
    C_REPLIES,
    R_ARRIVED,
    R_ASKED,
    R_DEADLINE,
    R_ENDED,
    R_MODE,
    R_NEXT,
    R_ORDER,
    R_OUTCOME,
    R_PREVIOUS,
    S_COUNT_FROM,
    S_COUNT_UNTIL,
    S_NOW,
    S_OPEN,
    S_PATIENCE_ORDER,
    S_PATIENCE_TIME,
    WAITING,
    Memory,
)
from channelmix.engine.kernel.rows import give_back_if_over

_ABANDONED = int(Outcome.ABANDONED)


@helper
def append(m: Memory, channel: int, first: int, row: int) -> None:
    """Let a contact wait at the end of a line, ``first`` being C_NEW or C_REPLIES."""
    last = m[channel + first + 1]
    m[row + R_NEXT], m[row + R_PREVIOUS], m[row + R_MODE] = -1, last, WAITING
    if last < 0:
        m[channel + first] = row
    else:
        m[last + R_NEXT] = row
    m[channel + first + 1] = row


@helper
def remove(m: Memory, channel: int, first: int, row: int) -> None:
    """Take a contact out of a line."""
    before, after = m[row + R_PREVIOUS], m[row + R_NEXT]
    if before < 0:
        m[channel + first] = after
    else:
        m[before + R_NEXT] = after
    if after < 0:
        m[channel + first + 1] = before
    else:
        m[after + R_PREVIOUS] = before


@helper
def is_gone(m: Memory, row: int) -> bool:
    """Tell whether a contact that nobody watches has lost patience by now."""
    deadline, now = m[row + R_DEADLINE], m[S_NOW]
    if deadline != now:
        return deadline < now
    return m[S_PATIENCE_TIME] == now and m[row + R_ORDER] <= m[S_PATIENCE_ORDER]


@helper
def end(m: Memory, row: int, outcome: int, when: int) -> None:
    """Write down how and when a contact ended."""
    m[row + R_OUTCOME], m[row + R_ENDED] = outcome, when
    arrived = m[row + R_ARRIVED]
    if arrived >= m[S_COUNT_FROM] and arrived < m[S_COUNT_UNTIL]:
        m[S_OPEN] -= 1


@helper
def give_up(m: Memory, channel: int, row: int) -> None:
    """Write down that a contact nobody watched had left when its patience ended."""
    remove(m, channel, C_NEW, row)
    m[row + R_MODE] = AWAY
    m[channel + C_INSIDE] -= 1
    end(m, row, _ABANDONED, m[row + R_DEADLINE])
    give_back_if_over(m, row)


@laid_in
def head(m: Memory, channel: int) -> int:
    """Return the first who waits; -1 if nobody does."""
    if m[channel + C_REPLIES] >= 0:
        return m[channel + C_REPLIES]
    row = m[channel + C_NEW]
    while row >= 0 and is_gone(m, row):
        give_up(m, channel, row)
        row = m[channel + C_NEW]
    return row


@helper
def leave_line(m: Memory, channel: int, row: int) -> None:
    """Take the head of a channel's lines out."""
    if m[channel + C_REPLIES] == row:
        remove(m, channel, C_REPLIES, row)
    else:
        remove(m, channel, C_NEW, row)


@helper
def waited_longer(m: Memory, row: int, other: int) -> bool:
    """Tell whether one contact has waited longer than another, ties by number; any contact longer than none (-1)."""
    if other < 0:
        return True
    asked, other_asked = m[row + R_ASKED], m[other + R_ASKED]
    return asked < other_asked or (asked == other_asked and m[row + R_ORDER] < m[other + R_ORDER])
