"""
The tree of contacts that may follow: which customers come back, why, where to and how much later.

Level by level: attempt 0 is the first contact; a contact that may end in a way after which the
customer returns gets a row for that return. A customer has at most one contact per attempt and
channel, whichever reason leads to it, and at most ``MAX_ATTEMPTS`` returns.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from channelmix.demand.arrivals import Arriving, Draw
from channelmix.demand.distributions import quantile
from channelmix.engine.inputs import Flags, Indices, Reason, Times
from channelmix.scenario.channel import Channel
from channelmix.scenario.service import Return
from channelmix.streams import Counters

MAX_ATTEMPTS = 10
"""Most returns of one customer."""


@dataclass
class Rows:
    """Contacts of one origin, channel and attempt, and what may follow them."""

    origin: str
    channel: str
    attempt: int
    customers: Counters
    arrival: Times
    """First contacts: when they arrive. Returns: when the customer's first contact arrived."""
    contained: Flags
    links: "list[Link]" = field(default_factory=list)


@dataclass(frozen=True)
class Link:
    """Which contact follows some of the rows, for some reasons."""

    which: Indices
    """Places among the rows that it hangs on."""
    reasons: Sequence[Reason]
    child: Rows
    place: Indices
    """Places among the rows of ``child``."""
    after: Times


@dataclass
class _Follows:
    """Some of the rows of a parent that may be followed by a contact in a channel."""

    parent: Rows
    which: Indices
    reasons: Sequence[Reason]
    after: Times


class Tree:
    """Grows the possible returns of first contacts."""

    def __init__(self, channels: Mapping[str, Channel], may_be_closed: Mapping[str, bool]) -> None:
        self._channels = channels
        self._may_be_closed = may_be_closed

    def grow(self, first: Sequence[Arriving], is_closed: Mapping[str, NDArray[np.bool_]], numbers: Draw) -> list[Rows]:
        """
        Return all contacts that can come about.

        Args:
            first: First contacts by origin and channel.
            is_closed: For each ``origin/channel`` of ``first`` whether the channel is closed when they arrive.
            numbers: The replication's numbers.
        """
        level = [self._rows(part.origin, part.channel, 0, part.customers, part.arrival, numbers) for part in first]
        rows = list(level)
        for attempt in range(1, MAX_ATTEMPTS + 1):
            follows: dict[tuple[str, str], list[_Follows]] = {}
            for parent in level:
                closed = is_closed.get(f"{parent.origin}/{parent.channel}") if parent.attempt == 0 else None
                for to, follow in self._follows(parent, closed, numbers):
                    follows.setdefault((parent.origin, to), []).append(follow)
            level = [self._join(origin, to, attempt, parts, numbers) for (origin, to), parts in follows.items()]
            rows += level
            if not level:
                break
        return rows

    def _rows(
        self, origin: str, channel: str, attempt: int, customers: Counters, arrival: Times, numbers: Draw
    ) -> Rows:
        bot = self._channels[channel].bot
        contained = np.zeros(len(customers), bool)
        if bot is not None and bot.containment:
            contained = numbers.uniform(f"contained/{origin}/{channel}", customers, attempt) < bot.containment
        return Rows(origin, channel, attempt, customers, arrival, contained)

    def _follows(self, parent: Rows, closed: NDArray[np.bool_] | None, numbers: Draw) -> Iterator[tuple[str, _Follows]]:
        channel = self._channels[parent.channel]
        reached = ~parent.contained
        redials = [reason for reason, can in self._redial_reasons(channel) if can]
        if channel.redial is not None and redials:
            who = np.ones(len(reached), bool) if Reason.BUSY in redials else reached
            yield from self._back(parent, channel.redial, "redial", redials, who, numbers)
        if channel.unresolved is not None:
            yield from self._back(parent, channel.unresolved, "unresolved", [Reason.UNRESOLVED], reached, numbers)
        if channel.bot is not None and channel.bot.returns is not None:
            yield from self._back(parent, channel.bot.returns, "bot", [Reason.CONTAINED], parent.contained, numbers)
        if channel.closed_rule not in ("reject", "queue") and self._may_be_closed[parent.channel]:
            which = np.arange(len(reached)) if closed is None else np.flatnonzero(closed)
            if len(which):
                nothing = np.zeros(len(which), np.int64)
                yield channel.closed_rule, _Follows(parent, which, [Reason.CLOSED], nothing)

    @staticmethod
    def _redial_reasons(channel: Channel) -> list[tuple[Reason, bool]]:
        return [(Reason.ABANDONED, channel.patience is not None), (Reason.BUSY, channel.lines is not None)]

    def _back(
        self, parent: Rows, rule: Return, why: str, reasons: Sequence[Reason], who: Flags, numbers: Draw
    ) -> Iterator[tuple[str, _Follows]]:
        """Yield the rows whose customers come back under a rule, by channel returned to."""
        stream = f"{parent.origin}/{parent.channel}"
        chance = numbers.uniform(f"{why}/{stream}", parent.customers, parent.attempt)
        which = np.flatnonzero(who & (chance < rule.share))
        if not len(which):
            return
        customers = parent.customers[which]
        after = quantile(rule.after, numbers.uniform(f"{why}-delay/{stream}", customers, parent.attempt))
        destinations = rule.destinations(parent.channel)
        if len(destinations) == 1:
            yield destinations[0][0], _Follows(parent, which, reasons, after)
            return
        bounds = np.cumsum([weight for _, weight in destinations])[:-1]
        choice = np.searchsorted(bounds, numbers.uniform(f"{why}-to/{stream}", customers, parent.attempt), side="right")
        for place, (to, _) in enumerate(destinations):
            chosen = choice == place
            if chosen.any():
                yield to, _Follows(parent, which[chosen], reasons, after[chosen])

    def _join(self, origin: str, to: str, attempt: int, parts: Sequence[_Follows], numbers: Draw) -> Rows:
        """Return the rows that several parents may lead to, and tell the parents; places are relative for now."""
        everybody = np.concatenate([part.parent.customers[part.which] for part in parts])
        arrivals = np.concatenate([part.parent.arrival[part.which] for part in parts])
        customers, first = np.unique(everybody, return_index=True)
        rows = self._rows(origin, to, attempt, customers, arrivals[first], numbers)
        for part in parts:
            place = np.searchsorted(customers, part.parent.customers[part.which])
            part.parent.links.append(Link(part.which, part.reasons, rows, place, part.after))
        return rows
