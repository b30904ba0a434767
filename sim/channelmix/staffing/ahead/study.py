"""
``staff --months``: people, paid hours and money of every month, at several levels of a forecast.

Formulas tell what some forty weeks take; a few weeks that stand for all in level and mix are searched and simulated
like any other; and a law by channel that fits both tells the hours of every month in every draw. What was simulated,
and how far the law errs, is part of the answer.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from channelmix.arguments import share
from channelmix.errors import InputError
from channelmix.results import Reals, to_json
from channelmix.scenario import Loaded, load
from channelmix.scenario.stored import StoredForecast, stored_forecast
from channelmix.simulate import Run
from channelmix.simulate.prepare import FileData
from channelmix.staffing.ahead.adopted import shiftings_of
from channelmix.staffing.ahead.formula import Formula, formula_of
from channelmix.staffing.ahead.law import Law, law_of, left_out, spread_out
from channelmix.staffing.ahead.levels import Futures, futures_of
from channelmix.staffing.ahead.months import DAYS_A_WEEK, Calendar, Month, calendar_of, read_months
from channelmix.staffing.ahead.tables import months_csv, summary_of
from channelmix.staffing.ahead.weeks import Played, Searching, Wanted
from channelmix.staffing.beginning import Stage
from channelmix.staffing.forecasted import Forecasted, forecasted
from channelmix.staffing.noticing import hired_from_nobody
from channelmix.staffing.piling import cautions_of
from channelmix.staffing.plan_sheet import group_sheets, plain_sheet
from channelmix.staffing.played import run_of_plan

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (0.1, 0.5, 0.9)
SIMULATED = 8
"""Weeks that are searched and simulated, at most."""

_AT_LEAST = 4
"""So many are simulated even if they hardly differ."""

_NEAR = 0.015
"""Once all weeks are on average so near to a simulated one, in shares of a week's hours, no more are simulated."""

BY_FORMULA, MONTHS_BY_FORMULA = 24, 12
"""Weeks that formulas are asked for, of any month and path, and mean weeks of months besides, at most."""

FEW = 24
"""Replications of each, if the command does not say."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Outlook:
    """A scenario under a forecast, and the months that are asked for."""

    forecasted: Forecasted
    files: FileData
    calendar: Calendar
    months: tuple[Month, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class YearsAhead:
    """People, hours and money of every month."""

    outlook: Outlook
    futures: Futures
    levels: tuple[float, ...]
    work: Reals
    """Of each draw and month by channel, shape ``(D, M, C)``."""
    played: tuple[Played, ...]
    law: Law
    foretold: Reals
    """What the law of the other simulated weeks says of each, shape ``(K, G)``; NaN if there is no other."""
    by_day: Reals
    """Shares of a typical week's hours by month, group and day of the week, shape ``(M, G, 7)``."""
    start: Reals
    """Paid hours a week of the scenario's own plan, by group."""
    hires_for: float
    """The level that hires keep up with."""
    attrition: float
    replications: int
    seed: int
    cautions: tuple[str, ...] = ()
    """What a planner should know of work that piles up while nobody is on duty, as ``staff`` says it of a plan."""

    @property
    def loaded(self) -> Loaded:
        """The scenario, its period the typical week."""
        return self.outlook.forecasted.loaded

    @property
    def months(self) -> tuple[Month, ...]:
        """The months."""
        return self.futures.months

    @cached_property
    def hours(self) -> Reals:
        """Paid hours of the typical week in every draw, shape ``(D, M, G)``."""
        return self.law.hours(self.work)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """All of it as plain values."""
        return summary_of(self)

    @property
    def run(self) -> Run:
        """The check of the first month's week, as ``run`` would print it."""
        return run_of_plan(self.loaded, self.first.requirement, self.seed)

    @property
    def first(self) -> Played:
        """The week of the first month, at the level that hires keep up with: plan.xlsx is its plan."""
        return next(each for each in self.played if each.is_first)

    def json(self) -> bytes:
        """Return the summary as JSON: the same bytes for the same inputs."""
        return to_json(self.summary)

    @property
    def frame(self) -> "pd.DataFrame":
        """One row for each month, level and group, as a pandas frame."""
        import pandas as pd

        return pd.read_csv(io.BytesIO(months_csv(self.summary, dialect="point")), encoding="utf-8-sig")

    def files(self) -> dict[str, bytes]:
        """Return months.csv, plan.xlsx, and the plan in it as plain values, ready to be written."""
        from channelmix.staffing.ahead.sheet import months_workbook

        plan = group_sheets(self.first.requirement.problem, self.first.requirement.plan)
        return {
            "months.csv": months_csv(self.summary, dialect="point"),
            "plan.xlsx": months_workbook(self.summary, plan),
            "plan.json": to_json({"groups": [plain_sheet(sheet) for sheet in plan]}),
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
    if forecast is not None:
        _require_within(stored_forecast(forecast, Path(plain.path).parent), wanted)
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


def _require_within(stored: StoredForecast, wanted: Sequence[Month]) -> None:
    """Refuse months of which a forecast says nothing, before its days are put under the scenario."""
    first, last = stored.first, stored.last
    if first is None or last is None or (first <= wanted[0].first and wanted[-1].last <= last):
        return
    raise InputError(
        f"--months must lie within the forecast {stored.label}, {first} to {last} "
        f"(got {wanted[0].name}..{wanted[-1].name})"
        f"{f'; --until {wanted[-1].name} makes the fit reach so far' if wanted[-1].last > last else ''}"
    )


def staff_months(
    outlook: Outlook, *, risk: float | None = None, attrition: float | None = None, replications: int | None = None,
    seed: int | None = None, engine: str | None = None, workers: int = 1, stage: Stage = lambda what: None,
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
        hires_for=share("risk", _first(risk, staffing.risk, 0.5)),
        attrition=share("attrition", _first(attrition, staffing.attrition, 0.0), may_be_none=True),
        replications=replications or min(run.replications, FEW),
        seed=run.seed if seed is None else seed, engine=engine, workers=workers, stage=stage,
    ).ahead()  # fmt: skip


def _first(*shares: float | None) -> float | None:
    """Return the first of what is given, stated in the scenario, and assumed."""
    return next((each for each in shares if each is not None), None)


@dataclass(frozen=True, kw_only=True)
class _Study:
    """The way from a forecast to months."""

    outlook: Outlook
    hires_for: float
    attrition: float
    replications: int
    seed: int
    engine: str | None
    workers: int
    stage: Stage

    def ahead(self) -> YearsAhead:
        """Return the months."""
        outlook, like = self.outlook, self.outlook.files.forecasts
        self.stage("reading the forecast")
        futures = self._futures()
        monday = outlook.forecasted.loaded.scenario.period.start
        formula = formula_of(outlook.forecasted.loaded, outlook.files, futures, like=like, monday=monday,
                             seed=self.seed)  # fmt: skip
        told_of = outlook.forecasted.loaded.scenario
        cautions = (*cautions_of(formula.problem, formula.load), *hired_from_nobody(told_of))
        for caution in cautions:
            self.stage(caution)
        work = formula.work(futures.counted, futures.handling_s, futures.moved)
        by_month, said = self._by_formula(formula, futures, work)
        played = self._played(formula, futures, work, said)
        asked, hours = np.array([each.work for each in played]), np.array([each.hours for each in played])
        parts = formula.problem.structure.parts
        return YearsAhead(
            outlook=outlook, futures=futures, levels=tuple(sorted({*LEVELS, self.hires_for})), work=work,
            played=played, law=law_of(asked, hours, said, parts), foretold=left_out(asked, hours, said, parts),
            by_day=_days(by_month, played), start=formula.problem.space.hours(formula.problem.own),
            hires_for=self.hires_for, attrition=self.attrition, replications=self.replications, seed=self.seed,
            cautions=cautions,
        )  # fmt: skip

    def _futures(self) -> Futures:
        """Return the ordinary weeks of the months, with what adoption curves have moved by then."""
        outlook, files = self.outlook, self.outlook.files
        futures = futures_of(files.forecasts, outlook.months, outlook.calendar)
        shiftings = shiftings_of(outlook.forecasted.loaded.scenario, files.adoptions, outlook.months, outlook.calendar,
                                 draws=futures.contacts.shape[1])  # fmt: skip
        return replace(futures, shiftings=shiftings)

    def _by_formula(self, formula: Formula, futures: Futures, work: Reals) -> tuple[Reals, Law]:
        """Return what formulas say of each month's mean week or one like it, ``(M, G, 7)``, and the law of all.

        They know even days only, so that no week's work counts for more here.
        """
        everyone = np.arange(work.shape[0])
        pattern = futures.pattern
        asked = spread_out(pattern, 0, most=MONTHS_BY_FORMULA)
        weeks = [futures.week(month, everyone) for month in asked]
        places = np.log(np.maximum(work, 1e-3)).reshape(-1, work.shape[2])
        for number in spread_out(places, 0, most=BY_FORMULA):
            draw, month = divmod(number, work.shape[1])
            weeks.append(futures.week(month, np.array([draw])))
        found = []
        for number, week in enumerate(weeks, 1):
            self.stage(f"week {number} of {len(weeks)} by formulas")
            found.append(formula.hours(week))
        hours = np.array(found)
        like = np.abs(pattern[:, None] - pattern[asked]).sum(axis=2).argmin(axis=1)
        asked_for = [formula.work(week.contacts.sum(axis=1), week.handling_s, week.moved) for week in weeks]
        return hours[like], law_of(np.array(asked_for), hours.sum(axis=2))

    def _played(self, formula: Formula, futures: Futures, work: Reals, law: Law) -> tuple[Played, ...]:
        """Search and simulate weeks that stand for all, and one of the first month at the level that hires ask for."""
        parts, groups = law.parts(work), formula.problem.structure.parts
        first = self._at_level(futures, parts, work, law)
        places, count = parts.reshape(-1, work.shape[2]), work.shape[1]
        usual = max(float(parts.sum(axis=2).mean()), 1e-9)
        chosen = spread_out(places, first.draw * count, most=SIMULATED, least=_AT_LEAST, near=_NEAR * usual)
        weeks = []
        for draw, month in (divmod(number, count) for number in chosen[1:]):
            weeks.append(Wanted(month, draw, futures.near(month, draw, parts)))
        weeks.sort(key=lambda week: (week.month, week.draw))

        def first_of(known: Sequence[Played]) -> Wanted:
            if not known:
                return first
            asked, hours = np.array([each.work for each in known]), np.array([each.hours for each in known])
            return self._at_level(futures, parts, work, law_of(asked, hours, law, groups))

        others = np.array([parts[week.draw, week.month] for week in weeks]).reshape(len(weeks), places.shape[1])
        far, central = _far_and_central(places[first.draw * count], others)
        return self._searching(formula, futures).played(weeks, far=far, central=central, first=first_of)

    def _at_level(self, futures: Futures, parts: Reals, work: Reals, law: Law) -> Wanted:
        """Return the week of the first month that lies nearest to the level, by a law: the mean of a draw's like."""
        near = [futures.near(0, draw, parts) for draw in range(len(work))]
        hours = law.hours(work[:, 0]).sum(axis=1)
        means = law.hours(np.array([work[draws, 0].mean(axis=0) for draws in near])).sum(axis=1)
        draw = int(np.argmin(np.abs(means - np.quantile(hours, self.hires_for))))
        return Wanted(0, draw, near[draw])

    def _searching(self, formula: Formula, futures: Futures) -> Searching:
        return Searching(
            loaded=self.outlook.forecasted.loaded, files=self.outlook.files, calendar=self.outlook.calendar,
            formula=formula, futures=futures, replications=self.replications, seed=self.seed, engine=self.engine,
            workers=self.workers, stage=self.stage,
        )  # fmt: skip


def _far_and_central(first: Reals, places: Reals) -> tuple[int, int]:
    """Return which of some weeks lies farthest from the first, and which nearest to all; 0 and 0 if there is none."""
    if not len(places):
        return 0, 0
    apart = np.sqrt(((places[:, None] - places) ** 2).sum(axis=2))
    return int(((places - first) ** 2).sum(axis=1).argmax()), int(apart.sum(axis=1).argmin())


def _days(by_month: Reals, played: Sequence[Played]) -> Reals:
    """Return shares of a week's hours by day: as formulas have them in each month, corrected as simulation has them."""
    said, found = (np.sum([getattr(each, kind) for each in played], axis=0) for kind in ("formula", "days"))
    corrected = by_month * np.divide(found, said, out=np.ones_like(said), where=said > 0)
    corrected = np.where(corrected.sum(axis=2, keepdims=True) > 0, corrected, found)
    total = corrected.sum(axis=2, keepdims=True)
    return np.asarray(np.divide(corrected, total, out=np.full_like(corrected, 1 / DAYS_A_WEEK), where=total > 0))
