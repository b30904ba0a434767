"""
What a plan has to keep, cell by cell: which share of what, of whom, over which intervals.

Each goal compares a numerator with a denominator, both counted by interval; a cell is the interval,
day or seven days over which it must hold. ``room`` of a cell is by how much its share is better
than promised, less what chance alone may account for: with the stated confidence a promise whose
room is 0 or more is kept.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from channelmix.decimals import decimals_apart
from channelmix.engine.inputs import SECOND, Flags, Indices, Times
from channelmix.results import Reals
from channelmix.scenario.model import Scenario
from channelmix.simulate.tallies import Tally

if TYPE_CHECKING:
    from scipy.sparse import csr_array

DAYS_A_WEEK = 7
LONG_S = 3600.0
"""Promises of this and more are judged by the day unless the scenario says otherwise: quarters of an hour are no
measure of them."""

MINUTE = 60 * SECOND


@dataclass(frozen=True)
class Goal:
    """One promise of a channel, or limit of a group."""

    kind: str
    """"service", "response", "delayed", "abandoned", "backlog" or "occupancy"."""
    owner: str
    """Name of the channel or group."""
    number: int
    """Its place among the channels, or among the groups."""
    limit: float
    at_least: bool
    """Whether the share must be at least the limit; else at most."""
    per: str = "interval"
    """Over what it must hold: "interval", "day" or "week"; a backlog at the end of every day's work."""

    @property
    def of_group(self) -> bool:
        """Whether it is a limit of a group."""
        return self.kind == "occupancy"

    @property
    def is_count(self) -> bool:
        """Whether the limit is a number of contacts, not a share."""
        return self.kind == "backlog"

    def amount(self, value: float) -> str:
        """
        Write a share or number of contacts beside the limit: what misses it never looks as if it kept it.

        Examples:
            >>> goal = Goal("service", "phone", 0, 0.8, at_least=True)
            >>> goal.amount(goal.limit), goal.amount(0.8004), goal.amount(0.7996)
            ('80.0 %', '80.0 %', '79.96 %')
            >>> Goal("occupancy", "desk", 0, 0.0001, at_least=False).amount(0.0001)
            '0.01 %'
        """
        per_unit, unit = (1.0, "") if self.is_count else (100.0, " %")
        if value == self.limit and 0 < value < 1 and f"{per_unit * value:.1f}" in ("0.0", "100.0"):
            return f"{per_unit * value:.10g}{unit}"
        digits = decimals_apart(per_unit * value, per_unit * self.limit, at_least=self.at_least)
        return f"{per_unit * value:.{digits}f}{unit}"

    def counted(self, tally: Tally) -> tuple[Reals, Reals]:
        """Return numerator and denominator of one replication by interval, (I,) each."""
        found: tuple[Times | Reals, Times | Reals]
        match self.kind:
            case "service":
                found = tally.by_arrival["good"], tally.by_arrival["due"]
            case "response":
                found = tally.by_work["responses_good"], tally.by_work["responses_due"]
            case "delayed":
                found = tally.by_arrival["delayed"], tally.by_arrival["queued"]
            case "abandoned":
                found = tally.by_arrival["abandoned"], tally.by_arrival["offered"]
            case "backlog":
                waiting = tally.by_work["backlog"]
                found = waiting, np.ones_like(waiting)
            case _:
                found = tally.agents["busy"] / MINUTE, tally.agents["on_duty"] / MINUTE
        above, below = (values[self.number].astype(np.float64) for values in found)
        return above, below


def goals_of(scenario: Scenario) -> tuple[Goal, ...]:
    """Return every promise that a scenario makes to customers and agents, in the order of the file."""
    goals: list[Goal] = []
    stated = scenario.staffing.per
    for number, (name, channel) in enumerate(scenario.channels.items()):
        for kind, promise in (("service", channel.target), ("response", channel.response_target)):
            if promise is not None:
                per = stated or ("day" if promise.within.seconds >= LONG_S else "interval")
                goals.append(Goal(kind, name, number, promise.share, at_least=True, per=per))
        limits = {
            "delayed": channel.max_delayed_share,
            "abandoned": channel.max_abandoned_share,
            "backlog": channel.max_backlog,
        }
        goals += [
            Goal(kind, name, number, float(limit), at_least=False, per=stated or "interval")
            for kind, limit in limits.items()
            if limit is not None
        ]
    for number, (name, group) in enumerate(scenario.groups.items()):
        if group.max_occupancy is not None:
            goals.append(Goal("occupancy", name, number, group.max_occupancy, at_least=False, per=stated or "interval"))
    return tuple(goals)


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """K cells of Q goals over I intervals."""

    goals: tuple[Goal, ...]
    cell: Indices
    """(Q, I) the cell that an interval counts for, -1 for none."""
    goal: Indices
    """(K,) the goal of each cell."""
    first: Indices
    """(K,) the first interval of each cell."""
    demanded: Flags
    """(K,) whether somebody is known to be due service, so that a cell in which nobody was served is missed."""

    tolerance: Reals
    """(K,) by how much even plenty of agents stays short of being sure; as much is forgiven."""

    @property
    def count(self) -> int:
        """K, the number of cells."""
        return len(self.goal)

    @property
    def slack(self) -> Reals:
        """By how much each cell can be better than promised at most, (K,)."""
        best = np.array([1.0 - goal.limit if goal.at_least else goal.limit for goal in self.goals])
        return np.asarray(best[self.goal])

    def sums(self, values: Reals) -> Reals:
        """Return values by goal and interval, (Q, ..., I), summed over the intervals of each cell, (..., K)."""
        others = values.shape[1:-1]
        result: Reals = self._adding @ np.moveaxis(values, -1, 1).reshape(self.cell.size, -1)
        return np.moveaxis(result.reshape(self.count, *others), 0, -1)

    @cached_property
    def _adding(self) -> "csr_array":
        """1 where an interval of a goal counts for a cell, (K, Q * I)."""
        from scipy.sparse import csr_array

        place = np.flatnonzero(self.cell.ravel() >= 0)
        return csr_array((np.ones(len(place)), (self.cell.ravel()[place], place)), shape=(self.count, self.cell.size))

    def without(self, dropped: Flags) -> "Cells":
        """Return the cells without some, flags of shape (K,)."""
        number = np.where(dropped, -1, np.cumsum(~dropped) - 1)
        cell = np.where(self.cell >= 0, number[self.cell], -1)
        return Cells(
            goals=self.goals, cell=cell, goal=self.goal[~dropped], first=self.first[~dropped],
            demanded=self.demanded[~dropped], tolerance=self.tolerance[~dropped],
        )  # fmt: skip

    def joined(self, weight: Reals, day: Indices, fewest: Reals) -> "Cells":
        """
        Return the cells with those of few contacts joined to what follows them on the same day.

        Args:
            weight: (K,) contacts of each cell.
            day: (I,) day of each interval.
            fewest: (Q,) contacts of a cell of each goal, at least; a day of fewer is one cell.
        """
        number = np.arange(self.count)
        for goal in range(len(self.goals)):
            if not (self.goals[goal].is_count or self.goals[goal].of_group):
                mine = np.flatnonzero(self.goal == goal)
                number[mine] = mine[_runs(weight[mine], day[self.first[mine]], float(fewest[goal]))]
        heads, new = np.unique(number, return_inverse=True)
        return replace(self.together(number), first=self._first_of_any(heads, new, weight > 0))

    def together(self, number: Indices) -> "Cells":
        """Return the cells with some judged together: for each, shape (K,), the first one of those it is one with."""
        heads, new = np.unique(number, return_inverse=True)
        demanded, tolerance = np.zeros(len(heads), np.bool_), np.zeros(len(heads))
        np.logical_or.at(demanded, new, self.demanded)
        np.maximum.at(tolerance, new, self.tolerance)
        return Cells(
            goals=self.goals, cell=np.where(self.cell >= 0, new[self.cell], -1), goal=self.goal[heads],
            first=self.first[heads], demanded=demanded, tolerance=tolerance,
        )  # fmt: skip

    def _first_of_any(self, heads: Indices, new: Indices, has_any: Flags) -> Indices:
        """Return for each run of cells the first interval in which anybody comes, shape of ``heads``."""
        never = self.cell.shape[1]
        first = np.full(len(heads), never)
        np.minimum.at(first, new[has_any], self.first[has_any])
        return np.where(first < never, first, self.first[heads])

    def marked(self, demanded: Flags, tolerance: Reals) -> "Cells":
        """Return the cells, told in which of them somebody is due service and what is forgiven, (K,) each."""
        return replace(self, demanded=demanded, tolerance=tolerance)

    def forgiven(self, more: Reals) -> "Cells":
        """Return the cells with more forgiven, (K,)."""
        return replace(self, tolerance=self.tolerance + more)

    def holding(self, some: Collection[int], others: "Cells") -> set[int]:
        """Return which of these cells some cells of another division of the same goals lie within."""
        mine = np.array(list(some), np.int64)
        return set(self.cell[others.goal[mine], others.first[mine]].tolist())

    def divides_like(self, other: "Cells") -> bool:
        """
        Return whether a cell's number means the same intervals of the same goal in both; limits may differ.

        Args:
            other: Cells of the same goals and intervals.

        Examples:
            >>> days, none = np.array([0, 1]), np.zeros(2)
            >>> apart = Cells(goals=(), cell=days[None], goal=0 * days, first=days, demanded=days < 2, tolerance=none)
            >>> together = replace(apart, cell=0 * days[None])
            >>> apart.divides_like(replace(apart, tolerance=none + 0.1)), apart.divides_like(together)
            (True, False)
        """
        return np.array_equal(self.cell, other.cell)

    def only(self, used: Flags) -> "Cells":
        """Return the cells with some intervals not counted, flags of those that are, shape (Q, I)."""
        return replace(self, cell=np.where(used, self.cell, -1))


def _runs(weight: Reals, day: Indices, fewest: float) -> Indices:
    """Return for each of some cells in order of time the first of the run that it is joined to."""
    head = np.zeros(len(weight), np.int64)
    start, gathered, last_full = 0, 0.0, -1
    for place in range(len(weight)):
        if place and day[place] != day[place - 1]:
            if gathered < fewest and last_full >= 0:
                head[start:place] = last_full
            start, gathered, last_full = place, 0.0, -1
        elif gathered >= fewest:
            start, gathered, last_full = place, 0.0, start
        head[place] = start
        gathered += float(weight[place])
    if gathered < fewest and last_full >= 0:
        head[start:] = last_full
    return head


def cells_of(goals: Sequence[Goal], *, day: Indices, closing: Flags, per: str | None = None) -> Cells:
    """
    Return the cells over which goals must hold.

    Args:
        goals: The goals.
        day: Day of each interval, shape (I,), 0 the first.
        closing: For each channel the intervals at whose end its day's work ends, shape (C, I), flags.
        per: "interval", "day" or "week"; absent: as each goal says.
    """
    intervals = np.arange(len(day))
    period = {"interval": intervals, "day": day, "week": day // DAYS_A_WEEK}
    cell = np.full((len(goals), len(day)), -1, np.int64)
    owner: list[int] = []
    first: list[int] = []
    for number, goal in enumerate(goals):
        counts = closing[goal.number] if goal.is_count else np.ones(len(day), np.bool_)
        mine = (day if goal.is_count else period[per or goal.per])[counts]
        values, places, inverse = np.unique(mine, return_index=True, return_inverse=True)
        cell[number, counts] = len(owner) + inverse
        owner += [number] * len(values)
        first += np.flatnonzero(counts)[places].tolist()
    return Cells(
        goals=tuple(goals), cell=cell, goal=np.array(owner, np.int64), first=np.array(first, np.int64),
        demanded=np.zeros(len(owner), np.bool_), tolerance=np.zeros(len(owner)),
    )  # fmt: skip
