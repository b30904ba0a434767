"""
Time as opening hours tell it: opening days until a return, and when a promise falls due.
"""

from bisect import bisect_right
from itertools import pairwise

import numpy as np

from channelmix.engine.inputs import DAY, NEVER, Clock, Operation


def open_spans(operation: Operation, channel: int) -> list[tuple[int, int]]:
    """Return from when to when a channel is open, in rising order; the last may end with NEVER."""
    mine = operation.gate_channel == channel
    edges = operation.gate_time[mine].tolist()
    if operation.open_at_start[channel]:
        edges.insert(0, 0)
    if len(edges) % 2:
        edges.append(NEVER)
    return list(pairwise(edges))[::2]


class Opening:
    """The opening days and hours of every channel."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._starts: list[int] = operation.day_start.tolist()
        self._spans = [open_spans(operation, channel) for channel in range(operation.channels)]

    def due(self, channel: int, answer: int, moment: int) -> int:
        """
        Return until when an answer that is waited for from a moment on is in time.

        Args:
            channel: Where the customer waits.
            answer: 0 for the first answer, 1 for a later one.
            moment: When the wait began.
        """
        within = int(self._operation.promise[channel, answer])
        match self._operation.promise_clock[channel, answer]:
            case _ if within == NEVER:
                return NEVER
            case Clock.WALL:
                return moment + within
            case Clock.OPEN_TIME:
                return self._after_open_time(channel, moment, within)
            case _:
                return self.after_opening_days(channel, self._next_open(channel, moment), within)

    def after_opening_days(self, channel: int, moment: int, after: int) -> int:
        """Return the same time of day that many opening days of the channel later, and the rest of ``after`` later."""
        if moment == NEVER:
            return NEVER
        days, rest = divmod(after, DAY)
        if not days:
            return moment + rest
        starts = self._starts
        today = bisect_right(starts, moment) - 1
        later = np.flatnonzero(self._operation.day_is_open[channel][today + 1 :])
        if len(later) < days:
            return NEVER
        day = today + 1 + int(later[days - 1])
        length = starts[day + 1] - starts[day]
        return starts[day] + min(moment - starts[today], length - 1) + rest

    def _next_open(self, channel: int, moment: int) -> int:
        return next((max(start, moment) for start, end in self._spans[channel] if end > moment), NEVER)

    def _after_open_time(self, channel: int, moment: int, within: int) -> int:
        """Return the first moment at which the channel has been open for so long."""
        for start, end in self._spans[channel]:
            begins = max(start, moment)
            if end > moment and end - begins >= within:
                return begins + within
            within -= max(end - begins, 0)
        return NEVER
