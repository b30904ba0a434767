"""
The law that tells a week's paid hours by its work: square-root staffing, with factors that were measured.

Hours of a group are a sum over channels of work times a factor, plus the root of the work times a factor (what
stands ready for chance), plus hours that no work moves. No factor is below zero, so that more work of any channel
never takes fewer hours, whatever the mix. The factors are those nearest to weeks that were simulated; where these say
little, they keep to what formulas say of many more weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals

_PULL = 0.1
"""How much factors keep to those of formulas, beside one week simulated (chosen on weeks held out)."""

_OFFERED, _COVERED = 500, 2000
"""Of very many weeks, so many evenly spaced ones may be chosen, and so many are to be near to one."""

_FORGOTTEN = 0.05
"""A group is one of which formulas say nothing if they give it less than this share of its part."""

_LEAST = 0.05
"""Weeks with less than this share of the usual hours weigh no more than one with it."""

Parts = Sequence[Sequence[int]]
"""Numbers of groups, part by part."""


@dataclass(frozen=True, eq=False)
class Law:
    """Hours of G groups by the work of C channels."""

    scale: Reals
    """(C,) work that counts as 1."""
    factors: Reals
    """(G, 2 C + 1) hours: of work, of its root, and at all times."""

    def hours(self, work: Reals) -> Reals:
        """Return the hours of each group, shape ``(..., G)``, for work of shape ``(..., C)``."""
        return np.asarray(_terms(work / self.scale) @ self.factors.T)

    def parts(self, work: Reals) -> Reals:
        """Return the hours of all groups that each channel takes, shape ``(..., C)``."""
        count = len(self.scale)
        every = self.factors.sum(axis=0)
        scaled = work / self.scale
        return np.asarray(scaled * every[:count] + np.sqrt(scaled) * every[count : 2 * count])


def law_of(work: Reals, hours: Reals, like: Law | None = None, parts: Parts = ()) -> Law:
    """
    Return the law nearest to some weeks.

    Args:
        work: Of each week by channel, shape ``(K, C)``.
        hours: Of each week by group, shape ``(K, G)``.
        like: A law whose shape to keep to where the weeks say little.
        parts: Groups that share customers; one to which formulas give next to nothing has a share of all that its part
            takes, the same at all times, since what formulas do not see they cannot tell of other weeks.

    Examples:
        >>> law = law_of(np.array([[100.0], [200.0], [400.0]]), np.array([[120.0], [220.0], [420.0]]))
        >>> law.hours(np.array([300.0])).round(3)
        array([320.])
    """
    scale = np.where(work.mean(axis=0) > 0, work.mean(axis=0), 1.0) if like is None else like.scale
    terms = _terms(work / scale)
    if like is None:
        return Law(scale, np.array([_nearest(terms, mine) for mine in hours.T]))
    factors = np.array([_nearest(terms, mine, told) for mine, told in zip(hours.T, like.factors, strict=True)])
    for part in map(list, parts):
        said, together = (terms @ like.factors[part].T).sum(axis=0), hours[:, part].sum(axis=1)
        for group in (each for each, mine in zip(part, said, strict=True) if mine < _FORGOTTEN * said.sum()):
            share = hours[:, group].sum() / max(together.sum(), 1e-9)
            factors[group] = share * _nearest(terms, together, like.factors[part].sum(axis=0))
    return Law(scale, factors)


def _nearest(terms: Reals, hours: Reals, like: Reals | None = None) -> Reals:
    """Return the factors, none below zero, that are nearest to some hours, and to like factors."""
    from scipy.optimize import nnls

    usual = float(hours.mean())
    if usual <= 0:
        return np.zeros(terms.shape[1])
    weight = 1 / np.maximum(hours, _LEAST * usual)
    rows, wanted = [terms * weight[:, None]], [hours * weight]
    if like is not None:
        said = terms @ like
        share = float((hours * weight).sum() / max((said * weight).sum(), 1e-9))
        pull = _PULL * terms.mean(axis=0) / usual
        rows.append(np.diag(pull))
        wanted.append(pull * share * like)
    return np.asarray(nnls(np.concatenate(rows), np.concatenate(wanted))[0])


def _terms(scaled: Reals) -> Reals:
    """Return work, its root and 1, along the last axis."""
    return np.concatenate([scaled, np.sqrt(scaled), np.ones((*scaled.shape[:-1], 1))], axis=-1)


def left_out(work: Reals, hours: Reals, like: Law, parts: Parts = ()) -> Reals:
    """
    Return for each week what the law of the others says of it, shape ``(K, G)``; with one week NaN.

    Args:
        work: Of each week by channel, shape ``(K, C)``.
        hours: Of each week by group, shape ``(K, G)``.
        like: The law whose shape to keep to.
        parts: Groups that share customers.
    """
    count = len(work)
    if count < 2:
        return np.full_like(hours, np.nan)
    others = [np.arange(count) != number for number in range(count)]
    return np.array([law_of(work[mine], hours[mine], like, parts).hours(work[n]) for n, mine in enumerate(others)])


def spread_out(places: Reals, first: int, *, most: int, least: int = 1, near: float = 0.0) -> list[int]:
    """
    Return weeks that stand for all: the first, then again and again the one that brings the others nearest to one.

    The rare ends of a forecast, of which one that goes for the farthest would choose nothing but, are among them only
    where many weeks lie there.

    Args:
        places: Of each week, shape ``(N, C)``.
        first: The week to begin with.
        most: How many at most.
        least: So many even if all are near.
        near: Beyond the least, no more are chosen once weeks lie on average this near to one that was chosen.

    Examples:
        >>> spread_out(np.array([[10.0], [11.0], [40.0], [41.0], [42.0]]), 0, most=2)
        [0, 3]
        >>> spread_out(np.array([[10.0], [11.0], [40.0], [41.0], [42.0]]), 0, most=4, near=2.0)
        [0, 3]
    """
    offered, others = _evenly(len(places), _OFFERED), places[_evenly(len(places), _COVERED)]
    apart = np.sqrt(((places[offered, None] - others[None]) ** 2).sum(axis=2))
    nearest = np.sqrt(((others - places[first]) ** 2).sum(axis=1))
    chosen = [first]
    while len(chosen) < most and nearest.max() > 0:
        if len(chosen) >= least and nearest.mean() <= near:
            break
        best = int(np.minimum(apart, nearest).sum(axis=1).argmin())
        chosen.append(int(offered[best]))
        nearest = np.minimum(nearest, apart[best])
    return chosen


def _evenly(count: int, most: int) -> Indices:
    return np.unique(np.linspace(0, count - 1, most).astype(np.int64))
