"""
Days that are alike: the same contacts are expected, the same hours open, the same people allowed.

Chance makes the customers of one Tuesday cheaper to serve than those of the next, and a search that looks at each day
by itself gives two days that are alike in law different plans. So under promises over days such days get one pattern
of agents, and their promises are judged together: what holds for their mean holds for each of them, and five days tell
more than one. What a day inherits from the day before may tell it apart all the same, as after a weekend whose
messages were left: a day that falls behind those like it by more than chance gets a pattern of its own.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from channelmix.demand.days import OpenDays
from channelmix.demand.rates import day_rate
from channelmix.engine.inputs import Flags, Indices
from channelmix.scenario.changes import Adopted
from channelmix.simulate.tallies import Tally
from channelmix.staffing.goals import DAYS_A_WEEK, Cells
from channelmix.staffing.problem import Problem
from channelmix.staffing.trials import Trials, trial_of

_CLEARLY = 2.0
"""Errors of the stated confidence by which a day falls behind those like it beyond chance; an estimate of ours."""

_FORGIVEN = 1e-6
"""Cells of which more than this is forgiven are judged each by itself: what was forgiven of one is not of another."""


def tied(problem: Problem, twin: Indices | None) -> Problem:
    """Return a problem whose plans have the same agents in intervals that are twins, (I,); None: in none."""
    return replace(problem, space=replace(problem.space, twin=twin))


def twins_of(
    problem: Problem, plan: Indices | None = None, changes: Sequence[Hashable] | None = None
) -> Indices | None:  # fmt: skip
    """
    Return for each interval the first one at the same time of a day alike, (I,); None if no two days are alike.

    Args:
        problem: With promises over days.
        plan: Days are alike only if they have the same agents in this plan, too, (G, I); absent: whatever they have.
        changes: By day of the period what must be the same, too, such as when agents come and go; absent: nothing.
    """
    if problem.scenario.staffing.per != "day" or not _is_plain(problem):
        return None
    twin, first = np.arange(len(problem.space.day)), _first_alike(problem, plan, changes)
    for day, alike in enumerate(first.tolist()):
        mine = np.flatnonzero(problem.space.day == day)
        if problem.space.most[:, mine].any():
            twin[mine] = np.flatnonzero(problem.space.day == alike)
    return twin if (twin != np.arange(len(twin))).any() else None


def _first_alike(
    problem: Problem, plan: Indices | None = None, changes: Sequence[Hashable] | None = None
) -> Indices:  # fmt: skip
    """Return for each day of the period the first one alike, be nobody on duty on them, (days,)."""
    first: dict[Hashable, int] = {}
    found: list[int] = []
    for day in range(int(problem.space.day[-1]) + 1):
        mine = np.flatnonzero(problem.space.day == day)
        agents = () if plan is None else tuple(plan[:, mine].ravel().tolist())
        others = () if changes is None else changes[day]
        found.append(first.setdefault((tuple(_law(problem, mine)), agents, others), day))
    return np.array(found, np.int64)


def _own_changes(problem: Problem) -> list[Hashable]:
    """Return by day of the period when the scenario's own agents come and go, be it within an interval."""
    operation, grid, day = problem.simulation.operation, problem.space.grid, problem.space.day
    begins = grid[np.searchsorted(day, np.arange(int(day[-1]) + 2))]
    switches = np.stack([operation.plan_time, operation.plan_group, operation.plan_agents], axis=1)
    spans = (switches[(begin < switches[:, 0]) & (switches[:, 0] < end)] - [begin, 0, 0]
             for begin, end in pairwise(begins.tolist()))  # fmt: skip
    return [tuple(map(tuple, mine.tolist())) for mine in spans]


def _is_plain(problem: Problem) -> bool:
    """Whether what is expected of each day stands in the scenario itself, so that days can be compared."""
    scenario = problem.scenario
    arrivals = [channel.arrivals for channel in scenario.channels.values() if channel.arrivals is not None]
    return not (
        scenario.events
        or any(channel.backlog_start is not None for channel in scenario.channels.values())
        or any(isinstance(shift.share, Adopted) for shift in scenario.channel_shift)
        or any(each.per_day is None and each.per_hour is None for each in arrivals)
    )


def _law(problem: Problem, mine: Indices) -> Iterator[Hashable]:
    """Yield all that tells a day, given by its intervals, from others: what is expected, opening hours, agents."""
    scenario, clock, space = problem.scenario, problem.clock, problem.space
    begins, number = int(space.grid[mine[0]]), clock.day_of(problem.starts[int(mine[0])].date())
    yield tuple((space.grid[mine] - begins).tolist())
    open_days = OpenDays(scenario, clock)
    yield open_days.staffed(number)
    for name in scenario.channels:
        yield open_days.hours(name, number)
        rate = day_rate(scenario, name, number, open_days, clock)
        yield None if rate is None else (tuple((rate.edges - begins).tolist()), tuple(rate.expected.tolist()))
    for table in (space.least, space.most, space.price, space.paid_hours):
        yield table[:, mine].tobytes()


def together(problem: Problem, cells: Cells, apart: Flags | None = None) -> Cells:
    """
    Return the cells with those of days alike judged together; what piles up, and what is forgiven, is not.

    Args:
        problem: With days alike.
        cells: Of single days.
        apart: (K,) which of them are each judged by itself all the same; absent: none.
    """
    if problem.space.twin is None:
        return cells
    pattern = problem.space.pattern[cells.first]
    judged = np.array([goal.per == "day" and not goal.is_count for goal in cells.goals], np.bool_)
    joint = judged[cells.goal] & (cells.tolerance <= _FORGIVEN)
    joint &= True if apart is None else ~apart
    number = np.arange(cells.count)
    first: dict[tuple[int, int], int] = {}
    for cell in np.flatnonzero(joint).tolist():
        number[cell] = first.setdefault((int(cells.goal[cell]), int(pattern[cell])), cell)
    return cells.together(number)


def asking_of(problem: Problem, single: Cells, trials: Trials) -> Trials:
    """
    Return trials that ask the same for other days alike: what was let off and forgiven stays so, each day by itself.

    Args:
        problem: With the other days alike.
        single: Cells of single days, of which those of the trials are made up.
        trials: Customers, and what is asked.
    """
    holding = trials.cells.cell[single.goal, single.first]
    days = single.forgiven(np.maximum(trials.cells.tolerance[holding] - single.tolerance, 0.0))
    off = np.isin(holding, list(trials.let_off))
    cells = together(problem, days, off)
    before = trials.cells.cell[cells.goal, cells.first]
    safety = None if trials.safety is None else trials.safety[before]
    let_off = set(cells.cell[single.goal[off], single.first[off]].tolist())
    return replace(trials, cells=cells, let_off=let_off, safety=safety, tried={})


def of_days_alike(problem: Problem, cells: Cells) -> Flags:
    """Return which cells are of days that have days alike, (K,)."""
    days, places = np.unique(problem.space.day, return_index=True)
    count = np.bincount(problem.space.pattern[places], minlength=len(days))
    return np.asarray(count[problem.space.pattern[cells.first]] > 1)


def cheapest_pattern(problem: Problem, plan: Indices) -> Indices:
    """Return a plan, (G, I), in which all days alike have the agents of the cheapest of them."""
    space, twin = problem.space, problem.space.twin
    if twin is None:
        return plan
    cost = np.bincount(space.day, weights=(plan * space.price).sum(axis=0))
    best = np.arange(len(twin))
    for at in np.unique(twin).tolist():
        same = np.flatnonzero(twin == at)
        best[same] = same[np.argmin(cost[space.day[same]])]
    return plan[:, best]


def judged_alike(problem: Problem, single: Cells, plan: Indices, tallies: Sequence[Tally]) -> Problem:
    """
    Return the problem with those days alike that a plan is judged by: they have the same agents, and none falls behind.

    Args:
        problem: With promises over days.
        single: Cells of single days.
        plan: (G, I) agents.
        tallies: What the customers of the check counted under it.
    """
    return parted(tied(problem, twins_of(problem, plan)), single, plan, tallies)


def own_judged_alike(problem: Problem, single: Cells, tallies: Sequence[Tally]) -> Problem:
    """
    Return the problem with those days alike that the scenario's own plan is judged by.

    Its agents may come and go within intervals, and days that differ in that are not alike.

    Args:
        problem: With promises over days.
        single: Cells of single days.
        tallies: What the customers of the check counted under the plan.

    Returns:
        The problem with twins in its space, or with none if no two of its days are judged alike.
    """
    plan = problem.own
    return parted(tied(problem, twins_of(problem, plan, _own_changes(problem))), single, plan, tallies)


def parted(
    problem: Problem, single: Cells, plan: Indices, tallies: Sequence[Tally], *, least: float = 0.0
) -> Problem:  # fmt: skip
    """
    Return the problem with a pattern of its own for each day that falls behind those like it; the same if none does.

    Args:
        problem: With days alike.
        single: Cells of single days.
        plan: (G, I) the same on days alike.
        tallies: What customers counted under it, by replication.
        least: A day falls behind if it misses a promise by more than this share.
    """
    twin = problem.space.twin
    if twin is None:
        return problem
    behind = _behind(problem, single, plan, tallies, least=least)
    if not len(behind):
        return problem
    own, fresh = np.isin(problem.space.day, behind), np.arange(len(twin))
    for at in np.unique(twin[~own]).tolist():
        same = np.flatnonzero((twin == at) & ~own)
        fresh[same] = same[0]
    return tied(problem, fresh if (fresh != np.arange(len(fresh))).any() else None)


def _behind(
    problem: Problem, single: Cells, plan: Indices, tallies: Sequence[Tally], *, least: float
) -> Indices:  # fmt: skip
    """
    Return the days that miss a promise by themselves, and are worse by more than chance than days alike together.

    A day that follows another kind of day than they do need not be clearly worse: any miss counts.
    """
    joint, confidence = together(problem, single), problem.scenario.staffing.confidence
    of_single, of_joint = (trial_of(tallies, plan, cells, confidence) for cells in (single, joint))
    margin, day = of_single.room + of_single.error, problem.space.day[single.first]
    holding = joint.cell[single.goal, single.first]
    worse = (of_joint.room + of_joint.error)[holding] - margin
    chance = np.where(np.isin(day, _heirs_of_others(problem)), 0.0, _CLEARLY * of_single.error)
    is_alike = np.bincount(holding, minlength=joint.count)[holding] > 1
    behind = is_alike & (of_single.weight > 0) & (margin < -least) & (worse > chance)
    return np.unique(day[behind])


def _heirs_of_others(problem: Problem) -> list[int]:
    """Return the days that do not follow a day like those which most days like them follow, as after a weekend."""
    kind = _first_alike(problem)
    before = np.roll(kind, 1)
    if len(kind) % DAYS_A_WEEK:
        before[0] = -1
    found: list[int] = []
    for mine in (np.flatnonzero(kind == each) for each in np.unique(kind)):
        kinds, count = np.unique(before[mine], return_counts=True)
        found += mine[before[mine] != kinds[np.argmax(count)]].tolist()
    return found
