"""
Backlog: the turns that wait for an agent, whoever they belong to.

Carried-over work counts as much as new work, so contacts of the warm-up are in it. A turn
waits from the moment it is asked until its work starts or the customer is gone; one that waits
no time at all was never backlog.
"""

from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import NEVER, Operation, Times
from channelmix.simulate.lives import Turns


@dataclass(frozen=True, eq=False)
class Backlog:
    """The waiting turns of C channels over the counted period of I intervals."""

    largest: Times
    """(C,) most turns waiting at once."""
    oldest: Times
    """(C,) longest time that any of them had waited."""
    at_end: Times
    """(C, I) turns waiting at the end of each interval."""


def backlog_of(operation: Operation, turns: Turns) -> Backlog:
    """Return the backlog of every channel in the counted period."""
    until = np.where(turns.started >= 0, turns.started, np.where(turns.gone >= 0, turns.gone, NEVER))
    waited = (turns.asked >= 0) & (until > turns.asked)
    edges = operation.grid
    channels = [waited & (turns.channel == channel) for channel in range(operation.channels)]
    parts = [(np.sort(turns.asked[mine]), np.sort(until[mine])) for mine in channels]
    return Backlog(
        largest=np.array([_largest(asked, gone, edges) for asked, gone in parts], np.int64),
        oldest=np.array([_oldest(turns.asked[mine], until[mine], edges) for mine in channels], np.int64),
        at_end=np.array([_waiting_at(edges[1:], asked, gone) for asked, gone in parts], np.int64),
    )


def _waiting_at(moments: Times, asked: Times, gone: Times) -> Times:
    """Return how many wait just after each moment; ``asked`` and ``gone`` are sorted each by itself."""
    return np.searchsorted(asked, moments, side="right") - np.searchsorted(gone, moments, side="right")


def _largest(asked: Times, gone: Times, edges: Times) -> int:
    within = asked[(asked >= edges[0]) & (asked < edges[-1])]
    return int(_waiting_at(np.append(within, edges[0]), asked, gone).max())


def _oldest(asked: Times, until: Times, edges: Times) -> int:
    touches = (asked < edges[-1]) & (until > edges[0])
    ages = np.minimum(until[touches], edges[-1]) - asked[touches]
    return int(ages.max(initial=0))
