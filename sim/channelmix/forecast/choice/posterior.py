"""
What a posterior over a few standard normal numbers looks like: mode, Laplace, importance sampling.

The mode is found by Newton steps on differences, its curvature gives a first normal shape, and weighted
draws from a heavy-tailed version of it, mixed with draws from the prior, correct that shape (importance
sampling, repeated with the corrected shape while it pays). The mean weight is the evidence of the
model, and the effective sample size says how far the draws may be trusted.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from channelmix.forecast.choice.composition import Reals

LogLikelihood = Callable[[Reals], Reals]
"""Log likelihood of normal numbers, shape ``(draws, size)`` to ``(draws,)``."""

_STEP = 0.02
_FREEDOM = 5.0
_PRIOR_PART = 0.2
"""Part of the proposals that come from the prior, so that no weight can run away."""
_ROUNDS = 4
_GOOD = 0.5
"""Effective part of the draws that ends the search for a better shape."""


@dataclass(frozen=True, eq=False)
class Sample:
    """
    Weighted draws from a posterior.

    Attributes:
        normals: Standard normal numbers that the model turns into parameters, shape ``(draws, size)``.
        weights: Sum 1, shape ``(draws,)``.
        log_evidence: Log of the mean likelihood under the prior.
        mode: Where the posterior is highest, shape ``(size,)``.
    """

    normals: Reals
    weights: Reals
    log_evidence: float
    mode: Reals

    @property
    def effective(self) -> float:
        """Effective sample size: the number of equally weighted draws that would tell as much."""
        return float(1 / (self.weights**2).sum())


def explore(log_likelihood: LogLikelihood, size: int, draws: int, rng: np.random.Generator) -> Sample:
    """
    Return weighted draws from the posterior of ``size`` standard normal numbers.

    Args:
        log_likelihood: Of the data given the numbers; finite everywhere.
        size: How many numbers.
        draws: How many draws to weigh.
        rng: Source of chance.

    Examples:
        >>> sample = explore(lambda x: -0.5 * ((x[:, 0] - 2) / 0.5) ** 2, 1, 4000, np.random.default_rng(1))
        >>> float(round((sample.weights * sample.normals[:, 0]).sum(), 1))
        1.6
    """

    def target(normals: Reals) -> Reals:
        return np.asarray(log_likelihood(normals) - 0.5 * (normals**2).sum(axis=1))

    mode, covariance = _laplace(target, size, rng)
    centre, best = mode, None
    for _ in range(_ROUNDS):
        sample = _weigh(target, centre, covariance, draws=draws, rng=rng, mode=mode)
        if best is None or sample.effective > best.effective:
            best = sample
        if sample.effective > _GOOD * draws:
            break
        centre = sample.weights @ sample.normals
        off = sample.normals - centre
        covariance = 1.1 * (off * sample.weights[:, None]).T @ off + 1e-4 * np.eye(size)
    assert best is not None
    return best


def _weigh(
    target: LogLikelihood, centre: Reals, covariance: Reals, *, draws: int, rng: np.random.Generator, mode: Reals
) -> Sample:
    size, from_prior = len(centre), int(_PRIOR_PART * draws)
    root = np.asarray(np.linalg.cholesky(covariance), np.float64)
    normals = rng.standard_normal((draws, size))
    stretch = np.sqrt(_FREEDOM / rng.chisquare(_FREEDOM, draws - from_prior))
    normals[from_prior:] = centre + (normals[from_prior:] * stretch[:, None]) @ root.T
    proposal = np.logaddexp(
        np.log(1 - _PRIOR_PART) + _log_student(normals, centre, root),
        np.log(_PRIOR_PART) - 0.5 * (normals**2).sum(axis=1) - 0.5 * size * np.log(2 * np.pi),
    )
    logs = target(normals) - 0.5 * size * np.log(2 * np.pi) - proposal
    top = logs.max()
    weights = np.exp(logs - top)
    return Sample(normals, weights / weights.sum(), float(top + np.log(weights.mean())), mode)


def _log_student(points: Reals, centre: Reals, root: Reals) -> Reals:
    from math import lgamma, log, pi

    size = len(centre)
    distance = (np.linalg.solve(root, (points - centre).T) ** 2).sum(axis=0)
    constant = lgamma((_FREEDOM + size) / 2) - lgamma(_FREEDOM / 2) - 0.5 * size * log(_FREEDOM * pi)
    return np.asarray(constant - np.log(np.diag(root)).sum() - 0.5 * (_FREEDOM + size) * np.log1p(distance / _FREEDOM))


def _laplace(target: LogLikelihood, size: int, rng: np.random.Generator) -> tuple[Reals, Reals]:
    """Return the mode and the covariance of the normal shape that has its curvature."""
    starts = np.concatenate([np.zeros((1, size)), rng.standard_normal((63, size))])
    heights = target(starts)
    place, height = starts[heights.argmax()], float(heights.max())
    damping = 1.0
    for _ in range(25):
        slope, curve = _derivatives(target, place)
        values, vectors = np.linalg.eigh(-curve)
        step = vectors @ ((vectors.T @ slope) / (np.maximum(values, 0.05) + damping - 1))
        reduced = step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        trial = float(target((place + reduced)[None, :])[0])
        if trial > height:
            gained, place, height, damping = trial - height, place + reduced, trial, max(1.0, damping / 4)
            if gained < 1e-6:
                break
        else:
            damping = 1 + 4 * max(damping - 1, 0.25)
            if damping > 1e6:
                break
    values, vectors = np.linalg.eigh(-_derivatives(target, place)[1])
    return place, np.asarray((vectors / np.maximum(values, 0.5)) @ vectors.T)


def _derivatives(target: LogLikelihood, place: Reals) -> tuple[Reals, Reals]:
    """Return gradient and Hessian by central differences, all points evaluated at once."""
    size = len(place)
    steps = np.eye(size) * _STEP
    first, second = np.triu_indices(size, 1)
    pairs = [sign * steps[first] + other * steps[second] for sign in (1, -1) for other in (1, -1)]
    values = target(place + np.concatenate([np.zeros((1, size)), steps, -steps, *pairs]))
    here, up, down = values[0], values[1 : 1 + size], values[1 + size : 1 + 2 * size]
    both = values[1 + 2 * size :].reshape(4, -1)
    curve = np.diag((up - 2 * here + down) / _STEP**2)
    curve[first, second] = curve[second, first] = (both[0] - both[1] - both[2] + both[3]) / (4 * _STEP**2)
    return np.asarray((up - down) / (2 * _STEP)), curve
