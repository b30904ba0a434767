"""
How well a plan keeps its promises; and the planner's own plan beside the requirement, interval by interval.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any, Protocol, TypedDict

import numpy as np

from channelmix.engine.inputs import SECOND, Flags, Indices
from channelmix.errors import InputError
from channelmix.scenario import Loaded
from channelmix.staffing.alike import asking_of, own_judged_alike
from channelmix.staffing.beginning import leaves_hours_open
from channelmix.staffing.checking import checked
from channelmix.staffing.goals import Cells, Goal
from channelmix.staffing.problem import Problem
from channelmix.staffing.requirement import Requirement
from channelmix.staffing.trials import Trial, is_missed, most_short, trial_of
from channelmix.staffing.wording import beyond as told_beyond


class Asked(Protocol):
    """What is asked of a plan."""

    @property
    def problem(self) -> Problem:
        """What has to be staffed."""
        ...

    @property
    def cells(self) -> Cells:
        """What is in reach of any plan."""
        ...

    @property
    def let_off(self) -> Collection[int]:
        """Cells that only a crowd would keep, so that less is asked of them."""
        ...


@dataclass(frozen=True, eq=False)
class Against:
    """A plan beside the requirement."""

    plan: Indices
    """(G, I)"""
    check: Trial
    """What it does for the customers of the check."""
    cautions: Sequence[str]
    """What speaks against the comparison."""
    asked: Asked
    """What is asked of it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class AskedOfOwn:
    """What is asked of a plan that was not searched for."""

    problem: Problem
    cells: Cells
    let_off: Collection[int] = ()


def require_steps_on_grid(loaded: Loaded) -> None:
    """
    Make sure that plans from files change at the edges of intervals only, for they are compared interval by interval.

    Raises:
        InputError: If one changes within an interval.
    """
    interval = loaded.scenario.period.interval
    for group, lines in loaded.plans.items():
        for before, line in pairwise(sorted(lines, key=lambda line: line.start)):
            second = (line.start - datetime.combine(line.start.date(), time())).total_seconds()
            same = before.agents == line.agents and before.start.date() == line.start.date()
            if second % interval.seconds and not same:
                raise InputError(
                    f"{loaded.path}: a plan held against another must change at the edges of intervals only (got "
                    f"{group} at {line.start:%Y-%m-%d %H:%M}, within one of {interval}); give it by intervals, or set "
                    "a shorter period.interval"
                )


def held_against(found: Requirement, cautions: Sequence[str]) -> Against:
    """Return the scenario's own plan, tried on the customers on whom the requirement was checked."""
    own = found.problem.own
    if not leaves_hours_open(found.problem):
        return Against(own, checked(found.trials, own, found.replications)[0], cautions, found)
    tallies = found.trials.entire(range(found.checked_on)).tallies(own)
    problem = own_judged_alike(found.problem, found.single, tallies)
    asked = asking_of(problem, found.single, found.trials)
    check = trial_of(tallies, own, asked.cells, asked.confidence)
    return Against(own, check, cautions, AskedOfOwn(problem=problem, cells=asked.cells, let_off=asked.let_off))


def against_rows(found: Requirement, against: Against) -> dict[str, Any]:
    """Return the comparison as plain values: by group the agents too many and too few, and how promises are kept."""
    problem = found.problem
    hours = np.diff(problem.space.grid) / np.diff(problem.space.grid).max() * _interval_hours(found)
    over, under = np.maximum(against.plan - found.plan, 0), np.maximum(found.plan - against.plan, 0)
    groups = {
        name: {
            "agents": against.plan[number].tolist(),
            "more_than_found": (against.plan[number] - found.plan[number]).tolist(),
            "paid_hours": float(problem.space.hours(against.plan)[number]),
            "paid_hours_found": float(problem.space.hours(found.plan)[number]),
            "cost": float(problem.space.hours(against.plan)[number]) * group.cost_per_hour,
            "cost_found": float(problem.space.hours(found.plan)[number]) * group.cost_per_hour,
            "hours_too_many": float(over[number] @ hours),
            "hours_too_few": float(under[number] @ hours),
            "intervals_too_many": int((over[number] > 0).sum()),
            "intervals_too_few": int((under[number] > 0).sum()),
            "most_missed_at": _at(found, under[number]),
        }
        for number, (name, group) in enumerate(problem.scenario.groups.items())
    }
    goals = kept_goals(against.asked, against.check)
    return {
        "groups": groups,
        "goals": goals,
        "cells": sum(goal["cells"] for goal in goals),
        "less": sum(goal["cells"] - goal["kept"] for goal in goals),
        "cautions": list(against.cautions),
    }


class Passed(TypedDict):
    """What a check came to, all promises of single periods together."""

    cells: int
    kept: int
    confidence: float
    most_short: int
    """How many may come out short by chance, at the stated confidence."""
    passed: bool
    """Whether no more do, and none is missed."""


def passed(goals: Iterable[Mapping[str, Any]], confidence: float) -> Passed:
    """
    Return whether what a check found short is within what the stated confidence allows.

    Args:
        goals: As ``kept_goals`` returns them.
        confidence: That of each promise.

    Examples:
        >>> goal = {"cells": 26, "kept": 25, "missed": 0}
        >>> passed([goal], 0.95)
        {'cells': 26, 'kept': 25, 'confidence': 0.95, 'most_short': 1, 'passed': True}
        >>> passed([{**goal, "kept": 24}], 0.95)["passed"], passed([{**goal, "missed": 1}], 0.95)["passed"]
        (False, False)
    """
    each = list(goals)
    cells, kept, missed = (sum(goal[name] for goal in each) for name in ("cells", "kept", "missed"))
    most = most_short(cells, confidence)
    is_chance = cells - kept <= most and not missed
    return Passed(cells=cells, kept=kept, confidence=confidence, most_short=most, passed=is_chance)


def kept_goals(found: Asked, check: Trial) -> list[dict[str, Any]]:
    """Return how well a plan keeps each goal on the customers of a check, over all cells in which anybody came."""
    return [_goal(found, check, number=number, goal=goal) for number, goal in enumerate(found.problem.goals)]


def _goal(found: Asked, check: Trial, *, number: int, goal: Goal) -> dict[str, Any]:
    is_asked = ~np.isin(np.arange(found.cells.count), list(found.let_off))
    mine = (found.cells.goal == number) & (check.weight > 0)
    let_off, mine = int((mine & ~is_asked).sum()), mine & is_asked
    margin, days = check.room[mine] + check.error[mine], _days(found, check)[mine]
    missed = is_missed(check, found.problem.scenario.staffing.confidence)[mine]
    worst = int(np.argmin(check.room[mine])) if mine.any() else None
    less = np.flatnonzero(mine & (check.room + check.error < 0))
    beyond = _out_of_reach(found, check, number=number)
    return {
        "kind": goal.kind,
        "of": goal.owner,
        "at_least" if goal.at_least else "at_most": goal.limit,
        "per": "day" if goal.is_count else goal.per,
        "cells": int(days.sum()),
        "kept": int(days @ (margin >= 0)),
        "barely": int(days @ ((check.room[mine] < 0) & (margin >= 0))),
        "doubtful": int(days @ (margin < 0)) - int(days @ missed),
        "missed": int(days @ missed),
        "out_of_reach": len(beyond),
        **({"beyond": _told(found, beyond, number=number, goal=goal)} if len(beyond) else {}),
        "let_off": let_off,
        **_joined(found, check, number=number, goal=goal),
        **_alike(found, check, number=number, goal=goal),
        "worst": None if worst is None else _shown(float(check.share[mine][worst])),
        "worst_at": None if worst is None else _start(found, int(found.cells.first[mine][worst])),
        "less_at": [
            {"at": _start(found, int(found.cells.first[cell])), "came_out": _shown(float(check.share[cell]))}
            for cell in less.tolist()
        ],
    }


def _joined(found: Asked, check: Trial, *, number: int, goal: Goal) -> dict[str, Any]:
    """
    Return how many cells of a promise by the interval hold more than one in which anybody came, and over how long.

    Of few contacts there is no share, so that intervals in which few come are judged together.
    """
    if goal.per != "interval" or goal.is_count:
        return {}
    grid, places = found.problem.space.grid, np.flatnonzero(check.held[number] > 0)
    cells = found.cells.cell[number, places]
    mine, count = np.unique(cells[(cells >= 0) & ~np.isin(cells, list(found.let_off))], return_counts=True)
    spans = [places[cells == cell] for cell in mine[count > 1]]
    if not spans:
        return {}
    longest = max(int(grid[span[-1] + 1] - grid[span[0]]) for span in spans)
    return {"joined": len(spans), "joined_up_to_s": longest / SECOND}


def _days(found: Asked, check: Trial) -> Indices:
    """Return of how many periods each cell is, (K,): one, or the days alike that are judged together."""
    count = np.ones(found.cells.count, np.int64)
    if found.problem.space.twin is not None:
        for goal, cells in enumerate(found.cells.cell):
            places = np.flatnonzero((cells >= 0) & (check.held[goal] > 0))
            pairs = np.unique(np.stack([cells[places], found.problem.space.day[places]]), axis=1)
            if found.problem.goals[goal].per == "day":
                mine, days = np.unique(pairs[0], return_counts=True)
                count[mine] = days
    return count


def _alike(found: Asked, check: Trial, *, number: int, goal: Goal) -> dict[str, Any]:
    """Return which days of a promise by the day are judged together since they are alike: dates, cell by cell."""
    if goal.per != "day" or found.problem.space.twin is None:
        return {}
    places = np.flatnonzero(check.held[number] > 0)
    cells, days = found.cells.cell[number, places], found.problem.space.day[places]
    spans = (np.unique(days[cells == cell]) for cell in np.unique(cells[cells >= 0]))
    first = found.problem.starts[0].date()
    told = [[(first + timedelta(days=day)).isoformat() for day in mine.tolist()] for mine in spans if len(mine) > 1]
    return {"alike": told} if told else {}


def _shown(share: float) -> float | None:
    """Return a share; None where nobody was served."""
    return None if np.isnan(share) else share


def _out_of_reach(found: Asked, check: Trial, *, number: int) -> Indices:
    """Return the cells of a goal that nobody can keep, of a group those in which its agents are at work off duty."""
    every = found.problem.cells.cell[number]
    is_out = (every >= 0) & (found.cells.cell[number] < 0)
    goal = found.problem.goals[number]
    if goal.of_group:
        is_out &= (check.held[number] > 0) & (check.plan[goal.number] == 0)
    return np.unique(every[is_out])


def _told(found: Asked, beyond: Indices, *, number: int, goal: Goal) -> str:
    """Return which cells are out of reach, and whether contacts of theirs fall due while nobody may be on duty."""
    problem = found.problem
    cell = problem.cells.cell[number]
    starts = [problem.starts[int(np.argmax(cell == each))] for each in beyond]
    is_closed = bool(_closed_until_due(found, goal)[np.isin(cell, beyond)].any())
    return told_beyond(starts, goal.per, kind=goal.kind, is_closed=is_closed)


def _closed_until_due(found: Asked, goal: Goal) -> Flags:
    """Return the intervals, (I,), whose contacts fall due before anybody who serves them may be on duty."""
    problem = found.problem
    within = 0
    if goal.kind == "service":
        target = problem.scenario.channels[goal.owner].target
        within = target.within.microseconds if target is not None and target.clock == "wall" else 0
    able = [goal.owner in (name, *group.channels) for name, group in problem.scenario.groups.items()]
    on_duty = np.concatenate([[0], np.cumsum(problem.space.allowed[able].any(axis=0))])
    grid = problem.space.grid
    until = np.minimum(np.searchsorted(grid, grid[1:] + within, side="left"), len(grid) - 1)
    is_known = grid[1:] + within <= grid[-1]
    return np.asarray((on_duty[until] == on_duty[:-1]) & is_known)


def _start(found: Asked, interval: int) -> str:
    return found.problem.starts[interval].isoformat(timespec="minutes")


def _interval_hours(found: Requirement) -> float:
    return found.problem.scenario.period.interval.seconds / 3600


def _at(found: Requirement, missed: Indices) -> str | None:
    """Return when most agents are missed; None if never."""
    if not missed.any():
        return None
    return _start(found, int(np.argmax(missed)))
