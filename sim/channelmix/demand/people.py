"""
Who the customers of a replication are, and how their numbers are looked up.

A customer is named by channel of origin, day and index. All customers of a replication stand
in one table, origin by origin; a ``Selection`` is some of them, in that order, about to make
contact in one channel. A number belongs to a purpose, that channel and the customer's own name,
so it does not matter who else is in the selection.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from channelmix.calendars import LocalClock
from channelmix.demand.columns import counting
from channelmix.demand.distributions import MOST_TURNS, Durations, Numbers
from channelmix.demand.placing import ramps
from channelmix.engine.inputs import Flags, Indices, Times
from channelmix.streams import Counters, uniforms

_BLOCK = 1 << 15
_SLOTS = MOST_TURNS + 1
"""Numbers of each purpose that one attempt has to itself, one a turn."""


@dataclass(frozen=True)
class Chance:
    """One replication's numbers: uniform, by stream and customer."""

    seed: int
    replication: int
    replications_per_draw: int = 1
    """How many replications in a row share one draw of a forecast."""

    def draw(self, draws: int) -> int:
        """Return the replication's draw among so many; with more replications than draws they come round again."""
        return self.replication // self.replications_per_draw % draws

    def uniform(self, stream: str, customers: Counters, *, slot: ArrayLike = 0, out: Numbers | None = None) -> Numbers:
        """
        Return one number in (0, 1) for each customer.

        Raises:
            ValueError: If ``out`` has not one place for each number, in one piece.
        """
        return uniforms(self.seed, self.replication, stream, customers, slot=slot, out=out)


@dataclass(frozen=True)
class Arrived:
    """First contacts of one origin, by day and index."""

    origin: str
    customers: Counters
    """Their names, see ``streams.customer_ids``."""
    arrival: Times
    channel: Indices
    """Number of the channel in which each makes contact."""

    @property
    def one_channel(self) -> int | None:
        """The channel in which all of them do, where that is known without a look at each; else None."""
        return int(self.channel[0]) if len(self.channel) and self.channel.strides == (0,) else None

    def only(self, which: Flags) -> "Arrived":
        """Return those marked."""
        return Arrived(self.origin, self.customers[which], self.arrival[which], self.channel[which])

    def between(self, start: int, end: int) -> "Arrived":
        """Return those who arrive from ``start`` to before ``end``."""
        if not len(self.arrival) or (self.arrival.min() >= start and self.arrival.max() < end):
            return self
        return self.only((self.arrival >= start) & (self.arrival < end))


@dataclass(frozen=True, kw_only=True)
class People:
    """The table of all customers of a replication, and how they first make contact."""

    chance: Chance
    clock: LocalClock
    origins: tuple[str, ...]
    bounds: Indices
    """(len(origins) + 1,) where each origin begins and ends."""
    one_channel: tuple[int | None, ...]
    """(len(origins),) the channel in which all of an origin make first contact, where that is known."""
    channels: tuple[Indices, ...]
    """Of each origin: the channel of each one's first contact."""
    customers: Counters
    arrival: Times
    begins: int
    """When the simulation begins; who came before is already waiting then."""

    @classmethod
    def of(cls, chance: Chance, clock: LocalClock, arrived: Sequence[Arrived], *, begins: int = 0) -> "People":
        """Return the customers of several origins."""
        parts = [part for part in arrived if len(part.customers)]
        columns = [(part.customers, part.arrival) for part in parts] or [_NOBODY]
        customers, arrival = (
            column[0] if len(column) == 1 else np.concatenate(column) for column in zip(*columns, strict=True)
        )
        return cls(
            chance=chance,
            clock=clock,
            origins=tuple(part.origin for part in parts),
            bounds=np.cumsum([0, *(len(part.customers) for part in parts)]),
            one_channel=tuple(part.one_channel for part in parts),
            channels=tuple(part.channel for part in parts),
            customers=customers,
            arrival=arrival,
            begins=begins,
        )

    def __len__(self) -> int:
        return len(self.arrival)

    def by_channel(self) -> dict[int, Indices | slice]:
        """Return by channel the places of those who make first contact there: a stretch where they are one."""
        stretches = self._stretches()
        if stretches is not None:
            return dict(sorted(stretches.items()))
        channels = np.concatenate(self.channels)
        return {int(channel): np.flatnonzero(channels == channel) for channel in np.flatnonzero(np.bincount(channels))}

    def _stretches(self) -> dict[int, Indices | slice] | None:
        """Return the same where nobody need be looked at, since each channel's customers stand together."""
        found: dict[int, Indices | slice] = {}
        bounds: list[int] = self.bounds.tolist()
        for channel, start, end in zip(self.one_channel, bounds[:-1], bounds[1:], strict=True):
            if channel is None or channel in found:
                return None
            found[channel] = slice(start, end)
        return found

    def select(self, who: Indices | slice | None, *, channel: str, attempt: int) -> "Selection":
        """Return some customers by their places, ascending (None: all), for an attempt in a channel."""
        if isinstance(who, slice):
            stretch: slice | None = who
            bounds = np.minimum(np.maximum(self.bounds, who.start), who.stop) - who.start
            places, customers = counting(who.stop)[who], self.customers[who]
        elif who is None or len(who) == len(self):
            stretch, bounds, places, customers = slice(None), self.bounds, counting(len(self)), self.customers
        else:
            stretch, bounds, places, customers = None, np.searchsorted(who, self.bounds), who, self.customers[who]
        return Selection(
            people=self, channel=channel, slot=attempt * _SLOTS, bounds=bounds, who=places, customers=customers,
            stretch=stretch,
        )  # fmt: skip


_NOBODY = (np.empty(0, np.uint64), np.empty(0, np.int64))


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Some customers, origin by origin, for one attempt in one channel, or for its turns."""

    people: People
    channel: str
    slot: int | Indices
    """Tells the numbers of attempts and turns apart."""
    bounds: Indices
    """(len(people.origins) + 1,) where each origin begins and ends in the selection."""
    who: Indices
    """Places in the table of all customers, ascending; not repeated for turns."""
    customers: Counters
    stretch: slice | None = None
    """The same places, if they are a stretch of the table."""
    repeats: Indices | None = None
    """How many turns each has, if the selection is of their turns."""

    def __len__(self) -> int:
        return len(self.customers)

    def only(self, places: Indices) -> "Selection":
        """Return those at some places of the selection, ascending; for selections without turns."""
        bounds = np.searchsorted(places, self.bounds)
        return replace(self, bounds=bounds, who=self.who[places], customers=self.customers[places], stretch=None)

    def turns(self, counts: Indices) -> "Selection":
        """Return each customer so many times in a row, once for each turn."""
        return replace(
            self,
            slot=self.slot + ramps(counts),
            bounds=np.concatenate([[0], np.cumsum(counts)])[self.bounds],
            customers=np.repeat(self.customers, counts),
            repeats=counts,
        )

    def origin(self) -> Indices:
        """Return each one's place in ``people.origins``."""
        return np.repeat(np.arange(len(self.people.origins)), np.diff(self.bounds))

    def arrivals(self) -> Times:
        """Return when each one's first contact arrives."""
        arrivals = self.people.arrival[self.who if self.stretch is None else self.stretch]
        return arrivals if self.repeats is None else np.repeat(arrivals, self.repeats)

    def uniform(self, purpose: str) -> Numbers:
        """Return a uniform number for each."""
        numbers = np.empty(len(self))
        for stream, stretch in self._stretches(purpose):
            self._draw(stream, stretch, numbers)
        return numbers

    def times(self, purpose: str, durations: Durations, *, means: Numbers | None = None) -> Times:
        """Return a time for each; ``means`` in microseconds take the place of the distribution's own."""
        if means is None and durations.means:
            means = durations.means_at(self.people.clock.second_of_day(self.arrivals()))
        if means is None and durations.fixed is not None:
            return np.full(len(self), durations.fixed, np.int64)
        numbers = np.empty(len(self))
        for stream, stretch in self._stretches(purpose):
            drawn = self._draw(stream, stretch, numbers)
            durations.times(drawn, None if means is None else means[stretch])
        return numbers.view(np.int64)

    def _draw(self, stream: str, stretch: slice, numbers: Numbers) -> Numbers:
        """Write the uniform numbers of a stretch where they belong, and return them."""
        slot = self.slot if isinstance(self.slot, int) else self.slot[stretch]
        return self.people.chance.uniform(stream, self.customers[stretch], slot=slot, out=numbers[stretch])

    def _stretches(self, purpose: str) -> Iterator[tuple[str, slice]]:
        """Yield the stream of each origin with stretches short enough for a core's cache."""
        bounds: list[int] = self.bounds.tolist()
        for origin, start, end in zip(self.people.origins, bounds[:-1], bounds[1:], strict=True):
            for at in range(start, end, _BLOCK):
                yield f"{purpose}/{origin}/{self.channel}", slice(at, min(at + _BLOCK, end))
