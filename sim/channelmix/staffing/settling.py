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
    others: Trials
    """Many customers whom no search has met."""
    search: Callable[[Trials], Search]
    """Returns a search on the customers of some trials, for what these ask for."""

    def leaned(self, trials: Trials, now: Trial) -> Lean:
        """Return as much of a plan as many others let stand, where they are more, without crowds that buy nothing."""
        if is_few(trials):
            trials, now = self._judged(trials, now)
        return lean(now, self._finder(trials), self._others)

    def _judged(self, trials: Trials, now: Trial) -> tuple[Trials, Trial]:
        last = LastWord(
            trials=self._others(trials), space=self.problem.space, structure=self.problem.structure, due=self.due,
            period=self.search(trials).period, search=self.search,
        )  # fmt: skip
        return last.had(trials, now)

    def smoothed(self, trials: Trials, now: Trial) -> Trial:
        """Return a plan without short peaks that neither its own customers need nor others."""
        return self.search(trials).smoothed(now, self._others(trials))

    def told(self, now: Outcome, given: Sequence[tuple[Crowd, float]], check: Check) -> Outcome:
        """Return a plan with what is told of its crowds; it may do without those that were given back."""
        self.others.forget()
        return told(now, given, self._finder(now.trials), check)

    def _others(self, trials: Trials) -> Trials:
        return replace(self.others, cells=trials.cells, tried={})

    def _finder(self, trials: Trials) -> Crowds:
        return Crowds(
            trials=trials, space=self.problem.space, structure=self.problem.structure, due=self.due,
            period=self.search(trials).period, mend=lambda other, now: self.search(other).raised(now),
        )  # fmt: skip
