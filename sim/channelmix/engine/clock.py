"""
The clock of the reference engine: SimPy's, with events of one moment in the order of rank, then number.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

import numpy as np
import simpy

from channelmix.engine.inputs import NEVER, Indices, Operation, Rank, Times

Switch = tuple[int, Rank, int, Callable[[], None]]
"""Time, rank and number of an event, and what then happens."""

_RANK_FACTOR = 1 << 48


class _Moment(simpy.Event):
    """An event whose place among those of the same time is its rank, then its number."""

    def __init__(self, env: simpy.Environment, time: int, rank: Rank, number: int) -> None:
        super().__init__(env)
        self._ok, self._value = True, None
        priority = cast(simpy.events.EventPriority, rank * _RANK_FACTOR + number)
        env.schedule(self, priority=priority, delay=time - env.now)


class EventClock:
    """Time in whole microseconds, and what is still to happen."""

    def __init__(self) -> None:
        self._env = simpy.Environment(initial_time=0)

    @property
    def upcoming(self) -> int:
        """When something happens next; NEVER if nothing does."""
        upcoming = self._env.peek()
        return NEVER if upcoming == simpy.core.Infinity else cast(int, upcoming)

    def step(self) -> None:
        """Let the next event happen."""
        self._env.step()

    def at(self, time: int, rank: Rank, number: int, action: Callable[[], None]) -> None:
        """Let something happen at a time."""
        moment = _Moment(self._env, time, rank, number)
        assert moment.callbacks is not None
        moment.callbacks.append(lambda _: action())

    def follow(self, switches: Iterator[Switch]) -> None:
        """Let one switch after the other happen; they are given in order."""
        upcoming = next(switches, None)
        if upcoming is None:
            return
        time, rank, number, action = upcoming

        def happen() -> None:
            action()
            self.follow(switches)

        self.at(time, rank, number, happen)


def staff_changes(operation: Operation, change: Callable[[int, int], None]) -> Iterator[Switch]:
    """Yield the changes of plan after time zero; each calls ``change`` with the group and its number of agents."""
    columns = (operation.plan_time, operation.plan_group, operation.plan_agents)
    return _switches(columns, Rank.STAFF, change)


def gates(operation: Operation, switch: Callable[[int, int], None]) -> Iterator[Switch]:
    """Yield openings and closings after time zero; each calls ``switch`` with the channel, and 1 if it opens."""
    columns = (operation.gate_time, operation.gate_channel, operation.gate_opens.astype(np.int64))
    return _switches(columns, Rank.GATE, switch)


def _switches(
    columns: tuple[Times, Indices, Indices], rank: Rank, action: Callable[[int, int], None]
) -> Iterator[Switch]:
    for time, number, value in zip(*(column.tolist() for column in columns), strict=True):
        yield time, rank, number, partial(action, number, value)
