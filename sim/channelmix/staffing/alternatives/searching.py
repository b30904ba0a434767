"""
The fewest agents for each alternative, and how they compare with the plan.

All are searched and checked on the same customers as the plan, from the plan on, so that figures of service differ by
the intervals of paired differences. Hours and cost are known of each plan. What searches may have missed, by as much
as another one saves that begins with the plan and with nothing changed, says how far a difference is in doubt. (Agents
of whom one fewer may do as well do not tell: where promises hold over days that is so of each alone, and not of all.)
A plan that keeps a higher promise keeps a lower one too, so that a search that stopped early for
the lower one takes the other's plan. Trained people may always work as before: where a search finds nothing cheaper,
they do.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np

from channelmix.errors import InputError
from channelmix.results import Reals, difference, estimates
from channelmix.scenario import Loaded
from channelmix.simulate.figures import DAYS_PER_YEAR
from channelmix.staffing.alternatives.helping import Helping, cost_of, unpriced
from channelmix.staffing.alternatives.skills import left_alone, skill_variants
from channelmix.staffing.alternatives.variants import Variant, concurrency_variants, promise_variants
from channelmix.staffing.played import figures_of
from channelmix.staffing.requirement import Requirement, Stage

KINDS = ("promises", "skills", "concurrency")
PLANNED = " (the plan)"
SHOWN = ("service_level", "wait_mean_s", "wait_p90_s", "abandoned_share")
"""Figures of channels that are told of each alternative."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Alternative:
    """What a plan would need if one thing were otherwise."""

    of: str
    label: str
    value: float | None
    note: str = ""
    found: Requirement | None
    """None: it cannot be kept."""
    why: str = ""
    """Why not."""
    plan: Requirement
    """What it is compared with."""
    saved_anyway: tuple[float, float] = (0.0, 0.0)
    """Hours and cost that a search as long saves without what is otherwise."""

    @property
    def hours(self) -> float | None:
        """Paid hours; None if it cannot be kept."""
        return None if self.found is None else float(self.found.problem.space.hours(self.found.plan).sum())

    @property
    def cost(self) -> float | None:
        """What the plan costs; None if it cannot be kept."""
        if self.found is None:
            return None
        rates = [group.cost_per_hour for group in self.found.problem.scenario.groups.values()]
        return float(self.found.problem.space.hours(self.found.plan) @ rates)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "of": self.of,
            "label": self.label,
            "value": self.value,
            "paid_hours": self.hours,
            "cost": self.cost,
            "groups": {} if self.found is None else _hours_by_group(self.found),
            "channels": {} if self.found is None else _channels(self.found),
            **self._differences(),
            "cannot_be_kept": self.why or None,
            "note": self.note or None,
        }

    def _differences(self) -> dict[str, Any]:
        """Return by how much it differs from the plan; nothing of the plan itself or of what cannot be kept."""
        if self.found is None or self.found is self.plan:
            return {"more_hours": None, "more_cost": None, "more_per_year": {}, "more_channels": {}}
        return {
            "more_hours": self._more(_no_rates, 0),
            "more_cost": self._more(_rates, 1),
            "more_per_year": self._per_year(),
            "more_channels": _more_channels(self.found, self.plan),
        }

    def _more(self, rates: Callable[[Requirement], Reals], place: int) -> dict[str, float]:
        """Return how much more it takes than the plan, and between what that lies, as far as searches are in doubt."""
        assert self.found is not None
        more = _hours_of(self.found, rates) - _hours_of(self.plan, rates)
        missed = self.saved_anyway[place]
        return {"mean": more, "low": more - missed, "high": more + missed}

    def _per_year(self) -> dict[str, float]:
        """Return how much more it takes in a year of such days, at its own pay and absence, and at the plan's."""
        assert self.found is not None
        times = DAYS_PER_YEAR / self.plan.problem.scenario.period.days
        now = self.plan.problem.space.hours(self.found.plan)
        return {
            "paid_hours": times * (_hours_of(self.found, _no_rates) - _hours_of(self.plan, _no_rates)),
            "cost": times * (_hours_of(self.found, _rates) - _hours_of(self.plan, _rates)),
            "paid_hours_at_present_pay": times * float(now.sum() - _hours_of(self.plan, _no_rates)),
            "cost_at_present_pay": times * float(now @ _rates(self.plan) - _hours_of(self.plan, _rates)),
        }


def _no_rates(found: Requirement) -> Reals:
    return np.ones(len(found.problem.scenario.groups))


def _rates(found: Requirement) -> Reals:
    return np.array([group.cost_per_hour for group in found.problem.scenario.groups.values()])


def _hours_of(found: Requirement, rates: Callable[[Requirement], Reals]) -> float:
    return float(found.problem.space.hours(found.plan) @ rates(found))


def _more_channels(found: Requirement, plan: Requirement) -> dict[str, Any]:
    """Return by how much service differs, channel by channel, with intervals of differences on the same customers."""
    here, there = figures_of(found).channels, figures_of(plan).channels
    return {
        name: {
            key: difference(figure, there[name][key]).estimate().as_dict()
            for key, figure in mine.items()
            if key in SHOWN
        }
        for name, mine in here.items()
        if name in there
    }


def _hours_by_group(found: Requirement) -> dict[str, float]:
    return dict(zip(found.problem.scenario.groups, found.problem.space.hours(found.plan).tolist(), strict=True))


def _channels(found: Requirement) -> dict[str, Any]:
    figures = figures_of(found).channels
    return {
        name: {key: value for key, value in estimates(mine).items() if key in SHOWN} for name, mine in figures.items()
    }


def alternatives_of(
    kind: str, loaded: Loaded, found: Requirement, *, seed: int, threads: int = 1, stage: Stage = lambda what: None
) -> tuple[Alternative, ...]:
    """
    Return a plan and its alternatives of one kind; the plan itself is among them.

    Args:
        kind: One of ``KINDS``.
        loaded: The scenario.
        found: Its plan.
        seed: Names all random numbers, as for the plan.
        threads: How many replications are played side by side.
        stage: Told what is being done.
    """
    helping = Helping(plan=found, seed=seed, threads=threads, stage=stage)
    results: list[Alternative] = []
    if kind == "skills":
        results += _trained(loaded, found, helping)
    else:
        variants = list(_VARIANTS[kind](loaded))
        for number, variant in enumerate(variants, 1):
            stage(f"searching {variant.label} ({number} of {len(variants)})")
            results.append(_searched(variant, found, helping))
    saved = _saved_anyway(loaded, found, helping)
    results = [replace(each, saved_anyway=saved) for each in results]
    found.trials.forget()
    mine = [*_as_planned(kind, loaded, found, results), *results]
    ordered = mine if kind == "skills" else list(_ordered(mine))
    return tuple(_enveloped(ordered)) if kind == "promises" else tuple(ordered)


def require_alternatives(kinds: Sequence[str], loaded: Loaded) -> None:
    """
    Make sure that a scenario has something that may be otherwise, before anything is searched.

    Raises:
        InputError: If it has not, or a kind is unknown.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise InputError(f"alternatives must be of {', '.join(KINDS)} (got {kind!r})")
        if not count_of(kind, loaded):
            raise InputError(f"{loaded.path}: --{kind} finds nothing to change: {_WHY_NOT[kind]}")


_VARIANTS = {"promises": promise_variants, "skills": skill_variants, "concurrency": concurrency_variants}
_WHY_NOT = {
    "promises": "no channel has a target",
    "skills": "it takes two groups of different work that nobody hands over to",
    "concurrency": "no group states how many contacts of a channel an agent holds",
}


def count_of(kind: str, loaded: Loaded) -> int:
    """Return how many searches a kind of alternatives takes; people of the same skills are searched once."""
    every = [unpriced(variant.loaded.scenario) for variant in _VARIANTS[kind](loaded)]
    return sum(each not in every[:place] for place, each in enumerate(every))


def _searched(variant: Variant, plan: Requirement, helping: Helping) -> Alternative:
    """Return what is found for a variant, from the plan on, or anew where what the plan keeps is out of reach."""
    try:
        found = helping.searched(variant.loaded)
        if found.problem.goals == plan.problem.goals and not found.search.keeps_all:
            found = helping.searched(variant.loaded, is_anew=True)
    except InputError as error:
        return Alternative(
            of=variant.of, label=variant.label, value=variant.value, note=variant.note, found=None, plan=plan,
            why=str(error).splitlines()[0],
        )  # fmt: skip
    return Alternative(
        of=variant.of, label=variant.label, value=variant.value, note=variant.note, found=found, plan=plan
    )


def _saved_anyway(loaded: Loaded, plan: Requirement, helping: Helping) -> tuple[float, float]:
    """Return the hours and cost that a search as long as those for alternatives saves with nothing changed."""
    helping.stage("searching the plan once more")
    again = helping.searched(loaded)
    if not again.search.keeps_all:
        return 0.0, 0.0
    hours, cost = (_hours_of(plan, each) - _hours_of(again, each) for each in (_no_rates, _rates))
    return max(hours, 0.0), max(cost, 0.0)


def _trained(loaded: Loaded, plan: Requirement, helping: Helping) -> Iterator[Alternative]:
    """Yield what is found for each set of groups that are trained."""
    every = [list(ways) for _, ways in groupby(skill_variants(loaded), key=lambda variant: variant.of)]
    for number, ways in enumerate(every, 1):
        helping.stage(f"searching {ways[0].label} ({number} of {len(every)})")
        found, note = helping.found(ways)
        yield Alternative(of=ways[0].of, label=ways[0].label, value=None, note=note, found=found, plan=plan)


def _as_planned(kind: str, loaded: Loaded, found: Requirement, results: Sequence[Alternative]) -> Iterator[Alternative]:
    """Yield the plan itself, as the entry of each channel or group that it has among the alternatives."""
    scenario = loaded.scenario
    if kind == "skills":
        note = left_alone(scenario)
        yield Alternative(of="", label="groups as they are", value=None, note=note, found=found, plan=found)
        return
    for of in dict.fromkeys(each.of for each in results):
        if kind == "promises":
            target = scenario.channels[of].target
            assert target is not None
            label, value = f"{of}: {100 * target.share:g} % within {target.within}", target.share
        else:
            group, channel = of.rsplit(", ", 1)
            value = scenario.groups[group].holds(channel)
            label = f"{group}: {channel}, {value:g} at a time"
        yield Alternative(of=of, label=f"{label}{PLANNED}", value=value, found=found, plan=found)


def _ordered(results: Sequence[Alternative]) -> Iterator[Alternative]:
    """Yield the alternatives by what they are about and by value."""
    for of in dict.fromkeys(each.of for each in results):
        yield from sorted((each for each in results if each.of == of), key=lambda each: each.value or 0.0)


def _enveloped(ordered: Sequence[Alternative]) -> Iterator[Alternative]:
    """Yield alternatives, each no dearer than one of the same channel that promises more."""
    for place, each in enumerate(ordered):
        more = [one.found for one in ordered[place:] if one.of == each.of and one.found is not None]
        is_free = each.found is not None and not each.label.endswith(PLANNED)
        yield replace(each, found=min(more, key=cost_of)) if is_free else each
