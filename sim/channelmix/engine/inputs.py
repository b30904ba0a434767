"""
What both engines take and what they give: an operation, its contacts, their outcomes.

All times are int64 microseconds since the start of the simulation. Everything that chance
decides stands in ``Contacts`` before the engine starts, returns included: a return is a row
that comes to life only if the outcome it hangs on comes about. Engines draw nothing.
"""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

SECOND = 1_000_000
"""One second in the engines' unit of time."""

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


class Outcome(IntEnum):
    """How a contact ended; every contact that arrived has exactly one."""

    UNBORN = -1
    """A return that never came about."""
    UNFINISHED = 0
    ANSWERED = 1
    ABANDONED = 2
    BUSY = 3
    CLOSED = 4
    CONTAINED = 5
    CLEARED = 6
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
    OVERFLOW = 7
    PATIENCE = 8


@dataclass(frozen=True, kw_only=True)
class Operation:
    """
    The rules and the staff, for C channels, G groups and I grid intervals.

    Channels and groups are numbered in the order of the scenario file. Switch lists
    (``gate_*``, ``plan_*``) are sorted by (time, channel or group) and hold changes after
    time zero; ``open_at_start`` and ``agents_at_start`` hold at time zero.
    """

    when_closed: Indices
    """(C,) a ``WhenClosed`` each; DIVERT sends the contact to its row's CLOSED child."""
    clears_at_closing: Flags
    """(C,) whether contacts not yet answered are cut off when the channel closes."""
    inactive_after: Times
    """(C,) how long a slot stays held while the customer thinks; NEVER: to the end of the conversation."""
    lines: Indices
    """(C,) most contacts in the channel at once, wrap-up not counted; NEVER: no limit."""
    open_at_start: Flags
    """(C,)"""
    gate_time: Times
    gate_channel: Indices
    gate_opens: Flags

    capacity: Indices
    """(G,) capacity units of one agent."""
    weight: Indices
    """(G, C) capacity units that one contact takes; 0 where the group does not serve the channel."""
    rank: Indices
    """(G, C) place of the channel in the group's list, 0 first; -1 where it does not serve it."""
    slowdown: NDArray[np.float64]
    """(G, K) how many times longer work takes with 1, 2, ... K active contacts; the last value holds beyond K."""
    speed: NDArray[np.float64]
    """(G, C) work done per unit of time; 1 is normal."""
    route: Indices
    """(C, G) groups in the order in which a contact of the channel tries them; -1 pads."""
    agents_at_start: Indices
    """(G,)"""
    plan_time: Times
    plan_group: Indices
    plan_agents: Indices

    after_counts_days: Flags
    """(C, len(Reason)) whether whole days of ``Contacts.after`` are opening days of the channel returned to."""
    day_start: Times
    """(D + 1,) local midnights, the first at or before time zero, the last at or after ``stop``."""
    day_is_open: Flags
    """(C, D) whether the channel opens at all on that day."""

    count_from: int
    """Contacts that arrive from here ..."""
    count_until: int
    """... and before here are counted; so is agents' time."""
    stop: int
    """When to give up waiting for counted contacts to end."""
    grid: Times
    """(I + 1,) edges of the intervals of agents' time, from ``count_from`` to ``count_until``."""

    @property
    def channels(self) -> int:
        """C, the number of channels."""
        return len(self.when_closed)

    @property
    def groups(self) -> int:
        """G, the number of groups."""
        return len(self.capacity)


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """
    Every contact that can happen in one replication: N rows, T turns.

    Rows 0 to ``first - 1`` are first contacts, sorted by (arrival, channel, customer); the
    rest are possible returns, in any order. Row n has turns ``turn_at[n]`` to ``turn_at[n + 1] - 1``,
    at least one.
    """

    first: int
    channel: Indices
    """(N,)"""
    arrival: Times
    """(N,) for first contacts; returns carry 0."""
    attempt: Indices
    """(N,) 0 for first contacts, then 1, 2, ..."""
    bot_time: Times
    """(N,) time with the bot before anything else; -1 where there is none."""
    contained: Flags
    """(N,) whether the bot settles the contact."""
    patience: Times
    """(N,) how long the customer waits for the first service; 0 balks; NEVER waits for ever."""
    wrap_up: Times
    """(N,) the agent's work after the customer has left, following the last turn."""
    turn_at: Indices
    """(N + 1,) offsets into the turns."""
    work: Times
    """(T,) the agent's work on a turn at speed 1 and factor 1, wrap-up not included."""
    reply_delay: Times
    """(T,) how long the customer thinks after this turn; 0 after the last."""
    child: Indices
    """(N, len(Reason)) the row that follows if the contact ends that way; -1: none."""
    after: Times
    """(N, len(Reason)) how much later the child arrives."""

    @property
    def rows(self) -> int:
        """N, the number of possible contacts."""
        return len(self.channel)


@dataclass(kw_only=True)
class Outcomes:
    """
    What happened: one entry a row and a turn of ``Contacts``, times -1 where it never came to that.

    ``ended`` is when the customer was through (left, gave up, was cut off); wrap-up comes later.
    Agents' time is exact: integer microseconds, split at the grid.
    """

    number: Indices
    """(N,) contact number: first contacts by order of arrival, returns by creation, from ``first`` on."""
    arrived: Times
    joined: Times
    """(N,) when the queue was joined: arrival, or the end of the bot's time."""
    outcome: Indices
    ended: Times
    group: Indices
    """(N,) group of the first service; -1 if never served."""
    asked: Times
    """(T,) when the turn began to wait for an agent."""
    started: Times
    replied: Times
    """(T,) when the agent's work on the turn, wrap-up apart, was done."""
    on_duty: Times
    """(G, I) agents present, times time."""
    busy: Times
    """(G, I) agents with at least one active contact, times time."""
    used: Times
    """(G, I) capacity units active or held, times time."""
    overtime: Times
    """(G, I) agents present beyond the plan, times time."""
    complete: bool = field(default=False)
    """Whether every counted contact ended before ``Operation.stop``."""

    @classmethod
    def blank(cls, operation: Operation, contacts: Contacts) -> "Outcomes":
        """Return outcomes of the right shapes in which nothing has happened yet."""
        rows, turns = contacts.rows, len(contacts.work)
        cells = (operation.groups, len(operation.grid) - 1)

        def nothing(count: int) -> Times:
            return np.full(count, -1, dtype=np.int64)

        return cls(
            number=nothing(rows), arrived=nothing(rows), joined=nothing(rows),
            outcome=np.full(rows, Outcome.UNBORN, dtype=np.int64), ended=nothing(rows), group=nothing(rows),
            asked=nothing(turns), started=nothing(turns), replied=nothing(turns),
            on_duty=np.zeros(cells, np.int64), busy=np.zeros(cells, np.int64),
            used=np.zeros(cells, np.int64), overtime=np.zeros(cells, np.int64),
        )  # fmt: skip
