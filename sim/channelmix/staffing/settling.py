"""
The end of a search for promises over days: crowds given back, peaks taken out, and what to tell of the plan.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from channelmix.staffing.checking import is_few
from channelmix.staffing.cover import Due
from channelmix.staffing.crowds import Crowd, Crowds
from channelmix.staffing.giving_back import Check, Lean, Outcome, lean, told
from channelmix.staffing.last_word import LastWord
from channelmix.staffing.problem import Problem
from channelmix.staffing.search import Search
from channelmix.staffing.trials import Trial, Trials


@dataclass(frozen=True, kw_only=True, eq=False)
class Settling:
    """Makes plans that are found into plans that may be worked."""

    problem: Problem
    due: Due
    many: Trials
    """Many customers who have the last word on what is found."""
    others: Trials
    """Further customers, who see whether a plan can do with less; so that it is not shaped on the many alone."""
    search: Callable[[Trials], Search]
    """Returns a search on the customers of some trials, for what these ask for."""

    def leaned(self, trials: Trials, now: Trial) -> Lean:
        """Return as much of a plan as many others let stand, where they are more, without crowds that buy nothing."""
        if is_few(trials):
            trials, now = self._last_word(trials).had(trials, now)
        return lean(now, self._finder(trials), self._others)

    def smoothed(self, trials: Trials, now: Trial) -> Trial:
        """Return a plan without short peaks that no customers need, and calmed where the many lose nothing by it."""
        search = self.search(trials)
        after = search.smoothed(now, self._others(trials))
        if not is_few(trials):
            return after
        last = self._last_word(trials)
        after = trials.of(last.standing(now.plan, after.plan))
        return trials.of(last.standing(after.plan, search.calmed(after).plan))

    def calmed(self, trials: Trials, now: Trial) -> Trial:
        """Return a plan for promises by the interval with fewer ups and downs from one to the next."""
        return self.search(trials).calmed(now)

    def _last_word(self, trials: Trials) -> LastWord:
        return LastWord(
            trials=self._asked(self.many, trials), space=self.problem.space, structure=self.problem.structure,
            due=self.due, period=self.search(trials).period, search=self.search,
        )  # fmt: skip

    def told(self, now: Outcome, given: Sequence[tuple[Crowd, float]], check: Check) -> Outcome:
        """Return a plan with what is told of its crowds; it may do without those that were given back."""
        self.many.forget()
        self.others.forget()
        return told(now, given, self._finder(now.trials), check)

    def _others(self, trials: Trials) -> Trials:
        return self._asked(self.others, trials)

    def _asked(self, others: Trials, trials: Trials) -> Trials:
        """Return customers who are asked for as much as some trials."""
        return replace(others, cells=trials.cells, tried={})

    def _finder(self, trials: Trials) -> Crowds:
        return Crowds(
            trials=trials, space=self.problem.space, structure=self.problem.structure, due=self.due,
            period=self.search(trials).period, mend=lambda other, now: self.search(other).raised(now),
        )  # fmt: skip
