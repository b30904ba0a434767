"""
Until when an answer is in time, counted in intervals: for those who arrive in each interval, the last one.

Promises in opening hours or working days run as the simulation counts them. Where nobody may be on duty
before the promise is up (the night's messages), the first interval after it stands for it.
"""

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.simulate.watches import FIRST
from channelmix.staffing.problem import Problem


def due_intervals(problem: Problem, channel: int) -> Indices:
    """
    Return for each interval the last one in which what arrives in it is in time, shape (I,).

    Where nobody is ever back on duty, that is I; so it is everywhere in a channel that promises nothing.
    """
    count = len(problem.space.day)
    target = list(problem.scenario.channels.values())[channel].target
    if target is None:
        return np.full(count, count)
    able = problem.simulation.operation.weight[:, channel] > 0
    latest = _latest(problem, channel, target.within.microseconds)
    return _on_duty(latest, np.asarray(problem.space.allowed[able].any(axis=0)))


def _latest(problem: Problem, channel: int, within: int) -> Indices:
    """Return the last interval that begins before the promise is up, by halving."""
    edges, watch = problem.space.grid[:-1], problem.simulation.promises.watch
    low, high = np.arange(len(edges)), np.full(len(edges), len(edges))
    while (high - low > 1).any():
        middle = np.maximum((low + high) // 2, low)
        in_time = watch.passed(np.full(len(edges), channel), FIRST, edges, edges[middle]) <= within
        low, high = np.where(in_time, middle, low), np.where(in_time, high, np.maximum(middle, low + 1))
    return low


def _on_duty(latest: Indices, on_duty: Flags) -> Indices:
    """Return the last interval up to each in which somebody is on duty, else the next one that there is."""
    places = np.flatnonzero(on_duty)
    arrives = np.arange(len(latest))
    before = np.append(places, -1)[np.searchsorted(places, latest, side="right") - 1]
    after = np.append(places, len(latest))[np.searchsorted(places, arrives)]
    return np.asarray(np.where(before >= arrives, before, after))
