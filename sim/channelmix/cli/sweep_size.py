"""
How large a sweep is: said beforehand where it is large, refused where nobody can have meant it.

The time is an estimate: a few replications of every scenario are played at both ends of all settings, on one
worker; of very large ones a part at one end.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from channelmix.cli.again import given_again
from channelmix.cli.commands import Options
from channelmix.cli.console import say
from channelmix.cli.jobs import Effort
from channelmix.errors import InputError
from channelmix.report.numbers import counted, duration
from channelmix.sweep import Axis, Strategies, ends, how_many, play_all
from channelmix.sweep.points import FEWER, MOST_POINTS

WORTH_A_WORD = 100
"""Beyond so many runs the size is told before they are played."""

SURE = 5_000
"""More runs are played only if that is asked for."""

TRIAL = 2
"""Replications by which the longer trial is longer than the shorter."""


@dataclass(frozen=True, kw_only=True)
class SweepSize:
    """How large a sweep is."""

    strategies: Strategies
    axes: Sequence[Axis]
    kind: str
    points_asked: int | None

    @property
    def points(self) -> int:
        """Points at which all scenarios are played."""
        return how_many(self.axes, self.kind, points=self.points_asked)

    @property
    def runs(self) -> int:
        """Scenarios played, over all points."""
        return self.points * len(self.strategies.names)

    def expected_seconds(self, effort: Effort) -> float:
        """Return how long it would take."""
        large = self._seconds_where_large(effort)
        if large is not None:
            return large * effort.replications * self.points / effort.workers
        near, far = (self._seconds(1, effort, place) for place in range(2))
        longer = self._seconds(1 + TRIAL, effort, 1)
        each = max((longer - far) / TRIAL, 0.0)
        once = max(far - each, 0.0)
        return near + (once + each * effort.replications) * self.points / min(effort.workers, self.points)

    def _seconds_where_large(self, effort: Effort) -> float | None:
        """Return how long one replication of all scenarios takes if one of them is large, told from a part of it."""
        from channelmix.simulate.sizes import seconds_of_one, size_of

        loaded = [self.strategies.loaded(name, ends(self.axes)[0]) for name in self.strategies.names]
        sizes = [size_of(each) for each in loaded]
        if not any(size.is_large(effort.engine) for size in sizes):
            return None
        return sum(
            seconds_of_one(each, size, seed=effort.seed, engine=effort.engine)
            for each, size in zip(loaded, sizes, strict=True)
        )

    def _seconds(self, replications: int, effort: Effort, place: int) -> float:
        started = time.perf_counter()
        point = ends(self.axes)[place]
        play_all(self.strategies, [point], replications=replications, seed=effort.seed, engine=effort.engine)
        return time.perf_counter() - started

    def look_before(self, effort: Effort, options: Options, *, many: bool) -> None:
        """
        Tell how large a sweep is, if it is.

        Raises:
            InputError: If it is larger than anybody means without saying so.
        """
        too_many = self.points > MOST_POINTS or (self.runs > SURE and not many)
        is_told = self.runs > WORTH_A_WORD and not options.quiet
        if given_again.get() is not None or options.dry_run or not (too_many or is_told):
            return
        told = self._told(effort)
        if not too_many:
            say(f"Sweep of {told}")
            return
        limit = f"at most {MOST_POINTS:,} points are played"
        way_on = limit if self.points > MOST_POINTS else f"--many goes on with more than {SURE:,} runs"
        raise InputError(f"this sweep would be of {told}; {FEWER}; {way_on}")

    def _told(self, effort: Effort) -> str:
        """Return the size in words."""
        scenarios = counted(len(self.strategies.names), "scenario")
        runs = f"{counted(self.runs, 'run')} ({counted(self.points, 'point')}, {scenarios})"
        each = f"{counted(effort.replications, 'replication')} each"
        return (
            f"{runs}, {each}: about {duration(self.expected_seconds(effort))} with {counted(effort.workers, 'worker')}"
        )
