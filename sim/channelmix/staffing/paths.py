"""
``--risk``: a plan that keeps its promises in so many of a forecast's paths.

The plan is searched for demand at a level: of each day and channel what so many in a hundred paths stay
below. Then it is played on the paths themselves, each another draw, and every path's days are judged by
themselves: is the day's promise kept in as many as was asked? If in fewer or clearly more, the level is moved
(on the scale of the normal distribution) and the plan searched again. A plan that was chosen by what it did on
some paths looks better there than it is. So what is printed is what came out on paths that had no part in the
choice, other draws of the forecast as far as it has them, with an interval; if it is less than was asked for, the
level is raised once more, and the plan that comes out meets paths that are new again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from channelmix.arguments import share
from channelmix.demand.forecasts import ForecastVolume
from channelmix.engine.inputs import Indices
from channelmix.errors import InputError
from channelmix.results import Reals
from channelmix.scenario import Loaded
from channelmix.simulate.prepare import FileData
from channelmix.simulate.tallies import Tally
from channelmix.staffing.beginning import Stage
from channelmix.staffing.checking import checked
from channelmix.staffing.goals import DAYS_A_WEEK, Cells, Goal
from channelmix.staffing.path_numbers import Draws, share_interval
from channelmix.staffing.problem import Problem, problem_of
from channelmix.staffing.requirement import Requirement, find_requirement
from channelmix.staffing.wording import WHAT

MOST_SEARCHES = 3
FEWEST_PATHS, FEWEST_FRESH = 100, 200
"""Paths that a plan is chosen on, and fresh ones that it is judged on, at least."""

MOST_CHECKS = 2
"""Times a plan meets fresh paths: the first one, and one for more of the paths if that falls short."""

_SEARCHES, _CHECKS = 3.0, 1.5
"""About how many searches there are, and how many checks on fresh paths; one to four, and one or two."""

_SLACK = 0.02
"""So much more than was asked for is near enough."""

_ENDS = (0.02, 0.998)


@dataclass(frozen=True, eq=False)
class Kept:
    """How a goal fares on the paths."""

    goal: Goal
    share: Reals
    """Share of the paths in which it is kept, by day or week, NaN where it does not arise, shape ``(D,)``."""
    first: Indices
    """First interval of each."""

    @property
    def overall(self) -> float:
        """Share of all paths' days, or weeks, in which it is kept."""
        return float(np.nanmean(self.share)) if np.isfinite(self.share).any() else 1.0

    def as_dict(self, problem: Problem) -> dict[str, Any]:
        """Return it as plain values."""
        known = np.isfinite(self.share)
        worst = int(np.nanargmin(self.share)) if known.any() else None
        return {
            "kind": self.goal.kind,
            "of": self.goal.owner,
            "promise": f"{self.goal.owner}: {WHAT[self.goal.kind]}",
            "kept_in": self.overall,
            "worst": None if worst is None else float(self.share[worst]),
            "worst_from": None if worst is None else problem.starts[int(self.first[worst])].date().isoformat(),
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class Risk:
    """A plan on the paths of a forecast."""

    asked: float
    level: float
    """The demand that it was searched for: so many in a hundred paths of each day stay below."""
    paths: int
    draws: int
    """Draws of the forecast that the paths follow; paths of the same draw are alike."""
    per: str
    kept: tuple[Kept, ...]
    chosen_on: int = 0
    """Paths that the plan was chosen on; these are others."""
    reached_there: float = 0.0
    """In how many of those the goal is kept that is kept least."""
    checks: int = 1
    """How many times a plan met fresh paths until this one came out."""
    has_other_draws: bool = True
    """Whether the paths follow draws that the plan was not chosen on."""

    @property
    def reached(self) -> float:
        """In how many of the paths the goal is kept that is kept least."""
        return min(each.overall for each in self.kept)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of that share; days of one draw count as one."""
        return share_interval(self.reached, self.draws)

    def as_dict(self, problem: Problem) -> dict[str, Any]:
        """Return it as plain values."""
        low, high = self.interval
        return {
            "asked": self.asked, "reached": self.reached, "low": low, "high": high, "level": self.level,
            "paths": self.paths, "draws": self.draws, "other_draws": self.has_other_draws, "per": self.per,
            "chosen_on": self.chosen_on, "reached_there": self.reached_there, "checks": self.checks,
            "goals": [each.as_dict(problem) for each in self.kept],
        }  # fmt: skip


def find_for_risk(
    loaded: Loaded,
    risk: float,
    *,
    replications: int,
    seed: int,
    engine: str | None = None,
    threads: int = 1,
    stage: Stage = lambda what: None,
) -> tuple[Requirement, Risk]:
    """
    Return the fewest agents that keep a scenario's promises in so many of a forecast's paths.

    Args:
        loaded: A scenario with forecast arrivals.
        risk: Share of the paths.
        replications: Customers to search on, and paths that the plan is chosen on, and then checked on.
        seed: Names all random numbers.
        engine: "fast" or "reference"; absent: the quicker one.
        threads: How many replications are played side by side.
        stage: Told what is being done.

    Raises:
        InputError: If nothing is forecast, or a promise cannot be kept.
    """
    files = forecast_files(loaded)
    tuning = _Tuning(
        loaded=loaded, files=files, real=problem_of(loaded, seed=seed, files=files, engine=engine), risk=risk,
        replications=replications, seed=seed, engine=engine, threads=threads, stage=stage,
    )  # fmt: skip
    found, answer = tuning.found()
    trials = tuning.real.trials(range(replications), threads=threads, cells=found.cells)
    trials.let_off = found.trials.let_off
    check, counts = checked(trials, found.plan, replications)
    other = replace(found, problem=tuning.real, check=check, counts=counts, trials=trials, is_proven=False, crowds=())
    return other, answer


def chosen_risk(loaded: Loaded, asked: float | None, *, beside: bool) -> float | None:
    """
    Return in which share of the paths promises are to be kept; None: on average over them.

    Args:
        loaded: The scenario, which may state one.
        asked: Another than stated; absent: as stated.
        beside: Whether shifts or alternatives are searched besides.

    Raises:
        InputError: If it is no share, or beside what is not built for it.
    """
    if asked is not None:
        share("risk", asked)
    chosen = loaded.scenario.staffing.risk if asked is None else asked
    if chosen is not None and beside:
        raise InputError("--risk is built for plans by interval only (got it beside shifts or alternatives)")
    return chosen


def forecast_files(loaded: Loaded) -> FileData:
    """
    Return what a scenario's files hold, forecasts among them.

    Raises:
        InputError: If nothing is forecast.
    """
    files = FileData.of(loaded)
    if not files.forecasts:
        raise InputError(
            f"{loaded.path}: --risk needs a forecast of arrivals (got none); give --forecast NAME, or arrivals = "
            '{ forecast = "NAME" } in the scenario'
        )
    return files


def expected_searches(replications: int) -> tuple[float, float]:
    """
    Return about how many searches are made for so many of the paths, and how many paths are played besides.

    Examples:
        >>> expected_searches(20)
        (3.0, 600.0)
    """
    played = _SEARCHES * max(replications, FEWEST_PATHS) + _CHECKS * max(replications, FEWEST_FRESH)
    return _SEARCHES, played


@dataclass(frozen=True, kw_only=True, eq=False)
class _Tuning:
    """Searches for the level of demand at which the promises are kept in so many of the paths."""

    loaded: Loaded
    files: FileData
    real: Problem
    risk: float
    replications: int
    seed: int
    engine: str | None
    threads: int
    stage: Stage

    @property
    def draws(self) -> Draws:
        """The draws of the forecast."""
        count = min(len(volume.contacts) for volume in self.files.forecasts.values())
        return Draws(count, self.loaded.scenario.run.days_per_draw)

    def found(self) -> tuple[Requirement, Risk]:
        """Return a plan and how it fares on paths that had no part in choosing it."""
        found, chosen = self._chosen()
        for number in range(MOST_CHECKS):
            fresh = self._fresh(found, chosen, number)
            moved = next_level(chosen.level, asked=self.risk, reached=fresh.reached)
            if fresh.reached >= self.risk or number == MOST_CHECKS - 1 or moved is None or moved <= chosen.level:
                break
            raised, chosen_again = self._tried(moved)
            if self.real.space.cost(raised.plan) <= self.real.space.cost(found.plan):
                break
            found, chosen = raised, chosen_again
        return found, fresh

    def _chosen(self) -> tuple[Requirement, Risk]:
        """Return the plan that does best on the paths that are there to choose on."""
        level, tries = self.risk, []
        for _ in range(MOST_SEARCHES):
            tries.append(self._tried(level))
            moved = next_level(level, asked=self.risk, reached=tries[-1][1].reached)
            if moved is None:
                break
            level = moved
        return _best(tries)

    def _tried(self, level: float) -> tuple[Requirement, Risk]:
        """Return the plan for demand at a level, and how it fares on the paths to choose on."""
        self.stage(f"searching for {100 * level:.1f} % of the paths")
        there = replace(self.files, forecasts=at_level(self.files.forecasts, level))
        found = find_requirement(
            self.loaded, replications=self.replications, seed=self.seed, threads=self.threads, stage=self.stage,
            files=there, engine=self.engine, may_be_more=False,
        )  # fmt: skip
        found.trials.forget()
        self.stage("playing the plan on the paths")
        return found, self._judged(found, level, self.draws.to_choose_on(max(self.replications, FEWEST_PATHS)))

    def _fresh(self, found: Requirement, chosen: Risk, number: int) -> Risk:
        """Return how a plan fares on paths that are new to it."""
        self.stage("playing the plan on fresh paths")
        numbers = self.draws.fresh(max(self.replications, FEWEST_FRESH), batch=number)
        return replace(
            self._judged(found, chosen.level, numbers), chosen_on=chosen.paths, reached_there=chosen.reached,
            checks=number + 1, has_other_draws=self.draws.has_two_halves,
        )  # fmt: skip

    def _judged(self, found: Requirement, level: float, numbers: Sequence[int]) -> Risk:
        played = self.real.trials((), threads=self.threads).entire(numbers).tallies(found.plan)
        return Risk(
            asked=self.risk, level=level, paths=len(numbers), draws=self.draws.distinct(numbers), per=_per(self.real),
            kept=tuple(_kept(self.real, found.cells, played)),
        )  # fmt: skip


def at_level(volumes: Mapping[str, ForecastVolume], level: float) -> dict[str, ForecastVolume]:
    """Return forecasts of one path each: of every day the contacts that so many in a hundred draws stay below."""
    return {
        name: replace(
            volume,
            contacts=np.quantile(volume.contacts, level, axis=0, keepdims=True),
            handling_s=volume.handling_s.mean(axis=0, keepdims=True),
        )
        for name, volume in volumes.items()
    }


def next_level(level: float, *, asked: float, reached: float) -> float | None:
    """
    Return the level to search for next; None if this one will do or there is no further one.

    Args:
        level: The level searched for.
        asked: Share of the paths that was asked for.
        reached: Share of the paths that came out.

    Examples:
        >>> round(next_level(0.9, asked=0.9, reached=0.85), 3), next_level(0.9, asked=0.9, reached=0.91)
        (0.944, None)
    """
    from scipy.special import ndtr, ndtri

    if asked <= reached <= asked + _SLACK:
        return None
    aim = asked + _SLACK / 2 if asked + _SLACK / 2 < 1 else asked
    place = ndtri(level) + ndtri(aim) - ndtri(np.clip(reached, *_ENDS))
    moved = float(np.clip(ndtr(place), *_ENDS))
    return None if abs(moved - level) < 1e-3 else moved


def _best(tries: list[tuple[Requirement, Risk]]) -> tuple[Requirement, Risk]:
    """Return the cheapest plan that reaches what was asked, or the one that comes nearest."""
    enough = [each for each in tries if each[1].reached >= each[1].asked]
    if enough:
        return min(enough, key=lambda each: each[0].problem.space.cost(each[0].plan))
    return max(tries, key=lambda each: each[1].reached)


def _per(problem: Problem) -> str:
    return "week" if problem.scenario.staffing.per == "week" else "day"


def _kept(problem: Problem, cells: Cells, tallies: list[Tally]) -> Iterator[Kept]:
    """Yield how each goal fares, path by path, over days or weeks, as far as it is in reach of any plan."""
    day = problem.space.day
    period = day // DAYS_A_WEEK if _per(problem) == "week" else day
    count = int(period[-1]) + 1
    for number, goal in enumerate(problem.goals):
        mine = cells.cell[number] >= 0
        above, below = (np.zeros((len(tallies), count)) for _ in range(2))
        for row, tally in enumerate(tallies):
            counted = goal.counted(tally)
            for sums, values in zip((above, below), counted, strict=True):
                sums[row] = np.bincount(period[mine], weights=values[mine], minlength=count)
        share = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
        good = share >= goal.limit if goal.at_least else share <= goal.limit
        known = np.isfinite(share).sum(axis=0)
        kept = np.divide(good.sum(axis=0), known, out=np.full(count, np.nan), where=known > 0)
        yield Kept(goal, kept, np.searchsorted(period, np.arange(count)))
