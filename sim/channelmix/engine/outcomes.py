"""
What engines give: what became of every contact and turn, and agents' time.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from channelmix.engine.words import Indices, Outcome, Times

if TYPE_CHECKING:
    from channelmix.engine.inputs import Contacts, Operation


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
    paused: Times
    """(T,) how long the work on the turn was set aside for other work; 0 where it never was."""
    called_back: Times
    """(N,) when the customer accepted to be called back and hung up; -1 if not."""
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
    def blank(cls, operation: "Operation", contacts: "Contacts") -> "Outcomes":
        """Return outcomes of the right shapes in which nothing has happened yet."""
        rows, turns = contacts.rows, len(contacts.work)
        cells = (operation.groups, len(operation.grid) - 1)

        def nothing(count: int) -> Times:
            return np.full(count, -1, dtype=np.int64)

        return cls(
            number=nothing(rows), arrived=nothing(rows), joined=nothing(rows),
            outcome=np.full(rows, Outcome.UNBORN, dtype=np.int64), ended=nothing(rows), group=nothing(rows),
            asked=nothing(turns), started=nothing(turns), replied=nothing(turns),
            paused=np.zeros(turns, np.int64), called_back=nothing(rows),
            on_duty=np.zeros(cells, np.int64), busy=np.zeros(cells, np.int64),
            used=np.zeros(cells, np.int64), overtime=np.zeros(cells, np.int64),
        )  # fmt: skip
