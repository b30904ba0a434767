"""
Ways in which one agent more and one less make numbers go up and down less from one interval to the next.

An agent leaves a peak, or stands nearby instead; a group with fewer skills takes over where another one sticks out; or
two groups change places, here one way and nearby the other. None of it costs more than before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.staffing.space import Space

Place = tuple[int, int, int]
"""A group, an interval, and by how many agents it changes."""

_FAR = 1000
"""Ups and downs of a way that is out of reach."""

_BY_TWO, _BY_DISTANCE = 0.5, 0.05
"""Of two ways with the same gain the one of one group is preferred, then that to the nearest place; estimates of
ours."""

_CHEAPER = 0.01
"""Least difference in price, as share, for which one group takes over from another; an estimate of ours."""


class Way(NamedTuple):
    """What is to be changed together, and how good that is: how much less up and down, and less than that if far."""

    worth: float
    places: tuple[Place, ...]


@dataclass(frozen=True, eq=False)
class Bends:
    """By how much ups and downs of one group change; n intervals of a day."""

    less: Indices
    """(n,) with one agent fewer in each."""
    more: Indices
    """(n,) with one more."""
    moved: Indices
    """(n, n) with one fewer in the first and one more in the second."""


def ways(plan: Indices, columns: Indices, groups: Sequence[int], *, space: Space, reach: int) -> list[Way]:
    """
    Return the ways to make some groups' day smoother at no more cost, the best first.

    Args:
        plan: Agents, shape (G, I).
        columns: The intervals of the day, one after the other.
        groups: Which groups share the day's work.
        space: The plans allowed.
        reach: Intervals by which one agent is moved at most.
    """
    turns = {group: bends(plan[group], columns, reach) for group in groups}
    can_less = {group: (plan > space.least)[group, columns] for group in groups}
    can_more = {group: (plan < space.most)[group, columns] for group in groups}
    found: list[Way] = []
    for one in groups:
        found += _alone(one, columns, turns[one], can_less[one], can_more[one])
        for other in groups:
            if other != one:
                both = _Both((one, other), (turns[one], turns[other]), columns)
                dearer = space.price[one, columns] > (1 + _CHEAPER) * space.price[other, columns]
                found += both.taken_over(can_less[one] & can_more[other] & dearer)
                here, there = can_less[one] & can_more[other], can_less[other] & can_more[one]
                found += both.changed_places(here[:, None] & there[None, :])
    return sorted(found, key=lambda way: -way.worth)


def _alone(group: int, columns: Indices, bends: Bends, can_less: Flags, can_more: Flags) -> Iterator[Way]:
    """Yield peaks to take one agent from, and agents to move."""
    for at in np.flatnonzero(can_less & (bends.less < 0)).tolist():
        yield Way(1.0 - bends.less[at], ((group, int(columns[at]), -1),))
    for here, there in np.argwhere(can_less[:, None] & can_more[None, :] & (bends.moved < 0)).tolist():
        places = (group, int(columns[here]), -1), (group, int(columns[there]), 1)
        yield Way(-bends.moved[here, there] - _BY_DISTANCE * abs(here - there), places)


@dataclass(frozen=True, eq=False)
class _Both:
    """What two groups can do together."""

    groups: tuple[int, int]
    bends: tuple[Bends, Bends]
    columns: Indices

    def taken_over(self, can: Flags) -> Iterator[Way]:
        """Yield where the second group takes over from the first."""
        change = self.bends[0].less + self.bends[1].more
        for at in np.flatnonzero(can & (change < 0)).tolist():
            yield Way(-float(change[at]), self._swap(at))

    def changed_places(self, can: Flags) -> Iterator[Way]:
        """Yield where the second takes over from the first, and nearby the first from the second."""
        change = self.bends[0].moved + self.bends[1].moved.T
        for here, there in np.argwhere(can & (change < 0)).tolist():
            back = tuple((group, at, -by) for group, at, by in self._swap(there))
            yield Way(-change[here, there] - _BY_TWO - _BY_DISTANCE * abs(here - there), (*self._swap(here), *back))

    def _swap(self, at: int) -> tuple[Place, ...]:
        column = int(self.columns[at])
        return (self.groups[0], column, -1), (self.groups[1], column, 1)


def bends(numbers: Indices, columns: Indices, reach: int = 1) -> Bends:
    """Return by how much ups and downs of a day's numbers change; beyond the period nobody is on duty."""
    steps = np.diff(np.pad(numbers, 1)[columns[0] : columns[-1] + 3])
    down, up, far_up, far_down = (np.abs(steps + by) - np.abs(steps) for by in (-1, 1, 2, -2))
    less, more = down[:-1] + up[1:], up[:-1] + down[1:]
    moved = less[:, None] + more[None, :]
    at = np.arange(len(columns) - 1)
    moved[at, at + 1] = down[:-2] + far_up[1:-1] + down[2:]
    moved[at + 1, at] = up[:-2] + far_down[1:-1] + up[2:]
    apart = np.abs(np.subtract.outer(np.arange(len(columns)), np.arange(len(columns))))
    moved[(apart == 0) | (apart > reach)] = _FAR
    return Bends(less=less, more=more, moved=moved)


def ups_and_downs(numbers: Indices) -> int:
    """
    Return by how many agents numbers go up and down in all, from nobody to nobody.

    Examples:
        >>> ups_and_downs(np.array([2, 2, 3, 1]))
        6
    """
    return int(np.abs(np.diff(numbers, prepend=0, append=0)).sum())
