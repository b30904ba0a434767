"""
A smooth first plan for promises over days: the formulas' plan, evened out over the hours, as much as it takes.

Formulas know the shape of a day better than its height: they staff each interval so that it keeps the promise by
itself. Where a whole day has to, one factor for each day, and for groups that share no customers, is found by halving
on the simulator, for all days at the same time.
"""

from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.cover import Due
from channelmix.staffing.goals import Cells
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial, Trials

_REACH_S = 2700.0
"""Agents are evened out over so long to both sides."""

_FACTORS, _MORE = (0.5, 2.0), (0.95, 1.4)
"""Least and most of the formulas' plan, and of one that is mended."""

_HALVINGS = 7
"""After which a factor is known to about one per cent."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Scaling:
    """Finds the factors of a plan; G groups, P parts of them, D periods, I intervals, K cells."""

    trials: Trials
    space: Space
    structure: Structure
    due: Due
    period: Indices
    """(I,) the day or week that each interval lies in."""

    def scaled(self, numbers: Reals) -> Indices:
        """Return a plan after some numbers, shape (G, I): of each day the least share of them, to twice, that keeps."""
        shape = evened(numbers, self.space)
        return self._halved(shape, self._decided(self.trials.of(self._plan(shape))), _FACTORS)

    def mended(self, now: Trial) -> Trial:
        """Return a plan with as much more, on days on which promises are missed, as it takes."""
        missed = self._missed(now)
        if not missed.any():
            return now
        shape = np.where(
            missed[self.part_of_group()][:, self.period], evened(now.plan.astype(float), self.space), now.plan
        )
        return self.trials.of(self._halved(shape, missed, _MORE))

    def _halved(self, shape: Reals, known: Flags, factors: tuple[float, float]) -> Indices:
        """Return the plan of a shape with the least factors that keep what days and parts of their own decide on."""
        part = self.part_of_group()
        low, high = np.where(known, factors[0], 1.0), np.where(known, factors[1], 1.0)
        for _ in range(_HALVINGS):
            middle = np.sqrt(low * high)
            missed = self._missed(self.trials.of(self._plan(shape * middle[part][:, self.period])))
            low, high = np.where(missed, middle, low), np.where(missed, high, middle)
        return self._plan(shape * high[part][:, self.period])

    def _missed(self, trial: Trial) -> Flags:
        """Return which parts miss a promise of which period, (P, D), of those that decide on any by themselves."""
        return self._marked(trial, ~trial.kept)

    def _decided(self, trial: Trial) -> Flags:
        """Return in which periods parts have a promise on which only agents of the period decide, (P, D)."""
        return self._marked(trial, np.ones(self.trials.cells.count, np.bool_))

    def _marked(self, trial: Trial, cells: Flags) -> Flags:
        """Return the part and period of those of some cells, flags of shape (K,), on which one period decides."""
        marked = np.zeros((len(self.structure.parts), int(self.period.max()) + 1), np.bool_)
        for cell in np.flatnonzero(cells).tolist():
            part, periods = self.field(cell, trial)
            if len(periods) == 1:
                marked[part, periods] = True
        return marked

    def _plan(self, numbers: Reals) -> Indices:
        return self.space.clipped(np.rint(numbers))

    def part_of_group(self) -> Indices:
        """Return the part of each group, (G,)."""
        part = {group: number for number, groups in enumerate(self.structure.parts) for group in groups}
        return np.array([part[group] for group in range(len(self.space.most))], np.int64)

    def field(self, cell: int, trial: Trial) -> tuple[int, Indices]:
        """Return the part and the periods whose agents decide on a cell."""
        goal = int(self.trials.cells.goal[cell])
        spots = self.due.spots(goal, arrivals(cell, trial, self.trials.cells), self.space)
        return int(self.structure.part_of_goal[goal]), np.unique(self.period[spots])


def arrivals(cell: int, trial: Trial, cells: Cells) -> Indices:
    """Return the intervals of a cell in which anybody is counted; all of them where nobody is."""
    goal = int(cells.goal[cell])
    inside = np.flatnonzero(cells.cell[goal] == cell)
    counted = inside[trial.held[goal, inside] > 0]
    return counted if len(counted) else inside


def evened(numbers: Reals, space: Space) -> Reals:
    """Return numbers, (G, I), evened out over the intervals around each in which anybody may be on duty that day."""
    reach = round(_REACH_S * 1e6 / float(np.median(np.diff(space.grid))))
    result = numbers.copy()
    for group, on_duty in enumerate(space.allowed):
        for day in np.unique(space.day[on_duty]).tolist():
            mine = np.flatnonzero(on_duty & (space.day == day))
            near = np.maximum(reach + 1.0 - np.abs(mine[:, None] - mine), 0.0)
            result[group, mine] = near @ numbers[group, mine] / near.sum(axis=1)
    return result
