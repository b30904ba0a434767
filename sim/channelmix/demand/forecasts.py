"""
Volumes from a stored forecast: another expectation of every day in each of its draws.

The day's shape comes from the profile of its weekday, the day's total from the draw. Days before
the first and after the last that is forecast repeat the nearest same weekday, as those of a file do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import DAY_SECONDS, LocalClock
from channelmix.demand.piecewise import DayRate, Piece, cumulated, with_total
from channelmix.engine.inputs import SECOND, Times

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ForecastVolume:
    """One channel of a stored forecast, as plain arrays."""

    first_day: np.datetime64
    contacts: Reals
    """Expected contacts, shape ``(draws, days)``."""
    handling_s: Reals
    """Mean handling time, NaN where the scenario's own holds, same shape."""
    shares: Reals
    """Share of the day's contacts by weekday and interval, shape ``(7, intervals)``."""


class ForecastRates:
    """Expected contacts of one channel from a stored forecast, day by day of a clock."""

    def __init__(self, volume: ForecastVolume, clock: LocalClock) -> None:
        self._clock = clock
        self._shares = volume.shares
        places = [_place(volume, clock, day) for day in range(clock.days)]
        self.totals: Reals = np.ascontiguousarray(volume.contacts[:, places])
        """Expected contacts of each draw and day of the clock."""
        self._handling = volume.handling_s[:, places]

    def rate(self, day: int) -> DayRate | None:
        """Return the shape of a day, with a total of 1; None if nobody is expected in any draw."""
        if not self.totals[:, day].any():
            return None
        return with_total(cumulated(list(self._pieces(day)), day, self._clock), 1.0)

    def _pieces(self, day: int) -> Iterator[Piece]:
        shares = self._shares[self._clock.date(day).weekday()]
        if not shares.any():
            shares = np.ones_like(shares)
        length = DAY_SECONDS // len(shares)
        for number, share in enumerate(shares.tolist()):
            start, end = number * length, (number + 1) * length
            passed = self._clock.at(day, end) - self._clock.at(day, start)
            if share and passed:
                yield start, end, share / passed

    def handling(self) -> tuple[Times, Reals] | None:
        """Return midnights and the mean handling in microseconds of each draw from each on; None if not forecast."""
        known = ~np.isnan(self._handling).any(axis=0)
        if not known.any():
            return None
        moments = np.array([self._clock.at(day, 0) for day in np.flatnonzero(known).tolist()], np.int64)
        return moments, self._handling[:, known] * SECOND


def _place(volume: ForecastVolume, clock: LocalClock, day: int) -> int:
    """Return the forecast day that stands for a day of the clock: itself, or the nearest same weekday."""
    days = volume.contacts.shape[1]
    first = volume.first_day.astype("datetime64[D]").item()
    place = (clock.date(day) - first) // timedelta(days=1)
    if place < 0:
        place += 7 * -(place // 7)
    elif place >= days:
        place -= 7 * -((days - 1 - place) // 7)
    return int(min(max(place, 0), days - 1))
