"""
Corners: the duties of one day and one part, with the promises they work for, whose room is told in duties.
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
"""Room that a duty is taken to bring at least, to divide by."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Corner:
    """The duties of a day and part; C cells that these work for."""

    duties: Indices
    """Their numbers in the pool."""
    cells: Indices
    """(C,)"""
    scale: Reals
    """(C,) by how much one duty fewer lowers the room of each cell, on average of those worked."""
    worth: float
    """What one of those worked costs, on average."""

    def spare(self, room: Reals) -> float:
        """Return for how many duties to go there is room where it is least, by that of all cells, (K,)."""
        return float(self.spares(room[self.cells]))

    def spares(self, room: Reals) -> Reals:
        """Return the same by the room of the corner's own cells, (..., C)."""
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
