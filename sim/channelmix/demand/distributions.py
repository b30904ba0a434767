"""
From uniform numbers to times: the inverse of each distribution of the scenario file.

The inverse keeps customers comparable: a customer with a long call has a long call under every
mean, and a mean that is 2 % longer makes every call 2 % longer.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from channelmix.engine.inputs import SECOND, Times
from channelmix.scenario.distributions import Distribution

Numbers = NDArray[np.float64]


def quantile(distribution: Distribution, uniform: Numbers, mean_s: float | Numbers | None = None) -> Times:
    """
    Return the times that uniform numbers stand for.

    Args:
        distribution: As the scenario file gives it.
        uniform: Numbers strictly between 0 and 1, shape ``(n,)``.
        mean_s: Mean in seconds, one or shape ``(n,)``, in place of the distribution's own.

    Returns:
        Times in whole microseconds, shape ``(n,)``, 0 or more.

    Examples:
        >>> from channelmix.scenario.distributions import Distribution
        >>> call = Distribution.model_validate({"mean": "5 min", "distribution": "exponential"})
        >>> quantile(call, np.array([0.5])) / SECOND
        array([207.944154])
    """
    if distribution.distribution in ("uniform", "triangular"):
        seconds = _bounded(distribution, uniform)
    else:
        mean = mean_s if mean_s is not None else distribution.means()[0][1]
        seconds = _around_one(distribution, uniform) * mean
    seconds *= SECOND
    return np.rint(seconds, out=seconds).astype(np.int64)


def _around_one(distribution: Distribution, uniform: Numbers) -> Numbers:
    """Return numbers with mean 1 of the distribution's shape."""
    cv = distribution.cv or 1.0
    match distribution.distribution:
        case "exponential":
            return -np.log(uniform)
        case "lognormal":
            return _lognormal(uniform, cv)
        case "gamma":
            return gamma(uniform, cv)
        case "weibull":
            shape = _weibull_shape(cv)
            return (-np.log(uniform)) ** (1 / shape) / math.gamma(1 + 1 / shape)
        case _:
            return np.ones_like(uniform)


def _lognormal(uniform: Numbers, cv: float) -> Numbers:
    from scipy.special import ndtri

    sigma = math.sqrt(math.log1p(cv * cv))
    numbers: Numbers = np.asarray(ndtri(uniform), np.float64)
    numbers *= sigma
    numbers -= sigma * sigma / 2
    return np.exp(numbers, out=numbers)


def gamma(uniform: Numbers, cv: float, share: float = 1.0) -> Numbers:
    """
    Return gamma numbers with shape ``share / cv²`` and scale ``cv²``, so with mean ``share``.

    Examples:
        >>> gamma(np.array([0.5]), cv=1.0).round(6)
        array([0.693147])
    """
    from scipy.special import gammaincinv

    numbers: Numbers = gammaincinv(share / (cv * cv), uniform) * (cv * cv)
    return numbers


@lru_cache
def _weibull_shape(cv: float) -> float:
    """Return the shape whose coefficient of variation is ``cv``, by bisection on the logarithm of the shape."""
    low, high = math.log(0.05), math.log(1000.0)
    for _ in range(80):
        middle = (low + high) / 2
        inverse = math.exp(-middle)
        squared = math.expm1(math.lgamma(1 + 2 * inverse) - 2 * math.lgamma(1 + inverse))
        low, high = (middle, high) if squared > cv * cv else (low, middle)
    return math.exp(low)


def _bounded(distribution: Distribution, uniform: Numbers) -> Numbers:
    assert distribution.low is not None
    assert distribution.high is not None
    low, high = distribution.low.seconds, distribution.high.seconds
    if distribution.mode is None:
        return low + (high - low) * uniform
    mode, width = distribution.mode.seconds, high - low
    rising = low + np.sqrt(uniform * width * (mode - low))
    falling = high - np.sqrt((1 - uniform) * width * (high - mode))
    return np.where(uniform * width < mode - low, rising, falling)


def turn_counts(mean: float, uniform: Numbers, *, fixed: bool) -> NDArray[np.int64]:
    """
    Return numbers of turns, 1 or more: always ``mean``, or geometric with that mean.

    Examples:
        >>> turn_counts(3.0, np.array([0.9, 0.5, 0.1]), fixed=False)
        array([1, 2, 6])
    """
    if fixed or mean == 1.0:
        return np.full(len(uniform), round(mean), np.int64)
    turns = np.ceil(np.log(uniform) / math.log1p(-1 / mean)).astype(np.int64)
    return np.clip(turns, 1, MOST_TURNS)


MOST_TURNS = 4095
"""More turns than any conversation has; the numbers of a turn are named within this range."""
