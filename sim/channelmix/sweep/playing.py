"""
Plays trials: many at once where there are many, so that nobody waits for the last block of each.

Where there are few, or an executor that others have started, each trial is cut into blocks as in
``run``. Figures are kept, contacts are not. Trials of which nothing differs are played once.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Any

from channelmix.compare.front import kept_share
from channelmix.results import CONFIDENCE, Figure
from channelmix.scenario.decided import without_role
from channelmix.simulate import Run
from channelmix.simulate.counts import Counts
from channelmix.simulate.customers import Customers
from channelmix.simulate.figures import FigureSet
from channelmix.simulate.named import Name
from channelmix.simulate.replications import Keeper, Progress
from channelmix.simulate.study import begin, inputs_digest
from channelmix.simulate.workers import Stop, Stopped, Where, done_blocks, never, sharing_processes
from channelmix.sweep.points import Point
from channelmix.sweep.strategies import Strategies

FEW = 2
"""With fewer trials for each worker, a trial's replications are shared among the workers instead."""

AT_ONCE, AHEAD = 4, 2
"""At least so many trials, and replications for each worker, are handed to a borrowed executor at once."""

KEPT = Name("total", "", "kept_share")
"""Share of contacts in time, all channels together; stands beside the figures of the total."""


@dataclass(frozen=True, eq=False)
class Trial:
    """One strategy at one point."""

    strategy: str
    point: Point
    run: Run
    """Its figures; its counts have been let go."""
    kept: Figure

    @property
    def settings(self) -> Point:
        """Those of the point that play a role in the strategy."""
        idle = without_role(self.point, dict(self.run.loaded.scenario))
        return {key: value for key, value in self.point.items() if key not in idle}

    def figure(self, name: Name) -> Figure | None:
        """Return one figure; None if the scenario has no such channel or group, or its hours have no price."""
        if name == KEPT:
            return self.kept
        if name.kind == "total" and not self.run.figures.tells(name.figure):
            return None
        return name.of(self.run.figures) if name.is_in(self.run.figures) else None


@dataclass
class _Told:
    """Progress of trials that are played at once, told as one."""

    progress: Progress | None
    total: int
    done: int = 0
    _each: dict[int, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, number: int, stop: Stop) -> Progress:
        """Return what one trial tells; where all is to stop it is told so in return."""

        def told(done: int, _: int) -> None:
            if stop():
                raise Stopped
            with self._lock:
                self.done += done - self._each.get(number, 0)
                self._each[number] = done
                if self.progress is not None:
                    self.progress(self.done, self.total)

        return told


@dataclass(frozen=True)
class _PlayTrials:
    """Plays trials by their numbers."""

    strategies: Strategies
    places: Sequence[tuple[str, Point]]
    replications: int
    seed: int
    engine: str | None
    where: tuple[int, Executor | str | None]
    keeper_of: Callable[[int], Keeper | None] | None
    told: _Told
    played: dict[str, Run] = field(default_factory=dict)
    """By the hash of the inputs."""
    customers: Customers = field(default_factory=Customers)

    def __call__(self, numbers: range, stop: Stop = never) -> list[Trial]:
        """Return the trials of those numbers."""
        return [self._one(number, stop) for number in numbers]

    def _one(self, number: int, stop: Stop) -> Trial:
        strategy, point = self.places[number]
        loaded = self.strategies.loaded(strategy, point)
        digest, told = inputs_digest(loaded), self.told.of(number, stop)
        known = self.played.get(digest)
        if known is not None:
            told(self.replications, self.replications)
            return Trial(strategy, point, replace(known, played=known.replications), kept_share(known))
        workers, executor = self.where
        study = begin(
            loaded, seed=self.seed, engine=self.engine, workers=workers, executor=executor, progress=told,
            keeper=self.keeper_of(number) if self.keeper_of else None, customers=self.customers,
            about=self.replications * len(self.places),
        )  # fmt: skip
        if workers == 1 and executor is None:
            study.replications.where = Where(stop=stop)
        found = study.run(self.replications)
        self.played[digest] = found = replace(found, counts=_promised(found), figures=_lean(found.figures))
        return Trial(strategy, point, found, kept_share(found))


@sharing_processes()
def play_all(
    strategies: Strategies, points: Sequence[Point], *, replications: int, seed: int, engine: str | None = None,
    workers: int = 1, executor: Executor | str | None = None, progress: Progress | None = None,
    keeper_of: Callable[[int], Keeper | None] | None = None,
) -> list[Trial]:  # fmt: skip
    """
    Play every strategy at every point, strategy by strategy within each point.

    Args:
        strategies: Scenario files.
        points: Values by key.
        replications: Of each.
        seed: Names all random numbers, the same everywhere.
        engine: See ``run``.
        workers: See ``run``.
        executor: See ``run``.
        progress: Called with (replications done, of how many), over all trials together.
        keeper_of: What keeps the replications of each trial.

    Raises:
        ScenarioError: If a value does not fit its setting.
    """
    places = [(strategy, point) for point in points for strategy in strategies.names]
    told = _Told(progress, replications * len(places))
    first = _PlayTrials(
        strategies, places, replications, seed, engine, (workers, executor), keeper_of, told
    )  # fmt: skip
    trials = first(range(1))
    engine = trials[0].run.engine
    at_once, inside = _shared_out(
        len(places) - 1, replications=replications, workers=workers, executor=executor, engine=engine
    )
    rest = replace(first, engine=engine, where=inside)
    numbers = [range(number, number + 1) for number in range(1, len(places))]
    found: dict[int, list[Trial]] = {}
    for done, result in done_blocks(rest, numbers, Where(at_once, "threads")):
        found[done.start] = result
    return [*trials, *(trial for number in sorted(found) for trial in found[number])]


def _shared_out(
    trials: int, *, replications: int, workers: int, executor: Executor | str | None, engine: str
) -> tuple[int, tuple[int, Executor | str | None]]:
    """Return how many trials are played at once, and with which workers each."""
    if executor is not None and not isinstance(executor, str):
        return max(AT_ONCE, -(-AHEAD * workers // replications)), (workers, executor)
    place = executor or ("threads" if engine == "fast" else "processes")
    if place == "threads" and trials >= FEW * workers:
        return workers, (1, None)
    return 1, (workers, executor)


@dataclass(frozen=True)
class _Ends:
    """The ends of an interval, without the waits that they were read off."""

    low: float
    high: float

    def __call__(self, confidence: float) -> tuple[float, float]:
        """Return the ends."""
        assert confidence == CONFIDENCE, "a sweep keeps quantiles with the usual confidence only"
        return self.low, self.high


def _lean(figures: FigureSet) -> FigureSet:
    """Return figures without the waits behind their quantiles, which are nine tenths of the memory of a trial."""

    def lean(named: Mapping[str, Figure]) -> dict[str, Figure]:
        return {name: replace(each, ends=_ends_of(each)) if each.ends else each for name, each in named.items()}

    return replace(figures, channels={name: lean(each) for name, each in figures.channels.items()})


def _ends_of(figure: Figure) -> _Ends | None:
    estimate = figure.estimate()
    if estimate.low is None or estimate.high is None:
        return None
    return _Ends(estimate.low, estimate.high)


def _promised(found: Run) -> Counts:
    """Return what of a run's counts the kept promises are made of; all else is let go."""
    kept: dict[str, Any] = {
        name: found.counts.channels[name] for name in ("good", "due", "responses_good", "responses_due")
    }
    return Counts(
        replications=found.replications, channels=kept, groups={}, waits=(), by_arrival={}, by_work={}, agents={}
    )
