"""
Work: from the start of a turn to its end, at the pace that the agent's other contacts allow.
"""

import numpy as np

from channelmix.engine.inputs import Rank
from channelmix.engine.kernel.calendar import schedule
from channelmix.engine.kernel.compiling import helper, real
from channelmix.engine.kernel.layout import (
    A_ACTIVE,
    A_GROUP,
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
    R_GROUP,
    R_NEXT,
    R_REMAINING,
    R_SINCE,
    R_STAMP,
    R_TURN,
    S_NOW,
    S_WORK,
    STAMP_MASK,
    T_STARTED,
    Memory,
    asked_at,
)

_WORK_ENDS = int(Rank.WORK_ENDS)


@helper
def start_turn(m: Memory, channel: int, row: int) -> None:
    """Let the agent who has taken a contact begin its turn."""
    if m[row + R_GROUP] < 0:
        m[row + R_GROUP] = m[m[m[row + R_AGENT] + A_GROUP] + G_NUMBER]
    m[asked_at(m, row) + T_STARTED] = m[S_NOW]
    start_work(m, channel, row, m[m[S_WORK] + m[row + R_TURN]])


@helper
def start_work(m: Memory, channel: int, row: int, work: int) -> None:
    """Let work begin that takes so long at speed 1 and factor 1."""
    agent = m[row + R_AGENT]
    group = m[agent + A_GROUP]
    skill = m[group + G_SKILLS] + m[channel + C_INDEX] * K_SIZE
    remaining = np.int64(np.rint(work / real(m, skill + K_SPEED))) if m[skill + K_ALTERS] else work
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
    row = m[agent + A_ACTIVE]
    while row >= 0:
        if row == newly_active:
            schedule_end(m, row, factor)
        elif factor != old:
            m[row + R_REMAINING] -= np.int64(np.rint((now - m[row + R_SINCE]) / old))
            m[row + R_SINCE] = now
            schedule_end(m, row, factor)
        row = m[row + R_NEXT]


@helper
def schedule_end(m: Memory, row: int, factor: float) -> None:
    """Let the work left on a contact end, at this factor; what was scheduled before is void."""
    stamp = (m[row + R_STAMP] + 1) & STAMP_MASK
    m[row + R_STAMP] = stamp
    left = max(np.int64(np.rint(m[row + R_REMAINING] * factor)), 0)
    schedule(m, m[S_NOW] + left, _WORK_ENDS, row, stamp)
