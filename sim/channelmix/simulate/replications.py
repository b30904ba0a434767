"""
Replications of one simulation, played as they are asked for, each once.

A replication depends on nothing but its number and all that is counted are whole numbers, so
neither the workers nor the order change a byte. What has been played may be kept (on the
disk, for a study that is stopped, or a scenario that is asked for again), and what a keeper
knows already is not played again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from channelmix.simulate.counts import Assembly, Counts, add_up
from channelmix.simulate.simulation import Simulation
from channelmix.simulate.tallies import Tally
from channelmix.simulate.workers import Stop, Stopped, Where, blocks, done_blocks, never

ALONE = Where()

Progress = Callable[[int, int], None]
"""Told after each piece of work how many replications are done, and of how many."""


class Keeper(Protocol):
    """Keeps blocks that have been played."""

    def meant_for(self, digest: str) -> None:
        """Take in a hash of all that decides the blocks; told before all else."""
        ...

    def known(self) -> Iterable[tuple[int, Counts]]:
        """Return the blocks that there are: first replication and counts."""
        ...

    def keep(self, first: int, part: Counts) -> None:
        """Keep a block."""
        ...


@dataclass(frozen=True)
class PlayBlock:
    """Plays a block of replications and counts it."""

    play: Callable[[int], Tally]
    alike: int = 1
    """So many replications in a row belong together, and go into one section of quantiles."""
    days: tuple[int, ...] | None = None
    """The first interval of each day, where days are counted."""

    @classmethod
    def of(cls, simulation: Simulation) -> "PlayBlock":
        """Return what plays a simulation, days counted."""
        return cls(simulation.play, simulation.replications_per_draw, day_starts(simulation.interval_starts))

    def __call__(self, numbers: range, stop: Stop = never) -> Counts:
        """Return the counts of the block."""
        tallies = (self._one(number, stop) for number in numbers)
        return add_up(tallies, first=numbers.start, alike=self.alike, days=self.days)

    def _one(self, number: int, stop: Stop) -> Tally:
        if stop():
            raise Stopped
        return self.play(number)


@dataclass
class Replications:
    """Those of one simulation, from 0 on, played when they are first asked for."""

    simulation: Simulation
    where: Where = ALONE
    keeper: Keeper | None = None
    played: int = 0
    """How many were played here, not found with the keeper."""
    _known: dict[int, Counts] | None = None
    _done: Assembly = field(default_factory=Assembly)

    def first(self, count: int, progress: Progress | None = None) -> Counts:
        """
        Return the counts of replications 0 to ``count`` - 1, at least as many as were asked for before.

        Args:
            count: How many, 1 or more.
            progress: Told how many of them are there.

        Raises:
            WorkersLost: If workers die again and again, or a cluster has gone.
        """
        self._take_known(count)
        todo = [block for gap in gaps(self._done.blocks, count) for block in blocks(gap, self.where.workers)]
        done = count - sum(map(len, todo))
        if progress and done:
            progress(done, count)
        work = PlayBlock.of(self.simulation)
        for numbers, part in done_blocks(work, todo, self.where):
            self._done.add(numbers.start, part)
            if self.keeper is not None:
                self.keeper.keep(numbers.start, part)
            self.played += len(numbers)
            done += len(numbers)
            if progress:
                progress(done, count)
        return self._done.counts()

    def _take_known(self, count: int) -> None:
        """Take in what the keeper knows, as far as it lies in gaps that are asked for."""
        if self._known is None:
            self._known = dict(self.keeper.known()) if self.keeper is not None else {}
        for first, part in sorted(self._known.items()):
            numbers = range(first, first + part.replications)
            if any(gap.start <= first and numbers.stop <= gap.stop for gap in gaps(self._done.blocks, count)):
                self._done.add(first, self._known.pop(first))


def day_starts(interval_starts: Sequence[str]) -> tuple[int, ...]:
    """
    Return the place of the first interval of each local day.

    Examples:
        >>> day_starts(["2026-03-02T00:00", "2026-03-02T12:00", "2026-03-03T00:00"])
        (0, 2)
    """
    dates = [start[:10] for start in interval_starts]
    return tuple(place for place, day in enumerate(dates) if place == 0 or dates[place - 1] != day)


def gaps(known: Iterable[range], count: int) -> list[range]:
    """
    Return the numbers below ``count`` that are missing.

    Args:
        known: Ranges in rising order that do not overlap.
        count: End of what is wanted.

    Examples:
        >>> gaps([range(2, 4), range(6, 8)], 10)
        [range(0, 2), range(4, 6), range(8, 10)]
    """
    missing, at = [], 0
    for numbers in known:
        missing.append(range(at, numbers.start))
        at = numbers.stop
    return [gap for gap in [*missing, range(at, count)] if gap]
