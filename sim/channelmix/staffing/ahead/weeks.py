"""
The weeks that are searched and simulated: two or three long, as ``staff`` does, the others for a short time.

By the interval a short search ends with the first plan that keeps all promises; by the day it takes as much of the
shape of a week searched long as the week asks for (``following``). Either is a few per cent dearer than a long search,
and by nearly the same share in every week. Weeks that are searched both ways tell the share, which is taken off the
hours of the others. One of them is that of the first month: it is chosen last, when the law of the others says which
week lies at the level that hires keep up with.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.scenario import Loaded
from channelmix.simulate.prepare import FileData
from channelmix.staffing.ahead.adopted import laid
from channelmix.staffing.ahead.formula import Formula
from channelmix.staffing.ahead.levels import PATHS, Futures, Week, paths_of
from channelmix.staffing.ahead.months import Calendar
from channelmix.staffing.beginning import leaves_hours_open
from channelmix.staffing.piling import Caution
from channelmix.staffing.problem import Problem
from channelmix.staffing.requirement import Requirement, find_requirement

LONG, LONG_BY_DAY = 2, 3
"""Weeks that are searched long; two of them are searched both ways."""

SHORT = 0.25
"""A short search takes about this share of the time of a long one (counted by us)."""

_FORGOTTEN = 0.05
"""Groups to which formulas give less than this share of all hours are scaled as all together."""

_FEWER, _FEWEST = 2, 8
"""A short search meets one customer of so many, at least so many replications if there are as many."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Played:
    """A typical week that was searched and simulated."""

    month: int
    draw: int
    """The draw around which its days were taken."""
    work: Reals
    """Its work, shape ``(W,)``."""
    contacts: Reals
    """What it brings, shape ``(C,)``."""
    formula: Reals
    """Paid hours by formula, by group and day of the week, shape ``(G, 7)``."""
    found: Reals
    """Paid hours of the plan found, same shape."""
    is_short: bool
    """Whether the search was a short one."""
    is_first: bool
    """Whether it is the week of the first month, whose plan is kept."""
    thrift: Reals
    """How many times the hours found a long search is held to find, shape ``(G,)``; 1 after one."""
    requirement: Requirement

    @property
    def days(self) -> Reals:
        """Paid hours that a long search is held to find, shape ``(G, 7)``."""
        return self.found * self.thrift[:, None]

    @property
    def hours(self) -> Reals:
        """The same over the week, shape ``(G,)``."""
        return np.asarray(self.days.sum(axis=1))


@dataclass(frozen=True, eq=False)
class Wanted:
    """A week to be searched."""

    month: int
    draw: int
    draws: Indices
    """Those whose days make it up."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Searching:
    """Searches and simulates typical weeks."""

    loaded: Loaded
    files: FileData
    calendar: Calendar
    formula: Formula
    futures: Futures
    replications: int
    seed: int
    engine: str | None
    workers: int
    stage: Callable[[str], None]

    def played(
        self, others: Sequence[Wanted], *, far: int, central: int, first: Callable[[Sequence[Played]], Wanted]
    ) -> tuple[Played, ...]:
        """
        Return weeks, searched and simulated, forward in time.

        Args:
            others: The weeks besides that of the first month.
            far: Which of them is searched both ways.
            central: Which of them is searched long where the others follow its plan.
            first: Chooses the week of the first month, once all others are known.
        """
        if not others:
            only = first(())
            return (self._week(only, self._long(only), is_first=True),)
        problem = self.formula.problem
        quick, follows = may_be_short(problem), leaves_hours_open(problem)
        long = {far, *([central] if follows else [])} if quick else range(len(others))
        twice = [] if not quick or (follows and far == central) else [far]
        fully = {n: self._long(others[n]) for n in sorted(long)}
        model = (others[central], fully[central]) if follows else None
        shortly = {n: self._short(others[n], model) for n in range(len(others)) if n not in fully or n in twice}
        found = {**shortly, **fully}
        chosen = first([self._week(week, found[n]) for n, week in enumerate(others)])
        beginning = self._long(chosen)
        thrift = None
        if quick:
            pairs = [(beginning, self._short(chosen, model)), *((fully[n], shortly[n]) for n in twice)]
            thrift = thrift_of(pairs, fully[central] if follows else None)
        weeks = [self._week(week, found[n], None if n in fully else thrift) for n, week in enumerate(others)]
        weeks.append(self._week(chosen, beginning, is_first=True))
        return tuple(sorted(weeks, key=lambda each: (each.month, float(each.hours.sum()))))

    def _week(
        self, wanted: Wanted, requirement: Requirement, thrift: Reals | None = None, *, is_first: bool = False
    ) -> Played:
        week, formula = self._mean(wanted), self.formula
        found = formula.by_day(requirement.plan * requirement.problem.space.paid_hours)
        return Played(
            month=wanted.month, draw=wanted.draw, work=work_of(formula, week), contacts=week.contacts.sum(axis=1),
            formula=formula.hours(week), found=found, is_short=thrift is not None, is_first=is_first,
            thrift=np.ones(len(found)) if thrift is None else thrift, requirement=requirement,
        )  # fmt: skip

    def _long(self, week: Wanted) -> Requirement:
        """Return what a week takes, searched as long as any plan."""
        return self._requirement(week, replications=self.replications)

    def _short(self, week: Wanted, model: tuple[Wanted, Requirement] | None) -> Requirement:
        """Return what a week takes, searched for a short time; with another week and its plan near that."""
        if model is None:
            return self._requirement(week, replications=self._few, is_short=True)
        like = model[1].plan * self._growth(model[0], week)[:, None]
        return self._requirement(week, replications=self.replications, is_short=True, like=like)

    def _growth(self, one: Wanted, other: Wanted) -> Reals:
        """Return how many times the hours of one week formulas ask for in another, (G,); of groups they forget: all."""
        before, after = (self.formula.hours(self._mean(each)).sum(axis=1) for each in (one, other))
        known = before > _FORGOTTEN * before.sum()
        of_all = after.sum() / max(float(before.sum()), 1e-9)
        return np.asarray(np.where(known, after / np.where(known, before, 1.0), of_all))

    def _mean(self, wanted: Wanted) -> Week:
        return self.futures.week(wanted.month, wanted.draws)

    def _requirement(
        self, week: Wanted, *, replications: int, is_short: bool = False, like: Reals | None = None
    ) -> Requirement:
        self.stage(f"searching a week of {self.futures.months[week.month].name}")
        paths = paths_of(
            self.futures, week.month, week.draws, like=self.files.forecasts, calendar=self.calendar,
            monday=self.loaded.scenario.period.start,
        )  # fmt: skip
        moved = laid(self.futures.shiftings, week.month, week.draws, PATHS)
        found = find_requirement(
            self.loaded, replications=replications, seed=self.seed, engine=self.engine, threads=self.workers,
            stage=self._without_cautions, files=replace(self.files, forecasts=paths, adoptions=moved),
            may_be_more=not is_short or like is not None, is_short=is_short, like=like,
        )  # fmt: skip
        found.trials.forget()
        return found

    @property
    def _few(self) -> int:
        """How many replications a short search meets."""
        return min(self.replications, max(self.replications // _FEWER, _FEWEST))

    def _without_cautions(self, what: str) -> None:
        if not isinstance(what, Caution):
            self.stage(what)


def may_be_short(problem: Problem) -> bool:
    """Return whether short searches tell what long ones find: not where few numbers of whole days are proven best."""
    return leaves_hours_open(problem) or problem.scenario.staffing.per not in ("day", "week")


def work_of(formula: Formula, week: Week) -> Reals:
    """Return the work of one week, counting for more where its days differ, shape ``(W,)``."""
    return formula.work(week.counted, week.handling_s, week.moved)


def thrift_of(pairs: Sequence[tuple[Requirement, Requirement]], model: Requirement | None = None) -> Reals:
    """
    Return how many times the hours of a short search a long one finds, shape ``(G,)``.

    Groups that share customers stand in for one another, so that they have one figure together. How they divide the
    work among them is luck of each search; weeks that follow a model have all of its luck, and are given the mean
    division of the weeks searched long instead.

    Args:
        pairs: Weeks searched long and short.
        model: The week searched long whose plan the short searches followed, if they did.
    """
    long, short = (
        sum(each.problem.space.hours(each.plan) for each in searches) for searches in zip(*pairs, strict=True)
    )
    usual = long if model is None else long + model.problem.space.hours(model.plan)
    found = np.ones(len(long))
    for part in map(list, pairs[0][0].problem.structure.parts):
        if short[part].sum() > 0:
            found[part] = long[part].sum() / short[part].sum()
            if model is not None:
                divided = short[part] / short[part].sum()
                found[part] *= np.where(divided > 0, usual[part] / usual[part].sum() / np.maximum(divided, 1e-9), 1.0)
    return found
