"""
How wrong forecasts have been: intervals and noise from errors at past origins.

Errors on the log scale are divided by their usual size at that horizon and on that kind of day (working day,
weekend, holiday or event). What is left is pooled, and its own quantiles, widened for the number of independent
origins, make the intervals: split conformal prediction (V. Vovk, A. Gammerman and G. Shafer, "Algorithmic
learning in a random world", 2005), with the centre kept at the forecast. Usual sizes never shrink with the
horizon. Beyond the longest horizon that at least three origins have reached the variance goes on growing, and
``validated_horizon`` says so.

Sample paths have exactly these intervals day by day. Their errors have a part that one path's days share (the
level was wrong) and a part of each day's own; the division is estimated from errors of the same origin.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from channelmix.forecast.ridge import OriginErrors
from channelmix.forecast.series import Days, Flags, Reals, weekdays

KINDS = ("working day", "weekend", "holiday or event")
EDGES = (7, 14, 28, 56, 112, 224, 365, 548, 730)
"""Last day ahead of each class of horizons."""
LEAST_ORIGINS = 3

_KIND_DOUBT = 20.0
"""Errors that a kind of day must have before its own size counts as much as that of all days."""
_DRIFT_PER_DAY = 0.05**2 / 365
"""Least growth of the log variance beyond what was tried: 5 % in a year, an estimate of ours."""
_SHARED_GUESS, _SHARED_DOUBT = 0.3, 2.0
_MEMORY_DAYS = 365.0
"""How long the shared part of an error lasts, an estimate of ours."""
_SMALLEST = 1e-4
_HALVINGS = 2.0
"""How often the weight of errors halves from the newest origin to the oldest."""
_WIDENING = 1.18
"""The future differs from the past more than past moments differ from one another; one number for all series."""
_GRID = np.linspace(0.01, 0.99, 99)
_LEVEL_STEP = 0.02
"""Log step of the level in a day, used where a history is too short to have inner origins; an estimate of ours."""


def kinds_of(days: Days, special: Flags) -> NDArray[np.int64]:
    """Return the kind of each day as an index into ``KINDS``."""
    return np.where(special, 2, np.where(weekdays(days) >= 5, 1, 0))


@dataclass(frozen=True, eq=False)
class Bands:
    """
    Sizes and shape of forecast errors on the log scale.

    Attributes:
        edges: Last day ahead of each class of horizons.
        sizes: Usual error at each class on an ordinary day, never falling.
        kind_factors: Multiplies the size, per kind of day.
        scores: Quantiles of standardised errors at the standard normal scores ``grid``.
        grid: Those scores.
        shared: Part of the variance at short horizons that the days of a path share.
        validated_horizon: Longest horizon in days that at least three origins have reached; 0 if none.
    """

    edges: NDArray[np.int64]
    sizes: Reals
    kind_factors: Reals
    scores: Reals
    grid: Reals
    shared: float
    validated_horizon: int

    def size(self, ahead: NDArray[np.int64], kinds: NDArray[np.int64]) -> Reals:
        """Return the usual error of days ``ahead`` of the history, by kind."""
        return np.asarray(np.sqrt(self._variance(ahead)) * self.kind_factors[kinds])

    def quantile(self, level: float) -> float:
        """Return a quantile of standardised errors."""
        return float(self.errors_at(np.array([normal_quantile(level)]))[0])

    def errors_at(self, normal: Reals) -> Reals:
        """Return the standardised errors that stand where ``normal`` stands among standard normal numbers."""
        inside = np.interp(normal, self.grid, self.scores)
        low = np.where(normal < self.grid[0], self.scores[0] * (normal / self.grid[0]), inside)
        return np.where(normal > self.grid[-1], self.scores[-1] * (normal / self.grid[-1]), low)

    def mixed(self, ahead: NDArray[np.int64], level: Reals, own: Reals) -> Reals:
        """
        Return standard normal numbers whose days are related as those of one path.

        Args:
            ahead: Days ahead, in order, shape ``(days,)``.
            level: Independent standard normal numbers for the shared part, shape ``(draws, days)``; overwritten.
            own: The same for each day's own part, already damped if less noise is wanted.
        """
        memory = np.exp(-np.diff(ahead, prepend=ahead[:1]) / _MEMORY_DAYS)
        for day in range(1, len(ahead)):
            level[:, day] *= math.sqrt(1 - memory[day] ** 2)
            level[:, day] += memory[day] * level[:, day - 1]
        share = self.own_share(ahead)
        return np.asarray(np.sqrt(1 - share) * level + np.sqrt(share) * own)

    def own_share(self, ahead: NDArray[np.int64]) -> Reals:
        """Return which part of the variance of each day ahead is the day's own; it fades as the horizon grows."""
        return np.asarray((1 - self.shared) * self.sizes[0] ** 2 / self._variance(ahead))

    def _variance(self, ahead: NDArray[np.int64]) -> Reals:
        known = self.sizes[np.minimum(np.searchsorted(self.edges, ahead), len(self.sizes) - 1)] ** 2
        span = max(int(self.edges[-1] - self.edges[0]), 1)
        drift = max((self.sizes[-1] ** 2 - self.sizes[0] ** 2) / span if len(self.sizes) > 1 else 0.0, _DRIFT_PER_DAY)
        return np.asarray(known + drift * np.maximum(ahead - self.edges[-1], 0))


def bands_from(
    origins: tuple[OriginErrors, ...], residuals: OriginErrors, special: dict[str, Flags], *, sparse: bool = False
) -> Bands:
    """
    Return the bands of errors at past origins.

    Args:
        origins: Errors after each inner origin.
        residuals: Errors inside the history, used where there are fewer than three origins.
        special: Which days of each of the two are holidays or events: ``origins`` (laid end to end), ``residuals``.
        sparse: Whether days without contacts are common; errors are then lopsided by nature and kept as they are.
    """
    if len(origins) < LEAST_ORIGINS:
        return _from_residuals(residuals, special["residuals"], sparse=sparse)
    ahead = np.concatenate([origin.ahead for origin in origins])
    days = np.concatenate([origin.days for origin in origins])
    errors = np.concatenate([origin.errors for origin in origins])
    reached = sorted((int(origin.ahead.max()) for origin in origins), reverse=True)
    horizon = reached[LEAST_ORIGINS - 1]
    edges = np.array([edge for edge in EDGES if edge < horizon] + [horizon])
    use = ahead <= horizon
    ahead, days, errors, flags = ahead[use], days[use], errors[use], special["origins"][use]
    classes = np.searchsorted(edges, ahead)
    recent = _recency(origins)[use]
    here = [classes == place for place in range(len(edges))]
    sizes = np.maximum.accumulate([_size(errors[rows], recent[rows]) for rows in here])
    kinds = kinds_of(days, flags)
    factors = _kind_factors(errors / sizes[classes], kinds, recent)
    scores = errors / (sizes[classes] * factors[kinds])
    shared = _shared_part([part.errors[part.ahead <= EDGES[2]] for part in origins])
    return Bands(edges, sizes, factors, *_quantiles(scores, recent, sparse=sparse), shared, horizon)


def _from_residuals(residuals: OriginErrors, special: Flags, *, sparse: bool) -> Bands:
    """Return bands of a history too short for origins: its own scatter, and a level that may wander."""
    alike = np.ones(len(residuals.errors))
    size = _size(residuals.errors, alike)
    edges = np.array(EDGES[:3])
    sizes = np.sqrt(size**2 + _LEVEL_STEP**2 * edges)
    kinds = kinds_of(residuals.days, special)
    factors = _kind_factors(residuals.errors / size, kinds, alike)
    scores = residuals.errors / (size * factors[kinds])
    return Bands(edges, sizes, factors, *_quantiles(scores, alike, sparse=sparse), _SHARED_GUESS, 0)


def _recency(origins: tuple[OriginErrors, ...]) -> Reals:
    """Return the weight of each error: origins count half as much for every third of the tried span they are older."""
    starts = np.array([(origin.days[0] - origin.ahead[0]).astype(np.int64) for origin in origins])
    age = (starts.max() - starts) / max(float(starts.max() - starts.min()), 1.0)
    return np.concatenate(
        [np.full(len(part.errors), 0.5 ** (_HALVINGS * old)) for part, old in zip(origins, age, strict=True)]
    )


def _size(errors: Reals, weights: Reals) -> float:
    """Return the root mean square of errors, the largest cut back to four times the usual one."""
    if not len(errors):
        return _SMALLEST
    usual = 1.4826 * float(np.median(np.abs(errors)))
    cut = np.clip(errors, -4 * usual, 4 * usual) if usual > 0 else errors
    return max(float(np.sqrt(np.average(cut**2, weights=weights))), _SMALLEST)


def _kind_factors(standardised: Reals, kinds: NDArray[np.int64], weights: Reals) -> Reals:
    factors = []
    for kind in range(len(KINDS)):
        mine = kinds == kind
        count = int(mine.sum())
        square = _size(standardised[mine], weights[mine]) ** 2 if count else 1.0
        factors.append(math.sqrt((square * count + _KIND_DOUBT) / (count + _KIND_DOUBT)))
    return np.array(factors)


def _quantiles(scores: Reals, weights: Reals, *, sparse: bool) -> tuple[Reals, Reals]:
    """Return quantiles of standardised errors, centred and widened unless sparse, and their normal scores."""
    order = np.argsort(scores, kind="stable")
    weight = weights[order]
    places = (np.cumsum(weight) - 0.5 * weight) / weight.sum()
    found = np.interp(np.concatenate([[0.5], _GRID]), places, scores[order])
    quantiles = found[1:] if sparse else _WIDENING * (found[1:] - found[0])
    return quantiles, np.array([normal_quantile(level) for level in _GRID])


def _shared_part(errors: list[Reals]) -> float:
    """Return the mean product of two errors of one origin relative to their mean square, drawn to a guess."""
    products, squares, pairs = 0.0, 0.0, 0.0
    total = sum(len(part) for part in errors)
    if total < 2:
        return _SHARED_GUESS
    limit = 3 * _size(np.concatenate(errors), np.ones(total))
    for part in errors:
        cut = np.clip(part, -limit, limit)
        count = len(cut)
        if count > 1:
            products += (float(cut.sum()) ** 2 - float((cut**2).sum())) / (count - 1)
            pairs += 1.0
            squares += float((cut**2).sum())
    found = products / squares if squares > 0 else _SHARED_GUESS
    drawn = (pairs * found + _SHARED_DOUBT * _SHARED_GUESS) / (pairs + _SHARED_DOUBT)
    return float(np.clip(drawn, 0.0, 0.95))


def normal_quantile(level: float) -> float:
    """
    Return the quantile of the standard normal distribution.

    Examples:
        >>> round(normal_quantile(0.975), 4)
        1.96
    """
    from statistics import NormalDist

    return NormalDist().inv_cdf(level)
