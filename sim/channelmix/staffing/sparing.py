"""
Agents taken away wherever nobody misses them: many at once, and put back where somebody does.

Agents far apart are taken away in one trial; those near a promise that is then missed come back, and the
rest stay away for good. One sweep over a week takes some twenty trials, and saves at once what single
differences would only tell.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.staffing.cover import Due
from channelmix.staffing.differences import Change, Credit, changes_together
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial, Trials

_REPAIRS = 3
"""Times agents are put back, each time further around, before what is still missing is added."""

_APART = 3
"""Blocks of which one is changed in a trial; nearer than where effects are measured, since agents may come back."""

_BEFORE = 1
"""Who is missing in the interval before is still felt."""

_HOPEFUL = 0.2
"""An agent who is taken away costs at least this share of the contacts that one agent serves in an interval."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sparing:
    """Takes single agents away from plans that keep every promise."""

    trials: Trials
    space: Space
    structure: Structure
    due: Due
    mend: Callable[[Trial], Trial]
    """Adds what is missing in a plan."""

    def swept(self, now: Trial) -> Trial:
        """Return the plan after one sweep over all groups and intervals; it keeps every promise, too."""
        dense = replace(self.structure, stride=np.minimum(self.structure.stride, _APART * self.structure.block))
        for colour in range(_APART):
            free = (now.plan > self.space.least) & self._hopeful(now)
            together = list(changes_together(free, dense, side_by_side=True))
            if colour < len(together):
                now = self._without(now, together[colour])
        return now

    def _hopeful(self, now: Trial) -> Flags:
        """Return where live promises have enough room that an agent fewer may do, (G, I)."""
        cells, hopeful = self.trials.cells, np.ones(now.plan.shape, np.bool_)
        for goal in range(len(cells.goals)):
            live = (self.due.last[goal] - np.arange(now.plan.shape[1]) <= 1) & (cells.cell[goal] >= 0)
            cell = cells.cell[goal, live]
            for group in np.flatnonzero(self.due.pace[goal] > 0):
                served = self.due.pace[goal, group] / self.due.work[goal]
                hopeful[group, live] &= now.room[cell] * now.weight[cell] >= _HOPEFUL * served
        return hopeful

    def _without(self, now: Trial, changes: Sequence[Change]) -> Trial:
        """Return the plan without the agents of some places, but for those who are missed."""
        credit = Credit(changes, cells=self.trials.cells, structure=self.structure)
        away = [np.ones(len(change.blocks), np.bool_) for change in changes]
        trial = now
        for repair in range(_REPAIRS):
            trial = self.trials.of(_taken(now.plan, changes, away))
            if trial.keeps_all:
                return trial
            for number, block in self._missed(trial, credit, around=repair):
                away[number][block] = False
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


def _taken(plan: Indices, changes: Sequence[Change], away: Sequence[Flags]) -> Indices:
    """Return a plan with one agent fewer in the blocks that are away."""
    fewer = plan.copy()
    for change, flags in zip(changes, away, strict=True):
        for block, is_away in zip(change.blocks, flags, strict=True):
            if is_away:
                fewer[change.group, block] -= 1
    return np.maximum(fewer, 0)
