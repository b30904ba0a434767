"""
When promises fall due, and opening days later: moments that hang on the hours of a channel.
"""

from channelmix.engine.inputs import NEVER, Clock
from channelmix.engine.kernel.compiling import helper
from channelmix.engine.kernel.layout import C_DAYS, C_PROMISE, C_SPANS, NONE, S_DAY_START, S_DAYS, Memory

_WALL, _OPEN_TIME = int(Clock.WALL), int(Clock.OPEN_TIME)
_DAY = 24 * 3600 * 1_000_000


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
