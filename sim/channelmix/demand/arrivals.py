"""
First contacts before anybody changes channel: who comes, and when.

A day of an origin is a unit-rate Poisson process seen through the day's expected contacts, so
the k-th customer of a day keeps the number k and everything that hangs on it when volumes, day
factors or other channels change.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import LocalClock
from channelmix.demand.columns import constant, counting
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
        return customer_ids(self.ordinal, counting(count))

    def times(self, gaps: Numbers, chance: Chance) -> Times:
        """Return when those customers arrive whose points, each a gap after the one before, lie below the limit."""
        times = _follow(gaps, self.rate, self.factor, self.limit)
        while times is None:
            more = chance.uniform(self.stream, self.customers(len(gaps) + 100)[len(gaps) :])
            Exponential()(more)
            gaps = np.concatenate([gaps, more])
            times = _follow(gaps, self.rate, self.factor, self.limit)
        return times


Follow = Callable[[Numbers, DayRate, float, float], Times | None]
"""Takes gaps, the day, the factor on it and the limit; returns times; None if the gaps end before the limit."""


def _follow_in_numpy(gaps: Numbers, rate: DayRate, factor: float, limit: float) -> Times | None:
    points = np.cumsum(gaps)
    if not len(points) or points[-1] < limit:
        return None
    return rate.when(points[: int(np.searchsorted(points, limit))] / factor)


_follow: Follow = _follow_in_numpy


def follow_with(twin: Follow) -> None:
    """From now on let a compiled twin find arrivals in one walk, which must be the same to the microsecond."""
    global _follow  # as with ``streams.hash_with``
    _follow = twin


def arrive(
    source: Source, chance: Chance, *, clock: LocalClock, factors: Factors, channel: int, since: int, until: int
) -> Arrived:
    """
    Return the customers of one origin who come from ``since`` to before ``until``; who that is depends on neither.

    Args:
        source: Where they come from.
        chance: The replication's numbers.
        clock: Local days.
        factors: How busy each day is.
        channel: Number of the channel.
        since: Beginning of what is wanted.
        until: End of what is wanted.
    """
    if source.log is not None:
        return _those_who_come(source, source.log.arrived(channel, until).between(since, until), chance)
    days = list(_days(source, factors[source.channel], clock=clock, until=until))
    parts = [day.customers(day.enough) for day in days]
    gaps = chance.uniform(f"arrival/{source.origin}", _joined(parts, np.uint64))
    Exponential()(gaps)
    names: list[Counters] = []
    times: list[Times] = []
    for day, part, end in zip(days, parts, np.cumsum([len(part) for part in parts]), strict=True):
        times.append(day.times(gaps[end - len(part) : end], chance))
        came = len(times[-1])
        names.append(part[:came] if came <= len(part) else day.customers(came))
    arrival = _joined(times, np.int64)
    everybody = Arrived(source.origin, _joined(names, np.uint64), arrival, constant(channel, len(arrival)))
    return _those_who_come(source, everybody.between(since, until), chance)


def _days(source: Source, factors: Numbers, *, clock: LocalClock, until: int) -> Iterator[_Day]:
    for number, rate in enumerate(source.rates):
        if rate is None or rate.span[0] >= until:
            continue
        factor = float(factors[number])
        if factor > 0:
            # A second more than wanted, so that rounding cannot lose the last customer.
            expected = rate.total if until >= rate.span[1] else rate.before(until + SECOND)
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
