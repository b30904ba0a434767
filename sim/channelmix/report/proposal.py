"""
Which plan the figures speak for: the cheapest of those that surely meet all targets, if there are any.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from channelmix.report.cases import Case, level_verdict
from channelmix.report.doubts import probably_meets_all
from channelmix.report.figures import Figures, priced
from channelmix.report.stored import Study
from channelmix.results import Estimate

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
    equals: Sequence[int] = ()
    """Other plans that surely meet all targets and of which it is not sure that they cost more."""
    likely: int | None = None
    """The cheapest of those that meet all targets by the means, though not surely."""

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
    chosen, cheapest = _cheapest(study, keepers), _cheapest(study, places)
    return Proposal(
        place=chosen,
        keepers=keepers,
        cheapest=cheapest,
        has_targets=has_targets,
        equals=list(_equals(study, chosen, keepers)) if has_targets and chosen is not None else (),
        likely=_cheapest(study, [place for place in places if probably_meets_all(study.cases[place])]),
    )


def _equals(study: Study, chosen: int, keepers: Sequence[int]) -> Iterator[int]:
    for place in keepers:
        if place != chosen and verdict_of_cost(study, place, chosen) in ("unsure", "same"):
            yield place


def _cheapest(study: Study, places: Sequence[int]) -> int | None:
    if len(places) == 1:
        return places[0]
    costs = [(cost_of_plan(study.cases[place]), place) for place in places]
    known = [(cost, place) for cost, place in costs if cost is not None]
    return min(known)[1] if known and len(known) == len(costs) else None


def cost_of_plan(case: Case) -> float | None:
    """Return what a plan costs a year by the mean; None where that is not known."""
    return priced(case.summary["total"], "cost_per_year").mean


def cost_change(study: Study, place: int, other: int) -> Estimate:
    """
    Return what a plan costs a year more than another one, with an interval that holds for all pairs of plans together.

    Nothing is known of it in folders that an older version left.
    """
    row = _pair(study, *sorted((place, other)))
    if row is None:
        return Estimate(None, None, None)
    found = Estimate(row["mean"], row["low"], row["high"])
    return found if place > other else _turned(found)


def _turned(change: Estimate) -> Estimate:
    mean, low, high = (None if end is None else -end for end in (change.mean, change.high, change.low))
    return Estimate(mean, low, high)


def verdict_of_cost(study: Study, place: int, other: int) -> str:
    """Return whether a plan costs ``more`` or ``less`` than another one, the ``same``, ``unsure``; or nothing."""
    change, row = cost_change(study, place, other), _pair(study, *sorted((place, other)))
    if row is None or row["verdict"] not in ("more", "less"):
        return str(row["verdict"] or "") if row else ""
    return "more" if (change.mean or 0.0) > 0 else "less"


def _pair(study: Study, first: int, second: int) -> Figures | None:
    """Return the row of two plans; the pairs stand in the order in which ``combinations`` gives them."""
    rows = study.summary.get("pairs", {}).get("total.cost_per_year", ())
    count = len(study.cases)
    place = first * count - first * (first + 1) // 2 + second - first - 1
    found: Figures | None = rows[place] if len(rows) == count * (count - 1) // 2 and first < second else None
    return found
