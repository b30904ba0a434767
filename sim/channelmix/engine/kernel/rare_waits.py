"""
The rarer rules of waiting: further groups, calls back, overflow, later patience, silence, transfer, chasing.

Used only where an operation needs them; every event is then followed by the long way of handing out.
"""

from channelmix.engine.inputs import NEVER, Chased, Outcome, Rank, Reason
from channelmix.engine.kernel.agents import free_slot, link, stop_work
from channelmix.engine.kernel.calendar import schedule
from channelmix.engine.kernel.compiling import helper, rare
from channelmix.engine.kernel.deadlines import due
from channelmix.engine.kernel.ending import later, leave_channel, schedule_return
from channelmix.engine.kernel.layout import (
    ACTIVE,
    AWAY,
    C_CALLBACK_AFTER,
    C_CALLBACK_WITHIN,
    C_CHASED,
    C_DUE_ORDER,
    C_HANDED,
    C_INSIDE,
    C_NEW,
    C_OPENS_LATER,
    C_OVERFLOW_AFTER,
    C_PROMISED,
    C_REPLIES,
    NONE,
    R_AGENT,
    R_ASKED,
    R_FIRST_REPLIED,
    R_FIRST_STARTED,
    R_MODE,
    R_NEXT,
    R_OUTCOME,
    R_REPLIED,
    R_STARTED,
    R_TURN,
    S_CHILD,
    S_NOW,
    S_PATIENCE,
    S_RESPONSE_PATIENCE,
    S_SILENT,
    S_STOP,
    S_TAKES_CALLBACK,
    S_TRANSFERRED,
    STAMP_BITS,
    STAMP_MASK,
    WAITING,
    X_CALLED,
    X_CALLED_AT,
    X_GONE,
    X_LINE,
    X_PAUSED,
    X_RANKED_BY,
    X_REST,
    X_WAS,
    Memory,
    channel_of,
    extra,
    first_turn,
    given,
    given_for,
    last_turn,
)
from channelmix.engine.kernel.queues import append, end, remove
from channelmix.engine.kernel.rows import give_back_if_over, next_turn
from channelmix.engine.kernel.work import pace

_UNFINISHED, _ABANDONED, _CLEARED, _OVERFLOWED = (
    int(each) for each in (Outcome.UNFINISHED, Outcome.ABANDONED, Outcome.CLEARED, Outcome.OVERFLOWED)
)
_AFTER_ABANDONING, _AFTER_OVERFLOW, _LATE = (int(each) for each in (Reason.ABANDONED, Reason.OVERFLOW, Reason.LATE))
_COMES_BACK, _GROUP_OPENS, _CALLBACK, _OVERFLOW, _PATIENCE = (
    int(each) for each in (Rank.COMES_BACK, Rank.GROUP_OPENS, Rank.CALLBACK, Rank.OVERFLOW, Rank.PATIENCE)
)
_NOTHING = -1
_TO_REPLY, _NOBODY = int(Chased.REPLY), int(Chased.NEVER)
_OFFERED, _FALLS_DUE = 0, 1
_CHASES = 1


@rare(None)
def forget_extra(m: Memory, row: int) -> None:
    """Write down that none of the rarer things has happened to a contact."""
    x = extra(m, row)
    m[x + X_LINE] = m[x + X_REST] = m[x + X_CALLED_AT] = NONE
    m[x + X_GONE] = m[x + X_CALLED] = 0
    m[x + X_PAUSED], m[x + X_WAS] = 0, ACTIVE


@rare(None)
def join_line(m: Memory, channel: int, row: int) -> None:
    """Let a contact join the queue, and note all that its wait may lead to."""
    now = m[S_NOW]
    wait_in(m, channel, C_NEW, row, given(m, S_PATIENCE, row))
    place = m[channel + C_OPENS_LATER]
    while m[place] != NONE:
        schedule(m, now + m[place], _GROUP_OPENS, row, 0)
        place += 1
    if m[channel + C_CALLBACK_AFTER] != NEVER:
        schedule(m, now + m[channel + C_CALLBACK_AFTER], _CALLBACK, row, _OFFERED)
    if m[channel + C_OVERFLOW_AFTER] != NEVER:
        schedule(m, now + m[channel + C_OVERFLOW_AFTER], _OVERFLOW, row, 0)
    child = given_for(m, S_CHILD, row, _LATE)
    if m[channel + C_CHASED] != _NOBODY and child >= 0:
        when = later(m, due(m, channel, 0, now), row, child, _LATE)
        if when <= m[S_STOP]:
            schedule(m, when, _COMES_BACK, row, _CHASES)


@helper
def wait_in(m: Memory, channel: int, line: int, row: int, patience: int) -> None:
    """Let a contact wait for service of its turn."""
    x, now, turn = extra(m, row), m[S_NOW], m[row + R_TURN] - first_turn(m, row)
    m[row + R_ASKED] = m[x + X_RANKED_BY] = now
    if m[channel + C_DUE_ORDER]:
        m[x + X_RANKED_BY] = due(m, channel, min(turn, 1), now)
    line_up(m, channel, line, row)
    if patience != NEVER:
        schedule(m, now + patience, _PATIENCE, row, turn)


@helper
def line_up(m: Memory, channel: int, line: int, row: int) -> None:
    """Put a contact at the end of a line."""
    append(m, channel, line, row)
    m[extra(m, row) + X_LINE] = line


@helper
def leave_any_line(m: Memory, channel: int, row: int) -> None:
    """Take a contact out of the line in which it waits."""
    x = extra(m, row)
    remove(m, channel, m[x + X_LINE], row)
    m[x + X_LINE] = NONE


@rare(None)
def wait_for_answer(m: Memory, channel: int, row: int) -> None:
    """Let a customer who has replied wait for the answer."""
    wait_in(m, channel, C_REPLIES, row, response_patience(m, row))


@helper
def response_patience(m: Memory, row: int) -> int:
    """Return how long the customer waits for service of the turn that the contact is at."""
    return m[m[S_RESPONSE_PATIENCE] + m[row + R_TURN] * m[S_RESPONSE_PATIENCE + 1]]


@helper
def is_in_line(m: Memory, row: int, turn: int) -> bool:
    """Tell whether the customer still waits for service of a turn, there and then."""
    x = extra(m, row)
    if m[row + R_MODE] != WAITING or m[row + R_TURN] != turn or m[row + R_STARTED] >= 0:
        return False
    return not m[x + X_GONE] and not m[x + X_CALLED]


@rare(None)
def wait_is_over(m: Memory, rank: int, what: int) -> None:
    """Let happen what a wait leads to."""
    row, stamp = what >> STAMP_BITS, what & STAMP_MASK
    channel, first = channel_of(m, row), first_turn(m, row)
    if rank == _PATIENCE:
        if is_in_line(m, row, first + stamp):
            leave_by_choice(m, channel, row)
    elif rank == _OVERFLOW:
        if is_in_line(m, row, first):
            leave_any_line(m, channel, row)
            leave_channel(m, channel, row, _OVERFLOWED, _AFTER_OVERFLOW)
    elif rank == _CALLBACK:
        if stamp == _FALLS_DUE:
            if m[row + R_MODE] == WAITING and m[extra(m, row) + X_LINE] == C_PROMISED:
                leave_any_line(m, channel, row)
                line_up(m, channel, C_REPLIES, row)
        elif given(m, S_TAKES_CALLBACK, row) and is_in_line(m, row, first):
            hang_up(m, channel, row)


@helper
def leave_by_choice(m: Memory, channel: int, row: int) -> None:
    """Let a customer who has lost patience leave, with or without a trace."""
    if not given(m, S_SILENT, row):
        leave_any_line(m, channel, row)
        leave_channel(m, channel, row, _ABANDONED, _AFTER_ABANDONING)
        return
    m[extra(m, row) + X_GONE] = 1
    end(m, row, _ABANDONED, m[S_NOW])
    child = given_for(m, S_CHILD, row, _AFTER_ABANDONING)
    if child >= 0:
        schedule_return(m, row, child, _AFTER_ABANDONING)


@helper
def hang_up(m: Memory, channel: int, row: int) -> None:
    """Let a customer wait to be called back."""
    x, within = extra(m, row), m[channel + C_CALLBACK_WITHIN]
    m[x + X_CALLED], m[x + X_CALLED_AT] = 1, m[S_NOW]
    m[channel + C_INSIDE] -= 1
    if within != NEVER:
        leave_any_line(m, channel, row)
        line_up(m, channel, C_PROMISED, row)
        if m[channel + C_DUE_ORDER]:
            m[x + X_RANKED_BY] = m[S_NOW] + within
        schedule(m, m[S_NOW] + within, _CALLBACK, row, _FALLS_DUE)


@rare(-1)
def overdue_child(m: Memory, row: int) -> int:
    """Return the contact that chases the answer to another, if that is still overdue; -1 if not."""
    is_past = m[row + R_TURN] != first_turn(m, row)
    started, replied = (R_FIRST_STARTED, R_FIRST_REPLIED) if is_past else (R_STARTED, R_REPLIED)
    answered = m[row + (replied if m[channel_of(m, row) + C_CHASED] == _TO_REPLY else started)]
    if answered >= 0 or m[row + R_OUTCOME] != _UNFINISHED:
        return -1
    return given_for(m, S_CHILD, row, _LATE)


@rare(None)
def clear_line(m: Memory, channel: int) -> None:
    """Cut off those who wait for a first answer, but for those who were promised a call back."""
    row = m[channel + C_NEW]
    while row >= 0:
        after = m[row + R_NEXT]
        if not m[extra(m, row) + X_CALLED]:
            leave_any_line(m, channel, row)
            if m[extra(m, row) + X_GONE]:
                m[channel + C_INSIDE] -= 1
                m[row + R_MODE] = AWAY
            else:
                leave_channel(m, channel, row, _CLEARED, _NOTHING)
            give_back_if_over(m, row)
        row = after


@rare(False)
def is_handed_over(m: Memory, row: int, turn: int) -> bool:
    """Tell whether a turn belongs to the second group."""
    return given(m, S_TRANSFERRED, row) != 0 and turn == last_turn(m, row)


@rare(None)
def hand_over(m: Memory, channel: int, row: int) -> None:
    """Let a contact wait for the second group."""
    agent = m[row + R_AGENT]
    stop_work(m, agent, row)
    free_slot(m, agent, channel)
    pace(m, agent, -1)
    link(m, agent)
    m[row + R_AGENT] = -1
    next_turn(m, row)
    wait_in(m, channel, C_HANDED, row, response_patience(m, row))
