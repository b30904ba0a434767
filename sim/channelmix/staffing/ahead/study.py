"""
``staff --months``: people, paid hours and money of every month, at several levels of a forecast.

All months are told by formulas; a few of them, far apart, are searched and simulated like any week, and correct
the others. What was simulated, and how far the line through it errs, is part of the answer.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.errors import InputError
from channelmix.results import Reals, to_json
from channelmix.scenario import Loaded, load
from channelmix.simulate import Run
from channelmix.simulate.prepare import FileData
from channelmix.staffing.ahead.formula import Formula, formula_of
from channelmix.staffing.ahead.levels import Futures, Week, futures_of, paths_of
from channelmix.staffing.ahead.line import Line, left_out, line_through, spread_out
from channelmix.staffing.ahead.months import Calendar, Month, calendar_of, read_months
from channelmix.staffing.ahead.tables import months_csv, summary_of
from channelmix.staffing.forecasted import Forecasted, forecasted
from channelmix.staffing.played import run_of_plan
from channelmix.staffing.requirement import Requirement, Stage, find_requirement

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (0.1, 0.5, 0.9)
SIMULATED = 4
"""Weeks that are searched and simulated."""

FEW = 24
"""Replications of each, if the command does not say."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Outlook:
    """A scenario under a forecast, and the months that are asked for."""

    forecasted: Forecasted
    files: FileData
    calendar: Calendar
    months: tuple[Month, ...]


@dataclass(frozen=True, eq=False)
class Point:
    """The typical week of one month at one level."""

    month: int
    level: float
    week: Week
    draws: Indices
    formula: Reals
    """Paid hours by formula, by group and day of the week, shape ``(G, 7)``."""


@dataclass(frozen=True, eq=False)
class Played:
    """A week that was searched and simulated."""

    point: Point
    hours: Reals
    """Paid hours found, shape ``(G,)``."""
    foretold: Reals
    """What the other simulated weeks foretell of it, shape ``(G,)``; NaN if there is no other."""
    requirement: Requirement


@dataclass(frozen=True, kw_only=True, eq=False)
class YearsAhead:
    """People, hours and money of every month."""

    outlook: Outlook
    futures: Futures
    levels: tuple[float, ...]
    points: tuple[Point, ...]
    """By month, then by level."""
    played: tuple[Played, ...]
    line: Line
    start: Reals
    """Paid hours a week of the scenario's own plan, by group."""
    hires_for: float
    """The level that hires keep up with."""
    attrition: float
    replications: int
    seed: int

    @property
    def loaded(self) -> Loaded:
        """The scenario, its period the typical week."""
        return self.outlook.forecasted.loaded

    @property
    def months(self) -> tuple[Month, ...]:
        """The months."""
        return self.futures.months

    def hours(self, point: Point) -> Reals:
        """Return paid hours of a typical week, by group and day of the week."""
        return self.line.corrected(point.formula)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """All of it as plain values."""
        return summary_of(self)

    @property
    def run(self) -> Run:
        """The check of the first simulated week, as ``run`` would print it."""
        return run_of_plan(self.loaded, self.played[0].requirement, self.seed)

    def json(self) -> bytes:
        """Return the summary as JSON: the same bytes for the same inputs."""
        return to_json(self.summary)

    @property
    def frame(self) -> "pd.DataFrame":
        """One row for each month, level and group, as a pandas frame."""
        import pandas as pd

        return pd.read_csv(io.BytesIO(months_csv(self.summary, dialect="point")), encoding="utf-8-sig")

    def files(self) -> dict[str, bytes]:
        """Return months.csv and plan.xlsx, ready to be written."""
        from channelmix.staffing.ahead.sheet import months_workbook

        return {
            "months.csv": months_csv(self.summary, dialect="point"),
            "plan.xlsx": months_workbook(self.summary, self.played[0].requirement),
        }


def outlook_of(
    source: str | Path, *, months: str, forecast: str | None = None, settings: Sequence[str] = ()
) -> Outlook:
    """
    Return a scenario under a forecast, its period laid on a week without unusual days.

    Args:
        source: The scenario's file or the name of a shipped one.
        months: Which, such as ``2027-01..2029-12``.
        forecast: A stored forecast's name or folder; absent: as the scenario says.
        settings: Settings to change, each written ``dotted.key=value``.

    Raises:
        ScenarioError: If the scenario, or a file it names, has mistakes.
        InputError: If months or forecast cannot be used.
    """
    wanted = read_months(months)
    plain = load(source, settings)
    calendar = calendar_of(plain.scenario, wanted)
    monday = calendar.typical_monday(wanted)
    week = [f"period.start={monday}", "period.days=7", *(["events=false"] if plain.scenario.events else [])]
    found = forecasted(source, forecast, [*settings, *week], plain=plain)
    files = FileData.of(found.loaded)
    if not files.forecasts:
        raise InputError(
            f"{plain.path}: --months needs a forecast of arrivals (got none); give --forecast NAME, or arrivals = "
            '{ forecast = "NAME" } in the scenario'
        )
    return Outlook(forecasted=found, files=files, calendar=calendar, months=wanted)


def staff_months(
    outlook: Outlook, *, risk: float | None = None, attrition: float | None = None, replications: int | None = None,
    seed: int | None = None, workers: int = 1, stage: Stage = lambda what: None,
) -> YearsAhead:  # fmt: skip
    """
    Return the people that months ahead need.

    Args:
        outlook: The scenario under a forecast.
        risk: Share of the forecast's paths that hires keep up with; absent: as the scenario says, else the middle.
        attrition: Share of people who leave within a year; absent: as the scenario says, else none.
        replications: Customers that each simulated week is searched on; absent: as the scenario says, at most 24.
        seed: Names all random numbers; absent: as the scenario says.
        workers: How many replications are played side by side.
        stage: Told in a few words what is being done.

    Raises:
        InputError: If shares cannot be used, or a promise cannot be kept.
    """
    scenario = outlook.forecasted.loaded.scenario
    staffing, run = scenario.staffing, scenario.run
    return _Study(
        outlook=outlook,
        hires_for=_share("risk", risk, staffing.risk, 0.5),
        attrition=_share("attrition", attrition, staffing.attrition, 0.0),
        replications=replications or min(run.replications, FEW),
        seed=run.seed if seed is None else seed, workers=workers, stage=stage,
    ).ahead()  # fmt: skip


def _share(name: str, given: float | None, stated: float | None, otherwise: float) -> float:
    value = given if given is not None else stated if stated is not None else otherwise
    if not (0 < value < 1 or (name == "attrition" and value == 0)):
        raise InputError(f"--{name} must be a share between 0 and 1 (got {value:g})")
    return float(value)


@dataclass(frozen=True, kw_only=True)
class _Study:
    """The way from a forecast to months."""

    outlook: Outlook
    hires_for: float
    attrition: float
    replications: int
    seed: int
    workers: int
    stage: Stage

    def ahead(self) -> YearsAhead:
        """Return the months."""
        outlook = self.outlook
        loaded, like = outlook.forecasted.loaded, outlook.files.forecasts
        self.stage("reading the forecast")
        futures = futures_of(like, outlook.months, outlook.calendar)
        monday = loaded.scenario.period.start
        formula = formula_of(loaded, outlook.files, futures, like=like, monday=monday, seed=self.seed)
        levels = tuple(sorted({*LEVELS, self.hires_for}))
        points = self._points(formula, futures, levels)
        played = self._played(points, futures)
        by_formula = np.array([each.point.formula.sum(axis=1) for each in played])
        line = line_through(by_formula, np.array([each.hours for each in played]))
        return YearsAhead(
            outlook=outlook, futures=futures, levels=levels, points=points, played=played, line=line,
            start=formula.problem.space.hours(formula.problem.own), hires_for=self.hires_for,
            attrition=self.attrition, replications=self.replications, seed=self.seed,
        )  # fmt: skip

    def _points(self, formula: Formula, futures: Futures, levels: Sequence[float]) -> tuple[Point, ...]:
        work = formula.work(futures)
        found = []
        for month, each in enumerate(futures.months):
            self.stage(f"staffing {each.name} by formulas")
            for level in levels:
                draws = futures.near(month, level, work)
                week = futures.week(month, draws)
                found.append(Point(month, level, week, draws, formula.hours(week)))
        return tuple(found)

    def _played(self, points: Sequence[Point], futures: Futures) -> tuple[Played, ...]:
        """Search and simulate the first month's week, and those that lie farthest from it and from one another."""
        totals = np.array([point.formula.sum(axis=1) for point in points])
        first = next(n for n, point in enumerate(points) if point.month == 0 and point.level == self.hires_for)
        chosen = [points[n] for n in spread_out(totals, first, SIMULATED)]
        found = [self._requirement(point, futures) for point in chosen]
        hours = np.array([each.problem.space.hours(each.plan) for each in found])
        foretold = left_out(np.array([point.formula.sum(axis=1) for point in chosen]), hours)
        return tuple(Played(*each) for each in zip(chosen, hours, foretold, found, strict=True))

    def _requirement(self, point: Point, futures: Futures) -> Requirement:
        loaded, files = self.outlook.forecasted.loaded, self.outlook.files
        self.stage(f"searching the week of {futures.months[point.month].name}")
        paths = paths_of(
            futures, point.month, point.draws, like=files.forecasts, calendar=self.outlook.calendar,
            monday=loaded.scenario.period.start,
        )  # fmt: skip
        return find_requirement(
            loaded, replications=self.replications, seed=self.seed, threads=self.workers, stage=self.stage,
            files=replace(files, forecasts=paths),
        )  # fmt: skip
