"""
What forecasts of shares are worth: the last points left out, always beside persistence.

For each series and each number of steps the trend is fitted to all points but the last so many, and its forecast of
the last point is held against it. Persistence says that shares stay as they are; a forecast that does
not beat it is no forecast. Intervals are judged over all series together: on one, chance moves coverage far more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.errors import DataError
from channelmix.forecast.choice.composition import Reals
from channelmix.forecast.choice.trend import Trend

LEFT_OUT = (4, 8)
LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)
LEAST_POINTS = 3
"""Points that must be left for a fit."""


@dataclass(frozen=True, eq=False)
class Series:
    """
    The share of one channel over time.

    Attributes:
        years: Increasing times, shape ``(n,)``.
        share: 0 to 1, shape ``(n,)``.
        counts: All contacts behind each share; absent where they are not known.
    """

    years: Reals
    share: Reals
    counts: Reals | None = None

    def __post_init__(self) -> None:
        if self.years.shape != self.share.shape or not len(self.years):
            raise DataError(f"a series needs a time for each share (got {self.years.shape}, {self.share.shape})")
        if not (np.diff(self.years) > 0).all():
            raise DataError("times of a series must increase, each once")
        if not ((self.share >= 0) & (self.share <= 1)).all():
            worst = self.share[~((self.share >= 0) & (self.share <= 1))][0]
            raise DataError(f"shares must be 0 to 1 (got {worst:g})")


@dataclass(frozen=True)
class Case:
    """One point that was left out."""

    series: str
    left_out: int
    actual: float
    last: float
    """The last share that was known: persistence."""
    quantiles: tuple[float, ...]
    """Of the forecast, at ``LEVELS``."""


@dataclass(frozen=True)
class Score:
    """What a method is worth when so many points are left out; errors in points of share."""

    method: str
    left_out: int
    series: int
    error: float
    """Mean absolute error."""
    covered_80: float | None = None
    covered_95: float | None = None
    interval_score_80: float | None = None


def leave_out(series: Mapping[str, Series], left_out: Sequence[int] = LEFT_OUT) -> tuple[Case, ...]:
    """
    Return the forecast of the last point of each series, as of ``left_out`` points before it.

    Args:
        series: Shares by name; those too short for a number of points are skipped there.
        left_out: How many points are not shown to the fit.
    """
    cases = []
    for name, one in series.items():
        for steps in left_out:
            shown = len(one.years) - steps
            if shown >= LEAST_POINTS:
                cases.append(_case(name, one, shown))
    return tuple(cases)


def _case(name: str, series: Series, shown: int) -> Case:
    both = np.stack([series.share, 1 - series.share], axis=1)[:shown]
    trend = Trend.of(series.years[:shown], both, None if series.counts is None else series.counts[:shown])
    quantiles = tuple(trend.quantiles(float(series.years[-1]), np.array(LEVELS)).tolist())
    return Case(name, len(series.years) - shown, float(series.share[-1]), float(series.share[shown - 1]), quantiles)


def scores(cases: Sequence[Case], method: str = "damped trend") -> tuple[Score, ...]:
    """Return the scores of a method and of persistence, for each number of points left out."""
    found = []
    for steps in sorted({case.left_out for case in cases}):
        mine = [case for case in cases if case.left_out == steps]
        actual = np.array([case.actual for case in mine])
        low95, low, middle, high, high95 = np.array([case.quantiles for case in mine]).T
        width = high - low + 10 * (np.maximum(low - actual, 0) + np.maximum(actual - high, 0))
        found.append(Score(
            method, steps, len(mine), _points(middle - actual), _covered(low, actual, high),
            _covered(low95, actual, high95), float(100 * width.mean()),
        ))  # fmt: skip
        found.append(Score("persistence", steps, len(mine), _points(np.array([case.last for case in mine]) - actual)))
    return tuple(found)


def _points(errors: Reals) -> float:
    return float(100 * np.abs(errors).mean())


def _covered(low: Reals, actual: Reals, high: Reals) -> float:
    return float(((low - 1e-9 <= actual) & (actual <= high + 1e-9)).mean())
