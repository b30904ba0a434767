"""
Every duty that may be worked, as arrays: what agents on them make of a plan, and what rules allow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.scenario.changes import WorkShift
from channelmix.staffing.differences import moves_around
from channelmix.staffing.duties import Duty
from channelmix.staffing.problem import Problem
from channelmix.staffing.stretches import unease
from channelmix.staffing.trials import Trial, Trials

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, kw_only=True, eq=False)
class Pool:
    """D duties of G groups over I intervals, for K cells; "agents" are numbers of shape (D,), who works each."""

    problem: Problem
    trials: Trials
    duties: Sequence[Duty]
    most: Indices
    """(G, I) the most agents at once."""

    @cached_property
    def present(self) -> Flags:
        """Whether who works a duty is ready in an interval, (D, I)."""
        return np.array([duty.present for duty in self.duties])

    @cached_property
    def group(self) -> Indices:
        """Group of each duty, (D,)."""
        return np.array([duty.group for duty in self.duties], np.int64)

    @cached_property
    def price(self) -> Reals:
        """What each duty costs, (D,)."""
        return np.array([duty.price for duty in self.duties])

    @cached_property
    def day(self) -> Indices:
        """Day of the period on which each duty starts, (D,)."""
        return np.array([duty.day for duty in self.duties], np.int64)

    @cached_property
    def part(self) -> Indices:
        """Part of each duty's group: groups that share channels, directly or through others; (D,)."""
        part_of = {group: number for number, part in enumerate(self.problem.structure.parts) for group in part}
        return np.array([part_of[int(group)] for group in self.group], np.int64)

    @cached_property
    def corners(self) -> list[Indices]:
        """Duties of one day and one part each: what changes there hardly disturbs the others."""
        label = self.day * (self.part.max(initial=0) + 1) + self.part
        return [np.flatnonzero(label == each) for each in np.unique(label)]

    @cached_property
    def cell_day(self) -> Indices:
        """Day of each cell, of days alike the first, (K,); -1 of one that takes seven days."""
        cells = self.trials.cells
        weekly = np.array([goal.per == "week" for goal in cells.goals], np.bool_)[cells.goal]
        return np.where(weekly, -1, self.problem.space.pattern[cells.first])

    @cached_property
    def cell_part(self) -> Indices:
        """Part that each cell's goal belongs to, (K,)."""
        return np.asarray(self.problem.structure.part_of_goal[self.trials.cells.goal])

    def cost(self, agents: Indices) -> float:
        """Return what all duties cost."""
        return float(agents @ self.price)

    def plan(self, agents: Indices) -> Indices:
        """Return the agents ready of each group in each interval, (G, I)."""
        plan = np.zeros_like(self.most)
        for duty in np.flatnonzero(agents).tolist():
            plan[self.group[duty]] += agents[duty] * self.present[duty]
        return plan

    def trial(self, agents: Indices) -> Trial:
        """Return what the duties do as a plan, tried."""
        return self.trials.of(self.plan(agents))

    def _singles(self, trial: Trial, sign: int) -> Reals:
        """Return by how much one agent more (1) or less (-1) in each interval changes each cell's room, (K, G, I)."""
        moves = moves_around(
            self.trials,
            trial,
            space=self.problem.space,
            structure=self.problem.structure,
            sign=sign,
            side_by_side=True,
        )
        result = np.zeros((self.trials.cells.count, *self.most.shape))
        for move in moves:
            result[move.cells, move.group, move.interval] = move.effects
        return result

    def effects(self, trial: Trial, sign: int) -> Reals:
        """Return by how much one agent more (1) or less (-1) on each duty changes the room of each cell, (K, D)."""
        single = self._singles(trial, sign)
        result = np.zeros((len(single), len(self.duties)))
        for group, (mine, present) in enumerate(self._present_by_group):
            result[:, mine] = (present @ single[:, group].T).T
        return result

    @cached_property
    def _present_by_group(self) -> "list[tuple[Indices, csr_array]]":
        """The duties of each group, and whether who works them is ready in an interval: few of a week's intervals."""
        from scipy.sparse import csr_array

        places = [np.flatnonzero(self.group == group) for group in range(len(self.most))]
        return [(mine, csr_array(self.present[mine].astype(np.float64))) for mine in places]

    def is_free(self, duty: int, plan: Indices) -> bool:
        """Whether a plan has more agents than it must have wherever who works a duty is ready."""
        group = self.group[duty]
        return bool((plan[group] > self.problem.space.least[group])[self.present[duty]].all())

    def allows(self, agents: Indices, *, plan: Indices) -> bool:
        """Whether rules of templates and groups allow so many on each duty, and the plan that they make."""
        return bool(((plan <= self.most) & (plan >= self.problem.space.least)).all()) and all(
            self._template_allows(agents, number, shift)
            for number, shift in enumerate(self.problem.scenario.work_shift)
        )

    @cached_property
    def template(self) -> Indices:
        """Template of each duty, (D,)."""
        return np.array([duty.template for duty in self.duties], np.int64)

    @cached_property
    def kind(self) -> Indices:
        """Number of each duty's kind: its group, template and start, but not where its breaks lie; (D,)."""
        kinds = [(duty.group, duty.template, duty.start) for duty in self.duties]
        number = {kind: place for place, kind in enumerate(dict.fromkeys(kinds))}
        return np.array([number[kind] for kind in kinds], np.int64)

    @cached_property
    def away(self) -> Flags:
        """Whether who works a duty is at a break in an interval: where others of its kind are ready, (D, I)."""
        away = np.zeros_like(self.present)
        for kind in np.unique(self.kind):
            mine = np.flatnonzero(self.kind == kind)
            away[mine] = self.present[mine].any(axis=0) & ~self.present[mine]
        return away

    @cached_property
    def unease(self) -> Reals:
        """How uneven the stretches of work of each duty are, as a share of a group who are away too many, (D,)."""
        return np.array([unease(duty.start, duty.end, duty.breaks) for duty in self.duties])

    @cached_property
    def starts(self) -> Indices:
        """Minute of its day at which each duty starts, (D,)."""
        minutes = [duty.start.hour * 60 + duty.start.minute for duty in self.duties]
        return np.array(minutes, np.int64)

    def _template_allows(self, agents: Indices, number: int, shift: WorkShift) -> bool:
        mine = self.template == number
        if shift.max_agents is not None:
            today = np.bincount(self.day[mine], weights=agents[mine])
            if today.max(initial=0.0) > shift.max_agents:
                return False
        return shift.max_starts is None or len(np.unique(self.starts[mine & (agents > 0)])) <= shift.max_starts

    def blamed(self, cells: Indices, changed: Sequence[int], harm: Reals, *, around: int) -> Iterator[int]:
        """
        Yield for each cell that is missed the change that did it, as far as differences tell.

        Args:
            cells: Cells that are missed, though they were kept before.
            changed: Duties with fewer agents than before.
            harm: What one agent less on each duty takes from each cell, (K, D).
            around: Days before its own from which a cell's miss may come.
        """
        every = np.array(changed, np.int64)
        for cell in cells.tolist():
            apart = self.cell_day[cell] - self.day[every]
            near = (self.cell_day[cell] < 0) | ((apart >= 0) & (apart <= around))
            mine = every[(self.part[every] == self.cell_part[cell]) & (near | (harm[cell, every] > 0))]
            if len(mine):
                yield int(mine[np.argmax(harm[cell, mine])])
