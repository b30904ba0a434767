"""
Adoption curves: which part of its ceiling a channel has reached at a time.

Four families, because the points at hand never tell them apart (Meade and Islam, "Forecasting the diffusion of
innovations", in Principles of Forecasting 2001): logistic, Gompertz, Bass, and a log-odds trend that
dies out. Each takes standard normal numbers and turns them into parameters by its prior, so that a
draw from the prior is a draw of normal numbers and nothing else has to know the priors.

Rates lean on the average of 213 fits of the Bass model, p = 0.03 and q = 0.38 a year (Sultan, Farley and Lehmann,
"A meta-analysis of applications of diffusion models", Journal of Marketing Research 1990), raised by a fifth
because later innovations spread faster (Van den Bulte, "New product diffusion acceleration", Marketing Science
2000). How far they spread about it, and the level at the first survey, are estimates of ours.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from channelmix.forecast.choice.composition import Reals

_GROWTH = 0.5
"""Growth of log-odds a year early in a Bass curve, p + q: 0.41, raised by a fifth."""
_SPREAD = 0.5
"""Standard deviation of the logarithm of a rate."""


@dataclass(frozen=True)
class Curve:
    """A family of adoption curves."""

    name: str
    parameters: tuple[str, ...]
    """Names of the parameters, each drawn from one standard normal number."""
    values: Callable[[Reals], Reals]
    """Parameters of normal numbers, shape ``(draws, parameters)`` both."""
    reached: Callable[[Reals, Reals], Reals]
    """Part of the ceiling, 0 to 1: parameters ``(draws, parameters)``, years since the first survey ``(times,)``."""


def _rising(normals: Reals) -> Reals:
    level = -1.5 + 1.5 * normals[:, 0]
    return np.stack([level, _GROWTH * np.exp(_SPREAD * normals[:, 1])], axis=1)


def _logistic(values: Reals, years: Reals) -> Reals:
    return _odds(values[:, :1] + values[:, 1:2] * years)


def _gompertz_values(normals: Reals) -> Reals:
    level = -0.6 + 0.75 * normals[:, 0]
    return np.stack([level, 0.33 * np.exp(_SPREAD * normals[:, 1])], axis=1)


def _gompertz(values: Reals, years: Reals) -> Reals:
    return np.asarray(np.exp(-np.exp(-np.clip(values[:, :1] + values[:, 1:2] * years, -6.5, 700))))


def _bass_values(normals: Reals) -> Reals:
    centre, spread = np.log([0.03, _GROWTH - 0.03, 2.0]), np.array([0.7, _SPREAD, 0.7])
    return np.asarray(np.exp(centre + spread * normals))


def _bass(values: Reals, years: Reals) -> Reals:
    p, q, age = values[:, :1], values[:, 1:2], values[:, 2:3]
    gone = np.exp(-(p + q) * np.clip(years + age, 0, 200))
    return np.asarray((1 - gone) / (1 + q / p * gone))


def _damped_values(normals: Reals) -> Reals:
    level, growth = -1.5 + 1.5 * normals[:, 0], _GROWTH + 0.4 * normals[:, 1]
    return np.stack([level, growth, np.log(2) / 5 * np.exp(-0.6 * normals[:, 2])], axis=1)


def _damped(values: Reals, years: Reals) -> Reals:
    level, growth, fading = values[:, :1], values[:, 1:2], values[:, 2:3]
    gone = np.where(years > 0, (1 - np.exp(-fading * np.maximum(years, 0))) / fading, years)
    return _odds(level + growth * gone)


def _odds(log_odds: Reals) -> Reals:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -700, 700))))


CURVES = {
    curve.name: curve
    for curve in (
        Curve("logistic", ("level", "growth"), _rising, _logistic),
        Curve("gompertz", ("level", "growth"), _gompertz_values, _gompertz),
        Curve("bass", ("innovation", "imitation", "age"), _bass_values, _bass),
        Curve("damped", ("level", "growth", "fading"), _damped_values, _damped),
    )
}
"""The families by name."""
