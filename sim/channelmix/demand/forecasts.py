"""
Volumes from a stored forecast: another expectation of every day in each of its draws.

The day's shape comes from the profile of its weekday, the day's total from the draw. Days before
the first and after the last that is forecast repeat the nearest same weekday, as those of a file do.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import DAY_SECONDS, LocalClock
from channelmix.demand.people import Chance
from channelmix.demand.piecewise import DayRate, Piece, cumulated, cut, with_total
from channelmix.engine.inputs import SECOND, Times
from channelmix.forecast.within_day import WithinDay
from channelmix.scenario.steps import Steps
from channelmix.scenario.week import Hours
from channelmix.streams import customer_ids

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
    straying: WithinDay | None = None
    """How single days stray from their profile; None: they do not."""


def shares_of(profile: Sequence[Steps]) -> Reals:
    """
    Return the shares of a day's contacts that a scenario's profile has, by weekday, on the coarsest grid that fits.

    Examples:
        >>> shares_of([Steps.read({"08:00": 1, "16:00": 3, "20:00": 0})] * 7)[0]
        array([0. , 0. , 0.2, 0.2, 0.6, 0. ])
    """
    length = math.gcd(DAY_SECONDS, *(start for steps in profile for start in steps.starts))
    weights: Reals = np.array(
        [[steps.at(second) for second in range(0, DAY_SECONDS, length)] for steps in profile], float
    )
    sums = weights.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0))


def shaped(own: Reals, forecast: Reals) -> Reals:
    """
    Return a scenario's shares by weekday; those of the forecast on weekdays that the scenario's profile does not name.

    Examples:
        >>> shaped(np.array([[0.5, 0.5], [0.0, 0.0]]), np.array([[0.1, 0.2, 0.7], [0.2, 0.2, 0.6]]))[:, :3].round(3)
        array([[0.167, 0.167, 0.167],
               [0.1  , 0.1  , 0.1  ]])
    """
    steps = math.lcm(own.shape[1], forecast.shape[1])
    fine_own, fine = (
        np.repeat(each, steps // each.shape[1], axis=1) * (each.shape[1] / steps) for each in (own, forecast)
    )
    return np.asarray(np.where(fine_own.any(axis=1, keepdims=True), fine_own, fine))


class ForecastRates:
    """
    Expected contacts of one channel from a stored forecast, day by day of a clock.

    Args:
        volume: The channel's draws and profile.
        clock: Local days.
        hours: Opening hours of each day if customers come only then; they cut the profile, not the total of the day.
    """

    def __init__(self, volume: ForecastVolume, clock: LocalClock, hours: Sequence[Hours] | None = None) -> None:
        self._clock = clock
        self._hours = hours
        self._shares = volume.shares
        self.straying = volume.straying
        places = [_place(volume, clock, day) for day in range(clock.days)]
        self.totals: Reals = np.ascontiguousarray(volume.contacts[:, places])
        """Expected contacts of each draw and day of the clock."""
        self._handling = volume.handling_s[:, places]

    def rate(self, day: int) -> DayRate | None:
        """Return the shape of a day, with a total of 1; None if nobody is expected in any draw."""
        if not self.totals[:, day].any():
            return None
        pieces = list(self._pieces(day))
        if self._hours is not None:
            pieces = cut(pieces, self._hours[day])
        return with_total(cumulated(pieces, day, self._clock), 1.0)

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


def strayed(
    rates: Sequence[DayRate | None], straying: WithinDay, chance: Chance, *, channel: str, clock: LocalClock
) -> tuple[DayRate | None, ...]:
    """
    Return the days of a channel as one replication sees them: totals kept, mornings or afternoons busier.

    Args:
        rates: What is expected on each day of the clock.
        straying: How far and how long days stray from their profile.
        chance: The replication's numbers.
        channel: Names the stream.
        clock: Local days.
    """
    from scipy.special import ndtri

    days = [day for day, rate in enumerate(rates) if rate is not None]
    if not days:
        return tuple(rates)
    names = np.array([customer_ids(clock.ordinal(day), np.arange(_STEPS)) for day in days])
    normal = ndtri(chance.uniform(f"within-day/{channel}", names.ravel())).reshape(len(days), _STEPS)
    factors = dict(zip(days, straying.factors(normal, DAY_MINUTES // _STEPS), strict=True))
    return tuple(None if rate is None else _bent(rate, factors[day], clock) for day, rate in enumerate(rates))


DAY_MINUTES = 1440
_STEPS = 48
"""Half-hours: days stray for hours at a time."""


def _bent(rate: DayRate, factors: Reals, clock: LocalClock) -> DayRate:
    middles = (rate.edges[:-1] + rate.edges[1:]) // 2
    contents = np.diff(rate.expected) * factors[clock.second_of_day(middles) * _STEPS // DAY_SECONDS]
    total = contents.sum()
    return (
        rate if not total else DayRate(rate.edges, np.concatenate([[0.0], np.cumsum(contents) * (rate.total / total)]))
    )
