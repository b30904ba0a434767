"""
Which changes of duties a trial bears out: those of each day and part stand or fall by themselves.
"""

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool

NEIGHBOURS = 1
"""Days before and after its own on which a missed promise may have its cause; an estimate of ours."""


def proved(pool: Pool, now: Worked, agents: Indices) -> Worked:
    """
    Return duties with the changes of those corners that cost no promise which is kept now; at worst with none.

    Where a promise is missed, the changes of its day are taken back, and then those of the days around it, too.

    Args:
        pool: The duties.
        now: Who works them.
        agents: Who is to work them, (D,).
    """
    for around in range(NEIGHBOURS + 2):
        if np.array_equal(agents, now.agents):
            break
        trial = pool.trial(agents)
        missed = now.trial.kept & ~trial.kept
        if not missed.any():
            return Worked(agents=agents, trial=trial)
        agents = agents.copy()
        for corner in pool.corners:
            if (missed & promises_around(pool, corner, around=around)).any():
                agents[corner] = now.agents[corner]
    return now


def promises_around(pool: Pool, corner: Indices, *, around: int) -> Flags:
    """Return whether each promise is of a corner's part and of its day, or so many days from it, (K,)."""
    day, part = pool.day[corner[0]], pool.part[corner[0]]
    near = np.abs(pool.cell_day - day) <= around
    return np.asarray((pool.cell_part == part) & (near | (pool.cell_day < 0)))
