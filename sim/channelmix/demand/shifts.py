"""
Customers who change channel: the lever of a strategy, pulled on each customer's own number.

The shares of one origin are laid end to end on that number, so 20 % moves the same people as
15 %, and others. Where one need becomes several conversations, or the new channel invites
contacts that would not have been, these are customers of their own, named after the one who
moved, at some time of the same day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.calendars import LocalClock
from channelmix.demand.distributions import whole_numbers
from channelmix.demand.expected import Source
from channelmix.demand.people import Arrived, Chance
from channelmix.engine.inputs import Indices
from channelmix.scenario.changes import ChannelShift
from channelmix.streams import customer_ids

EXTRA, INDUCED = "+ratio", "+induced"
"""What is added to an origin's name to name further conversations, and contacts that the new channel invites."""


@dataclass(frozen=True)
class Extras:
    """Makes customers of those who would not make contact if nobody had moved."""

    source: Source
    """Where those who move come from."""
    clock: LocalClock
    chance: Chance

    def of(self, by: Arrived, counts: Indices, suffix: str) -> Iterator[Arrived]:
        """Yield so many customers for each who moves, in the same channel; each copy has an origin of its own."""
        for copy in range(int(counts.max(initial=0))):
            origin = f"{by.origin}{suffix}{copy + 1 if copy else ''}"
            yield self._at_some_time(by.only(counts > copy), origin)

    def _at_some_time(self, by: Arrived, origin: str) -> Arrived:
        """Return customers of another origin, spread over the same days as the source's arrivals are."""
        arrival = np.empty(len(by.customers), np.int64)
        own = self.chance.uniform(f"arrival/{origin}", by.customers)
        midnights = [customer_ids(self.clock.ordinal(day), 0) for day in range(self.clock.days + 1)]
        edges = np.searchsorted(by.customers, midnights).tolist()
        for rate, start, end in zip(self.source.rates, edges[:-1], edges[1:], strict=True):
            if rate is not None and start < end:
                arrival[start:end] = rate.when(own[start:end] * rate.total)
        return Arrived(origin, by.customers, arrival, by.channel)


@dataclass(frozen=True)
class Shifts:
    """Where the customers of one channel go; the last entry of each list stands for those who stay."""

    bounds: tuple[float, ...]
    """Upper bound of each shift on the customer's own number."""
    channel: tuple[int, ...]
    ratio: tuple[float, ...]
    induced: tuple[float, ...]

    @classmethod
    def of(cls, channel: int, shifts: Sequence[ChannelShift], number_of: Mapping[str, int]) -> "Shifts | None":
        """Return the shifts of a channel by its number; None if nobody moves."""
        moving = [shift for shift in shifts if shift.share]
        if not moving:
            return None
        return cls(
            bounds=tuple(np.cumsum([shift.share for shift in moving]).tolist()),
            channel=(*(number_of[shift.to] for shift in moving), channel),
            ratio=(*(shift.ratio for shift in moving), 1.0),
            induced=(*(shift.induced for shift in moving), 0.0),
        )

    @property
    def adds(self) -> bool:
        """Whether moving adds contacts at other times of the day."""
        return any(ratio > 1 for ratio in self.ratio) or any(self.induced)

    def move(self, came: Arrived, extras: Extras) -> Iterator[Arrived]:
        """Yield the customers of an origin where they make contact now, then those whom moving adds."""
        own = extras.chance.uniform(f"shift/{came.origin}", came.customers)
        choice = np.searchsorted(self.bounds, own, side="right")
        moved = np.flatnonzero(choice < len(self.bounds))
        contacts, induced = np.ones(len(choice), np.int64), np.zeros(len(choice), np.int64)
        for counts, means, purpose in ((contacts, self.ratio, "ratio"), (induced, self.induced, "induced")):
            own = extras.chance.uniform(f"{purpose}/{came.origin}", came.customers[moved])
            counts[moved] = whole_numbers(np.array(means)[choice[moved]], own)
        now = Arrived(came.origin, came.customers, came.arrival, np.array(self.channel)[choice])
        yield now.only(contacts > 0)
        yield from extras.of(now, contacts - 1, EXTRA)
        yield from extras.of(now, induced, INDUCED)
