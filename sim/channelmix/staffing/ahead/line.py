"""
A few simulated weeks, and the line through them that corrects what formulas say of all others.

For each group the logarithm of hours simulated / hours by formula is a straight line in the logarithm of the
hours by formula. How far that errs is measured by leaving one simulated week out and foretelling it from the
others, each in its turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals

_STEEPEST = 0.5
_APART = 0.05
"""Weeks whose hours differ by less tell nothing of a slope."""


@dataclass(frozen=True, eq=False)
class Line:
    """By G groups the correction of hours by formula."""

    middle: Reals
    """Logarithm of the hours by formula at which ``height`` holds, shape ``(G,)``."""
    height: Reals
    slope: Reals

    def corrected(self, hours: Reals) -> Reals:
        """
        Return hours by formula as simulation would have them.

        Args:
            hours: By group and day, shape ``(G, 7)``.
        """
        at = _log(hours.sum(axis=1)) - self.middle
        return np.asarray(hours * np.exp(self.height + self.slope * at)[:, None])


def line_through(formula: Reals, simulated: Reals) -> Line:
    """
    Return the line through some weeks.

    Args:
        formula: Hours by formula, shape ``(K, G)``.
        simulated: Hours simulated, same shape.

    Examples:
        >>> line = line_through(np.array([[100.0], [200.0]]), np.array([[110.0], [220.0]]))
        >>> line.corrected(np.array([[150.0]])).round(6)
        array([[165.]])
    """
    known = (formula > 0) & (simulated > 0)
    ratio = np.where(known, _log(simulated) - _log(formula), 0.0)
    at = _log(formula)
    middle = at.mean(axis=0)
    spread = ((at - middle) ** 2).sum(axis=0)
    slope = ((at - middle) * ratio).sum(axis=0) / np.maximum(spread, len(at) * _APART**2)
    return Line(middle, ratio.mean(axis=0), np.clip(slope, -_STEEPEST, _STEEPEST))


def left_out(formula: Reals, simulated: Reals) -> Reals:
    """
    Return for each week what the others foretell of it, shape ``(K, G)``; with one week NaN.

    Args:
        formula: Hours by formula, shape ``(K, G)``.
        simulated: Hours simulated, same shape.
    """
    count = len(formula)
    if count < 2:
        return np.full_like(formula, np.nan)
    found = []
    for number in range(count):
        others = np.arange(count) != number
        line = line_through(formula[others], simulated[others])
        found.append(line.corrected(formula[number][:, None])[:, 0])
    return np.array(found)


def spread_out(hours: Reals, first: int, count: int) -> list[int]:
    """
    Return weeks that lie far apart: the first, then again and again the one farthest from those chosen.

    Args:
        hours: By week and group, shape ``(N, G)``.
        first: The week to begin with.
        count: How many.

    Examples:
        >>> spread_out(np.array([[10.0], [11.0], [40.0], [20.0]]), first=0, count=3)
        [0, 2, 3]
    """
    places = _log(hours)
    chosen = [first]
    while len(chosen) < min(count, len(hours)):
        apart = _nearest(places, chosen)
        if apart.max() <= 0:
            break
        chosen.append(int(apart.argmax()))
    return chosen


def _nearest(places: Reals, chosen: Sequence[int]) -> Reals:
    distance = np.stack([np.sqrt(((places - places[each]) ** 2).sum(axis=1)) for each in chosen])
    nearest: Reals = distance.min(axis=0)
    return nearest


def _log(hours: Reals | Indices) -> Reals:
    return np.asarray(np.log(np.maximum(hours, 1e-3)))
