"""
What buys nothing is given back, and of what buys little it is told what it costs.

A crowd (``crowds``) whose promise the plan misses on fresh customers all the same is taken out, if every other
promise that those customers saw kept stays kept without it. Where a crowd does keep its promise, it stays, and the
plan without it says what it costs and what would become of the promise. All figures are those of checks: fresh
customers meet each of these plans. That they also decide what is given back favours no plan: what they have seen
missed is asked less, and of others nothing is chosen by them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.simulate.counts import Counts
from channelmix.staffing.crowds import Crowd, Crowds
from channelmix.staffing.trials import Trial, Trials

MOST = 6
"""So many crowds of a plan are looked at, the dearest ones."""

_WORTH = 0.002
"""A crowd that saves less than this share of the plan's cost, once others have what they lack, is none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Crowded:
    """A crowd as it is told: what it costs, and what its promise comes to with it and without."""

    group: int
    cell: int
    at: int
    """The interval in which it is largest."""
    agents: int
    """How many are there then."""
    without: int
    """How many are there without it."""
    usual: int | None
    """The most that are there at that time on other days; None: there are none."""
    cost: float
    """Of the period."""
    share_with: float
    share_without: float
    is_given_back: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """A plan, and how it fares on fresh customers."""

    trials: Trials
    found: Trial
    check: Trial
    counts: Counts
    crowds: tuple[Crowded, ...] = ()


Check = Callable[[Trials, Indices], tuple[Trial, Counts]]
"""Plays a plan for fresh customers, who are the same each time."""


def given_back(now: Outcome, finder: Crowds, *, check: Check, written: Callable[[Trials, Trial], Trial]) -> Outcome:
    """
    Return a plan without the crowds that buy nothing, and what the others cost.

    Args:
        now: The plan as it was searched and checked.
        finder: Finds crowds on the customers of the search.
        check: Plays a plan for fresh customers.
        written: Makes of a plan one that a file can say.
    """
    for crowd in finder.found(now.found)[:MOST]:
        trials, less = replace(finder, trials=now.trials).without(now.found, [crowd])
        less = written(trials, less)
        saved = finder.space.cost(now.found.plan) - finder.space.cost(less.plan)
        if not less.keeps_all or saved < _WORTH * finder.space.cost(now.found.plan):
            continue
        checked, counts = check(trials, less.plan)
        if _harms(now.check, checked, crowd.cell):
            continue
        is_idle = _misses(now, crowd.cell) or bool(less.kept[crowd.cell] and crowd.cell not in trials.let_off)
        told = _told(crowd, now, less=less.plan, after=checked, cost=saved, is_given_back=is_idle, finder=finder)
        if is_idle:
            now = Outcome(trials=trials, found=less, check=checked, counts=counts, crowds=now.crowds)
        if not is_idle or crowd.cell in trials.let_off:
            now = replace(now, crowds=(*now.crowds, told))
    return now


def _misses(now: Outcome, cell: int) -> bool:
    """Whether fresh customers see less of a promise than was promised."""
    goal, share = now.trials.cells.goals[int(now.trials.cells.goal[cell])], float(now.check.share[cell])
    return share < goal.limit if goal.at_least else share > goal.limit


def _harms(before: Trial, after: Trial, cell: int) -> bool:
    """Whether any other promise is lost that was kept before."""
    kept, still = (each.room + each.error >= 0 for each in (before, after))
    lost = kept & ~still
    lost[cell] = False
    return bool(lost.any())


def _told(
    crowd: Crowd, now: Outcome, *, less: Indices, after: Trial, cost: float, is_given_back: bool, finder: Crowds
) -> Crowded:
    plan, group = now.found.plan, crowd.group
    at = int(np.argmax(np.where(crowd.fewer > 0, plan[group] - less[group], -1)))
    grid, day = finder.space.grid[:-1], finder.space.day
    starts = np.array([int(grid[np.argmax(day == each)]) for each in day])
    is_same = (grid - starts == grid[at] - starts[at]) & (day != day[at]) & (finder.space.most[group] > 0)
    return Crowded(
        group=group, cell=crowd.cell, at=at, agents=int(plan[group, at]), without=int(less[group, at]),
        usual=int(plan[group, is_same].max()) if is_same.any() else None, cost=cost,
        share_with=float(now.check.share[crowd.cell]), share_without=float(after.share[crowd.cell]),
        is_given_back=is_given_back,
    )  # fmt: skip
