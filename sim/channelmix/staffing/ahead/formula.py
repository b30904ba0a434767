"""
What an ordinary week takes by formulas: the load of each channel's customers, scaled, then M/M/n+G.

The load is measured once for each channel whose volume is forecast, with the returns and moves to other
channels that its customers bring. The load of any other week follows in proportion, day by day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from channelmix.demand.forecasts import ForecastVolume
from channelmix.results import Reals
from channelmix.scenario import Loaded
from channelmix.simulate.prepare import FileData, prepare
from channelmix.staffing.ahead.levels import Futures, Week, volumes_of
from channelmix.staffing.ahead.months import DAYS_A_WEEK
from channelmix.staffing.guess import first_plan
from channelmix.staffing.load import Load, load_of
from channelmix.staffing.problem import FIRST_SEARCH, Problem, problem_of

_PILOTS = 8


@dataclass(frozen=True, kw_only=True, eq=False)
class Formula:
    """Turns weeks into paid hours: O channels that are forecast, G groups."""

    problem: Problem
    usual: Week
    """The week whose load was measured."""
    parts: tuple[Load, ...]
    """O loads, of each channel's customers in the usual week."""
    rest: Load
    """Of customers of channels that are not forecast."""

    def hours(self, week: Week) -> Reals:
        """Return paid hours of each group on each day of a week, shape ``(G, 7)``, Monday first."""
        space = self.problem.space
        factors = self._factors(week)[:, space.day % DAYS_A_WEEK]
        active, held = (
            getattr(self.rest, kind)
            + sum(factor * getattr(part, kind) for factor, part in zip(factors, self.parts, strict=True))
            for kind in ("active", "held")
        )
        plan = first_plan(self.problem, replace(self.rest, active=active, held=held))
        return self.by_day(plan * space.paid_hours)

    def by_day(self, hours: Reals) -> Reals:
        """Return hours by interval, shape ``(G, I)``, summed by day of the week."""
        day = self.problem.space.day % DAYS_A_WEEK
        return np.stack([hours[:, day == number].sum(axis=1) for number in range(DAYS_A_WEEK)], axis=1)

    def work(self, contacts: Reals, handling_s: Reals) -> Reals:
        """
        Return work by channel, shape ``(..., O)``: contacts times handling time.

        Args:
            contacts: Of a week, shape ``(O, ...)``.
            handling_s: Same shape; NaN where the scenario's own holds, which then counts as the unit.
        """
        usual = self.usual.handling_s.reshape(-1, *([1] * (handling_s.ndim - 1)))
        return np.moveaxis(contacts * _known(handling_s, usual), 0, -1)

    def _factors(self, week: Week) -> Reals:
        """Return by how much each channel's load differs from the usual week's, shape ``(O, 7)``."""
        volume = np.divide(
            week.contacts, self.usual.contacts, out=np.zeros_like(week.contacts), where=self.usual.contacts > 0
        )
        slower = _known(week.handling_s, self.usual.handling_s) / _known(self.usual.handling_s, self.usual.handling_s)
        return np.asarray(volume * slower[:, None])


def _known(handling_s: Reals, instead: Reals) -> Reals:
    """Return handling times, those of the usual week where they are unknown, 1 where both are."""
    filled = np.where(np.isnan(handling_s), instead, handling_s)
    return np.asarray(np.where(np.isnan(filled), 1.0, filled))


def formula_of(
    loaded: Loaded, files: FileData, futures: Futures, *, like: Mapping[str, ForecastVolume], monday: date, seed: int
) -> Formula:
    """
    Return what turns weeks into hours.

    Args:
        loaded: The scenario, its period one typical week.
        files: What its files hold.
        futures: The weeks that will be asked.
        like: The forecast, for its profiles.
        monday: First day of the typical week.
        seed: Names all random numbers.

    Raises:
        InputError: If there is nothing to keep.
    """
    usual = futures.mean
    problem = problem_of(loaded, seed=seed, files=replace(files, forecasts=volumes_of(usual, like, monday)))

    def measured(kept: int | None) -> Load:
        contacts = usual.contacts * (np.arange(len(usual.contacts)) == kept)[:, None]
        week = volumes_of(Week(contacts, usual.handling_s), like, monday)
        simulation = prepare(loaded.scenario, seed=seed, files=replace(files, forecasts=week),
                             volume_factors=problem.fit.factors)  # fmt: skip
        until = simulation.horizons[0]
        pilots = [simulation.population.contacts(seed, FIRST_SEARCH + number, until) for number in range(_PILOTS)]
        return load_of(simulation.operation, pilots)

    rest = measured(None)
    parts = [measured(number) for number in range(len(usual.contacts))]
    only = tuple(Load(part.active - rest.active, part.held - rest.held, part.turns) for part in parts)
    return Formula(problem=problem, usual=usual, parts=only, rest=rest)
