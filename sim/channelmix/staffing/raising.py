"""
What is missing, added in one go: the very work of the contacts that were not served as promised.

A cell that misses its promise says how many contacts too few were in time. Their handling, laid over the
intervals in which they could have been served, is about what agents must be added: within the interval for
a call, over the day for an email, right after the night for what the night has brought. Whoever does the
work at the least cost is added. A cell that is still short then gets more, by as much as the last
addition fell short of what it should have brought.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

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


_ROUNDED_UP = 0.999
"""A part of an agent becomes a whole one."""

_STEEPEST = 3.0
"""From one trial to the next, a cell's addition grows at most so many times."""

_HOPELESS = 9.0
"""A cell for which so many times what is missing is to be added may be beyond reason; an estimate of ours."""

_CROWD, _HANDFUL = 3.0, 2.0
"""It is, if that takes more than so many times the agents around it, and so many besides: estimates of ours."""


@dataclass(frozen=True, eq=False)
class Hopeless:
    """Cells that only a crowd would keep, and how it was before the crowd."""

    cells: Flags
    """(K,)"""
    before: Trial
    """The trial after the very work that was missing had been added once."""


@dataclass(kw_only=True, eq=False)
class Raising:
    """Adds agents where contacts are missing in time, trial after trial; G groups, Q goals, I intervals, K cells."""

    space: Space
    cells: Cells
    due: Due
    let_off: Collection[int] = ()
    """Cells that were let off before, and are not put emphasis on again."""
    emphasis: Reals | None = None
    """(K,) how many times what is missing is added."""
    before: Reals | None = None
    """(K,) what was missing at the last trial."""
    plain: dict[int, Trial] = field(default_factory=dict)
    """By cell, the trial after the very work that was missing had been added once."""

    def raised(self, now: Trial) -> Indices:
        """Return the plan with what is missing added."""
        live, spread = np.zeros((2, *now.plan.shape))
        short = np.maximum(-now.room, 0.0)
        self.emphasis = self._grown(short)
        self.before = short
        self._remember(now)
        for cell in np.flatnonzero(short > 0):
            self._add(live, spread, now, int(cell), float((short * now.weight * self.emphasis)[cell]))
        live, spread = self.space.on_first(live), self.space.on_first(spread)
        plan = now.plan + np.ceil(live - 1e-9).astype(np.int64)
        return self._capped(np.array([_filled(*each) for each in zip(plan, spread, strict=True)]), now.plan)

    def _capped(self, plan: Indices | Reals, now: Indices) -> Indices:
        """Return a plan with no more agents added than are of any use, and as many as are allowed."""
        useful = plan if self.due.useful is None else np.minimum(plan, np.maximum(self.due.useful, now))
        return self.space.clipped(useful)

    def _remember(self, now: Trial) -> None:
        """Keep the trial before more than what is missing is added for a cell."""
        if self.emphasis is None:
            return
        for cell, emphasis in enumerate(self.emphasis.tolist()):
            if emphasis == 1.0:
                self.plain.pop(cell, None)
            else:
                self.plain.setdefault(cell, now)

    def hopeless(self, now: Trial, next_plan: Indices) -> Hopeless | None:
        """Return the cells for which more and more agents were added in vain, and next a crowd; None: none."""
        if self.emphasis is None:
            return None
        doubtful = [cell for cell in np.flatnonzero(now.room < 0).tolist() if cell in self.plain]
        lost = [cell for cell in doubtful if cell in self.let_off or self._is_crowd(cell, next_plan)]
        if not lost:
            return None
        cells = np.zeros(len(now.room), np.bool_)
        first = min((self.plain[cell] for cell in lost), key=lambda trial: self.space.cost(trial.plan))
        cells[[cell for cell in lost if first.room[cell] < 0]] = True
        return Hopeless(cells, first) if cells.any() else None

    def _is_crowd(self, cell: int, plan: Indices) -> bool:
        """Whether many more agents would stand around a cell than before emphasis was put on it, in vain so far."""
        if self.emphasis is None or self.emphasis[cell] < _HOPELESS:
            return False
        able, spots = self.due.pace[int(self.cells.goal[cell])] > 0, self._spots(cell)
        if not len(spots):
            return False
        there, then = (float(each[able][:, spots].sum()) / len(spots) for each in (plan, self.plain[cell].plan))
        return there > _CROWD * then + _HANDFUL

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
        return self._capped(plan, now.plan)

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


def _filled(plan: Indices, spread: Reals) -> Indices:
    """
    Return a group's agents with work added that is spread over time, each one where fewest are in the stretch of it.

    Examples:
        >>> _filled(np.array([5, 2, 3, 4]), np.array([0.5, 0.5, 0.25, 0.25])).tolist()
        [5, 3, 4, 4]
    """
    plan, came = plan.copy(), np.cumsum(spread)
    for agent in range(int(came[-1] + _ROUNDED_UP)):
        stretch = np.flatnonzero((spread > 0) & (came > agent + 1e-9) & (came - spread < agent + 1 - 1e-9))
        plan[stretch[np.argmin(plan[stretch])]] += 1
    return plan
