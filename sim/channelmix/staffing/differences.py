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

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.goals import Cells
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial, Trials

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


Spots = tuple[int, Sequence[Indices]]
"""A group and blocks of intervals that are changed in one trial."""


def moves_around(trials: Trials, trial: Trial, *, space: Space, structure: Structure, sign: int) -> list[Move]:
    """
    Return what one agent more (``sign`` 1) or less (-1) changes, for every place where that is allowed.

    Args:
        trials: Where to try.
        trial: The plan around which changes are made, tried already.
        space: The plans allowed.
        structure: Which changes may be made together.
        sign: 1 or -1.
    """
    free = trial.plan < space.most if sign > 0 else trial.plan > space.least
    moves: list[Move] = []
    for together in zip_longest(*(_colours(part, free, structure) for part in structure.parts)):
        changed = trial.plan.copy()
        for spots in together:
            for block in spots[1] if spots else ():
                changed[spots[0], block] += sign
        after = trials.of(changed)
        change = after.surplus - trial.surplus
        for part, spots in enumerate(together):
            if spots is not None:
                moves += _credited(change, spots, part, trial=trial, cells=trials.cells, structure=structure, sign=sign)
    return moves


def _colours(part: Sequence[int], free: Flags, structure: Structure) -> Iterator[Spots]:
    """Yield, trial by trial, which blocks of which group of a part are changed."""
    for group in part:
        places = np.flatnonzero(free[group])
        if not len(places):
            continue
        size = int(structure.block[group])
        blocks = _blocks(places, size)
        colours = min(max(int(structure.stride[group]) // size, 1), len(blocks))
        for colour in range(colours):
            yield group, blocks[colour::colours]


def _blocks(places: Indices, size: int) -> list[Indices]:
    """Cut intervals into runs of neighbours of at most ``size``."""
    gaps = np.flatnonzero(np.diff(places) > 1) + 1
    return [run[at : at + size] for run in np.split(places, gaps) for at in range(0, len(run), size)]


def _credited(
    change: Reals, spots: Spots, part: int, *, trial: Trial, cells: Cells, structure: Structure, sign: int
) -> Iterator[Move]:
    """Yield the moves of one trial, each with the changes around it."""
    group, blocks = spots
    starts = np.array([block[0] for block in blocks])
    effects = np.zeros((len(blocks), cells.count))
    for goal in np.flatnonzero(structure.part_of_goal == part):
        inside = np.flatnonzero(cells.cell[goal] >= 0)
        for interval in inside if cells.goals[goal].is_count else ():
            same_day = structure.day[starts] == structure.day[interval]
            effects[same_day, cells.cell[goal, interval]] += change[goal, interval] / max(same_day.sum(), 1)
        if not cells.goals[goal].is_count:
            nearest = np.maximum(np.searchsorted(starts, inside + structure.back[goal], side="right") - 1, 0)
            np.add.at(effects, (nearest, cells.cell[goal, inside]), change[goal, inside])
    shares = np.divide(effects, trial.weight, out=np.zeros_like(effects), where=trial.weight > 0)
    shares = np.maximum(shares, 0.0) if sign > 0 else np.minimum(shares, 0.0)
    for block, row in zip(blocks, shares, strict=True):
        touched = np.flatnonzero(np.abs(row) > SMALLEST_EFFECT)
        for interval in block:
            yield Move(group, int(interval), sign, touched, row[touched] / len(block))
