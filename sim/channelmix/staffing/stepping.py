"""
Changes of many days tried at once: those stay after which no promise of their day is missed.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.staffing.trials import Trial, Trials

Step = tuple[int, Indices, int]
"""A group, intervals, and by how many agents they change."""

Idea = tuple[Step, ...]
"""Steps that are made together."""

_REPAIRS = 3
"""Times that changes are taken back after which a promise is missed, before all of a round are."""


class Touched(Protocol):
    """A day, which knows its promises."""

    @property
    def cells(self) -> Indices:
        """Promises that may be broken on this day."""


_Day = TypeVar("_Day", bound=Touched)


def changed(plan: Indices, idea: Sequence[Step]) -> Indices:
    """Return a plan after some steps."""
    result = plan.copy()
    for group, block, sign in idea:
        result[group, block] += sign
    return result


def stepped(trials: Trials, now: Trial, chosen: Sequence[tuple[_Day, Idea]]) -> tuple[Trial, list[_Day]]:
    """Return the plan with those changes that keep all promises, and the days that they are of."""
    left = list(chosen)
    trial = _with(trials, now, left)
    for _ in range(_REPAIRS):
        missed = np.flatnonzero(~trial.kept)
        left = [(day, idea) for day, idea in left if not np.isin(missed, day.cells).any()]
        if trial.keeps_all or not left:
            break
        trial = _with(trials, now, left)
    return (trial, [day for day, _ in left]) if left and trial.keeps_all else (now, [])


def _with(trials: Trials, now: Trial, chosen: Sequence[tuple[_Day, Idea]]) -> Trial:
    return trials.of(changed(now.plan, [step for _, idea in chosen for step in idea]))
