"""
The end of a search for promises over days: a plan that many customers shape, crowds given back, and what to tell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from channelmix.staffing.checking import is_few
from channelmix.staffing.cover import Due
from channelmix.staffing.crowds import Crowd, Crowds
from channelmix.staffing.giving_back import Check, Lean, Outcome, lean, told
from channelmix.staffing.problem import Problem
from channelmix.staffing.search import Search
from channelmix.staffing.trials import Trial, Trials

DEAREST = 1.1
"""What many customers lack may make a plan so many times as dear; what costs more is hardly in reach, and left. An
estimate of ours."""


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
    search: Callable[[Trials], Search]
    """Returns a search on the customers of some trials, for what these ask for."""
    rounds: int
    """In which agents are weighed against one another, at most."""

    def leaned(self, trials: Trials, now: Trial) -> Lean:
        """Return a plan that many others have shaped, where they are more, without crowds that buy nothing."""
        if is_few(trials):
            trials, now = self.shaped_by_many(trials, now)
        return lean(now, self._finder(trials), self._others)

    def calmed(self, trials: Trials, now: Trial) -> Trial:
        """Return a plan for promises by the interval with fewer ups and downs from one to the next."""
        return self.search(trials).calmed(now)

    def shaped_by_many(self, few: Trials, found: Trial) -> tuple[Trials, Trial]:
        """
        Return a plan that many customers need, and the few, by whom it is then as safe as by the many.

        Few leave much to chance: a plan is asked for more than is promised, and others may see it miss a promise all
        the same. What hundreds of plans would be too slow for, some dozens of changes of all days at once are not.
        """
        many, let_off = self._asked(self.many, few), set(few.let_off)
        search, seen = self.search(many), many.of(found.plan)
        after = self._mended(many, search.weighed(search.raised(seen), rounds=self.rounds))
        if self.problem.space.cost(after.plan) > DEAREST * self.problem.space.cost(found.plan):
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
            now = self.search(many).raised(many.of(now.plan))
        return now

    def told(self, now: Outcome, given: Sequence[tuple[Crowd, float]], check: Check) -> Outcome:
        """Return a plan with what is told of its crowds; it may do without those that were given back."""
        self.many.forget()
        self.others.forget()
        return told(now, given, self._finder(now.trials), check)

    def _others(self, trials: Trials) -> Trials:
        return self._asked(self.others, trials)

    def _asked(self, others: Trials, trials: Trials) -> Trials:
        """Return customers who are asked for as much as some trials, and tell these what is noted and let off."""
        return replace(others, cells=trials.cells, notes=trials.notes, let_off=trials.let_off, tried={})

    def _finder(self, trials: Trials) -> Crowds:
        return Crowds(
            trials=trials, space=self.problem.space, structure=self.problem.structure, due=self.due,
            period=self.search(trials).period, mend=lambda other, now: self.search(other).raised(now),
        )  # fmt: skip
