"""
Which plan the figures speak for: the cheapest of those that surely meet all targets, if there are any.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from channelmix.report.cases import Case, level_verdict
from channelmix.report.figures import priced
from channelmix.report.stored import Study

LEVELS = ("service_level", "response_level")
"""Figures that a target belongs to."""


@dataclass(frozen=True)
class Standing:
    """How a plan stands to its targets: channels by verdict; one with two targets by the worse."""

    met: Sequence[str]
    unsure: Sequence[str]
    missed: Sequence[str]

    @property
    def surely_meets_all(self) -> bool:
        """Whether there are targets, and all are surely met."""
        return bool(self.met) and not self.unsure and not self.missed


def standing(case: Case) -> Standing:
    """Return how a plan stands to its targets."""
    by_verdict: dict[str, list[str]] = {"met": [], "not sure": [], "missed": []}
    for channel in case.summary["channels"]:
        verdicts = {level_verdict(case, channel, level) for level in LEVELS}
        worst = next((verdict for verdict in ("missed", "not sure", "met") if verdict in verdicts), None)
        if worst:
            by_verdict[worst].append(channel)
    return Standing(by_verdict["met"], by_verdict["not sure"], by_verdict["missed"])


@dataclass(frozen=True)
class Proposal:
    """What the figures speak for, by places of the cases."""

    place: int | None
    """The cheapest plan that surely meets all targets; without any target, the cheapest. None, too, where a cost is not
    known."""
    keepers: Sequence[int]
    """All plans that surely meet all targets."""
    cheapest: int | None
    """The cheapest of all, whatever it keeps; None where a cost is not known."""
    has_targets: bool

    @property
    def field(self) -> Sequence[int]:
        """The plans that the proposed one was chosen from."""
        return self.keepers


def proposal_of(study: Study) -> Proposal:
    """Return what the figures of a study speak for; plans of other days than the first are left out."""
    same = [True, *(change["same_period"] for change in study.differences)]
    places = [place for place, is_same in enumerate(same) if is_same]
    standings = {place: standing(study.cases[place]) for place in places}
    has_targets = any(each.met or each.unsure or each.missed for each in standings.values())
    keepers = [place for place in places if standings[place].surely_meets_all] if has_targets else places
    return Proposal(_cheapest(study, keepers), keepers, _cheapest(study, places), has_targets)


def _cheapest(study: Study, places: Sequence[int]) -> int | None:
    if len(places) == 1:
        return places[0]
    costs = [(priced(study.cases[place].summary["total"], "cost_per_year").mean, place) for place in places]
    known = [(cost, place) for cost, place in costs if cost is not None]
    return min(known)[1] if known and len(known) == len(costs) else None
