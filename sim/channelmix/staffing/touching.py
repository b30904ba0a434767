"""
Days that are searched each by itself: which promises what is tried on a day may break.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import HOUR, Indices
from channelmix.staffing.cover import Due
from channelmix.staffing.scaling import arrivals
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial, Trials


@dataclass(frozen=True, kw_only=True, eq=False)
class Day:
    """The groups of one part on one day, or in one week if promises hold over weeks."""

    number: int
    """Of the day or week."""
    groups: Sequence[int]
    intervals: Indices
    cells: Indices
    """Promises that these groups may break on this day."""


@dataclass(frozen=True, kw_only=True, eq=False)
class DayByDay:
    """What searches share that change each day by itself; G groups, Q goals, I intervals, K cells."""

    trials: Trials
    space: Space
    structure: Structure
    due: Due
    period: Indices
    """(I,) the day or week that each interval lies in."""

    def days(self, now: Trial) -> list[Day]:
        """Return every day of every part on which it may break a promise."""
        return list(self._days(now))

    def size(self, hours: float) -> int:
        """Return how many intervals so many hours are, at least one."""
        return max(round(hours * HOUR / int(np.median(np.diff(self.space.grid)))), 1)

    def _days(self, now: Trial) -> Iterator[Day]:
        touched = [self._touched(cell, now) for cell in range(self.trials.cells.count)]
        for part in range(len(self.structure.parts)):
            groups = self.structure.parts[part]
            free = (self.space.most > self.space.least)[list(groups)].any(axis=0)
            for day in np.unique(self.period[free]).tolist():
                mine = [cell for cell, (of, days) in enumerate(touched) if of == part and day in days]
                intervals = np.flatnonzero(free & (self.period == day))
                if mine:
                    yield Day(number=day, groups=groups, intervals=intervals, cells=np.array(mine, np.int64))

    def _touched(self, cell: int, now: Trial) -> tuple[int, set[int]]:
        """Return the part and the days whose agents work for a cell."""
        goal = int(self.trials.cells.goal[cell])
        arrived = arrivals(cell, now, self.trials.cells)
        spots = np.concatenate([arrived, self.due.spots(goal, arrived, self.space)])
        return int(self.structure.part_of_goal[goal]), set(self.period[spots].tolist())
