"""
What each promise loses if one agent is missing, day by day: foretold before anything is changed.

For live work it is measured on few customers. Work that waits for hours is done by whoever is there in the meantime, so
that one agent fewer is taken to leave undone what an agent does; single differences say little of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.differences import moves_around
from channelmix.staffing.ripples import Place
from channelmix.staffing.scaling import arrivals
from channelmix.staffing.touching import DayByDay
from channelmix.staffing.trials import Trial

FEW = 24
"""Customers on whom differences are measured; this and what follows are estimates of ours."""

_PART = 0.6
"""One agent more brings this part of what one fewer costs live work, at least."""

_INDIRECT = 0.5
"""Who cannot do such work keeps others from it if missing: so much of what they would do."""

_LONG = 1.0
"""Hours: most of what is promised later than this waits long."""

Idea = tuple[Place, ...]


@dataclass(kw_only=True, eq=False)
class Stretch:
    """The groups of one part on one day, and what is changed there; C cells that they touch."""

    groups: Sequence[int]
    columns: Indices
    cells: Indices
    """(C,)"""
    harm: Reals
    """(groups, columns, C) room that one agent fewer costs each cell."""
    part: Reals
    """(C,) what part of that one agent more brings."""
    kept: list[Idea] = field(default_factory=list)
    """What stands so far."""
    new: list[Idea] = field(default_factory=list)
    """What is being tried."""
    refused: set[Idea] = field(default_factory=set)

    def change(self, idea: Idea) -> Reals:
        """Return by how much the room of each cell is foretold to change, (C,)."""
        total = np.zeros(len(self.cells))
        for group, at, by in idea:
            one = self.harm[self.groups.index(group), at - int(self.columns[0])]
            total += (self.part if by > 0 else -1.0) * one
        return total

    def harm_to(self, cell: int) -> Reals:
        """Return what one agent fewer costs a cell, (groups, columns)."""
        return np.asarray(self.harm[:, :, self.cells == cell].sum(axis=2))

    def takes_from(self, idea: Idea, cell: int) -> bool:
        """Whether anybody is taken away who works for a cell."""
        harm, first = self.harm_to(cell), int(self.columns[0])
        return any(by < 0 and harm[self.groups.index(group), at - first] > 0 for group, at, by in idea)


@dataclass(frozen=True, kw_only=True, eq=False)
class Harms(DayByDay):
    """Foretells what plans lose; G groups, Q goals, I intervals, K cells."""

    now: Trial
    """The plan around which changes are made."""

    def stretches(self) -> list[Stretch]:
        """Return the days of all parts on which anything may be changed."""
        effects, found = self._effects(), []
        for groups in self.structure.parts:
            free = (self.space.most > self.space.least)[list(groups)].any(axis=0)
            for day in np.unique(self.space.day[free]).tolist():
                mine = np.flatnonzero(free & (self.space.day == day))
                found.append(self._stretch(groups, np.arange(mine[0], mine[-1] + 1), effects))
        return found

    @cached_property
    def waits_long(self) -> Flags:
        """Return the cells of work that may wait long, as most of it may, (K,)."""
        late = self.due.last - np.arange(self.due.last.shape[1]) > self.size(_LONG)
        goals = np.asarray((late * self.now.held).sum(axis=1) > self.now.held.sum(axis=1) / 2)
        return np.asarray(goals[self.trials.cells.goal])

    def _stretch(self, groups: Sequence[int], columns: Indices, effects: dict[tuple[int, int], dict[int, float]]
                 ) -> Stretch:  # fmt: skip
        known = [
            (place, number, effects[group, at])
            for place, group in enumerate(groups) for number, at in enumerate(columns.tolist())
            if (group, at) in effects
        ]  # fmt: skip
        cells = np.array(sorted({cell for _, _, costs in known for cell in costs}), np.int64)
        harm = np.zeros((len(groups), len(columns), len(cells)))
        for place, number, costs in known:
            harm[place, number, np.searchsorted(cells, list(costs))] = list(costs.values())
        part = np.where(self.waits_long[cells], 1.0, _PART)
        return Stretch(groups=groups, columns=columns, cells=cells, harm=harm, part=part)

    def _effects(self) -> dict[tuple[int, int], dict[int, float]]:
        """Return by group and interval what one agent fewer costs the cells."""
        few, cells = self.trials.on_first(FEW), self.trials.cells
        rows: dict[tuple[int, int], dict[int, float]] = {}
        for move in moves_around(
            few, few.of(self.now.plan), space=self.space, structure=self.structure, sign=-1, side_by_side=True
        ):
            live = ~self.waits_long[move.cells]
            pairs = zip(move.cells[live].tolist(), (-move.effects[live]).tolist(), strict=True)
            rows.setdefault((move.group, move.interval), {}).update(pairs)
        for cell in np.flatnonzero(self.waits_long & (self.now.weight > 0)).tolist():
            for group, served in self._served(int(cells.goal[cell])):
                for at in self._spots(cell).tolist():
                    rows.setdefault((group, at), {})[cell] = float(served / self.now.weight[cell])
        return rows

    def _served(self, goal: int) -> Iterator[tuple[int, float]]:
        """Yield the groups of a goal's part, and how many contacts that wait long one agent less leaves undone."""
        served = self.due.pace[goal] / max(float(self.due.work[goal]), 1e-9)
        for group in self.structure.parts[int(self.structure.part_of_goal[goal])]:
            yield group, float(served[group]) or _INDIRECT * float(served.max())

    def _spots(self, cell: int) -> Indices:
        """Return when the agents are on duty who do the work of a cell, or that of the day before, which goes first."""
        goal, count = int(self.trials.cells.goal[cell]), self.due.last.shape[1]
        arrived = arrivals(cell, self.now, self.trials.cells)
        spots = self.due.spots(goal, arrived, self.space)
        until = -1 if self.due.again is None else int(self.due.again[goal, arrived].max()) - count
        on_duty, day = np.flatnonzero(self.space.allowed.any(axis=0)), self.space.day
        earlier = on_duty[day[on_duty] < day[arrived[0]]]
        before = earlier[day[earlier] == day[earlier[-1]]] if len(earlier) else earlier
        return np.unique(np.concatenate([spots, on_duty[on_duty <= until], before]))
