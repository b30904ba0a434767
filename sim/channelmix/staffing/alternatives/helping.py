"""
What training is worth: the fewest trained people, from the plan on, and what so long a search saves without it.

Trained people may always work as before, so that they are never more than the plan at their price; nor more than where
only some of them are trained, as the others may work as before. Ways to help one
another that cost more contacts their promise than they bring are not searched. A search that begins with the plan may
find what the plan's own search missed; so the plan is searched for as long once more, with nobody trained, and what
that saves is no gain of training.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from channelmix.scenario import Loaded
from channelmix.scenario.model import Scenario
from channelmix.staffing.alternatives.variants import Variant, with_groups
from channelmix.staffing.beginning import Stage
from channelmix.staffing.cover import goes_round
from channelmix.staffing.problem import Problem, problem_of
from channelmix.staffing.requirement import Requirement, find_requirement

NOTHING_SAVED = "no way to help was found that needs fewer agents than working as before: these are the plan's"
_FEWER_DO = (
    "no way to help was found that needs fewer agents than {label}: these are the agents of that, and the others work "
    "as before"
)
_SAME_SKILLS = "who may do what is then the same as with {label}, and so are the agents"

_LESS = 1e-9
"""Costs that differ by less are the same."""


@dataclass(frozen=True)
class _Searched:
    """What was found for a way to help."""

    way: Variant
    found: Requirement


@dataclass(frozen=True, kw_only=True)
class Helping:
    """Finds the fewest trained people."""

    plan: Requirement
    """The people untrained."""
    seed: int
    threads: int
    stage: Stage
    _searches: list[_Searched] = field(default_factory=list)

    def found(self, ways: Sequence[Variant]) -> tuple[Requirement, str]:
        """Return the cheapest people among ways to train the same ones, and how they work; else those of the plan."""
        untrained = ways[0].untrained
        assert untrained is not None
        best, note = replace(self.plan, problem=self._problem(untrained)), ""
        for way, searched, told in self._candidates(ways):
            found = replace(searched, problem=self._problem(priced_as(way.loaded, untrained)))
            if searched.search.keeps_all and cost_of(found) < cost_of(best) - _LESS:
                best, note = found, told
        return (best, note) if note else (replace(self.plan), NOTHING_SAVED)

    def _candidates(self, ways: Sequence[Variant]) -> Iterator[tuple[Variant, Requirement, str]]:
        """Yield ways to help, what was found for each, and what to say of it; last those of fewer trained people."""
        for way in ways:
            known = self._known(way.loaded.scenario)
            if known is not None and known.way.members != way.members:
                yield way, known.found, f"{way.note}; {_SAME_SKILLS.format(label=known.way.label)}"
            elif known is not None or self._brings(way):
                yield way, (known or self._new(way)).found, way.note
        for each in tuple(self._searches):
            if set(each.way.members) < set(ways[0].members):
                yield each.way, each.found, _FEWER_DO.format(label=each.way.label)

    def _known(self, scenario: Scenario) -> _Searched | None:
        """Return what was found for people of the same skills at another price, if anything was."""
        wanted = unpriced(scenario)
        return next((each for each in self._searches if unpriced(each.way.loaded.scenario) == wanted), None)

    def _new(self, way: Variant) -> _Searched:
        self._searches.append(_Searched(way, self.searched(way.loaded)))
        return self._searches[-1]

    def searched(self, loaded: Loaded, *, is_anew: bool = False) -> Requirement:
        """
        Return what a search finds that begins with the plan, or with formulas if it is to begin anew.

        Raises:
            InputError: If a promise cannot be kept.
        """
        found = find_requirement(
            loaded, replications=self.plan.replications, seed=self.seed, threads=self.threads, stage=self.stage,
            engine=self.plan.problem.simulation.engine, start=None if is_anew else self.plan,
        )  # fmt: skip
        if is_anew:
            found.trials.forget()
        return found

    def _problem(self, loaded: Loaded) -> Problem:
        return goes_round(problem_of(loaded, seed=self.seed, engine=self.plan.problem.simulation.engine))

    def _brings(self, way: Variant) -> bool:
        """Whether the plan's people, trained, keep more contacts their promise than they do untrained."""
        problem, before = self._problem(way.loaded), self.plan.trials
        short = replace(problem.short, population=before.simulation.population)
        trials = replace(before, simulation=short, whole=problem.simulation, layout=problem.layout, tried={})
        counted = [not (goal.of_group or goal.is_count) for goal in before.cells.goals]
        asked = (before.cells.cell >= 0) & np.array(counted, np.bool_)[:, None]
        more = trials.of(self.plan.plan).surplus - self.plan.search.surplus
        return bool(more[asked].sum() > 0)


def priced_as(loaded: Loaded, other: Loaded) -> Loaded:
    """Return a scenario whose people cost, and are absent, as in another."""
    groups = other.scenario.groups
    return with_groups(loaded, {
        name: group.model_copy(
            update={"shrinkage": groups[name].shrinkage, "cost_per_hour": groups[name].cost_per_hour}
        )
        for name, group in loaded.scenario.groups.items()
    })  # fmt: skip


def unpriced(scenario: Scenario) -> Scenario:
    """Return a scenario without what tells people of the same skills apart."""
    free = {"shrinkage": 0.0, "cost_per_hour": 0.0}
    return scenario.model_copy(
        update={"groups": {name: group.model_copy(update=free) for name, group in scenario.groups.items()}}
    )


def cost_of(found: Requirement) -> float:
    """Return what a plan costs, as its search counts it."""
    return found.problem.space.cost(found.plan)
