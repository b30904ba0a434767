"""
Work: from the start of a turn to its end, at the pace that the agent's other contacts allow.
"""

from channelmix.engine.inputs import Rank
from channelmix.engine.kernel.accounts import present_interval
from channelmix.engine.kernel.calendar import move, schedule
from channelmix.engine.kernel.compiling import helper, laid_in, pointer_to, rare, real, whole
from channelmix.engine.kernel.counting import put_waiter
from channelmix.engine.kernel.layout import (
    A_ACTIVE,
    A_GROUP,
    A_LEAF,
    A_PACE,
    A_WORKING,
    C_INDEX,
    G_FACTORS,
    G_NUMBER,
    G_SKILLS,
    G_SLOWDOWN,
    K_ALTERS,
    K_SIZE,
    K_SPEED,
    R_AGENT,
    R_ASKED,
    R_ENDS,
    R_GROUP,
    R_MODE,
    R_NEXT,
    R_ORDER,
    R_REMAINING,
    R_SINCE,
    R_STAMP,
    R_STARTED,
    R_STARTED_IN,
    R_TURN,
    S_BOOK,
    S_NOW,
    S_SILENT_TIME,
    S_WHOLE,
    S_WORK,
    STAMP_MASK,
    WRAPPING,
    X_BEGAN,
    X_GONE,
    X_PAUSED,
    X_REST,
    X_WAS,
    Memory,
    extra,
    given,
)

_WORK_ENDS = int(Rank.WORK_ENDS)


@laid_in
def start_turn(m: Memory, channel: int, row: int) -> None:
    """Let the agent who has taken a contact begin its turn."""
    if m[S_WHOLE] and starts_oddly(m, channel, row):
        return
    if m[row + R_GROUP] < 0:
        m[row + R_GROUP] = m[m[m[row + R_AGENT] + A_GROUP] + G_NUMBER]
    m[row + R_STARTED], m[row + R_STARTED_IN] = m[S_NOW], present_interval(m)
    if m[S_BOOK]:
        put_waiter(m, pointer_to(m[S_BOOK]), m[channel + C_INDEX], m[row + R_ASKED], m[S_NOW])
    start_work(m, channel, row, m[m[S_WORK] + m[row + R_TURN]])


@rare(False)
def starts_oddly(m: Memory, channel: int, row: int) -> bool:
    """Go on with what another agent left, or with a customer who has silently gone; tell whether it was so."""
    x = extra(m, row)
    m[x + X_BEGAN] = m[S_NOW]
    if m[x + X_REST] >= 0:
        rest, m[x + X_REST] = m[x + X_REST], -1
        end_pause(m, row)
        start_work(m, channel, row, rest)
        return True
    if m[x + X_GONE]:
        start_work(m, channel, row, given(m, S_SILENT_TIME, row))
        return True
    return False


@helper
def end_pause(m: Memory, row: int) -> None:
    """Count the time for which work was set aside, and let the contact do what it did before."""
    x = extra(m, row)
    if m[x + X_WAS] != WRAPPING and not m[x + X_GONE]:
        m[x + X_PAUSED] += m[S_NOW] - m[row + R_SINCE]
    m[row + R_MODE], m[row + R_SINCE] = m[x + X_WAS], m[S_NOW]


@helper
def start_work(m: Memory, channel: int, row: int, work: int) -> None:
    """Let work begin that takes so long at speed 1 and factor 1."""
    agent = m[row + R_AGENT]
    group = m[agent + A_GROUP]
    skill = m[group + G_SKILLS] + m[channel + C_INDEX] * K_SIZE
    remaining = whole(work / real(m, skill + K_SPEED)) if m[skill + K_ALTERS] else work
    if m[group + G_FACTORS]:
        m[row + R_REMAINING], m[row + R_SINCE] = remaining, m[S_NOW]
        pace(m, agent, row)
    else:
        stamp = (m[row + R_STAMP] + 1) & STAMP_MASK
        m[row + R_STAMP] = stamp
        schedule(m, m[S_NOW] + remaining, _WORK_ENDS, row, stamp)


@helper
def pace(m: Memory, agent: int, newly_active: int) -> None:
    """Let work end when it should, now that the number of the agent's active contacts may have changed."""
    group, now = m[agent + A_GROUP], m[S_NOW]
    if not m[group + G_FACTORS]:
        return
    old = real(m, m[group + G_SLOWDOWN] + m[agent + A_PACE])
    place = min(max(m[agent + A_WORKING], 1), m[group + G_FACTORS]) - 1
    factor = real(m, m[group + G_SLOWDOWN] + place)
    m[agent + A_PACE] = place
    row, first = m[agent + A_ACTIVE], -1
    while row >= 0:
        is_new, is_moved = row == newly_active, factor != old
        if is_moved and not is_new:
            m[row + R_REMAINING] -= whole((now - m[row + R_SINCE]) / old)
            m[row + R_SINCE] = now
        if is_moved or is_new:
            m[row + R_ENDS] = now + max(whole(m[row + R_REMAINING] * factor), 0)
            if is_new or m[S_WHOLE]:
                m[row + R_STAMP] = (m[row + R_STAMP] + 1) & STAMP_MASK
            if m[S_WHOLE]:
                schedule(m, m[row + R_ENDS], _WORK_ENDS, row, m[row + R_STAMP])
        if first < 0 or ends_before(m, row, first):
            first = row
        row = m[row + R_NEXT]
    if first >= 0 and not m[S_WHOLE]:
        await_first_end(m, agent, first)


@helper
def ends_before(m: Memory, row: int, other: int) -> bool:
    """Tell whether the work on one contact ends before that on another, ties by number."""
    ends, other_ends = m[row + R_ENDS], m[other + R_ENDS]
    return ends < other_ends or (ends == other_ends and m[row + R_ORDER] < m[other + R_ORDER])


@helper
def await_first_end(m: Memory, agent: int, row: int) -> None:
    """Let the one event of an agent whose work slows down be the first end of it: others may move until then."""
    leaf = m[agent + A_LEAF]
    if leaf < 0:
        m[agent + A_LEAF] = schedule(m, m[row + R_ENDS], _WORK_ENDS, row, m[row + R_STAMP])
    else:
        move(m, leaf, m[row + R_ENDS], _WORK_ENDS, row, m[row + R_STAMP])
