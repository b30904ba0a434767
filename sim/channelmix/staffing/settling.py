"""
The end of a search for promises over days: a plan that many customers shape, crowds given back, and what to tell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.staffing.alike import asking_of, cheapest_pattern, of_days_alike, parted, tied, twins_of
from channelmix.staffing.checking import is_few
from channelmix.staffing.cover import Due
from channelmix.staffing.crowds import Crowd, Crowds
from channelmix.staffing.giving_back import Check, Lean, Outcome, lean, told
from channelmix.staffing.goals import Cells
from channelmix.staffing.problem import Problem
from channelmix.staffing.search import Search
from channelmix.staffing.trials import Trial, Trials

DEAREST = 1.1
"""What many customers lack may make a plan so many times as dear; what costs more is hardly in reach, and left. An
estimate of ours."""


_EVEN = 1.005
"""Days alike may have the same agents if that makes a plan at most so many times as dear; an estimate of ours."""

_FAR_BEHIND = 0.03
"""A day that falls short by more than this share with what the cheapest day like it has, keeps its own agents; what is
missing by less is added. An estimate of ours."""

_AGAIN = 3
"""Rounds in which agents are weighed once more against one another, after days alike have got the same."""

_MENDINGS = 2
"""Times that further customers see what a plan lacks; an estimate of ours."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Settling:
    """Makes plans that are found into plans that may be worked."""

    problem: Problem
    due: Due
    many: Trials
    """Many customers, whose needs shape the plan."""
    others: Trials
    """Further customers, who see whether a plan can do with less; so that it is not shaped on the many alone."""
    single: Cells
    """What is in reach of any plan, by single days."""
    search: Callable[[Problem, Trials], Search]
    """Returns a search on the customers of some trials, for what these ask for."""
    rounds: int
    """In which agents are weighed against one another, at most."""
    dearest: float = DEAREST
    """What many lack may make a plan so many times as dear."""
    may_tie: bool = True
    """Whether days may come to be alike that are not; not where a plan is to be held against one whose days are not."""

    def shaped(self, few: Trials, found: Trial) -> tuple["Settling", Trials, Trial]:
        """
        Return a plan that many others have shaped, where they are more, and what it and the few are then for.

        Days are searched each by itself, and days alike then get what the cheapest of them has, with what is missing,
        unless that is dearer: what one day leaves undone the next may do. A day that proves to fall behind those like
        it gets agents of its own.
        """
        if is_few(few):
            few, found = self.shaped_by_many(few, found)
        problem = self._tied(found.plan)
        if problem.space.twin is None or self.problem.space.twin is not None:
            return self._behind_apart(few, found)
        now, asked, even = self._for(problem, few, cheapest_pattern(problem, found.plan))
        is_taken = even.keeps_all and self._cost(even) <= _EVEN * self._cost(found)
        if not is_taken or now._lets_off_more(asked, few):
            return self, few, found
        return now._behind_apart(asked, even)

    def _lets_off_more(self, few: Trials, before: Trials) -> bool:
        """Whether a promise of days alike is let off that was asked of each of them before, by single days."""
        lost = few.let_off - few.cells.holding(before.let_off, self.single)
        return bool(of_days_alike(self.problem, few.cells)[list(lost)].any())

    def _behind_apart(self, few: Trials, found: Trial) -> tuple["Settling", Trials, Trial]:
        """Return a plan with agents of their own for days that fall behind those like them; the same if none does."""
        problem = self._parted(self.problem, found.plan)
        return (self, few, found) if problem is self.problem else self._for(problem, few, found.plan)

    def _tied(self, plan: Indices) -> Problem:
        """Return the problem with days alike that can do with what the cheapest of them has in a plan."""
        if self.problem.space.twin is not None or not self.may_tie:
            return self.problem
        problem, before = tied(self.problem, twins_of(self.problem)), None
        while problem is not before:
            problem, before = self._parted(problem, cheapest_pattern(problem, plan), least=_FAR_BEHIND), problem
        return problem

    def _parted(self, problem: Problem, plan: Indices, *, least: float = 0.0) -> Problem:
        if problem.space.twin is None:
            return problem
        return parted(problem, self.single, plan, self.many.tallies(plan), least=least)

    def _cost(self, trial: Trial) -> float:
        return self.problem.space.cost(trial.plan)

    def _for(self, problem: Problem, few: Trials, plan: Indices) -> tuple["Settling", Trials, Trial]:
        """Return a plan much like one, for a problem with other days alike, with what is missing at whatever cost."""
        mine = replace(self, problem=problem, rounds=_AGAIN, dearest=np.inf)
        few = replace(asking_of(problem, self.single, few), safety=None)
        if is_few(few):
            return mine, *mine.shaped_by_many(few, few.of(plan))
        search = mine._search(few)
        return mine, few, search.weighed(search.raised(few.of(plan)), rounds=_AGAIN)

    def leaned(self, trials: Trials, now: Trial) -> Lean:
        """Return a plan without crowds that buy nothing."""
        return lean(now, self._finder(trials), self._others)

    def calmed(self, trials: Trials, now: Trial) -> Trial:
        """Return a plan for promises by the interval with fewer ups and downs from one to the next."""
        return self._search(trials).calmed(now)

    def shaped_by_many(self, few: Trials, found: Trial) -> tuple[Trials, Trial]:
        """
        Return a plan that many customers need, and the few, by whom it is then as safe as by the many.

        Few leave much to chance: a plan is asked for more than is promised, and others may see it miss a promise all
        the same. What hundreds of plans would be too slow for, some dozens of changes of all days at once are not.
        """
        many, let_off = self._asked(self.many, few), set(few.let_off)
        search, seen = self._search(many), many.of(found.plan)
        after = self._mended(many, search.weighed(search.raised(seen), rounds=self.rounds))
        if self._cost(after) > self.dearest * self._cost(found):
            few.let_off.intersection_update(let_off)
            after = seen
        else:
            few = few.with_cells(many.cells)
        few = few.agreeing(after)
        return few, few.of(after.plan)

    def _mended(self, many: Trials, now: Trial) -> Trial:
        """Return a plan with what further customers lack added: many, too, leave something to chance."""
        for _ in range(_MENDINGS):
            seen = self._others(many).of(now.plan)
            short = np.maximum(-(seen.room + seen.error), 0.0)
            if not short.any():
                break
            many.safety, many.tried = short if many.safety is None else many.safety + short, {}
            now = self._search(many).raised(many.of(now.plan))
        return now

    def told(self, now: Outcome, given: Sequence[tuple[Crowd, float]], check: Check) -> Outcome:
        """Return a plan with what is told of its crowds; it may do without those that were given back."""
        self.many.forget()
        self.others.forget()
        return told(now, given, self._finder(now.trials), check)

    def _search(self, trials: Trials) -> Search:
        return self.search(self.problem, trials)

    def _others(self, trials: Trials) -> Trials:
        return self._asked(self.others, trials)

    def _asked(self, others: Trials, trials: Trials) -> Trials:
        """Return customers who are asked for as much as some trials, and tell these what is noted and let off."""
        return replace(others, cells=trials.cells, notes=trials.notes, let_off=trials.let_off, tried={})

    def _finder(self, trials: Trials) -> Crowds:
        return Crowds(
            trials=trials, space=self.problem.space, structure=self.problem.structure, due=self.due,
            period=self._search(trials).period, mend=lambda other, now: self._search(other).raised(now),
        )  # fmt: skip
