"""
The offered wait: how long a contact that finds every agent busy would have to wait, had it endless patience.

While all agents are busy they finish ``departures`` contacts a second, whoever is next in line. Of
``arrivals`` a second those join the line whose patience outlasts the wait that they are offered, and so
the offered wait V has the density, up to a constant,

    exp(arrivals x H(t) - departures x t),      H(t) = mean of the smaller of patience and t.

Source: F. Baccelli and G. Hebuterne, "On queues with impatient customers" (1981); the calculus with this
density is that of S. Zeltyn and A. Mandelbaum, "Call centers with impatient customers: many-server
asymptotics of the M/M/n + G queue", Queueing Systems 51 (2005).

The exponent is concave, so the density has one peak. It is integrated by Gauss-Legendre panels that
halve themselves until halving changes nothing, relative to the peak and out to where e^-45 of it is
left: no overflow at any size, and means, shares and tails that keep their relative accuracy.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from channelmix.queueing.checks import broken
from channelmix.queueing.durations import Array, Duration

_NODES = 16
_DROP = 45.0
"""The density is followed until it has fallen to e^-45 of its peak."""
_DOUBLINGS: Array = np.ldexp(1.0, np.arange(200))
_TO_ZERO = 4.0 ** -np.arange(1, 21)
"""Panels shrink like this towards zero, where many survival functions are not smooth."""
_MOST_HALVINGS = 60


@lru_cache(maxsize=1)
def gauss_legendre() -> tuple[Array, Array]:
    """Return nodes and weights on the interval from 0 to 1."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return (nodes + 1.0) / 2.0, weights / 2.0


def crossing(falling: Callable[[Array], Array], low: float, high: float) -> float:
    """
    Return where a falling function changes from positive to 0 or less, to the last bits of ``high``.

    Examples:
        >>> round(crossing(lambda t: 2.0 - t**2, 0.0, 10.0), 12)
        1.414213562373
    """
    while high - low > 4.0 * np.finfo(float).eps * high:
        grid = np.linspace(low, high, 33)
        index = int(np.argmax(falling(grid[1:]) <= 0.0))
        if grid[index + 1] >= high and grid[index] <= low:
            break
        low, high = float(grid[index]), float(grid[index + 1])
    return high


@dataclass(frozen=True, kw_only=True)
class OfferedWait:
    """
    The distribution of the offered wait V of those who find all agents busy.

    Balkers hang up at once when they find all agents busy; ``stays`` counts them as gone at every time.

    Raises:
        ValueError: On first use, if contacts that never hang up arrive faster than agents can work.

    Examples:
        >>> from channelmix.queueing.durations import Never
        >>> line = OfferedWait(arrivals=0.5, departures=0.75, patience=Never())
        >>> round(line.mean(line.nodes), 9)
        4.0
    """

    arrivals: float
    departures: float
    patience: Duration
    balk: float = 0.0

    def stays(self, t: Array) -> Array:
        """Return the share that would still be waiting after ``t`` seconds, unanswered."""
        return (1.0 - self.balk) * self.patience.survival(t)

    def limited_mean(self, t: Array) -> Array:
        """Return the mean time that those spend in line who are offered a wait of ``t``."""
        return (1.0 - self.balk) * self.patience.limited_mean(t)

    def mean(self, values: Array) -> float:
        """Return the mean of a quantity given at ``nodes``, over those who find all agents busy."""
        return float((values * self._masses).sum() / self._total)

    def beyond(self, t: Array, value: Callable[[Array], Array]) -> Array:
        """Return, for each of the times ``t``, the mean of ``value(V)`` where V exceeds it, and 0 elsewhere."""
        per_panel = (value(self.nodes) * self._masses).sum(axis=1)
        later = np.concatenate([np.cumsum(per_panel[::-1])[::-1], [0.0]])
        start = np.clip(t, self._edges[0], self._edges[-1])
        panel = np.minimum(np.searchsorted(self._edges, start, side="right"), len(self._edges) - 1)
        nodes, masses = self._panels(start, self._edges[panel])
        return np.asarray(((value(nodes) * masses).sum(axis=-1) + later[panel]) / self._total)

    @property
    def longest(self) -> float:
        """A time that practically no offered wait exceeds."""
        return float(self._edges[-1])

    @cached_property
    def nodes(self) -> Array:
        """The times at which the density is known, shape (panels, 16)."""
        return self._panels(self._edges[:-1], self._edges[1:])[0]

    @cached_property
    def log_integral(self) -> float:
        """Logarithm of the integral of the unscaled density."""
        return self._peak + math.log(self._total)

    @cached_property
    def _masses(self) -> Array:
        return self._panels(self._edges[:-1], self._edges[1:])[1]

    @cached_property
    def _total(self) -> float:
        return float(self._masses.sum())

    @cached_property
    def _mode(self) -> float:
        """Where the density peaks: those who stay arrive as fast as agents work."""

        def surplus(t: Array) -> Array:
            return self.arrivals * self.stays(t) - self.departures

        if surplus(np.array(0.0)) <= 0.0:
            return self._zero_if_stable()
        high = min(self.patience.mean, 1e300)
        while surplus(np.array(high)) > 0.0:
            high *= 2.0
            if high > 1e300:
                raise self._unstable()
        return crossing(surplus, 0.0, high)

    def _zero_if_stable(self) -> float:
        if self._never_leaving >= self.departures:
            raise self._unstable()
        return 0.0

    @property
    def _never_leaving(self) -> float:
        """Contacts per second that wait for ever if need be."""
        return self.arrivals * float(self.stays(np.array(math.inf)))

    def _unstable(self) -> ValueError:
        rule = f"must be below the {self.departures} that agents can finish when nobody hangs up"
        return broken("contacts per second", rule, self._never_leaving)

    @property
    def _steepest(self) -> float:
        """By how much the exponent changes at most in a second."""
        return max(self.departures, self.arrivals)

    @cached_property
    def _peak(self) -> float:
        return float(self._exponent(np.array(self._mode)))

    def _exponent(self, t: Array) -> Array:
        return self.arrivals * self.limited_mean(t) - self.departures * t

    @cached_property
    def _span(self) -> tuple[float, float]:
        """Where the density has fallen to e^-45 of its peak, left (0 if it does not fall so far) and right."""
        distances = _DROP / self._steepest * _DOUBLINGS
        right = self._mode + distances[self._fallen(self._mode + distances)][0]
        left = np.maximum(self._mode - distances, 0.0)
        return float(left[self._fallen(left) | (left == 0.0)][0]), float(right)

    def _fallen(self, t: Array) -> NDArray[np.bool_]:
        with np.errstate(over="ignore"):
            return self._exponent(t) < self._peak - _DROP

    @cached_property
    def _edges(self) -> Array:
        """Ends of the panels: doubling away from the peak and from each break, then halved where needed."""
        left, right = self._span
        doublings = _DOUBLINGS / self._steepest
        steps = np.concatenate([[0.0], doublings[doublings < right - left]])
        corners = np.array([self._mode, left, right, *self.patience.breaks])[:, None]
        near_zero = _TO_ZERO / self._steepest
        edges = np.concatenate([(corners - steps).ravel(), (corners + steps).ravel(), near_zero])
        return self._halved(np.unique(edges[(edges >= left) & (edges <= right)]))

    def _halved(self, edges: Array) -> Array:
        """Return the edges of panels halved until halving changes no mass beyond rounding."""
        size = abs(self._peak) + self.departures * self._mode
        tolerance = 1e-14 + 4.0 * np.finfo(float).eps * size
        left, right, kept, total = edges[:-1], edges[1:], [edges], 0.0
        for _ in range(_MOST_HALVINGS):
            middle = (left + right) / 2.0
            whole, first, second = (
                self._panels(*ends)[1].sum(axis=1) for ends in ((left, right), (left, middle), (middle, right))
            )
            total = max(total, float((first + second).sum()))
            rough = np.abs(whole - first - second) > tolerance * total
            kept.append(middle)
            if not rough.any():
                break
            left, right = np.concatenate([left[rough], middle[rough]]), np.concatenate([middle[rough], right[rough]])
        return np.unique(np.concatenate(kept))

    def _panels(self, left: Array, right: Array) -> tuple[Array, Array]:
        """Return nodes and masses (relative to the peak) of panels, shape (panels, 16)."""
        places, weights = gauss_legendre()
        width = (right - left)[..., None]
        nodes = left[..., None] + width * places
        return nodes, np.exp(self._exponent(nodes) - self._peak) * (width * weights)
