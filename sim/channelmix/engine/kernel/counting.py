"""
Counting what happened in a replication: each contact and turn when its row is given back.

The readable twin is ``simulate/tallies.py``, and the two are equal to the last bit. What has
to be in order for the largest backlog is sorted in between, by ``numpy``.
"""

from channelmix.engine.inputs import NEVER, Clock, Outcome
from channelmix.engine.kernel.book import (
    B_ASKED,
    B_BY_ARRIVAL,
    B_BY_WORK,
    B_CHANGE_COUNT,
    B_GONE,
    B_PAID,
    B_SUMS,
    BACKLOG,
    BY_ARRIVAL,
    BY_WORK,
    DELAYED,
    DUE,
    FIRST_ATTEMPTS,
    FIRST_OUTCOME,
    GOOD,
    LOST,
    N_FORMULA,
    N_RESPOND_WITHIN,
    N_TO_REPLY,
    N_UNTIL,
    N_WAITER_COUNT,
    N_WAITERS,
    N_WINDOW,
    N_WITHIN,
    OFFERED,
    PAID,
    PAID_CONTACTS,
    PAID_MESSAGES,
    PAID_TEMPLATES,
    QUEUED,
    REPLIED,
    RESPONSES_DUE,
    RESPONSES_GOOD,
    STARTED,
    STARTED_IN_TIME,
    SUM_ANSWERED_WAITED,
    SUM_BACKLOG_MAX,
    SUM_FIRST_WORK,
    SUM_HANDLING,
    SUM_MET_BOT,
    SUM_OLDEST_MAX,
    SUM_REPLIES,
    SUM_RESOLUTION,
    SUM_RESPONSES_DUE,
    SUM_RESPONSES_GOOD,
    SUMS,
    WAITED,
)
from channelmix.engine.kernel.compiling import entry, helper, laid_in, pointer_to
from channelmix.engine.kernel.judging import (
    FIRST,
    IS_GOOD,
    LATER,
    block_of,
    count_wait,
    interval_of,
    judge,
    price,
    used_up,
)
from channelmix.engine.kernel.layout import (
    C_INDEX,
    C_PROMISE,
    R_ARRIVED,
    R_ARRIVED_IN,
    R_ASKED,
    R_ENDED,
    R_FIRST_STARTED,
    R_JOINED,
    R_OUTCOME,
    R_REPLIED,
    R_REPLIED_IN,
    R_STARTED,
    R_STARTED_IN,
    R_TURN,
    R_WORKED,
    S_BOT_TIME,
    S_CELLS,
    S_CHANNEL,
    S_CHANNEL_COUNT,
    S_COUNT_FROM,
    S_COUNT_UNTIL,
    S_FIRST,
    S_GRID,
    S_ROW_COUNT,
    S_STOP,
    S_TRANSFERRED,
    S_TURN_AT,
    S_WAITERS,
    S_WHOLE,
    S_WORK,
    S_WRAP_UP,
    X_PAUSED,
    X_WRITTEN,
    Memory,
    channel_of,
    extra,
    first_turn,
    given,
    index_of,
    last_turn,
)

_UNBORN, _ANSWERED, _ABANDONED, _CLEARED, _OVERFLOWED = (
    int(each) for each in (Outcome.UNBORN, Outcome.ANSWERED, Outcome.ABANDONED, Outcome.CLEARED, Outcome.OVERFLOWED)
)
_BUSY, _CLOSED, _DIVERTED = int(Outcome.BUSY), int(Outcome.CLOSED), int(Outcome.DIVERTED)
_PLACES = (6, 0, 1, 2, 2, 3, 4, 5, 5)
"""Where each outcome is counted, from FIRST_OUTCOME on."""
_ANSWERED_AT = FIRST_OUTCOME + _PLACES[_ANSWERED]
_ARRIVAL, _WORK, _SUMS, _PAID = len(BY_ARRIVAL), len(BY_WORK), len(SUMS), len(PAID)
_WALL = int(Clock.WALL)


@helper
def is_counted(m: Memory, row: int) -> bool:
    """Tell whether a contact arrived in the period."""
    return m[S_COUNT_FROM] <= m[row + R_ARRIVED] < m[S_COUNT_UNTIL]


@helper
def give_room_to_waiters(m: Memory, b: Memory) -> None:
    """Say where the turns of each channel are to be put that had to wait: there is room for all of them."""
    for index in range(m[S_ROW_COUNT]):
        turns = m[m[S_TURN_AT] + index + 1] - m[m[S_TURN_AT] + index] if m[S_TURN_AT] else 1
        b[block_of(b, m[m[S_CHANNEL] + index * m[S_CHANNEL + 1]]) + N_WAITERS] += 2 * turns
    place = m[S_WAITERS]
    for channel in range(m[S_CHANNEL_COUNT]):
        asked = block_of(b, channel)
        place, b[asked + N_WAITERS] = place + b[asked + N_WAITERS], place
        b[asked + N_UNTIL] = (place + b[asked + N_WAITERS]) // 2


@helper
def count_first_work(m: Memory, b: Memory, row: int) -> None:
    """Count the work that a first attempt brings, done or not."""
    if is_counted(m, row):
        work = given(m, S_WRAP_UP, row)
        for turn in range(first_turn(m, row), last_turn(m, row) + 1):
            work += m[m[S_WORK] + turn]
        b[b[B_SUMS] + m[channel_of(m, row) + C_INDEX] * _SUMS + SUM_FIRST_WORK] += work


# ------------------------------------------------------------------ contacts


@helper
def count_contact(m: Memory, b: Memory, row: int) -> None:
    """Count a contact and the turn that it was at."""
    if is_simple(m, b, row):
        count_answered(m, b, row)
        return
    count_turn(m, b, row)
    if is_counted(m, row):
        count_life(m, b, row)


@helper
def count_life(m: Memory, b: Memory, row: int) -> None:
    """Count a contact that arrived in the period; its turns have been counted."""
    channel, outcome, arrived = m[channel_of(m, row) + C_INDEX], m[row + R_OUTCOME], m[row + R_ARRIVED]
    cell = b[B_BY_ARRIVAL] + (channel * m[S_CELLS] + m[row + R_ARRIVED_IN]) * _ARRIVAL
    sums = b[B_SUMS] + channel * _SUMS
    b[cell + OFFERED] += 1
    b[cell + FIRST_OUTCOME + _PLACES[outcome]] += 1
    if index_of(m, row) < m[S_FIRST]:
        b[cell + FIRST_ATTEMPTS] += 1
    wait = wait_of(m, row)
    if wait >= 0:
        b[cell + QUEUED] += 1
        b[cell + DELAYED] += wait > 0
        b[cell + WAITED] += wait
        count_wait(b, channel, wait)
    verdict = judge(m, b, channel, row, max(wait, 0))
    b[cell + GOOD] += verdict & IS_GOOD
    b[cell + DUE] += verdict >> 1
    if outcome == _ANSWERED:
        b[sums + SUM_ANSWERED_WAITED] += max(wait, 0)
        b[sums + SUM_HANDLING] += m[row + R_WORKED] + given(m, S_WRAP_UP, row)
        b[sums + SUM_RESOLUTION] += m[row + R_ENDED] - arrived
        price(b, channel, arrived, PAID_CONTACTS)
    if outcome not in (_BUSY, _CLOSED, _DIVERTED) and given(m, S_BOT_TIME, row) >= 0:
        b[sums + SUM_MET_BOT] += 1


@helper
def is_simple(m: Memory, b: Memory, row: int) -> bool:
    """Tell whether a first contact of one turn joined the queue at once and was answered; promises go by the wall."""
    if m[S_WHOLE] or m[S_TURN_AT] or b[B_CHANGE_COUNT] or index_of(m, row) >= m[S_FIRST]:
        return False
    is_here = m[row + R_OUTCOME] == _ANSWERED and m[row + R_JOINED] == m[row + R_ARRIVED] and is_counted(m, row)
    return is_here and m[m[channel_of(m, row) + C_PROMISE] + 2] == _WALL


@laid_in
def count_answered(m: Memory, b: Memory, row: int) -> None:
    """Do for the simplest contacts what ``count_turn`` and ``count_life`` do, with less to look up."""
    channel = m[channel_of(m, row) + C_INDEX]
    arrived, started, replied = m[row + R_ARRIVED], m[row + R_STARTED], m[row + R_REPLIED]
    wait, asked, sums = started - arrived, block_of(b, channel), b[B_SUMS] + channel * _SUMS
    is_judged = b[asked + N_FORMULA] >= 0
    in_time = (replied if b[asked + N_TO_REPLY] else started) - arrived <= b[asked + N_WITHIN]
    cell = b[B_BY_ARRIVAL] + (channel * m[S_CELLS] + m[row + R_ARRIVED_IN]) * _ARRIVAL
    b[cell + OFFERED] += 1
    b[cell + _ANSWERED_AT] += 1
    b[cell + FIRST_ATTEMPTS] += 1
    b[cell + QUEUED] += 1
    b[cell + DELAYED] += wait > 0
    b[cell + WAITED] += wait
    b[cell + DUE] += is_judged
    b[cell + GOOD] += is_judged & in_time
    b[sums + SUM_ANSWERED_WAITED] += wait
    b[sums + SUM_HANDLING] += replied - started + given(m, S_WRAP_UP, row)
    b[sums + SUM_RESOLUTION] += m[row + R_ENDED] - arrived
    b[sums + SUM_REPLIES] += 1
    paid = b[B_PAID] + channel * _PAID
    b[paid + PAID_CONTACTS] += 1
    b[paid + PAID_MESSAGES] += 1
    b[paid + PAID_TEMPLATES] += replied - arrived > b[asked + N_WINDOW]
    count_wait(b, channel, wait)
    cell = work_cell(m, b, channel, m[row + R_STARTED_IN])
    if cell >= 0:
        b[cell + STARTED] += 1
        b[cell + STARTED_IN_TIME] += in_time
    cell = work_cell(m, b, channel, m[row + R_REPLIED_IN])
    if cell >= 0:
        b[cell + REPLIED] += 1


@laid_in
def wait_of(m: Memory, row: int) -> int:
    """Return how long a contact waited in the queue; -1 if it never did, or still does."""
    joined, outcome = m[row + R_JOINED], m[row + R_OUTCOME]
    if joined < 0 or outcome not in (_ANSWERED, _ABANDONED, _CLEARED, _OVERFLOWED):
        return -1
    started = m[row + R_FIRST_STARTED]
    return (started if started >= 0 else m[row + R_ENDED]) - joined


# ------------------------------------------------------------------ turns


@laid_in
def count_turn(m: Memory, b: Memory, row: int) -> None:
    """Count the turn that a contact is at, when it is over, and what of the agents' time it took."""
    channel = m[channel_of(m, row) + C_INDEX]
    if m[row + R_ASKED] < 0:
        return
    if m[row + R_STARTED] < 0:
        put_waiter(m, b, channel, m[row + R_ASKED], m[row + R_ENDED] if m[row + R_ENDED] >= 0 else NEVER)
    if m[row + R_TURN] == first_turn(m, row):
        count_first_turn(m, b, channel, row)
    elif is_counted(m, row):
        count_response(m, b, channel, row)
    if m[row + R_REPLIED] >= 0:
        count_reply(m, b, channel, row)


@helper
def work_cell(m: Memory, b: Memory, channel: int, interval: int) -> int:
    """Return where what happened in an interval is counted; -1: outside the period."""
    return b[B_BY_WORK] + (channel * m[S_CELLS] + interval) * _WORK if interval >= 0 else -1


@laid_in
def count_first_turn(m: Memory, b: Memory, channel: int, row: int) -> None:
    """Count the start of work on a contact, or its loss without one."""
    asked, started = m[row + R_ASKED], m[row + R_STARTED]
    if started < 0:
        cell = work_cell(m, b, channel, interval_of(m, b, m[row + R_ENDED], B_GONE))
        if cell >= 0:
            b[cell + LOST] += 1
        return
    cell, block = work_cell(m, b, channel, m[row + R_STARTED_IN]), block_of(b, channel)
    if cell >= 0:
        b[cell + STARTED] += 1
        reached = m[row + R_REPLIED] if b[block + N_TO_REPLY] else started
        if reached >= 0 and used_up(m, b, channel, FIRST, asked, reached) <= b[block + N_WITHIN]:
            b[cell + STARTED_IN_TIME] += 1


@helper
def count_response(m: Memory, b: Memory, channel: int, row: int) -> None:
    """Count a later turn if its answer was promised: whether that is due, and whether it came in time."""
    within, asked, replied = b[block_of(b, channel) + N_RESPOND_WITHIN], m[row + R_ASKED], m[row + R_REPLIED]
    if within == NEVER:
        return
    if replied < 0 and m[row + R_ENDED] < 0 and used_up(m, b, channel, LATER, asked, m[S_STOP]) < within:
        return
    good = replied >= 0 and used_up(m, b, channel, LATER, asked, replied) <= within
    sums, cell = b[B_SUMS] + channel * _SUMS, work_cell(m, b, channel, interval_of(m, b, asked, B_ASKED))
    b[sums + SUM_RESPONSES_DUE] += 1
    b[sums + SUM_RESPONSES_GOOD] += good
    if cell >= 0:
        b[cell + RESPONSES_DUE] += 1
        b[cell + RESPONSES_GOOD] += good


@laid_in
def count_reply(m: Memory, b: Memory, channel: int, row: int) -> None:
    """Count an answer, and the agent's time on it."""
    replied = m[row + R_REPLIED]
    cell = work_cell(m, b, channel, m[row + R_REPLIED_IN])
    if cell >= 0:
        b[cell + REPLIED] += 1
    if is_counted(m, row):
        b[b[B_SUMS] + channel * _SUMS + SUM_REPLIES] += 1
        price(b, channel, replied, PAID_MESSAGES)
        if replied - written_at(m, row) > b[block_of(b, channel) + N_WINDOW]:
            price(b, channel, replied, PAID_TEMPLATES)
    m[row + R_WORKED] += replied - m[row + R_STARTED] - (m[extra(m, row) + X_PAUSED] if m[S_WHOLE] else 0)


@helper
def written_at(m: Memory, row: int) -> int:
    """Return when the customer wrote last: those who are handed over to a second group do not write again."""
    if m[S_WHOLE] and m[row + R_TURN] == last_turn(m, row) and given(m, S_TRANSFERRED, row):
        return m[extra(m, row) + X_WRITTEN]
    return m[row + R_ASKED]


# ------------------------------------------------------------------ backlog


@laid_in
def put_waiter(m: Memory, b: Memory, channel: int, asked: int, until: int) -> None:
    """Remember since when and until when a turn waited, if it did."""
    grid = m[S_GRID]
    if until <= asked:
        return
    block, ends = block_of(b, channel), m[grid + m[S_CELLS]]
    number = b[block + N_WAITER_COUNT]
    m[b[block + N_WAITERS] + number], m[b[block + N_UNTIL] + number] = asked, until
    b[block + N_WAITER_COUNT] = number + 1
    if asked < ends and until > m[grid]:
        oldest = b[B_SUMS] + channel * _SUMS + SUM_OLDEST_MAX
        b[oldest] = max(b[oldest], min(until, ends) - asked)


@entry
def count_waiting(memory: int, book: int) -> None:
    """Count how many turns of each channel wait at once; since when and until when is in order, each by itself."""
    m, b = pointer_to(memory), pointer_to(book)
    for channel in range(m[S_CHANNEL_COUNT]):
        count_line(m, b, channel)


@helper
def count_line(m: Memory, b: Memory, channel: int) -> None:
    """Count how many turns of a channel wait at once; without jumps, for nobody foresees who comes or leaves next."""
    grid, cells, block = m[S_GRID], m[S_CELLS], block_of(b, channel)
    asked, until, count = b[block + N_WAITERS], b[block + N_UNTIL], b[block + N_WAITER_COUNT]
    came, left = up_to(m, asked, 0, count, m[grid]), up_to(m, until, 0, count, m[grid])
    largest, last = came - left, up_to(m, asked, 0, count, m[grid + cells] - 1)
    while came < last:
        is_first_to_leave = m[until + left] <= m[asked + came]
        left += is_first_to_leave
        came += 1 - is_first_to_leave
        largest = max(largest, came - left)
    b[b[B_SUMS] + channel * _SUMS + SUM_BACKLOG_MAX] = largest
    came = left = 0
    for cell in range(cells):
        edge = m[grid + cell + 1]
        came, left = up_to(m, asked, came, count, edge), up_to(m, until, left, count, edge)
        b[b[B_BY_WORK] + (channel * cells + cell) * _WORK + BACKLOG] = came - left


@helper
def up_to(m: Memory, first: int, start: int, count: int, moment: int) -> int:
    """Return how many moments of a list in order are not after one; so many are known not to be."""
    low, high = start, count
    while low < high:
        middle = (low + high) // 2
        is_not_after = m[first + middle] <= moment
        low = middle + 1 if is_not_after else low
        high = high if is_not_after else middle
    return low
