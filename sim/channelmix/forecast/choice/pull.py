"""
Own history, pulled by adoption curves.

Shares start where they stand and drift on in log-ratios; as the drift fades, the movement of the curves takes its
place. How far an operation follows its country is not known (its customers, its channel, its promises are
its own), so each future follows by a factor of its own: a beta distribution about one half. Levels are never
pulled together: a survey counts people in a year, an operation counts contacts.
"""

from collections.abc import Callable, Mapping

import numpy as np

from channelmix.forecast.choice.composition import MARGIN, Reals, basis, from_log_ratios
from channelmix.forecast.choice.times import generator
from channelmix.forecast.choice.trend import Trend

FOLLOWING = (2.0, 2.0)
"""Parameters of the beta distribution of how far an operation follows the curve. Estimate of ours."""

Curve = Callable[[Reals, int, int], Reals]
"""Shares of a population: years, draws, seed -> shape ``(draws, years)``."""

_KNOTS_A_YEAR = 12


def with_curves(trend: Trend, pull: Mapping[int, Curve], years: Reals, draws: int, seed: int, name: str) -> Reals:
    """
    Return drawn shares, shape ``(draws, times, channels)``.

    Args:
        trend: The operation's own shares.
        pull: Curves by the number of the channel they move.
        years: Times in any order.
        draws: How many futures.
        seed: Equal seeds give equal futures.
        name: Of the stream of chance.
    """
    rng = generator(seed, name)
    following = rng.beta(*FOLLOWING, size=(draws, max(len(pull), 1)))
    ratios, cells = trend.log_ratios(years, draws, rng)
    contrasts = basis(trend.channels)
    for number, (channel, curve) in enumerate(sorted(pull.items())):
        moved = _taken_over(curve, trend.origin, years, fading=trend.fading[cells], draws=draws, seed=seed)
        ratios += (following[:, number, None] * moved)[:, :, None] * contrasts[channel]
    return from_log_ratios(ratios)


def _taken_over(curve: Curve, origin: float, years: Reals, *, fading: Reals, draws: int, seed: int) -> Reals:
    """Return what the log-odds of the curve move after ``origin``, less and less of it hidden by the own drift."""
    ahead = np.clip(years - origin, 0, None)
    steps = int(np.ceil(ahead.max(initial=0.0) * _KNOTS_A_YEAR)) + 1
    knots = np.arange(steps + 1) / _KNOTS_A_YEAR
    shares = (1 - MARGIN) * curve(origin + knots, draws, seed) + MARGIN / 2
    log_odds = np.log(shares / (1 - shares))
    middle = (knots[1:] + knots[:-1]) / 2
    gained = np.diff(log_odds, axis=1) * (1 - np.exp(-fading[:, None] * middle))
    total = np.concatenate([np.zeros((draws, 1)), np.cumsum(gained, axis=1)], axis=1)
    at = ahead * _KNOTS_A_YEAR
    low = np.minimum(at.astype(np.int64), steps - 1)
    return np.asarray(total[:, low] * (1 - (at - low)) + total[:, low + 1] * (at - low))
