"""
First contacts before anybody changes channel: who comes, and when.

A day of an origin is a unit-rate Poisson process seen through the day's expected contacts, so
the k-th customer of a day keeps the number k and everything that hangs on it when volumes, day
factors or other channels change.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import LocalClock
from channelmix.demand.columns import constant
from channelmix.demand.distributions import Exponential, Gamma, Numbers
from channelmix.demand.expected import Source
from channelmix.demand.people import Arrived, Chance
from channelmix.demand.piecewise import DayRate
from channelmix.engine.inputs import SECOND, Flags, Times
from channelmix.scenario.period import DayFactor
from channelmix.streams import Counters, customer_ids

Factors = Mapping[str, Numbers]
"""For each channel, the factor on each day of the clock."""


def day_factors(chance: Chance, spread: DayFactor, clock: LocalClock, channels: Sequence[str]) -> Factors:
    """
    Return how busy each day is in each channel: gamma, mean 1, correlated between channels as ``spread`` says.

    Args:
        chance: The replication's numbers.
        spread: Coefficient of variation and correlation.
        clock: Local days.
        channels: Names of the channels.
    """
    if not spread.cv:
        return {name: np.ones(clock.days) for name in channels}
    days = np.array([customer_ids(clock.ordinal(day), 0) for day in range(clock.days)])
    together = _gamma(chance.uniform("day-factor", days), spread.cv, spread.shared)
    return {
        name: together + _gamma(chance.uniform(f"day-factor/{name}", days), spread.cv, 1 - spread.shared)
        for name in channels
    }


def _gamma(uniform: Numbers, cv: float, share: float) -> Numbers:
    if not share:
        return np.zeros(len(uniform))
    Gamma(cv, share)(uniform)
    return uniform


@dataclass(frozen=True)
class _Day:
    """A unit-rate Poisson process, and how to see a day's arrivals in it."""

    stream: str
    ordinal: int
    rate: DayRate
    factor: float
    limit: float
    """The process is followed up to here."""

    @property
    def enough(self) -> int:
        """So many points that all but one in a thousand million days get by with them."""
        return int(self.limit + 6 * math.sqrt(self.limit) + 10)

    def customers(self, count: int) -> Counters:
        """Return the names of the day's first customers."""
        return customer_ids(self.ordinal, np.arange(count))

    def follow(self, gaps: Numbers, chance: Chance) -> Numbers:
        """Return the points below the limit; ``gaps`` is overwritten."""
        points = np.cumsum(gaps, out=gaps)
        while points[-1] < self.limit:
            more = chance.uniform(self.stream, self.customers(len(points) + 100)[len(points) :])
            Exponential()(more)
            points = np.concatenate([points, np.cumsum(np.concatenate([points[-1:], more]))[1:]])
        return points[: int(np.searchsorted(points, self.limit))]

    def when(self, points: Numbers) -> Times:
        """Return when the customers behind points arrive."""
        return self.rate.when(points if self.factor == 1.0 else points / self.factor)


def arrive(source: Source, chance: Chance, *, clock: LocalClock, factors: Factors, channel: int, until: int) -> Arrived:
    """
    Return the customers of one origin who come before ``until``; who that is does not depend on ``until``.

    Args:
        source: Where they come from.
        chance: The replication's numbers.
        clock: Local days.
        factors: How busy each day is.
        channel: Number of the channel.
        until: End of what is wanted.
    """
    if source.log is not None:
        return _those_who_come(source, source.log.arrived(channel, until), chance)
    days = list(_days(source, factors[source.channel], clock=clock, until=until))
    parts = [day.customers(day.enough) for day in days]
    points = chance.uniform(f"arrival/{source.origin}", _joined(parts, np.uint64))
    Exponential()(points)
    names: list[Counters] = []
    times: list[Times] = []
    for day, part, end in zip(days, parts, np.cumsum([len(part) for part in parts]), strict=True):
        reached = day.follow(points[end - len(part) : end], chance)
        names.append(part[: len(reached)] if len(reached) <= len(part) else day.customers(len(reached)))
        times.append(day.when(reached))
    arrival = _joined(times, np.int64)
    came = Arrived(source.origin, _joined(names, np.uint64), arrival, constant(channel, len(arrival)))
    return _those_who_come(source, came.between(0, until), chance)


def _days(source: Source, factors: Numbers, *, clock: LocalClock, until: int) -> Iterator[_Day]:
    for number, rate in enumerate(source.rates):
        factor = float(factors[number])
        if rate is not None and rate.edges[0] < until and factor > 0:
            # A second more than wanted, so that rounding cannot lose the last customer.
            expected = rate.total if until >= rate.edges[-1] else rate.before(until + SECOND)
            yield _Day(f"arrival/{source.origin}", clock.ordinal(number), rate, factor, expected * factor)


def _joined(parts: Sequence[NDArray[Any]], dtype: type) -> NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, dtype), *parts])


def _those_who_come(source: Source, came: Arrived, chance: Chance) -> Arrived:
    return came.only(_comes_all_the_same(source, came, chance)) if source.lulls else came


def _comes_all_the_same(source: Source, came: Arrived, chance: Chance) -> Flags:
    """Return whom events do not keep away, by the customers' own numbers."""
    comes = np.ones(len(came.arrival), bool)
    for start, end, share in source.lulls:
        places = np.flatnonzero((came.arrival >= start) & (came.arrival < end))
        comes[places] = chance.uniform(f"thin/{source.origin}", came.customers[places]) < share
    return comes
