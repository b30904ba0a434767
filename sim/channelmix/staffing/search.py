"""
From a first plan to the cheapest one that keeps every promise on the search's customers.

Each round measures what single agents change, lets a mixed-integer program choose among those
changes, and tries the plan that comes out. Where simulation says that a cell misses its promise
after all, the cell's safety is raised by as much and the program is solved again: simulation cuts
off what the differences promised too much. The search ends when no change pays any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.staffing.differences import Move, moves_around
from channelmix.staffing.program import best_moves
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial, Trials

REACHES = (0.25, 0.15, 0.10)
"""How far a plan may move in the first rounds, as a share of its agents; later by one agent at a place."""

MOST_ROUNDS = 12
_MOST_CUTS = 5
_MOST_RAISES = 25
_STEPS = 8
"""Agents are added by one eighth at a time, where no single one helps."""

_BACK_AGAIN = 2
"""Intervals after the night in which what it brought is worked off."""

_BEYOND = 1.2
"""By how much more than what was missing a cell's safety is raised."""


@dataclass(kw_only=True)
class Search:
    """Mends a plan until no agent can be spared."""

    trials: Trials
    space: Space
    structure: Structure
    most_rounds: int = MOST_ROUNDS
    reaches: Sequence[float] = REACHES

    def from_plan(self, plan: Indices) -> Trial:
        """Return the best plan found from a first one; it may miss promises that no plan in reach keeps."""
        best = self._settled(self.trials.of(self.space.clipped(plan)), self.reaches)
        if best.keeps_all or not self.most_rounds:
            return best
        return self._settled(self._raised(best), REACHES)

    def _settled(self, best: Trial, reaches: Sequence[float]) -> Trial:
        """Return the plan after as many rounds as pay."""
        for number in range(self.most_rounds):
            reach = reaches[number] if number < len(reaches) else 0.0
            better = self._round(best, reach)
            if better is best and (reach == 0.0 or not best.keeps_all):
                break
            best = better
        return best

    def _raised(self, best: Trial) -> Trial:
        """Return a plan with agents added around every cell that misses its promise, until none does."""
        for _ in range(_MOST_RAISES):
            if best.keeps_all:
                break
            plan = best.plan.copy()
            for cell in np.flatnonzero(best.room < 0):
                spots = self._around(int(cell))
                plan[spots] = best.plan[spots] + np.maximum(best.plan[spots] // _STEPS, 1)
            best = self.trials.of(self.space.clipped(plan))
        return best

    def _around(self, cell: int) -> tuple[Indices, Indices]:
        """Return where agents help a cell: while its contacts are due, or from when somebody is back on duty."""
        cells = self.trials.cells
        goal = int(cells.goal[cell])
        part = np.array(self.structure.parts[int(self.structure.part_of_goal[goal])])
        mine = np.flatnonzero(cells.cell[goal] == cell)
        on_duty = np.flatnonzero(self.space.allowed[part].any(axis=0))
        due = on_duty[(on_duty >= mine[0]) & (on_duty <= mine[-1] + self.structure.back[goal])]
        if not len(due):
            due = on_duty[on_duty > mine[-1]][:_BACK_AGAIN]
        groups, intervals = np.ix_(part, due)
        return groups, intervals

    def _round(self, now: Trial, reach: float) -> Trial:
        """Return a better plan than this one, or the same."""
        moves = self._moves(now)
        safety = np.zeros(self.trials.cells.count)
        best = now
        for _ in range(_MOST_CUTS):
            plan = best_moves(
                now, moves, room=now.room - safety, space=self.space, reach=reach, must_gain=now.keeps_all
            )
            if (plan == now.plan).all():
                break
            trial = self.trials.of(plan)
            best = self._better(best, trial)
            if trial.keeps_all:
                break
            safety += _BEYOND * np.maximum(-trial.room, 0.0)
        return best

    def _moves(self, now: Trial) -> list[Move]:
        around = [-1, 1] if self._needs_both(now) else [-1]
        return [
            move
            for sign in around
            for move in moves_around(self.trials, now, space=self.space, structure=self.structure, sign=sign)
        ]

    def _needs_both(self, now: Trial) -> bool:
        """Whether adding agents may help: something is missing, or groups or intervals can stand in for one another."""
        cells = self.trials.cells
        over_time = len(np.unique(cells.goal)) < cells.count and cells.count < self.space.most.shape[1]
        return not now.keeps_all or over_time or any(len(part) > 1 for part in self.structure.parts)

    def _better(self, one: Trial, other: Trial) -> Trial:
        """Return the plan that keeps more; of two that keep all, the cheaper one."""
        if one.keeps_all != other.keeps_all:
            return one if one.keeps_all else other
        if one.keeps_all:
            return other if self.space.cost(other.plan) < self.space.cost(one.plan) - 1e-9 else one
        return other if other.missing < one.missing else one
