"""
How long things last: the distributions of handling times and of patience that the formulas take.

A formula asks a distribution only two things, and each answers exactly: ``survival(t)``, the share
that lasts longer than t, and ``limited_mean(t)``, the mean of the duration cut off at t (the
integral of the survival function from 0 to t). Anything that answers both is a ``Duration``.
Times are arrays of any shape, in seconds; a distribution whose density or survival jumps names the
places in ``breaks``, so that integrals over it stay accurate.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from channelmix.queueing.checks import broken, require_positive, require_positive_share, require_time

Array = NDArray[np.float64]


class Duration(Protocol):
    """What a formula needs to know of a random time of 0 or more seconds."""

    @property
    def mean(self) -> float:
        """The mean, seconds."""

    @property
    def breaks(self) -> Sequence[float]:
        """Times at which the survival function or its slope jumps."""

    def survival(self, t: Array) -> Array:
        """Return the share that lasts longer than ``t``."""

    def limited_mean(self, t: Array) -> Array:
        """Return the mean of the smaller of the duration and ``t``."""


def never_leaving(patience: Duration) -> float:
    """
    Return the share of customers whose patience has no end.

    Examples:
        >>> never_leaving(Mixture(shares=(0.3, 0.7), parts=(Exponential(30.0), Never())))
        0.7
    """
    return float(patience.survival(np.array(math.inf)))


@dataclass(frozen=True)
class Never:
    """A time that does not end: customers who never hang up."""

    mean = math.inf
    breaks = ()

    def survival(self, t: Array) -> Array:
        """Return 1 everywhere."""
        return np.ones_like(t)

    def limited_mean(self, t: Array) -> Array:
        """Return ``t`` itself."""
        return t + 0.0


@dataclass(frozen=True)
class Exponential:
    """
    A time without memory.

    Examples:
        >>> float(Exponential(mean=60.0).survival(np.array(60.0)))
        0.36787944117144233
    """

    mean: float
    breaks = ()

    def __post_init__(self) -> None:
        require_positive("mean", self.mean)

    def survival(self, t: Array) -> Array:
        """Return the share that lasts longer than ``t``."""
        return np.exp(-t / self.mean)

    def limited_mean(self, t: Array) -> Array:
        """Return the mean of the smaller of the duration and ``t``."""
        return -self.mean * np.expm1(-t / self.mean)


@dataclass(frozen=True)
class Deterministic:
    """A time that is always the same."""

    mean: float

    def __post_init__(self) -> None:
        require_positive("mean", self.mean)

    @property
    def breaks(self) -> Sequence[float]:
        """The time itself."""
        return (self.mean,)

    def survival(self, t: Array) -> Array:
        """Return 1 before the time, 0 from it on."""
        return np.where(t < self.mean, 1.0, 0.0)

    def limited_mean(self, t: Array) -> Array:
        """Return the smaller of the time and ``t``."""
        return np.minimum(t, self.mean)


@dataclass(frozen=True)
class Uniform:
    """A time anywhere between ``low`` and ``high``, equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        require_time("low", self.low)
        if not self.low < self.high < math.inf:
            raise broken("high", f"must be above low = {self.low}, and finite", self.high)

    @property
    def mean(self) -> float:
        """The mean, seconds."""
        return (self.low + self.high) / 2.0

    @property
    def breaks(self) -> Sequence[float]:
        """Both ends."""
        return (self.low, self.high)

    def survival(self, t: Array) -> Array:
        """Return the share that lasts longer than ``t``."""
        return np.clip((self.high - t) / (self.high - self.low), 0.0, 1.0)

    def limited_mean(self, t: Array) -> Array:
        """Return the mean of the smaller of the duration and ``t``."""
        inside = np.clip(t, self.low, self.high) - self.low
        return np.minimum(t, self.low) + inside - inside**2 / (2.0 * (self.high - self.low))


@dataclass(frozen=True)
class Triangular:
    """
    A time from ``low`` to ``high``, most likely ``mode``.

    Examples:
        >>> times = Triangular(low=5.0, mode=7.0, high=10.0)
        >>> times.survival(np.array([6.0, 7.0, 9.0])).round(6), round(float(times.limited_mean(np.array(8.0))), 6)
        (array([0.9     , 0.6     , 0.066667]), 7.155556)
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        require_time("low", self.low)
        if not self.low <= self.mode <= self.high < math.inf or self.low == self.high:
            rule = f"must lie between low = {self.low} and a high that is larger and finite, {self.high}"
            raise broken("mode", rule, self.mode)

    @property
    def mean(self) -> float:
        """The mean, seconds."""
        return (self.low + self.mode + self.high) / 3.0

    @property
    def breaks(self) -> Sequence[float]:
        """Both ends and the likeliest time."""
        return (self.low, self.mode, self.high)

    def survival(self, t: Array) -> Array:
        """Return the share that lasts longer than ``t``."""
        rising, falling = self._parts(t)
        return np.where(t < self.mode, 1.0 - rising**2 * self._steepness(self.mode - self.low),
                        falling**2 * self._steepness(self.high - self.mode))  # fmt: skip

    def limited_mean(self, t: Array) -> Array:
        """Return the mean of the smaller of the duration and ``t``."""
        rising, falling = self._parts(t)
        fall = self.high - self.mode
        until_mode = np.minimum(t, self.mode) - rising**3 * self._steepness(self.mode - self.low) / 3.0
        return np.asarray(until_mode + (fall**3 - falling**3) * self._steepness(fall) / 3.0)

    def _parts(self, t: Array) -> tuple[Array, Array]:
        """Return how far ``t`` lies on the rising side from ``low``, and on the falling side from ``high``."""
        return np.clip(t, self.low, self.mode) - self.low, self.high - np.clip(t, self.mode, self.high)

    def _steepness(self, side: float) -> float:
        return 1.0 / ((self.high - self.low) * side) if side else 0.0


@dataclass(frozen=True)
class Gamma:
    """
    A gamma time; with cv = 1 / sqrt(k) it is the sum of k exponential stages (Erlang-k).

    Examples:
        >>> round(float(Gamma(mean=60.0, cv=0.5).survival(np.array(60.0))), 6)
        0.43347
    """

    mean: float
    cv: float
    breaks = ()

    def __post_init__(self) -> None:
        require_positive("mean", self.mean)
        require_positive("cv", self.cv)

    @cached_property
    def _shape(self) -> float:
        return self.cv**-2

    def survival(self, t: Array) -> Array:
        """Return the share that lasts longer than ``t``."""
        from scipy.special import gammaincc

        return np.asarray(gammaincc(self._shape, t * (self._shape / self.mean)))

    def limited_mean(self, t: Array) -> Array:
        """Return the mean of the smaller of the duration and ``t``."""
        from scipy.special import gammainc

        shorter = gammainc(self._shape + 1.0, t * (self._shape / self.mean))
        return np.asarray(self.mean * shorter + t * self.survival(t))


@dataclass(frozen=True)
class Lognormal:
    """
    A lognormal time, the usual shape of talk times.

    Examples:
        >>> round(float(Lognormal(mean=300.0, cv=1.2).limited_mean(np.array(300.0))), 2)
        191.03
    """

    mean: float
    cv: float
    breaks = ()

    def __post_init__(self) -> None:
        require_positive("mean", self.mean)
        require_positive("cv", self.cv)

    @cached_property
    def _sigma(self) -> float:
        return math.sqrt(math.log1p(self.cv**2))

    def _score(self, t: Array) -> Array:
        """Return how many standard deviations ``log t`` lies above its mean."""
        with np.errstate(divide="ignore"):
            return (np.log(t) - math.log(self.mean)) / self._sigma + self._sigma / 2.0

    def survival(self, t: Array) -> Array:
        """Return the share that lasts longer than ``t``."""
        from scipy.special import ndtr

        return np.asarray(ndtr(-self._score(t)))

    def limited_mean(self, t: Array) -> Array:
        """Return the mean of the smaller of the duration and ``t``."""
        from scipy.special import ndtr

        score = self._score(t)
        return np.asarray(self.mean * ndtr(score - self._sigma) + t * ndtr(-score))


@dataclass(frozen=True)
class Weibull:
    """A Weibull time: ``shape`` below 1 means that the hazard falls with time, above 1 that it rises."""

    mean: float
    shape: float
    breaks = ()

    @classmethod
    def with_cv(cls, mean: float, cv: float) -> "Weibull":
        """
        Return the Weibull time with a coefficient of variation.

        Examples:
            >>> round(Weibull.with_cv(60.0, cv=1.0).shape, 9)
            1.0
        """
        require_positive("cv", cv)
        low, high = math.log(0.05), math.log(1e4)
        for _ in range(80):
            middle = (low + high) / 2.0
            inverse = math.exp(-middle)
            squared = math.expm1(math.lgamma(1.0 + 2.0 * inverse) - 2.0 * math.lgamma(1.0 + inverse))
            low, high = (middle, high) if squared > cv * cv else (low, middle)
        return cls(mean, math.exp(low))

    def __post_init__(self) -> None:
        require_positive("mean", self.mean)
        require_positive("shape", self.shape)

    @cached_property
    def _scale(self) -> float:
        return self.mean / math.gamma(1.0 + 1.0 / self.shape)

    def survival(self, t: Array) -> Array:
        """Return the share that lasts longer than ``t``."""
        return np.exp(-((t / self._scale) ** self.shape))

    def limited_mean(self, t: Array) -> Array:
        """Return the mean of the smaller of the duration and ``t``."""
        from scipy.special import gammainc

        return np.asarray(self.mean * gammainc(1.0 / self.shape, (t / self._scale) ** self.shape))


@dataclass(frozen=True)
class Mixture:
    """
    Several kinds of customer: with chance ``shares[i]`` the time is ``parts[i]``.

    Two exponential parts make the hyperexponential distribution.

    Examples:
        >>> Mixture(shares=(0.3, 0.7), parts=(Exponential(30.0), Exponential(400.0))).mean
        289.0
    """

    shares: Sequence[float]
    parts: Sequence[Duration]

    def __post_init__(self) -> None:
        if len(self.shares) != len(self.parts) or not self.parts:
            raise broken("shares", f"must name one share for each of {len(self.parts)} parts", len(self.shares))
        for share in self.shares:
            require_positive_share("shares", share)
        if not math.isclose(math.fsum(self.shares), 1.0, rel_tol=1e-9):
            raise broken("shares", "must sum to 1", math.fsum(self.shares))

    @property
    def mean(self) -> float:
        """The mean, seconds."""
        return math.fsum(share * part.mean for share, part in zip(self.shares, self.parts, strict=True))

    @property
    def breaks(self) -> Sequence[float]:
        """The breaks of every part."""
        return tuple(sorted({place for part in self.parts for place in part.breaks}))

    def survival(self, t: Array) -> Array:
        """Return the share that lasts longer than ``t``."""
        pairs = zip(self.shares, self.parts, strict=True)
        return np.asarray(sum(share * part.survival(t) for share, part in pairs))

    def limited_mean(self, t: Array) -> Array:
        """Return the mean of the smaller of the duration and ``t``."""
        pairs = zip(self.shares, self.parts, strict=True)
        return np.asarray(sum(share * part.limited_mean(t) for share, part in pairs))
