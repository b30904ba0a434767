"""
The damped log-ratio trend: channel shares go on as they moved last, ever more slowly.

Log-ratios start at their last level and drift; the drift fades (an Ornstein-Uhlenbeck process) and the level
wanders. How fast the drift fades, how large it is beside the wandering, and how noisy counts are, is not fitted but
averaged: every combination of a fixed grid is filtered exactly, its scale integrated out, and weighs as
much as it predicted the history step by step (its marginal likelihood is the product of its one-step
predictive scores, Dawid 1984). Between one setting and another no choice is ever tuned to a series.

The covariance of the channels has an inverse Wishart prior and is the same for drift and wandering, so
that forecasts do not depend on the order of channels, and are Student t with few degrees of freedom
where the history is short.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from channelmix.forecast.choice.composition import Reals, from_log_ratios, sampling_variance, to_log_ratios

HALF_LIVES = (0.5, 1.0, 2.0, 4.0)
"""Years after which half of a drift is gone."""
DRIFTS = (0.1, 0.3, 1.0, 3.0)
"""Variance of the drift (per year squared) as a multiple of the variance of the wandering (per year)."""
COUNT_SCALES = (0.0, 10.0, 100.0)
"""Weight of the noise of counts: 1 / (variance that the wandering has if counts are as noisy as a multinomial)."""
PRIOR_SCALE = 0.15
"""Wandering of a log-odds in a year, weighing as much as two observations. Estimate of ours."""
PRIOR_FREEDOM = 2.0

_STEP = 365.25 / 12 / 365.25
"""Paths are drawn month by month and drawn straight between."""


@dataclass(frozen=True, eq=False)
class _Transition:
    """What ``years`` do to level and drift, for each cell of the grid."""

    fade: Reals
    carry: Reals
    level: Reals
    both: Reals
    drift: Reals

    @staticmethod
    def over(years: float, fading: Reals, ratio: Reals) -> "_Transition":
        fade = np.exp(-fading * years)
        carry = (1 - fade) / fading
        wander = 2 * ratio / fading * (years - 2 * carry + (1 - fade**2) / (2 * fading))
        return _Transition(fade, carry, np.maximum(wander, 0) + years, ratio * fading * carry**2, ratio * (1 - fade**2))


@dataclass(frozen=True, eq=False)
class Trend:
    """
    Where shares stand and how they move, as a mixture over the cells of the grid.

    Attributes:
        origin: Time of the last observation, years.
        channels: How many shares there are.
        weights: How well each cell of the grid predicted the history, sum 1, shape ``(cells,)``.
        fading: Rate at which the drift fades, per year, shape ``(cells,)``.
        level, drift: Filtered means, shape ``(cells, channels - 1)``.
        spread: Filtered covariance of level and drift as a multiple of ``scatter``, shape ``(cells, 3)``.
        scatter: Scale of the inverse Wishart posterior, shape ``(cells, channels - 1, channels - 1)``.
        freedom: Its degrees of freedom.
    """

    origin: float
    channels: int
    weights: Reals
    fading: Reals
    ratio: Reals
    level: Reals
    drift: Reals
    spread: Reals
    scatter: Reals
    freedom: float

    @staticmethod
    def of(
        years: Reals, shares: Reals, counts: Reals | None = None, *, anew: NDArray[np.bool_] | None = None
    ) -> "Trend":
        """
        Return the trend of a history of shares.

        Args:
            years: Increasing times, shape ``(n,)``.
            shares: Shares of each time, summing to 1, shape ``(n, channels)``.
            counts: Contacts behind each row; absent: shares are taken as exact.
            anew: Rows at which the level begins anew, as where a channel was launched (see ``launches``).
        """
        known = np.full(len(years), np.inf) if counts is None else counts
        scales = COUNT_SCALES if np.isfinite(known).all() else (0.0,)
        axes = (np.log(2) / np.array(HALF_LIVES), np.array(DRIFTS), np.array(scales))
        fading, ratio, noise = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
        observed = sampling_variance(shares, known)[:, None] * noise
        return _filter(
            years,
            to_log_ratios(shares),
            observed,
            fading=fading,
            ratio=ratio,
            anew=np.zeros(len(years), bool) if anew is None else anew,
        )

    def paths(self, years: Reals, draws: int, rng: np.random.Generator) -> Reals:
        """
        Return drawn shares at future times, shape ``(draws, times, channels)``.

        Args:
            years: Increasing times at or after ``origin``; earlier ones get the last level.
            draws: How many futures.
            rng: Source of chance.
        """
        return from_log_ratios(self.log_ratios(years, draws, rng)[0])

    def quantiles(self, year: float, levels: Reals) -> Reals:
        """
        Return quantiles of the first of two shares at a future time, exact where ``paths`` would draw them.

        Args:
            year: Time at or after ``origin``.
            levels: Between 0 and 1, shape ``(n,)``.
        """
        from scipy.special import stdtr

        years = max(year - self.origin, 0.0)
        move = _Transition.over(years, self.fading, self.ratio)
        centre = (self.level + move.carry[:, None] * self.drift)[:, 0]
        variance = _ahead(self.spread.T, move)[0] * self.scatter[:, 0, 0] / self.freedom
        width = np.sqrt(np.maximum(variance, 1e-18))
        low = np.full(len(levels), (centre - 200 * width).min())
        high = np.full(len(levels), (centre + 200 * width).max())
        for _ in range(60):
            middle = (low + high) / 2
            below = stdtr(self.freedom, (middle[:, None] - centre) / width) @ self.weights < levels
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.asarray(from_log_ratios(middle[:, None])[:, 0])

    def log_ratios(self, years: Reals, draws: int, rng: np.random.Generator) -> tuple[Reals, NDArray[np.int64]]:
        """Return drawn log-ratios, shape ``(draws, times, channels - 1)``, and the grid cell of each draw."""
        cells = rng.choice(len(self.weights), size=draws, p=self.weights)
        root = _roots(self.scatter[cells], self.freedom, rng)
        level, drift = self._start(cells, root, rng)
        last = max(float(years.max()) - self.origin, 0.0) if len(years) else 0.0
        steps = int(np.ceil(last / _STEP - 1e-9))
        knots = np.empty((steps + 1, *level.shape))
        knots[0] = level
        move = _Transition.over(_STEP, self.fading[cells], self.ratio[cells])
        gain, rest = move.both / move.level, np.sqrt(np.maximum(move.drift - move.both**2 / move.level, 0))
        for step in range(steps):
            chance = np.einsum("nij,nkj->nki", root, rng.standard_normal((draws, 2, level.shape[1])))
            jump = np.sqrt(move.level)[:, None] * chance[:, 0]
            level = level + move.carry[:, None] * drift + jump
            drift = move.fade[:, None] * drift + gain[:, None] * jump + rest[:, None] * chance[:, 1]
            knots[step + 1] = level
        return _between(knots, np.clip(years - self.origin, 0, None) / _STEP), cells

    def _start(self, cells: NDArray[np.int64], root: Reals, rng: np.random.Generator) -> tuple[Reals, Reals]:
        level, both, drift = self.spread[cells].T
        deviation = np.sqrt(np.maximum(level, 0))
        slope = np.divide(both, deviation, out=np.zeros_like(both), where=deviation > 0)
        rest = np.sqrt(np.maximum(drift - slope**2, 0))
        chance = np.einsum("nij,nkj->nki", root, rng.standard_normal((len(cells), 2, root.shape[1])))
        start = self.level[cells] + deviation[:, None] * chance[:, 0]
        return start, self.drift[cells] + slope[:, None] * chance[:, 0] + rest[:, None] * chance[:, 1]


def launches(shares: Reals) -> NDArray[np.bool_]:
    """
    Return the rows at which a channel that never had a contact has some.

    In an operation's own history that is a decision, and tells nothing of how shares wander: the level begins anew.

    Examples:
        >>> launches(np.array([[0.0, 1.0], [0.0, 1.0], [0.1, 0.9], [0.2, 0.8], [0.2, 0.8]])).tolist()
        [False, False, True, False, False]
    """
    begun = np.cumsum(shares > 0, axis=0) > 0
    first = np.zeros(len(shares), bool)
    first[1:] = (begun[1:] & ~begun[:-1]).any(axis=1)
    return first


def _filter(
    years: Reals, ratios: Reals, observed: Reals, *, fading: Reals, ratio: Reals, anew: NDArray[np.bool_]
) -> Trend:
    """Run the Kalman filter of every cell of the grid at once, the scale of the noise left open."""
    cells, contrasts = len(fading), ratios.shape[1]
    level, drift = np.tile(ratios[0], (cells, 1)), np.zeros((cells, contrasts))
    spread = np.stack([observed[0], np.zeros(cells), ratio])
    scatter = np.tile(np.eye(contrasts) * PRIOR_FREEDOM * PRIOR_SCALE**2 / 2, (cells, 1, 1))
    score = np.zeros(cells)
    for row in range(1, len(ratios)):
        move = _Transition.over(years[row] - years[row - 1], fading, ratio)
        level = level + move.carry[:, None] * drift
        drift = move.fade[:, None] * drift
        ahead = _ahead(spread, move)
        if anew[row]:
            level, spread = np.tile(ratios[row], (cells, 1)), np.stack([observed[row], np.zeros(cells), ahead[2]])
            continue
        width = ahead[0] + observed[row]
        error = ratios[row] - level
        scatter += error[:, :, None] * error[:, None, :] / width[:, None, None]
        score -= 0.5 * contrasts * np.log(width)
        gain = ahead[:2] / width
        level, drift = level + gain[0][:, None] * error, drift + gain[1][:, None] * error
        spread = np.stack([ahead[0] - gain[0] * ahead[0], ahead[1] - gain[0] * ahead[1], ahead[2] - gain[1] * ahead[1]])
    freedom = PRIOR_FREEDOM + contrasts - 1 + int((~anew[1:]).sum())
    score -= 0.5 * freedom * np.linalg.slogdet(scatter)[1]
    weights = np.exp(score - score.max())
    return Trend(
        float(years[-1]),
        contrasts + 1,
        weights / weights.sum(),
        fading,
        ratio,
        level,
        drift,
        spread.T,
        scatter,
        freedom,
    )


def _ahead(spread: Reals, move: _Transition) -> Reals:
    """Return the covariance of level and drift one step on, before the observation."""
    level, both, drift = spread
    return np.stack([
        level + 2 * move.carry * both + move.carry**2 * drift + move.level,
        move.fade * (both + move.carry * drift) + move.both,
        move.fade**2 * drift + move.drift,
    ])  # fmt: skip


def _roots(scatter: Reals, freedom: float, rng: np.random.Generator) -> Reals:
    """Return square roots of covariances drawn from inverse Wishart distributions, by Bartlett's decomposition."""
    draws, size = scatter.shape[:2]
    factor = np.zeros((draws, size, size))
    for row in range(size):
        factor[:, row, row] = np.sqrt(rng.chisquare(freedom - row, draws))
        factor[:, row, :row] = rng.standard_normal((draws, row))
    # Wishart = L A A' L' with L L' the inverse of the scatter; the root of its inverse is inv((L A)').
    lower = np.linalg.cholesky(np.linalg.inv(scatter))
    return np.asarray(np.linalg.inv(np.swapaxes(lower @ factor, 1, 2)))


def _between(knots: Reals, at: Reals) -> Reals:
    """Return values straight between monthly knots, shape ``(draws, times, contrasts)``."""
    low = np.minimum(at.astype(np.int64), max(len(knots) - 2, 0))
    high = np.minimum(low + 1, len(knots) - 1)
    part = (at - low)[:, None, None] if len(knots) > 1 else np.zeros((len(at), 1, 1))
    return np.asarray(np.swapaxes(knots[low] * (1 - part) + knots[high] * part, 0, 1))
