"""
M/D/n: every contact takes exactly the same time.

Source: C. D. Crommelin, "Delay probability formulae when the holding times are constant" (Post Office Electrical
Engineers Journal, 1932). Served in turn, contact j + n follows contact j on the same agent, so the wait is the
highest point of a random walk with steps (handling time - gap of n arrivals), and F. Spitzer's identity (1956) gives

    P(no wait) = exp(-sum of P(k) / k),     mean wait / handling = sum of E(k) / k,     k = 1, 2, ...

with P(k) the chance that k n or more contacts come in k handling times, and E(k) the mean time by which the last of
them is early. With x = load / n, both are the chance of exactly k n contacts times an integral of positive things,

    k n x integral over u >= 0 of w(u) exp(k n (x (1 - e^-u) - u)),     w = 1 for P(k),  k (1 - e^-u) for E(k).

The first 64 terms are added and the rest integrated (midpoint rule with three corrections), so heavy traffic costs
no more than light. Relative errors stay below 1e-10 from 1 to 100,000 agents. Patience is infinite.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from channelmix.queueing.checks import broken, require_count, require_load, require_positive
from channelmix.queueing.durations import Array
from channelmix.queueing.offered_wait import gauss_legendre

_SUMMED = 64
_NEGLIGIBLE = 45.0
"""Terms are followed until they have fallen to e^-45."""
_CORRECTIONS = (1 / 24, -17 / 5760, 367 / 967680)
"""Of the midpoint rule, in central differences of order 1, 3 and 5."""


@dataclass(frozen=True, kw_only=True)
class DeterministicHandling:
    """
    Steady state of M/D/n.

    Attributes:
        load: Offered load in erlangs, below ``agents``.
        agents: Number of agents, 1 or more.
        handling: Handling time of every contact, seconds.

    Raises:
        ValueError: If an argument is out of range, or ``load`` is not below ``agents``.

    Examples:
        >>> line = DeterministicHandling(load=4.5, agents=5, handling=1.0)
        >>> round(line.delayed_share, 9), round(line.wait_mean_s, 9)
        (0.747828546, 0.776695158)
    """

    load: float
    agents: int
    handling: float

    def __post_init__(self) -> None:
        require_load(self.load)
        require_count("agents", self.agents, at_least=1)
        require_positive("handling", self.handling)
        if self.load >= self.agents:
            raise broken("load", f"must be below agents = {self.agents}, or the line grows without end", self.load)

    @cached_property
    def delayed_share(self) -> float:
        """Share of contacts that wait at all."""
        return -math.expm1(-self._sums[0])

    @property
    def wait_mean_s(self) -> float:
        """Mean wait of all contacts."""
        return self.handling * self._sums[1]

    @property
    def mean_queue(self) -> float:
        """Mean number of contacts in line (Little's law)."""
        return self.load * self._sums[1]

    @property
    def occupancy(self) -> float:
        """Share of their time that agents are busy."""
        return self.load / self.agents

    @property
    def _decay(self) -> float:
        """How much smaller, in powers of e, each term is than the one before."""
        idle = 1.0 - self.occupancy
        if idle > 0.01:
            return -math.log(self.occupancy) - idle
        return math.fsum(idle**power / power for power in range(2, 12))

    @cached_property
    def _sums(self) -> tuple[float, float]:
        """The sums of P(k) / k and of E(k) / k."""
        if self.load == 0.0:
            return 0.0, 0.0
        added = self._terms(np.arange(1.0, _SUMMED + 4))
        total = added[:, :_SUMMED].sum(axis=1)
        steps = self.agents * self._decay
        if steps * _SUMMED < _NEGLIGIBLE:
            for index, weight in enumerate(_CORRECTIONS):
                around = added[:, _SUMMED - 1 - index : _SUMMED + 1 + index]
                total += weight * np.diff(around, n=2 * index + 1, axis=1)[:, 0]
            total += self._integral_from(_SUMMED + 0.5, _NEGLIGIBLE / steps + _SUMMED)
        return float(total[0]), float(total[1])

    def _integral_from(self, start: float, end: float) -> Array:
        """Return the integral of both terms over k, on a logarithmic scale."""
        places, weights = gauss_legendre()
        length = math.log(end / start)
        panels = math.ceil(2.0 * length)
        k = start * np.exp((np.arange(panels)[:, None] + places).ravel() * (length / panels))
        return np.asarray(self._terms(k) @ (k * np.tile(weights, panels) * (length / panels)))

    def _terms(self, k: Array) -> Array:
        """Return P(k) / k and E(k) / k, shape ``(2, len(k))``."""
        stages = k * self.agents
        chance = np.exp(-self._decay * stages - 0.5 * np.log(2.0 * math.pi * stages) - _stirling_error(stages))
        times, weights = _spread_over(self._reach(stages))
        coming = -np.expm1(-times)
        density = weights * np.exp(stages[:, None] * (self.occupancy * coming - times))
        shares = chance * stages * density.sum(axis=1)
        early = chance * stages * (coming * density).sum(axis=1)
        return np.stack([shares / k, early])

    def _reach(self, stages: Array) -> Array:
        """Return where the integrand has fallen to e^-45."""
        curved = _NEGLIGIBLE / (stages * self.occupancy)
        straight = _NEGLIGIBLE / (stages * (1.0 - self.occupancy))
        return np.minimum(straight, curved / 3.0 + np.sqrt(curved**2 / 9.0 + 2.0 * curved))


def _spread_over(reach: Array) -> tuple[Array, Array]:
    """Return times and weights of eight Gauss-Legendre panels from 0 to each ``reach``, shape ``(k, 128)``."""
    places, weights = gauss_legendre()
    unit = (np.arange(8)[:, None] + places).ravel() / 8.0
    return reach[:, None] * unit, reach[:, None] * np.tile(weights, 8) / 8.0


def _stirling_error(n: Array) -> Array:
    """Return log n! less Stirling's formula, for ``n`` of 1 or more, whole or not."""
    from scipy.special import gammaln

    small = np.minimum(n, 16.0)
    exact = gammaln(small + 1.0) - (small + 0.5) * np.log(small) + small - 0.5 * math.log(2.0 * math.pi)
    series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * n**2)) / n**2) / n**2) / n
    return np.asarray(np.where(n < 16.0, exact, series))
