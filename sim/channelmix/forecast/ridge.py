"""
The ridge engine: a robust regression on the calendar with a level of its own, on the log scale.

How fast the level moves and how far the time of year is trusted are not known beforehand. A handful of settings
is tried on inner origins: each is refitted to what was known at past moments and asked for the days after; all are
kept and averaged, the better ones with more weight. Their errors at those origins are kept too: they are what
the intervals are made of. Refits are cheap because the normal equations of a shorter history are those of the
whole one less the rows of its last days.

Source: A. E. Hoerl and R. W. Kennard, "Ridge regression: biased estimation for nonorthogonal problems",
Technometrics 12, 1970; P. J. Huber, "Robust estimation of a location parameter", Annals of Mathematical
Statistics 35, 1964 (weights); N. Littlestone and M. Warmuth, "The weighted majority algorithm", Information and
Computation 108, 1994 (averaging by past loss).
"""

from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from channelmix.forecast.logscale import LogScale, centre_of, scatter_of
from channelmix.forecast.regressors import Calendar, Regressors
from channelmix.forecast.series import Days, Flags, Reals
from channelmix.forecast.threads import one_thread

LEVELS = (5.0, 50.0)
"""Stiffness of the level, in days of evidence against a step every two weeks."""
SEASONS = (0.5, 10.0)
"""Pull of the first harmonic of the year to zero, in days of evidence."""
MOST_DAYS = 2200
"""Older days are left out: the weights below give them next to nothing."""

_HUBER = 1.345
_HOLIDAY_WEIGHT = 0.3
"""Least robust weight of a holiday: rare is not wrong."""
_ROBUST_ROUNDS = 2
_FIRST_SCATTER = 0.05
_HALF_LIFE = 730.0
_TRUST = 5.0
"""How fast a setting loses weight with its relative loss: 20 % worse counts 1/e."""
_LOSS_DAYS = 28
_INNER_STEP, _INNER_STEP_SHORT, _INNER_MOST = 28, 14, 12
_OUTER_STEP, _OUTER_MOST = 112, 6
_LEAST_TRAINING, _LEAST_TRAINING_SHARE, _LEAST_TRAINING_LONG = 42, 0.3, 548
_TWO_YEARS = 730


@dataclass(frozen=True, eq=False)
class OriginErrors:
    """
    How wrong an engine was after one past moment, on the log scale.

    Attributes:
        ahead: How many days after the origin each day lies, from 1, shape ``(m,)``.
        days: The days themselves.
        errors: Log of what came less log of what was forecast.
    """

    ahead: NDArray[np.int64]
    days: Days
    errors: Reals


@dataclass(frozen=True, eq=False)
class Ridge:
    """
    A fitted calendar regression.

    Attributes:
        scale: Of the logarithms.
        regressors: Columns and their meaning.
        coefficients: Of the weighted average of all settings, shape ``(columns,)``.
        centre: Constant that was taken out before the fit.
        origins: Errors at inner origins; empty if the history is too short to have any.
        residuals: Errors inside the history, each as if its own day had been left out.
        settings: What was chosen.
    """

    scale: LogScale
    regressors: Regressors
    coefficients: Reals
    centre: float
    origins: tuple[OriginErrors, ...]
    residuals: OriginErrors
    settings: dict[str, object] = field(default_factory=dict)

    def logs(self, days: Days) -> Reals:
        """Return the forecast of ``days`` on the log scale."""
        return self.regressors.matrix(days) @ self.coefficients + self.centre


def inner_origins(count: int) -> list[int]:
    """
    Return how many days before the end of a history of ``count`` days its inner origins lie.

    Examples:
        >>> inner_origins(120)
        [14, 28, 42, 56, 70]
    """
    step = _INNER_STEP if count >= _TWO_YEARS else _INNER_STEP_SHORT
    backs = [step * number for number in range(1, _INNER_MOST + 1)]
    backs += [backs[-1] + _OUTER_STEP * number for number in range(1, _OUTER_MOST + 1)]
    floor = max(_LEAST_TRAINING, _LEAST_TRAINING_SHARE * count)
    near = [back for back in backs[:_INNER_MOST] if count - back >= floor]
    return near + [back for back in backs[_INNER_MOST:] if count - back >= _LEAST_TRAINING_LONG]


@one_thread()
def fit(days: Days, logs: Reals, learned: Flags, *, scale: LogScale, calendar: Calendar, trust: Reals) -> Ridge:
    """
    Return the regression fitted to a history.

    Args:
        days: Consecutive days, shape ``(n,)``.
        logs: On the log scale, shape ``(n,)``; only where ``learned``.
        learned: Which days to learn from.
        scale: Of the logarithms, kept for the way back.
        calendar: Holidays and events.
        trust: Weight of each day before any other, shape ``(n,)``, 1 for most.
    """
    days, logs, learned, trust = days[-MOST_DAYS:], logs[-MOST_DAYS:], learned[-MOST_DAYS:], trust[-MOST_DAYS:]
    regressors = Regressors.of(calendar, days)
    rows = regressors.matrix(days)[learned]
    at = np.flatnonzero(learned)
    centre = centre_of(logs[learned])
    problem = _Problem(rows, logs[learned] - centre, at, len(days))
    grid = list(product(LEVELS, SEASONS if regressors.seasonal else SEASONS[:1]))
    first = regressors.penalties(level=LEVELS[-1], season=SEASONS[0], scatter=_FIRST_SCATTER)
    weights, scatter = _robust_weights(problem, trust[learned], calendar.special(days[learned]), pull=first)
    pulls = np.array([regressors.penalties(level=level, season=season, scatter=scatter) for level, season in grid])
    normal = _Normal(problem, weights)
    errors, losses = _inner_errors(normal, pulls)
    shares = averaging_shares(losses, len(grid))
    solved = normal.solve(pulls)
    coefficients = shares @ solved
    settings: dict[str, object] = {
        "settings_tried": [{"level": level, "season": season} for level, season in grid],
        "weights": [round(float(share), 4) for share in shares],
        "inner_origins": len(errors),
        "days_learned": int(learned.sum()),
        "scatter_of_a_day": round(scatter, 5),
        "knows_time_of_year": regressors.seasonal,
    }
    origins = _averaged(errors, losses, problem, days=days)
    residuals = normal.left_out_residuals(coefficients, pulls[int(shares.argmax())])
    inside = OriginErrors(np.ones(len(at), np.int64), days[at], residuals)
    return Ridge(scale, regressors, coefficients, centre, origins, inside, settings)


@dataclass(frozen=True, eq=False)
class _Problem:
    """Rows to learn from: columns, targets, place of each row in the history."""

    rows: Reals
    targets: Reals
    at: NDArray[np.int64]
    count: int


class _Normal:
    """Weighted normal equations, for the whole history or for its beginning."""

    def __init__(self, problem: _Problem, weights: Reals) -> None:
        self.problem = problem
        self.weights = weights
        self.gram, self.moment = self._sums(slice(None))

    def _sums(self, rows: slice) -> tuple[Reals, Reals]:
        weighted = self.problem.rows[rows] * self.weights[rows, None]
        return weighted.T @ self.problem.rows[rows], weighted.T @ self.problem.targets[rows]

    def solve(self, pulls: Reals, *, before: int | None = None) -> Reals:
        """Return coefficients per setting, shape ``(settings, columns)``, from the first ``before`` rows."""
        gram, moment = self.gram, self.moment
        if before is not None:
            tail_gram, tail_moment = self._sums(slice(before, None))
            gram, moment = gram - tail_gram, moment - tail_moment
        columns = np.arange(len(gram))
        stacked = np.repeat(gram[None], len(pulls), axis=0)
        stacked[:, columns, columns] += pulls
        return np.asarray(
            np.linalg.solve(stacked, np.broadcast_to(moment[:, None], (len(pulls), len(moment), 1)))[..., 0]
        )

    def left_out_residuals(self, coefficients: Reals, pull: Reals) -> Reals:
        """Return residuals as if each row had been left out (through the diagonal of the hat matrix)."""
        rows = self.problem.rows
        inverse = np.linalg.inv(self.gram + np.diag(pull))
        leverage = self.weights * np.einsum("ij,ij->i", rows @ inverse, rows)
        return np.asarray((self.problem.targets - rows @ coefficients) / (1.0 - np.minimum(leverage, 0.9)))


def _robust_weights(problem: _Problem, trust: Reals, special: Flags, *, pull: Reals) -> tuple[Reals, float]:
    """Return the weight of each row (its age, how far it lies off, its trust) and the scatter of an ordinary day."""
    base = trust * 0.5 ** ((problem.count - 1 - problem.at) / _HALF_LIFE)
    robust, scatter = np.ones(len(base)), 0.0
    for _ in range(_ROBUST_ROUNDS):
        solved = _Normal(problem, base * robust).solve(pull[None])[0]
        residuals = problem.targets - problem.rows @ solved
        scatter = scatter_of(residuals)
        robust = np.minimum(1.0, _HUBER * scatter / np.maximum(np.abs(residuals), 1e-12))
        robust[special] = np.maximum(robust[special], _HOLIDAY_WEIGHT)
    return np.asarray(base * robust), scatter


Inner = list[tuple[NDArray[np.int64], Reals, int]]
"""Per origin: rows asked for, errors per setting of shape ``(settings, rows)``, place of the origin."""


def _inner_errors(normal: _Normal, pulls: Reals) -> tuple[Inner, Reals]:
    """Return errors of each setting after each inner origin, and relative losses, shape ``(origins, settings)``."""
    problem, found, losses = normal.problem, [], []
    for back in inner_origins(problem.count):
        origin = problem.count - back
        before = int(np.searchsorted(problem.at, origin))
        asked = np.arange(before, len(problem.at))
        if not len(asked) or before < len(problem.at) * _LEAST_TRAINING_SHARE / 2:
            continue
        errors = problem.targets[asked] - normal.solve(pulls, before=before) @ problem.rows[asked].T
        near = problem.at[asked] < origin + _LOSS_DAYS
        size = np.exp(problem.targets[asked][near])
        losses.append((np.abs(1 - np.exp(-errors[:, near])) @ size) / max(float(size.sum()), 1e-12))
        found.append((asked, errors, origin))
    return found, np.array(losses).reshape(len(found), len(pulls))


def averaging_shares(losses: Reals, settings: int) -> Reals:
    """
    Return the share of each setting in the average, from its losses at past origins.

    Args:
        losses: Shape ``(origins, settings)``; without origins all settings count alike.
        settings: Their number.

    Examples:
        >>> averaging_shares(np.array([[0.10, 0.12]]), 2).round(3)
        array([0.731, 0.269])
    """
    if not len(losses):
        return np.full(settings, 1.0 / settings)
    mean = losses.mean(axis=0)
    weight = np.exp(-_TRUST * (mean / max(float(mean.min()), 1e-12) - 1.0))
    return np.asarray(weight / weight.sum())


def _averaged(errors: Inner, losses: Reals, problem: _Problem, *, days: Days) -> tuple[OriginErrors, ...]:
    """Return the errors of the average at each origin, its shares chosen at the other origins."""
    result = []
    for number, (asked, each, origin) in enumerate(errors):
        shares = averaging_shares(np.delete(losses, number, axis=0), losses.shape[1])
        at = problem.at[asked]
        result.append(OriginErrors(at - origin + 1, days[at], shares @ each))
    return tuple(result)
