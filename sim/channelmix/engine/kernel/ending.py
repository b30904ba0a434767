"""
The end of a contact, and what follows: returns, and when they and promises fall.
"""

from channelmix.engine.inputs import NEVER, Clock, Rank
from channelmix.engine.kernel.calendar import schedule
from channelmix.engine.kernel.compiling import helper, laid_in
from channelmix.engine.kernel.layout import (
    ACTIVE,
    AWAY,
    C_COUNTS_DAYS,
    C_DAYS,
    C_INSIDE,
    C_PROMISE,
    C_SPANS,
    NONE,
    R_MODE,
    R_ORDER,
    R_SIZE,
    S_AFTER,
    S_CHILD,
    S_DAY_START,
    S_DAYS,
    S_NEXT_NUMBER,
    S_NOW,
    S_ROWS,
    S_STOP,
    Memory,
    channel_of,
    given_for,
)
from channelmix.engine.kernel.queues import end

_COMES_BACK, _WALL, _OPEN_TIME = int(Rank.COMES_BACK), int(Clock.WALL), int(Clock.OPEN_TIME)
_DAY = 24 * 3600 * 1_000_000


@laid_in
def leave_channel(m: Memory, channel: int, row: int, outcome: int, reason: int) -> None:
    """Let the customer be through with the channel; the agent may still have wrap-up to do."""
    m[channel + C_INSIDE] -= 1
    conclude(m, row, outcome, reason)


@laid_in
def conclude(m: Memory, row: int, outcome: int, reason: int) -> None:
    """End a contact, and schedule the return that follows, if one does."""
    if m[row + R_MODE] != ACTIVE:
        m[row + R_MODE] = AWAY
    end(m, row, outcome, m[S_NOW])
    if reason >= 0:
        child = given_for(m, S_CHILD, row, reason)
        if child >= 0:
            schedule_return(m, row, m[S_ROWS] + child * R_SIZE, reason)


@helper
def schedule_return(m: Memory, row: int, child: int, reason: int) -> None:
    """Let the customer contact again."""
    m[child + R_ORDER] = m[S_NEXT_NUMBER]
    m[S_NEXT_NUMBER] += 1
    when = later(m, m[S_NOW], row, child, reason)
    if when <= m[S_STOP]:
        schedule(m, when, _COMES_BACK, child, 0)


@helper
def later(m: Memory, moment: int, row: int, child: int, reason: int) -> int:
    """Return when a customer comes back who waits from a moment on."""
    after = given_for(m, S_AFTER, row, reason)
    if m[m[channel_of(m, row) + C_COUNTS_DAYS] + reason]:
        return after_opening_days(m, channel_of(m, child), moment, after)
    return NEVER if moment == NEVER else moment + after


@helper
def after_opening_days(m: Memory, channel: int, now: int, after: int) -> int:
    """Return the same time of day that many opening days of the channel later, and the rest of ``after`` later."""
    if now == NEVER:
        return NEVER
    days, rest = after // _DAY, after % _DAY
    if not days:
        return now + rest
    starts = m[S_DAY_START]
    today = day_of(m, now)
    day = today
    while days:
        day += 1
        if day >= m[S_DAYS]:
            return NEVER
        days -= m[m[channel + C_DAYS] + day]
    length = m[starts + day + 1] - m[starts + day]
    return m[starts + day] + min(now - m[starts + today], length - 1) + rest


@helper
def day_of(m: Memory, now: int) -> int:
    """Return the day of the clock in which a moment lies."""
    low, high = 0, m[S_DAYS] + 1
    while high - low > 1:
        middle = (low + high) // 2
        if m[m[S_DAY_START] + middle] <= now:
            low = middle
        else:
            high = middle
    return low


@helper
def due(m: Memory, channel: int, answer: int, moment: int) -> int:
    """Return until when an answer that is waited for from a moment on is in time."""
    within, clock = m[m[channel + C_PROMISE] + answer], m[m[channel + C_PROMISE] + 2 + answer]
    if within == NEVER:
        return NEVER
    if clock == _WALL:
        return moment + within
    place = m[channel + C_SPANS]
    while m[place] != NONE and m[place + 1] <= moment:
        place += 2
    if clock != _OPEN_TIME:
        begins = NEVER if m[place] == NONE else max(m[place], moment)
        return after_opening_days(m, channel, begins, within)
    while m[place] != NONE:
        begins = max(m[place], moment)
        if m[place + 1] - begins >= within:
            return begins + within
        within -= m[place + 1] - begins
        place += 2
    return NEVER
