"""
A plan after that of a week much like this one: as much of it, group by group and day by day, as keeps the promises.

Whoever has searched one week long knows in which hours its agents stand and how groups share the work; another week of
the same operation takes the same shape, higher or lower. So for promises over days one factor for each day and part is
found by halving, then one for each group and day, the dearest group first. Fractions of agents are spread evenly over
the intervals, so that a day may take one per cent more; such plans are for hours, not for the wall.
"""

from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.scaling import Scaling
from channelmix.staffing.trials import Trial

_FACTORS = (0.6, 1.6)
"""Least and most of the other plan."""

_FEWEST = 0.5
"""Least of what a group then has."""

_HALVINGS, _TRIMMINGS = 8, 5
"""Of the factors of parts, and of each group's."""

_GOLDEN, _APART = 0.6180339887498949, 0.37
"""Which intervals get an agent of a fraction: spread evenly over them, and over the groups."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Following:
    """Finds how much of a shape keeps all promises; G groups, P parts of them, D periods, I intervals."""

    scaling: Scaling
    shape: Reals
    """(G, I) agents of the other week, scaled by what formulas say of both."""

    def found(self) -> Trial:
        """Return the plan, tried; where days depend on one another it may miss a promise."""
        trials = self.scaling.trials
        factors = self._by_part()[self.scaling.part_of_group()]
        prices = np.where(self.scaling.space.allowed, self.scaling.space.price, 0.0).max(axis=1)
        for group in np.argsort(-prices, kind="stable").tolist():
            factors = self._trimmed(factors, group)
        return trials.of(self._plan(factors))

    def _by_part(self) -> Reals:
        """Return the least factor of each part and period that keeps what it works for, shape ``(P, D)``."""
        part, periods = self.scaling.part_of_group(), int(self.scaling.period.max()) + 1
        low, high = (np.full((int(part.max()) + 1, periods), each) for each in _FACTORS)
        for _ in range(_HALVINGS):
            middle = np.sqrt(low * high)
            missed = self._missed(middle[part])
            low, high = np.where(missed, middle, low), np.where(missed, high, middle)
        return np.asarray(high)

    def _trimmed(self, factors: Reals, group: int) -> Reals:
        """Return the factors with as little of a group on each day as keeps all that its part promises then."""
        part = self.scaling.part_of_group()[group]
        low, high = _FEWEST * factors[group], factors[group].copy()
        for _ in range(_TRIMMINGS):
            middle = (low + high) / 2
            missed = self._missed(np.where(np.arange(len(factors))[:, None] == group, middle, factors))[part]
            low, high = np.where(missed, middle, low), np.where(missed, high, middle)
        return np.where(np.arange(len(factors))[:, None] == group, high, factors)

    def _missed(self, factors: Reals) -> Flags:
        """Return in which periods agents of which parts work for a promise that is missed, shape ``(P, D)``."""
        scaling = self.scaling
        trial = scaling.trials.of(self._plan(factors))
        missed = np.zeros((int(scaling.part_of_group().max()) + 1, factors.shape[1]), np.bool_)
        for cell in np.flatnonzero(~trial.kept).tolist():
            part, periods = scaling.field(cell, trial)
            missed[part, periods] = True
        return missed

    def _plan(self, factors: Reals) -> Indices:
        """Return the plan of some factors, shape ``(G, D)``."""
        numbers = self.shape * factors[:, self.scaling.period]
        groups, intervals = np.indices(numbers.shape)
        spread = (intervals * _GOLDEN + groups * _APART) % 1.0
        return self.scaling.space.clipped(np.floor(numbers + spread).astype(np.int64))
