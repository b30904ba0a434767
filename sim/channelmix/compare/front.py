"""
Cost against service: what nothing else beats in both, and how sure the rest is beaten.

The service of a scenario is the share of its promises that it keeps: contacts in time out of
all that were promised an answer or a reply, over all channels with a target. A scenario is on
the front (Pareto) if no other costs as little and serves as well, with one of the two better.
It is *surely* beaten only where the intervals of both differences say so together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from channelmix.compare.together import shared_confidence
from channelmix.results import Figure, difference, share_figure
from channelmix.simulate import Run


@dataclass(frozen=True)
class Standing:
    """Where a scenario stands between cost and service."""

    on_front: bool
    beaten_by: int | None
    """Place of the scenario that beats it: one that surely does, else the one that serves best."""
    surely: bool
    """Whether it is sure that ``beaten_by`` costs no more and serves no worse."""


def kept_share(run: Run) -> Figure:
    """Return the share of all promises that a run kept, over the channels with a target."""
    promised = [number for number, formula in enumerate(run.simulation.promises.formula) if formula]
    columns = run.counts.channels
    good = columns["good"][:, promised].sum(axis=1) + columns["responses_good"].sum(axis=1)
    due = columns["due"][:, promised].sum(axis=1) + columns["responses_due"].sum(axis=1)
    return share_figure(good, due)


def standings(costs: Sequence[Figure], services: Sequence[Figure]) -> list[Standing]:
    """
    Return where each scenario stands.

    Args:
        costs: What each costs; less is better.
        services: How well each serves; more is better.
    """
    places = range(len(costs))
    return [
        _standing(place, [other for other in places if other != place], costs=costs, services=services)
        for place in places
    ]


def _standing(place: int, others: Sequence[int], *, costs: Sequence[Figure], services: Sequence[Figure]) -> Standing:
    beaters = [other for other in others if _beats(other, place, costs=costs, services=services)]
    if not beaters:
        return Standing(on_front=True, beaten_by=None, surely=False)
    confidence = shared_confidence(2 * len(others))
    sure = [
        other for other in beaters if _surely_beats(other, place, costs=costs, services=services, confidence=confidence)
    ]
    best = max(sure or beaters, key=lambda other: (services[other].value or 0.0, -(costs[other].value or 0.0)))
    return Standing(on_front=False, beaten_by=best, surely=bool(sure))


def _beats(other: int, place: int, *, costs: Sequence[Figure], services: Sequence[Figure]) -> bool:
    dearer = _minus(costs[other], costs[place])
    better = _minus(services[other], services[place])
    return dearer is not None and better is not None and dearer <= 0 <= better and (dearer < 0 or better > 0)


def _surely_beats(
    other: int, place: int, *, costs: Sequence[Figure], services: Sequence[Figure], confidence: float
) -> bool:
    dearer = difference(costs[other], costs[place]).estimate(confidence)
    better = difference(services[other], services[place]).estimate(confidence)
    return dearer.high is not None and better.low is not None and dearer.high <= 0 <= better.low


def _minus(figure: Figure, against: Figure) -> float | None:
    return None if figure.value is None or against.value is None else figure.value - against.value


def front_rows(names: Sequence[str], costs: Sequence[Figure], services: Sequence[Figure]) -> list[dict[str, Any]]:
    """Return the standings as plain values, one entry a scenario."""
    return [
        {
            "scenario": name,
            "cost_per_year": cost.estimate().as_dict(),
            "kept_share": service.estimate().as_dict(),
            "on_front": standing.on_front,
            "beaten_by": None if standing.beaten_by is None else names[standing.beaten_by],
            "surely": standing.surely,
        }
        for name, cost, service, standing in zip(names, costs, services, standings(costs, services), strict=True)
    ]
