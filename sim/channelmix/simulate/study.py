"""
``run``: one scenario, many replications, all figures.

Figures depend on the scenario, the seed and the number of replications, and on nothing else:
not on the number of workers, the machine or the day.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channelmix.arguments import number, one_of, shown, texts, whole
from channelmix.errors import InputError
from channelmix.results import Figure, Shown, estimates, known_figure, to_json
from channelmix.scenario import Loaded, load
from channelmix.scenario.own_agents import agents_of
from channelmix.simulate.adopted import adoption_notes
from channelmix.simulate.cache import replications_digest
from channelmix.simulate.controls import Controlled, controlled
from channelmix.simulate.counts import Counts
from channelmix.simulate.customers import Customers
from channelmix.simulate.engines import SMALL_RUN, check_engine, engine_for
from channelmix.simulate.figures import FigureSet, all_figures
from channelmix.simulate.intervals import Table, interval_table
from channelmix.simulate.offered import OfferedFit, offered_of
from channelmix.simulate.precision import Goal, Look, Precision, until_precise
from channelmix.simulate.prepare import FileData, prepare
from channelmix.simulate.replications import Keeper, Progress, Replications, day_starts
from channelmix.simulate.risk import Risk, read_risk
from channelmix.simulate.shift_pay import pay_notes, shifts_shown, with_shifts
from channelmix.simulate.simulation import Simulation
from channelmix.simulate.spread import spread_of
from channelmix.simulate.weekdays import days_of
from channelmix.simulate.workers import PLACES, Where, sharing_processes

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Run(Shown):
    """One scenario's results."""

    loaded: Loaded
    simulation: Simulation
    counts: Counts
    figures: FigureSet
    replications: int
    seed: int
    engine: str
    """The engine that played."""
    inputs_sha256: str
    offered_fit: OfferedFit
    controlled: Controlled | None = None
    """What control variates gained, if they were asked for; ``figures`` are then the controlled ones."""
    precision: Precision | None = None
    """How a study that went on until it was precise enough has ended."""
    played: int = 0
    """Replications that were played now; the others had been kept."""
    promises: Mapping[str, Any] | None = None
    """How well each promise is kept, each interval or day by itself, where that was judged."""
    shifts: Sequence[Mapping[str, Any]] = ()
    """The shifts of which the plan is made, where that is known and they still make its agents."""
    pay_notes: Sequence[str] = ()
    """What paid hours lack where that is not known."""

    @property
    def from_before(self) -> int:
        """Replications that had been kept from before."""
        return self.replications - self.played

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.loaded.scenario.name

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know: what the scenario warns of, what adoption curves move, what is not in paid hours."""
        return (*self.loaded.warnings, *adoption_notes(self.loaded), *self.pay_notes)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """All figures as plain values, in the order of summary.json."""
        return {
            "schema": SCHEMA,
            "scenario": self.name,
            "replications": self.replications,
            "seed": self.seed,
            "inputs_sha256": self.inputs_sha256,
            "channels": {name: self._channel(name) for name in self.figures.channels},
            **({"forecasts": self._forecasts()} if self.loaded.forecasts or self.loaded.adoptions else {}),
            "groups": {name: estimates(figures) for name, figures in self.figures.groups.items()},
            "total": estimates(self.figures.total),
            **({} if self.promises is None else {"promises": self.promises}),
            **({"shifts": list(self.shifts)} if self.shifts else {}),
            **({} if self.controlled is None else {"controls": self.controlled.as_dict()}),
        }

    def _forecasts(self) -> dict[str, Any]:
        """Return the stored forecasts that the figures rest on, and whether the period lies within what was tried."""
        last = self.loaded.scenario.period.end - timedelta(days=1)
        used = [*self.loaded.forecasts.values(), *self.loaded.adoptions.values()]
        return {
            stored.name: {
                "version": stored.version,
                "validated_until": None if stored.validated_until is None else str(stored.validated_until),
                "validated": stored.validated_until is not None and last <= stored.validated_until,
            }
            for stored in used
        }

    def _channel(self, name: str) -> dict[str, Any]:
        entry: dict[str, Any] = {}
        for figure, values in estimates(self.figures.channels[name]).items():
            entry[figure] = values
            if figure == "service_level":
                entry["service_level_formula"] = self.figures.formulas[name]
            if figure == "offered" and name in self.offered_fit.given:
                entry["offered_given"] = known_figure(self.offered_fit.given[name]).estimate().as_dict()
        return entry

    def risk(self, question: str) -> Risk:
        """
        Return how probable or how dear a bad period is.

        Args:
            question: Such as ``phone.service_level<70%`` or ``total.cost@90%``.

        Raises:
            InputError: If it cannot be understood.
        """
        return read_risk(question, self.figures, alike=self.simulation.replications_per_draw)

    def json(self) -> bytes:
        """Return summary.json: the same bytes for the same inputs."""
        return to_json(self.summary)

    @property
    def channels(self) -> "pd.DataFrame":
        """Figures of channels, one row each: channel, figure, mean, low, high."""
        return _tidy("channel", self.figures.channels)

    @property
    def groups(self) -> "pd.DataFrame":
        """Figures of groups, one row each: group, figure, mean, low, high."""
        return _tidy("group", self.figures.groups)

    @property
    def total(self) -> "pd.DataFrame":
        """Figures of the whole operation, one row each: figure, mean, low, high."""
        return _tidy("", {"": self.figures.total}).drop(columns="")

    @property
    def intervals(self) -> "pd.DataFrame":
        """The period by interval, means over replications: see ``interval_table`` for the columns."""
        import pandas as pd

        return pd.DataFrame(self.interval_columns())

    @property
    def spread(self) -> dict[str, Any]:
        """How waits and days are spread, by channel: quantiles of waits, and service on the worst day in twenty."""
        simulation = self.simulation
        starts = day_starts(simulation.interval_starts)
        weekdays = [date.fromisoformat(simulation.interval_starts[start][:10]).weekday() for start in starts]
        days = days_of(self.counts, simulation.operation.weight > 0, starts, weekdays)
        return spread_of(
            self.counts, simulation.channels, simulation.promises.formula, days=days,
            alike=simulation.replications_per_draw,
        )  # fmt: skip

    def interval_columns(self) -> Table:
        """Return the period by interval as columns, by arrival and (``done_``) by work done."""
        simulation = self.simulation
        return interval_table(
            self.counts, starts=simulation.interval_starts, channels=simulation.channels, groups=simulation.groups,
            capacity=simulation.operation.capacity, grid=simulation.operation.grid,
        )  # fmt: skip


def _tidy(kind: str, figures: Mapping[str, Mapping[str, Figure]]) -> "pd.DataFrame":
    import pandas as pd

    rows = [
        {kind: name, "figure": figure, **values}
        for name, mine in figures.items()
        for figure, values in estimates(mine).items()
    ]
    return pd.DataFrame(rows, columns=[kind, "figure", "mean", "low", "high"])


@sharing_processes()
def run(
    scenario: Loaded | str | Path, *, replications: int | None = None, seed: int | None = None,
    engine: str | None = None, workers: int = 1, executor: Executor | str | None = None,
    progress: Progress | None = None, volume_factors: Mapping[str, float] | None = None,
    precision: Goal | Sequence[str] | None = None, controls: bool = False, keeper: Keeper | None = None,
) -> Run:  # fmt: skip
    """
    Simulate a scenario.

    Args:
        scenario: A loaded scenario, a path or the name of a shipped one.
        replications: How many; absent: as the scenario says.
        seed: Names all random numbers; absent: as the scenario says.
        engine: "fast" or "reference"; both give the same figures. Absent: the quicker one. Where the fast engine cannot
            play (numba is missing), the reference plays, whatever was asked for.
        workers: How many threads or processes.
        executor: "threads", "processes", or an executor of ``concurrent.futures`` that you started, such as that of
            a cluster. Absent: threads where the engine allows it. A script that starts processes must do so under
            ``if __name__ == "__main__":``.
        progress: Called with (replications done, of how many).
        volume_factors: First attempts per contact of channels whose volume counts all contacts; found by pilots for
            those not named.
        precision: How narrow intervals must become, such as ``["phone.service_level=0.5pp"]``; takes the place of
            ``replications``.
        controls: Whether to take the luck of the draw out of the figures by control variates.
        keeper: Keeps what has been played, and knows what was.

    Raises:
        ScenarioError: If the scenario, or a file it names, has mistakes.
        InputError: If a number is out of range, or a holiday, an engine or a figure is unknown.
    """
    if replications is not None:
        replications = whole("replications", replications, least=1)
    study = begin(
        scenario, seed=seed, engine=engine, workers=workers, executor=executor, progress=progress,
        volume_factors=volume_factors, controls=controls, keeper=keeper,
        about=None if precision is not None else replications,
    )  # fmt: skip
    if precision is None:
        return study.run(study.loaded.scenario.run.replications if replications is None else replications)
    ended = until_precise(goal_of(precision), study.look)
    return replace(study.run(ended.replications), precision=ended)


def begin(
    scenario: Loaded | str | Path, *, seed: int | None = None, engine: str | None = None, workers: int = 1,
    executor: Executor | str | None = None, progress: Progress | None = None,
    volume_factors: Mapping[str, float] | None = None, controls: bool = False, keeper: Keeper | None = None,
    about: int | None = None, customers: Customers | None = None,
) -> "Study":  # fmt: skip
    """
    Return a scenario made ready to be played as far as wanted; for the arguments see ``run``.

    ``about`` says about how many replications that will be; absent: many. ``customers`` are those that other
    scenarios of the same study meet.

    Raises:
        ScenarioError: If the scenario, or a file it names, has mistakes.
        InputError: If a number is out of range, or a holiday or an engine is unknown.
    """
    loaded = scenario if isinstance(scenario, Loaded) else load(scenario)
    chosen_seed = whole("seed", loaded.scenario.run.seed if seed is None else seed)
    _check_factors(loaded, volume_factors)
    if progress is not None and not callable(progress):
        raise InputError(f"progress must be a function of (done, of how many) (got {shown(progress)})")
    files = FileData.of(loaded)
    fit = offered_of(loaded, seed=chosen_seed, files=files, known=volume_factors)
    simulation = prepare(loaded.scenario, seed=chosen_seed, files=files, volume_factors=fit.factors)
    prices = with_shifts(loaded, simulation.prices)
    simulation = replace(simulation, engine=_engine(simulation, engine, about), prices=prices)
    where = _where(simulation.engine, workers, executor)
    if keeper is not None:
        keeper.meant_for(replications_digest(inputs_digest(loaded), simulation, fit.factors))
    played = simulation
    if customers is not None and where.executor is None and where.place == "threads":
        played = replace(simulation, population=customers.of(simulation.population))
    return Study(loaded, simulation, fit, Replications(played, where, keeper), controls, progress)


@dataclass
class Study:
    """A scenario while it is played, and its figures so far."""

    loaded: Loaded
    simulation: Simulation
    offered_fit: OfferedFit
    replications: Replications
    controls: bool
    progress: Progress | None

    def run(self, count: int) -> Run:
        """Return the results of so many replications, not fewer than before."""
        counts = self.replications.first(count, self.progress)
        plain = _figures(self.simulation, counts)
        adjusted = controlled(plain, self.simulation, counts) if self.controls else None
        return Run(
            loaded=self.loaded,
            simulation=self.simulation,
            counts=counts,
            figures=plain if adjusted is None else adjusted.figures,
            replications=counts.replications,
            seed=self.simulation.seed,
            engine=self.simulation.engine,
            inputs_sha256=inputs_digest(self.loaded),
            offered_fit=self.offered_fit,
            controlled=adjusted,
            played=self.replications.played,
            shifts=shifts_shown(self.loaded),
            pay_notes=pay_notes(self.loaded),
        )

    def look(self, count: int) -> Look:
        """Return the figures of so many replications."""
        figures = self.run(count).figures
        return Look(figures, [figures])


def goal_of(precision: Goal | Sequence[str]) -> Goal:
    """Return what a user asks for as a goal."""
    if isinstance(precision, Goal):
        return precision
    return Goal(wishes=[precision] if isinstance(precision, str) else texts("precision", precision))


def _engine(simulation: Simulation, wanted: str | None, about: int | None) -> str:
    """Return the engine for a simulation and about so many replications."""
    check_engine(wanted)
    contacts = None
    if about is not None and wanted is None and about < SMALL_RUN:
        contacts = about * simulation.population.contacts(simulation.seed, 0, simulation.horizons[0]).rows
    return engine_for(wanted, contacts=contacts)


def _where(engine: str, workers: int, executor: Executor | str | None) -> Where:
    whole("workers", workers, least=1)
    if executor is None:
        return Where(workers, "threads" if engine == "fast" else "processes")
    if isinstance(executor, str) and executor in PLACES:
        return Where(workers, executor)
    if isinstance(executor, str) or not hasattr(executor, "submit"):
        raise InputError(f"executor must be {' or '.join(PLACES)}, or an executor (got {shown(executor)})")
    return Where(workers, executor=executor)


def _check_factors(loaded: Loaded, factors: Mapping[str, float] | None) -> None:
    """Refuse factors of channels that are not there, or that no volume can have."""
    if not isinstance(factors, Mapping | None):
        raise InputError(f"volume_factors must be a table, channel: factor (got {shown(factors)})")
    for name, factor in (factors or {}).items():
        one_of("channels in volume_factors", name, [*loaded.scenario.channels])
        number(f"volume_factors of {name}", factor, above=0, most=1000)


def _figures(simulation: Simulation, counts: Counts) -> FigureSet:
    return all_figures(
        counts, simulation.prices, channels=simulation.channels, groups=simulation.groups,
        capacity=simulation.operation.capacity, formulas=simulation.promises.formula,
        alike=simulation.replications_per_draw,
    )  # fmt: skip


def inputs_digest(loaded: Loaded) -> str:
    """
    Return a SHA-256 of all that decides the figures beside seed and replications.

    It covers the resolved scenario and the content of the data files it names; comments, and how
    the scenario is split into base files, do not matter. Agents whom others replace do, where the demand follows them.
    """
    resolved = {key: value for key, value in loaded.resolved().items() if key != "run"}
    data = [file.sha256 for file in loaded.files if not str(file.path).endswith(".toml")]
    deciding = {"scenario": resolved, "data": data}
    if loaded.own_agents is not None:
        deciding["own_agents"] = agents_of(loaded.own_agents)
    text = json.dumps(deciding, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
