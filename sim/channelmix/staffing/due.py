"""
Until when an answer is in time, counted in intervals: for those who arrive in each interval, the last one.

Promises in opening hours or working days run as the simulation counts them. Where nobody may be on duty
before the promise is up (the night's messages), the first interval after it stands for it.
"""

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.simulate.watches import FIRST
from channelmix.staffing.goals import DAYS_A_WEEK
from channelmix.staffing.problem import Problem


def due_intervals(problem: Problem, channel: int) -> Indices:
    """
    Return for each interval the last one in which what arrives in it is in time, shape (I,).

    Where nobody is ever back on duty, that is I. In a channel that promises nothing nothing is ever late: the last
    interval on duty.
    """
    latest, on_duty = _latest(problem, channel, rounds=1)
    arrives = np.arange(len(latest))
    before, after = _around(latest, on_duty)
    return np.where(before >= arrives, before, after)


def due_again(problem: Problem, channel: int) -> Indices:
    """
    Return for each interval the last one in time, counted on from I after the period, shape (I,).

    Whole weeks begin anew with their own plan.

    Where nobody is on duty before the promise is up, it is the interval in which that happens.
    """
    count, whole_weeks = len(problem.space.day), (int(problem.space.day[-1]) + 1) % DAYS_A_WEEK == 0
    latest, on_duty = _latest(problem, channel, rounds=2 if whole_weeks else 1)
    before, after = _around(latest, on_duty)
    is_lost = (before < np.arange(len(latest))) & (after < len(latest))
    return np.where(is_lost, latest, np.where(before >= np.arange(len(latest)), before, after))[:count]


def _latest(problem: Problem, channel: int, *, rounds: int) -> tuple[Indices, Flags]:
    """Return the last interval that begins before the promise is up, by halving, and where somebody is on duty."""
    grid, watch = problem.space.grid, problem.simulation.promises.watch
    able = problem.simulation.operation.weight[:, channel] > 0
    on_duty = np.tile(problem.space.allowed[able].any(axis=0), rounds)
    edges = np.concatenate([grid[:-1] + number * (grid[-1] - grid[0]) for number in range(rounds)])
    target = list(problem.scenario.channels.values())[channel].target
    if target is None:
        return np.full(len(edges), len(edges)), on_duty
    low, high = np.arange(len(edges)), np.full(len(edges), len(edges))
    while (high - low > 1).any():
        middle = np.maximum((low + high) // 2, low)
        in_time = watch.passed(np.full(len(edges), channel), FIRST, edges, edges[middle]) <= target.within.microseconds
        low, high = np.where(in_time, middle, low), np.where(in_time, high, np.maximum(middle, low + 1))
    return low, on_duty


def _around(latest: Indices, on_duty: Flags) -> tuple[Indices, Indices]:
    """Return the last interval on duty up to some, and the first one from each arrival on; -1 and I for none."""
    places = np.flatnonzero(on_duty)
    before = np.append(places, -1)[np.searchsorted(places, latest, side="right") - 1]
    after = np.append(places, len(latest))[np.searchsorted(places, np.arange(len(latest)))]
    return np.asarray(before), np.asarray(after)
