"""
What any plan that keeps the promises costs at least.

Whoever is served in time has to be worked for. Of each channel at least the promised share must be,
day by day, at the best pace and with the most places that any agent able to do it has. The cheapest
hours that hold this work are a linear program, and no plan costs less.
"""

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.goals import Goal
from channelmix.staffing.load import Load
from channelmix.staffing.problem import Problem

_OF_ALL = ("offered", "offered_and_blocked")
"""Formulas by which everybody in time has been served, out of all who came."""


def cost_bound(problem: Problem, load: Load) -> float:
    """Return the cost that no plan can undercut, for the load that customers bring."""
    least = float((problem.space.least * problem.space.price).sum())
    return max(least, _work_bound(problem, load))


def _work_bound(problem: Problem, load: Load) -> float:
    """Return the cheapest cost of the hours that the promised work takes."""
    from scipy.optimize import linprog

    operation, space = problem.simulation.operation, problem.space
    pairs = [(g, c) for g in range(operation.groups) for c in range(operation.channels) if operation.weight[g, c]]
    days = np.unique(space.day)
    lengths = np.diff(space.grid) / np.diff(space.grid).max()
    needed = _needed(problem, load, days, lengths)
    price = np.array([
        [_cheapest(space.price[g] / lengths, space.allowed[g] & (space.day == day)) for day in days] for g, _ in pairs
    ])  # fmt: skip
    pace = np.array([_pace(problem, g, c) for g, c in pairs])
    total = 0.0
    for day in range(len(days)):
        open_pairs = np.isfinite(price[:, day])
        if not open_pairs.any():
            continue
        rows = np.array([[-pace[n] * (c == channel) for n, (_, c) in enumerate(pairs)] for channel in range(operation.channels)])  # noqa: E501  # fmt: skip
        usable = [channel for channel in range(operation.channels) if (rows[channel, open_pairs] < 0).any()]
        found = linprog(price[open_pairs, day], A_ub=rows[np.ix_(usable, open_pairs)], b_ub=-needed[usable, day])
        total += float(found.fun or 0.0) if found.status == 0 else 0.0
    return total


def _cheapest(price: Reals, allowed: Flags) -> float:
    return float(price[allowed].min()) if allowed.any() else np.inf


def _pace(problem: Problem, group: int, channel: int) -> float:
    """Return how many contacts' work one agent does at once at best."""
    operation = problem.simulation.operation
    held = int(operation.capacity[group] // operation.weight[group, channel])
    factors = operation.slowdown[group]
    paces = [number / factors[min(number, len(factors)) - 1] for number in range(1, held + 1)]
    return float(max(paces) * operation.speed[group, channel])


def _needed(problem: Problem, load: Load, days: Indices, lengths: Reals) -> Reals:
    """Return the work that has to be done of each channel each day, agent-intervals, shape (C, D)."""
    shares = np.array([_share(problem, number) for number in range(load.active.shape[0])])
    work = load.active * lengths
    by_day = np.stack([work[:, problem.space.day == day].sum(axis=1) for day in days], axis=1)
    return np.asarray(by_day * shares[:, None])


def _share(problem: Problem, channel: int) -> float:
    """Return the share of a channel's work that its promises ask for."""

    def asked(goal: Goal) -> float:
        if goal.of_group or goal.number != channel:
            return 0.0
        target = problem.scenario.channels[goal.owner].target
        if goal.kind == "service" and target is not None:
            return goal.limit if target.formula in _OF_ALL else 0.0
        return 1 - goal.limit if goal.kind == "abandoned" else 0.0

    return max((asked(goal) for goal in problem.goals), default=0.0)


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
