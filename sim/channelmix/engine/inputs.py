"""
What both engines take and what they give: an operation, its contacts, their outcomes.

All times are int64 microseconds since the start of the simulation. Everything that chance
decides stands in ``Contacts`` before the engine starts, returns included: a return is a row
that comes to life only if the outcome it hangs on comes about. Engines draw nothing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from channelmix.engine.outcomes import Outcomes
from channelmix.engine.words import (
    DAY,
    HOUR,
    NEVER,
    SECOND,
    Chased,
    Clock,
    Flags,
    Indices,
    Outcome,
    Rank,
    Reason,
    Times,
    WhenClosed,
)

__all__ = [
    "DAY", "HOUR", "NEVER", "SECOND", "ByReason", "Chased", "Clock", "Contacts", "Flags", "Indices", "Operation",
    "Outcome", "Outcomes", "Rank", "Reason", "Times", "WhenClosed",
]  # fmt: skip


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
    overflow_after: Times
    """(C,) how long a new contact waits before it ends OVERFLOWED; NEVER: it does not."""
    callback_after: Times
    """(C,) how long a new contact waits before it is offered a call back; NEVER: no offer."""
    callback_within: Times
    """(C,) what those who accept are promised; NEVER: nothing, they keep their place."""
    interrupts: Flags
    """(C,) whether its contacts may put interruptible work aside."""
    may_leave_later: Flags
    """(C,) whether ``Contacts.response_patience`` of its contacts may be other than NEVER."""
    may_go_silently: Flags
    """(C,) whether ``Contacts.silent`` of its contacts may be true."""
    second_group: Indices
    """(C,) the group that serves the last turn of contacts that are ``transferred``; -1: there are none."""
    due_order: Flags
    """(C,) whether its contacts are ranked by when they are due, not by when they began to wait."""
    promise: Times
    """(C, 2) the longest wait promised for the first answer, and for each later one; NEVER: none."""
    promise_clock: Indices
    """(C, 2) a ``Clock`` each, by which the promise is timed."""
    chased_when: Indices
    """(C,) a ``Chased``: what must be overdue for the LATE child to come about."""
    gate_time: Times
    """When a channel opens or closes, after time zero."""
    gate_channel: Indices
    """Which one."""
    gate_opens: Flags
    """True: it opens."""

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
    opens_after: Times
    """(G, C) how long a new contact waits before the group may take it; NEVER: it takes none that is new."""
    reserve: Indices
    """(G, C) agents kept free for the channel; 0 where none are."""
    drains: Flags
    """(G, C) whether agents of the group take nothing of lower rank while such a contact waits."""
    interruptible: Flags
    """(G, C) whether the group's work on the channel is put aside when an interrupting contact would wait otherwise."""
    agents_at_start: Indices
    """(G,)"""
    plan_time: Times
    """When a group's plan changes, after time zero."""
    plan_group: Indices
    """Which group."""
    plan_agents: Indices
    """Agents planned from then on: the new number, not the difference."""

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

    @property
    def rules_used(self) -> tuple[str, ...]:
        """
        Return the names of the less common rules that the operation uses.

        It costs a look at arrays of C or G times C, never at contacts.
        """
        waits = (self.opens_after > 0) & (self.weight > 0)
        used = {
            "overflow": (self.overflow_after != NEVER).any(),
            "callback": (self.callback_after != NEVER).any(),
            "interruption": self.interrupts.any() and self.interruptible.any(),
            "response patience": self.may_leave_later.any(),
            "silent abandonment": self.may_go_silently.any(),
            "transfer": (self.second_group >= 0).any(),
            "due order": self.due_order.any(),
            "chase": (self.chased_when != Chased.NEVER).any(),
            "delayed groups": waits.any(),
            "reserve": self.reserve.any(),
            "drain": self.drains.any(),
        }
        return tuple(name for name, is_used in used.items() if is_used)


@dataclass(frozen=True, eq=False)
class ByReason:
    """
    A whole number by row and reason, ``table[row, reason]`` as of an array (N, len(Reason)), a column for each reason.

    A reason that nobody has costs nothing: its column is one number seen many times.
    """

    columns: tuple[Times, ...]

    def __getitem__(self, place: "tuple[Any, int]") -> Any:
        """Return what stands in some rows for a reason."""
        rows, reason = place
        return self.columns[reason][rows]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """Return an array of all rows and reasons."""
        return np.asarray(np.stack(self.columns, axis=1), dtype)


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
    silent: Flags
    """(N,) whether a customer who loses patience leaves without a trace and keeps the place in the queue."""
    silent_time: Times
    """(N,) the agent's work on finding that the customer has silently gone."""
    takes_callback: Flags
    """(N,) whether a customer who is offered a call back accepts."""
    transferred: Flags
    """(N,) whether the last turn belongs to the channel's second group; such rows have two turns or more."""
    wrap_up: Times
    """(N,) the agent's work after the customer has left, following the last turn."""
    turn_at: Indices
    """(N + 1,) offsets into the turns."""
    work: Times
    """(T,) the agent's work on a turn at speed 1 and factor 1, wrap-up not included."""
    reply_delay: Times
    """(T,) how long the customer thinks after this turn; 0 after the last."""
    response_patience: Times
    """(T,) how long the customer waits for service of a turn that is not the first; NEVER waits for ever."""
    child: ByReason | Indices
    """(N, len(Reason)) the row that comes to life for that reason (for LATE while this contact goes on); -1: none."""
    after: ByReason | Times
    """(N, len(Reason)) how much later the child arrives: after the end, for LATE after the answer was due."""

    @property
    def rows(self) -> int:
        """N, the number of possible contacts."""
        return len(self.channel)
