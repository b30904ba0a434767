"""
The weeks that are searched and simulated: by the interval a few long, as ``staff`` does, the others for a short time.

A short search ends with the first plan that keeps all promises, a few per cent dearer than that of a long one, and by
nearly the same share in every week. Weeks that are searched both ways tell the share, which is taken off the hours of
the others. By the day the shares are too unlike (a week held out was 10 % off), so every week is searched long.
"""

from collections.abc import Callable, Collection, Sequence
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
from channelmix.staffing.piling import Caution
from channelmix.staffing.requirement import Requirement, find_requirement

LONG = 2
"""Weeks that are searched both ways."""

SHORT = 0.2
"""A short search takes about this share of the time of a long one (counted by us)."""

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

    def played(self, weeks: Sequence[Wanted], long: Collection[int]) -> tuple[Played, ...]:
        """
        Return weeks, searched and simulated.

        Args:
            weeks: The weeks.
            long: Which of them are searched as long as ``staff`` does, where others are searched for a short time; the
                first is one of them.
        """
        long = long if may_be_short(self.loaded) else range(len(weeks))
        fully = {
            number: self._requirement(weeks[number], is_short=False, is_first=number == 0)
            for number in dict.fromkeys(long)
        }
        if len(fully) == len(weeks):
            return tuple(self._week(week, fully[number]) for number, week in enumerate(weeks))
        shortly = [self._requirement(week, is_short=True) for week in weeks]
        saved = thrift_of([(fully[number], shortly[number]) for number in fully])
        return tuple(
            self._week(week, fully[number]) if number in fully else self._week(week, shortly[number], saved)
            for number, week in enumerate(weeks)
        )

    def _week(self, wanted: Wanted, requirement: Requirement, thrift: Reals | None = None) -> Played:
        week, formula = self.futures.week(wanted.month, wanted.draws), self.formula
        found = formula.by_day(requirement.plan * requirement.problem.space.paid_hours)
        return Played(
            month=wanted.month, draw=wanted.draw, work=work_of(formula, week), contacts=week.contacts.sum(axis=1),
            formula=formula.hours(week), found=found, is_short=thrift is not None,
            thrift=np.ones(len(found)) if thrift is None else thrift, requirement=requirement,
        )  # fmt: skip

    def _requirement(self, week: Wanted, *, is_short: bool, is_first: bool = False) -> Requirement:
        """Return what a week takes; what a planner should know is told of the first one."""
        self.stage(f"searching a week of {self.futures.months[week.month].name}")
        paths = paths_of(
            self.futures, week.month, week.draws, like=self.files.forecasts, calendar=self.calendar,
            monday=self.loaded.scenario.period.start,
        )  # fmt: skip
        moved = laid(self.futures.shiftings, week.month, week.draws, PATHS)
        return find_requirement(
            self.loaded, replications=self._few if is_short else self.replications, seed=self.seed, engine=self.engine,
            threads=self.workers, stage=self.stage if is_first else self._without_cautions,
            files=replace(self.files, forecasts=paths, adoptions=moved), may_be_more=not is_short, is_short=is_short,
        )  # fmt: skip

    @property
    def _few(self) -> int:
        """How many replications a short search meets."""
        return min(self.replications, max(self.replications // _FEWER, _FEWEST))

    def _without_cautions(self, what: str) -> None:
        if not isinstance(what, Caution):
            self.stage(what)


def may_be_short(loaded: Loaded) -> bool:
    """Return whether short searches tell what long ones find: not those whose promises all hold over days."""
    return loaded.scenario.staffing.per not in ("day", "week")


def work_of(formula: Formula, week: Week) -> Reals:
    """Return the work of one week, shape ``(W,)``."""
    return formula.work(week.contacts.sum(axis=1), week.handling_s, week.moved)


def thrift_of(pairs: Sequence[tuple[Requirement, Requirement]]) -> Reals:
    """
    Return how many times the hours of a short search a long one finds, shape ``(G,)``.

    Groups that share customers stand in for one another, so that they have one figure together.

    Args:
        pairs: Weeks searched long and short.
    """
    long, short = (
        sum(each.problem.space.hours(each.plan) for each in searches) for searches in zip(*pairs, strict=True)
    )
    found = np.ones(len(long))
    for part in map(list, pairs[0][0].problem.structure.parts):
        if short[part].sum() > 0:
            found[part] = long[part].sum() / short[part].sum()
    return found
