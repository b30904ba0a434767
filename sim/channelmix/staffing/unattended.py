"""
Stretches in which a call, chat or messaging channel is open, and a plan has nobody on duty who handles it, or for hours
one agent alone, whom nobody stands in for at a break.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import time, timedelta

import numpy as np

from channelmix.demand.days import OpenDays
from channelmix.engine.inputs import HOUR, Flags, Indices
from channelmix.scenario.paths import dotted
from channelmix.scenario.units import about_hours, day_and_time
from channelmix.staffing.problem import Problem

_MOST_NAMED = 3
"""Stretches that a line names; the others are counted."""

_ALONE_H = 5
"""Hours after which an agent alone is told of: about half a working day, by which people have had a break; an estimate
of ours."""


def short_handed(problem: Problem, plan: Indices, told: Flags | None = None) -> Iterator[str]:
    """
    Yield where nobody is on duty for a channel, and of a plan that is not made of shifts also where one agent is alone.

    Args:
        problem: What is staffed.
        plan: Agents, shape ``(G, I)``.
        told: Where the breaks of shifts leave nobody, which was said already, shape ``(C, I)``; absent: no shifts.
    """
    yield from unattended(problem, plan, told)
    if told is None:
        yield from alone(problem, plan)


def unattended(problem: Problem, plan: Indices, told: Flags | None = None) -> Iterator[str]:
    """
    Yield for each channel whose customers wait for an answer now when it is open and nobody is on duty for it.

    Times at which nobody may be on duty for it are left out, and channels for which the plan has nobody at all:
    groups of which nobody is needed say why.

    Args:
        problem: What is staffed.
        plan: Agents, shape ``(G, I)``.
        told: Where this was said already, by channel, shape ``(C, I)``; absent: nowhere.
    """
    serves = problem.simulation.operation.weight > 0
    for number, (name, channel) in enumerate(problem.scenario.channels.items()):
        able = serves[:, number]
        if channel.kind == "deferred" or not plan[able].any():
            continue
        empty = (plan[able].sum(axis=0) == 0) & problem.space.allowed[able].any(axis=0)
        found = _open_stretches(problem, name, empty if told is None else empty & ~told[number])
        if found:
            yield (
                f"{name} is open and nobody is on duty for it: {_in_words(problem, found)}; staffing.min_agents asks "
                "for somebody of a group throughout"
            )


def alone(problem: Problem, plan: Indices) -> Iterator[str]:
    """
    Yield for each channel whose customers wait for an answer now when one agent alone is on duty for it, for hours.

    Breaks of plans without shifts are in the shrinkage, by which nobody is planned who takes over meanwhile. Times at
    which no more may be on duty are left out, and channels are told together that the same agents leave so.

    Args:
        problem: What is staffed.
        plan: Agents, shape ``(G, I)``.
    """
    serves, groups = problem.simulation.operation.weight > 0, list(problem.scenario.groups)
    channels: defaultdict[tuple[str, tuple[tuple[int, int], ...]], list[str]] = defaultdict(list)
    for number, (name, channel) in enumerate(problem.scenario.channels.items()):
        able = serves[:, number]
        if channel.kind == "deferred":
            continue
        single = (plan[able].sum(axis=0) == 1) & (problem.space.most[able].sum(axis=0) > 1)
        long = [each for each in _open_stretches(problem, name, single) if each[1] - each[0] >= _ALONE_H * HOUR]
        if long:
            group = groups[int(np.argmax((plan * single).sum(axis=1) * able))]
            channels[group, tuple(long)].append(name)
    for (group, found), names in channels.items():
        key = dotted(("staffing", "min_agents", group))
        yield (
            f"one agent alone is on duty for {', '.join(names)} for {_ALONE_H} h and more: {_in_words(problem, found)}"
            f"; nobody is there in a break; {key} = 2 keeps two on duty throughout"
        )


def _open_stretches(problem: Problem, channel: str, empty: Flags) -> list[tuple[int, int]]:
    """Return when a channel is open within some intervals, neighbours joined: starts and ends, microseconds."""
    grid, gates = problem.space.grid, OpenDays(problem.scenario, problem.clock).gates(channel)
    changes = np.flatnonzero(np.diff(np.concatenate(([False], empty, [False]))))
    return [
        (max(first, opens), min(last, closes))
        for first, last in grid[changes].reshape(-1, 2).tolist()
        for opens, closes in gates.reshape(-1, 2).tolist()
        if max(first, opens) < min(last, closes)
    ]


def _in_words(problem: Problem, found: Sequence[tuple[int, int]]) -> str:
    """Return the longest stretches by name, how many more there are, and how long all of them last."""
    longest = sorted(found, key=lambda each: (each[0] - each[1], each[0]))
    named = ", ".join(_from_to(problem, *each) for each in longest[:_MOST_NAMED])
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    hours = sum(end - start for start, end in found) / HOUR
    return f"{named}{more}, {about_hours(hours)} in all" if len(found) > 1 else named


def _from_to(problem: Problem, start: int, end: int) -> str:
    """Return a stretch in words, with its second day only if it is another."""
    first, last = problem.clock.local(start), problem.clock.local(end)
    if last.time() == time() and last.date() - first.date() == timedelta(days=1):
        return f"{day_and_time(first)}-24:00"
    return f"{day_and_time(first)}-{f'{last:%H:%M}' if last.date() == first.date() else day_and_time(last)}"
