"""
Duties of days alike, worked by the same number of agents on each of them: one choice instead of five.

Where a plan has one pattern for days that are alike (``alike``), so have its shifts. That needs every template to be
there on all of those days, and duties that end on the day on which they start; else each day is by itself.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.staffing.duties import Duty
from channelmix.staffing.problem import Problem

_Kind = tuple[int, int, int, timedelta, tuple[timedelta, ...]]
"""Day, group, template, start and where breaks lie, of a duty."""


@dataclass(frozen=True, kw_only=True, eq=False)
class DutyPatterns:
    """D choices that stand for all S duties."""

    single: tuple[Duty, ...]
    """(S,)"""
    duties: tuple[Duty, ...]
    """(D,) on the first of days alike, with what all of them cost and are ready for."""
    of: Indices
    """(S,) the choice that stands for each."""

    @classmethod
    def of_single(cls, duties: Sequence[Duty]) -> "DutyPatterns":
        """Return a choice for each duty."""
        return cls(single=tuple(duties), duties=tuple(duties), of=np.arange(len(duties)))

    def folded(self, agents: Indices) -> Indices:
        """Return the agents of each choice, (D,): the most of any duty that it stands for, (S,)."""
        most = np.zeros(len(self.duties), np.int64)
        np.maximum.at(most, self.of, agents)
        return most

    def unfolded(self, agents: Indices) -> Indices:
        """Return the agents of each duty, (S,), from those of each choice, (D,)."""
        return np.asarray(agents[self.of])


def patterns_of(problem: Problem, duties: Sequence[Duty]) -> DutyPatterns | None:
    """Return the choices for a problem's days alike; None if its duties are not the same on them."""
    single = tuple(duties)
    if problem.space.twin is None:
        return DutyPatterns.of_single(single)
    days, places = np.unique(problem.space.day, return_index=True)
    pattern = dict(zip(days.tolist(), problem.space.pattern[places].tolist(), strict=True))
    if any((problem.space.day[duty.present] != duty.day).any() for duty in single):
        return None
    alike, members = Counter(pattern.values()), dict[_Kind, list[int]]()
    for number, duty in enumerate(single):
        members.setdefault(_kind(duty, pattern[duty.day]), []).append(number)
    of = np.zeros(len(single), np.int64)
    for choice, (kind, mine) in enumerate(members.items()):
        if len(mine) != alike[kind[0]]:
            return None
        of[mine] = choice
    choices = tuple(_on_all([single[number] for number in mine]) for mine in members.values())
    return DutyPatterns(single=single, duties=choices, of=of)


def _kind(duty: Duty, day: int) -> _Kind:
    midnight = datetime.combine(duty.start.date(), datetime.min.time())
    breaks = tuple(moment - midnight for pause in duty.breaks for moment in pause)
    return day, duty.group, duty.template, duty.start - midnight, breaks


def _on_all(mine: Sequence[Duty]) -> Duty:
    """Return the first of some duties with what all of them are."""
    return replace(
        mine[0], present=np.logical_or.reduce([duty.present for duty in mine]),
        paid_hours=sum(duty.paid_hours for duty in mine), cost=sum(duty.cost for duty in mine),
        price=sum(duty.price for duty in mine),
    )  # fmt: skip
