"""
The life of a contact, event by event: arriving, waiting, turns, the end and what follows.
"""

from channelmix.engine.inputs import NEVER, Outcome, Rank, Reason, WhenClosed
from channelmix.engine.kernel.accounts import present_interval
from channelmix.engine.kernel.agents import (
    count_done,
    count_used,
    drop,
    free_slot,
    hold,
    let_go,
    link,
    resume,
    stop_work,
    unlink,
)
from channelmix.engine.kernel.calendar import schedule
from channelmix.engine.kernel.compiling import helper, laid_in
from channelmix.engine.kernel.ending import conclude, leave_channel
from channelmix.engine.kernel.handing_out import has_room, is_shut, refill, settle, start
from channelmix.engine.kernel.layout import (
    A_GROUP,
    A_IDLE_SINCE,
    A_LEAF,
    A_LOAD,
    AWAY,
    C_CLEARS,
    C_INACTIVE_AFTER,
    C_INSIDE,
    C_LAZY,
    C_LINES,
    C_NEW,
    C_OPEN,
    C_REPLIES,
    C_SIZE,
    C_WHEN_CLOSED,
    G_FACTORS,
    HELD,
    NONE,
    R_AGENT,
    R_ARRIVED,
    R_ARRIVED_IN,
    R_ASKED,
    R_DEADLINE,
    R_ENDED,
    R_GROUP,
    R_JOINED,
    R_MODE,
    R_NEXT,
    R_ORDER,
    R_OUTCOME,
    R_REPLIED,
    R_REPLIED_IN,
    R_STAMP,
    R_STARTED,
    R_TURN,
    R_WORKED,
    S_BOT_TIME,
    S_CHANNEL_COUNT,
    S_CHANNELS,
    S_CHILD,
    S_CONTAINED,
    S_COUNT_FROM,
    S_COUNT_UNTIL,
    S_EAGER,
    S_NOW,
    S_OPEN,
    S_PATIENCE,
    S_REPLY_DELAY,
    S_SURPLUS,
    S_WHOLE,
    S_WRAP_UP,
    STAMP_MASK,
    WAITING,
    WRAPPING,
    X_GONE,
    Memory,
    channel_of,
    extra,
    first_turn,
    given,
    given_for,
    last_turn,
)
from channelmix.engine.kernel.queues import append, give_up, head, is_gone, remove
from channelmix.engine.kernel.rare_waits import (
    clear_line,
    forget_extra,
    hand_over,
    is_handed_over,
    join_line,
    wait_for_answer,
)
from channelmix.engine.kernel.rows import give_back_if_over, next_turn
from channelmix.engine.kernel.work import pace, start_turn, start_work

_UNFINISHED, _ANSWERED, _ABANDONED, _BUSY = (
    int(each) for each in (Outcome.UNFINISHED, Outcome.ANSWERED, Outcome.ABANDONED, Outcome.BUSY)
)
_CLOSED, _CONTAINED, _CLEARED, _DIVERTED = (
    int(each) for each in (Outcome.CLOSED, Outcome.CONTAINED, Outcome.CLEARED, Outcome.DIVERTED)
)
_AFTER_ABANDONING, _AFTER_BUSY, _AFTER_ANSWER, _AFTER_BOT, _AFTER_CLOSED = (
    int(each) for each in (Reason.ABANDONED, Reason.BUSY, Reason.UNRESOLVED, Reason.CONTAINED, Reason.CLOSED)
)
_QUEUE, _DIVERT = int(WhenClosed.QUEUE), int(WhenClosed.DIVERT)
_BOT_ENDS, _COMES_BACK, _SLOT_FREED, _PATIENCE = (
    int(each) for each in (Rank.BOT_ENDS, Rank.COMES_BACK, Rank.SLOT_FREED, Rank.PATIENCE)
)
_NOTHING = -1


@laid_in
def arrive(m: Memory, row: int, number: int) -> None:
    """Let a contact arrive."""
    channel, now = channel_of(m, row), m[S_NOW]
    m[row + R_ORDER], m[row + R_ARRIVED], m[row + R_ARRIVED_IN] = number, now, present_interval(m)
    m[row + R_OUTCOME], m[row + R_MODE], m[row + R_TURN], m[row + R_WORKED] = _UNFINISHED, AWAY, first_turn(m, row), 0
    m[row + R_JOINED] = m[row + R_ENDED] = m[row + R_GROUP] = m[row + R_AGENT] = -1
    m[row + R_ASKED] = m[row + R_STARTED] = m[row + R_REPLIED] = -1
    if m[S_WHOLE]:
        forget_extra(m, row)
    if now >= m[S_COUNT_FROM] and now < m[S_COUNT_UNTIL]:
        m[S_OPEN] += 1
    when_closed = m[channel + C_WHEN_CLOSED]
    if not m[channel + C_OPEN] and when_closed != _QUEUE:
        if when_closed == _DIVERT:
            conclude(m, row, _DIVERTED, _AFTER_CLOSED)
        else:
            conclude(m, row, _CLOSED, _NOTHING)
    elif m[channel + C_INSIDE] >= m[channel + C_LINES]:
        conclude(m, row, _BUSY, _AFTER_BUSY)
    else:
        m[channel + C_INSIDE] += 1
        bot_time = given(m, S_BOT_TIME, row)
        if bot_time < 0:
            join(m, channel, row)
        else:
            schedule(m, now + bot_time, _BOT_ENDS, row, 0)


@helper
def leave_bot(m: Memory, row: int) -> None:
    """Let a contact be settled by the bot, or go on to the queue."""
    channel = channel_of(m, row)
    if given(m, S_CONTAINED, row):
        leave_channel(m, channel, row, _CONTAINED, _AFTER_BOT)
    elif is_shut(m, channel) and m[channel + C_CLEARS]:
        leave_channel(m, channel, row, _CLEARED, _NOTHING)
    else:
        join(m, channel, row)


@helper
def join(m: Memory, channel: int, row: int) -> None:
    """Let a contact join the queue, or go to an agent at once."""
    now = m[S_NOW]
    m[row + R_JOINED] = m[row + R_ASKED] = now
    if m[S_WHOLE]:
        join_line(m, channel, row)
        return
    take_or_wait(m, channel, C_NEW, row)


@laid_in
def take_or_wait(m: Memory, channel: int, line: int, row: int) -> None:
    """Let an agent who has room take a contact that has come, or let it wait in a line: C_NEW or C_REPLIES."""
    agent = -1
    if m[S_SURPLUS] == 0 and head(m, channel) < 0:
        agent = has_room(m, channel, row)
    if agent >= 0:
        start(m, agent, channel, row)
        return
    append(m, channel, line, row)
    if line == C_NEW:
        watch_patience(m, channel, row)
    if m[S_SURPLUS]:
        settle(m)


@helper
def watch_patience(m: Memory, channel: int, row: int) -> None:
    """Note when a contact's patience ends, with an event of its own if anything reads that moment."""
    patience = given(m, S_PATIENCE, row)
    m[row + R_DEADLINE] = NEVER
    if patience == NEVER:
        return
    deadline = m[S_NOW] + patience
    may_return = given_for(m, S_CHILD, row, _AFTER_ABANDONING) >= 0
    if m[S_EAGER] or may_return or not m[channel + C_LAZY] or is_shut(m, channel):
        schedule(m, deadline, _PATIENCE, row, 0)
    else:
        m[row + R_DEADLINE] = deadline


@helper
def lose_patience(m: Memory, row: int) -> None:
    """Let a contact leave, if it still waits for its first answer."""
    if m[row + R_MODE] != WAITING or m[row + R_TURN] != first_turn(m, row):
        return
    channel = channel_of(m, row)
    remove(m, channel, C_NEW, row)
    leave_channel(m, channel, row, _ABANDONED, _AFTER_ABANDONING)
    if m[S_SURPLUS]:
        settle(m)


@helper
def watch_everybody(m: Memory) -> None:
    """From now on give patience events of its own, also to those who wait already."""
    m[S_EAGER] = 1
    for number in range(m[S_CHANNEL_COUNT]):
        watch_line(m, m[S_CHANNELS] + number * C_SIZE)


@helper
def watch_line(m: Memory, channel: int) -> None:
    """Give the patience of those who wait in a channel events of its own; let those go who have lost it by now."""
    row = m[channel + C_NEW]
    while row >= 0:
        after = m[row + R_NEXT]
        if is_gone(m, row):
            give_up(m, channel, row)
        elif m[row + R_DEADLINE] != NEVER:
            schedule(m, m[row + R_DEADLINE], _PATIENCE, row, 0)
            m[row + R_DEADLINE] = NEVER
        row = after


@helper
def switch(m: Memory, channel: int, opens: int) -> None:
    """Open or close a channel; closing may cut off those who wait."""
    m[channel + C_OPEN] = opens
    if not opens and m[channel + C_CLEARS] and m[S_WHOLE]:
        clear_line(m, channel)
    elif not opens and m[channel + C_CLEARS]:
        row = m[channel + C_NEW]
        while row >= 0:
            after = m[row + R_NEXT]
            if is_gone(m, row):
                give_up(m, channel, row)
            else:
                remove(m, channel, C_NEW, row)
                leave_channel(m, channel, row, _CLEARED, _NOTHING)
                give_back_if_over(m, row)
            row = after
    elif not m[S_EAGER] and is_shut(m, channel):
        watch_line(m, channel)  # agents stay for those who are left over, and leave when the last has gone


# ---------------------------------------------------------------------- turns


@helper
def end_work(m: Memory, row: int) -> None:
    """Let work on a turn, or the wrap-up, end."""
    agent, channel = m[row + R_AGENT], channel_of(m, row)
    m[agent + A_LEAF] = NONE
    if m[S_WHOLE] and m[extra(m, row) + X_GONE]:
        m[channel + C_INSIDE] -= 1
    elif m[row + R_MODE] != WRAPPING:
        turn = m[row + R_TURN]
        m[row + R_REPLIED], m[row + R_REPLIED_IN] = m[S_NOW], present_interval(m)
        if m[S_WHOLE] and is_handed_over(m, row, turn + 1):
            hand_over(m, channel, row)
            return
        if turn < last_turn(m, row):
            let_customer_think(m, agent, channel, row)
            return
        leave_channel(m, channel, row, _ANSWERED, _AFTER_ANSWER)
        wrap_up = given(m, S_WRAP_UP, row)
        if wrap_up:
            m[row + R_MODE] = WRAPPING
            start_work(m, channel, row, wrap_up)
            return
    m[row + R_MODE] = AWAY
    if m[S_SURPLUS] or m[m[agent + A_GROUP] + G_FACTORS]:
        stop_work(m, agent, row)
        free_slot(m, agent, channel)
        pace(m, agent, -1)
        look_after(m, agent)
    else:
        go_on(m, agent, channel)


@laid_in
def go_on(m: Memory, agent: int, channel: int) -> None:
    """
    Let an agent whose contact has ended take the next at once, without being listed as idle and counted again.

    Only where nothing depends on how many contacts the agent works on meanwhile.
    """
    unlink(m, agent)
    m[agent + A_IDLE_SINCE], before = m[S_NOW], m[agent + A_LOAD]
    drop(m, agent, channel)
    refill(m, agent)
    count_used(m, agent, before)
    count_done(m, agent)
    link(m, agent)


@helper
def look_after(m: Memory, agent: int) -> None:
    """Give an agent who is in no list new work, if there is any, and put it back into the lists."""
    if m[S_SURPLUS]:
        link(m, agent)
        settle(m)
    else:
        fill_up(m, agent)


@helper
def fill_up(m: Memory, agent: int) -> None:
    """Let an agent who is in no list take whoever waits and fits, and put it back into the lists."""
    before = m[agent + A_LOAD]
    refill(m, agent)
    count_used(m, agent, before)
    link(m, agent)


@helper
def let_customer_think(m: Memory, agent: int, channel: int, row: int) -> None:
    """Hold the slot while the customer thinks about a reply, for a while."""
    hold(m, agent, row)
    delay, inactive_after = m[m[S_REPLY_DELAY] + m[row + R_TURN] * m[S_REPLY_DELAY + 1]], m[channel + C_INACTIVE_AFTER]
    schedule(m, m[S_NOW] + delay, _COMES_BACK, row, 0)
    if inactive_after < delay:
        stamp = (m[row + R_STAMP] + 1) & STAMP_MASK
        m[row + R_STAMP] = stamp
        schedule(m, m[S_NOW] + inactive_after, _SLOT_FREED, row, stamp)
    pace(m, agent, -1)
    if m[S_SURPLUS]:
        settle(m)


@helper
def end_hold(m: Memory, row: int) -> None:
    """Free the slot of a contact whose customer has been thinking for too long."""
    agent = m[row + R_AGENT]
    let_go(m, agent, channel_of(m, row), row)
    look_after(m, agent)


@helper
def reply(m: Memory, row: int) -> None:
    """Let the customer's reply reach the agent who holds the slot, or wait."""
    channel = channel_of(m, row)
    next_turn(m, row)
    m[row + R_ASKED] = m[S_NOW]
    if m[row + R_MODE] == HELD:
        resume(m, m[row + R_AGENT], row)
        start_turn(m, channel, row)
        if m[S_SURPLUS]:
            settle(m)
        return
    if m[S_WHOLE]:
        wait_for_answer(m, channel, row)
        return
    take_or_wait(m, channel, C_REPLIES, row)
