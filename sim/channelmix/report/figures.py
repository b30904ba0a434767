"""
What each figure is called, how it is written, and which way is better.

One list for every output, so that the same figure has the same words in a table, a chart and
a workbook. The names on the left are those of the summary.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channelmix.report.language import say
from channelmix.report.numbers import Kind
from channelmix.results import Estimate

Figures = Mapping[str, Any]
"""Figures by name, as a summary has them."""


@dataclass(frozen=True)
class Measure:
    """One figure of the summary, as people know it."""

    english: str
    kind: Kind
    better: int = 0
    """1: more is better; -1: less is better; 0: neither."""

    @property
    def label(self) -> str:
        """What it is called in the language that is spoken."""
        return say(self.english)


CHANNEL: Mapping[str, Measure] = {
    "offered": Measure("contacts", Kind.COUNT),
    "service_level": Measure("service level", Kind.SHARE, 1),
    "response_level": Measure("replies in time", Kind.SHARE, 1),
    "abandoned_share": Measure("abandoned", Kind.SHARE, -1),
    "rejected": Measure("turned away", Kind.COUNT, -1),
    "wait_mean_s": Measure("mean wait for an agent", Kind.TIME, -1),
    "wait_p90_s": Measure("90 % wait at most", Kind.TIME, -1),
    "handling_mean_s": Measure("mean handling", Kind.TIME),
    "backlog_end": Measure("still waiting at the end", Kind.COUNT, -1),
    "cost": Measure("channel cost", Kind.MONEY, -1),
}
GROUP: Mapping[str, Measure] = {
    "occupancy": Measure("occupancy", Kind.SHARE),
    "load": Measure("load", Kind.SHARE),
    "staffed_hours": Measure("hours on duty", Kind.HOURS),
    "overtime_hours": Measure("overtime hours", Kind.HOURS, -1),
    "paid_hours": Measure("paid hours incl. shrinkage", Kind.HOURS, -1),
    "cost": Measure("cost", Kind.MONEY, -1),
}
TOTAL: Mapping[str, Measure] = {
    "cost": Measure("cost", Kind.MONEY, -1),
    "cost_per_contact": Measure("cost per contact", Kind.MONEY, -1),
    "cost_per_year": Measure("cost a year", Kind.MONEY, -1),
    "paid_hours": Measure("paid hours incl. shrinkage", Kind.HOURS, -1),
    "fte": Measure("FTE", Kind.HOURS, -1),
}


def kind_of(figure: str) -> Kind:
    """Return how a figure is written, by the last part of its name.

    Examples:
        >>> kind_of("phone.service_level"), kind_of("total.cost_per_year"), kind_of("chat.offered")
        (<Kind.SHARE: 'share'>, <Kind.MONEY: 'money'>, <Kind.COUNT: 'count'>)
    """
    if figure.endswith(("_level", "_share", "occupancy", "load")):
        return Kind.SHARE
    if figure.endswith("_s"):
        return Kind.TIME
    if "cost" in figure:
        return Kind.MONEY
    return Kind.HOURS if figure.endswith(("_hours", "fte")) else Kind.COUNT


def estimate_of(figures: Mapping[str, Any], name: str) -> Estimate:
    """Return a figure of a channel, a group or the total; one that is not there is unknown."""
    found = figures.get(name) or {}
    return Estimate(found.get("mean"), found.get("low"), found.get("high"))


def cost_of(cost: float, paid_hours: float) -> float | None:
    """
    Return the cost of paid hours; None where they have no price.

    Examples:
        >>> cost_of(0.0, 40.0), cost_of(0.0, 0.0), cost_of(1200.0, 40.0)
        (None, 0.0, 1200.0)
    """
    return None if not cost and paid_hours else cost


def priced(figures: Mapping[str, Any], name: str) -> Estimate:
    """
    Return a figure as ``estimate_of`` does; a cost of paid hours that have no price is unknown, not 0.

    Examples:
        >>> hours, free = {"mean": 7.0, "low": 7.0, "high": 7.0}, {"mean": 0.0, "low": 0.0, "high": 0.0}
        >>> priced({"paid_hours": hours, "cost": free}, "cost").mean, priced({"cost": free}, "cost").mean
        (None, 0.0)
    """
    found = estimate_of(figures, name)
    has_no_price = name.startswith("cost") and found.mean == 0 and bool(estimate_of(figures, "paid_hours").mean)
    return Estimate(None, None, None) if has_no_price else found


def change_of(figures: Mapping[str, Any], name: str) -> Estimate:
    """Return a difference of a comparison, with the interval that holds together with those of all that is told."""
    found = figures.get(name) or {}
    return Estimate(found.get("mean"), *(found.get(f"{end}_together", found.get(end)) for end in ("low", "high")))


def verdict_of(figures: Mapping[str, Any], name: str) -> str:
    """Return what the interval of ``change_of`` allows to say; nothing where there is none."""
    found = figures.get(name) or {}
    return str(found.get("verdict_together", found.get("verdict")) or "")


def is_measured(figures: Mapping[str, Any], name: str) -> bool:
    """Tell whether a figure is there and has a mean."""
    return estimate_of(figures, name).mean is not None
