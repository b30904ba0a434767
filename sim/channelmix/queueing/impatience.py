"""
Figures of a line in which people may hang up, whatever the service behind it.

Every model in which agents finish contacts at a steady rate while all of them are busy is known by two
things: how likely all are busy, and the offered wait of those who find it so. From these two come all
figures that a planner knows, by the names that simulated results carry too.
"""

import math
from abc import ABC, abstractmethod
from functools import cached_property
from typing import Literal

import numpy as np

from channelmix.queueing.checks import Formula, require_formula, require_share_below_one, require_time
from channelmix.queueing.durations import Array
from channelmix.queueing.offered_wait import OfferedWait, crossing


class ImpatientLine(ABC):
    """The figures of a line in steady state; a model supplies ``_line`` and ``_log_free_weight``."""

    @property
    @abstractmethod
    def contacts_per_second(self) -> float:
        """Contacts that arrive per second (per unit of time of the handling time)."""

    @property
    @abstractmethod
    def _line(self) -> OfferedWait:
        """The wait offered to those who find all agents busy."""

    @property
    @abstractmethod
    def _log_free_weight(self) -> float:
        """
        Logarithm of how likely it is that somebody is free, relative to the fullest such state.

        With p(n) the chance of n contacts in service and c the most there can be, it is
        log((p(0) + ... + p(c - 1)) / p(c - 1)).
        """

    @cached_property
    def all_busy_share(self) -> float:
        """Share of contacts that find no agent with room, balkers included."""
        if self.contacts_per_second == 0.0:
            return 0.0
        free_to_busy = self._log_free_weight - math.log(self.contacts_per_second) - self._line.log_integral
        busy_to_free = math.exp(min(-free_to_busy, 700.0))
        return busy_to_free / (1.0 + busy_to_free)

    @cached_property
    def delayed_share(self) -> float:
        """Share of contacts that wait at all: neither answered at once nor balking."""
        return self.all_busy_share * (1.0 - self._line.balk)

    @cached_property
    def abandoned_share(self) -> float:
        """Share of contacts that hang up before they are answered, balkers included."""
        return self.all_busy_share * self._line.mean(1.0 - self._line.stays(self._line.nodes))

    @property
    def answered_share(self) -> float:
        """Share of contacts that are answered."""
        return 1.0 - self.abandoned_share

    @cached_property
    def wait_mean_s(self) -> float:
        """Mean wait of all contacts, until they are answered or hang up."""
        return self.all_busy_share * self._line.mean(self._line.limited_mean(self._line.nodes))

    @cached_property
    def asa_s(self) -> float:
        """Average speed of answer: mean wait of the answered."""
        nodes = self._line.nodes
        return self.all_busy_share * self._line.mean(nodes * self._line.stays(nodes)) / self.answered_share

    @cached_property
    def abandoned_wait_mean_s(self) -> float:
        """Mean wait of those who hang up, balkers included with 0; nan where nobody does."""
        if self.abandoned_share == 0.0:
            return math.nan
        return (self.wait_mean_s - self.asa_s * self.answered_share) / self.abandoned_share

    @property
    def mean_queue(self) -> float:
        """Mean number of contacts in line (Little's law)."""
        return self.contacts_per_second * self.wait_mean_s

    def answered_within(self, within: float) -> float:
        """Return the share of all contacts that are answered within ``within`` seconds."""
        require_time("within", within)
        late = self.all_busy_share * float(self._line.beyond(np.array(within), self._line.stays))
        return max(self.answered_share - late, 0.0)

    def abandoned_within(self, within: float) -> float:
        """Return the share of all contacts that hang up within ``within`` seconds, balkers included."""
        return self.abandoned_share - self._abandoned_after(within)

    def service_level(self, within: float, formula: Formula = "offered", *, short_abandon: float = 0.0) -> float:
        """
        Return the share of contacts served in time, by one of the formulas in use.

        Args:
            within: The promise in seconds; at most this long counts as in time.
            formula: ``offered``: in time / offered; ``answered``: in time / answered; ``late_abandoned``:
                in time / (answered + abandoned after ``within``); ``early_abandoned_good``: (in time + abandoned
                within ``within``) / offered; ``offered_and_blocked``: in time / (offered + busy signals).
            short_abandon: Those who hang up within this time are left out of the figure altogether.

        Raises:
            ValueError: If a time is negative or the formula unknown.
        """
        require_formula(formula)
        require_time("short_abandon", short_abandon)
        in_time = self.answered_within(within)
        short = self.abandoned_within(short_abandon) if short_abandon > 0.0 else 0.0
        late = self._abandoned_after(max(within, short_abandon))
        match formula:
            case "offered" | "offered_and_blocked":
                return in_time / (1.0 - short)
            case "answered":
                return in_time / self.answered_share
            case "late_abandoned":
                return in_time / (self.answered_share + late)
            case "early_abandoned_good":
                return (in_time + self.abandoned_share - late - short) / (1.0 - short)

    def wait_quantile_s(self, share: float, *, of: Literal["all", "answered"] = "all") -> float:
        """
        Return the wait that ``share`` of the contacts do not exceed.

        Args:
            share: 0 or more, below 1; 0.9 asks for the 90 % quantile.
            of: Whose waits: of all contacts, who answer or hang up, or of the answered only.
        """
        require_share_below_one("share", share)

        def too_many(t: Array) -> Array:
            return self._waiting_longer(t, of) - (1.0 - share)

        if too_many(np.array(0.0)) <= 0.0:
            return 0.0
        return crossing(too_many, 0.0, self._line.longest)

    def _waiting_longer(self, t: Array, of: str) -> Array:
        """Return which share waits longer than each of the times ``t``."""
        if of == "answered":
            return self.all_busy_share * self._line.beyond(t, self._line.stays) / self.answered_share
        return self.all_busy_share * self._line.stays(t) * self._line.beyond(t, np.ones_like)

    def _abandoned_after(self, within: float) -> float:
        """Return the share of all contacts that hang up after more than ``within`` seconds."""
        start = np.array(within)
        still_there = self._line.stays(start)
        return self.all_busy_share * float(
            self._line.beyond(start, lambda t: np.maximum(still_there - self._line.stays(t), 0.0))
        )
