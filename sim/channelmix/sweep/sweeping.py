"""
Every strategy at every point, on the same customers: what comes out, as tidy tables.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channelmix.arguments import one_of, path_of, several, text, texts
from channelmix.errors import InputError
from channelmix.results import Estimate, to_json
from channelmix.scenario.decided import is_decided
from channelmix.scenario.toml_values import toml
from channelmix.simulate.named import Name, all_names, find_name
from channelmix.simulate.replications import Progress
from channelmix.sweep.answers import COST, Step, Swing, Winner, margins, price, tornado, winners
from channelmix.sweep.playing import KEPT, Trial, play_all
from channelmix.sweep.points import DESIGNS, Axis, Point
from channelmix.sweep.points import design as lay_out
from channelmix.sweep.strategies import Strategies

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1


@dataclass(frozen=True, eq=False)
class Swept:
    """All trials, strategy by strategy within each point."""

    trials: tuple[Trial, ...]
    strategies: tuple[str, ...]
    points: tuple[Point, ...]

    @property
    def keys(self) -> list[str]:
        """The settings that vary."""
        return list(dict.fromkeys(key for point in self.points for key in point))

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """All figures as plain rows; for the columns see ``frame``."""
        return list(self._rows())

    def _rows(self) -> Iterator[dict[str, Any]]:
        for number, trial in enumerate(self.trials):
            for name in [*all_names(trial.run.figures), KEPT]:
                figure = trial.figure(name)
                if figure is None or figure.value is None:
                    continue
                yield {
                    **self._place(trial, number // len(self.strategies) + 1), "kind": name.kind.removesuffix("s"),
                    "name": name.place, "figure": name.figure, **figure.estimate().as_dict(),
                }  # fmt: skip

    def _place(self, trial: Trial, point: int) -> dict[str, Any]:
        return {
            "strategy": trial.strategy,
            "point": point,
            **{key: in_a_cell(trial.point.get(key)) for key in self.keys},
        }

    def json(self) -> bytes:
        """Return all figures as JSON: the same bytes for the same inputs."""
        first = self.trials[0].run
        return to_json(
            {
                "schema": SCHEMA, "replications": first.replications, "seed": first.seed,
                "strategies": self.strategies, "points": self.points, "figures": self.rows,
            }
        )  # fmt: skip

    def promise(self, by: str | None = None) -> Name:
        """
        Return the figure that strategies are judged by; absent: the share of contacts in time, all channels together.

        Raises:
            InputError: If there is no such figure, or neither more nor less of it is better.
        """
        if by is None:
            return KEPT
        name = find_name(text("by", by), self.trials[0].run.figures, option="--by")
        if not name.better:
            raise InputError(f"--by {name}: neither more nor less of it is better; choose a level or a wait")
        return name

    def steps(self, by: str | None = None) -> list[Step]:
        """
        Return what each level of a promise costs at least; nothing where that is the cost itself, or all is free.

        Points at which a setting differs that nobody decides, such as a date or the pace of adoption, have no price.
        """
        name = self.promise(by)
        trials = [trial for trial in self.trials if all(map(is_decided, trial.point))]
        return price(trials, name) if self.has_cost and name != COST else []

    @property
    def has_cost(self) -> bool:
        """Whether anything costs anything, at any point."""
        return any((cost := trial.figure(COST)) is not None and cost.value for trial in self.trials)

    def swings(self, by: str | None = None, strategy: str | None = None) -> list[Swing]:
        """Return how far each setting moves a figure; for a design of one setting at a time."""
        return tornado(self.trials, self.promise(by), strategy or self.strategies[0])

    def margins(self, by: str | None = None) -> tuple[str, list[Swing]]:
        """Return who is best as the files are, and how far ahead; for a design of one setting at a time."""
        return margins(self.trials, self.promise(by))

    def winners(self, by: str | None = None) -> list[Winner]:
        """Return the best strategy of each point."""
        return winners(self.trials, self.promise(by))

    @property
    def frame(self) -> "pd.DataFrame":
        """All figures, one row each: strategy, point, a column for each key, kind, name, figure, mean, low, high."""
        import pandas as pd

        return pd.DataFrame(self.rows)

    def table(self, by: str | None = None) -> "pd.DataFrame":
        """Return one figure of every trial: strategy, point, a column for each key, mean, low, high."""
        name = self.promise(by)
        frame = self.frame
        mine = (frame["kind"] == name.kind.removesuffix("s")) & (frame["name"] == name.place)
        columns = ["strategy", "point", *self.keys, "mean", "low", "high"]
        return frame.loc[mine & (frame["figure"] == name.figure), columns].reset_index(drop=True)

    def prices(self, by: str | None = None) -> "pd.DataFrame":
        """
        Return the price of a promise, cheapest first: strategy, keys, reached and cost_per_year with their ends.

        ``surely_more``: whether it is sure that more is reached, and more paid, than one line before.
        """
        return _table(
            {"strategy": step.trial.strategy, **_cells(_in_role(step.trial)), **_ends("reached", step.reached),
             **_ends("cost_per_year", step.cost), "surely_more": step.surely_more}
            for step in self.steps(by)
        )  # fmt: skip

    def tornado(self, by: str | None = None, strategy: str | None = None) -> "pd.DataFrame":
        """Return what moves a figure, the widest first: key, value and change at either end."""
        return _table(_swung(swing) for swing in self.swings(by, strategy))

    def ranking(self, by: str | None = None) -> "pd.DataFrame":
        """Return what would change the ranking, first what does: leader, key, value and margin at either end."""
        leader, swings = self.margins(by)
        return _table({"leader": leader, **_swung(swing)} for swing in swings)

    def best(self, by: str | None = None) -> "pd.DataFrame":
        """Return the best strategy of each point, its probability, and its figure."""
        return _table(
            {
                **_cells(each.point),
                "strategy": each.strategy,
                "probability_best": each.probability,
                **each.estimate.as_dict(),
            }
            for each in self.winners(by)
        )


def in_a_cell(value: object) -> object:
    """
    Return a value as a cell of a table holds it: tables and lists as a file writes them, all else as it is.

    Examples:
        >>> in_a_cell({"file": "plan.xlsx"}), in_a_cell(3)
        ('{ file = "plan.xlsx" }', 3)
    """
    return toml(value) if isinstance(value, Mapping | list | tuple) else value


def _cells(point: Point) -> dict[str, object]:
    return {key: in_a_cell(value) for key, value in point.items()}


def _in_role(trial: Trial) -> Point:
    """Return a trial's point without the values of settings that play no role in its strategy."""
    return {**dict.fromkeys(trial.point), **trial.settings}


def _swung(swing: Swing) -> dict[str, object]:
    """Return how far a setting moves a figure, as a row."""
    (least_at, most_at), (least, most) = map(in_a_cell, swing.values), swing.changes
    return {"key": swing.key, "least_at": least_at, **_ends("least", least), "most_at": most_at, **_ends("most", most)}


def _ends(name: str, estimate: Estimate) -> dict[str, float | None]:
    return {name: estimate.mean, f"{name}_low": estimate.low, f"{name}_high": estimate.high}


def _table(rows: Iterable[dict[str, Any]]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(list(rows))


def sweep(
    scenarios: str | Path | Sequence[str | Path], *, vary: Sequence[str | Axis] = (), design: str = "grid",
    points: int | None = None, settings: Sequence[str] = (), replications: int | None = None, seed: int | None = None,
    engine: str | None = None, workers: int = 1, executor: Executor | str | None = None,
    progress: Progress | None = None,
) -> Swept:  # fmt: skip
    """
    Play scenarios while settings vary, all on the same customers.

    Args:
        scenarios: Scenario files or names of shipped ones; several are strategies, each played at every point.
        vary: Settings and their values, such as ``["groups.desk.agents=8..12", "channel_shift[*].share=0..0.2/3"]``;
            absent: as ``[[sweep]]`` in the first file says.
        design: "grid": every combination; "one": one setting at a time; "space": spread evenly over the space.
        points: How many, for "space".
        settings: What changes in all of them, written ``dotted.key=value``.
        replications: How many of each; absent: as the first scenario says.
        seed: Names all random numbers, the same everywhere; absent: as the first scenario says.
        engine: See ``run``.
        workers: See ``run``.
        executor: See ``run``.
        progress: Called with (replications done, of how many), over all trials together.

    Raises:
        ScenarioError: If a value does not fit its setting.
        InputError: If it cannot be understood what varies.

    Examples:
        >>> swept = sweep("webshop_nl/phone_email", vary=["groups.desk.shrinkage=0.2,0.3"], replications=2)
        >>> swept.table()["groups.desk.shrinkage"].tolist()
        [0.2, 0.3]
    """
    names = [scenarios] if isinstance(scenarios, str | Path) else several("scenarios", scenarios)
    strategies = Strategies(
        [str(path_of("each of scenarios", each)) for each in names], tuple(texts("settings", settings))
    )
    axes = strategies.axes(vary)
    places = lay_out(axes, one_of("design", design, DESIGNS), points=points)
    strategies.check_settings(axes, design)
    stated = strategies.loaded(strategies.names[0], places[0]).scenario.run
    trials = play_all(
        strategies, places, replications=stated.replications if replications is None else replications,
        seed=stated.seed if seed is None else seed, engine=engine, workers=workers, executor=executor,
        progress=progress,
    )  # fmt: skip
    return Swept(tuple(trials), tuple(strategies.names), tuple(places))
