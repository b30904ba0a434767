"""
Which lines of a plan's table an interval fills, by local clocks.

An interval is one line, but where the clocks change: lines as long as the change suits stand for intervals that are
longer, so that a plan by two hours reads back as it is. A line that is shown twice stands for both times.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import gcd

import numpy as np

from channelmix.calendars import DAY_SECONDS, LocalClock
from channelmix.engine.inputs import SECOND, Indices, Times
from channelmix.scenario.model import Scenario
from channelmix.simulate.frame import frame_of


@dataclass(frozen=True)
class Lines:
    """The lines that each interval of a period fills."""

    of_interval: tuple[tuple[datetime, ...], ...]
    """For each of I intervals the local times of its lines."""
    seconds: int
    """How long a line holds."""

    @property
    def twice(self) -> frozenset[datetime]:
        """Lines that clocks show twice."""
        seen: set[datetime] = set()
        again: set[datetime] = set()
        for line in (line for lines in self.of_interval for line in lines):
            (again if line in seen else seen).add(line)
        return frozenset(again)


def lines_of_period(scenario: Scenario) -> Lines:
    """Return the lines that each interval of a scenario's counted period fills."""
    frame = frame_of(scenario)
    return lines_of_grid(frame.clock, frame.grid, interval_s=scenario.period.interval.seconds)


def lines_of_grid(clock: LocalClock, grid: Times, *, interval_s: float) -> Lines:
    """
    Return the lines that each interval fills.

    Args:
        clock: The days.
        grid: Edges of the intervals, shape (I + 1,).
        interval_s: How long they are, but for those that a change of the clocks cuts short.

    Examples:
        >>> from datetime import date
        >>> autumn = LocalClock("Europe/Amsterdam", date(2026, 10, 25), 1)
        >>> found = lines_of_grid(autumn, np.array([*range(0, 25, 3), 25]) * 3600 * SECOND, interval_s=10800)
        >>> [[line.hour for line in lines] for lines in found.of_interval[:2]], found.seconds
        ([[0, 1, 2], [2, 3, 4]], 3600)
    """
    inside = (clock.day_start >= grid[0]) & (clock.day_start <= grid[-1])
    lengths = np.diff(clock.day_start[inside]) // SECOND
    step = gcd(int(interval_s), *(int(length) - DAY_SECONDS for length in lengths))
    filled = (range(int(low), int(high), step * SECOND) for low, high in pairwise(grid))
    return Lines(tuple(tuple(clock.local(moment) for moment in moments) for moments in filled), step)


def alike_where_shared(lines: Sequence[Sequence[datetime]], plan: Indices) -> Indices:
    """
    Return a plan as its table gives it back: intervals that share a line have the larger number, both of them.

    Args:
        lines: Of each of I intervals.
        plan: Agents, shape (G, I).

    Examples:
        >>> two, three = datetime(2024, 10, 27, 2), datetime(2024, 10, 27, 3)
        >>> alike_where_shared([[two], [two], [three]], np.array([[4, 6, 1]]))
        array([[6, 6, 1]])
    """
    holders: dict[datetime, int] = {}
    found = plan.copy()
    for place, line in ((place, line) for place, mine in enumerate(lines) for line in mine):
        other = holders.setdefault(line, place)
        found[:, other] = found[:, place] = np.maximum(found[:, other], found[:, place])
    return found
