"""
The program of a day: which agents to add and take away so that it costs least and runs evenly.

Every promise of the day must keep its room, each change of one agent doing to it what was measured, and nothing may
get dearer. Where that leaves a choice, numbers are to go up and down little from one interval to the next, since
people are rostered for hours and not for half ones. HiGHS solves it in whole numbers through ``scipy.optimize.milp``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.differences import Move, moved_together
from channelmix.staffing.limits import within_limits
from channelmix.staffing.space import Space
from channelmix.staffing.touching import Day

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_NODES, _GAP = 100, 0.03
"""A program ends after so many nodes, or within this share of the least cost: effects are not known that well. With
500 and .01 plans were no cheaper on three desks and programs took twice as long. This and what follows are estimates
of ours."""

_PENALTY = 1e3
"""What a share of 1 that is missing costs, in agents of the dearest interval."""

_LITTLE = 1e-3
"""What any change costs beside its price, in agents of the dearest interval, so that none is made for nothing."""


@dataclass(frozen=True, eq=False)
class DayProgram:
    """Chooses among changes of one day; C cells of the day, M moves, E edges between intervals."""

    day: Day
    plan: Indices
    """(G, I) before the changes."""
    moves: Sequence[Move]
    """What single agents of the day change."""
    space: Space
    step: float
    """What an agent's coming or going is worth, in agents of the dearest interval."""

    def solved(self, room: Reals, harder: Reals, most: float, notes: list[str]) -> Indices:
        """
        Return the plan after the best changes, shape (G, I); the same plan if none is found.

        Args:
            room: (K,) room of each cell of all days, safety already taken off; what is below 0 gets no less.
            harder: (K,) how many times as much as was measured each cell suffers from agents taken away.
            most: So many agents may come or go in all.
            notes: What the user must be told of the program is added here.
        """
        from scipy.optimize import Bounds, LinearConstraint
        from scipy.sparse import block_array, csr_array, diags_array, eye_array

        rises, mine, tied = self._rises, room[self.day.cells], self._tied
        count, edges, cells, places = tied.shape[1], len(rises), len(self.day.cells), self._places.shape[0]
        price = self._signs * self.space.price[self._groups, self._intervals]
        price = price / (self.dearest or 1.0)
        effects = self._gains + diags_array(harder[self.day.cells]) @ self._losses
        agents = np.ones(len(self.moves))
        rows = block_array([
            [effects @ tied, None, eye_array(cells)],
            [self._turns @ tied, -eye_array(edges), None],
            [-self._turns @ tied, -eye_array(edges), None],
            [csr_array(np.stack([price, agents])) @ tied, None, None],
            [self._places @ tied, None, None],
        ])  # fmt: skip
        low = np.concatenate([-mine, np.full(2 * edges + 2 + places, -np.inf)])
        high = np.concatenate([np.full(cells, np.inf), -rises, rises, [0.0, most], np.ones(places)])
        found = within_limits(
            np.concatenate([(price + _LITTLE) @ tied, np.full(edges, self.step), np.full(cells, _PENALTY)]),
            constraints=LinearConstraint(rows.tocsr(), low, high),
            bounds=Bounds(0, np.concatenate([np.ones(count), np.full(edges, np.inf), np.maximum(-mine, 0.0)])),
            integrality=np.repeat([1, 0], [count, edges + cells]), nodes=_NODES, gap=_GAP, notes=notes,
        )  # fmt: skip
        plan = self.plan.copy()
        if found is not None:
            chosen = np.rint(tied @ found[:count]).astype(np.int64)
            np.add.at(plan, (self._groups, self._intervals), self._signs * chosen)
        return self.space.clipped(plan)

    @property
    def dearest(self) -> float:
        """What an agent costs in the dearest interval in which any may come or go."""
        return float(self.space.price[self._groups, self._intervals].max(initial=0.0))

    def foretold(self, plan: Indices) -> tuple[Reals, Reals]:
        """Return what a changed plan is foretold to cost each cell's room, negative, and to bring it; (C,) each."""
        change = (plan - self.plan)[self._groups, self._intervals]
        chosen = np.maximum(change * self._signs, 0)
        return self._losses @ chosen, self._gains @ chosen

    @cached_property
    def _groups(self) -> Indices:
        return np.array([move.group for move in self.moves], np.int64)

    @cached_property
    def _intervals(self) -> Indices:
        return np.array([move.interval for move in self.moves], np.int64)

    @cached_property
    def _signs(self) -> Indices:
        return np.array([move.sign for move in self.moves], np.int64)

    @cached_property
    def _losses(self) -> "csr_array":
        """What each agent fewer costs the room of each cell, (C, M)."""
        return self._effects(-1)

    @cached_property
    def _gains(self) -> "csr_array":
        """What each agent more brings the room of each cell, (C, M)."""
        return self._effects(1)

    @cached_property
    def _places(self) -> "csr_array":
        """Which moves are of the same group and interval, of which one at most is made, (places, M)."""
        from scipy.sparse import csr_array

        keys = list(zip(self._groups.tolist(), self._intervals.tolist(), strict=True))
        row = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        columns = np.arange(len(keys))
        return csr_array((np.ones(len(keys)), ([row[key] for key in keys], columns)), shape=(len(row), len(keys)))

    @cached_property
    def _tied(self) -> "csr_array":
        """Which moves are made together, at the same time of all days alike, (M, choices)."""
        return moved_together(self.moves, self.space)

    def _effects(self, sign: int) -> "csr_array":
        from scipy.sparse import csr_array

        found = [
            (row, column, effect)
            for column, move in enumerate(self.moves) if move.sign == sign
            for cell, effect in zip(move.cells.tolist(), move.effects.tolist(), strict=True)
            if (row := self._row.get(cell)) is not None
        ]  # fmt: skip
        rows, columns, effects = np.array(found).reshape(-1, 3).T
        shape = len(self.day.cells), len(self.moves)
        return csr_array((effects, (rows.astype(np.int64), columns.astype(np.int64))), shape=shape)

    @cached_property
    def _row(self) -> dict[int, int]:
        return {cell: row for row, cell in enumerate(self.day.cells.tolist())}

    @cached_property
    def _edges(self) -> list[tuple[int, int, int]]:
        """A group, and the intervals before and after a time at which its agents may come or go."""
        runs = np.split(self.day.intervals, np.flatnonzero(np.diff(self.day.intervals) > 1) + 1)
        return [
            (group, before, before + 1)
            for group in self.day.groups for run in runs for before in range(int(run[0]) - 1, int(run[-1]) + 1)
        ]  # fmt: skip

    @cached_property
    def _rises(self) -> Reals:
        """By how many agents numbers rise at each edge before the changes, (E,)."""
        return np.array([self._on_duty(group, after) - self._on_duty(group, before)
                         for group, before, after in self._edges], np.float64)  # fmt: skip

    def _on_duty(self, group: int, interval: int) -> int:
        return int(self.plan[group, interval]) if 0 <= interval < self.plan.shape[1] else 0

    @cached_property
    def _turns(self) -> "csr_array":
        """By how many agents more numbers rise at each edge after each move, (E, M)."""
        from scipy.sparse import csr_array

        at: dict[tuple[int, int], list[int]] = {}
        for column, move in enumerate(self.moves):
            at.setdefault((move.group, move.interval), []).append(column)
        found = [
            (row, column, by * self.moves[column].sign)
            for row, (group, before, after) in enumerate(self._edges)
            for interval, by in ((before, -1), (after, 1)) for column in at.get((group, interval), ())
        ]  # fmt: skip
        rows, columns, values = np.array(found, np.int64).T
        return csr_array((values.astype(np.float64), (rows, columns)), shape=(len(self._edges), len(self.moves)))
