"""
What promises are timed by: all hours, a channel's opening hours, or its opening days.

The engines rank by the moment a promise falls due (``engine.opening``); here, where figures are
made, many waits are timed at once.
"""

from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import DAY, NEVER, Clock, Flags, Indices, Operation, Times
from channelmix.engine.opening import open_spans

FIRST, LATER = 0, 1
"""The promise of the first answer, and of each later one: columns of ``Operation.promise``."""


@dataclass(frozen=True, eq=False)
class Watch:
    """Times waits in every channel as its promises say."""

    operation: Operation | None = None
    """None: by the clock on the wall everywhere."""

    def passed(self, channel: Indices, answer: int, start: Times, end: Times) -> Times:
        """
        Return how much of each promise is used up, to be held against its length.

        Args:
            channel: Where each waits, shape ``(n,)``.
            answer: ``FIRST`` or ``LATER``.
            start: When each wait begins, shape ``(n,)``.
            end: When each ends, shape ``(n,)``.

        Returns:
            Microseconds, shape ``(n,)``, at most the promise where it is kept. Below 0 where a
            promise in opening days does not yet run.
        """
        passed: Times = end - start
        if self.operation is None:
            return passed
        for number, clock in enumerate(self.operation.promise_clock[:, answer].tolist()):
            if clock == Clock.WALL:
                continue
            mine = np.flatnonzero(channel == number)
            spans = np.array(open_spans(self.operation, number), np.int64).reshape(-1, 2)
            if clock == Clock.OPEN_TIME:
                passed[mine] = _open_until(spans, end[mine]) - _open_until(spans, start[mine])
            else:
                within = int(self.operation.promise[number, answer])
                begins = _next_open(spans, start[mine])
                due = _opening_days_later(self.operation, number, begins, within)
                passed[mine] = np.where(due == NEVER, 0, within + end[mine] - due)
        return passed


def _open_until(spans: Times, moments: Times) -> Times:
    """Return for how long in all a channel has been open up to each moment."""
    if not len(spans):
        return np.zeros(len(moments), np.int64)
    starts, ends = spans.T
    before = np.concatenate([[0], np.cumsum(ends[:-1] - starts[:-1])])
    place = np.searchsorted(starts, moments, side="right") - 1
    within = np.minimum(moments, ends[place]) - starts[place]
    return np.where(place >= 0, before[place] + within, 0)


def _next_open(spans: Times, moments: Times) -> Times:
    """Return each moment if the channel is open then, else when it opens next; NEVER if it does not."""
    starts, ends = spans.T
    place = np.searchsorted(ends, moments, side="right")
    found = np.append(starts, NEVER)[place]
    return np.where(found == NEVER, NEVER, np.maximum(found, moments))


def _opening_days_later(operation: Operation, channel: int, moments: Times, after: int) -> Times:
    """Return the same time of day that many opening days later, and the rest of ``after`` later; NEVER beyond."""
    days, rest = divmod(after, DAY)
    starts = operation.day_start
    known: Flags = moments != NEVER
    today = np.searchsorted(starts, np.where(known, moments, 0), side="right") - 1
    day = today
    if days:
        opening = np.flatnonzero(operation.day_is_open[channel])
        place = np.searchsorted(opening, today, side="right") + days - 1
        known = known & (place < len(opening))
        day = np.append(opening, 0)[np.minimum(place, len(opening))]
    length = np.diff(starts)[np.minimum(day, len(starts) - 2)]
    due = starts[day] + np.minimum(moments - starts[today], length - 1) + rest
    return np.where(known, due, NEVER)
