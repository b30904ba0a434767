"""
How probably each scenario is the best, in the long run and on a single day.

Two questions that managers mean by one word. *Is it best?* The true means are unknown; given
the replications they are spread around the measured ones like Student's t, with the
covariance that common customers give them (the posterior under a flat prior: Chick and Inoue,
"New procedures to select the best simulated system using common random numbers", Management
Science 47, 2001). *How often is it best?* The share of replications in which it came out first.

The draws behind the first answer are always the same ones, so the same figures give the same
probabilities.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from channelmix.results import Figure, Reals
from channelmix.streams import customer_ids, uniforms

DRAWS = 10_000
_TIE = 1e-9


@dataclass(frozen=True)
class Chances:
    """Of each scenario, in the order given; None where nothing can be said."""

    best: tuple[float | None, ...]
    """Probability that its true figure is the best of all."""
    often: tuple[float | None, ...]
    """Share of the replications in which it was the best; ties are shared."""


def chances(figures: Sequence[Figure], better: int) -> Chances:
    """
    Return how probably each scenario is best in one figure.

    Args:
        figures: The same figure of each scenario, on the same customers.
        better: 1 where more is better, -1 where less is.
    """
    return Chances(_best(figures, better), _often(figures, better))


def _best(figures: Sequence[Figure], better: int) -> tuple[float | None, ...]:
    drawn = draws(figures)
    if drawn is None:
        return (None,) * len(figures)
    return tuple(winners(drawn * better).mean(axis=0).tolist())


def _often(figures: Sequence[Figure], better: int) -> tuple[float | None, ...]:
    parts = [figure.parts for figure in figures]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or len({len(above) for above, _ in known}) != 1:
        return (None,) * len(figures)
    above, below = (np.stack([part[side] for part in known], axis=1) for side in (0, 1))
    usable = (below != 0).all(axis=1)
    if not usable.any():
        return (None,) * len(figures)
    return tuple(winners(above[usable] / below[usable] * better).mean(axis=0).tolist())


def winners(values: Reals) -> Reals:
    """
    Return each one's part of the first place: 1, a share where several tie, else 0.

    Args:
        values: One row a trial, one column a scenario; more is better; minus infinity cannot win.

    Examples:
        >>> winners(np.array([[1.0, 2.0, 2.0], [3.0, 2.0, 1.0]]))
        array([[0. , 0.5, 0.5],
               [1. , 0. , 0. ]])
    """
    top = values.max(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        first = (values >= top - _TIE * np.abs(top)) & np.isfinite(values)
    total = first.sum(axis=1, keepdims=True)
    parts: Reals = np.divide(first, total, out=np.zeros(values.shape), where=total > 0)
    return parts


def draws(figures: Sequence[Figure]) -> NDArray[np.float64] | None:
    """
    Return draws of the true values of figures, given what was measured.

    Args:
        figures: Any figures on the same customers, with equally many pulls.

    Returns:
        Shape ``(DRAWS, len(figures))``; None if a figure or its error is unknown.
    """
    if any(figure.value is None or figure.degrees < 1 for figure in figures):
        return None
    if len({len(figure.pulls) for figure in figures}) != 1:
        return None
    values = np.array([figure.value for figure in figures], np.float64)
    degrees = min(figure.degrees for figure in figures)
    pulls = np.stack([figure.pulls for figure in figures], axis=1)
    root = _root(np.einsum("ri,rj->ij", pulls, pulls) * (len(pulls) / degrees))
    spread: Reals = np.einsum("dj,ij->di", _normals(len(figures)), root) / _chi(degrees)[:, None]
    drawn: Reals = values + spread
    return drawn


def _root(covariance: Reals) -> Reals:
    """Return a square root of a covariance, which may be singular: scenarios can be equal."""
    values, vectors = np.linalg.eigh(covariance)
    root: Reals = vectors * np.sqrt(np.maximum(values, 0.0))
    return root


def _normals(columns: int) -> Reals:
    from scipy.special import ndtri

    numbers: list[Reals] = [
        ndtri(uniforms(0, column, "compare/normal", customer_ids(1, np.arange(DRAWS)))) for column in range(columns)
    ]
    return np.stack(numbers, axis=1)


def _chi(degrees: int) -> Reals:
    """Return the root of chi-square over its degrees, which turns normal numbers into Student's t."""
    from scipy.special import gammaincinv

    own = uniforms(0, 0, "compare/chi", customer_ids(1, np.arange(DRAWS)))
    root: Reals = np.sqrt(gammaincinv(degrees / 2, own) * 2 / degrees)
    return root
