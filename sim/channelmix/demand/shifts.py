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
from channelmix.demand.distributions import Numbers, whole_numbers
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

    bounds: tuple[float, ...] | Numbers
    """Upper bound of each shift on the customer's own number; where curves move them, ``(draws, days, shifts)``."""
    channel: tuple[int, ...]
    ratio: tuple[float, ...]
    induced: tuple[float, ...]

    @classmethod
    def of(
        cls, channel: int, shares: Sequence[tuple[ChannelShift, float | Numbers]], number_of: Mapping[str, int]
    ) -> "Shifts | None":
        """Return the shifts of a channel by its number, each with its share; None if nobody moves."""
        wanted = [(shift, share) for shift, share in shares if np.any(share)]
        if not wanted:
            return None
        moving = [shift for shift, _ in wanted]
        return cls(
            bounds=_bounds([share for _, share in wanted]),
            channel=(*(number_of[shift.to] for shift in moving), channel),
            ratio=(*(shift.ratio for shift in moving), 1.0),
            induced=(*(shift.induced for shift in moving), 0.0),
        )

    @property
    def adds(self) -> bool:
        """Whether moving adds contacts at other times of the day."""
        return any(ratio > 1 for ratio in self.ratio) or any(self.induced)

    def _choice(self, own: Numbers, came: Arrived, extras: Extras) -> Indices:
        """Return the place of the shift that each customer takes, the last for those who stay."""
        if isinstance(self.bounds, tuple):
            return np.asarray(np.searchsorted(self.bounds, own, side="right"))
        bounds = self.bounds[extras.chance.draw(len(self.bounds))]
        midnights = [customer_ids(extras.clock.ordinal(day), 0) for day in range(extras.clock.days + 1)]
        day = np.searchsorted(np.array(midnights).ravel(), came.customers, side="right") - 1
        return np.asarray((own[:, None] >= bounds[day]).sum(axis=1))

    def move(self, came: Arrived, extras: Extras) -> Iterator[Arrived]:
        """Yield the customers of an origin where they make contact now, then those whom moving adds."""
        own = extras.chance.uniform(f"shift/{came.origin}", came.customers)
        choice = self._choice(own, came, extras)
        moved = np.flatnonzero(choice < len(self.channel) - 1)
        contacts, induced = np.ones(len(choice), np.int64), np.zeros(len(choice), np.int64)
        for counts, means, purpose in ((contacts, self.ratio, "ratio"), (induced, self.induced, "induced")):
            own = extras.chance.uniform(f"{purpose}/{came.origin}", came.customers[moved])
            counts[moved] = whole_numbers(np.array(means)[choice[moved]], own)
        now = Arrived(came.origin, came.customers, came.arrival, np.array(self.channel)[choice])
        yield now.only(contacts > 0)
        yield from extras.of(now, contacts - 1, EXTRA)
        yield from extras.of(now, induced, INDUCED)


def _bounds(shares: Sequence[float | Numbers]) -> tuple[float, ...] | Numbers:
    """Return shares laid end to end; those that curves move never reach beyond 1 together."""
    plain = [share for share in shares if not isinstance(share, np.ndarray)]
    if len(plain) == len(shares):
        return tuple(np.cumsum(plain).tolist())
    draws = np.lcm.reduce([len(share) for share in shares if isinstance(share, np.ndarray)])
    days = next(share.shape[1] for share in shares if isinstance(share, np.ndarray))
    wide = [
        np.tile(share, (draws // len(share), 1)) if isinstance(share, np.ndarray) else np.full((draws, days), share)
        for share in shares
    ]
    return np.asarray(np.minimum(np.cumsum(np.stack(wide, axis=2), axis=2), 1.0))
