"""
What one agent more or less changes: differences simulated on common customers.

An agent in one interval matters to a handful of intervals around it, so many intervals far apart
are changed in one trial, and each change is credited to the nearest of them. Groups that share no
channel, not even through others, are changed in the same trial. A whole week of three groups thus
takes some twenty trials, not fifteen hundred.

Source of the idea: J. Atlason, M. Epelman and S. Henderson, "Call center staffing with simulation and
cutting plane methods", Annals of Operations Research 127 (2004); M. Cezik and P. L'Ecuyer, "Staffing
multiskill call centers via linear programming and simulation", Management Science 54 (2008).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.goals import Cells
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial, Trials

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SMALLEST_EFFECT = 1e-7


@dataclass(frozen=True, eq=False)
class Move:
    """One agent of a group more or less in one interval, and what that does to the cells."""

    group: int
    interval: int
    sign: int
    cells: Indices
    effects: Reals
    """By how much the room of each cell changes."""


@dataclass(frozen=True, eq=False)
class Change:
    """Blocks of intervals of one group that are changed in the same trial."""

    group: int
    blocks: Sequence[Indices]

    @property
    def starts(self) -> Indices:
        """First interval of each block."""
        return np.array([block[0] for block in self.blocks], np.int64)


def moves_around(
    trials: Trials, trial: Trial, *, space: Space, structure: Structure, sign: int, side_by_side: bool = False
) -> list[Move]:
    """
    Return what one agent more (``sign`` 1) or less (-1) changes, for every place where that is allowed.

    Args:
        trials: Where to try.
        trial: The plan around which changes are made, tried already.
        space: The plans allowed.
        structure: Which changes may be made together.
        sign: 1 or -1.
        side_by_side: Whether groups that share channels are changed in one trial, at different times: a
            few times fewer trials, and effects that are credited to the nearest group only.
    """
    free = trial.plan < space.most if sign > 0 else trial.plan > space.least
    moves: list[Move] = []
    for together in changes_together(free, structure, side_by_side=side_by_side):
        changed = trial.plan.copy()
        for change in together:
            for block in change.blocks:
                changed[change.group, block] += sign
        gained = trials.of(changed).surplus - trial.surplus
        credit = Credit(together, cells=trials.cells, structure=structure)
        for change, effects in zip(together, credit.effects(gained), strict=True):
            moves += _moves(change, effects, trial, sign)
    return moves


def changes_together(free: Flags, structure: Structure, *, side_by_side: bool) -> Iterator[tuple[Change, ...]]:
    """Yield, trial by trial, what is changed together: one group or all of each part, and all parts at once."""
    parts = [list(_of_part(part, free, structure, side_by_side=side_by_side)) for part in structure.parts]
    for together in zip_longest(*parts, fillvalue=()):
        changes = tuple(change for part in together for change in part if change.blocks)
        if changes:
            yield changes


def _of_part(
    part: Sequence[int], free: Flags, structure: Structure, *, side_by_side: bool
) -> Iterator[tuple[Change, ...]]:
    every = {group: _colours(free[group], group, structure) for group in part}
    if not side_by_side:
        for group, colours in every.items():
            for blocks in colours:
                yield (Change(group, blocks),)
        return
    most = max(map(len, every.values()))
    for number in range(most):
        yield tuple(
            Change(group, colours[(number + place * most // len(part)) % len(colours)])
            for place, (group, colours) in enumerate(every.items())
        )


def _colours(free: Flags, group: int, structure: Structure) -> list[list[Indices]]:
    """Return which blocks of a group are changed in each trial: neighbours lie a stride apart."""
    size = int(structure.block[group])
    count = max(int(structure.stride[group]) // size, 1)
    colours: list[list[Indices]] = [[] for _ in range(min(count, -(-len(free) // size)))]
    for block in _blocks(np.flatnonzero(free), size):
        colours[int(block[0]) // size % len(colours)].append(block)
    return colours


def _blocks(places: Indices, size: int) -> list[Indices]:
    """Cut intervals into runs of neighbours, each within one stretch of ``size``."""
    if not len(places):
        return []
    apart = (np.diff(places) > 1) | (np.diff(places // size) > 0)
    return list(np.split(places, np.flatnonzero(apart) + 1))


def moved_together(moves: Sequence[Move], space: Space) -> "csr_array":
    """
    Return which moves are made together, at the same time of all days alike.

    Args:
        moves: M moves.
        space: Which intervals always have the same agents.

    Returns:
        A row for each move and a column for each choice, 1 where the choice makes the move, shape (M, choices).

    Examples:
        >>> one, none = np.ones((1, 2)), np.zeros(0)
        >>> space = Space(least=0 * one, most=one, paid_hours=one, price=one, day=np.arange(2), grid=np.arange(3),
        ...               twin=np.zeros(2, np.int64))
        >>> moves = [Move(0, at, 1, none, none) for at in (0, 1)]
        >>> moved_together(moves, space).toarray().tolist()
        [[1.0], [1.0]]
    """
    from scipy.sparse import csr_array

    groups, intervals, signs = np.array([(move.group, move.interval, move.sign) for move in moves], np.int64).T
    twin = intervals if space.twin is None else space.twin[intervals]
    choices, place = np.unique(np.stack([groups, twin, signs]), axis=1, return_inverse=True)
    count = len(moves)
    return csr_array((np.ones(count), (np.arange(count), place.ravel())), shape=(count, choices.shape[1]))


class Credit:
    """Whose doing it is what changed in each cell, when several groups and intervals were changed at once."""

    def __init__(self, changes: Sequence[Change], *, cells: Cells, structure: Structure) -> None:
        self.changes, self.cells, self.structure = changes, cells, structure
        self._group = np.concatenate([np.full(len(each.blocks), number) for number, each in enumerate(changes)])
        self.starts = np.concatenate([each.starts for each in changes])
        self._part = {group: number for number, part in enumerate(structure.parts) for group in part}

    def effects(self, gained: Reals) -> list[Reals]:
        """Return what each block of each change gained by cell, (blocks, K), from gains by goal and interval."""
        total = np.zeros((len(self.starts), self.cells.count))
        for goal in range(len(self.cells.goals)):
            mine = self.owners(goal)
            if len(mine):
                self._add(total, goal, mine, gained[goal])
        return [total[self._group == number] for number in range(len(self.changes))]

    def owners(self, goal: int) -> Indices:
        """Return the blocks that may have changed a goal, by start: of groups that work for it, else of its part."""
        groups = np.array([change.group for change in self.changes])
        helping = self.structure.helps[goal][groups]
        related = np.array([self._part[int(group)] for group in groups]) == self.structure.part_of_goal[goal]
        chosen = helping if helping.any() else related
        mine = np.flatnonzero(chosen[self._group])
        return np.asarray(mine[np.argsort(self.starts[mine], kind="stable")])

    def nearest_place(self, goal: int, intervals: Indices, mine: Indices) -> Indices:
        """Return the place among some blocks to which each interval of a goal is credited: the last in time for it."""
        until, again = intervals + self.structure.back[goal], self.structure.again
        if again is not None:
            until = np.where(again[goal, intervals] >= 0, again[goal, intervals], until)
        place = np.searchsorted(self.starts[mine], until, side="right") - 1
        return np.asarray(np.maximum(place, 0))

    def places(self, blocks: Indices) -> Iterator[tuple[int, int]]:
        """Yield the number of the change, and of the block in it, of some blocks."""
        first = np.searchsorted(self._group, np.arange(len(self.changes)))
        for block in blocks.tolist():
            number = int(self._group[block])
            yield number, block - int(first[number])

    def _add(self, total: Reals, goal: int, mine: Indices, gained: Reals) -> None:
        inside = np.flatnonzero(self.cells.cell[goal] >= 0)
        if not self.cells.goals[goal].is_count:
            block = mine[self.nearest_place(goal, inside, mine)]
            place = block * self.cells.count + self.cells.cell[goal, inside]
            total += np.bincount(place, gained[inside], minlength=total.size).reshape(total.shape)
            return
        day = self.structure.day
        for interval in inside:
            today = mine[day[self.starts[mine]] == day[interval]]
            total[today, self.cells.cell[goal, interval]] += gained[interval] / max(len(today), 1)


def _moves(change: Change, effects: Reals, trial: Trial, sign: int) -> Iterator[Move]:
    """Yield the moves of a change, each with its share of what its block did, as shares of each cell."""
    shares = np.divide(effects, trial.weight, out=np.zeros_like(effects), where=trial.weight > 0)
    shares = np.maximum(shares, 0.0) if sign > 0 else np.minimum(shares, 0.0)
    for block, row in zip(change.blocks, shares, strict=True):
        touched = np.flatnonzero(np.abs(row) > SMALLEST_EFFECT)
        for interval in block:
            yield Move(change.group, int(interval), sign, touched, row[touched] / len(block))
