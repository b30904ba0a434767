"""
Work shifts that keep the promises, at the least cost.

The requirement is covered first. Then the promises themselves are asked of the program, told by simulated
differences, so that an agent who is missing in one interval may be made up for by others around it;
each plan that comes out is simulated, and what it misses goes back into the program as a cut, until
program and simulation agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.errors import InputError
from channelmix.results import Reals
from channelmix.scenario.model import Scenario
from channelmix.scenario.steps import MOST_AGENTS
from channelmix.staffing.differences import moves_around
from channelmix.staffing.duties import Duty, duties_of
from channelmix.staffing.problem import Problem
from channelmix.staffing.rostering import Roster
from channelmix.staffing.search import is_large
from channelmix.staffing.trials import Trial, Trials

_ROUNDS = 2
_CUTS = 2
_REACH = 0.15
_BEYOND = 1.2
_MOST_TOLD = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Shifts:
    """Duties and who works them."""

    duties: tuple[Duty, ...]
    """Only those that somebody works."""
    agents: Indices
    """(len(duties),)"""
    trial: Trial
    """What they do, as a plan, on the customers of the search."""

    @property
    def plan(self) -> Indices:
        """(G, I) agents ready to work."""
        return self.trial.plan

    @property
    def cost(self) -> float:
        """What the duties cost."""
        return float(sum(duty.price * agents for duty, agents in zip(self.duties, self.agents.tolist(), strict=True)))

    def of_group(self, group: int) -> tuple[float, float]:
        """Return the paid hours of a group, shrinkage included, and what its duties cost."""
        mine = [(duty, n) for duty, n in zip(self.duties, self.agents.tolist(), strict=True) if duty.group == group]
        return sum(duty.paid_hours * n for duty, n in mine), sum(duty.price * n for duty, n in mine)


def find_shifts(problem: Problem, trials: Trials, required: Indices) -> Shifts:
    """
    Return the cheapest duties found that keep every promise.

    Args:
        problem: What has to be staffed, with templates of work shifts.
        trials: Where to try.
        required: A plan that keeps every promise, (G, I).

    Raises:
        InputError: If the templates cannot cover what is required.
    """
    duties = duties_of(problem)
    best = _covering(problem, trials, duties, required)
    for _ in range(_ROUNDS):
        better = _cheaper(problem, trials, duties, best)
        if better is best:
            break
        best = better
    return best


def _covering(problem: Problem, trials: Trials, duties: Sequence[Duty], required: Indices) -> Shifts:
    roster = Roster(duties=duties, shifts=problem.scenario.work_shift, notes=trials.notes)
    missing = roster.cover(required)
    roster.limit(_most(problem))
    found = roster.solved()
    if found is None:
        raise InputError("no duties were found within the effort given to the search; give fewer starts or breaks")
    places = np.argwhere(required > 0)
    lacking = [tuple(places[number]) for number, variable in enumerate(missing) if found[variable] > 1e-6]
    if lacking:
        raise InputError(_uncovered(problem, lacking, required))
    return _shifts(problem, trials, duties, found)


def _most(problem: Problem) -> Indices:
    """Return the most agents of each group in each interval; who comes before or stays after the hours is free to."""
    stated = problem.scenario.staffing.max_agents
    limits = [[stated.get(name, MOST_AGENTS)] for name in problem.scenario.groups]
    return np.broadcast_to(np.array(limits), problem.space.most.shape)


def _uncovered(problem: Problem, lacking: Sequence[tuple[int, ...]], required: Indices) -> str:
    names = list(problem.scenario.groups)
    told = [
        f"{names[group]} on {problem.starts[interval]:%a %d %b %H:%M} needs {required[group, interval]}"
        for group, interval in lacking[:_MOST_TOLD]
    ]
    more = f" and {len(lacking) - _MOST_TOLD} more" if len(lacking) > _MOST_TOLD else ""
    return (
        f"the templates of [[work_shift]] cannot cover {'; '.join(told)}{more}; add starts, lengths, days or agents, "
        f"or widen the breaks' windows"
    )


def _cheaper(problem: Problem, trials: Trials, duties: Sequence[Duty], now: Shifts) -> Shifts:
    """Return cheaper duties that keep every promise, or the same."""
    large = is_large(problem.space)
    moves = [
        move
        for sign in (-1, 1)
        for move in moves_around(
            trials, now.trial, space=problem.space, structure=problem.structure, sign=sign, side_by_side=large
        )
    ]
    safety = np.zeros(trials.cells.count)
    for _ in range(_CUTS):
        roster = Roster(duties=duties, shifts=problem.scenario.work_shift, notes=trials.notes)
        roster.keep(now.plan, moves, now.trial.room - safety, _REACH)
        roster.cover(problem.space.least)
        roster.limit(_most(problem))
        found = roster.solved()
        if found is None:
            return now
        shifts = _shifts(problem, trials, duties, found)
        if shifts.cost >= now.cost - 1e-6:
            return now
        if shifts.trial.keeps_all:
            return shifts
        safety += _BEYOND * np.maximum(-shifts.trial.room, 0.0)
    return now


def _shifts(problem: Problem, trials: Trials, duties: Sequence[Duty], found: Reals) -> Shifts:
    agents = np.rint(found[: len(duties)]).astype(np.int64)
    plan = np.zeros_like(problem.space.most)
    for duty, number in zip(duties, agents, strict=True):
        plan[duty.group] += number * duty.present
    worked = np.flatnonzero(agents).tolist()
    return Shifts(duties=tuple(duties[each] for each in worked), agents=agents[worked], trial=trials.of(plan))


def shift_rows(scenario: Scenario, shifts: Shifts) -> list[dict[str, Any]]:
    """Return the duties as plain values, by start."""
    groups = list(scenario.groups)
    order = sorted(range(len(shifts.duties)), key=lambda n: (shifts.duties[n].start, shifts.duties[n].group, n))
    return [
        {
            "group": groups[duty.group],
            "shift": scenario.work_shift[duty.template].name,
            "start": duty.start.isoformat(timespec="minutes"),
            "end": duty.end.isoformat(timespec="minutes"),
            "breaks": [
                [first.isoformat(timespec="minutes"), last.isoformat(timespec="minutes")] for first, last in duty.breaks
            ],
            "agents": int(shifts.agents[number]),
        }
        for number, duty in ((number, shifts.duties[number]) for number in order)
    ]
