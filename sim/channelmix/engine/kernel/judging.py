"""
What counting needs to know of a moment, a wait or a contact: where it lies, and whether it was in time.
"""

from channelmix.engine.inputs import NEVER, Clock, Outcome
from channelmix.engine.kernel.book import (
    B_CHANGE_COUNT,
    B_CHANGES,
    B_CHANNELS,
    B_PAID,
    B_WAIT_BINS,
    EXACT_BITS,
    FORMULAS,
    N_FORMULA,
    N_LAST_BIN,
    N_SHORT_ABANDON,
    N_SIZE,
    N_SPAN,
    N_TO_REPLY,
    N_WAITS,
    N_WITHIN,
    PAID,
)
from channelmix.engine.kernel.compiling import bits_of, helper, laid_in
from channelmix.engine.kernel.deadlines import due
from channelmix.engine.kernel.layout import (
    C_PROMISE,
    C_SIZE,
    C_SPANS,
    NONE,
    R_ARRIVED,
    R_FIRST_REPLIED,
    R_FIRST_STARTED,
    R_JOINED,
    R_OUTCOME,
    S_CELLS,
    S_CHANNELS,
    S_GRID,
    S_STOP,
    Memory,
)

FIRST, LATER = 0, 1
IS_GOOD, IS_DUE = 1, 2
_WALL, _OPEN_TIME = int(Clock.WALL), int(Clock.OPEN_TIME)
_UNFINISHED, _ABANDONED = int(Outcome.UNFINISHED), int(Outcome.ABANDONED)
_BUSY, _CLOSED, _DIVERTED, _CONTAINED = (
    int(each) for each in (Outcome.BUSY, Outcome.CLOSED, Outcome.DIVERTED, Outcome.CONTAINED)
)
_ANSWERS, _LATE, _EARLY_GOOD, _ALL = (
    FORMULAS.index(name) for name in ("answered", "late_abandoned", "early_abandoned_good", "offered_and_blocked")
)
_PAID, _MILLISECOND = len(PAID), 1000
_FRACTION_BITS, _EXPONENT_OF_HALF = 52, 1022
"""Of a float's 64 bits: how many come below the exponent, and what stands there in numbers from 0.5 to below 1."""


@helper
def block_of(b: Memory, channel: int) -> int:
    """Return where a channel's questions stand."""
    return b[B_CHANNELS] + channel * N_SIZE


@laid_in
def interval_of(m: Memory, b: Memory, moment: int, last: int) -> int:
    """Return the interval of a moment, looked for where the last one of its kind lay; -1 outside the period."""
    grid, cells, cell = m[S_GRID], m[S_CELLS], b[last]
    if m[grid + cell] <= moment < m[grid + cell + 1]:
        return cell
    if moment < m[grid] or moment >= m[grid + cells]:
        return -1
    if moment < m[grid + cell] or moment >= m[grid + min(cell + 2, cells)]:
        cell = min((moment - m[grid]) // (m[grid + 1] - m[grid]), cells - 1)
    while moment < m[grid + cell]:
        cell -= 1
    while moment >= m[grid + cell + 1]:
        cell += 1
    b[last] = cell
    return cell


@laid_in
def used_up(m: Memory, b: Memory, channel: int, answer: int, start: int, end: int) -> int:
    """Return how much of a promise a wait has used up, by the clock of the promise."""
    rules = m[S_CHANNELS] + channel * C_SIZE
    clock = m[m[rules + C_PROMISE] + 2 + answer]
    if clock == _WALL:
        return end - start
    if clock == _OPEN_TIME:
        return open_between(m, b, channel, start, end)
    falls = due(m, rules, answer, start)
    return 0 if falls == NEVER else m[m[rules + C_PROMISE] + answer] + end - falls


@helper
def open_between(m: Memory, b: Memory, channel: int, start: int, end: int) -> int:
    """Return for how long a channel was open between two moments."""
    first, asked = m[m[S_CHANNELS] + channel * C_SIZE + C_SPANS], block_of(b, channel)
    span = first + b[asked + N_SPAN]
    while m[span] != NONE and m[span + 1] <= start:
        span += 2
    while span > first and m[span - 1] > start:
        span -= 2
    b[asked + N_SPAN] = span - first
    open_time = 0
    while m[span] != NONE and m[span] < end:
        open_time += max(min(m[span + 1], end) - max(m[span], start), 0)
        span += 2
    return open_time


@laid_in
def count_wait(b: Memory, channel: int, wait: int) -> None:
    """Count a wait in its bin."""
    asked, place = block_of(b, channel), wait // _MILLISECOND
    shift = max(bit_length(place) - EXACT_BITS, 0)
    place = (place >> shift) + (shift << (EXACT_BITS - 1))
    b[asked + N_LAST_BIN] = max(b[asked + N_LAST_BIN], place)
    place += b[asked + N_WAITS]
    b[place] += 1
    b[place + b[B_WAIT_BINS]] += wait


@helper
def bit_length(number: int) -> int:
    """Return how many bits a number from 0 to 2**53 has: the exponent of the float that it is."""
    return max((bits_of(float(number)) >> _FRACTION_BITS) - _EXPONENT_OF_HALF, 0)


@helper
def price(b: Memory, channel: int, moment: int, name: int) -> None:
    """Count something that is paid for by the prices that hold at a moment."""
    stretch, changes = 0, b[B_CHANGE_COUNT]
    while stretch < changes and b[b[B_CHANGES] + stretch] <= moment:
        stretch += 1
    b[b[B_PAID] + (channel * (changes + 1) + stretch) * _PAID + name] += 1


@laid_in
def judge(m: Memory, b: Memory, channel: int, row: int, wait: int) -> int:
    """Return whether a contact counts for its service level, and whether it was served well: IS_DUE and IS_GOOD."""
    asked = block_of(b, channel)
    formula, within, outcome = b[asked + N_FORMULA], b[asked + N_WITHIN], m[row + R_OUTCOME]
    if formula < 0:
        return 0
    since = m[row + R_JOINED] if m[row + R_JOINED] >= 0 else m[row + R_ARRIVED]
    reached = m[row + R_FIRST_REPLIED] if b[asked + N_TO_REPLY] else m[row + R_FIRST_STARTED]
    served = m[row + R_JOINED] >= 0 and reached >= 0
    good = served and used_up(m, b, channel, FIRST, since, reached) <= within
    is_short = outcome == _ABANDONED and wait < b[asked + N_SHORT_ABANDON]
    late = outcome == _ABANDONED and not is_short and used_up(m, b, channel, FIRST, since, since + wait) > within
    if formula in (_ANSWERS, _LATE):
        counts = served or (late and formula == _LATE)
    else:
        counts = outcome != _CONTAINED and not is_short
        if outcome == _UNFINISHED and not served:
            counts = used_up(m, b, channel, FIRST, since, m[S_STOP]) >= within
        if formula != _ALL and outcome in (_BUSY, _CLOSED, _DIVERTED):
            counts = False
        good = good or (formula == _EARLY_GOOD and outcome == _ABANDONED and not late)
    return (IS_DUE + IS_GOOD if good else IS_DUE) if counts else 0
