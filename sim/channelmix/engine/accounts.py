"""
Agents' time, kept exactly: integer microseconds by group and interval.

Every change of a group is settled first: the time since the last change counts with the state
that held until now. Sums of integers do not depend on the order of adding, so both engines
arrive at the same accounts to the last microsecond.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from channelmix.engine.inputs import Outcomes, Times


@dataclass
class GroupState:
    """What a group is doing at a moment, as far as agents' time goes."""

    present: int = 0
    planned: int = 0
    busy: int = 0
    """Agents with at least one active contact."""
    used: int = 0
    """Capacity units active or held."""


class AgentTime:
    """Adds up agents' time, split at the edges of ``grid``, into ``outcomes``."""

    def __init__(self, grid: Times, groups: int, outcomes: Outcomes) -> None:
        self._edges = [int(edge) for edge in grid]
        self._outcomes = outcomes
        self._settled = [self._edges[0]] * groups
        self._cell = [0] * groups
        self.states: Sequence[GroupState] = [GroupState() for _ in range(groups)]

    def settle(self, group: int, now: int) -> None:
        """Count the time up to ``now`` with the group's state as it stands."""
        start, end = self._settled[group], min(now, self._edges[-1])
        while start < end:
            cell = self._cell[group]
            until = min(end, self._edges[cell + 1])
            self._add(group, cell, until - start)
            if until == self._edges[cell + 1]:
                self._cell[group] += 1
            start = until
        self._settled[group] = max(start, self._settled[group])

    def _add(self, group: int, cell: int, span: int) -> None:
        state, outcomes = self.states[group], self._outcomes
        outcomes.on_duty[group, cell] += span * state.present
        outcomes.busy[group, cell] += span * state.busy
        outcomes.used[group, cell] += span * state.used
        outcomes.overtime[group, cell] += span * max(state.present - state.planned, 0)

    def close(self) -> None:
        """Count every group up to the last edge."""
        for group in range(len(self.states)):
            self.settle(group, self._edges[-1])
