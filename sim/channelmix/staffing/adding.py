"""
Duties added where a cover of the requirement misses a promise, until none is missed.
"""

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool
from channelmix.staffing.trials import Trial

_MOST_TRIALS = 25
_AT_ONCE = 0.02
"""Share of a day's agents added in one trial, at least one agent."""

_EVERYWHERE = 0.05
"""Of what is missing, this share is laid on all intervals of the cell: an agent before the pile helps, too."""


def added(pool: Pool, now: Worked) -> Worked:
    """Return duties with agents added; what still misses a promise then is out of reach of these templates."""
    for _ in range(_MOST_TRIALS):
        if now.trial.keeps_all:
            break
        agents = _more(pool, now)
        if (agents == now.agents).all():
            break
        now = Worked(agents=agents, trial=pool.trial(agents))
    return now


def _more(pool: Pool, now: Worked) -> Indices:
    """Return the agents with some more on the duties that bring most of what is missing for their price."""
    missing, agents = _missing(pool, now.trial), now.agents
    for corner in pool.corners:
        brings = np.array([missing[pool.group[duty]] @ pool.present[duty] for duty in corner.tolist()])
        worth = brings / np.maximum(pool.price[corner], 1e-9)
        left = max(round(_AT_ONCE * int(now.agents[corner].sum())), 1)
        for place in np.argsort(-worth, kind="stable").tolist():
            while left and worth[place] > 0:
                more = agents + (np.arange(len(agents)) == corner[place])
                if not pool.allows(more, plan=pool.plan(more)):
                    break
                agents, left = more, left - 1
    return agents


def _missing(pool: Pool, trial: Trial) -> Reals:
    """Return how many contacts are missing in cells that miss their promise, where agents help them, (G, I)."""
    cells, structure = pool.trials.cells, pool.problem.structure
    missing = np.zeros(pool.most.shape)
    for cell in np.flatnonzero(~trial.kept).tolist():
        goal = int(cells.goal[cell])
        inside = np.flatnonzero(cells.cell[goal] == cell)
        short = np.maximum(-trial.surplus[goal, inside], 0.0)
        short = short + _EVERYWHERE * max(short.sum(), -trial.room[cell] * trial.weight[cell]) / len(inside)
        if cells.goals[goal].is_count:
            inside, short = _day_until(pool, inside, short)
        until = np.minimum(inside + max(int(structure.back[goal]), 1), pool.most.shape[1])
        for group in np.flatnonzero(structure.helps[goal]):
            for first, last, number in zip(inside.tolist(), until.tolist(), short.tolist(), strict=True):
                missing[group, first:last] += number / (last - first)
    return missing


def _day_until(pool: Pool, inside: Indices, short: Reals) -> tuple[Indices, Reals]:
    """Return the intervals of the days up to some, and an even share of what is missing for each."""
    day = pool.problem.space.day
    every = np.flatnonzero(np.isin(day, day[inside]) & (np.arange(len(day)) <= inside.max()))
    return every, np.full(len(every), short.sum() / len(every))
