"""
Finite lines: at most K contacts in service and waiting, a busy signal for the rest (M/M/c/K, and with patience).

Sources: D. Gross and C. M. Harris, "Fundamentals of queueing theory", for M/M/c/K; with exponential patience it is
Palm's line (see ``erlang_a``) cut off at K. A contact let in with j others waiting before it is next when j + 1
have left; with patience the gaps between these departures have the rates of order statistics, so the time it
takes is -log(Y) x patience with Y a Beta(agents x patience / handling, j + 1) variable. Exact for any load; time
and memory grow with ``lines`` (tens of milliseconds at 100,000).
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from channelmix.queueing.birth_death import state_shares
from channelmix.queueing.checks import (
    Formula,
    broken,
    require_count,
    require_load,
    require_positive,
    require_share_below_one,
    require_time,
)
from channelmix.queueing.durations import Array


@dataclass(frozen=True, kw_only=True)
class FiniteLines:
    """
    Steady state of M/M/c/K, with exponential patience if one is given.

    Shares named like those of a channel are of all contacts that call, busy signals included; waits are of
    those let in.

    Attributes:
        load: Offered load in erlangs, 0 or more: contacts per second times handling time.
        agents: Number of agents, 1 or more.
        lines: Most contacts at once, in service and waiting; at least ``agents``.
        handling: Mean handling time, seconds.
        patience: Mean patience, seconds; infinite if nobody hangs up.
        balk: Share of those let in while all agents are busy who hang up at once.

    Raises:
        ValueError: If an argument is out of range.

    Examples:
        >>> line = FiniteLines(load=50 / 10, agents=4, lines=6, handling=0.1)
        >>> round(line.blocked_share, 6), round(line.wait_mean_s, 6)
        (0.293543, 0.023269)
    """

    load: float
    agents: int
    lines: int
    handling: float
    patience: float = math.inf
    balk: float = 0.0

    def __post_init__(self) -> None:
        require_load(self.load)
        require_count("agents", self.agents, at_least=1)
        require_count("lines", self.lines, at_least=self.agents)
        require_positive("handling", self.handling)
        require_share_below_one("balk", self.balk)
        if not self.patience > 0.0:
            raise broken("patience", "must be above 0", self.patience)

    @cached_property
    def shares(self) -> Array:
        """Share of time with 0, 1, ... ``lines`` contacts in the system, shape ``(lines + 1,)``."""
        present = np.arange(1, self.lines + 1)
        joining = np.where(present <= self.agents, 1.0, 1.0 - self.balk)
        hanging_up = np.maximum(present - self.agents, 0) * (self.handling / self.patience)
        return state_shares(self.load * joining, np.minimum(present, self.agents) + hanging_up)

    @property
    def blocked_share(self) -> float:
        """Share of contacts that get a busy signal."""
        return float(self.shares[-1])

    @property
    def let_in_share(self) -> float:
        """Share of contacts that get no busy signal."""
        return float(self.shares[:-1].sum())

    @property
    def delayed_share(self) -> float:
        """Share of those let in who wait at all: neither answered at once nor balking."""
        return float(self._waiting_before.sum()) / self.let_in_share

    @property
    def mean_queue(self) -> float:
        """Mean number of contacts in line."""
        return float(self.shares[self.agents :] @ np.arange(self.lines - self.agents + 1.0))

    @property
    def mean_present(self) -> float:
        """Mean number of contacts in line and in service."""
        return float(self.shares @ np.arange(self.lines + 1.0))

    @cached_property
    def abandoned_share(self) -> float:
        """Share of all contacts that are let in and hang up, balkers included."""
        balked = float(self.shares[self.agents : -1].sum()) * self.balk
        lost_in_line = self.mean_queue / self.patience / self.contacts_per_second if self.load else 0.0
        return balked + lost_in_line

    @property
    def answered_share(self) -> float:
        """Share of all contacts that are answered."""
        return self.let_in_share - self.abandoned_share

    @property
    def contacts_per_second(self) -> float:
        """Contacts that call per second."""
        return self.load / self.handling

    @property
    def wait_mean_s(self) -> float:
        """Mean wait of those let in, until they are answered or hang up (Little's law)."""
        return self.mean_queue / (self.contacts_per_second * self.let_in_share) if self.load else 0.0

    @property
    def occupancy(self) -> float:
        """Share of their time that agents are busy."""
        return float(self.shares @ np.minimum(np.arange(self.lines + 1), self.agents)) / self.agents

    def answered_within(self, within: float) -> float:
        """Return the share of all contacts, busy signals included, that are answered within ``within`` seconds."""
        require_time("within", within)
        at_once = float(self.shares[: self.agents].sum())
        return at_once + float(self._waiting_before @ self._answered_in_time(within))

    def service_level(self, within: float, formula: Formula = "offered") -> float:
        """
        Return the share of contacts served in time, by one of the formulas in use.

        Args:
            within: The promise in seconds.
            formula: ``offered`` divides by those let in, ``offered_and_blocked`` by all, ``answered`` by the answered.

        Raises:
            ValueError: If ``within`` is negative or the formula is another one.
        """
        out_of = {"offered": self.let_in_share, "offered_and_blocked": 1.0, "answered": self.answered_share}
        if formula not in out_of:
            raise broken("formula", f"must be one of {tuple(out_of)} for finite lines", formula)
        return self.answered_within(within) / out_of[formula]

    @property
    def _waiting_before(self) -> Array:
        """Share of contacts that join with 0, 1, ... others waiting before them."""
        return self.shares[self.agents : -1] * (1.0 - self.balk)

    def _answered_in_time(self, within: float) -> Array:
        """Return the chance to be answered within that time with 0, 1, ... others waiting before."""
        from scipy.special import betaincc, gammainc

        leaving = np.arange(1.0, self.lines - self.agents + 1.0)
        if self.patience == math.inf:
            return np.asarray(gammainc(leaving, self.agents / self.handling * within))
        stages = self.agents * self.patience / self.handling
        reached = betaincc(stages + 1.0, leaving, math.exp(-within / self.patience))
        return np.asarray(stages / (stages + leaving) * reached)
