"""
The load that customers bring, before anybody is staffed: how many agents each channel keeps busy.

Each customer's turns are laid on the clock as if an agent were always free, so that load follows
arrivals with the delay of a handling time (Eick, Massey and Whitt, "The physics of the Mt/G/infinity
queue", 1993), with pauses, bots and wrap-up as they are drawn. Returns of the unresolved are in it;
redials are not, since nobody has to wait.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import NEVER, Contacts, Indices, Operation, Reason, Times
from channelmix.results import Reals

_GENERATIONS = 3


@dataclass(frozen=True, eq=False)
class Load:
    """Mean number of contacts of C channels in I intervals if nobody waits."""

    active: Reals
    """(C, I) being worked on, wrap-up included."""
    held: Reals
    """(C, I) holding a place while the customer thinks."""
    turns: Reals
    """(C,) turns of a contact, as many as are worked on together with one contact's wrap-up."""


def load_of(operation: Operation, replications: Sequence[Contacts]) -> Load:
    """
    Return the load of some replications, on average.

    Args:
        operation: Gives channels, grid and rules.
        replications: Contacts of each.
    """
    shape = (operation.channels, len(operation.grid) - 1)
    active, held = np.zeros((2, *shape))
    turns, contacts = np.zeros((2, operation.channels))
    for drawn in replications:
        for rows, arrived in _generations(drawn):
            spans = _Spans(operation, drawn, rows, arrived)
            active += _present(operation.grid, spans.channel, spans.start, spans.end, shape)
            held += _present(operation.grid, spans.channel, spans.end, spans.released, shape)
            turns += np.bincount(spans.channel, minlength=operation.channels)
            contacts += np.bincount(drawn.channel[rows], minlength=operation.channels)
    count = len(replications)
    return Load(active / count, held / count, np.divide(turns, contacts, out=np.ones_like(turns), where=contacts > 0))


def _generations(contacts: Contacts) -> Iterator[tuple[Indices, Times]]:
    """Yield rows and their arrival: first contacts, then those who come back unresolved, a few times."""
    rows, arrived = np.arange(contacts.first), contacts.arrival[: contacts.first]
    for _ in range(_GENERATIONS):
        yield rows, arrived
        child = contacts.child[rows, Reason.UNRESOLVED]
        back = child >= 0
        if not back.any():
            return
        arrived = arrived[back] + contacts.after[rows[back], Reason.UNRESOLVED]
        rows = child[back]


class _Spans:
    """When each turn of some contacts is worked on, and how long its place stays held."""

    def __init__(self, operation: Operation, contacts: Contacts, rows: Indices, arrived: Times) -> None:
        served = ~contacts.contained[rows]
        rows, arrived = rows[served], arrived[served]
        counts = contacts.turn_at[rows + 1] - contacts.turn_at[rows]
        first = np.repeat(np.cumsum(counts) - counts, counts)
        turn = np.repeat(contacts.turn_at[rows], counts) + np.arange(counts.sum()) - first
        work, pause = contacts.work[turn], contacts.reply_delay[turn]
        passed = np.cumsum(work + pause) - (work + pause)
        begins = np.repeat(arrived + np.maximum(contacts.bot_time[rows], 0), counts)
        self.start = begins + passed - passed[first]
        last = np.zeros(len(turn), np.bool_)
        last[np.cumsum(counts) - 1] = True
        self.end = self.start + work + np.where(last, np.repeat(contacts.wrap_up[rows], counts), 0)
        self.channel = np.repeat(contacts.channel[rows], counts)
        limit = operation.inactive_after[self.channel]
        self.released = np.where(last, self.end, self.end + np.minimum(pause, np.where(limit == NEVER, pause, limit)))


def _present(grid: Times, channel: Indices, start: Times, end: Times, shape: tuple[int, int]) -> Reals:
    """Return the mean number of spans under way in each interval, by channel."""
    result = np.zeros(shape)
    for number in range(shape[0]):
        mine = channel == number
        until = _passed(grid, end[mine]) - _passed(grid, start[mine])
        result[number] = np.diff(-until) / np.diff(grid)
    return result


def _passed(grid: Times, moments: Times) -> Reals:
    """Return, at each edge, the summed time since those of the moments that lie before it, sign turned."""
    ordered = np.sort(moments)
    sums = np.concatenate([[0.0], np.cumsum(ordered.astype(np.float64))])
    before = np.searchsorted(ordered, grid)
    passed: Reals = before * grid.astype(np.float64) - sums[before]
    return passed
