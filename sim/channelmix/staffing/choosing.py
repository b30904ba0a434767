"""
Which of several finished plans to take: the smooth one, unless another is clearly cheaper.

Groups that share no customers hardly disturb one another, and neither do days. So of two plans each part of the
operation, or each of its days, may be taken from either; the simulator says whether what is put together keeps all.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial, Trials

SMOOTH = 1.01
"""A plan that runs smoothly over the day is taken even if it is so many times as dear: others owe more to chance."""

Finished = tuple[Trials, Trial, bool]
"""Customers with what is asked of a plan, the plan on them, and whether no other is cheaper."""


def chosen(finished: Sequence[Finished], space: Space, structure: Structure) -> Finished:
    """Return the plan to take of some that are finished, the smoothest last; pieces of others where that pays."""
    best = finished[-1]
    for other in finished[:-1]:
        best = _better(best, other, space, structure)
    return best


def _better(smooth: Finished, other: Finished, space: Space, structure: Structure) -> Finished:
    """Return the smooth plan, that plan with what is clearly cheaper in the other one, or the other one."""
    trials, now, _ = smooth
    if not now.keeps_all:
        return other
    if not other[1].keeps_all:
        return smooth
    for plan in _mixtures(now.plan, other[1].plan, space, structure):
        mixed = trials.of(plan)
        if mixed.keeps_all and space.cost(plan) < space.cost(now.plan):
            return trials, mixed, False
    return smooth if space.cost(now.plan) <= SMOOTH * space.cost(other[1].plan) else other


def _mixtures(smooth: Indices, other: Indices, space: Space, structure: Structure) -> Iterator[Indices]:
    """Yield the smooth plan with days, and then with whole parts, of the other where that is clearly cheaper."""
    days = [np.flatnonzero(space.day == day) for day in np.unique(space.day)]
    for stretches in (days, [np.arange(len(space.day))]):
        plan = smooth.copy()
        for groups in structure.parts:
            for stretch in stretches:
                place = np.ix_(np.array(groups), stretch)
                costs = [float((each[place] * space.price[place]).sum()) for each in (smooth, other)]
                if costs[0] > SMOOTH * costs[1]:
                    plan[place] = other[place]
        if (plan != smooth).any() and (plan != other).any():
            yield plan
