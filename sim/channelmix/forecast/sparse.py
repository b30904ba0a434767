"""
Series on which days without a contact are common: means where medians would be zero.

Logarithms serve such series badly, so three things differ. The forecast is the mean of what may come, put right by
one factor so that the sum over the last year is met. Errors are kept as lopsided as they are. And the expected
contacts of a day vary about that mean only by what the counts scatter beyond counting.
"""

import numpy as np

from channelmix.forecast.logscale import LogScale
from channelmix.forecast.series import Reals

_LEVEL_DOUBT = 0.01
"""Variance of the logarithm of the level, an estimate of ours: 10 % either way."""
_MOST = 20.0
"""A factor further from 1 than this would mean that nothing was learned."""


def mean_of(scale: LogScale, logs: Reals, sizes: Reals, errors: Reals) -> Reals:
    """
    Return the mean of what may come on each day.

    Args:
        scale: Between contacts and logarithms.
        logs: Forecast, shape ``(days,)``.
        sizes: Usual error of each day.
        errors: Standardised errors that are equally likely.
    """
    return np.asarray(scale.values(logs + sizes * errors[:, None]).mean(axis=0))


def factor_to_meet(actual: Reals, mean: Reals) -> float:
    """Return what the means must be multiplied by to add up to what came."""
    total = float(mean.sum())
    return float(np.clip(float(actual.sum()) / total, 1 / _MOST, _MOST)) if total > 0 else 1.0


def expected(scale: LogScale, mean: Reals, normal: Reals) -> Reals:
    """
    Return drawn expected contacts of each day, the scatter of counting left out, shape as ``normal``.

    Args:
        scale: Its offset is half the variance of a count per contact, in units.
        mean: Mean of each day.
        normal: Standard normal numbers of paths, shape ``(draws, days)``.
    """
    dispersion = 2 * scale.offset * scale.unit
    excess = max(dispersion - 1.0, 0.0) / np.maximum(mean, 1e-9)
    spread = np.sqrt(np.log1p(excess + _LEVEL_DOUBT))
    return np.asarray(mean * np.exp(spread * normal - spread**2 / 2))
