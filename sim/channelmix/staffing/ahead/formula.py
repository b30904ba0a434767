"""
What an ordinary week takes by formulas: the load of each channel's customers, scaled, then M/M/n+G.

The load is measured once for each channel whose volume is forecast, with the returns and moves to other
channels that its customers bring, and once for each shift that follows an adoption curve, for what its moving changes.
The load of any other week follows in proportion, day by day.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from channelmix.demand.forecasts import ForecastVolume
from channelmix.forecast.store.curves import Moving
from channelmix.results import Reals
from channelmix.scenario import Loaded
from channelmix.simulate.prepare import FileData, prepare
from channelmix.staffing.ahead.adopted import Moved, Shifting
from channelmix.staffing.ahead.levels import Futures, Week, volumes_of
from channelmix.staffing.ahead.months import DAYS_A_WEEK
from channelmix.staffing.guess import first_plan
from channelmix.staffing.load import Load, load_of
from channelmix.staffing.problem import FIRST_SEARCH, Problem, problem_of

_PILOTS = 8


_Measured = Callable[[str | None, Mapping[int, Moving]], Load]


@dataclass(frozen=True, kw_only=True, eq=False)
class Formula:
    """Turns weeks into paid hours: O channels that are forecast, G groups."""

    problem: Problem
    channels: tuple[str, ...]
    """The O channels."""
    usual: Week
    """The week whose load was measured."""
    parts: tuple[Load, ...]
    """O loads, of each channel's customers in the usual week."""
    rest: Load
    """Of customers of channels that are not forecast."""
    shiftings: tuple[Shifting, ...] = ()
    """K shifts that follow adoption curves."""
    changes: tuple[Load, ...] = ()
    """K loads, what changes if all customers of the usual week move who can."""

    @property
    def load(self) -> Load:
        """The load of the usual week, nobody having moved."""
        active, held = (
            getattr(self.rest, kind) + sum(getattr(part, kind) for part in self.parts) for kind in ("active", "held")
        )
        return replace(self.rest, active=active, held=held)

    def hours(self, week: Week) -> Reals:
        """Return paid hours of each group on each day of a week, shape ``(G, 7)``, Monday first."""
        space = self.problem.space
        factors = self._factors(week)[:, space.day % DAYS_A_WEEK]
        every = (*self.parts, *self.changes)
        active, held = (
            getattr(self.rest, kind)
            + sum(factor * getattr(part, kind) for factor, part in zip(factors, every, strict=True))
            for kind in ("active", "held")
        )
        plan = first_plan(self.problem, replace(self.rest, active=active, held=held))
        return self.by_day(plan * space.paid_hours)

    def by_day(self, hours: Reals) -> Reals:
        """Return hours by interval, shape ``(G, I)``, summed by day of the week."""
        day = self.problem.space.day % DAYS_A_WEEK
        return np.stack([hours[:, day == number].sum(axis=1) for number in range(DAYS_A_WEEK)], axis=1)

    def work(self, contacts: Reals, handling_s: Reals, moved: Reals) -> Reals:
        """
        Return work by channel, shape ``(..., W)``: contacts of those who stay times handling time, then those moved.

        A channel that customers move to, and one that they leave which is not forecast, has a column of its own.

        Args:
            contacts: Of a week, shape ``(O, ...)``.
            handling_s: Same shape; NaN where the scenario's own holds, which then counts as the unit.
            moved: Shares that adoption curves have moved, shape ``(K, ...)``.
        """
        usual = self.usual.handling_s.reshape(-1, *([1] * (handling_s.ndim - 1)))
        columns = list(contacts * _known(handling_s, usual) * (1 - self._gone(moved)))
        others: dict[str, Reals] = {}
        for shifting, share in zip(self.shiftings, moved, strict=True):
            origin = self._origin(shifting)
            came = share if origin is None else share * contacts[origin]
            others[f"to {shifting.to}"] = others.get(f"to {shifting.to}", 0.0) + came
            if origin is None:
                others[f"of {shifting.origin}"] = others.get(f"of {shifting.origin}", 1.0) - share
        return np.stack([*columns, *others.values()], axis=-1)

    def _origin(self, shifting: Shifting) -> int | None:
        """Return the number of the channel that a shift leaves, None if that is not forecast."""
        return self.channels.index(shifting.origin) if shifting.origin in self.channels else None

    def _gone(self, moved: Reals) -> Reals:
        """Return which share of each channel has moved, shape ``(O, ...)``."""
        gone = np.zeros((len(self.channels), *moved.shape[1:]))
        for shifting, share in zip(self.shiftings, moved, strict=True):
            origin = self._origin(shifting)
            if origin is not None:
                gone[origin] += share
        return gone

    def _factors(self, week: Week) -> Reals:
        """Return how many times the usual week's load each channel has, then each shift, shape ``(O + K, 7)``."""
        volume = np.divide(
            week.contacts, self.usual.contacts, out=np.zeros_like(week.contacts), where=self.usual.contacts > 0
        )
        slower = _known(week.handling_s, self.usual.handling_s) / _known(self.usual.handling_s, self.usual.handling_s)
        came = volume * slower[:, None]
        moved = [
            np.full(DAYS_A_WEEK, share) * (1.0 if origin is None else came[origin])
            for share, origin in zip(week.moved, map(self._origin, self.shiftings), strict=True)
        ]
        return np.stack([*came, *moved])


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
    nobody = {each.place: Moved(np.zeros(1)) for each in futures.shiftings}
    mean = {each.place: Moved(np.array([each.shares.mean()])) for each in futures.shiftings}
    problem = problem_of(
        loaded, seed=seed, files=replace(files, forecasts=volumes_of(usual, like, monday), adoptions=mean)
    )

    def measured(kept: str | None, moved: Mapping[int, Moving] = nobody) -> Load:
        contacts = usual.contacts * (np.array(futures.channels) == kept)[:, None]
        week = volumes_of(Week(contacts, usual.handling_s), like, monday)
        simulation = prepare(loaded.scenario, seed=seed, files=replace(files, forecasts=week, adoptions=moved),
                             volume_factors=problem.fit.factors)  # fmt: skip
        until = simulation.horizons[0]
        pilots = [simulation.population.contacts(seed, FIRST_SEARCH + number, until) for number in range(_PILOTS)]
        return load_of(simulation.operation, pilots)

    rest = measured(None)
    parts = {name: measured(name) for name in futures.channels}
    return Formula(
        problem=problem, channels=futures.channels, usual=usual, rest=rest,
        parts=tuple(_more(part, rest) for part in parts.values()), shiftings=futures.shiftings,
        changes=tuple(_changed(each, measured, parts.get(each.origin, rest), nobody) for each in futures.shiftings),
    )  # fmt: skip


def _changed(shifting: Shifting, measured: _Measured, before: Load, nobody: Mapping[int, Moving]) -> Load:
    """Return what changes for each share of an origin's customers who move, measured where most have."""
    if not shifting.most:
        return Load(np.zeros_like(before.active), np.zeros_like(before.held), before.turns)
    after = measured(shifting.origin, {**nobody, shifting.place: Moved(np.array([shifting.most]))})
    more = _more(after, before)
    return Load(more.active / shifting.most, more.held / shifting.most, more.turns)


def _more(load: Load, before: Load) -> Load:
    """Return by how much one load is more than another."""
    return Load(load.active - before.active, load.held - before.held, load.turns)
