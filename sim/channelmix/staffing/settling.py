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
        """Return a plan without short peaks that neither its own customers need nor others, nor the many."""
        after = self.search(trials).smoothed(now, self._others(trials))
        return trials.of(self._last_word(trials).standing(now.plan, after.plan)) if is_few(trials) else after

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
