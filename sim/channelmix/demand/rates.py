"""
Expected contacts of a channel on each day: from plain numbers and profiles, or from a file.

A volume per day stays what it is on days on which the clocks change. Days before the first and
after the last of a file repeat its nearest same weekday. A day in between that the file does
not name has no contacts: whoever reports by interval leaves out Sundays and holidays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import DAY_SECONDS, LocalClock
from channelmix.demand.days import ALL_DAY, OpenDays
from channelmix.demand.piecewise import DayRate, Piece, cumulated, cut, scaled, step_pieces, with_total
from channelmix.engine.inputs import SECOND, Times
from channelmix.scenario.arrivals import Arrivals
from channelmix.scenario.model import Scenario
from channelmix.scenario.week import Hours


def day_rate(scenario: Scenario, name: str, day: int, open_days: OpenDays, clock: LocalClock) -> DayRate | None:
    """
    Return the expected first contacts of a channel on one day, from plain numbers; None if there are none.

    A channel that rejects when closed has its volume in its opening hours; in others customers
    write whenever the profile says.
    """
    arrivals = scenario.channels[name].arrivals
    if arrivals is None:
        return None
    hours, rejects = open_days.hours(name, day), scenario.channels[name].closed_rule == "reject"
    weekday = clock.date(day).weekday()
    if arrivals.per_hour is not None:
        within = hours if rejects else ALL_DAY
        rate = cumulated([(start, end, arrivals.per_hour) for start, end in within], day, clock)
    elif arrivals.per_day is not None:
        pieces = _weights(scenario, arrivals, hours, rejects=rejects, weekday=weekday)
        rate = with_total(cumulated(pieces, day, clock), arrivals.per_day.by_weekday[weekday])
    else:
        rate = None
    return scaled(rate, open_days.volume(day))


def _weights(scenario: Scenario, arrivals: Arrivals, hours: Hours, *, rejects: bool, weekday: int) -> list[Piece]:
    if arrivals.profile is None:
        return [(start, end, 1.0) for start, end in (hours if hours or rejects else ALL_DAY)]
    pieces = step_pieces(scenario.profiles[arrivals.profile].by_weekday[weekday])
    return cut(pieces, hours) if rejects else pieces


@dataclass(frozen=True)
class VolumeRow:
    """Expected contacts of one interval of a file of volumes."""

    start: datetime
    contacts: float
    handling_s: float | None = None


class Volumes(Protocol):
    """Expected contacts of one channel, day by day of a clock."""

    def rate(self, day: int) -> DayRate | None:
        """Return the expected contacts of a day; None if there are none."""
        ...

    def handling(self) -> tuple[Times, NDArray[np.float64]] | None:
        """Return moments and the mean handling in microseconds from each on; None if not given."""
        ...


class FileRates:
    """Expected contacts of one channel from the rows of a file, day by day of a clock."""

    def __init__(self, rows: Sequence[VolumeRow], clock: LocalClock) -> None:
        self._clock = clock
        starts = sorted({row.start for row in rows})
        gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
        self.interval = int(min([*gaps, DAY_SECONDS]))
        """Seconds from a row's start to its end: the smallest step of the file, at most a day."""
        self._by_date: dict[date, list[VolumeRow]] = {}
        for row in sorted(rows, key=lambda row: row.start):
            self._by_date.setdefault(row.start.date(), []).append(row)

    def rate(self, day: int) -> DayRate | None:
        """Return the expected contacts of a day; None if there are none."""
        rows = self._rows_of(day)
        pieces = [self._piece(row, day) for row in rows]
        return with_total(cumulated(pieces, day, self._clock), sum(row.contacts for row in rows))

    def _piece(self, row: VolumeRow, day: int) -> Piece:
        start = _second(row)
        end = min(start + self.interval, DAY_SECONDS)
        length = self._clock.at(day, end) - self._clock.at(day, start)
        return start, end, row.contacts / length if length else 0.0

    def handling(self) -> tuple[Times, NDArray[np.float64]] | None:
        """Return moments and the mean handling in microseconds from each on; None if the file does not give it."""
        steps = [
            (self._clock.at(day, _second(row)), row.handling_s * SECOND)
            for day in range(self._clock.days)
            for row in self._rows_of(day)
            if row.handling_s
        ]
        if not steps:
            return None
        moments, means = zip(*steps, strict=True)
        return np.array(moments, np.int64), np.array(means)

    def _rows_of(self, day: int) -> list[VolumeRow]:
        when = self._clock.date(day)
        if not self._by_date or min(self._by_date) <= when <= max(self._by_date):
            return self._by_date.get(when, [])
        same = [known for known in self._by_date if known.weekday() == when.weekday()]
        nearest = min(same, key=lambda known: (abs((known - when).days), known), default=None)
        return [] if nearest is None else self._by_date[nearest]


def _second(row: VolumeRow) -> int:
    return row.start.hour * 3600 + row.start.minute * 60 + row.start.second
