"""
What share of a live channel's contacts so many places can serve in time, at most: a concave curve for each interval.

A place is room for one contact. The share that M/M/n+G gives for whole places is joined by straight lines and closed
from above, down to nobody served by no place, so that it also bounds what places that change during an interval, or
that serve others in between, give on average. Nobody is slowed down by other contacts, and the load is what customers
bring if nobody waits; so the curve lies above what a simulation gives, but for who is left over from the interval
before.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from channelmix.engine.inputs import Flags
from channelmix.queueing import GeneralPatience
from channelmix.results import Reals
from channelmix.scenario.channel import Channel
from channelmix.staffing.fluid import Ceiling
from channelmix.staffing.goals import Cells, Goal
from channelmix.staffing.guess import WITHOUT_SAFETY_S, patience_of
from channelmix.staffing.load import Load
from channelmix.staffing.problem import Problem

_HEIGHTS = np.array([-2.5, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.5, 7.0])
"""Places beyond the load, in square roots of it, between which curves are straight."""

_LOADS = 8
"""Loads at which formulas are asked."""

OF_ALL = ("offered", "offered_and_blocked")
"""Formulas by which everybody in time has been served, out of all who came."""

_MOST_BALK = 0.999


@dataclass(frozen=True, eq=False)
class Envelope:
    """For a goal of a live channel, I intervals and S straight lines."""

    goal: int
    height: Reals
    """(S, I)"""
    slope: Reals
    """(S, I) the share is at most height + slope * places, by each line."""
    needed: Reals
    """(I,) places with which the goal is just kept in an interval by itself."""
    answered: Reals
    """(I,) share that is answered then, in time or not."""
    places: Reals
    """(G,) contacts that an agent has room for at once, times the group's speed."""


def envelopes(problem: Problem, load: Load) -> list[Envelope]:
    """Return the curve of each goal of a live channel that formulas know."""
    numbers = [number for number, goal in enumerate(problem.goals) if _is_known(problem, goal)]
    return [_envelope(problem, load, number) for number in numbers if load.active[problem.goals[number].number].any()]


def ceiling_of(cells: Cells, curve: Envelope, work: Reals, problem: Problem) -> Ceiling:
    """Return what has to be in time of a live channel, cell by cell."""
    goal = cells.goals[curve.goal]
    mine = np.flatnonzero(cells.goal == curve.goal)
    on_duty = problem.space.allowed[curve.places > 0].any(axis=0)
    came = np.where(on_duty, np.maximum(work[goal.number], 0.0), 0.0)
    weight = np.where(cells.cell[curve.goal] == mine[:, None], came, 0.0)
    least = goal.limit if goal.at_least else 1 - goal.limit
    alone = by_itself(cells, curve) & (curve.needed > 0)
    first = np.arange(len(curve.slope))[:, None] == 0
    line = np.divide(least, curve.needed, out=np.zeros_like(curve.needed), where=alone)
    return Ceiling(
        height=np.where(alone, np.where(first, 0.0, 1.0), curve.height),
        slope=np.where(alone, np.where(first, line, 0.0), curve.slope),
        places=curve.places, weight=weight, least=np.full(len(mine), least),
    )  # fmt: skip


def by_itself(cells: Cells, curve: Envelope) -> Flags:
    """Return which intervals keep the goal of a curve by themselves, (I,)."""
    cell = cells.cell[curve.goal]
    size = np.bincount(cell[cell >= 0], minlength=cells.count)
    return np.asarray((cell >= 0) & (size[cell] == 1))


def _is_known(problem: Problem, goal: Goal) -> bool:
    if goal.of_group or goal.kind not in ("service", "delayed", "abandoned"):
        return False
    channel = problem.scenario.channels[goal.owner]
    if channel.kind not in ("voice", "chat"):
        return False
    target = channel.target
    if goal.kind == "service":
        return target is not None and target.within.seconds < WITHOUT_SAFETY_S and target.formula in OF_ALL
    return goal.kind == "delayed" or channel.patience is not None


def _envelope(problem: Problem, load: Load, number: int) -> Envelope:
    goal, operation = problem.goals[number], problem.simulation.operation
    held = np.array([group.holds(goal.owner) for group in problem.scenario.groups.values()])
    able = operation.weight[:, goal.number] > 0
    work = np.maximum(load.active[goal.number] + load.held[goal.number], 0.0)
    shares, answered = _at_heights(problem.scenario.channels[goal.owner], goal, work)
    height, slope = np.zeros((2, len(_HEIGHTS), len(work)))
    needed, then = np.zeros((2, len(work)))
    limit = goal.limit if goal.at_least else 1 - goal.limit
    for interval in np.flatnonzero(work > 0).tolist():
        places = np.maximum(work[interval] + _HEIGHTS * np.sqrt(work[interval]), 0.0)
        height[:, interval], slope[:, interval] = closed(places, shares[interval])
        rising = np.maximum.accumulate(shares[interval])
        needed[interval] = np.interp(limit, rising, places)
        then[interval] = np.interp(limit, rising, answered[interval])
    able_places = np.where(able, held * operation.speed[:, goal.number], 0.0)
    return Envelope(number, height, slope, needed, then, able_places)


def _at_heights(channel: Channel, goal: Goal, work: Reals) -> tuple[Reals, Reals]:
    """Return the share by which a goal is judged, and the share answered, at each height, (I, S) each."""
    roots = np.sqrt(work.max()) * np.linspace(0.1, 1.0, _LOADS)
    found = np.array([_at_load(channel, goal, float(root**2)) for root in roots])
    places = np.interp(np.sqrt(work), roots, np.arange(_LOADS))
    below = np.minimum(places.astype(np.int64), _LOADS - 2)
    part = (places - below)[:, None, None]
    shares = (1 - part) * found[below] + part * found[below + 1]
    return shares[:, 0], shares[:, 1]


def _at_load(channel: Channel, goal: Goal, work: float) -> Reals:
    """Return the share by which a goal is judged, and the share answered, at each height of one load, (2, S)."""
    wanted = work + _HEIGHTS * np.sqrt(work)
    places = np.unique(np.maximum(np.concatenate([np.floor(wanted), np.ceil(wanted)]), 0.0))
    shares = np.array([_share(channel, goal, work, int(number)) for number in places])
    return np.array([np.interp(wanted, places, shares[:, kind]) for kind in range(2)])


def _share(channel: Channel, goal: Goal, work: float, places: int) -> tuple[float, float]:
    patience = patience_of(channel.patience)
    balk = min(channel.patience.balk, _MOST_BALK) if channel.patience else 0.0
    if not places or (np.isinf(patience.mean) and places <= work * (1 - balk)):
        return 0.0, 0.0
    handling = max(channel.handling.expected_seconds, 1e-3)
    line = GeneralPatience(load=work, agents=places, handling=handling, patience=patience, balk=balk)
    answered = 1 - line.abandoned_share
    if goal.kind == "service" and channel.target is not None:
        return line.service_level(channel.target.within.seconds), answered
    return (1 - line.delayed_share if goal.kind == "delayed" else answered), answered


def closed(at: Reals, shares: Reals) -> tuple[Reals, Reals]:
    """
    Return heights and slopes of straight lines, one for each point and the origin, above all of which none lies.

    Examples:
        >>> height, slope = closed(np.array([1.0, 2.0, 4.0]), np.array([0.1, 0.8, 1.0]))
        >>> height.round(2).tolist(), slope.round(2).tolist()
        ([0.0, 0.6, 1.0], [0.4, 0.1, 0.0])
    """
    hull = [(0.0, 0.0)]
    for point in zip(at.tolist(), shares.tolist(), strict=True):
        while len(hull) > 1 and _is_below(hull[-2], hull[-1], point):
            hull.pop()
        if point[0] > hull[-1][0]:
            hull.append(point)
    heights, slopes = np.ones(len(at)), np.zeros(len(at))
    for place, ((a, low), (b, high)) in enumerate(pairwise(hull)):
        slopes[place] = max((high - low) / (b - a), 0.0)
        heights[place] = low - slopes[place] * a
    return heights, slopes


def _is_below(first: tuple[float, float], middle: tuple[float, float], last: tuple[float, float]) -> bool:
    """Return whether the middle point lies on or below the line from the first to the last."""
    return (middle[1] - first[1]) * (last[0] - first[0]) <= (last[1] - first[1]) * (middle[0] - first[0])
