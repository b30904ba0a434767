"""
The words both engines share: units of time, and the lists of outcomes, reasons and ranks.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

SECOND = 1_000_000
"""One second in the engines' unit of time."""

HOUR = 3600 * SECOND
DAY = 24 * HOUR

NEVER: int = int(np.iinfo(np.int64).max)
"""A moment that does not come: infinite patience, a slot that is never released, no limit."""


class WhenClosed(IntEnum):
    """What becomes of a contact that arrives while its channel is closed."""

    REJECT = 0
    QUEUE = 1
    DIVERT = 2


class Reason(IntEnum):
    """Why a customer contacts again: the columns of ``Contacts.child`` and ``Contacts.after``."""

    ABANDONED = 0
    BUSY = 1
    UNRESOLVED = 2
    CONTAINED = 3
    CLOSED = 4
    """Diverted at once to another channel because this one is closed."""
    OVERFLOW = 5
    """Moved to another channel after waiting too long."""
    LATE = 6
    """Chases an answer that is overdue, while the contact goes on."""


class Outcome(IntEnum):
    """How a contact ended; every contact that arrived has exactly one."""

    UNBORN = -1
    """A return that never came about."""
    UNFINISHED = 0
    """Still open when the simulation stopped."""
    ANSWERED = 1
    ABANDONED = 2
    BUSY = 3
    """Turned away on arrival: all lines were taken."""
    CLOSED = 4
    """Turned away on arrival: the channel was closed."""
    CONTAINED = 5
    """Settled by the bot."""
    CLEARED = 6
    """Cut off unanswered, because the channel closed."""
    DIVERTED = 7
    """Sent to another channel on arrival, because this one is closed."""
    OVERFLOWED = 8
    """Left for another channel, or for good, after waiting too long."""


class Rank(IntEnum):
    """The order of events at one moment; ties within a rank go by number."""

    WORK_ENDS = 0
    STAFF = 1
    GATE = 2
    BOT_ENDS = 3
    COMES_BACK = 4
    """A reply in a conversation, or a return."""
    SLOT_FREED = 5
    ARRIVAL = 6
    GROUP_OPENS = 7
    """A contact has waited long enough for a further group."""
    CALLBACK = 8
    """A call back is offered, or falls due."""
    OVERFLOW = 9
    PATIENCE = 10


class Clock(IntEnum):
    """What a promise is timed by."""

    WALL = 0
    OPEN_TIME = 1
    """The channel's opening hours."""
    OPEN_DAYS = 2
    """Whole days are opening days: the same time of day so many of them later."""


class Chased(IntEnum):
    """What must be overdue for a customer to chase it."""

    NEVER = 0
    START = 1
    REPLY = 2
