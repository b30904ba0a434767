"""
The contact histories that forecasts are fitted to, and the paths that come out, as plain arrays.

Four shapes, shared by everything in this package: ``Daily`` (contacts a day), ``Intraday``
(contacts per interval of the day), ``Event`` (something of one's own that moved contacts) and
``Paths`` (draws of the future). Days are ``datetime64[D]`` and local. An unknown value is NaN,
which is not zero: a day without a figure is missing, a closed day has none to give.

``Daily.of`` and ``Intraday.of`` take rows in any order, fill gaps with NaN and refuse what
cannot be a history; the results do not depend on the order of rows.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from channelmix.errors import DataError

Days = NDArray[np.datetime64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

MINUTES_OF_DAY = 1440
MOST_DAYS = 40_000
"""More days than any contact center has existed; a longer history has a wrong date in it."""

_MONDAY = np.datetime64("1970-01-05")


def weekdays(days: Days) -> NDArray[np.int64]:
    """
    Return the weekday of each day, 0 = Monday.

    Examples:
        >>> weekdays(np.array(["2026-03-02", "2026-03-08"], "datetime64[D]"))
        array([0, 6])
    """
    return np.asarray((days - _MONDAY).astype(np.int64) % 7)


def day_range(first: np.datetime64, count: int) -> Days:
    """Return ``count`` consecutive days from ``first`` on."""
    return np.asarray(first.astype("datetime64[D]") + np.arange(count).astype("timedelta64[D]"))


@dataclass(frozen=True, eq=False)
class Daily:
    """
    Contacts per day of one series.

    Attributes:
        days: Consecutive local days, shape ``(n,)``.
        values: Contacts of each day, 0 or more, NaN where unknown, shape ``(n,)``.
        open: Whether contacts could come in on that day, shape ``(n,)``; a closed day is forecast exactly 0.
        name: How messages call the series.

    Raises:
        DataError: If the days are not consecutive, a value is negative or infinite, or lengths differ.

    Examples:
        >>> week = Daily.of(["2026-03-03", "2026-03-02", "2026-03-05"], [120, 150, 90])
        >>> week.values
        array([150., 120.,  nan,  90.])
    """

    days: Days
    values: Reals
    open: Flags
    name: str = "history"

    def __post_init__(self) -> None:
        if not self.days.shape == self.values.shape == self.open.shape:
            raise DataError(f"{self.name}: days, values and open must be equally long (got {self._lengths})")
        _require_values(self.name, self.days, self.values)
        if len(self.days) > 1 and not (np.diff(self.days) == np.timedelta64(1, "D")).all():
            raise DataError(f"{self.name}: days must follow one another; Daily.of fills gaps and sorts")

    @property
    def _lengths(self) -> str:
        return ", ".join(str(array.shape) for array in (self.days, self.values, self.open))

    @property
    def known(self) -> Flags:
        """Open days with a value: what a fit may learn from, shape ``(n,)``."""
        return self.open & ~np.isnan(self.values)

    def until(self, count: int) -> "Daily":
        """Return the first ``count`` days, as known at that time."""
        return Daily(self.days[:count], self.values[:count], self.open[:count], self.name)

    @staticmethod
    def of(days: ArrayLike, values: ArrayLike, *, open: ArrayLike | None = None, name: str = "history") -> "Daily":
        """
        Return a history from rows in any order.

        Args:
            days: Local dates, each once.
            values: Contacts of each row, NaN where unknown.
            open: Whether each day is open; absent: days of a weekday that has never had a contact are closed.
            name: How messages call the series.

        Raises:
            DataError: If there are no rows, a day comes twice, or a value cannot be a number of contacts.
        """
        rows, figures = _rows(name, days, values)
        order = np.argsort(rows)
        rows, figures = rows[order], figures[order]
        _require_once(name, rows)
        every = day_range(rows[0], _span(name, rows))
        at = (rows - rows[0]).astype(np.int64)
        filled = np.full(len(every), np.nan)
        filled[at] = figures
        if open is None:
            return Daily(every, filled, _open_weekdays(every, filled), name)
        stated = np.asarray(open, bool).ravel()
        if stated.shape != order.shape:
            raise DataError(
                f"{name}: open must say of each row whether it is open (got {stated.size} for {order.size})"
            )
        is_open = _open_weekdays(every, filled)
        is_open[at] = stated[order]
        return Daily(every, filled, is_open, name)


@dataclass(frozen=True, eq=False)
class Intraday:
    """
    Contacts per interval of the day of one series.

    Attributes:
        days: Local days in order, each once, shape ``(n,)``; gaps are allowed.
        values: Contacts per interval, the first beginning at midnight, NaN where unknown, shape ``(n, intervals)``.
        minutes: Length of an interval; ``1440 / minutes`` intervals make a day.
        name: How messages call the series.

    Raises:
        DataError: If the shapes do not fit or a value is negative or infinite.
    """

    days: Days
    values: Reals
    minutes: int
    name: str = "history"

    def __post_init__(self) -> None:
        if self.minutes < 1 or MINUTES_OF_DAY % self.minutes:
            raise DataError(f"{self.name}: interval must divide the day into equal parts (got {self.minutes} minutes)")
        if self.values.shape != (len(self.days), MINUTES_OF_DAY // self.minutes):
            wanted = f"{len(self.days)} days by {MINUTES_OF_DAY // self.minutes} intervals"
            raise DataError(f"{self.name}: values must be {wanted} (got {self.values.shape})")
        _require_values(self.name, self.days, self.values)
        if len(self.days) > 1 and not (np.diff(self.days) > np.timedelta64(0, "D")).all():
            raise DataError(f"{self.name}: days must be in order, each once; Intraday.of sorts")

    @property
    def starts(self) -> NDArray[np.int64]:
        """Minute of the day at which each interval begins, shape ``(intervals,)``."""
        return np.arange(0, MINUTES_OF_DAY, self.minutes)

    @property
    def totals(self) -> Reals:
        """Contacts of each day, NaN where any interval is unknown, shape ``(n,)``."""
        return np.asarray(self.values.sum(axis=1))

    def daily(self) -> Daily:
        """Return the totals of the days as a daily history."""
        return Daily.of(self.days, self.totals, name=self.name)

    def coarser(self, minutes: int) -> "Intraday":
        """Return the history in intervals ``minutes`` long, a multiple of today's."""
        if minutes % self.minutes or MINUTES_OF_DAY % minutes:
            raise DataError(f"{self.name}: interval must be a multiple of {self.minutes} minutes (got {minutes})")
        shape = (len(self.days), MINUTES_OF_DAY // minutes, minutes // self.minutes)
        return Intraday(self.days, self.values.reshape(shape).sum(axis=2), minutes, self.name)

    @staticmethod
    def of(moments: ArrayLike, values: ArrayLike, *, minutes: int, name: str = "history") -> "Intraday":
        """
        Return a history from rows in any order.

        Args:
            moments: Local start of each interval, each once; on the grid of ``minutes``.
            values: Contacts of each row, NaN where unknown. On a day that has rows, intervals before its first
                and after its last row count 0 (closed), gaps between them are unknown.
            minutes: Length of an interval.
            name: How messages call the series.

        Raises:
            DataError: If a row lies off the grid or comes twice, or a value cannot be a number of contacts.
        """
        if minutes < 1 or MINUTES_OF_DAY % minutes:
            raise DataError(f"{name}: interval must divide the day into equal parts (got {minutes} minutes)")
        starts, figures = _rows(name, moments, values, unit="s")
        order = np.argsort(starts)
        starts, figures = starts[order], figures[order]
        _require_once(name, starts)
        dates = starts.astype("datetime64[D]")
        seconds = (starts - dates).astype(np.int64)
        if (off := seconds % (60 * minutes) != 0).any():
            raise DataError(f"{name}: intervals must begin on a multiple of {minutes} minutes (got {starts[off][0]})")
        days, row = np.unique(dates, return_inverse=True)
        grid = np.full((len(days), MINUTES_OF_DAY // minutes), np.nan)
        grid[row, seconds // (60 * minutes)] = figures
        seen = np.zeros(grid.shape, bool)
        seen[row, seconds // (60 * minutes)] = True
        outside = ~(np.logical_or.accumulate(seen, axis=1) & np.logical_or.accumulate(seen[:, ::-1], axis=1)[:, ::-1])
        grid[outside] = 0.0
        return Intraday(days, grid, minutes, name)


@dataclass(frozen=True)
class Event:
    """
    Something of one's own that moves contacts: a mailing, an outage, a deadline.

    Occurrences with the same name share their effect, so a past one teaches the next. Each day of the window,
    counted from the first day, may have an effect of its own.

    Attributes:
        name: Which kind of event.
        first: First day.
        last: Last day, ``first`` or later.
        lags: Days before ``first`` (0 or below) and after ``last`` (0 or above) that feel it too.

    Raises:
        DataError: If ``last`` lies before ``first`` or the window does not contain the event.
    """

    name: str
    first: datetime.date
    last: datetime.date
    lags: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise DataError(f"event {self.name!r}: last day must not lie before {self.first} (got {self.last})")
        if self.lags[0] > 0 or self.lags[1] < 0:
            raise DataError(f"event {self.name!r}: lags must reach from 0 or below to 0 or above (got {self.lags})")


@dataclass(frozen=True, eq=False)
class Paths:
    """
    Draws of the future of one series.

    Attributes:
        days: Local days, shape ``(D,)``.
        values: Contacts of each draw and day, 0 or more, shape ``(draws, D)``.
    """

    days: Days
    values: Reals

    def quantile(self, levels: Sequence[float]) -> Reals:
        """Return the quantiles of each day at ``levels``, shape ``(len(levels), D)``."""
        return np.asarray(np.quantile(self.values, levels, axis=0))


def _rows(name: str, when: ArrayLike, values: ArrayLike, *, unit: str = "D") -> tuple[Days, Reals]:
    """Return what was given as flat arrays of equal length, or say what does not fit."""
    try:
        moments = np.asarray(when, f"datetime64[{unit}]").ravel()
    except (ValueError, TypeError) as error:
        raise DataError(f"{name}: days must be dates such as 2026-03-02 ({error})") from error
    try:
        figures = np.asarray(values, np.float64).ravel()
    except (ValueError, TypeError) as error:
        raise DataError(f"{name}: contacts must be numbers ({error})") from error
    if moments.shape != figures.shape:
        raise DataError(f"{name}: each row needs a day and a value (got {moments.size} days, {figures.size} values)")
    if not moments.size:
        raise DataError(f"{name}: has no rows; a forecast needs at least some weeks of days")
    if np.isnat(moments).any():
        raise DataError(f"{name}: row {int(np.isnat(moments).argmax()) + 1} has no date")
    return moments, figures


def _require_once(name: str, ordered: Days) -> None:
    twice = ordered[1:] == ordered[:-1]
    if twice.any():
        raise DataError(f"{name}: {ordered[1:][twice][0]} comes more than once; add its rows up or remove one")


def _span(name: str, ordered: Days) -> int:
    span = int((ordered[-1] - ordered[0]).astype(np.int64)) + 1
    if span > MOST_DAYS:
        raise DataError(f"{name}: reaches from {ordered[0]} to {ordered[-1]}; one of the two must be a wrong date")
    return span


def _require_values(name: str, days: Days, values: Reals) -> None:
    wrong = (values < 0) | np.isinf(values)
    if wrong.any():
        place = tuple(int(index[0]) for index in np.nonzero(wrong))
        raise DataError(f"{name}: contacts of {days[place[0]]} must be 0 or more (got {values[place]:g})")


def _open_weekdays(days: Days, values: Reals) -> Flags:
    """Return which days belong to a weekday that has ever had a contact; all of them if none has."""
    busy = np.bincount(weekdays(days), weights=np.nan_to_num(values), minlength=7) > 0
    return np.asarray(busy[weekdays(days)] if busy.any() else np.ones(len(days), bool))
