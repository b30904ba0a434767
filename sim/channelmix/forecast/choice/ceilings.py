"""
How far adoption can go: reach x willingness x supply, each with its doubt, never fitted freely.

A ceiling that is fitted to the points hugs the last of them (Van den Bulte and Lilien, "Bias and systematic
change in the parameter estimates of macro-level diffusion models", Marketing Science 1997), so here it has a
beta prior: who can be reached at all, who of those would ever use the channel for service, and how
much of the service is offered there. Wishes put a bound on willingness and are not use: 54 % of Germans were
open to service by WhatsApp in 2017, when 70 % used it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from channelmix.errors import DataError
from channelmix.forecast.choice.composition import Reals

_NODES = np.linspace(-6.0, 6.0, 481)


@dataclass(frozen=True)
class Uncertain:
    """
    A share that is not known for certain: a beta distribution.

    Examples:
        >>> Uncertain(0.8, 0.1).alpha, Uncertain(0.8, 0.1).beta
        (12.0, 3.0)
    """

    mean: float
    """Between 0 and 1."""
    deviation: float
    """Standard deviation, above 0 and below that of a coin with this mean."""
    source: str = "estimate of ours"

    def __post_init__(self) -> None:
        if not 0 < self.mean < 1:
            raise DataError(f"a share must have a mean between 0 and 1 (got {self.mean:g})")
        most = math.sqrt(self.mean * (1 - self.mean))
        if not 0 < self.deviation < most:
            raise DataError(
                f"a share of mean {self.mean:g} must have a deviation above 0 and below {most:.3f} "
                f"(got {self.deviation:g})"
            )

    @property
    def weight(self) -> float:
        """How many people this knowledge is worth."""
        return self.mean * (1 - self.mean) / self.deviation**2 - 1

    @property
    def alpha(self) -> float:
        """First parameter of the beta distribution."""
        return round(self.mean * self.weight, 9)

    @property
    def beta(self) -> float:
        """Second parameter of the beta distribution."""
        return round((1 - self.mean) * self.weight, 9)

    def learns(self, share: float, people: float, source: str) -> "Uncertain":
        """Return the share after ``people`` more were seen, a ``share`` of them with a yes."""
        alpha, beta = self.alpha + share * people, self.beta + (1 - share) * people
        total = alpha + beta
        return Uncertain(alpha / total, math.sqrt(alpha * beta / (total + 1)) / total, source)

    def quantiles(self, levels: Iterable[float]) -> Reals:
        """Return quantiles of the share."""
        from scipy.special import betaincinv

        return np.asarray(betaincinv(self.alpha, self.beta, np.asarray(list(levels), np.float64)))

    def of_normal(self, normal: Reals) -> Reals:
        """Return the share at which a standard normal number has the same rank, so that normal numbers draw it."""
        return np.asarray(np.interp(normal, _NODES, _table(self.alpha, self.beta)))


@lru_cache(maxsize=256)
def _table(alpha: float, beta: float) -> Reals:
    from scipy.special import betaincinv, ndtr

    return np.asarray(np.clip(betaincinv(alpha, beta, ndtr(_NODES)), 1e-9, 1 - 1e-9))


_REACH = {
    "NL": Uncertain(
        0.88, 0.05, "estimate of ours from 12.5 to 13.7 million users of 15 and older, Newcom 2022 to 2025"
    ),
    "DE": Uncertain(0.82, 0.06, "88 % use messengers, 93 % of them WhatsApp, Bundesnetzagentur 2021"),
}
_REACH_AT_AGE = {
    14: Uncertain(0.93, 0.03, "91 % daily at 14 to 29, ARD/ZDF-Onlinestudie 2021"),
    30: Uncertain(0.88, 0.05, "83 % daily at 30 to 49, ARD/ZDF-Onlinestudie 2021"),
    50: Uncertain(0.72, 0.08, "61 % daily at 50 to 69, ARD/ZDF-Onlinestudie 2021"),
    70: Uncertain(0.52, 0.11, "39 % daily at 70 and older, ARD/ZDF-Onlinestudie 2021"),
}
ANY_REACH = Uncertain(0.80, 0.10)
WILLINGNESS = Uncertain(0.78, 0.14, "estimate of ours from the 54 of 70 % in Germany who were open to it, YouGov 2017")
SUPPLY = Uncertain(0.95, 0.04)


@dataclass(frozen=True)
class Ceiling:
    """
    The largest share of a population that will use a channel.

    Examples:
        >>> ceiling = Ceiling.of("NL")
        >>> round(ceiling.product.mean, 2), round(ceiling.product.deviation, 2)
        (0.65, 0.13)
    """

    reach: Uncertain = ANY_REACH
    """Of the population, those who can be reached by the channel at all."""
    willingness: Uncertain = WILLINGNESS
    """Of those reached, the ones who will ever use it for service."""
    supply: Uncertain = SUPPLY
    """Of the service they need, what is offered there."""
    notes: tuple[str, ...] = field(default=())

    @staticmethod
    def of(country: str = "", age: str = "") -> "Ceiling":
        """
        Return the ceiling of a segment before any survey of it is seen.

        Args:
            country: Two letters, such as "NL"; elsewhere a wider prior holds.
            age: A band such as "50-69" or "70+"; "" for all ages.

        Raises:
            DataError: If the age is no band.
        """
        if age:
            return Ceiling(reach=_REACH_AT_AGE[_band(age)])
        return Ceiling(reach=_REACH.get(country.upper(), ANY_REACH))

    @property
    def product(self) -> Uncertain:
        """The ceiling itself: a beta distribution with the mean and deviation of the product."""
        parts = (self.reach, self.willingness, self.supply)
        mean = math.prod(part.mean for part in parts)
        square = math.prod(part.mean**2 + part.deviation**2 for part in parts)
        return Uncertain(mean, math.sqrt(square - mean**2), "reach x willingness x supply")


def _band(age: str) -> int:
    low = age.replace("+", "-").partition("-")[0].strip()
    if not low.isdigit():
        raise DataError(f"age must be a band such as 50-69 or 70+ (got {age!r})")
    return max((start for start in _REACH_AT_AGE if start <= int(low)), default=min(_REACH_AT_AGE))
