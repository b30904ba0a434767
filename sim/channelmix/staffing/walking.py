"""
Iterative staffing: each interval of a group walks to the fewest agents that keep its own promises.

Where a group shares its channels with no other and all that is promised there is promised of live contacts by
interval, an agent more or less is felt in the interval itself, and through those still there in the ones that
follow. So all intervals step at once, each as if the others stood still, and are simulated again on the same
customers, until none steps any more. A step supposes that the share in time, on the scale of the normal
distribution, is a straight line in the number of agents: first with the slope of a queue without waiting room,
then with the slope that came out of the last step. At last, wherever one agent fewer may do, that is tried.

Source: Z. Feldman, A. Mandelbaum, W. Massey and W. Whitt, "Staffing of time-varying queues to achieve
time-stable performance", Management Science 54 (2008). They read the next number of agents off the simulated
distribution of those present; steps along a line serve other promises than delay, too, and need no more than
what every trial counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.differences import Change, Credit, changes_together
from channelmix.staffing.goals import Goal
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial, Trials

_MOST_STEPS = 14
_FREE_STEPS = 5
"""From this step on an interval does not return to a number that missed a promise, so that the walk ends."""

_SLOPES = (0.3, 6.0)
"""Slopes are believed within these bounds, in units of that of a queue without waiting room."""

_REPAIRS = 4
_DOUBT = 0.4
"""An agent is tried to be spared who is missing by less than this part of one, as the line has it."""

_NEVER = 1e-5
_LIVE = ("service", "delayed", "abandoned")


def walking_groups(structure: Structure, goals: Sequence[Goal]) -> Flags:
    """Return the groups whose intervals walk: alone with their channels, with live promises by interval only; (G,)."""
    walks = np.zeros(structure.helps.shape[1], np.bool_)
    for number, part in enumerate(structure.parts):
        mine = [place for place in range(len(goals)) if structure.part_of_goal[place] == number]
        live = all(_is_live(goals[place]) and structure.back[place] <= 1 for place in mine)
        walks[part[0]] = bool(mine) and live and len(part) == 1
    return walks


def _is_live(goal: Goal) -> bool:
    return goal.kind in _LIVE and goal.per == "interval"


@dataclass(kw_only=True, eq=False)
class Walking:
    """Walks the intervals of some groups; G groups, Q goals, I intervals, K cells."""

    trials: Trials
    space: Space
    structure: Structure
    walks: Flags
    """(G,) the groups that walk; the others keep their agents."""

    def __post_init__(self) -> None:
        cells, parts = self.trials.cells, self.structure.parts
        group = np.array([parts[part][0] for part in self.structure.part_of_goal], np.int64)
        self._group = group[cells.goal]
        everyone = np.flatnonzero(self.walks[self._group])
        self._cells = np.array([cell for cell in everyone.tolist() if len(self._spots(cell)[1])], np.int64)

    def walked(self, start: Trial) -> Trial:
        """Return the plan to which the intervals of a plan walk; promises out of their reach stay missed."""
        now, slope = start, self._first_slope(start.plan)
        floor = self.space.least.copy()
        for step in range(_MOST_STEPS):
            wanted = self._stepped(now, slope)
            if step >= _FREE_STEPS:
                floor = np.maximum(floor, np.where(self._missed_at(now), now.plan + 1, floor))
            plan = self.space.clipped(np.maximum(wanted, floor))
            if (plan == now.plan).all():
                break
            after = self.trials.of(plan)
            slope = self._learnt(slope, now, after)
            now = after
        return self._spared(now, slope)

    def _stepped(self, now: Trial, slope: Reals) -> Indices:
        """Return for each interval the least number that its cells want."""
        wanted = np.where(self.walks[:, None], -1, now.plan)
        for cell, move in zip(self._cells, np.ceil(self._off(now, slope) - 1e-9), strict=True):
            group, spots = self._spots(int(cell))
            moved = self.space.least[group, spots] if now.weight[cell] == 0 else now.plan[group, spots] + move
            wanted[group, spots] = np.maximum(wanted[group, spots], moved)
        return np.where(wanted < 0, now.plan, wanted)

    def _off(self, now: Trial, slope: Reals) -> Reals:
        """Return how many agents each walking cell is short of what it needs, below 0 if it has more."""
        aim, here = self._heights(now)
        off: Reals = (aim - here) / slope
        size = self._mean(now.plan)
        return np.clip(off, -size / 2, size + 1)

    def _mean(self, agents: Indices) -> Reals:
        """Return the mean of some agents over the intervals of each walking cell."""
        return np.array([agents[self._spots(int(cell))].mean() for cell in self._cells])

    def _heights(self, now: Trial) -> tuple[Reals, Reals]:
        """Return what is promised and what came out, higher is better, on the scale of the normal distribution."""
        from scipy.special import ndtri

        cells = self.trials.cells
        limit = 1 - cells.slack[self._cells]
        reached = limit + now.room[self._cells]
        aim, here = (np.asarray(ndtri(np.clip(share, _NEVER, 1 - _NEVER))) for share in (limit, reached))
        return aim, here

    def _first_slope(self, plan: Indices) -> Reals:
        """Return by how much one agent lifts each cell in a queue in which nobody waits."""
        return np.asarray(1 / np.sqrt(np.maximum(self._mean(plan), 1.0)))

    def _learnt(self, slope: Reals, before: Trial, after: Trial) -> Reals:
        """Return the slopes that came out of a step, where there was one."""
        agents = self._mean(after.plan - before.plan)
        usual = self._first_slope(after.plan)
        moved = np.abs(agents) >= 1
        gained = self._heights(after)[1] - self._heights(before)[1]
        came_out = np.divide(gained, agents, out=slope.copy(), where=moved)
        return np.where(moved, np.clip(came_out, _SLOPES[0] * usual, _SLOPES[1] * usual), slope)

    def _missed_at(self, now: Trial) -> Flags:
        """Return where a walking cell is missed, (G, I)."""
        flags = np.zeros(now.plan.shape, np.bool_)
        for cell in self._cells[~now.kept[self._cells]]:
            flags[self._spots(int(cell))] = True
        return flags

    def _spots(self, cell: int) -> tuple[int, Indices]:
        """Return the group and the intervals of a cell in which somebody may be on duty."""
        group, cells = int(self._group[cell]), self.trials.cells
        return group, np.flatnonzero((cells.cell[cells.goal[cell]] == cell) & self.space.allowed[group])

    def _spared(self, now: Trial, slope: Reals) -> Trial:
        """Return the plan without those whom a trial shows that nobody misses, where the line leaves it in doubt."""
        if not now.kept[self._cells].all():
            return now
        short = np.full(now.plan.shape, -np.inf)
        for cell, off in zip(self._cells, self._off(now, slope), strict=True):
            group, spots = self._spots(int(cell))
            short[group, spots] = np.maximum(short[group, spots], off)
        free = np.isfinite(short) & (short <= _DOUBT - 1) & (now.plan > self.space.least)
        for together in changes_together(free, self.structure, side_by_side=True):
            now = self._without(now, together)
        return now

    def _without(self, now: Trial, changes: Sequence[Change]) -> Trial:
        """Return the plan with one agent fewer in each block, but for those who are missed."""
        credit = Credit(changes, cells=self.trials.cells, structure=self.structure)
        away = [np.ones(len(change.blocks), np.int64) for change in changes]
        for _ in range(_REPAIRS):
            plan = now.plan.copy()
            for change, gone in zip(changes, away, strict=True):
                for block, number in zip(change.blocks, gone.tolist(), strict=True):
                    plan[change.group, block] -= number
            trial = self.trials.of(plan)
            if not (now.kept & ~trial.kept).any():
                return trial
            for place, spot in self._owners(credit, now, trial):
                away[place][spot] = 0
        return now

    def _owners(self, credit: Credit, now: Trial, trial: Trial) -> Iterator[tuple[int, int]]:
        """Yield change and block of those whose absence made a cell miss its promise."""
        cells, bad = self.trials.cells, np.flatnonzero(now.kept & ~trial.kept)
        for goal in np.unique(cells.goal[bad]).tolist():
            mine = credit.owners(goal)
            intervals = np.flatnonzero(np.isin(cells.cell[goal], bad[cells.goal[bad] == goal]))
            yield from credit.places(mine[credit.nearest_place(goal, intervals, mine)])
