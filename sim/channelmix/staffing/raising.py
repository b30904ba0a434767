"""
What is missing, added in one go: the very work of the contacts that were not served as promised.

A cell that misses its promise says how many contacts too few were in time. Their handling, laid over the
intervals in which they could have been served, is about what agents must be added: within the interval for
a call, over the day for an email, right after the night for what the night has brought. Whoever does the
work at the least cost is added. A cell that is still short then gets more, by as much as the last
addition fell short of what it should have brought.
"""

from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.cover import Due
from channelmix.staffing.goals import Cells
from channelmix.staffing.space import Space
from channelmix.staffing.trials import Trial

_AT_ONCE = 2
"""A promise that leaves at most so many intervals is one of live work: each of them gets whole agents."""

_LAST_STEP = 8
"""Where nothing else has helped, agents are added by one eighth."""


_STEEPEST = 3.0
"""From one trial to the next, a cell's addition grows at most so many times."""


@dataclass(kw_only=True, eq=False)
class Raising:
    """Adds agents where contacts are missing in time, trial after trial; G groups, Q goals, I intervals, K cells."""

    space: Space
    cells: Cells
    due: Due
    emphasis: Reals | None = None
    """(K,) how many times what is missing is added."""
    before: Reals | None = None
    """(K,) room at the last trial."""

    def raised(self, now: Trial) -> Indices:
        """Return the plan with what is missing added."""
        live, spread = np.zeros((2, *now.plan.shape))
        short = np.maximum(-now.room, 0.0)
        self.emphasis = self._grown(short)
        self.before = short
        for cell in np.flatnonzero(short > 0):
            self._add(live, spread, now, int(cell), float((short * now.weight * self.emphasis)[cell]))
        more = np.ceil(live - 1e-9) + np.diff(np.floor(np.cumsum(spread, axis=1) + 0.999), axis=1, prepend=0)
        return self.space.clipped(now.plan + more)

    def _grown(self, short: Reals) -> Reals:
        """Return how much more than what is missing is added in each cell."""
        if self.emphasis is None or self.before is None:
            return np.ones(len(short))
        gained = np.maximum(self.before - short, 0.0)
        growth = np.clip(self.before / np.maximum(gained, 1e-9), 1.0, _STEEPEST)
        return np.asarray(np.where((self.before > 0) & (short > 0), self.emphasis * growth, 1.0))

    def lifted(self, now: Trial) -> Indices:
        """Return the plan with an eighth of all agents added around what is missing."""
        plan = now.plan.copy()
        for cell in np.flatnonzero(now.room < 0):
            goal, spots = int(self.cells.goal[cell]), self._spots(int(cell))
            for group in np.flatnonzero(self.due.pace[goal] > 0):
                plan[group, spots] = np.maximum(
                    plan[group, spots], now.plan[group, spots] + np.maximum(now.plan[group, spots] // _LAST_STEP, 1)
                )
        return self.space.clipped(plan)

    def _spots(self, cell: int) -> Indices:
        """Return the intervals in which agents help a cell."""
        goal = int(self.cells.goal[cell])
        mine = np.flatnonzero(self.cells.cell[goal] == cell)
        if self.cells.goals[goal].is_count:
            day = self.space.day
            mine = np.flatnonzero((day == day[mine[-1]]) & (np.arange(len(day)) <= mine[-1]))
        return self.due.spots(goal, mine, self.space)

    def _add(self, live: Reals, spread: Reals, now: Trial, cell: int, contacts: float) -> None:
        goal, spots = int(self.cells.goal[cell]), self._spots(cell)
        if not len(spots):
            return
        is_live = len(spots) <= _AT_ONCE
        one = self.due.work[goal]
        work = contacts * (min(one, 1.0) if is_live else one) / len(spots)
        group = self._cheapest(goal, spots, now.plan)
        agents = work / self.due.pace[goal, group]
        where = live if is_live else spread
        where[group, spots] += np.maximum(agents, 0.0)

    def _cheapest(self, goal: int, spots: Indices, plan: Indices) -> Indices:
        """Return for each spot the group that does the work at the least cost and may still grow."""
        price = self.space.price[:, spots] / np.maximum(self.due.pace[goal][:, None], 1e-9)
        grows: Flags = (plan[:, spots] < self.space.most[:, spots]) & (self.due.pace[goal] > 0)[:, None]
        return np.asarray(np.argmin(np.where(grows, price, np.inf), axis=0))
