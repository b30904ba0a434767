"""
Who the customers of a replication are, and how their numbers are looked up.

A customer is named by channel of origin, day and index. All customers of a replication stand
in one table, origin by origin; a ``Selection`` is some of them, in that order. A number belongs
to a purpose, a channel of contact and the customer's own name, so it does not matter who else
is in the selection.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from channelmix.calendars import LocalClock
from channelmix.demand.columns import counting
from channelmix.demand.distributions import Durations, Numbers
from channelmix.engine.inputs import Flags, Indices, Times
from channelmix.streams import Counters, uniforms

_BLOCK = 1 << 15


@dataclass(frozen=True)
class Chance:
    """One replication's numbers: uniform, by stream and customer."""

    seed: int
    replication: int

    def uniform(self, stream: str, customers: Counters, slot: ArrayLike = 0) -> Numbers:
        """Return one number in (0, 1) for each customer."""
        return uniforms(self.seed, self.replication, stream, customers, slot)


@dataclass(frozen=True)
class Arrived:
    """First contacts of one origin, by day and index."""

    origin: str
    customers: Counters
    """Their names, see ``streams.customer_ids``."""
    arrival: Times
    channel: Indices
    """Number of the channel in which each makes contact."""

    def only(self, which: Flags) -> "Arrived":
        """Return those marked."""
        return Arrived(self.origin, self.customers[which], self.arrival[which], self.channel[which])

    def between(self, start: int, end: int) -> "Arrived":
        """Return those who arrive from ``start`` to before ``end``."""
        if not len(self.arrival) or (self.arrival.min() >= start and self.arrival.max() < end):
            return self
        return self.only((self.arrival >= start) & (self.arrival < end))


@dataclass(frozen=True)
class Selection:
    """Some customers, origin by origin."""

    chance: Chance
    origins: tuple[str, ...]
    bounds: Indices
    """(len(origins) + 1,) where each origin begins and ends in the selection."""
    who: Indices
    """Places in the table of all customers, ascending."""
    customers: Counters

    def __len__(self) -> int:
        return len(self.customers)

    def only(self, places: Indices) -> "Selection":
        """Return those at some places of the selection, ascending."""
        bounds = np.searchsorted(places, self.bounds)
        return Selection(self.chance, self.origins, bounds, self.who[places], self.customers[places])

    def repeated(self, counts: Indices) -> "Selection":
        """Return each customer so many times in a row."""
        bounds = np.concatenate([[0], np.cumsum(counts)])[self.bounds]
        who, customers = np.repeat(self.who, counts), np.repeat(self.customers, counts)
        return Selection(self.chance, self.origins, bounds, who, customers)

    def origin(self) -> Indices:
        """Return each one's place in ``origins``."""
        return np.repeat(np.arange(len(self.origins)), np.diff(self.bounds))

    def uniform(self, purpose: str, channel: str, slot: ArrayLike) -> Numbers:
        """Return a uniform number for each, for contacts in a channel; ``slot`` tells attempts and turns apart."""
        numbers = np.empty(len(self))
        for stream, stretch in self._stretches(purpose, channel):
            numbers[stretch] = self._numbers(stream, stretch, slot)
        return numbers

    def times(
        self, purpose: str, channel: str, slot: ArrayLike, durations: Durations, *, means: Numbers | None = None
    ) -> Times:
        """Return a time for each; ``means`` in microseconds take the place of the distribution's own."""
        if durations.fixed is not None and means is None:
            return np.full(len(self), durations.fixed, np.int64)
        times = np.empty(len(self), np.int64)
        for stream, stretch in self._stretches(purpose, channel):
            numbers = self._numbers(stream, stretch, slot)
            times[stretch] = durations.times(numbers, None if means is None else means[stretch])
        return times

    def _numbers(self, stream: str, stretch: slice, slot: ArrayLike) -> Numbers:
        slots = slot[stretch] if isinstance(slot, np.ndarray) else slot
        return self.chance.uniform(stream, self.customers[stretch], slots)

    def _stretches(self, purpose: str, channel: str) -> Iterator[tuple[str, slice]]:
        """Yield the stream of each origin with stretches short enough for a core's cache."""
        bounds: list[int] = self.bounds.tolist()
        for origin, start, end in zip(self.origins, bounds[:-1], bounds[1:], strict=True):
            for at in range(start, end, _BLOCK):
                yield f"{purpose}/{origin}/{channel}", slice(at, min(at + _BLOCK, end))


@dataclass(frozen=True)
class People:
    """All customers of a replication, and how they first make contact."""

    clock: LocalClock
    everybody: Selection
    arrival: Times
    channel: Indices

    @classmethod
    def of(cls, chance: Chance, clock: LocalClock, arrived: Sequence[Arrived]) -> "People":
        """Return the customers of several origins."""
        parts = [part for part in arrived if len(part.customers)]
        bounds = np.cumsum([0, *(len(part.customers) for part in parts)])
        columns = [(part.customers, part.arrival, part.channel) for part in parts] or [_NOBODY]
        customers, arrival, channel = (
            column[0] if len(column) == 1 else np.concatenate(column) for column in zip(*columns, strict=True)
        )
        who = counting(len(customers))
        everybody = Selection(chance, tuple(part.origin for part in parts), bounds, who, customers)
        return cls(clock, everybody, arrival, channel)

    def __len__(self) -> int:
        return len(self.arrival)

    def select(self, who: Indices) -> Selection:
        """Return some of them by their places, ascending."""
        return self.everybody if len(who) == len(self) else self.everybody.only(who)

    def arrivals(self, those: Selection) -> Times:
        """Return when each one's first contact arrives."""
        return self.arrival if those is self.everybody else self.arrival[those.who]

    def channels(self) -> list[int]:
        """Return the numbers of the channels in which anybody makes a first contact."""
        if not len(self) or self.channel.min() == self.channel.max():
            found = self.channel[:1]
        else:
            found = np.flatnonzero(np.bincount(self.channel))
        return [int(channel) for channel in found]

    def means(self, those: Selection, durations: Durations) -> Numbers | None:
        """Return each one's mean where it depends on the time of day of the first contact, else None."""
        if not durations.means:
            return None
        return durations.means_at(self.clock.second_of_day(self.arrivals(those)))


_NOBODY = (np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64))
