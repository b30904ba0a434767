"""
A first plan from formulas: good enough that the search only has to mend it.

The load of each channel and interval goes into M/M/n+G (the modified offered load of Jagerman and of
Massey and Whitt), with places for contacts as servers where agents hold several. Groups then get
the load of their channels and, once, the safety staff of all of them together: what queues need
apart is not added up. Work that may wait for hours is spread over the day.
"""

from collections.abc import Sequence

import numpy as np

from channelmix.engine.inputs import Indices, Operation
from channelmix.queueing import Duration, Exponential, Gamma, GeneralPatience, Lognormal, Never, fewest
from channelmix.queueing import Goal as Promise
from channelmix.queueing.goals import agents_that_keep_up
from channelmix.results import Reals
from channelmix.scenario.channel import Channel
from channelmix.scenario.distributions import Patience
from channelmix.scenario.model import Scenario
from channelmix.staffing.goals import Goal
from channelmix.staffing.load import Load
from channelmix.staffing.space import Space

_GRID = 10
"""Loads at which formulas are asked; between them safety staff is interpolated."""

_SURE = 0.999
_LONG_S = 3600.0
"""Promises of an hour and more are met by keeping up with the day's work."""


def first_plan(scenario: Scenario, operation: Operation, load: Load, goals: Sequence[Goal], space: Space) -> Indices:
    """
    Return a plan from formulas.

    Args:
        scenario: The scenario.
        operation: The same as the engine takes it.
        load: What customers bring.
        goals: What has to be kept.
        space: The plans allowed.
    """
    work, safety = np.zeros((2, *space.most.shape))
    for number, (name, channel) in enumerate(scenario.channels.items()):
        group = _first_group(operation, number, space)
        if group is None:
            continue
        held = scenario.groups[list(scenario.groups)[group]].holds(name)
        slower = _slower(operation, group, held)
        places = (load.active[number] * slower + load.held[number]) / operation.speed[group, number]
        if _is_long(channel):
            work[group] += _spread(places / held, space, group)
            continue
        promise = promise_of(channel, [goal for goal in goals if goal.owner == name and not goal.of_group])
        needed = places_needed(channel, promise, places, slower)
        work[group] += places / held
        safety[group] += (np.maximum(needed - places, 0.0) / held) ** 2
    ceiling = np.array([[group.max_occupancy or 1.0] for group in scenario.groups.values()])
    return space.clipped(np.ceil(np.maximum(work + np.sqrt(safety), work / ceiling) - 1e-9))


def _first_group(operation: Operation, channel: int, space: Space) -> int | None:
    """Return the first group of a channel's route that may be on duty at all."""
    route = [int(group) for group in operation.route[channel] if group >= 0]
    return next((group for group in route if space.allowed[group].any()), None)


def _slower(operation: Operation, group: int, held: int) -> float:
    factors = operation.slowdown[group]
    return float(factors[min(held, len(factors)) - 1])


def _is_long(channel: Channel) -> bool:
    return channel.target is None or channel.target.within.seconds >= _LONG_S


def _spread(work: Reals, space: Space, group: int) -> Reals:
    """Return the work of each day spread over the intervals in which the group may be on duty."""
    allowed = space.allowed[group]
    spread = np.zeros_like(work)
    waiting = 0.0
    for day in np.unique(space.day):
        mine = space.day == day
        waiting += float(work[mine].sum())
        open_here = mine & allowed
        if open_here.any():
            spread[open_here] = waiting / open_here.sum()
            waiting = 0.0
    return spread


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


def places_needed(channel: Channel, promise: Promise, places: Reals, slower: float) -> Reals:
    """Return how many places for contacts keep a promise at each load, by M/M/n+G, whole numbers between loads."""
    largest = float(places.max(initial=0.0))
    if largest <= 0:
        return np.zeros_like(places)
    loads = largest * np.linspace(0.02, 1.0, _GRID) ** 2 if len(np.unique(places)) > _GRID else np.unique(places)
    handling = max(channel.handling.expected_seconds * slower, 1e-3)
    patience = patience_of(channel.patience)
    balk = channel.patience.balk if channel.patience else 0.0
    found = [_exactly(promise, float(load), handling, patience, balk) for load in loads if load > 0]
    extra = [(need - load) / np.sqrt(load) for load, need in zip(loads[loads > 0], found, strict=True)]
    if len(found) == len(np.unique(places[places > 0])):
        return np.asarray(np.where(places > 0, np.interp(places, loads[loads > 0], found), 0.0))
    return np.asarray(places + np.sqrt(places) * np.interp(np.sqrt(places), np.sqrt(loads), extra))


def _exactly(promise: Promise, load: float, handling: float, patience: Duration, balk: float) -> int:
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
        case _:
            return Exponential(mean)
