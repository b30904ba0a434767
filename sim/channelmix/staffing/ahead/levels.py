"""
From the draws of a forecast to the typical week of a month in each of them.

The typical week of a month in one draw: what its ordinary Mondays bring on average, its ordinary
Tuesdays, and so on. A week to be simulated takes the days of a draw and of those nearest to it, busy
and quiet ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from channelmix.demand.forecasts import ForecastVolume
from channelmix.engine.inputs import Indices
from channelmix.errors import InputError
from channelmix.results import Reals
from channelmix.staffing.ahead.adopted import Shifting
from channelmix.staffing.ahead.months import DAYS_A_WEEK, Calendar, Month

AROUND = 0.06
"""Share of the draws whose days make up a week that is simulated."""

PATHS = 4
"""Weeks of each draw that are simulated."""

UNEVEN = 1.5
"""
So many times the squared variation of its days a week counts for more (an estimate of ours): about half of what Erlang
C adds for 10 to 20 agents who are to answer 80 % of calls within 30 s over quiet and busy days together (2.3 to 3.6),
since other work may wait; of 0 to 3 it did best on six weeks held out and those left out.
"""


@dataclass(frozen=True, eq=False)
class Week:
    """What an ordinary week brings: C channels that are forecast."""

    contacts: Reals
    """Expected contacts, shape ``(C, 7)``, Monday first."""
    handling_s: Reals
    """Mean handling time, shape ``(C,)``; NaN where the scenario's own holds."""
    moved: Reals = field(default_factory=lambda: np.zeros(0))
    """Shares that adoption curves have moved, shape ``(K,)``."""
    spread: Reals = field(default_factory=lambda: np.zeros(1))
    """Squared variation of a day's contacts around those of its weekday, shape ``(C,)``; busy weekdays count most."""

    @property
    def counted(self) -> Reals:
        """Contacts of the week, counting for more where days differ, shape ``(C,)``."""
        return np.asarray(self.contacts.sum(axis=1) * (1 + UNEVEN * self.spread))


@dataclass(frozen=True, eq=False)
class Futures:
    """The ordinary weeks of M months in D draws of C channels."""

    channels: tuple[str, ...]
    months: tuple[Month, ...]
    contacts: Reals
    """Expected contacts of an ordinary day, shape ``(C, D, M, 7)``."""
    handling_s: Reals
    """Mean handling time, shape ``(C, D, M)``."""
    shiftings: tuple[Shifting, ...] = ()
    """K shifts that follow adoption curves."""
    spread: Reals = field(default_factory=lambda: np.zeros((1, 1, 1)))
    """Squared variation of a day's contacts around those of its weekday in the month, shape ``(C, D, M)``."""

    @property
    def counted(self) -> Reals:
        """Contacts of the week, counting for more where days differ, shape ``(C, D, M)``."""
        return np.asarray(self.contacts.sum(axis=3) * (1 + UNEVEN * self.spread))

    @property
    def mean(self) -> Week:
        """The mean of all months and draws."""
        moved = np.array([each.shares.mean() for each in self.shiftings])
        return Week(self.contacts.mean(axis=(1, 2)), mean_known(self.handling_s, axis=(1, 2)), moved)

    @property
    def pattern(self) -> Reals:
        """How each month's mean week spreads over channels and days, then what has moved, shape ``(M, C * 7 + K)``."""
        contacts = np.moveaxis(self.contacts.mean(axis=1), 1, 0).reshape(len(self.months), -1)
        spread = contacts / np.maximum(contacts.sum(axis=1, keepdims=True), 1e-9)
        return np.concatenate([spread, self.moved.mean(axis=1).T], axis=1)

    @property
    def moved(self) -> Reals:
        """Shares that adoption curves have moved, shape ``(K, D, M)``."""
        return np.array([each.shares for each in self.shiftings]).reshape(-1, *self.handling_s.shape[1:])

    def near(self, month: int, draw: int, places: Reals) -> Indices:
        """
        Return a draw and those nearest to it in a month.

        Args:
            month: Its place.
            draw: Its number.
            places: Of each draw and month, shape ``(D, M, C)``.
        """
        distance = ((places[:, month] - places[draw, month]) ** 2).sum(axis=1)
        count = max(1, round(AROUND * len(distance)))
        return np.asarray(np.argsort(distance, kind="stable")[:count])

    def week(self, month: int, draws: Indices) -> Week:
        """Return the mean week of some draws of a month."""
        contacts = self.contacts[:, draws, month].mean(axis=1)
        handling_s = mean_known(self.handling_s[:, draws, month], axis=1)
        weekly = self.contacts[:, draws, month].sum(axis=2)
        apart = _squared(weekly, weekly.mean(axis=1, keepdims=True)).mean(axis=1)
        every = np.broadcast_to(self.spread, self.handling_s.shape)[:, draws, month].mean(axis=1)
        return Week(contacts, handling_s, self.moved[:, draws, month].mean(axis=1), every + apart)


def futures_of(volumes: Mapping[str, ForecastVolume], months: Sequence[Month], calendar: Calendar) -> Futures:
    """
    Return the ordinary weeks of some months.

    Args:
        volumes: The forecast, by channel.
        months: The months.
        calendar: Which of their days are ordinary.

    Raises:
        InputError: If a month is not forecast to its end.
    """
    draws = max(volume.contacts.shape[0] for volume in volumes.values())
    contacts = np.zeros((len(volumes), draws, len(months), DAYS_A_WEEK))
    handling, spread = np.zeros((2, len(volumes), draws, len(months)))
    for channel, (name, volume) in enumerate(volumes.items()):
        _require_covered(name, volume, months)
        mine = np.arange(draws) % volume.contacts.shape[0]
        for place, month in enumerate(months):
            days = [_places(volume, calendar.ordinary(month, weekday)) for weekday in range(DAYS_A_WEEK)]
            for weekday, places in enumerate(days):
                contacts[channel, :, place, weekday] = volume.contacts[mine][:, places].mean(axis=1)
            every = np.concatenate(days)
            came = volume.contacts[mine][:, every]
            handling[channel, :, place] = mean_known(volume.handling_s[mine][:, every], axis=1, weight=came)
            usual = np.repeat(contacts[channel, :, place], [len(places) for places in days], axis=1)
            spread[channel, :, place] = np.nan_to_num(mean_known(_squared(came, usual), axis=1, weight=usual))
    return Futures(tuple(volumes), tuple(months), contacts, handling, spread=spread)


def _squared(values: Reals, usual: Reals) -> Reals:
    """Return squares of how far values are from what is usual, in shares of it; 0 where nothing is."""
    return np.asarray(np.divide(values - usual, usual, out=np.zeros_like(values), where=usual > 0) ** 2)


def mean_known(values: Reals, *, axis: int | tuple[int, ...], weight: Reals | None = None) -> Reals:
    """
    Return the mean of what is known; NaN where nothing is.

    A channel that is closed on Sundays has no handling time then; that of its other days is known all the same.

    Args:
        values: NaN where unknown.
        axis: Over which to take the mean.
        weight: How much each counts, same shape, 0 or more; absent: all the same.

    Examples:
        >>> mean_known(np.array([[300.0, 400.0, np.nan], [np.nan] * 3]), axis=1)
        array([350.,  nan])
        >>> mean_known(np.array([300.0, 400.0, np.nan]), axis=0, weight=np.array([3.0, 1.0, 0.0]))
        array(325.)
    """
    known = np.isfinite(values)
    counts = known * (1.0 if weight is None else weight)
    total = counts.sum(axis=axis)
    summed = (counts * np.where(known, values, 0.0)).sum(axis=axis)
    return np.asarray(np.divide(summed, total, out=np.full_like(summed, np.nan), where=total > 0))


def _places(volume: ForecastVolume, days: Sequence[date]) -> Indices:
    first = volume.first_day.astype("datetime64[D]").item()
    return np.array([(day - first).days for day in days], np.int64)


def _require_covered(name: str, volume: ForecastVolume, months: Sequence[Month]) -> None:
    first = volume.first_day.astype("datetime64[D]")
    last = (first + np.timedelta64(volume.contacts.shape[1] - 1, "D")).item()
    if months[0].first < first.item() or months[-1].last > last:
        raise InputError(
            f"--months must lie within the forecast of {name}, {first} to {last} "
            f"(got {months[0].name}..{months[-1].name})"
        )


def volumes_of(week: Week, like: Mapping[str, ForecastVolume], monday: date) -> dict[str, ForecastVolume]:
    """Return a forecast in which every week is like this one, with the profiles of another."""
    return {
        name: ForecastVolume(
            np.datetime64(monday), week.contacts[[channel]], np.repeat(week.handling_s[[channel], None], 7, axis=1),
            volume.shares,
        )
        for channel, (name, volume) in enumerate(like.items())
    }  # fmt: skip


def paths_of(
    futures: Futures,
    month: int,
    draws: Indices,
    *,
    like: Mapping[str, ForecastVolume],
    calendar: Calendar,
    monday: date,
) -> dict[str, ForecastVolume]:
    """
    Return weeks of a month as some draws have them, busy and quiet days in, laid on one typical week.

    Their mean is the typical week of these draws.

    Args:
        futures: The typical weeks.
        month: Place of the month.
        draws: The draws.
        like: The forecast, with its days and profiles.
        calendar: Which days are ordinary.
        monday: Where to lay the weeks.
    """
    wanted = futures.week(month, draws)
    days = [calendar.ordinary(futures.months[month], weekday) for weekday in range(DAYS_A_WEEK)]
    chosen = [[same[turn % len(same)] for same in days] for turn in range(PATHS)]
    found = {}
    for channel, (name, volume) in enumerate(like.items()):
        mine = draws % volume.contacts.shape[0]
        weeks = np.concatenate([volume.contacts[mine][:, _places(volume, week)] for week in chosen])
        mean = weeks.mean(axis=0)
        scale = np.divide(wanted.contacts[channel], mean, out=np.zeros_like(mean), where=mean > 0)
        handling = np.tile(futures.handling_s[channel, draws, month], PATHS)
        found[name] = ForecastVolume(
            np.datetime64(monday),
            weeks * scale,
            np.repeat(handling[:, None], 7, axis=1),
            volume.shares,
            volume.straying,
        )
    return found
