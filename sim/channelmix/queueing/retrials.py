"""
Retrials: customers who found no agent, or hung up, and call again.

Two models. ``with_redials`` adds the second calls to the first ones as if they came at any time of their own: exact
in the limit of long pauses between calls (J. W. Cohen, "Basic problems of telephone traffic theory and the influence
of repeated calls", 1957), for any line, at any size. ``RetrialLine`` is the exact chain of lines without waiting room,
whose blocked customers wait in an "orbit" and call again after exponential pauses, some of them giving up each time
(G. Falin and J. Templeton, "Retrial queues", 1997, chapter 2); it is solved level by level from a number in orbit
that is practically never reached. Its time grows with agents x people in orbit (a second for 3,000 agents), and
beyond 4 million of these it refuses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

import numpy as np

from channelmix.queueing.checks import (
    broken,
    require_count,
    require_load,
    require_positive,
    require_share,
    require_share_below_one,
)
from channelmix.queueing.durations import Array

_TAIL = 1e-15
_MOST_IN_ORBIT = 1 << 15
_MOST_STATES = 1 << 22
"""Of agents times customers in orbit: some two seconds of work."""


class LosingLine(Protocol):
    """A line that loses a share of its calls."""

    @property
    def abandoned_share(self) -> float:
        """Share of calls that hang up."""


Line = TypeVar("Line", bound=LosingLine)


def with_redials(line_at: Callable[[float], Line], *, load: float, redials: float) -> tuple[float, Line]:
    """
    Return the load of all calls, and the line under it, if those who hang up call again after a long pause.

    Args:
        line_at: Gives the line under a load in erlangs, such as ``lambda load: ErlangA(load=load, ...)``.
        load: Load of first calls, erlangs.
        redials: Share of those who hang up that call again, each time, below 1.

    Returns:
        Load of first and repeated calls, and the line under that load.

    Raises:
        ValueError: If ``load`` is out of range or ``redials`` does not lie between 0 and 1, 1 excluded.

    Examples:
        >>> from channelmix.queueing.erlang_a import ErlangA
        >>> def line_at(load):
        ...     return ErlangA(load=load, agents=10, handling=180.0, patience=60.0)
        >>> total, line = with_redials(line_at, load=10.0, redials=0.5)
        >>> round(total, 4), round(line.abandoned_share, 4)
        (11.1603, 0.2079)
    """
    require_load(load)
    require_share_below_one("redials", redials)
    low, high = load, load / (1.0 - redials)
    while high - low > 1e-13 * high:
        middle = (low + high) / 2.0
        if not low < middle < high:
            break
        first_calls = middle * (1.0 - redials * line_at(middle).abandoned_share)
        low, high = (middle, high) if first_calls < load else (low, middle)
    return high, line_at(high)


@dataclass(frozen=True, kw_only=True)
class RetrialLine:
    """
    Steady state of agents without waiting room whose blocked customers call again.

    Attributes:
        load: Load of first calls in erlangs, 0 or more; below ``agents`` if ``redials`` is 1.
        agents: Number of agents, 1 or more.
        handling: Mean handling time, exponential, seconds.
        pause: Mean time before the next call, exponential, seconds.
        redials: Share of those who find all agents busy that call again, each time; 1 if nobody gives up.

    Raises:
        ValueError: If an argument is out of range, or, on first use, if more people would gather in orbit than
            can be computed: 32,768, or fewer with more than 128 agents.

    Examples:
        >>> line = RetrialLine(load=0.5, agents=1, handling=60.0, pause=120.0)
        >>> round(line.orbit_mean, 9), round(line.all_busy_share, 9)
        (1.5, 0.5)
    """

    load: float
    agents: int
    handling: float
    pause: float
    redials: float = 1.0

    def __post_init__(self) -> None:
        require_load(self.load)
        require_count("agents", self.agents, at_least=1)
        require_positive("handling", self.handling)
        require_positive("pause", self.pause)
        require_share("redials", self.redials)
        if self.redials == 1.0 and self.load >= self.agents:
            raise broken("load", f"must be below agents = {self.agents} if nobody gives up", self.load)

    @cached_property
    def shares(self) -> Array:
        """Share of time with m customers in orbit and i agents busy, shape ``(orbit + 1, agents + 1)``."""
        if self.load == 0.0:
            return np.eye(1, self.agents + 1)
        orbit, most = 64, min(_MOST_IN_ORBIT, _MOST_STATES // self.agents)
        while orbit <= most:
            shares = self._solved(orbit)
            if shares[-1].sum() < _TAIL:
                return shares
            orbit *= 2
        rule = f"must leave fewer than {most} customers in orbit; beyond, with_redials comes near"
        raise broken("load", rule, self.load)

    @property
    def all_busy_share(self) -> float:
        """Share of first calls that find all agents busy."""
        return float(self.shares[:, -1].sum())

    @property
    def blocked_share(self) -> float:
        """Share of all calls, repeated ones included, that find all agents busy."""
        repeated = np.arange(len(self.shares)) * self.handling / self.pause
        blocked = self.load * self.all_busy_share + float(repeated @ self.shares[:, -1])
        return blocked / (self.load + float(repeated @ self.shares.sum(axis=1))) if self.load else 0.0

    @property
    def answered_share(self) -> float:
        """Share of customers who are answered in the end."""
        return self.occupancy * self.agents / self.load if self.load else 1.0

    @property
    def orbit_mean(self) -> float:
        """Mean number of customers who will call again."""
        return float(np.arange(len(self.shares)) @ self.shares.sum(axis=1))

    @property
    def occupancy(self) -> float:
        """Share of their time that agents are busy."""
        return float(self.shares.sum(axis=0) @ np.arange(self.agents + 1)) / self.agents

    def _solved(self, orbit: int) -> Array:
        """Return the state shares if at most ``orbit`` customers are in orbit; rates are per handling time."""
        relative = np.empty((orbit + 1, self.agents + 1))
        from_above = np.zeros(self.agents + 1)
        for level in range(orbit, 0, -1):
            profile = self._profile(level, from_above)
            down = self._down_rates(level)
            relative[level] = profile * (self.load * self.redials / float(profile @ down))
            flows = relative[level] * down
            from_above = np.concatenate([[0.0], flows[:-1]])
            from_above[-1] += flows[-1]
        relative[0] = self._profile(0, from_above)
        with np.errstate(divide="ignore"):
            log_fullest = np.concatenate([[0.0], np.cumsum(np.log(relative[:-1, -1]))])
        shares = relative * np.exp(log_fullest - log_fullest.max())[:, None]
        return np.asarray(shares / shares.sum())

    def _down_rates(self, level: int) -> Array:
        """Return how fast the orbit loses a customer with 0, 1, ... agents busy: at the last, only who gives up."""
        rates = np.full(self.agents + 1, level * self.handling / self.pause)
        rates[-1] *= 1.0 - self.redials
        return rates

    def _profile(self, level: int, from_above: Array) -> Array:
        """
        Return the state shares of one level relative to its fullest state.

        Args:
            level: Customers in orbit.
            from_above: Inflow into each state from the level above, per share of the fullest state.
        """
        returning = level * self.handling / self.pause
        following, constant = [0.0] * self.agents, [0.0] * self.agents
        leaving, carried = returning, 0.0
        for busy in range(self.agents):
            if busy:
                leaving = returning + busy * leaving / (self.load + leaving)
            carried = (float(from_above[busy]) + self.load * carried) / (self.load + leaving)
            following[busy], constant[busy] = (busy + 1) / (self.load + leaving), carried
        profile = [1.0]
        for busy in range(self.agents - 1, -1, -1):
            profile.append(following[busy] * profile[-1] + constant[busy])
        return np.array(profile[::-1])
