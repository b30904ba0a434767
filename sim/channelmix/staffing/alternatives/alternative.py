"""
One thing otherwise: what that needs, and by how much that differs from the plan.

Each plan is known to keep its promises, and what it takes is known. The least that would do is not: differences are
those of two plans that were found, with a range that ``doubt`` tells. No range has a higher promise cost less than a
lower one, since who keeps the one keeps the other, too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from channelmix.results import Reals, difference, estimates
from channelmix.scenario.typical_week import DAYS_PER_YEAR, days_stood_for
from channelmix.staffing.played import figures_of
from channelmix.staffing.requirement import Requirement

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
    """None: no search found a plan that keeps every promise."""
    why: str = ""
    """Why none was found."""
    is_out_of_reach: bool = False
    """Whether none can be found: no number of agents keeps its promises."""
    plan: Requirement
    """What it is compared with."""
    doubt: tuple[float, float] = (0.0, 0.0)
    """Hours and cost that searches leave open."""
    asks: int = 0
    """1: for more than the plan, so that its least cost is not below that of the plan's promises; -1: for less, so
    that it is not above; 0: not known."""

    @property
    def is_plan(self) -> bool:
        """Whether it is the plan itself."""
        return self.found is self.plan

    @property
    def hours(self) -> float | None:
        """Paid hours; None if no plan was found."""
        return None if self.found is None else float(self.found.problem.space.hours(self.found.plan).sum())

    @property
    def cost(self) -> float | None:
        """What its plan costs; None if none was found."""
        return None if self.found is None else taken(self.found, rates)

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
            "none_found": self.why or None,
            "out_of_reach": self.is_out_of_reach,
            "note": self.note or None,
        }

    def _differences(self) -> dict[str, Any]:
        """Return by how much it differs from the plan; nothing of the plan itself, or where none was found."""
        if self.found is None or (self.found is self.plan and not self.asks):
            return {"more_hours": None, "more_cost": None, "more_per_year": {}, "more_channels": {}}
        return {
            "more_hours": self._more(no_rates, 0),
            "more_cost": self._more(rates, 1),
            "more_per_year": self._per_year(),
            "more_channels": _more_channels(self.found, self.plan),
        }

    def _more(self, by: Callable[[Requirement], Reals], place: int) -> dict[str, float]:
        """Return how much more it takes than the plan, and between what that lies, as far as searches are in doubt."""
        assert self.found is not None
        more = taken(self.found, by) - taken(self.plan, by)
        low, high = more - self.doubt[place], more + self.doubt[place]
        if by is rates or len(set(rates(self.plan))) == 1:
            low = max(low, min(more, 0.0)) if self.asks > 0 else low
            high = min(high, max(more, 0.0)) if self.asks < 0 else high
        return {"mean": more, "low": low, "high": high}

    def _per_year(self) -> dict[str, float]:
        """Return how much more a year of such days takes, at its own pay and absence and at the plan's, and doubts."""
        assert self.found is not None
        times = DAYS_PER_YEAR / days_stood_for(self.plan.problem.scenario)
        now = self.plan.problem.space.hours(self.found.plan)
        return {
            "paid_hours": times * (taken(self.found, no_rates) - taken(self.plan, no_rates)),
            "cost": times * (taken(self.found, rates) - taken(self.plan, rates)),
            "paid_hours_at_present_pay": times * float(now.sum() - taken(self.plan, no_rates)),
            "cost_at_present_pay": times * float(now @ rates(self.plan) - taken(self.plan, rates)),
            "paid_hours_doubt": times * self.doubt[0],
            "cost_doubt": times * self.doubt[1],
        }


def no_rates(found: Requirement) -> Reals:
    """Return by what hours of each group count where hours are told."""
    return np.ones(len(found.problem.scenario.groups))


def rates(found: Requirement) -> Reals:
    """Return by what hours of each group count where money is told."""
    return np.array([group.cost_per_hour for group in found.problem.scenario.groups.values()])


def taken(found: Requirement, by: Callable[[Requirement], Reals]) -> float:
    """Return the hours of a plan, or what they cost."""
    return float(found.problem.space.hours(found.plan) @ by(found))


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
