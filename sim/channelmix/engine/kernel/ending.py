"""
The end of a contact, and what follows: returns.
"""

from channelmix.engine.inputs import NEVER
from channelmix.engine.kernel.compiling import helper, laid_in
from channelmix.engine.kernel.deadlines import after_opening_days
from channelmix.engine.kernel.later import come_back
from channelmix.engine.kernel.layout import (
    ACTIVE,
    AWAY,
    C_COUNTS_DAYS,
    C_INSIDE,
    R_MODE,
    R_ORDER,
    S_AFTER,
    S_CHILD,
    S_NEXT_NUMBER,
    S_NOW,
    S_STOP,
    Memory,
    channel_at,
    channel_of,
    given_for,
)
from channelmix.engine.kernel.queues import end
from channelmix.engine.kernel.rows import new_row


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
            schedule_return(m, row, child, reason)


@helper
def schedule_return(m: Memory, row: int, child: int, reason: int) -> None:
    """Let the customer contact again, as another of the contacts."""
    number = m[S_NEXT_NUMBER]
    m[S_NEXT_NUMBER] = number + 1
    when = later(m, m[S_NOW], row, child, reason)
    if when <= m[S_STOP]:
        follower = new_row(m, child)
        m[follower + R_ORDER] = number
        come_back(m, when, follower)


@helper
def later(m: Memory, moment: int, row: int, child: int, reason: int) -> int:
    """Return when a customer comes back who waits from a moment on."""
    after = given_for(m, S_AFTER, row, reason)
    if m[m[channel_of(m, row) + C_COUNTS_DAYS] + reason]:
        return after_opening_days(m, channel_at(m, child), moment, after)
    return NEVER if moment == NEVER else moment + after
