"""
Which agents in which intervals help a promise, and how much work a contact of it is.
"""

from dataclasses import dataclass, replace

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.due import due_again, due_intervals
from channelmix.staffing.goals import DAYS_A_WEEK, Cells, Goal
from channelmix.staffing.guess import due_at_last
from channelmix.staffing.load import Load
from channelmix.staffing.problem import Problem
from channelmix.staffing.reachable import plenty
from channelmix.staffing.space import Space
from channelmix.staffing.structure import begun_anew

_SKILL = 1e-4
"""Of two groups that cost the same the one with fewer skills is preferred by so much a channel."""

_BACK_AGAIN = 4
"""Who comes when nobody is on duty any more in the period, and is not due by the clock, is served in so many intervals
when it begins anew."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Due:
    """For Q goals, G groups and I intervals."""

    last: Indices
    """(Q, I) the last interval in which agents help those who arrive in each."""
    work: Reals
    """(Q,) agent-intervals at pace 1 that one contact is, one minute for a goal of a group."""
    pace: Reals
    """(Q, G) contacts that an agent works on at once; 0: of no help."""
    again: Indices | None = None
    """(Q, I) the same as ``last``, counted on where the period begins anew, but for those who may be late; absent:
    unknown."""
    useful: Indices | None = None
    """(G, I) agents beyond whom more are of no use; absent: unknown."""

    def spots(self, goal: int, arrived: Indices, space: Space) -> Indices:
        """Return the intervals on duty in which agents help those who arrived in some intervals of a cell."""
        on_duty = space.allowed[self.pace[goal] > 0].any(axis=0)
        until = np.minimum(self.last[goal, arrived], len(on_duty) - 1)
        begins = np.where(until - arrived > 1, arrived + 1, arrived)
        marks = np.zeros(len(on_duty) + 1)
        np.add.at(marks, np.minimum(begins, until), 1)
        np.add.at(marks, until + 1, -1)
        found = np.flatnonzero((np.cumsum(marks)[:-1] > 0) & on_duty)
        return found if len(found) else self._begun_anew(goal, arrived, np.flatnonzero(on_duty))

    def _begun_anew(self, goal: int, arrived: Indices, on_duty: Indices) -> Indices:
        """Return the intervals on duty from the beginning until the first of those who arrived is due."""
        if self.again is None or not len(arrived):
            return on_duty[:_BACK_AGAIN]
        until = int(self.again[goal, arrived].min()) - self.last.shape[1]
        return on_duty[: max(int(np.searchsorted(on_duty, until, side="right")), _BACK_AGAIN)]


def due_of(problem: Problem, load: Load, cells: Cells | None = None) -> Due:
    """Return how agents help each promise of a problem, or of those cells of it that are in reach."""
    step = problem.scenario.period.interval.seconds
    count = len(problem.space.day)
    return Due(
        last=np.array([_last(problem, goal) for goal in problem.goals]).reshape(-1, count),
        work=np.array([_work(problem, goal) / step for goal in problem.goals]),
        pace=np.array([_pace(problem, load, goal) for goal in problem.goals]),
        again=np.array([_again(problem, goal, load=load, cells=cells or problem.cells) for goal in problem.goals]),
        useful=plenty(problem.space, load),
    )


def _last(problem: Problem, goal: Goal) -> Indices:
    """Return until when agents help; of a backlog the interval itself counts, and the day before it."""
    every = np.arange(len(problem.space.day))
    return due_intervals(problem, goal.number) if goal.kind == "service" else every


def goes_round(problem: Problem) -> Problem:
    """Return a problem whose structure knows who is helped when the period begins anew, if it is whole weeks."""
    space, count = problem.space, len(problem.space.day)
    if (int(space.day[-1]) + 1) % DAYS_A_WEEK:
        return problem
    due = np.array(
        [due_again(problem, goal.number) if goal.kind == "service" else np.arange(count) for goal in problem.goals]
    )
    on_duty = np.array([space.allowed[helps].any(axis=0) for helps in problem.structure.helps])
    return replace(problem, structure=begun_anew(problem.structure, due, on_duty))


def _again(problem: Problem, goal: Goal, *, load: Load, cells: Cells) -> Indices:
    if goal.kind == "service":
        return due_at_last(problem, goal.number, load=load, cells=cells)
    return np.arange(len(problem.space.day))


def _work(problem: Problem, goal: Goal) -> float:
    if goal.of_group:
        return 60.0
    return list(problem.scenario.channels.values())[goal.number].handling.expected_seconds


def _pace(problem: Problem, load: Load, goal: Goal) -> Reals:
    """Return how many contacts agents of each group work on at once, with slow-down and pauses."""
    operation, groups = problem.simulation.operation, list(problem.scenario.groups.values())
    pace = np.zeros(operation.groups)
    if goal.of_group:
        pace[goal.number] = goal.limit
        return pace
    active, held = load.active[goal.number].sum(), load.held[goal.number].sum()
    for group in np.flatnonzero(operation.weight[:, goal.number] > 0):
        places = groups[group].holds(goal.owner)
        factors = operation.slowdown[group]
        slower = float(factors[min(places, len(factors)) - 1])
        busy = active / (active * slower + held) if active > 0 else 1 / slower
        pace[group] = places * busy * operation.speed[group, goal.number]
        pace[group] /= 1 + _SKILL * len(groups[group].channels)
    return pace
