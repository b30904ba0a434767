"""
Promises that no number of agents can keep, named before any search.

One trial with more agents than anybody could need shows what is in reach. A promise that is missed
even then over the whole period is an error; single intervals in which nobody may be on duty, or in
which the promise ends before they are back, are left out and named.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.errors import OutOfReach
from channelmix.staffing.goals import Cells, Goal, cells_of
from channelmix.staffing.load import Load
from channelmix.staffing.piling import hint_for
from channelmix.staffing.problem import Problem
from channelmix.staffing.space import Space
from channelmix.staffing.trials import Trial, Trials, trial_of

KINDS = {
    "service": "target",
    "response": "response_target",
    "delayed": "max_delayed_share",
    "abandoned": "max_abandoned_share",
    "backlog": "max_backlog",
    "occupancy": "max_occupancy",
}
"""The key that states each kind of goal."""

FEWEST = 3.0
"""Intervals in which fewer contacts come are judged together with those that follow: of one call there is no share."""


_DOUBLINGS = 6
_DOUBTFUL = 0.05
"""At most this share of a promise's cells may be such that even plenty of agents is not sure to keep them."""

_HALF = 0.5
"""Of what plenty of agents keeps better than promised, as much must be left where it cannot be sure."""


def plenty(space: Space, load: Load) -> Indices:
    """Return a plan with more agents than customers could keep busy, as far as it is allowed."""
    most_present = (load.active + load.held).sum(axis=0).max(initial=0.0)
    return space.clipped(np.minimum(space.most, 20 + int(np.ceil(3 * most_present))))


def within_reach(problem: Problem, trials: Trials, load: Load) -> Cells:
    """
    Return the cells that can be kept at all.

    Args:
        problem: What has to be staffed.
        trials: Where to try, with the problem's own cells.
        load: What customers bring.

    Raises:
        OutOfReach: If a promise cannot be kept over the period as a whole, however many agents there are.
    """
    obvious = _obvious(problem)
    if obvious:
        raise OutOfReach("\n".join(obvious.values()))
    best = trials.of(plenty(problem.space, load))
    missed = _missed(problem, trials, load, best.plan)
    if missed:
        raise OutOfReach("\n".join(missed.values()))
    return _kept_by(problem, trials, best)


def within_reach_in_part(problem: Problem, trials: Trials, load: Load) -> Cells:
    """Return the cells of ``within_reach`` where it refuses some promises: theirs are all left in, to be missed."""
    best = trials.of(plenty(problem.space, load))
    refused = {*_obvious(problem), *_missed(problem, trials, load, best.plan)}
    return _kept_by(problem, trials, best, also=sorted(refused))


def _obvious(problem: Problem) -> dict[int, str]:
    """Return what is wrong with the promises, by number, for which that is plain without a trial."""
    found = {number: list(_plainly_impossible(problem, goal)) for number, goal in enumerate(problem.goals)}
    return {number: "\n".join(texts) for number, texts in found.items() if texts}


def _missed(problem: Problem, trials: Trials, load: Load, plan: Indices) -> dict[int, str]:
    """Return the promises, by number, that a plan of plenty does not keep over the period as a whole, in words."""
    whole = _over_the_period(problem, trials, plan)
    missed = np.flatnonzero(whole.room + whole.error < 0).tolist()
    return {number: _unreachable(problem, number, whole, load) for number in missed}


def _kept_by(problem: Problem, trials: Trials, best: Trial, also: Sequence[int] = ()) -> Cells:
    """Return the cells that plenty of agents keeps, and all of some promises."""
    best, joined = _told_apart(trials, best, problem.space.day)
    inside = ((best.room + best.error >= 0) | np.isin(joined.goal, also)) & ~_of_nobody(problem, joined)
    kept = joined.without(~inside)
    weight, margin = best.weight[inside], best.room[inside] + best.error[inside]
    is_service = np.array([goal.kind == "service" for goal in problem.goals], np.bool_)[kept.goal]
    return kept.marked(is_service & (weight > 0), np.maximum(best.error[inside] - _HALF * np.maximum(margin, 0.0), 0.0))


def _of_nobody(problem: Problem, cells: Cells) -> Flags:
    """
    Return the cells, (K,), of groups of whom nobody may be on duty: who is still at work then is busy all the time.

    Plenty of agents hardly ever stay on for so long; those of a plan do in one replication of hundreds.
    """
    found = np.zeros(cells.count, np.bool_)
    for number, goal in enumerate(cells.goals):
        if goal.of_group:
            mine, allowed = cells.cell[number], problem.space.allowed[goal.number]
            found |= (cells.goal == number) & ~np.isin(np.arange(cells.count), mine[allowed])
    return found


def _told_apart(trials: Trials, best: Trial, day: Indices) -> tuple[Trial, Cells]:
    """
    Return the cells as wide as it takes to be sure of them, and what plenty of agents does to them.

    Of few contacts, whose answers take nearly as long as promised, even plenty cannot be sure, and a plan that tried
    to be would be plenty, too. Intervals of such a promise are judged together, twice as many contacts at a time.
    """
    tallies = trials.tallies(best.plan)
    fewest = np.full(len(trials.cells.goals), FEWEST)
    for _ in range(_DOUBLINGS):
        cells = trials.cells.joined(best.weight, day, fewest)
        tried = trial_of(tallies, best.plan, cells, trials.confidence)
        margin = tried.room + tried.error
        unsure = (margin >= 0) & (margin < tried.error)
        doubtful = [float(unsure[cells.goal == goal].mean()) for goal in range(len(fewest))]
        if not max(doubtful, default=0.0) > _DOUBTFUL:
            break
        fewest = np.where(np.array(doubtful) > _DOUBTFUL, 2 * fewest, fewest)
    return tried, cells


def _plainly_impossible(problem: Problem, goal: Goal) -> Iterator[str]:
    """Yield what is wrong with a promise that needs no trial."""
    key = _key(problem, goal)
    if goal.kind == "service":
        target = problem.scenario.channels[goal.owner].target
        if target is not None and target.share == 1 and not target.within.seconds:
            yield f"{key} must be below 100 % in 0 s, which no number of agents can promise (got share = 1, within = 0)"
    if not goal.of_group:
        able = [name for name, group in problem.scenario.groups.items() if goal.owner in group.channels]
        numbers = [list(problem.scenario.groups).index(name) for name in able]
        if not problem.space.allowed[numbers].any():
            yield (
                f"{key} cannot be kept: nobody who serves {goal.owner} may be on duty in the period (groups "
                f"{', '.join(able)}); see staffing.hours, max_agents, the opening hours and closed days"
            )


def _over_the_period(problem: Problem, trials: Trials, plan: Indices) -> Trial:
    """Return a trial in which each goal has one cell, the whole period."""
    one_day = np.zeros(len(problem.space.day), np.int64)
    closing = np.ones((len(problem.scenario.channels), len(one_day)), np.bool_)
    cells = cells_of(problem.goals, per="week", day=one_day, closing=closing)
    used = np.array([(problem.cells.cell[number] >= 0) for number in range(len(problem.goals))])
    cells = cells.only(used)
    return trials.with_cells(cells).of(plan)


def _unreachable(problem: Problem, number: int, whole: Trial, load: Load) -> str:
    goal, share = problem.goals[number], whole.share[number]
    limit, got = f"{goal.limit:g}" if goal.is_count else goal.amount(goal.limit), goal.amount(float(share))
    side = "at least" if goal.at_least else "at most"
    if goal.of_group:
        return (
            f"{_key(problem, goal)} cannot be kept: {side} {limit} is promised, and {whole.plan[goal.number].max():,} "
            f"agents, as many as anybody could use or as may be there, are busy for {got} of their time; raise it"
        )
    if stated := _allowed_at_most(problem, goal, whole.plan):
        return (
            f"{_key(problem, goal)} cannot be kept: {side} {limit} is promised, and with as many agents as "
            f"staffing.max_agents allows ({stated}) {got} is reached; raise it, allow more time, other opening or duty "
            "hours, or promise less"
        )
    return (
        f"{_key(problem, goal)} cannot be kept: {side} {limit} is promised, and with as many agents as anybody could "
        f"use {got} is reached; allow more time, other opening or duty hours, or promise less"
        f"{hint_for(problem, load, goal.owner) if goal.kind == 'service' else ''}"
    )


def _allowed_at_most(problem: Problem, goal: Goal, plan: Indices) -> str:
    """Return the stated limits that keep those who serve a goal's channel from being as many as could be of use."""
    stated, groups = problem.scenario.staffing.max_agents, problem.scenario.groups
    return ", ".join(
        f"{name} {stated[name]:,}"
        for number, (name, group) in enumerate(groups.items())
        if goal.owner in group.channels and 0 < stated.get(name, 0) <= plan[number].max(initial=0)
    )


def _key(problem: Problem, goal: Goal) -> str:
    return f"{'groups' if goal.of_group else 'channels'}.{goal.owner}.{KINDS[goal.kind]}"


def left_out(problem: Problem, kept: Cells) -> dict[int, Flags]:
    """Return for each goal the intervals whose cells are out of reach, goals without any left out."""
    flags = (problem.cells.cell >= 0) & (kept.cell < 0)
    return {number: flags[number] for number in range(len(problem.goals)) if flags[number].any()}
