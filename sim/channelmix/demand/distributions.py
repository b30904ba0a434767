"""
From uniform numbers to times: the inverse of each distribution of the scenario file.

The inverse keeps customers comparable: a customer with a long call has a long call under every
mean and every shape, and a mean that is 2 % longer makes every call 2 % longer. Inverses work
in place, on blocks that fit a core's cache.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from channelmix.engine.inputs import SECOND, Indices, Times
from channelmix.errors import InputError
from channelmix.scenario.distributions import Distribution

Numbers = NDArray[np.float64]

Rounding = Callable[[Numbers, float | Numbers, int], object]
"""Takes numbers, by what they are to be multiplied, and the longest time; overwrites them with whole microseconds."""

LONGEST = 100 * 366 * 86_400 * SECOND
"""No time is longer than a century, so that sums of times stay whole numbers of 64 bits."""


@dataclass(frozen=True)
class Durations:
    """
    A distribution made ready to turn uniform numbers into microseconds.

    Examples:
        >>> call = Durations.of(Distribution.model_validate({"mean": "5 min", "distribution": "exponential"}))
        >>> call.times(np.array([0.5])) / SECOND
        array([207.944154])
    """

    spread: "Spread | None"
    """Turns uniform numbers into numbers around 1, or into microseconds if there is no mean; None: always the mean."""
    mean: float
    """Microseconds; 1 if ``spread`` gives microseconds."""
    starts: tuple[int, ...] = ()
    """Seconds of the local day from which each of ``means`` holds, the first 0; () if one mean holds all day."""
    means: tuple[float, ...] = ()

    @classmethod
    def of(cls, distribution: Distribution) -> "Durations":
        """Return the distribution that a scenario file gives."""
        spread = _spread(distribution)
        steps = distribution.means()
        if not steps:
            return cls(spread, 1.0)
        means = tuple(mean * SECOND for _, mean in steps)
        if len(steps) == 1:
            return cls(spread, means[0])
        return cls(spread, means[0], tuple(start for start, _ in steps), means)

    @property
    def fixed(self) -> int | None:
        """The one time that it always is, if there is only one."""
        return round(self.mean) if self.spread is None and not self.means else None

    def means_at(self, second_of_day: Indices) -> Numbers:
        """Return the mean in microseconds that holds at each second of the local day."""
        place = np.searchsorted(self.starts, second_of_day, side="right") - 1
        return np.asarray(np.array(self.means)[place])

    def times(self, uniform: Numbers, mean: Numbers | None = None) -> Times:
        """
        Return the times that uniform numbers stand for.

        Args:
            uniform: Numbers strictly between 0 and 1, shape ``(n,)``; the times are written over them.
            mean: A mean for each in microseconds, shape ``(n,)``, in place of the distribution's own.

        Returns:
            Times in whole microseconds, shape ``(n,)``, from 0 to ``LONGEST``.
        """
        if self.spread is None:
            uniform.fill(1.0)
        else:
            self.spread(uniform)
        _round(uniform, self.mean if mean is None else mean, LONGEST)
        return uniform.view(np.int64)


def _round_in_numpy(numbers: Numbers, mean: float | Numbers, longest: int) -> None:
    numbers *= mean
    np.minimum(numbers, longest, out=numbers)
    np.rint(numbers, out=numbers)
    numbers.view(np.int64)[:] = numbers.astype(np.int64)


_round: Rounding = _round_in_numpy


def round_with(twin: Rounding) -> None:
    """From now on let a compiled twin make times of numbers, which must give the same to the last bit."""
    global _round  # as with ``streams.hash_with``
    _round = twin


Spread = Callable[[Numbers], object]
"""Overwrites uniform numbers with what they stand for."""


@dataclass(frozen=True)
class Exponential:
    """Mean 1."""

    def __call__(self, uniform: Numbers) -> None:
        """Overwrite uniform numbers."""
        np.subtract(1.0, uniform, out=uniform)
        np.log(uniform, out=uniform)
        np.negative(uniform, out=uniform)


@dataclass(frozen=True)
class Lognormal:
    """Mean 1 and a coefficient of variation."""

    cv: float

    def __call__(self, uniform: Numbers) -> None:
        """Overwrite uniform numbers."""
        from scipy.special import ndtri

        sigma = math.sqrt(math.log1p(self.cv * self.cv))
        ndtri(uniform, out=uniform)
        uniform *= sigma
        uniform -= sigma * sigma / 2
        np.exp(uniform, out=uniform)


@dataclass(frozen=True)
class Gamma:
    """Shape ``share / cv²`` and scale ``cv²``, so mean ``share``; two that share 1 add up to one of mean 1."""

    cv: float
    share: float = 1.0

    def __call__(self, uniform: Numbers) -> None:
        """Overwrite uniform numbers."""
        from scipy.special import gammaincinv

        squared = self.cv * self.cv
        gammaincinv(self.share / squared, uniform, out=uniform)
        uniform *= squared


@dataclass(frozen=True)
class Weibull:
    """Mean 1 and a coefficient of variation."""

    cv: float

    def __call__(self, uniform: Numbers) -> None:
        """Overwrite uniform numbers."""
        shape = _weibull_shape(self.cv)
        Exponential()(uniform)
        uniform **= 1 / shape
        uniform /= math.gamma(1 + 1 / shape)


@dataclass(frozen=True)
class Uniform:
    """Any time from ``low`` to ``high`` alike, microseconds."""

    low: float
    high: float

    def __call__(self, uniform: Numbers) -> None:
        """Overwrite uniform numbers."""
        uniform *= self.high - self.low
        uniform += self.low


@dataclass(frozen=True)
class Triangular:
    """From ``low`` to ``high``, most likely ``mode``, microseconds."""

    low: float
    mode: float
    high: float

    def __call__(self, uniform: Numbers) -> None:
        """Overwrite uniform numbers."""
        width, rise = self.high - self.low, self.mode - self.low
        area = uniform * width
        rising = self.low + np.sqrt(area * rise)
        falling = self.high - np.sqrt((width - area) * (width - rise))
        uniform[:] = np.where(area < rise, rising, falling)


@dataclass(frozen=True)
class Empirical:
    """Any of some measured times alike, microseconds in rising order."""

    times: tuple[float, ...]

    def __call__(self, uniform: Numbers) -> None:
        """Overwrite uniform numbers."""
        place = (uniform * len(self.times)).astype(np.int64)
        uniform[:] = np.array(self.times)[np.minimum(place, len(self.times) - 1)]


def _spread(distribution: Distribution) -> Spread | None:
    if distribution.distribution == "empirical":
        return _measured(distribution)
    cv = 1.0 if distribution.cv is None else distribution.cv
    low, mode, high = (
        0.0 if span is None else float(span.microseconds)
        for span in (distribution.low, distribution.mode, distribution.high)
    )
    spreads: dict[str, Spread | None] = {
        "exponential": Exponential(),
        "lognormal": Lognormal(cv),
        "gamma": Gamma(cv),
        "weibull": Weibull(cv),
        "uniform": Uniform(low, high),
        "triangular": Triangular(low, mode, high),
        "deterministic": None,
    }
    return spreads[distribution.distribution]


def _measured(distribution: Distribution) -> Empirical:
    if distribution.times is None:
        raise InputError(
            f"the times of an empirical distribution must be read first (got the file {distribution.file})"
        )
    return Empirical(tuple(sorted(seconds * SECOND for seconds in distribution.times)))


@lru_cache
def _weibull_shape(cv: float) -> float:
    """Return the shape whose coefficient of variation is ``cv``, by bisection on the logarithm of the shape."""
    low, high = math.log(0.05), math.log(1e4)
    for _ in range(80):
        middle = (low + high) / 2
        inverse = math.exp(-middle)
        squared = math.expm1(math.lgamma(1 + 2 * inverse) - 2 * math.lgamma(1 + inverse))
        low, high = (middle, high) if squared > cv * cv else (low, middle)
    return math.exp(low)


def whole_numbers(mean: float | Numbers, uniform: Numbers) -> Indices:
    """
    Return whole numbers next to ``mean``: the upper one for as many customers as its fraction says.

    Examples:
        >>> whole_numbers(1.2, np.array([0.1, 0.3]))
        array([2, 1])
    """
    whole = np.floor(mean)
    return np.asarray(whole + (uniform < mean - whole), np.int64)


def geometric(mean: float, uniform: Numbers) -> Indices:
    """
    Return whole numbers of 1 or more, geometrically distributed with a mean above 1.

    Examples:
        >>> geometric(3.0, np.array([0.1, 0.5, 0.9]))
        array([1, 2, 6])
    """
    numbers = np.ceil(np.log1p(-uniform) / math.log1p(-1 / mean)).astype(np.int64)
    return np.clip(numbers, 1, MOST_TURNS)


MOST_TURNS = (1 << 16) - 1
"""More turns than any conversation has; the numbers of a turn are named within this range."""
