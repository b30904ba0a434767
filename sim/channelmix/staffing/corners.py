"""
A day and part of the duties: which promises they work for, and in what their room is told.
"""

from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool

MOST_SPARE = 3.0
"""Room for more duties than these to go is worth nothing: an estimate of ours."""

_LEAST = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Corner:
    """A day and part: its duties, its cells, and in what room is told."""

    duties: Indices
    cells: Indices
    scale: Reals
    """Room that one duty takes from each cell, on average."""
    worth: float
    """What a duty costs, on average."""

    def spare(self, room: Reals) -> float:
        """Return how many duties' room is left, where least is, of (K,) room; more than a few count as these."""
        return float(self.spares(room[self.cells]))

    def spares(self, room: Reals) -> Reals:
        """Return the same of the room of the corner's own C cells, (..., C)."""
        return np.asarray(np.minimum(room / self.scale, MOST_SPARE).min(axis=-1))


def corner_of(pool: Pool, now: Worked, *, duties: Indices, less: Reals) -> Corner | None:
    """
    Return a corner, None if nobody works there or for nothing that is promised.

    Args:
        pool: All duties.
        now: Who works them.
        duties: Those of the corner.
        less: What one agent less on each duty does to the room of each cell, (K, D).
    """
    worked = duties[now.agents[duties] > 0]
    cells = np.flatnonzero((less[:, duties] < 0).any(axis=1) & (now.trial.weight > 0))
    if not len(worked) or not len(cells):
        return None
    scale = np.maximum(-less[np.ix_(cells, worked)].mean(axis=1), _LEAST)
    return Corner(duties=duties, cells=cells, scale=scale, worth=float(pool.price[worked].mean()))
