"""
What to say where no work shifts cover what is required: where that is, and which settings may be in the way.
"""

from collections.abc import Sequence

from channelmix.engine.inputs import Indices
from channelmix.scenario.paths import dotted
from channelmix.scenario.shift_checks import shift_ends
from channelmix.scenario.units import DAY_SECONDS
from channelmix.staffing.problem import Problem

_MOST_TOLD = 5
"""Intervals that an error names."""


def uncovered(problem: Problem, lacking: Sequence[tuple[int, ...]], *, required: Indices, plan: Indices) -> str:
    """
    Return what to say where templates cannot cover what is required.

    Args:
        problem: What has to be staffed, with templates of work shifts.
        lacking: Group and interval of each place where too few can be on duty.
        required: Agents, shape (G, I).
        plan: Agents of duties that cover as much of it as any can, shape (G, I).
    """
    told = [_place(problem, group, interval, required) for group, interval in lacking[:_MOST_TOLD]]
    more = f" and {len(lacking) - _MOST_TOLD} more" if len(lacking) > _MOST_TOLD else ""
    return (
        f"the templates of [[work_shift]] cannot cover all that is needed: {'; '.join(told)}{more}; add starts, "
        f"lengths, days or agents, or widen the breaks' windows{_limits(problem, lacking, plan)}"
        f"{_night_before(problem, lacking)}"
    )


def _place(problem: Problem, group: int, interval: int, required: Indices) -> str:
    """Return a place where too few can be on duty, in words, and whether it is the user who asks for so many."""
    name, needed = list(problem.scenario.groups)[group], required[group, interval]
    asked = ", as staffing.min_agents asks" if needed == problem.space.least[group, interval] else ""
    return f"{name} on {problem.starts[interval]:%a %d %b %H:%M} needs {needed}{asked}"


def _limits(problem: Problem, lacking: Sequence[tuple[int, ...]], plan: Indices) -> str:
    """Return what to say of limits that may be too tight: of groups that are met, and of templates."""
    short, most = {group for group, _ in lacking}, problem.scenario.staffing.max_agents
    found = [
        f"{dotted(('staffing', 'max_agents', name))} ({most[name]:,})"
        for group, name in enumerate(problem.scenario.groups)
        if group in short and name in most and plan[group].max(initial=0) >= most[name]
    ]
    found += [
        f"{key} of {shift.name} ({limit})"
        for shift in problem.scenario.work_shift
        for key, limit in (
            ("max_starts", shift.max_starts), ("max_agents", shift.max_agents),
            ("max_without_break", shift.max_without_break),
        )
        if limit is not None
    ]  # fmt: skip
    return f"; or raise {', '.join(found)}" if found else ""


def _night_before(problem: Problem, lacking: Sequence[tuple[int, ...]]) -> str:
    """Return what to say where the first day lacks people whom a shift of the night before it may bring."""
    shifts = problem.scenario.work_shift
    goes_on = any(shift_ends(shift, start) > DAY_SECONDS for shift in shifts for start in shift.start)
    if not goes_on or all(problem.space.day[interval] for _, interval in lacking):
        return ""
    return "; of the night before the period a shift is planned only if the period has whole weeks"
