"""
The lines of a channel where the rarer rules hold: who is first for a group, and whether anybody waits for it.
"""

from channelmix.engine.inputs import NEVER
from channelmix.engine.kernel.compiling import helper
from channelmix.engine.kernel.handing_out import is_shut
from channelmix.engine.kernel.layout import (
    C_DUE_ORDER,
    C_HANDED,
    C_NEW,
    C_PROMISED,
    C_REPLIES,
    K_OPENS_AFTER,
    K_SECOND,
    NONE,
    R_ASKED,
    R_ORDER,
    S_NOW,
    X_RANKED_BY,
    Memory,
    extra,
    skill_of,
)


@helper
def comes_before(m: Memory, row: int, other: int) -> bool:
    """Tell whether one contact comes before another of its rank; any contact before none (-1)."""
    if other < 0:
        return True
    ranked, other_ranked = m[extra(m, row) + X_RANKED_BY], m[extra(m, other) + X_RANKED_BY]
    return ranked < other_ranked or (ranked == other_ranked and m[row + R_ORDER] < m[other + R_ORDER])


@helper
def head_for(m: Memory, group: int, channel: int) -> int:
    """Return the contact of a channel that comes first for a group; -1 if none may be served by it yet."""
    skill = skill_of(m, group, channel)
    opens_after, best = m[skill + K_OPENS_AFTER], NONE
    if opens_after != NEVER and m[channel + C_REPLIES] >= 0:
        best = m[channel + C_REPLIES]
    if m[skill + K_SECOND] and m[channel + C_HANDED] >= 0 and comes_before(m, m[channel + C_HANDED], best):
        best = m[channel + C_HANDED]
    for line in (C_NEW, C_PROMISED):
        if best >= 0 and not m[channel + C_DUE_ORDER]:
            return best
        row = m[channel + line]
        if row >= 0 and m[S_NOW] - m[row + R_ASKED] >= opens_after and comes_before(m, row, best):
            best = row
    return best


@helper
def keeps(m: Memory, group: int, channel: int) -> bool:
    """Tell whether anybody waits in a channel who may be served by a group, now or later."""
    skill = skill_of(m, group, channel)
    somebody = m[channel + C_REPLIES] >= 0 or m[channel + C_NEW] >= 0 or m[channel + C_PROMISED] >= 0
    if somebody and m[skill + K_OPENS_AFTER] != NEVER:
        return True
    return m[skill + K_SECOND] != 0 and m[channel + C_HANDED] >= 0


@helper
def left_over_for(m: Memory, group: int, channel: int) -> bool:
    """Tell whether contacts for a group still wait in a channel that has closed."""
    return is_shut(m, channel) and keeps(m, group, channel)
