"""
Curves by least squares, for comparison with published fits: not what forecasts here are made of.

A fitted ceiling hugs the last point, so ``adoption.fit`` gives it a prior instead. Where a published fit is to be
repeated, its estimator has to be repeated too: the same points give one answer to a regression on sales, another
to a curve fitted to sales between times, a third to log-odds on a line. Every fit therefore names its method.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from channelmix.errors import DataError
from channelmix.forecast.choice.composition import Reals

_ROUNDS = 500
_DONE = 1e-13


@dataclass(frozen=True)
class Fit:
    """
    A curve fitted by least squares.

    Attributes:
        method: Which curve by which estimator.
        values: Parameters by name.
        deviations: Standard errors by name; empty where the estimator gives none.
        squares: Residual sum of squares.
        predicted: The curve at the given points.
    """

    method: str
    values: dict[str, float]
    deviations: dict[str, float]
    squares: float
    predicted: tuple[float, ...]


def logistic(x: ArrayLike, y: ArrayLike, *, start: Sequence[float] | None = None) -> Fit:
    """
    Return ``cap / (1 + exp(shift - growth x))`` fitted to points by nonlinear least squares.

    Args:
        x: Times, shape ``(n,)``.
        y: Levels, shape ``(n,)``.
        start: First guess of cap, shift and growth.

    Raises:
        DataError: If there are too few points, or no curve settles.

    Examples:
        >>> x = np.arange(8.0)
        >>> fit = logistic(x, 10 / (1 + np.exp(3 - 0.8 * x)))
        >>> {name: round(value, 6) for name, value in fit.values.items()}
        {'cap': 10.0, 'shift': 3.0, 'growth': 0.8}
    """
    times, levels = _points(x, y, 4)
    found = _settled(_logistic, times, levels, start=start or _guess(times, levels, np.log))
    return _named(
        "logistic by nonlinear least squares", ("cap", "shift", "growth"), found, curve=_logistic, x=times, y=levels
    )


def gompertz(x: ArrayLike, y: ArrayLike, *, start: Sequence[float] | None = None) -> Fit:
    """Return ``cap exp(-exp(shift - growth x))`` fitted to points by nonlinear least squares; see ``logistic``."""
    times, levels = _points(x, y, 4)
    found = _settled(
        _gompertz, times, levels, start=start or _guess(times, levels, lambda odds: np.log(np.log1p(odds)))
    )
    return _named(
        "Gompertz by nonlinear least squares", ("cap", "shift", "growth"), found, curve=_gompertz, x=times, y=levels
    )


def logistic_on_log_odds(x: ArrayLike, y: ArrayLike, *, cap: float) -> Fit:
    """Return a logistic curve below a given ``cap``, fitted as a straight line through log-odds."""
    times, levels = _points(x, y, 2)
    if not ((levels > 0) & (levels < cap)).all():
        worst = levels[(levels <= 0) | (levels >= cap)][0]
        raise DataError(f"y must lie between 0 and the cap of {cap:g} (got {worst:g})")
    growth, level = np.polyfit(times, np.log(levels / (cap - levels)), 1)
    found = np.array([cap, -level, growth])
    predicted = _logistic(found, times)
    values = dict(zip(("cap", "shift", "growth"), map(float, found), strict=True))
    squares = float(((levels - predicted) ** 2).sum())
    return Fit("logistic by a line through log-odds, cap given", values, {}, squares, tuple(predicted.tolist()))


def bass_by_regression(sales: ArrayLike) -> Fit:
    """
    Return the Bass model by ordinary least squares of sales on past sales and their square (Bass 1969).

    Args:
        sales: New adopters of each period, the first period first, shape ``(n,)``.

    Raises:
        DataError: If there are fewer than four periods, or the parabola has no ceiling.
    """
    _, new = _points(np.arange(len(np.asarray(sales))), sales, 4)
    before = np.concatenate([[0.0], np.cumsum(new)[:-1]])
    design = np.stack([np.ones(len(new)), before, before**2], axis=1)
    a, b, c = np.linalg.lstsq(design, new, rcond=None)[0]
    inside = b**2 - 4 * a * c
    if c >= 0 or inside < 0:
        raise DataError(f"sales must bend down for a Bass ceiling (got a square term of {c:.3g}); give more periods")
    market = (-b - np.sqrt(inside)) / (2 * c)
    values = {"p": float(a / market), "q": float(-market * c), "m": float(market)}
    predicted = design @ np.array([a, b, c])
    squares = float(((new - predicted) ** 2).sum())
    return Fit("Bass by ordinary least squares on sales", values, {}, squares, tuple(predicted.tolist()))


def bass_by_curve(sales: ArrayLike, *, start: Sequence[float] | None = None) -> Fit:
    """
    Return the Bass model fitted to sales between times by nonlinear least squares (Srinivasan and Mason 1986).

    Args:
        sales: New adopters of each period, shape ``(n,)``.
        start: First guess of p, q and m.
    """
    times, new = _points(np.arange(1, len(np.asarray(sales)) + 1), sales, 4)
    found = _settled(_bass, times, new, start=start or (0.03, 0.4, 2.0 * float(new.sum())))
    return _named(
        "Bass by nonlinear least squares on sales between times", ("p", "q", "m"), found, curve=_bass, x=times, y=new
    )


def _points(x: ArrayLike, y: ArrayLike, least: int) -> tuple[Reals, Reals]:
    times, levels = np.asarray(x, np.float64).ravel(), np.asarray(y, np.float64).ravel()
    if times.shape != levels.shape or len(times) < least:
        raise DataError(
            f"a fit needs {least} points or more, each a time and a level (got {len(times)}, {len(levels)})"
        )
    if not (np.isfinite(times).all() and np.isfinite(levels).all()):
        raise DataError("points must be finite numbers (got one that is not)")
    return times, levels


def _logistic(values: Reals, x: Reals) -> Reals:
    return np.asarray(values[0] / (1 + np.exp(np.clip(values[1] - values[2] * x, -700, 700))))


def _gompertz(values: Reals, x: Reals) -> Reals:
    return np.asarray(values[0] * np.exp(-np.exp(np.clip(values[1] - values[2] * x, -700, 6.5))))


def _bass(values: Reals, x: Reals) -> Reals:
    p, q, market = values

    def until(times: Reals) -> Reals:
        gone = np.exp(np.clip(-(p + q) * times, -700, 700))
        return np.asarray((1 - gone) / (1 + q / p * gone))

    return np.asarray(market * (until(x) - until(x - 1)))


def _guess(times: Reals, levels: Reals, line_of: Callable[[Reals], Reals]) -> tuple[float, float, float]:
    """Return a first guess: a cap somewhat above the highest point, and a line through what it straightens."""
    cap = 1.1 * float(levels.max())
    part = np.clip(levels / cap, 0.01, 0.99)
    slope, level = np.polyfit(times, line_of(part / (1 - part)), 1)
    return cap, -float(level), float(slope)


def _settled(curve: Callable[[Reals, Reals], Reals], x: Reals, y: Reals, *, start: Sequence[float]) -> Reals:
    """Return the parameters of least squares by Levenberg's damped steps."""
    values, damping = np.asarray(start, np.float64), 1e-3
    squares = float(((y - curve(values, x)) ** 2).sum())
    for _ in range(_ROUNDS):
        slopes, rest = _slopes(curve, values, x), y - curve(values, x)
        normal = slopes.T @ slopes
        step = np.linalg.lstsq(normal + damping * np.diag(np.diag(normal) + 1e-300), slopes.T @ rest, rcond=None)[0]
        trial = float(((y - curve(values + step, x)) ** 2).sum())
        if trial <= squares:
            values, squares, damping = values + step, trial, damping / 10
            if (np.abs(step) <= _DONE * (np.abs(values) + _DONE)).all():
                return values
        else:
            damping *= 10
            if damping > 1e12:
                return values
    raise DataError("no curve of this family settles on these points; give a start nearer to it")


def _slopes(curve: Callable[[Reals, Reals], Reals], values: Reals, x: Reals) -> Reals:
    """Return the derivatives by each parameter, by central differences."""
    columns = []
    for number, value in enumerate(values):
        step = np.zeros(len(values))
        step[number] = 6e-6 * max(abs(value), 1e-3)
        columns.append((curve(values + step, x) - curve(values - step, x)) / (2 * step[number]))
    return np.stack(columns, axis=1)


def _named(
    method: str, names: tuple[str, ...], found: Reals, *, curve: Callable[[Reals, Reals], Reals], x: Reals, y: Reals
) -> Fit:
    predicted, slopes = curve(found, x), _slopes(curve, found, x)
    squares = float(((y - predicted) ** 2).sum())
    spread = np.sqrt(np.diag(np.linalg.pinv(slopes.T @ slopes)) * squares / (len(x) - len(names)))
    values = dict(zip(names, map(float, found), strict=True))
    return Fit(method, values, dict(zip(names, map(float, spread), strict=True)), squares, tuple(predicted.tolist()))
