"""
Small problems to the end: all plans of a few numbers that are cheaper than the best one known.

One thing is relied on: a plan that has fewer agents everywhere than one that misses a promise misses
it too. Each trial of a plan that fails thus rules out all below it, each success all that cost more,
until no candidate is left. What remains is the cheapest plan, proven on the search's customers.
"""

from dataclasses import dataclass, replace

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.space import Space
from channelmix.staffing.trials import Trial, Trials

MOST_NUMBERS = 4
MOST_CANDIDATES = 300_000
_PLENTY = 10


@dataclass(frozen=True)
class Proof:
    """The cheapest plan and whether nothing cheaper was left untried."""

    best: Trial
    is_complete: bool


def cheapest(trials: Trials, start: Trial, space: Space, *, most_trials: int) -> Proof:
    """
    Return the cheapest plan that keeps every promise.

    Args:
        trials: Where to try.
        start: A plan that keeps every promise.
        space: The plans allowed.
        most_trials: When to give up.
    """
    places = np.argwhere(space.most > space.least)
    if not start.keeps_all or len(places) > MOST_NUMBERS:
        return Proof(start, is_complete=False)
    if not len(places):
        return Proof(start, is_complete=True)
    space = _narrowed(trials, start, space, places)
    candidates = _cheaper(start, space, places)
    if candidates is None:
        return Proof(start, is_complete=False)
    price = space.price[tuple(places.T)]
    costs = candidates @ price
    best, left = start, np.ones(len(candidates), np.bool_)
    for number in range(most_trials + 1):
        left &= costs < space.cost(best.plan) - _fixed(space, places) - 1e-9
        if not left.any() or number == most_trials:
            return Proof(best, is_complete=not left.any())
        chosen = candidates[_most_promising(left, costs, candidates, best, places)]
        trial = trials.of(_plan(chosen, space, places))
        if trial.keeps_all:
            best = trial
        else:
            left &= ~(candidates <= chosen).all(axis=1)
    return Proof(best, is_complete=False)


def _narrowed(trials: Trials, start: Trial, space: Space, places: Indices) -> Space:
    """
    Return the plans that are not ruled out number by number.

    With too few agents at one place a promise is missed however many there are elsewhere. The fewest are
    found by halving, from those of a plan that keeps every promise downwards.
    """
    least = space.least.copy()
    for place in map(tuple, places):
        plan = space.clipped(2 * start.plan + _PLENTY)

        def keeps(agents: int, place: tuple[int, ...] = place, plan: Indices = plan) -> bool:
            plan[place] = agents
            return trials.of(plan.copy()).keeps_all

        missed, kept = int(space.least[place]) - 1, int(start.plan[place])
        step = 1
        while kept - missed > 1:
            middle = max(kept - step, missed + 1)
            missed, kept = (missed, middle) if keeps(middle) else (middle, kept)
            step = 2 * step if kept == middle else max((kept - missed) // 2, 1)
        least[place] = kept
    return replace(space, least=least)


def _cheaper(start: Trial, space: Space, places: Indices) -> Indices | None:
    """Return all plans that cost less than one, as rows of numbers; None if they are too many."""
    where = tuple(places.T)
    lowest, price = space.least[where], space.price[where]
    budget = space.cost(start.plan) - _fixed(space, places) - lowest @ price
    sizes = np.minimum(space.most[where] - lowest, np.floor(budget / price + 1e-9).astype(np.int64)) + 1
    if np.prod(sizes.astype(np.float64)) > MOST_CANDIDATES:
        return None
    rows = np.stack([axis.ravel() for axis in np.indices(sizes)], axis=1) + lowest
    return np.asarray(rows[rows @ price < budget + lowest @ price - 1e-9])


def _fixed(space: Space, places: Indices) -> float:
    """Return what the agents cost who stand where nothing can be chosen."""
    chosen = space.least[tuple(places.T)] @ space.price[tuple(places.T)]
    return space.cost(space.least) - float(chosen)


def _most_promising(left: Flags, costs: Reals, candidates: Indices, best: Trial, places: Indices) -> int:
    """Return the dearest candidate left, of equals the one most like the best plan."""
    like = np.abs(candidates - best.plan[tuple(places.T)]).sum(axis=1)
    found: int = np.lexsort((like, -costs, ~left))[0]
    return int(found)


def _plan(numbers: Indices, space: Space, places: Indices) -> Indices:
    plan = space.least.copy()
    plan[tuple(places.T)] = numbers
    return plan
