"""
Agents taken away wherever nobody misses them: many at once, and put back where somebody does.

Agents far apart are taken away in one trial; those near a promise that is then missed come back, and the
rest stay away for good. One sweep over a week takes some twenty trials, and saves at once what single
differences would only tell.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.cover import Due
from channelmix.staffing.differences import Change, Credit, changes_together
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial, Trials

_REPAIRS = 3
"""Times agents are put back, each time further around, before what is still missing is added."""

MOST_SWEEPS = 5
_WORTH, _LARGEST = (0.002, 0.03), 300
"""A sweep must save this share of the cost to be followed by another one; more of it with more numbers than these."""

_MOST_TAKEN = 6
"""At most one agent in so many is taken away at once."""

_APART = 3
"""Blocks of which one is changed in a trial; nearer than where effects are measured, since agents may come back."""

_BEFORE = 1
"""Who is missing in the interval before is still felt."""

_HOPEFUL = 0.2
"""An agent who is taken away costs at least this share of the contacts that one agent serves in an interval."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sparing:
    """Takes agents away from plans that keep every promise."""

    trials: Trials
    space: Space
    structure: Structure
    due: Due
    mend: Callable[[Trial], Trial]
    """Adds what is missing in a plan."""

    def swept(self, now: Trial, *, most: int = MOST_SWEEPS) -> Trial:
        """Return the plan after a few sweeps over all groups and intervals; it keeps every promise, too."""
        worth = _WORTH[int((self.space.most > self.space.least).sum() > _LARGEST)]
        for _ in range(most):
            before = self.space.cost(now.plan)
            now = self._swept_once(now)
            if self.space.cost(now.plan) > (1 - worth) * before:
                break
        return now

    def _swept_once(self, now: Trial) -> Trial:
        dense = replace(self.structure, stride=np.minimum(self.structure.stride, _APART * self.structure.block))
        for colour in range(_APART):
            spare = self._spare(now)
            free = (now.plan > self.space.least) & (spare >= _HOPEFUL)
            together = list(changes_together(free, dense, side_by_side=True))
            if colour < len(together):
                now = self._without(now, together[colour], spare)
        return now

    def _spare(self, now: Trial) -> Reals:
        """Return how many agents live promises could spare if each served only who is too many, (G, I)."""
        cells, spare = self.trials.cells, np.full(now.plan.shape, np.inf)
        for goal in range(len(cells.goals)):
            live = (self.due.last[goal] - np.arange(now.plan.shape[1]) <= 1) & (cells.cell[goal] >= 0)
            cell = cells.cell[goal, live]
            for group in np.flatnonzero(self.due.pace[goal] > 0):
                served = self.due.pace[goal, group] / min(self.due.work[goal], 1.0)
                agents = np.maximum(now.room[cell], 0.0) * now.weight[cell] / served
                spare[group, live] = np.minimum(spare[group, live], agents)
        return np.where(np.isfinite(spare), spare, _HOPEFUL)

    def _without(self, now: Trial, changes: Sequence[Change], spare: Reals) -> Trial:
        """Return the plan without the agents of some places, but for those who are missed."""
        credit = Credit(changes, cells=self.trials.cells, structure=self.structure)
        away = [_numbers(change, now.plan, spare) for change in changes]
        trial = now
        halvings = max(int(each.max()).bit_length() for each in away) - 1
        for repair in range(-halvings, _REPAIRS):
            trial = self.trials.of(_taken(now.plan, changes, away))
            if trial.keeps_all:
                return trial
            for number, block in self._missed(trial, credit, around=max(repair, 0)):
                away[number][block] //= 2
        mended = self.mend(trial)
        return mended if mended.keeps_all and self.space.cost(mended.plan) < self.space.cost(now.plan) else now

    def _missed(self, trial: Trial, credit: Credit, *, around: int) -> Iterator[tuple[int, int]]:
        """Yield change and block of those who are missed where a promise is not kept."""
        cells = self.trials.cells
        bad = np.flatnonzero(~trial.kept)
        for goal in np.unique(cells.goal[bad]).tolist():
            mine = credit.owners(goal)
            intervals = np.flatnonzero(np.isin(cells.cell[goal], bad[cells.goal[bad] == goal]))
            yield from credit.places(self._near(goal, intervals, credit, mine, around))

    def _near(self, goal: int, intervals: Indices, credit: Credit, mine: Indices, around: int) -> Indices:
        """Return the blocks that begin while contacts of some intervals are due, or so many intervals around."""
        marks = np.zeros(self.trials.cells.cell.shape[1] + 1, np.int64)
        np.add.at(marks, np.maximum(intervals - _BEFORE - around, 0), 1)
        np.add.at(marks, np.minimum(self.due.last[goal, intervals] + around + 1, len(marks) - 1), -1)
        return np.asarray(mine[np.cumsum(marks)[credit.starts[mine]] > 0])


def _numbers(change: Change, plan: Indices, spare: Reals) -> Indices:
    """Return how many agents are taken from each block at first: half of those who seem too many, at least one."""
    hopes = np.array([spare[change.group, block].min() for block in change.blocks])
    there = np.array([plan[change.group, block].min() for block in change.blocks])
    return np.asarray(np.maximum(np.minimum(hopes // 2, there // _MOST_TAKEN), 1).astype(np.int64))


def _taken(plan: Indices, changes: Sequence[Change], away: Sequence[Indices]) -> Indices:
    """Return a plan with so many agents fewer in each block."""
    fewer = plan.copy()
    for change, numbers in zip(changes, away, strict=True):
        for block, number in zip(change.blocks, numbers.tolist(), strict=True):
            fewer[change.group, block] -= number
    return np.asarray(np.maximum(fewer, 0))
