"""
Which agents in which intervals help a promise, and how much work a contact of it is.
"""

from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.due import due_intervals
from channelmix.staffing.goals import Goal
from channelmix.staffing.load import Load
from channelmix.staffing.problem import Problem
from channelmix.staffing.space import Space

_SKILL = 1e-4
"""Of two groups that cost the same the one with fewer skills is preferred by so much a channel."""

_BACK_AGAIN = 4
"""Who comes when nobody is on duty any more in the period is served when it begins anew: in so many intervals."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Due:
    """For Q goals, G groups and I intervals."""

    last: Indices
    """(Q, I) the last interval in which agents help those who arrive in each."""
    work: Reals
    """(Q,) agent-intervals at pace 1 that one contact is, one minute for a goal of a group."""
    pace: Reals
    """(Q, G) contacts that an agent works on at once; 0: of no help."""

    def spots(self, goal: int, arrived: Indices, space: Space) -> Indices:
        """Return the intervals on duty in which agents help those who arrived in some intervals of a cell."""
        on_duty = space.allowed[self.pace[goal] > 0].any(axis=0)
        until = np.minimum(self.last[goal, arrived], len(on_duty) - 1)
        begins = np.where(until - arrived > 1, arrived + 1, arrived)
        marks = np.zeros(len(on_duty) + 1)
        np.add.at(marks, np.minimum(begins, until), 1)
        np.add.at(marks, until + 1, -1)
        found = np.flatnonzero((np.cumsum(marks)[:-1] > 0) & on_duty)
        return found if len(found) else np.flatnonzero(on_duty)[:_BACK_AGAIN]


def due_of(problem: Problem, load: Load) -> Due:
    """Return how agents help each promise of a problem."""
    step = problem.scenario.period.interval.seconds
    count = len(problem.space.day)
    return Due(
        last=np.array([_last(problem, goal) for goal in problem.goals]).reshape(-1, count),
        work=np.array([_work(problem, goal) / step for goal in problem.goals]),
        pace=np.array([_pace(problem, load, goal) for goal in problem.goals]),
    )


def _last(problem: Problem, goal: Goal) -> Indices:
    """Return until when agents help; of a backlog the interval itself counts, and the day before it."""
    every = np.arange(len(problem.space.day))
    return due_intervals(problem, goal.number) if goal.kind == "service" else every


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
