"""
The law that tells a week's paid hours by its work: square-root staffing, with factors that were measured.

Hours of a group are a sum over channels of work times a factor, plus the root of the work times a factor (what
stands ready for chance), plus hours that no work moves. No factor is below zero, so that more work of any channel
never takes fewer hours, whatever the mix. The factors are those nearest to weeks that were simulated; where these say
little, they keep to what formulas say of many more weeks.

Groups that share customers are fitted together: what all of them take is told by each week within a per cent or two,
how they divide it is luck of each search. So the sum of their laws is held to the sum of their hours, and their
division only to what the weeks have on average. How near is told in shares of what the law expects, never of the hours
found: of these, a week in which a group happens to have few would count most, and all groups would come out too low.
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

_DIVISION = 0.2
"""How much a week tells of its groups, beside all of them together (an estimate of ours; 0.05 to 0.4 do as well)."""

_FORGOTTEN = 0.05
"""A group is one of which formulas say nothing if they give it less than this share of its part; an estimate of
ours."""

_LEAST = 0.05
"""Weeks with less than this share of the usual hours weigh no more than one with it; an estimate of ours."""

_TURNS = 3
"""So many times factors are fitted to what formulas say, each time by shares of what the time before expects; an
estimate of ours."""

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
        return Law(scale, np.array([_of_formulas(terms, mine) for mine in hours.T]))
    factors = np.zeros_like(like.factors)
    for part in map(list, parts or [[group] for group in range(hours.shape[1])]):
        factors[part] = _of_part(terms, hours[:, part], like.factors[part])
    return Law(scale, factors)


def _of_formulas(terms: Reals, hours: Reals) -> Reals:
    """Return the factors of one group, shape ``(F,)``, none below zero, that are nearest to its hours in many weeks."""
    found = np.zeros(terms.shape[1])
    usual = float(hours.mean())
    expected = np.full(len(hours), usual)
    for _ in range(_TURNS if usual > 0 else 0):
        found = _nearest(terms / expected[:, None], hours / expected)
        expected = np.maximum(terms @ found, _LEAST * usual)
    return found


def _of_part(terms: Reals, hours: Reals, like: Reals) -> Reals:
    """Return the factors of P groups that share customers, shape ``(P, F)``, by their hours and factors like them."""
    found, every, told = np.zeros_like(like), hours.sum(axis=0), (terms @ like.T).sum(axis=0)
    known = (every > 0) & (told >= _FORGOTTEN * told.sum())
    share = np.where(known, 0.0, every / max(every.sum(), 1e-9))
    together = hours.sum(axis=1)
    if known.any():
        found[known] = _of_groups(terms, hours[:, known], (1 - share.sum()) * together, like[known])
    if share.any():
        found += share[:, None] * _of_groups(terms, together[:, None], together, like.sum(axis=0, keepdims=True))
    return found


def _of_groups(terms: Reals, hours: Reals, together: Reals, like: Reals) -> Reals:
    """
    Return the factors of P groups nearest to their hours, those of all together first.

    Args:
        terms: Of each week, shape ``(K, F)``.
        hours: Of each week by group, shape ``(K, P)``, of each group some.
        together: Of each week, of all groups, shape ``(K,)``.
        like: Factors whose shape to keep to, shape ``(P, F)``.
    """
    count, usual = len(like), hours.mean(axis=0)
    told = terms @ like.T
    level = np.divide(usual, told.mean(axis=0), out=np.zeros(count), where=told.any(axis=0))
    expected = np.where(told.any(axis=0), np.maximum(level * told, _LEAST * usual), usual)
    sums = np.tile(terms, count) / expected.sum(axis=1, keepdims=True)
    division = _DIVISION if count > 1 else 0.0
    groups = division * np.kron(np.eye(count), terms) / expected.T.reshape(-1, 1)
    pull = (_PULL * terms.mean(axis=0) / usual[:, None]).ravel()
    rows = np.concatenate([sums, groups, np.diag(pull)])
    divided, shape = division * (hours / expected).T.ravel(), pull * (level[:, None] * like).ravel()
    return _nearest(rows, np.concatenate([together / expected.sum(axis=1), divided, shape])).reshape(like.shape)


def _nearest(rows: Reals, wanted: Reals) -> Reals:
    """Return the factors, none below zero, that bring rows nearest to what is wanted of them."""
    from scipy.optimize import nnls

    return np.asarray(nnls(rows, wanted)[0])


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
