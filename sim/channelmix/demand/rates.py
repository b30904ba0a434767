"""
Expected contacts of a channel on a day, as a rate that is constant piece by piece.

Pieces are given in local time of day and weighed by their real length, so on days on which the
clocks change a piece may be longer, shorter or gone, while a volume per day stays what it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import LocalClock
from channelmix.demand.days import ALL_DAY, OpenDays
from channelmix.engine.inputs import Times
from channelmix.scenario.arrivals import Arrivals
from channelmix.scenario.channel import Channel
from channelmix.scenario.model import Scenario
from channelmix.scenario.steps import Steps
from channelmix.scenario.week import Hours

_HOUR = 3_600_000_000
_DAY_SECONDS = 86_400

Piece = tuple[int, int, float]
"""From and to, seconds of the local day, and a weight or rate that holds between."""


@dataclass(frozen=True)
class VolumeRow:
    """Expected contacts of one interval of a file of volumes."""

    start: datetime
    contacts: float
    handling_s: float | None = None


@dataclass(frozen=True)
class DayRate:
    """Expected contacts of a day, cumulated: ``expected[i]`` of them before ``edges[i]``."""

    edges: Times
    expected: NDArray[np.float64]

    @property
    def total(self) -> float:
        """Expected contacts of the whole day."""
        return float(self.expected[-1])

    def when(self, cumulative: NDArray[np.float64]) -> Times:
        """Return the times by which so many contacts are expected."""
        return np.rint(np.interp(cumulative, self.expected, self.edges)).astype(np.int64)

    def until(self, moment: int) -> float:
        """Return how many contacts are expected before a moment."""
        return float(np.interp(moment, self.edges, self.expected))

    def times(self, factor: float) -> "DayRate":
        """Return the same day with so many times the contacts."""
        return DayRate(self.edges, self.expected * factor)

    def multiplied(self, windows: Sequence[tuple[int, int, float]]) -> "DayRate":
        """Return the day with its rate multiplied by each factor from the one time to the other."""
        cuts = [cut for start, end, _ in windows for cut in (start, end) if self.edges[0] < cut < self.edges[-1]]
        edges = np.union1d(self.edges, np.array(cuts, np.int64))
        increments = np.diff(np.interp(edges, self.edges, self.expected))
        middles = (edges[:-1] + edges[1:]) / 2
        for start, end, factor in windows:
            increments[(middles >= start) & (middles < end)] *= factor
        return DayRate(edges, np.concatenate([[0.0], np.cumsum(increments)]))


def day_rate(scenario: Scenario, name: str, day: int, open_days: OpenDays, clock: LocalClock) -> DayRate | None:
    """
    Return the expected first contacts of a channel on one day, from plain numbers; None if there are none.

    A channel that rejects when closed has its volume in its opening hours; in others customers
    write whenever the profile says.
    """
    channel = scenario.channels[name]
    arrivals = channel.arrivals
    if arrivals is None or arrivals.file is not None:
        return None
    hours = open_days.hours(name, day)
    weekday = clock.date(day).weekday()
    if arrivals.per_hour is not None:
        within = hours if channel.closed_rule == "reject" else ALL_DAY
        rate = _cumulate([(start, end, arrivals.per_hour) for start, end in within], day, clock)
    else:
        pieces = _pieces_of_the_day(scenario, channel, arrivals, hours, weekday)
        rate = _scaled(_cumulate(pieces, day, clock), _per_day(arrivals, weekday))
    return None if rate is None or not rate.total else rate.times(open_days.volume(day))


def _per_day(arrivals: Arrivals, weekday: int) -> float:
    return 0.0 if arrivals.per_day is None else arrivals.per_day.by_weekday[weekday]


def _pieces_of_the_day(
    scenario: Scenario, channel: Channel, arrivals: Arrivals, hours: Hours, weekday: int
) -> list[Piece]:
    rejects = channel.closed_rule == "reject"
    if arrivals.profile is None:
        return [(start, end, 1.0) for start, end in (hours if hours or rejects else ALL_DAY)]
    pieces = step_pieces(scenario.profiles[arrivals.profile].by_weekday[weekday])
    return cut(pieces, hours) if rejects else pieces


def step_pieces(steps: Steps) -> list[Piece]:
    """Return a step function of the day as pieces."""
    bounds = [*steps.starts, _DAY_SECONDS]
    return [(start, end, value) for (start, end), value in zip(pairwise(bounds), steps.values, strict=True)]


def cut(pieces: Iterable[Piece], hours: Hours) -> list[Piece]:
    """Return the parts of pieces that lie within hours."""
    parts = [(max(start, opens), min(end, closes), value) for opens, closes in hours for start, end, value in pieces]
    return [(start, end, value) for start, end, value in parts if start < end]


def _cumulate(pieces: Sequence[Piece], day: int, clock: LocalClock) -> DayRate | None:
    """Return a day on which each piece holds so many contacts an hour."""
    if not pieces:
        return None
    edges, expected = [clock.at(day, pieces[0][0])], [0.0]
    for start, end, per_hour in pieces:
        for moment, rate in ((clock.at(day, start), 0.0), (clock.at(day, end), per_hour)):
            if moment > edges[-1]:
                expected.append(expected[-1] + rate * (moment - edges[-1]) / _HOUR)
                edges.append(moment)
    return DayRate(np.array(edges, np.int64), np.array(expected))


def _scaled(rate: DayRate | None, total: float) -> DayRate | None:
    if rate is None or not rate.total:
        return None
    return rate.times(total / rate.total)


class FileRates:
    """Expected contacts from a file; days that it does not cover repeat the nearest same weekday."""

    def __init__(self, rows: Sequence[VolumeRow], clock: LocalClock) -> None:
        self._clock = clock
        starts = sorted({row.start for row in rows})
        gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
        self.interval = int(min(gaps, default=_DAY_SECONDS))
        self._by_date: dict[date, list[VolumeRow]] = {}
        for row in sorted(rows, key=lambda row: row.start):
            self._by_date.setdefault(row.start.date(), []).append(row)

    def rate(self, day: int) -> DayRate | None:
        """Return the expected contacts of a day; None if there are none."""
        rows = self._rows_of(day)
        hours = self.interval / 3600
        pieces = [(_second(row), min(_second(row) + self.interval, _DAY_SECONDS), row.contacts / hours) for row in rows]
        total = sum(row.contacts for row in rows)
        return _scaled(_cumulate(pieces, day, self._clock), total) if total else None

    def handling(self, day: int) -> list[tuple[int, float]]:
        """Return the mean handling time in seconds from each moment of a day on, where the file gives it."""
        rows = self._rows_of(day)
        return [(self._clock.at(day, _second(row)), row.handling_s) for row in rows if row.handling_s is not None]

    def _rows_of(self, day: int) -> list[VolumeRow]:
        when = self._clock.date(day)
        if when in self._by_date:
            return self._by_date[when]
        same = [known for known in self._by_date if known.weekday() == when.weekday()]
        nearest = min(same, key=lambda known: (abs((known - when).days), known), default=None)
        return [] if nearest is None else self._by_date[nearest]


def _second(row: VolumeRow) -> int:
    return row.start.hour * 3600 + row.start.minute * 60 + row.start.second
