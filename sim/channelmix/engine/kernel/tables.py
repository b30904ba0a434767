"""
An operation as the kernel's memory holds it: built once, copied for each replication.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import ArrayLike

from channelmix.engine.inputs import NEVER, Flags, Operation, Rank, Times
from channelmix.engine.kernel import layout as at
from channelmix.engine.opening import open_spans


@dataclass(frozen=True, eq=False)
class Tables:
    """The rules and staff of an operation in a piece of memory."""

    memory: Times
    whole: bool
    """Whether any of the rarer rules is used."""
    time_at: int
    """Where agents' time begins, ``(G, I + 1, TIME_SIZE)``."""
    groups: int
    intervals: int


class _Builder:
    """Lays tables one behind the other, from the end of the state on."""

    def __init__(self) -> None:
        self.parts: list[Times] = [np.zeros(at.S_SIZE, np.int64)]
        self.end = at.S_SIZE

    def add(self, values: ArrayLike) -> int:
        """Lay values down and return where they begin; floats keep their bits."""
        table = np.ascontiguousarray(values).reshape(-1)
        part = table.view(np.int64) if table.dtype == np.float64 else table.astype(np.int64)
        self.parts.append(part)
        self.end += len(part)
        return self.end - len(part)

    @property
    def memory(self) -> Times:
        return np.concatenate(self.parts)


def tables_of(operation: Operation) -> Tables:
    """Return an operation's tables, in which nothing has happened yet."""
    build = _Builder()
    channels, groups = operation.channels, operation.groups
    channels_at, groups_at = at.S_SIZE, at.S_SIZE + channels * at.C_SIZE
    build.add(np.zeros(channels * at.C_SIZE + groups * at.G_SIZE))
    grid_at, day_start_at = build.add(operation.grid), build.add(operation.day_start)
    channel_table = _channels(operation, build, groups_at)
    group_table, time_at = _groups(operation, build, groups_at, channels_at)
    switches_at = build.add(_switches(operation, groups_at, channels_at))
    nobody_at = build.add([at.NONE])
    memory = build.memory
    memory[channels_at:groups_at] = channel_table.ravel()
    memory[groups_at : groups_at + groups * at.G_SIZE] = group_table.ravel()
    state = {
        at.S_CLOCK: operation.grid[0], at.S_CELL_END: operation.grid[1],
        at.S_COUNT_FROM: operation.count_from, at.S_COUNT_UNTIL: operation.count_until, at.S_STOP: operation.stop,
        at.S_PATIENCE_TIME: -1, at.S_NEXT_SWITCH: switches_at,
        at.S_GROUP_COUNT: groups, at.S_CHANNEL_COUNT: channels, at.S_CELLS: len(operation.grid) - 1,
        at.S_WHOLE: bool(operation.rules_used), at.S_SURPLUS: bool(operation.rules_used),
        at.S_EAGER: bool(operation.rules_used),
        at.S_DAYS: operation.day_is_open.shape[1],
        at.S_GROUPS: groups_at, at.S_CHANNELS: channels_at, at.S_GRID: grid_at, at.S_DAY_START: day_start_at,
    }  # fmt: skip
    for place, value in state.items():
        memory[place] = value
    memory[at.S_CHILD : at.S_AFTER : 2] = nobody_at
    return Tables(memory, bool(operation.rules_used), time_at, groups, len(operation.grid) - 1)


def _switches(operation: Operation, groups_at: int, channels_at: int) -> Times:
    """Return changes of staff and openings in order, those at time zero and a last one that never comes included."""
    groups = np.concatenate([np.arange(operation.groups), operation.plan_group])
    staffed_at = np.concatenate([np.zeros(operation.groups, np.int64), operation.plan_time])
    key = np.concatenate(
        [staffed_at * at.RANKS + int(Rank.STAFF), operation.gate_time * at.RANKS + int(Rank.GATE)]
    )  # fmt: skip
    which = np.concatenate([groups_at + groups * at.G_SIZE, channels_at + operation.gate_channel * at.C_SIZE])
    value = np.concatenate([operation.agents_at_start, operation.plan_agents, operation.gate_opens])
    order = np.argsort(key, kind="stable")
    return np.concatenate([np.column_stack([key, which, value])[order], [(at.FAR, 0, 0)]]).astype(np.int64)


# ---------------------------------------------------------------------- channels


def _channels(operation: Operation, build: _Builder, groups_at: int) -> Times:
    table = np.zeros((operation.channels, at.C_SIZE), np.int64)
    table[:, at.C_OPEN] = operation.open_at_start
    table[:, at.C_NEW : at.C_REPLIES_LAST + 1] = at.NONE
    table[:, at.C_WHEN_CLOSED] = operation.when_closed
    table[:, at.C_CLEARS] = operation.clears_at_closing
    table[:, at.C_INACTIVE_AFTER] = operation.inactive_after
    table[:, at.C_LINES] = operation.lines
    table[:, at.C_HANDED : at.C_PROMISED_LAST + 1] = at.NONE
    table[:, at.C_OVERFLOW_AFTER], table[:, at.C_CALLBACK_AFTER] = operation.overflow_after, operation.callback_after
    table[:, at.C_CALLBACK_WITHIN], table[:, at.C_INTERRUPTS] = operation.callback_within, operation.interrupts
    table[:, at.C_DUE_ORDER], table[:, at.C_CHASED] = operation.due_order, operation.chased_when
    table[:, at.C_SECOND] = np.where(
        operation.second_group < 0, at.NONE, groups_at + operation.second_group * at.G_SIZE
    )
    table[:, at.C_LAZY] = _nobody_reads_when_they_leave(operation)
    table[:, at.C_INDEX] = np.arange(operation.channels)
    for channel, row in enumerate(table):
        row[at.C_ROUTE] = build.add([*_places(operation.route[channel], groups_at, at.G_SIZE), at.NONE])
        row[at.C_COUNTS_DAYS] = build.add(operation.after_counts_days[channel])
        row[at.C_DAYS] = build.add(operation.day_is_open[channel])
        row[at.C_PROMISE] = build.add([*operation.promise[channel], *operation.promise_clock[channel]])
        row[at.C_SPANS] = build.add([*chain.from_iterable(open_spans(operation, channel)), at.NONE])
        row[at.C_OPENS_LATER] = build.add([*_opens_later(operation, channel), at.NONE])
    return table


def _nobody_reads_when_they_leave(operation: Operation) -> Flags:
    """Return where nothing does while the channel is open: a line that is free again may be taken at once."""
    flags: Flags = operation.lines == NEVER
    return flags


def _opens_later(operation: Operation, channel: int) -> list[int]:
    waits = set(operation.opens_after[operation.weight[:, channel] > 0, channel].tolist())
    return sorted(waits - {0, NEVER})


def _places(numbers: Sequence[int] | Times, start: int, size: int) -> list[int]:
    return [start + int(number) * size for number in numbers if number >= 0]


# ---------------------------------------------------------------------- groups


def _groups(operation: Operation, build: _Builder, groups_at: int, channels_at: int) -> tuple[Times, int]:
    """Return the groups, and where their time begins."""
    cells = len(operation.grid)
    time_at = build.add(np.zeros(operation.groups * cells * at.TIME_SIZE))
    most = operation.agents_at_start.copy()
    np.maximum.at(most, operation.plan_group, operation.plan_agents)
    table = np.zeros((operation.groups, at.G_SIZE), np.int64)
    table[:, at.G_NUMBER] = np.arange(operation.groups)
    table[:, at.G_CAPACITY] = operation.capacity
    lightest = np.where(operation.weight > 0, operation.weight, operation.capacity[:, None]).min(axis=1)
    table[:, at.G_LAST_LEVEL] = operation.capacity - lightest
    for number, row in enumerate(table):
        row[at.G_TIME] = time_at + number * cells * at.TIME_SIZE
        row[at.G_AGENTS] = build.add(_agents(int(most[number]), groups_at + number * at.G_SIZE))
        row[at.G_AGENTS_END] = build.end
        row[at.G_LEVELS] = build.add(np.full(2 * (int(operation.capacity[number]) + 1), at.NONE))
        row[at.G_LOADS] = build.add(np.zeros(int(operation.capacity[number]) + 1))
        row[at.G_SKILLS] = build.add(_skills(operation, number))
        row[at.G_ORDER] = build.add(_order(operation.rank[number], channels_at))
        row[at.G_SLOWDOWN] = build.add(operation.slowdown[number])
        follows = (operation.slowdown[number] != 1.0).any() or operation.interruptible[number].any()
        row[at.G_FACTORS] = operation.slowdown.shape[1] if follows else 0
        row[at.G_INTERRUPTIBLE] = operation.interruptible[number].any()
        row[at.G_KEEPS_ROOM] = operation.drains[number].any() or operation.reserve[number].any()
    return table, time_at


def _agents(count: int, group: int) -> Times:
    agents = np.zeros((count, at.A_SIZE), np.int64)
    agents[:, at.A_GROUP] = group
    agents[:, at.A_NUMBER] = np.arange(count)
    agents[:, at.A_PAUSED] = agents[:, at.A_LEAF] = at.NONE
    return agents


def _skills(operation: Operation, group: int) -> Times:
    skills = np.zeros((operation.channels, at.K_SIZE), np.int64)
    skills[:, at.K_WEIGHT] = operation.weight[group]
    skills[:, at.K_ALTERS] = operation.speed[group] != 1.0
    skills[:, at.K_OPENS_AFTER], skills[:, at.K_SECOND] = operation.opens_after[group], operation.second_group == group
    skills[:, at.K_INTERRUPTIBLE], skills[:, at.K_DRAINS] = operation.interruptible[group], operation.drains[group]
    skills[:, at.K_RESERVE], skills[:, at.K_RANK] = operation.reserve[group], operation.rank[group]
    skills[:, at.K_SPEED] = operation.speed[group].view(np.int64)
    return skills


def _order(ranks: Times, channels_at: int) -> list[int]:
    """Return channels and their ranks, in order of rank."""
    ranked = sorted((int(rank), channel) for channel, rank in enumerate(ranks) if rank >= 0)
    return [value for rank, channel in ranked for value in (channels_at + channel * at.C_SIZE, rank)] + [at.NONE] * 2
