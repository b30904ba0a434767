"""
What any plan that keeps the promises costs at least.

Whoever is served in time has to be worked for. Of each channel at least the promised share must be,
before the promise is due, at the best pace and with the most places that any agent able to do it has. Where nobody
gives up, those who are late are worked for, too, before those who came after them. And for each live channel
there must be as many places as formulas ask for, as if all who serve it had nothing else to do (``envelope``).
The cheapest hours that hold all this are a linear program (``fluid``), and no plan costs less, as far
as the load is known: it is a mean of pilot replications, and formulas know steady states.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.scenario.model import Scenario
from channelmix.staffing.due import due_intervals
from channelmix.staffing.envelope import OF_ALL, Envelope, by_itself, ceiling_of, envelopes
from channelmix.staffing.fluid import Fluid
from channelmix.staffing.goals import DAYS_A_WEEK, Cells, Goal
from channelmix.staffing.guess import due_at_last
from channelmix.staffing.load import Load
from channelmix.staffing.problem import Problem

_LASTING = 3.0
"""Work that is begun in time is done within so many handling times after it."""

_ROUNDING = 1 + 1e-9


def cost_bound(problem: Problem, cells: Cells, load: Load) -> float:
    """Return the cost that no plan which keeps all cells can undercut, for the load that customers bring."""
    least = float((problem.space.least * problem.space.price).sum())
    return max(least, _work_bound(problem, cells, load))


def cost_bound_of_shifts(problem: Problem, cells: Cells, load: Load) -> float:
    """Return the same for plans of shifts, whose hours may cost less than those of the groups who work them."""
    scenario = problem.scenario
    rates = np.array([_cheapest(scenario, name) for name in scenario.groups])
    has_price = any(group.cost_per_hour for group in scenario.groups.values()) or any(
        shift.cost_per_hour for shift in scenario.work_shift
    )
    price = problem.space.paid_hours * (rates[:, None] if has_price else 1.0)
    return cost_bound(replace(problem, space=replace(problem.space, price=price)), cells, load)


def not_refuted(bound: float, *, cost: float, goals: Iterable[Mapping[str, Any]]) -> float:
    """
    Return a bound; 0, which says nothing, if a plan that keeps every promise costs less, as formulas may ask too much.

    Args:
        bound: What formulas say that any plan costs at least.
        cost: Of the plan.
        goals: How well it keeps each goal on the customers of its check.

    Examples:
        >>> kept, short = {"cells": 3, "kept": 3}, {"cells": 3, "kept": 2}
        >>> [not_refuted(485.0, cost=480.0, goals=[kept, each]) for each in (kept, short)]
        [0.0, 485.0]
    """
    keeps_all = all(goal["kept"] == goal["cells"] for goal in goals)
    return 0.0 if keeps_all and bound > cost * _ROUNDING else bound


def _cheapest(scenario: Scenario, group: str) -> float:
    """Return the least that an hour of a group costs in any template that it may work."""
    own = scenario.groups[group].cost_per_hour
    mine = [shift.cost_per_hour for shift in scenario.work_shift if shift.groups is None or group in shift.groups]
    return min((own if rate is None else rate for rate in mine), default=own)


def _work_bound(problem: Problem, cells: Cells, load: Load) -> float:
    """Return the cheapest cost of the hours that the promised work takes, and the places that live channels need."""
    operation, channels = problem.simulation.operation, range(load.active.shape[0])
    pace = np.zeros((operation.groups, len(channels)))
    for group, channel in np.argwhere(operation.weight > 0):
        pace[group, channel] = _pace(problem, int(group), int(channel))
    curves = envelopes(problem, load)
    goes_round = (int(problem.space.day[-1]) + 1) % DAYS_A_WEEK == 0
    promised = [_work_of(problem, cells, number, load, curves) for number in channels]
    due = np.array([due for _, due in promised])
    count = len(problem.space.day)
    fluid = Fluid(
        space=problem.space, work=np.array([work for work, _ in promised]),
        due=due if goes_round else np.where(due < count, due, 2 * count), pace=pace,
        safety=np.zeros_like(load.active), fullest=np.ones(operation.groups), goes_round=goes_round,
    )  # fmt: skip
    lifted = replace(fluid, ceilings=[ceiling_of(cells, curve, load.active, problem) for curve in curves])
    return lifted.cost() or fluid.cost()


def _work_of(problem: Problem, cells: Cells, channel: int, load: Load, curves: list[Envelope]) -> tuple[Reals, Indices]:
    """Return the work of a channel that is done for sure, and until when it is, by interval; from 2 I on: never."""
    work, count = np.maximum(load.active[channel], 0.0), len(problem.space.day)
    if _all_are_served(problem, cells, channel):
        due = due_at_last(problem, channel, load=load, cells=cells)
        return work, np.where(due < 2 * count, due + _after(problem, channel), due)
    answered = [_answered(cells, curve, work) for curve in curves if cells.goals[curve.goal].number == channel]
    promised, due = _promised(problem, cells, channel, work)
    due = np.where(due < count, due, 2 * count)
    return np.max([promised, *answered], axis=0), due


def _answered(cells: Cells, curve: Envelope, work: Reals) -> Reals:
    """Return the work that is done where a goal of a live channel is kept in each interval by itself."""
    return np.where(by_itself(cells, curve), curve.answered * work, 0.0)


def _all_are_served(problem: Problem, cells: Cells, number: int) -> bool:
    """Whether those who come late are served all the same, before those who come after them."""
    channel = list(problem.scenario.channels.values())[number]
    mine = np.array([goal.kind == "service" and goal.number == number for goal in cells.goals])
    leaves = channel.patience or channel.overflow or channel.lines or channel.at_closing == "clear"
    return not leaves and bool(mine[cells.goal].any())


def _ended(problem: Problem, channel: int) -> Indices:
    """Return until when work on those in time is done; never where nobody is back on duty, or nothing is promised."""
    count = len(problem.space.day)
    late = due_intervals(problem, channel) + _after(problem, channel)
    return np.where(late < count, late, count)


def _after(problem: Problem, channel: int) -> int:
    """Return in how many intervals work is done that is begun in time."""
    handling = list(problem.scenario.channels.values())[channel].handling.expected_seconds
    return int(np.ceil(_LASTING * handling / problem.scenario.period.interval.seconds))


def _pace(problem: Problem, group: int, channel: int) -> float:
    """Return how many contacts' work one agent does at once at best."""
    operation = problem.simulation.operation
    held = int(operation.capacity[group] // operation.weight[group, channel])
    factors = operation.slowdown[group]
    paces = [number / factors[min(number, len(factors)) - 1] for number in range(1, held + 1)]
    return float(max(paces) * operation.speed[group, channel])


def _promised(problem: Problem, cells: Cells, channel: int, work: Reals) -> tuple[Reals, Indices]:
    """
    Return the work of a channel that is promised, and until when it is done, by interval.

    A promise over several intervals may be kept in any of them: its work stands in the first, and
    has until the end of the last. What comes so late that it is not due in the period may be all that is kept, and
    the rest of the promised share is what the period has to hold.
    """
    asked = [_share(problem, goal, channel) for goal in cells.goals]
    promised, due = np.zeros(len(work)), _ended(problem, channel)
    if not any(asked):
        return promised, due
    cell = cells.cell[int(np.argmax(asked))]
    for number in np.unique(cell[cell >= 0]):
        inside = np.flatnonzero((cell == number) & (work > 0))
        ends = due[inside] < len(work)
        if ends.any():
            first, later = inside[ends][0], work[inside[~ends]].sum()
            promised[first] = max(max(asked) * work[inside].sum() - later, 0.0)
            due[first] = due[inside[ends]].max()
    return promised, due


def _share(problem: Problem, goal: Goal, channel: int) -> float:
    """Return the share of a channel's work that a goal asks for."""
    if goal.of_group or goal.number != channel:
        return 0.0
    target = problem.scenario.channels[goal.owner].target
    if goal.kind == "service" and target is not None:
        return goal.limit if target.formula in OF_ALL else 0.0
    return 1 - goal.limit if goal.kind == "abandoned" else 0.0


def cheapest_cover(serves: Flags, required: Reals, price: Reals) -> Indices:
    """
    Return the cheapest whole numbers of agents of G groups that cover each of C channels by itself.

    Whoever serves several channels counts for each of them, as if the others were not there: no plan
    that keeps a promise for all channels at once needs fewer.

    Args:
        serves: Who serves what, shape (G, C).
        required: Agents that each channel needs by itself, shape (C,).
        price: Of one agent of each group, shape (G,).
    """
    from scipy.optimize import LinearConstraint, milp

    whole = np.ones(len(price), np.int64)
    found = milp(price, constraints=LinearConstraint(serves.T.astype(float), lb=required), integrality=whole)
    return np.asarray(np.rint(np.asarray(found.x)), np.int64)
