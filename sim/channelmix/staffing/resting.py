"""What breaks do: nobody can take a channel that is open since all who could have theirs, or shifts begin with one."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby

import numpy as np

from channelmix.demand.days import OpenDays
from channelmix.engine.inputs import Flags, Indices
from channelmix.scenario.units import day_and_time
from channelmix.staffing.duties import Duty
from channelmix.staffing.problem import Problem

_EDGE, _MOST_AT_EDGES = timedelta(minutes=30), 0.02
"""A break nearer than this to the start or end of its shift is at its edge, and more than this share of them is told:
estimates of ours."""


def untaken(problem: Problem, duties: Sequence[Duty], agents: Indices, required: Indices) -> Iterator[str]:
    """
    Yield when nobody can take a channel though the requirement has somebody there: all who could have their break.

    Times at which the channel is closed are left out, though a contact that began before may still be going on then.

    Args:
        problem: What is staffed.
        duties: The shifts, D of them.
        agents: How many work each, shape ``(D,)``.
        required: The plan by the interval, by group, shape ``(G, I)``.
    """
    names, resting = list(problem.scenario.groups), at_break(problem, duties, agents)
    serves = problem.simulation.operation.weight > 0
    for channel, (name, there) in enumerate(
        zip(problem.scenario.channels, all_at_break(problem, duties, agents, required), strict=True)
    ):
        able = np.flatnonzero(serves[:, channel])
        for first, last in _stretches(there):
            away = resting[able, first : last + 1].max(axis=1)
            who = ", ".join(names[group] for group in able[away > 0].tolist())
            moment = day_and_time(problem.starts[first])
            all_of = f"all {away.sum()} of {who} have their" if away.sum() > 1 else f"the only one of {who} has a"
            yield f"nobody can take {name} at {moment}: {all_of} break"


def at_edges(problem: Problem, duties: Sequence[Duty], agents: Indices) -> Iterator[str]:
    """
    Yield how many breaks begin or end a shift, or nearly so, where templates do not say how long people may work on.

    Args:
        problem: What is staffed.
        duties: The shifts, D of them.
        agents: How many work each, shape ``(D,)``.
    """
    shifts = problem.scenario.work_shift
    beside = [
        (min(first - duty.start, duty.end - last) < _EDGE, count)
        for duty, count in zip(duties, agents.tolist(), strict=True) if shifts[duty.template].max_without_break is None
        for first, last in duty.breaks
    ]  # fmt: skip
    every, edge = sum(count for _, count in beside), sum(count for is_edge, count in beside if is_edge)
    if edge > _MOST_AT_EDGES * every:
        yield (
            f"{edge:,} of {every:,} breaks lie in the first or last half hour of their shift; max_without_break in the "
            "template says how long people may work in a row"
        )


def all_at_break(problem: Problem, duties: Sequence[Duty], agents: Indices, required: Indices) -> Flags:
    """Return where ``untaken`` with the same arguments says that nobody can take each channel, shape ``(C, I)``."""
    resting = at_break(problem, duties, agents)
    ready = np.zeros_like(resting)
    for duty, count in zip(duties, agents.tolist(), strict=True):
        ready[duty.group] += count * duty.present
    serves, there = problem.simulation.operation.weight > 0, []
    for channel, name in enumerate(problem.scenario.channels):
        present, away, wanted = (each[serves[:, channel]].sum(axis=0) for each in (ready, resting, required))
        there.append((present == 0) & (away > 0) & (wanted > 0) & is_open(problem, name))
    return np.array(there, np.bool_)


def is_open(problem: Problem, channel: str) -> Flags:
    """Return in which intervals a channel is open, if only for a part of them, shape ``(I,)``."""
    grid, gates = problem.simulation.operation.grid, OpenDays(problem.scenario, problem.clock).gates(channel)
    opened = np.searchsorted(gates[::2], grid[1:], side="left")
    closed = np.searchsorted(gates[1::2], grid[:-1], side="right")
    return opened > closed


def _stretches(there: Flags) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of neighbouring intervals among some."""
    places = np.flatnonzero(there).tolist()
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        inside = [place for _, place in run]
        yield inside[0], inside[-1]


def at_break(problem: Problem, duties: Sequence[Duty], agents: Indices) -> Indices:
    """Return how many of each group have a break in each interval, shape ``(G, I)``."""
    resting = np.zeros((len(problem.scenario.groups), len(problem.starts)), np.int64)
    starts = np.array([start.replace(tzinfo=None) for start in problem.starts], "datetime64[s]")
    step = np.timedelta64(int(problem.scenario.period.interval.seconds), "s")
    for duty, count in zip(duties, agents.tolist(), strict=True):
        for first, last in duty.breaks:
            inside = (starts < np.datetime64(last.replace(tzinfo=None), "s")) & (
                starts + step > np.datetime64(first.replace(tzinfo=None), "s")
            )
            resting[duty.group] += count * (inside & ~duty.present)
    return resting
