"""
Every strategy at every point, on the same customers; figures are kept, contacts are not.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from channelmix.compare.front import kept_share
from channelmix.results import Figure, to_json
from channelmix.scenario import Loaded
from channelmix.simulate import Run, run
from channelmix.simulate.counts import Counts
from channelmix.simulate.named import Name, all_names
from channelmix.simulate.replications import Keeper, Progress
from channelmix.sweep.points import Point

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
KEPT = Name("total", "", "kept_share")
"""Share of all promises kept; stands beside the figures of the total."""


@dataclass(frozen=True, eq=False)
class Trial:
    """One strategy at one point."""

    strategy: str
    point: Point
    run: Run
    """Its figures; its counts have been let go."""
    kept: Figure

    def figure(self, name: Name) -> Figure | None:
        """Return one figure, None if the scenario has no such channel or group."""
        if name == KEPT:
            return self.kept
        return name.of(self.run.figures) if name.is_in(self.run.figures) else None


@dataclass(frozen=True, eq=False)
class Swept:
    """All trials, strategy by strategy within each point."""

    trials: tuple[Trial, ...]
    strategies: tuple[str, ...]
    points: tuple[Point, ...]

    @property
    def frame(self) -> "pd.DataFrame":
        """All figures, one row each: strategy, point, a column for each key, kind, name, figure, mean, low, high."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def rows(self) -> list[dict[str, Any]]:
        """Return the figures as plain rows."""
        keys = list(dict.fromkeys(key for point in self.points for key in point))
        return [
            {
                "strategy": trial.strategy,
                "point": self.points.index(trial.point) + 1,
                **{key: trial.point.get(key) for key in keys},
                "kind": name.kind.removesuffix("s"),
                "name": name.place,
                "figure": name.figure,
                **figure.estimate().as_dict(),
            }
            for trial in self.trials
            for name in [*all_names(trial.run.figures), KEPT]
            if (figure := trial.figure(name)) is not None and figure.value is not None
        ]

    def json(self) -> bytes:
        """Return all figures as JSON: the same bytes for the same inputs."""
        first = self.trials[0].run
        return to_json(
            {
                "schema": SCHEMA, "replications": first.replications, "seed": first.seed,
                "strategies": self.strategies, "points": self.points, "figures": self.rows(),
            }
        )  # fmt: skip


def sweep(
    loaded: Callable[[str, Point], Loaded], strategies: Sequence[str], points: Sequence[Point], *, replications: int,
    seed: int, engine: str | None = None, workers: int = 1, executor: Executor | str | None = None,
    progress: Progress | None = None, keeper_of: Callable[[int], Keeper | None] | None = None,
) -> Swept:  # fmt: skip
    """
    Play every strategy at every point.

    Args:
        loaded: Returns a strategy's scenario at a point.
        strategies: Their names, unlike each other.
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
    trials: list[Trial] = []
    places = [(strategy, point) for point in points for strategy in strategies]
    for number, (strategy, point) in enumerate(places):
        found = run(
            loaded(strategy, point), replications=replications, seed=seed, engine=engine, workers=workers,
            executor=executor, keeper=keeper_of(number) if keeper_of else None,
            progress=_part(progress, number, len(places)),
        )  # fmt: skip
        trials.append(Trial(strategy, point, replace(found, counts=_nothing(found)), kept_share(found)))
    return Swept(tuple(trials), tuple(strategies), tuple(points))


def _nothing(found: Run) -> Counts:
    return Counts(
        replications=found.replications, channels={}, groups={}, waits=(), by_arrival={}, by_work={}, agents={}
    )


def _part(progress: Progress | None, number: int, parts: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, of: progress(number * of + done, parts * of)
