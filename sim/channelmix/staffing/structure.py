"""
How groups hang together, and how long it is felt that an agent is missing.

Groups that share a channel, directly or through others, form a part; parts do not disturb one
another. Within a part changes may be made together if they lie far enough apart: an hour and a half
in live channels, as long as the promise in deferred ones.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from channelmix.engine.inputs import Flags, Indices, Operation
from channelmix.scenario.model import Scenario
from channelmix.staffing.goals import Goal

_FELT_S = 5400.0
_FEWEST = 3
"""Changes lie at least so many intervals apart."""

_BLOCKS = 6
"""Where work waits for hours, this many trials see a day, each changing several intervals in a row."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Structure:
    """G groups in parts, for Q goals and I intervals."""

    parts: tuple[tuple[int, ...], ...]
    """Groups that share channels, directly or through others."""
    part_of_goal: Indices
    """(Q,) the part that each goal belongs to."""
    helps: Flags
    """(Q, G) whose agents work for a goal directly."""
    stride: Indices
    """(G,) intervals apart at which changes do not disturb one another."""
    block: Indices
    """(G,) intervals that are changed together."""
    back: Indices
    """(Q,) intervals after its arrival in which a contact may still be served in time."""
    day: Indices
    """(I,) day of each interval."""
    again: Indices | None = None
    """(Q, I) for those who come when nobody is on duty any more: until when they are helped once the period has begun
    anew, counted from its beginning; else -1. Absent: the period does not begin anew."""


def structure_of(
    scenario: Scenario, operation: Operation, goals: Sequence[Goal], *, interval_s: float, day: Indices
) -> Structure:
    """
    Return how a scenario's groups hang together.

    Args:
        scenario: The scenario.
        operation: The same as the engine takes it.
        goals: What has to be kept.
        interval_s: Length of an interval, seconds.
        day: Day of each interval, shape (I,).
    """
    parts = parts_of(operation.weight > 0)
    part_of_group = {group: number for number, part in enumerate(parts) for group in part}
    part_of_channel = {
        channel: part_of_group[int(np.flatnonzero(operation.weight[:, channel])[0])]
        for channel in range(operation.channels)
    }
    back = [math.ceil(_within_s(scenario, goal) / interval_s) for goal in goals]
    widths = [_width(scenario, name, goals, back, interval_s) for name in scenario.groups]
    return Structure(
        parts=parts,
        part_of_goal=np.array(
            [(part_of_group if goal.of_group else part_of_channel)[goal.number] for goal in goals], np.int64
        ),
        helps=np.array([_helpers(operation, goal) for goal in goals]),
        stride=np.array([stride for stride, _ in widths]),
        block=np.array([block for _, block in widths]),
        back=np.array(back, np.int64),
        day=day,
    )


def begun_anew(structure: Structure, due: Indices, on_duty: Flags) -> Structure:
    """
    Return the structure of a period that begins anew, so that whoever comes at its very end is helped at its beginning.

    Args:
        structure: The structure.
        due: Until when agents help who arrives, counted on from I where the period begins anew, shape (Q, I).
        on_duty: When agents of each goal may be on duty, shape (Q, I).
    """
    count = due.shape[1]
    any_later = np.flip(np.logical_or.accumulate(np.flip(on_duty, axis=1), axis=1), axis=1)
    is_next = ~any_later & (due >= count) & (due < 2 * count)
    return replace(structure, again=np.where(is_next, due - count, -1))


def _helpers(operation: Operation, goal: Goal) -> Flags:
    """Return which groups work for a goal, (G,)."""
    if goal.of_group:
        return np.asarray(np.arange(operation.groups) == goal.number)
    return np.asarray(operation.weight[:, goal.number] > 0)


def _width(
    scenario: Scenario, name: str, goals: Sequence[Goal], back: Sequence[int], interval_s: float
) -> tuple[int, int]:
    """Return a group's stride and block."""
    live = max(math.ceil(_FELT_S / interval_s), _FEWEST)
    channels = scenario.groups[name].channels
    if any(scenario.channels[each].kind != "deferred" for each in channels):
        return live, 1
    mine = [ahead for ahead, goal in zip(back, goals, strict=True) if goal.owner in channels and not goal.of_group]
    stride = max(live, *mine, _BLOCKS) if mine else live
    block = max(stride // _BLOCKS, 1)
    return block * _BLOCKS if block > 1 else stride, block


def _within_s(scenario: Scenario, goal: Goal) -> float:
    """Return how long after its arrival a contact may be served and still be in time, seconds."""
    if goal.of_group or goal.is_count:
        return 0.0
    channel = scenario.channels[goal.owner]
    if goal.kind == "response" and channel.response_target is not None:
        return channel.response_target.within.seconds
    return channel.target.within.seconds if goal.kind == "service" and channel.target is not None else 1.0


def parts_of(serves: Flags) -> tuple[tuple[int, ...], ...]:
    """
    Return the groups that hang together, by who serves what, flags of shape (G, C).

    Examples:
        >>> parts_of(np.array([[True, False, False], [True, True, False], [False, False, True]]))
        ((0, 1), (2,))
    """
    left = list(range(len(serves)))
    parts = []
    while left:
        part, channels = {left[0]}, serves[left[0]]
        while grown := {group for group in left if group not in part and (serves[group] & channels).any()}:
            part |= grown
            channels = serves[sorted(part)].any(axis=0)
        parts.append(tuple(sorted(part)))
        left = [group for group in left if group not in part]
    return tuple(parts)
