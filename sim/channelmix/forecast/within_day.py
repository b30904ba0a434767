"""
How single days stray from their profile: how far, and for how long at a time.

Log deviations of intervals from the day's profile are normal, alike everywhere, and related as ``exp(-minutes /
memory)``; the day's total is left alone, so part of any common deviation cancels. Spread and memory are fitted by
moments: the variance of intervals about profile times total beyond that of counting, and the same for neighbours.
"""

from dataclasses import dataclass

import numpy as np

from channelmix.forecast.series import MINUTES_OF_DAY, Reals

_LEAST_COUNT = 1.0
"""Contacts that an interval must expect to teach anything about straying."""
_MEMORIES = np.geomspace(5.0, 3000.0, 60)


@dataclass(frozen=True)
class WithinDay:
    """
    How far and how long days stray.

    Attributes:
        spread: Standard deviation of an interval's log deviation.
        memory_minutes: Time over which the relation of two deviations falls to 1/e.
    """

    spread: float
    memory_minutes: float

    def factors(self, normal: Reals, minutes: int) -> Reals:
        """
        Return what multiplies the profile's intervals, before the day's total is restored.

        Args:
            normal: Independent standard normal numbers, shape ``(n, intervals)``.
            minutes: Length of an interval.
        """
        relation = float(np.exp(-minutes / self.memory_minutes))
        related = normal.copy()
        for step in range(1, related.shape[1]):
            related[:, step] *= np.sqrt(1 - relation**2)
            related[:, step] += relation * related[:, step - 1]
        return np.asarray(np.exp(self.spread * related))


BANK = WithinDay(0.067, 426.0)
"""Where a history has days only. Estimated by us from the half-hours of a North American bank, 164 days of 2003: J.
Weinberg, L. Brown and J. Stroud, "Bayesian forecasting of an inhomogeneous Poisson process with applications to call
center data", JASA 102, 2007."""


def estimated(values: Reals, profiles: Reals, minutes: int) -> WithinDay:
    """
    Return how the days of a history strayed.

    Args:
        values: Contacts, shape ``(days, intervals)``, all known.
        profiles: Profile of each day, the same shape.
        minutes: Length of an interval.
    """
    expected = values.sum(axis=1, keepdims=True) * profiles
    use = expected >= _LEAST_COUNT
    rest = np.where(use, values - expected, 0.0)
    means = np.where(use, expected, 0.0)
    counting = means * (1 - profiles)
    variance = _ratio(float((rest**2 - counting).sum()), float((means**2).sum()))
    if variance <= 0:
        return WithinDay(0.0, float(MINUTES_OF_DAY))
    together = rest[:, 1:] * rest[:, :-1] + means[:, 1:] * profiles[:, :-1]
    neighbours = _ratio(
        float((together * (use[:, 1:] & use[:, :-1])).sum()), float((means[:, 1:] * means[:, :-1]).sum())
    )
    shape = means.sum(axis=0) / max(float(means.sum()), 1e-300)
    candidates = [_projected(shape, minutes, memory) for memory in _MEMORIES]
    place = int(np.argmin([abs(beside / own - neighbours / variance) for own, beside in candidates]))
    return WithinDay(float(np.sqrt(variance / candidates[place][0])), float(_MEMORIES[place]))


def _projected(shape: Reals, minutes: int, memory: float) -> tuple[float, float]:
    """Return mean variance and neighbours' covariance, weighted as above, of unit deviations with the total kept."""
    apart = np.abs(np.subtract.outer(np.arange(len(shape)), np.arange(len(shape)))) * minutes
    relation = np.exp(-apart / memory)
    keep = np.eye(len(shape)) - shape[None, :]
    left = keep @ relation @ keep.T
    own = float(shape**2 @ np.diag(left)) / float((shape**2).sum())
    beside = shape[1:] * shape[:-1]
    return own, float(beside @ np.diag(left, 1)) / max(float(beside.sum()), 1e-300)


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else 0.0
