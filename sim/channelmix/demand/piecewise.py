"""
A day's expected contacts as a rate that is constant piece by piece.

Pieces are given in local time of day and weighed by their real length: on days on which the
clocks change a piece may be longer, shorter or gone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import DAY_SECONDS, LocalClock
from channelmix.engine.inputs import HOUR, Times
from channelmix.scenario.steps import Steps
from channelmix.scenario.week import Hours

Piece = tuple[int, int, float]
"""From and to, seconds of the local day, and the contacts an hour, or a weight, that hold between."""

Window = tuple[int, int, float]
"""From and to, microseconds, and a factor that holds between."""


@dataclass(frozen=True)
class DayRate:
    """Expected contacts of a day, cumulated: ``expected[i]`` of them before ``edges[i]``; the first is 0."""

    edges: Times
    expected: NDArray[np.float64]

    @cached_property
    def total(self) -> float:
        """Expected contacts of the whole day."""
        return float(self.expected[-1])

    @cached_property
    def span(self) -> tuple[int, int]:
        """When the day begins and ends."""
        return int(self.edges[0]), int(self.edges[-1])

    @cached_property
    def pace(self) -> NDArray[np.float64]:
        """Microseconds for each contact, piece by piece."""
        widths, contents = np.diff(self.edges), np.diff(self.expected)
        return np.divide(widths, contents, out=np.zeros(len(widths)), where=contents > 0)

    def when(self, expected: NDArray[np.float64]) -> Times:
        """
        Return the times by which so many contacts are expected.

        Args:
            expected: Numbers of contacts, from 0 to below ``total``, shape ``(n,)``.

        Returns:
            Times at which contacts come, never at the end of a piece, shape ``(n,)``.
        """
        piece = np.searchsorted(self.expected[1:-1], expected, side="right")
        later = expected - self.expected[piece]
        later *= self.pace[piece]
        times = later.astype(np.int64)
        times += self.edges[piece]
        return times

    def before(self, moment: int) -> float:
        """Return how many contacts are expected before a moment."""
        return float(np.interp(moment, self.edges, self.expected))

    def scaled(self, factor: float) -> "DayRate":
        """Return the same day with so many times the contacts."""
        return DayRate(self.edges, self.expected * factor)

    def within(self, windows: Sequence[Window]) -> "DayRate | None":
        """Return what is left of the day in windows, times their factors; None if nothing."""
        first, last = int(self.edges[0]), int(self.edges[-1])
        cuts = [cut for start, end, _ in windows for cut in (start, end) if first < cut < last]
        edges = np.union1d(self.edges, np.array(cuts, np.int64))
        middles = (edges[:-1] + edges[1:]) / 2
        factors = np.zeros(len(middles))
        for start, end, factor in windows:
            factors[(middles >= start) & (middles < end)] = factor
        contents = np.diff(np.interp(edges, self.edges, self.expected)) * factors
        return DayRate(edges, np.concatenate([[0.0], np.cumsum(contents)])) if contents.any() else None


def step_pieces(steps: Steps) -> list[Piece]:
    """
    Return a step function of the day as pieces.

    Examples:
        >>> step_pieces(Steps.read({"08:00": 2, "20:00": 0}))
        [(28800, 72000, 2), (72000, 86400, 0)]
    """
    bounds = [*steps.starts, DAY_SECONDS]
    return [(start, end, value) for (start, end), value in zip(pairwise(bounds), steps.values, strict=True)]


def cut(pieces: Iterable[Piece], hours: Hours) -> list[Piece]:
    """
    Return the parts of pieces that lie within hours.

    Examples:
        >>> cut([(0, 10, 1.0), (10, 20, 3.0)], hours=((5, 8), (9, 12)))
        [(5, 8, 1.0), (9, 10, 1.0), (10, 12, 3.0)]
    """
    parts = [(max(start, opens), min(end, closes), value) for opens, closes in hours for start, end, value in pieces]
    return [(start, end, value) for start, end, value in parts if start < end]


def cumulated(pieces: Sequence[Piece], day: int, clock: LocalClock) -> DayRate | None:
    """Return a day on which each piece holds so many contacts an hour; None if there are none."""
    contents, edges = [0.0], [clock.at(day, pieces[0][0]) if pieces else 0]
    for start, end, per_hour in pieces:
        for moment, rate in ((clock.at(day, start), 0.0), (clock.at(day, end), per_hour)):
            if moment > edges[-1]:
                contents.append(rate * (moment - edges[-1]) / HOUR)
                edges.append(moment)
    return DayRate(np.array(edges, np.int64), np.cumsum(contents)) if any(contents) else None


def scaled(rate: DayRate | None, factor: float) -> DayRate | None:
    """Return the same day with so many times the contacts; None if there are none."""
    return None if rate is None or not factor else rate.scaled(factor)


def with_total(rate: DayRate | None, total: float) -> DayRate | None:
    """Return the same day with ``total`` contacts; None if there are none."""
    return None if rate is None else scaled(rate, total / rate.total)
