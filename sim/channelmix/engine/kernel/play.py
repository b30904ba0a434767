"""
One replication from its first event to its last.
"""

from channelmix.engine.inputs import Outcome, Rank
from channelmix.engine.kernel.accounts import change, close, set_clock
from channelmix.engine.kernel.agents import link
from channelmix.engine.kernel.calendar import fill_hole, first_event, first_moment, is_valid, open_calendar
from channelmix.engine.kernel.compiling import entry, helper, laid_in, pointer_to, whole_pointer_to
from channelmix.engine.kernel.counting import count_first_work, give_room_to_waiters
from channelmix.engine.kernel.fetching import fetch_ahead
from channelmix.engine.kernel.handing_out import count_surplus, settle
from channelmix.engine.kernel.later import enter_next_stretch, open_later
from channelmix.engine.kernel.layout import (
    A_ACTIVE,
    A_DUTY,
    A_HELD,
    A_IDLE_SINCE,
    A_LOAD,
    A_ON_DUTY,
    A_PACE,
    A_SIZE,
    A_WORKING,
    FAR,
    G_AGENTS,
    G_MARKED,
    G_PLANNED,
    G_PRESENT,
    G_STALE,
    HELD,
    ON_DUTY,
    R_EVENTS,
    R_MODE,
    R_ORDER,
    RANK_BITS,
    RANK_MASK,
    RANKS,
    S_ARRIVAL,
    S_BOOK,
    S_COUNT_UNTIL,
    S_EAGER,
    S_FIRST,
    S_HOLE,
    S_LATER_FROM,
    S_NEXT_NUMBER,
    S_NEXT_ROW,
    S_NEXT_SWITCH,
    S_NOW,
    S_OPEN,
    S_PATIENCE_ORDER,
    S_PATIENCE_TIME,
    S_STOP,
    S_WHOLE,
    STAMP_BITS,
    STAMP_MASK,
    UNBORN,
    W_KEY,
    W_SIZE,
    W_VALUE,
    W_WHICH,
    Memory,
)
from channelmix.engine.kernel.life import (
    arrive,
    end_hold,
    end_work,
    leave_bot,
    lose_patience,
    reply,
    switch,
    watch_everybody,
)
from channelmix.engine.kernel.rare_choice import settle_whole
from channelmix.engine.kernel.rare_waits import overdue_child, wait_is_over
from channelmix.engine.kernel.rows import close_rows, give_back_if_over, new_row, open_rows

_UNBORN = int(Outcome.UNBORN)
_WORK_ENDS, _STAFF, _BOT_ENDS, _COMES_BACK, _SLOT_FREED, _ARRIVAL = (
    int(each) for each in (Rank.WORK_ENDS, Rank.STAFF, Rank.BOT_ENDS, Rank.COMES_BACK, Rank.SLOT_FREED, Rank.ARRIVAL)
)


@entry
def play(memory: int) -> bool:
    """
    Play a replication that stands ready in memory; what happens is left there.

    Returns:
        Whether every counted contact ended before the stop.
    """
    return live(pointer_to(memory))


@entry
def play_whole(memory: int) -> bool:
    """Play a replication of an operation that uses the rarer rules."""
    return live(whole_pointer_to(memory))


@helper
def live(m: Memory) -> bool:
    """Let one event after the other happen."""
    first = m[S_FIRST]
    open_rows(m)
    open_calendar(m)
    open_later(m)
    if m[S_BOOK]:
        give_room_to_waiters(m, pointer_to(m[S_BOOK]))
    while True:
        arrival = m[m[S_ARRIVAL] + m[S_NEXT_ROW]] * RANKS + _ARRIVAL if m[S_NEXT_ROW] < first else FAR
        event, new_rules = first_moment(m), m[m[S_NEXT_SWITCH] + W_KEY]
        moment = min(arrival, event, new_rules)
        if moment > m[S_LATER_FROM]:
            enter_next_stretch(m)
            continue
        if moment >= m[S_COUNT_UNTIL] * RANKS:
            if not m[S_EAGER]:
                watch_everybody(m)
                continue
            if moment == FAR or moment >> RANK_BITS > m[S_STOP] or m[S_OPEN] == 0:
                break
        set_clock(m, moment >> RANK_BITS)
        has_happened = True
        if moment == event:
            has_happened = take_event(m, moment & RANK_MASK)
        elif moment == arrival:
            next_arrival(m)
        else:
            change_rules(m, moment & RANK_MASK)
        if m[S_WHOLE] and has_happened:
            settle_whole(m)
    close(m)
    close_rows(m)
    return m[S_OPEN] == 0


@laid_in
def take_event(m: Memory, rank: int) -> bool:
    """Let the first event of the calendar happen, and tell whether it did."""
    m[S_HOLE] = 1
    what = first_event(m)
    row = what >> STAMP_BITS
    m[row + R_EVENTS] -= 1
    has_happened = happen(m, rank, what)
    fill_hole(m)
    give_back_if_over(m, row)
    return has_happened


@laid_in
def next_arrival(m: Memory) -> None:
    """Let the next of the first contacts arrive."""
    number = m[S_NEXT_ROW]
    m[S_NEXT_ROW] = number + 1
    fetch_ahead(m, number)
    row = new_row(m, number)
    arrive(m, row, number)
    if m[S_BOOK]:
        count_first_work(m, pointer_to(m[S_BOOK]), row)
    give_back_if_over(m, row)


@helper
def happen(m: Memory, rank: int, what: int) -> bool:
    """Let an event of the calendar happen, and tell whether it did: an end of work may have become void."""
    row = what >> STAMP_BITS
    if rank == _WORK_ENDS:
        if not is_valid(m, what):
            return False
        end_work(m, row)
    elif rank == _COMES_BACK:
        if m[S_WHOLE] and (what & STAMP_MASK):
            child = overdue_child(m, row)
            if child >= 0:
                m[S_NEXT_NUMBER] += 1
                follower = new_row(m, child)
                arrive(m, follower, m[S_NEXT_NUMBER] - 1)
                give_back_if_over(m, follower)
        elif m[row + R_MODE] == UNBORN:
            arrive(m, row, m[row + R_ORDER])
        else:
            reply(m, row)
    elif rank == _BOT_ENDS:
        leave_bot(m, row)
    elif rank == _SLOT_FREED:
        if m[row + R_MODE] == HELD and is_valid(m, what):
            end_hold(m, row)
    elif m[S_WHOLE]:
        wait_is_over(m, rank, what)
    else:
        m[S_PATIENCE_TIME], m[S_PATIENCE_ORDER] = m[S_NOW], m[row + R_ORDER]
        lose_patience(m, row)
    return True


@helper
def change_rules(m: Memory, rank: int) -> None:
    """Let the next change of staff or opening happen."""
    which, value = m[m[S_NEXT_SWITCH] + W_WHICH], m[m[S_NEXT_SWITCH] + W_VALUE]
    m[S_NEXT_SWITCH] += W_SIZE
    if rank == _STAFF:
        plan(m, which, value)
    else:
        switch(m, which, value)
    settle(m)


@helper
def plan(m: Memory, group: int, agents: int) -> None:
    """Set the number planned; those missing come on duty at once, with the lowest numbers not in use."""
    m[group + G_PLANNED] = agents
    agent = m[group + G_AGENTS]
    while m[group + G_PRESENT] < agents:
        if not m[agent + A_ON_DUTY]:
            begin_duty(m, group, agent)
        agent += A_SIZE
    count_surplus(m, group)


@helper
def begin_duty(m: Memory, group: int, agent: int) -> None:
    """Let an agent come on duty."""
    m[agent + A_ON_DUTY], m[agent + A_LOAD], m[agent + A_WORKING] = 1, 0, 0
    m[agent + A_DUTY] += 1
    m[agent + A_ACTIVE] = m[agent + A_HELD] = -1
    m[agent + A_PACE], m[agent + A_IDLE_SINCE] = 0, m[S_NOW]
    link(m, agent)
    m[group + G_PRESENT] += 1
    m[group + G_STALE], m[group + G_MARKED] = 1, min(m[group + G_MARKED], m[group + G_PRESENT])  # this one is not
    change(m, group, ON_DUTY, 1)
