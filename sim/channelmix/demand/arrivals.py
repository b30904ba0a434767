"""
First contacts: who comes, on which channel, when.

Each channel's day is a unit-rate Poisson process seen through the day's expected contacts, so
the k-th customer of a day keeps the number k and everything that hangs on it when volumes, day
factors or other channels change. Events add customers of their own or let some stay away;
channel shifts move customers by their own number.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import LocalClock
from channelmix.demand.days import OpenDays
from channelmix.demand.distributions import gamma
from channelmix.demand.rates import DayRate, FileRates, VolumeRow, day_rate
from channelmix.engine.inputs import Times
from channelmix.scenario.changes import ChannelShift
from channelmix.scenario.model import Scenario
from channelmix.streams import Counters, customer_ids, uniforms

Uniforms = NDArray[np.float64]

EVENT, EXTRA, INDUCED = "+event", "+ratio", "+induced"
"""What is added to a channel's name to name those who would not have come without it."""


@dataclass(frozen=True)
class Arriving:
    """First contacts of one origin in one channel."""

    origin: str
    channel: str
    customers: Counters
    """Their names, see ``streams.customer_ids``."""
    arrival: Times


@dataclass(frozen=True)
class Draw:
    """One replication's numbers: uniform, by purpose and customer."""

    seed: int
    replication: int

    def uniform(self, purpose: str, customers: Counters, slot: NDArray[np.int64] | int = 0) -> Uniforms:
        """Return one number in (0, 1) for each customer."""
        return uniforms(self.seed, self.replication, purpose, customers, slot)


@dataclass(frozen=True)
class _ChannelDays:
    """What is expected in one channel, day by day of the clock; None on days without contacts."""

    name: str
    base: Sequence[DayRate | None]
    surge: Sequence[DayRate | None]
    """What events add."""
    lulls: Sequence[tuple[int, int, float]] = field(default=())
    """From, to and the share of customers that still come, where events keep some away."""


class FirstContacts:
    """Draws the first contacts of a scenario, replication by replication."""

    def __init__(
        self,
        scenario: Scenario,
        clock: LocalClock,
        volumes: Mapping[str, Sequence[VolumeRow]],
        factors: Mapping[str, float],
    ) -> None:
        self._clock = clock
        self._day_factor = scenario.demand.day_factor
        open_days = OpenDays(scenario, clock)
        self._channels = [
            _expected(scenario, name, clock, open_days, volumes.get(name), factors.get(name, 1.0))
            for name in scenario.channels
        ]
        self._shifts = {
            name: [shift for shift in scenario.channel_shift if shift.from_ == name and shift.share]
            for name in scenario.channels
        }

    def draw(self, numbers: Draw, until: int) -> list[Arriving]:
        """Return the first contacts before ``until``, by origin and channel."""
        arriving: list[Arriving] = []
        for channel in self._channels:
            customers, arrival, days = self._of_channel(channel, channel.base, channel.name, numbers, until)
            stays = _thinned(channel, customers, arrival, numbers)
            customers, arrival, days = customers[stays], arrival[stays], days[stays]
            arriving += self._shifted(channel, customers, arrival, days, numbers, until)
            if any(rate is not None for rate in channel.surge):
                origin = channel.name + EVENT
                added, moments, _ = self._of_channel(channel, channel.surge, origin, numbers, until)
                arriving.append(Arriving(origin, channel.name, added, moments))
        return [part for part in arriving if len(part.customers)]

    def _of_channel(
        self, channel: _ChannelDays, rates: Sequence[DayRate | None], origin: str, numbers: Draw, until: int
    ) -> tuple[Counters, Times, NDArray[np.int64]]:
        """Return customers, arrivals and the day of each."""
        parts = [
            (day, *self._of_day(channel.name, rate, day, origin, numbers, until))
            for day, rate in enumerate(rates)
            if rate is not None and rate.edges[0] < until
        ]
        if not parts:
            return np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64)
        days = np.concatenate([np.full(len(customers), day) for day, customers, _ in parts])
        return np.concatenate([part[1] for part in parts]), np.concatenate([part[2] for part in parts]), days

    def _of_day(
        self, channel: str, rate: DayRate, day: int, origin: str, numbers: Draw, until: int
    ) -> tuple[Counters, Times]:
        factor = self._factor_of_day(channel, day, numbers)
        if not factor:
            return np.empty(0, np.uint64), np.empty(0, np.int64)
        limit = (rate.until(until) if until < rate.edges[-1] else rate.total) * factor
        reach = _unit_arrivals(f"arrival/{origin}", self._clock.ordinal(day), limit, numbers)
        return customer_ids(self._clock.ordinal(day), np.arange(len(reach))), rate.when(reach / factor)

    def _factor_of_day(self, channel: str, day: int, numbers: Draw) -> float:
        cv, shared = self._day_factor.cv, self._day_factor.shared
        if not cv:
            return 1.0
        name = customer_ids(self._clock.ordinal(day), [0])
        together = gamma(numbers.uniform("day-factor", name), cv, shared)[0] if shared else 0.0
        alone = gamma(numbers.uniform(f"day-factor/{channel}", name), cv, 1 - shared)[0] if shared < 1 else 0.0
        return float(together + alone)

    # ------------------------------------------------------------------ customers who change channel

    def _shifted(
        self,
        channel: _ChannelDays,
        customers: Counters,
        arrival: Times,
        days: NDArray[np.int64],
        numbers: Draw,
        until: int,
    ) -> Iterator[Arriving]:
        """Yield those who stay, then those who move, and what moving adds."""
        name, shifts = channel.name, self._shifts[channel.name]
        if not shifts:
            yield Arriving(name, name, customers, arrival)
            return
        bounds = list(accumulate(shift.share for shift in shifts))
        slice_of = np.searchsorted(bounds, numbers.uniform(f"shift/{name}", customers), side="right")
        stays = slice_of == len(shifts)
        yield Arriving(name, name, customers[stays], arrival[stays])
        for place, shift in enumerate(shifts):
            moves = slice_of == place
            yield from self._moved(channel, shift, (customers[moves], arrival[moves], days[moves]), numbers, until)

    def _moved(
        self,
        channel: _ChannelDays,
        shift: ChannelShift,
        moved: tuple[Counters, Times, NDArray[np.int64]],
        numbers: Draw,
        until: int,
    ) -> Iterator[Arriving]:
        name, (customers, arrival, days) = channel.name, moved
        conversations = _rounded(shift.ratio, numbers.uniform(f"ratio/{name}", customers))
        goes_on = conversations > 0
        yield Arriving(name, shift.to, customers[goes_on], arrival[goes_on])
        for suffix, counts in (
            (EXTRA, conversations - 1),
            (INDUCED, _rounded(shift.induced, numbers.uniform(f"induced/{name}", customers))),
        ):
            for copy in range(int(counts.max(initial=0))):
                chosen = counts > copy
                origin = f"{name}{suffix}{copy or ''}"
                moments = self._some_time_of_day(channel, customers[chosen], days[chosen], origin, numbers)
                early = moments < until
                yield Arriving(origin, shift.to, customers[chosen][early], moments[early])

    def _some_time_of_day(
        self, channel: _ChannelDays, customers: Counters, days: NDArray[np.int64], origin: str, numbers: Draw
    ) -> Times:
        """Return moments spread over each customer's day as the channel's arrivals are."""
        moments = np.empty(len(customers), np.int64)
        chance = numbers.uniform(f"arrival/{origin}", customers)
        for day in np.unique(days):
            rate = channel.base[day]
            assert rate is not None
            of_day = days == day
            moments[of_day] = rate.when(chance[of_day] * rate.total)
        return moments


def _expected(
    scenario: Scenario,
    name: str,
    clock: LocalClock,
    open_days: OpenDays,
    rows: Sequence[VolumeRow] | None,
    factor: float,
) -> _ChannelDays:
    if rows is None:
        base = [day_rate(scenario, name, day, open_days, clock) for day in range(clock.days)]
    else:
        of_file = FileRates(rows, clock)
        base = [_times(of_file.rate(day), open_days.volume(day)) for day in range(clock.days)]
    base = [_times(rate, factor) for rate in base]
    windows = [
        (start, start + event.lasts.microseconds, event.multiply[name])
        for event in scenario.events
        if name in event.multiply
        for start in [clock.moment(event.at)]
    ]
    combined = _overlaid(windows)
    more = [(start, end, together - 1) for start, end, together in combined if together > 1]
    fewer = [window for window in combined if window[2] < 1]
    return _ChannelDays(name, base, [_only_within(rate, more) for rate in base], fewer)


def _times(rate: DayRate | None, factor: float) -> DayRate | None:
    return None if rate is None or not factor else rate.times(factor)


def _overlaid(windows: Sequence[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Return windows that do not overlap; where they did, their factors are multiplied."""
    edges = sorted({edge for start, end, _ in windows for edge in (start, end)})
    pieces = []
    for start, end in pairwise(edges):
        factors = [factor for first, last, factor in windows if first <= start and end <= last]
        pieces.append((start, end, math.prod(factors)))
    return pieces


def _only_within(rate: DayRate | None, windows: Sequence[tuple[int, int, float]]) -> DayRate | None:
    """Return what windows add to a day; None if nothing."""
    if rate is None or not any(start < rate.edges[-1] and end > rate.edges[0] for start, end, _ in windows):
        return None
    outside = zip(
        [-(2**62), *(end for _, end, _ in windows)], [*(start for start, _, _ in windows), 2**62], strict=True
    )
    added = rate.multiplied([*windows, *((start, end, 0.0) for start, end in outside if start < end)])
    return added if added.total else None


def _unit_arrivals(purpose: str, ordinal: int, limit: float, numbers: Draw) -> Uniforms:
    """Return the points of a unit-rate Poisson process up to ``limit``."""
    points = np.empty(0)
    known, last = 0, 0.0
    while last <= limit:
        more = int((limit - last) + 6 * math.sqrt(limit - last) + 10)
        gaps = -np.log(numbers.uniform(purpose, customer_ids(ordinal, np.arange(known, known + more))))
        points = np.concatenate([points, last + np.cumsum(gaps)])
        known, last = known + more, float(points[-1])
    return points[: int(np.searchsorted(points, limit, side="right"))]


def _thinned(channel: _ChannelDays, customers: Counters, arrival: Times, numbers: Draw) -> NDArray[np.bool_]:
    stays = np.ones(len(customers), bool)
    if channel.lulls and len(customers):
        chance = numbers.uniform(f"thin/{channel.name}", customers)
        for start, end, share in channel.lulls:
            stays &= (arrival < start) | (arrival >= end) | (chance < share)
    return stays


def _rounded(mean: float, chance: Uniforms) -> NDArray[np.int64]:
    """Return whole numbers around ``mean``: the next one up for so many customers as its fraction says."""
    whole = math.floor(mean)
    return whole + (chance < mean - whole).astype(np.int64)
