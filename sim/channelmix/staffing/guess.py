"""
A first plan from formulas: good enough that the search only has to mend it.

The load of each channel and interval goes into M/M/n+G (the modified offered load of Jagerman and of
Massey and Whitt), with places for contacts as servers where agents hold several. That gives the safety
staff of live channels. Who of several groups does the work, and when work is done that may wait, is
what costs least in a fluid (``fluid``); safety staff then works on what may wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Flags, Indices, Operation
from channelmix.queueing import (
    Deterministic,
    Duration,
    Exponential,
    Gamma,
    GeneralPatience,
    Lognormal,
    Never,
    Weibull,
    fewest,
)
from channelmix.queueing import Goal as Promise
from channelmix.queueing.goals import agents_that_keep_up
from channelmix.results import Reals
from channelmix.scenario.channel import Channel
from channelmix.scenario.distributions import Patience
from channelmix.staffing.due import due_again, due_intervals
from channelmix.staffing.fluid import Fluid
from channelmix.staffing.goals import Cells, Goal
from channelmix.staffing.load import Load
from channelmix.staffing.problem import Problem

_GRID = 10
"""Loads at which formulas are asked; between them safety staff is interpolated."""

_SURE = 0.999
WITHOUT_SAFETY_S = 1800.0
"""Promises of half an hour and more are met by keeping up with the work, without safety staff."""

_FULLEST = 0.95
"""Share of agents' time that may be filled with work that waits."""

_SPARED = 0.3
"""Of an agent, at most this share is left away: the search mends it."""


def first_plan(problem: Problem, load: Load) -> Indices:
    """
    Return a plan from formulas.

    Args:
        problem: What has to be staffed.
        load: What customers bring.
    """
    due = np.array([_due(problem, number) for number in range(len(load.active))])
    found = fluid_of(problem, load, work=load.active, due=due).solved()
    return problem.space.clipped(problem.space.least if found is None else np.ceil(found - _SPARED))


def fluid_of(problem: Problem, load: Load, *, work: Reals, due: Indices) -> Fluid:
    """Return the work of all channels as water, with what formulas say of agents' pace and of who stands ready."""
    agents = [_agents(problem, load, number) for number in range(load.active.shape[0])]
    groups = problem.scenario.groups.values()
    return Fluid(
        space=problem.space,
        work=work,
        due=due,
        pace=np.array([each.pace for each in agents]).T,
        safety=np.array([each.safety for each in agents]),
        fullest=np.array([min(group.max_occupancy or 1.0, _FULLEST) for group in groups]),
        goes_round=True,
    )


@dataclass(frozen=True, eq=False)
class _Agents:
    """What agents do of a channel's work."""

    pace: Reals
    """(G,) contacts' work done at once, 0 where a group does not serve the channel."""
    safety: Reals
    """(I,) contacts' work that agents stand ready for."""


def _agents(problem: Problem, load: Load, number: int) -> _Agents:
    """Return how groups work on a channel, and how many must stand ready so that its promise is kept."""
    scenario, operation = problem.scenario, problem.simulation.operation
    name, channel = list(scenario.channels.items())[number]
    route = [int(group) for group in operation.route[number] if group >= 0]
    able = [group for group in route if problem.space.allowed[group].any()]
    pace, safety = np.zeros(operation.groups), np.zeros(load.active.shape[1])
    for group in reversed(able):
        held = scenario.groups[list(scenario.groups)[group]].holds(name)
        slower = _slower(operation, group, held)
        places = np.maximum(load.active[number] * slower + load.held[number], 0.0) / operation.speed[group, number]
        pace[group] = held * (load.active[number].sum() / places.sum() if places.sum() else 1 / slower)
    if able and not _is_long(channel):
        promise = promise_of(channel, [goal for goal in problem.goals if goal.owner == name and not goal.of_group])
        needed = places_needed(channel, promise, places, slower=slower)
        safety = np.maximum(needed - places, 0.0) / held * pace[able[0]]
    return _Agents(pace, safety)


def asked_work(problem: Problem, load: Load, number: int) -> Reals:
    """Return the work of a channel, but for what is turned away while nobody is on duty."""
    work: Reals = load.active[number]
    if list(problem.scenario.channels.values())[number].closed_rule != "reject":
        return work
    able = problem.simulation.operation.weight[:, number] > 0
    return np.where(problem.space.allowed[able].any(axis=0), work, 0.0)


def _due(problem: Problem, number: int) -> Indices:
    """Return until when work is due, 2 I for never; where nothing is promised, at the end of its day."""
    count = len(problem.space.day)
    if _promises(problem, number):
        due = due_intervals(problem, number)
        return np.where(due < count, due, 2 * count)
    last = np.searchsorted(problem.space.day, problem.space.day, side="right") - 1
    return np.minimum(last, count - 1)


def _promises(problem: Problem, number: int) -> bool:
    return list(problem.scenario.channels.values())[number].target is not None


def due_at_last(problem: Problem, number: int, *, load: Load, cells: Cells) -> Indices:
    """Return until when work is due if it may lie over to the next week, and the first of it may be late."""
    if not _promises(problem, number):
        return _due(problem, number)
    count, due = len(problem.space.day), due_again(problem, number)
    able = problem.simulation.operation.weight[:, number] > 0
    on_duty = np.append(problem.space.allowed[able].any(axis=0), np.True_)
    is_lost = ~on_duty[np.where(due < 2 * count, due % count, count)]
    mine = [place for place, goal in enumerate(cells.goals) if goal.kind == "service" and goal.number == number]
    cell, limit = cells.cell[mine[0]], cells.goals[mine[0]].limit
    return may_be_late(due, load.active[number], cell=cell, late=1 - limit, is_lost=is_lost)


def may_be_late(due: Indices, work: Reals, *, cell: Indices, late: float, is_lost: Flags) -> Indices:
    """
    Return until when work is due if a share of each cell may be late: its first, which is done before the rest.

    Work that nobody can do in time, or that no promise in reach asks for, is done before what comes after it.

    Args:
        due: The last interval in which what arrives in each is in time, (I,); from I on in the week that follows.
        work: What arrives in each, (I,).
        cell: The cell that each counts for, -1 for none, (I,).
        late: Share of a cell that may be late.
        is_lost: Where nobody can be in time, (I,).
    """
    free = (cell < 0) | is_lost
    for number in np.unique(cell[cell >= 0]):
        inside = np.flatnonzero((cell == number) & ~is_lost)
        came = np.cumsum(np.maximum(work[inside], 0.0))
        lost = work[(cell == number) & is_lost].sum()
        free[inside] = came + lost <= late * (came[-1:] + lost)
    asked = np.flatnonzero(~free)
    if not len(asked):
        return due
    after = np.append(due[asked], due[asked[0]] + len(due))[np.searchsorted(asked, np.arange(len(due)))]
    return np.where(free, np.maximum(due, after), due)


def _slower(operation: Operation, group: int, held: int) -> float:
    factors = operation.slowdown[group]
    return float(factors[min(held, len(factors)) - 1])


def _is_long(channel: Channel) -> bool:
    return channel.target is None or channel.target.within.seconds >= WITHOUT_SAFETY_S


def promise_of(channel: Channel, goals: Sequence[Goal]) -> Promise:
    """Return a channel's goals as formulas know them."""
    limits = {goal.kind: goal.limit for goal in goals}
    target = channel.target
    within = 0.0 if target is None else target.within.seconds
    if target is not None and channel.measured_to == "reply":
        within = max(within - channel.handling.expected_seconds, 0.1 * within)
    formula = target.formula if target is not None and channel.patience is not None else "offered"
    return Promise(
        share=min(limits.get("service", 0.0), _SURE),
        within=within,
        formula=formula,
        max_delayed=max(limits.get("delayed", 1.0), 1 - _SURE),
        max_abandoned=max(limits.get("abandoned", 1.0), 1 - _SURE),
    )


def places_needed(channel: Channel, promise: Promise, places: Reals, *, slower: float) -> Reals:
    """Return how many places for contacts keep a promise at each load, by M/M/n+G, whole numbers between loads."""
    largest = float(places.max(initial=0.0))
    if largest <= 0:
        return np.zeros_like(places)
    loads = largest * np.linspace(0.02, 1.0, _GRID) ** 2 if len(np.unique(places)) > _GRID else np.unique(places)
    handling = max(channel.handling.expected_seconds * slower, 1e-3)
    patience = patience_of(channel.patience)
    balk = channel.patience.balk if channel.patience else 0.0
    found = [
        _exactly(promise, load=float(load), handling=handling, patience=patience, balk=balk)
        for load in loads
        if load > 0
    ]
    extra = [(need - load) / np.sqrt(load) for load, need in zip(loads[loads > 0], found, strict=True)]
    if len(found) == len(np.unique(places[places > 0])):
        return np.asarray(np.where(places > 0, np.interp(places, loads[loads > 0], found), 0.0))
    return np.asarray(places + np.sqrt(places) * np.interp(np.sqrt(places), np.sqrt(loads), extra))


def _exactly(promise: Promise, *, load: float, handling: float, patience: Duration, balk: float) -> int:
    at_least = agents_that_keep_up(load * (1 - balk)) if patience.mean == np.inf else 1

    def meets(agents: int) -> bool:
        return promise.met_by(
            GeneralPatience(load=load, agents=agents, handling=handling, patience=patience, balk=min(balk, _SURE))
        )

    return fewest(meets, at_least=at_least, guess=int(np.ceil(load)))


def patience_of(patience: Patience | None) -> Duration:
    """Return a scenario's patience as formulas know it; shapes they do not know become exponential of that mean."""
    if patience is None:
        return Never()
    mean = patience.expected_seconds
    match patience.distribution:
        case "lognormal":
            return Lognormal(mean, cv=patience.cv or 1.0)
        case "gamma":
            return Gamma(mean, cv=patience.cv or 1.0)
        case "weibull":
            return Weibull.with_cv(mean, patience.cv or 1.0)
        case "deterministic":
            return Deterministic(mean)
        case _:
            return Exponential(mean)
