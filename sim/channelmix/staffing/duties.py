"""
From templates of work shifts to the duties that an agent may work: day, start, and where the breaks lie.

Every break is tried at each interval of its window, with work between two of them; of very many placings an even choice
is kept, of the first breaks' already, so that ten breaks take no longer than the time to place one after the other. No
break lies in an hour that the clocks skip or show twice, unless its window leaves no other. An agent counts as present
in the intervals that lie wholly within the shift and outside of its breaks, and is paid by the hours that pass: a night
on which the clocks change has one fewer or one more.
Night shifts go on into the next day; in a period of whole weeks the last night ends on its first day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from channelmix.engine.inputs import HOUR, Flags, Indices
from channelmix.errors import InputError
from channelmix.scenario import Loaded
from channelmix.scenario.changes import Break, WorkShift
from channelmix.scenario.clock_changes import Showing, showing
from channelmix.scenario.units import DAY_SECONDS, time_of_day
from channelmix.scenario.week import weekdays
from channelmix.staffing.goals import Goal
from channelmix.staffing.problem import Problem
from channelmix.staffing.stretches import Stretches

BETWEEN_BREAKS = timedelta(hours=1)
"""Work between two breaks where a template does not say and its windows leave room for it; an estimate of ours."""

MOST_PLACINGS = 24
"""Ways to place the breaks of one shift that starts at one time."""

_MOST_BEGUN = 10_000
"""Ways to place the first breaks that are gone on with, an even choice of more; an estimate of ours."""

_Times = tuple[datetime, datetime]
"""Start and end of a break, by local clocks."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Duty:
    """One shift of one day that agents of a group may work."""

    group: int
    template: int
    day: int
    start: datetime
    end: datetime
    breaks: tuple[tuple[datetime, datetime], ...]
    present: Flags
    """(I,) intervals in which the agent is ready."""
    paid_hours: float
    """Shrinkage included."""
    cost: float
    """What it costs, in money."""
    price: float
    """The same, or the paid hours where no hour has a price: what a search makes least."""


def duties_of(problem: Problem) -> tuple[Duty, ...]:
    """Return every duty that the templates of a scenario allow in its period."""
    found: list[Duty] = []
    scenario = problem.scenario
    for template, shift in enumerate(scenario.work_shift):
        groups = [number for number, name in enumerate(scenario.groups) if shift.groups is None or name in shift.groups]
        for day in range(scenario.period.days):
            midnight = datetime.combine(scenario.period.start, datetime.min.time()) + timedelta(days=day)
            if midnight.weekday() not in weekdays(shift.days):
                continue
            for start in shift.start:
                begins = midnight + timedelta(seconds=time_of_day(start))
                for breaks in _placings(problem, shift, begins):
                    found += _for_groups(problem, groups, template, day, begins, breaks)
    return tuple(found)


def require_templates(loaded: Loaded) -> None:
    """
    Make sure that there is something to build shifts from.

    Raises:
        InputError: If there is not.
    """
    if not loaded.scenario.work_shift:
        raise InputError(f"{loaded.path}: shifts need templates (got no [[work_shift]]); give at least one")


def require_duties(problem: Problem) -> None:
    """
    Refuse templates that leave a promise to nobody.

    Raises:
        InputError: If no duty has anybody ready who could help to keep it. A promise of live contacts takes somebody
            in the hours of duty; other work may be done before and after them.
    """
    limits = [shift.max_agents for shift in problem.scenario.work_shift]
    duties = [duty for duty in duties_of(problem) if limits[duty.template] != 0]
    anytime = {duty.group for duty in duties}
    in_hours = {duty.group for duty in duties if (duty.present & problem.space.allowed[duty.group]).any()}
    for goal, helps in zip(problem.goals, problem.structure.helps, strict=True):
        staffed = in_hours if _is_live(problem, goal) else anytime
        if staffed.isdisjoint(np.flatnonzero(helps).tolist()):
            key = f"{'groups' if goal.of_group else 'channels'}.{goal.owner}"
            raise InputError(
                f"{key} cannot keep its promise in shifts: no template of [[work_shift]] puts anybody on duty for it "
                f"(got {', '.join(shift.name for shift in problem.scenario.work_shift)}); add starts, days, groups "
                "or agents"
            )


def _is_live(problem: Problem, goal: Goal) -> bool:
    """Return whether a promise is of people who wait on the line."""
    return not goal.of_group and problem.scenario.channels[goal.owner].kind in ("voice", "chat")


def _placings(problem: Problem, shift: WorkShift, begins: datetime) -> Sequence[tuple[_Times, ...]]:
    """Return the ways to place the breaks of a shift, with as much work between them as is stated, or as is usual."""
    ends, step = begins + timedelta(seconds=shift.length.seconds), problem.scenario.period.interval.seconds
    timezone = problem.scenario.period.timezone
    choices = [_shown_once(list(_times_of(each, begins, ends, step)), step, timezone) for each in shift.breaks]
    stated = shift.min_between_breaks
    least = BETWEEN_BREAKS if stated is None else timedelta(seconds=stated.seconds)
    longest = shift.max_without_break
    row = None if longest is None else (begins, ends, timedelta(seconds=longest.seconds))
    every = _placed(choices, least, row)
    return _placed(choices, timedelta(), row) if not every and stated is None else every


def _placed(
    choices: Sequence[Sequence[_Times]], least: timedelta, row: tuple[datetime, datetime, timedelta] | None = None
) -> list[tuple[_Times, ...]]:
    """
    Return ways to take one of the times of each break, so much work at least between any two of them.

    Args:
        choices: When each break may be taken.
        least: Work between two breaks.
        row: Start and end of the shift and the most work in a row; absent: no rule.
    """
    first, unit = min((at[0] for times in choices for at in times), default=datetime.min), timedelta(microseconds=1)
    limit = None if row is None else Stretches((row[0] - first) // unit, (row[1] - first) // unit, row[2] // unit)
    marks = tuple(tuple(((at[0] - first) // unit, (at[1] - first) // unit) for at in times) for times in choices)
    return [
        tuple(times[place] for times, place in zip(choices, places, strict=True))
        for places in _chosen(marks, least // unit, limit)
    ]


@lru_cache(maxsize=1024)
def _chosen(
    choices: tuple[tuple[tuple[int, int], ...], ...], least: int, limit: Stretches | None = None
) -> list[list[int]]:
    """
    Return which time of each break to take: every way that leaves so much between any two, or an even choice.

    One break after the other is placed, in each way begun so far that leaves every later break a time.

    Examples:
        >>> _chosen((((0, 10), (30, 40)), ((20, 30), (50, 60))), 10)
        [[0, 0], [0, 1], [1, 1]]
    """
    times = [np.array(each, np.int64).reshape(-1, 2) for each in choices]
    places, free = np.zeros((1, 0), np.int64), [np.ones((1, len(each)), np.bool_) for each in times]
    for number, mine in enumerate(times):
        begun = np.argwhere(free[0])
        row, column = begun[_even(len(begun), _MOST_BEGUN)].T
        later = zip(free[1:], times[number + 1 :], strict=True)
        free = [mask[row] & _apart(mine, other, least)[column] for mask, other in later]
        goes_on = np.ones(len(row), np.bool_)
        for mask in free:
            goes_on &= mask.any(axis=1)
        places = np.column_stack([places[row], column])
        if limit is not None:
            goes_on &= limit.can_be_kept(places, times)
        places, free = places[goes_on], [mask[goes_on] for mask in free]
    kept: list[list[int]] = places[_even(len(places), MOST_PLACINGS)].tolist()
    return kept


def _even(count: int, most: int) -> Indices:
    """Return the numbers of so many, or evenly those of the most."""
    return np.arange(count) if count <= most else np.rint(np.linspace(0, count - 1, most)).astype(np.int64)


def _apart(mine: Indices, other: Indices, least: int) -> Flags:
    """Return whether so much lies at least between each time (rows) of one break and each (columns) of another."""
    before = mine[:, None, 1] + least <= other[:, 0]
    return np.asarray(before | (other[:, 1] + least <= mine[:, None, 0]))


def _shown_once(times: list[_Times], step: float, timezone: str) -> list[_Times]:
    """Return the times without those in an hour that the clocks skip or show twice, where there are others."""

    def is_shown_once(at: _Times) -> bool:
        steps = range(int(-(-(at[1] - at[0]).total_seconds() // step)))
        return all(showing(at[0] + timedelta(seconds=step * each), timezone) is Showing.ONCE for each in steps)

    return list(filter(is_shown_once, times)) or times


def _times_of(pause: Break, begins: datetime, ends: datetime, step: float) -> Iterator[_Times]:
    """Yield the times at which a break may be taken within its window and the shift."""
    midnight = datetime.combine(begins.date(), datetime.min.time())
    first, last = (midnight + timedelta(seconds=time_of_day(text)) for text in pause.between)
    if last <= first:
        last += timedelta(seconds=DAY_SECONDS)
    if last <= begins:
        first, last = first + timedelta(days=1), last + timedelta(days=1)
    length = timedelta(seconds=pause.length.seconds)
    at = first
    while at + length <= last:
        if begins <= at and at + length <= ends:
            yield at, at + length
        at += timedelta(seconds=step)


def _for_groups(
    problem: Problem, groups: Sequence[int], template: int, day: int, begins: datetime, breaks: tuple[_Times, ...],
) -> Iterator[Duty]:  # fmt: skip
    """Yield a duty for each of some groups, none if nobody would be ready in any interval of the period."""
    scenario, shift = problem.scenario, problem.scenario.work_shift[template]
    ends = begins + timedelta(seconds=shift.length.seconds)
    present = _present(problem, begins, ends, breaks)
    if not present.any():
        return
    unpaid = sum(_hours(problem, *at) for each, at in zip(shift.breaks, breaks, strict=True) if not each.paid)
    hours, every = _hours(problem, begins, ends) - unpaid, list(scenario.groups.values())
    has_price = any(each.cost_per_hour for each in every) or any(each.cost_per_hour for each in scenario.work_shift)
    for group in groups:
        paid = hours / (1 - every[group].shrinkage)
        cost = paid * (every[group].cost_per_hour if shift.cost_per_hour is None else shift.cost_per_hour)
        yield Duty(
            group=group, template=template, day=day, start=begins, end=ends, breaks=breaks, present=present,
            paid_hours=paid, cost=cost, price=cost if has_price else paid,
        )  # fmt: skip


def _hours(problem: Problem, begins: datetime, ends: datetime) -> float:
    """Return how many hours lie between two local times: one fewer or more than clocks show where these change."""
    return (problem.clock.moment(ends) - problem.clock.moment(begins)) / HOUR


def _present(problem: Problem, begins: datetime, ends: datetime, breaks: Sequence[_Times]) -> Flags:
    """Return in which intervals an agent is ready all the time."""
    length = np.timedelta64(problem.scenario.period.interval.microseconds, "us")
    days = problem.scenario.period.days
    flags = np.zeros(len(problem.starts), np.bool_)
    for turn in [0, days] if days % 7 == 0 else [0]:
        starts = problem.local_starts + np.timedelta64(turn, "D")
        ready = (np.datetime64(begins) <= starts) & (starts + length <= np.datetime64(ends))
        for first, last in breaks:
            ready &= (starts + length <= np.datetime64(first)) | (np.datetime64(last) <= starts)
        flags |= ready
    return flags
