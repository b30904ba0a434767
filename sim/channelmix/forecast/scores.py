"""
How good forecasts were: errors relative to volume and to naive forecasting, intervals by width and coverage.

All scores are plain functions of arrays. WAPE: summed absolute errors over summed contacts. MASE: mean absolute
error over that of repeating last week inside the history known at the time (R. Hyndman and A. Koehler, "Another
look at measures of forecast accuracy", International Journal of Forecasting 22, 2006). Pinball loss and interval
score: T. Gneiting and A. Raftery, "Strictly proper scoring rules, prediction, and estimation", JASA 102, 2007.
"""

import numpy as np
from numpy.typing import ArrayLike

from channelmix.forecast.series import Daily, Reals

LEVELS = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
"""Quantile levels that every method is asked for."""


def wape(actual: Reals, point: Reals) -> float:
    """
    Return the summed absolute errors over the summed contacts, a fraction; NaN without contacts.

    Examples:
        >>> wape(np.array([100.0, 50.0]), np.array([90.0, 55.0]))
        0.1
    """
    total = float(actual.sum())
    return float(np.abs(actual - point).sum()) / total if total > 0 else float("nan")


def naive_error(history: Daily) -> float:
    """Return the mean absolute difference of known days that lie a week apart; NaN if there are none."""
    values = np.where(history.known, history.values, np.nan)
    steps = np.abs(values[7:] - values[:-7])
    steps = steps[~np.isnan(steps)]
    return float(steps.mean()) if len(steps) and steps.any() else float("nan")


def pinball(actual: Reals, quantiles: Reals, levels: ArrayLike = LEVELS) -> Reals:
    """
    Return the pinball loss of each day, the mean over ``levels``, shape ``(days,)``.

    Args:
        actual: Contacts, shape ``(days,)``.
        quantiles: Forecast at each level, shape ``(levels, days)``.
        levels: Of the quantiles.
    """
    level = np.asarray(levels, np.float64)[:, None]
    miss = actual - quantiles
    return np.asarray(np.maximum(level * miss, (level - 1) * miss).mean(axis=0))


def interval_score(actual: Reals, low: Reals, high: Reals, coverage: float) -> Reals:
    """
    Return width plus penalty for misses of a central interval, shape ``(days,)``.

    Examples:
        >>> interval_score(np.array([5.0, 12.0]), np.array([4.0, 4.0]), np.array([10.0, 10.0]), coverage=0.8).round(6)
        array([ 6., 26.])
    """
    misses = np.maximum(low - actual, 0) + np.maximum(actual - high, 0)
    return np.asarray(high - low + 2 / (1 - coverage) * misses)
