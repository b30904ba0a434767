"""
What a day's contacts may depend on, as columns of numbers that shrinkage can weigh.

Weekday, time of year, weekend by time of year, time of month, public holidays with the day before and two
days after, own events with their windows, and a level that may move every two weeks. Every column belongs to a
group; ``penalties`` says how strongly each is pulled to zero, in units of one day's evidence. So a column that
history says little about (a holiday seen once, the third harmonic of a short year) changes little.

Guaranteed: the same day has the same row whatever days stand around it, and no row depends on any value.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import public_holidays
from channelmix.forecast.series import Days, Event, Flags, Reals, day_range, weekdays

YEAR_DAYS = 365.25
YEAR_WAVES = 10
"""Harmonics of the year; higher ones are shrunk by the square of their number."""
WEEKEND_WAVES = 2
MONTH_WAVES = 3
HOLIDAY_LAGS = range(-1, 3)
KNOT_DAYS = 14
WEEK_KNOTS = (42, 84, 168, 336, 672)
"""The pattern of the week may move so many days before the end of the history."""
TREND_FADES_AFTER = 365.0
"""Days after the history over which the trend of its level fades."""
LONGEST_SHAPED_EVENT = 14
"""Events with longer windows get one effect for all their days."""

PENALTY = {"weekday": 0.01, "weekend": 3.0, "month": 3.0, "any holiday": 0.3, "week": 10.0, "trend": 1.0}
"""Pull to zero of each group, in days of evidence; level and year are settings. Chosen once on daily series of a
travel line, a help line, a county office and two banks; none of them reacts to a factor of three. Trend and moving week
were added for generated histories that grow by half a year, or change their week; real series hardly react to them."""
SPECIAL_EFFECT = 0.1
"""Usual effect of a single holiday or event on the log scale beyond what all share: its pull is the variance of a
day's noise relative to that of such effects. An estimate of ours from the same series."""
_SPECIAL_PULL = (0.02, 4.0)


@lru_cache(maxsize=512)
def holidays_of(country: str, subdivision: str | None, year: int) -> dict[datetime.date, tuple[str, ...]]:
    """Return the public holidays of a year; a day moved to a working day counts as the holiday it stands for."""
    found = public_holidays(country, subdivision, [year])
    return {
        day: tuple(dict.fromkeys(part.removesuffix(" (observed)") for part in names[0].split("; ")))
        for day, names in found.items()
    }


def years_of(days: Days) -> range:
    """Return the calendar years that ``days`` touch, in order."""
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    return range(int(years.min()), int(years.max()) + 1)


@dataclass(frozen=True)
class Calendar:
    """
    Where the calendar of a series comes from.

    Attributes:
        country: ISO code whose public holidays count, or None for none.
        subdivision: Its part, or None.
        events: Own events, past and planned.
    """

    country: str | None = None
    subdivision: str | None = None
    events: tuple[Event, ...] = ()

    def holidays(self, days: Days) -> dict[str, Days]:
        """Return the holidays from a week before to a week after ``days``, by name."""
        if self.country is None or not len(days):
            return {}
        wide = np.array([days.min() - np.timedelta64(7, "D"), days.max() + np.timedelta64(7, "D")])
        found: dict[str, list[np.datetime64]] = {}
        for year in years_of(wide):
            for day, names in holidays_of(self.country, self.subdivision, year).items():
                for name in names:
                    found.setdefault(name, []).append(np.datetime64(day, "D"))
        inside = {name: np.array([day for day in dates if wide[0] <= day <= wide[1]]) for name, dates in found.items()}
        return {name: dates for name, dates in inside.items() if len(dates)}

    def special(self, days: Days) -> Flags:
        """Return which of ``days`` lie in the window of a holiday or an own event."""
        windows = [
            (day + np.timedelta64(HOLIDAY_LAGS[0], "D"), day + np.timedelta64(HOLIDAY_LAGS[-1], "D"))
            for dates in self.holidays(days).values()
            for day in dates
        ]
        windows += [window(event) for event in self.events]
        result = np.zeros(len(days), bool)
        for first, last in windows:
            result |= (days >= first) & (days <= last)
        return result


def window(event: Event) -> tuple[np.datetime64, np.datetime64]:
    """Return the first and last day on which an event is felt."""
    before, after = (np.timedelta64(lag, "D") for lag in event.lags)
    return np.datetime64(event.first, "D") + before, np.datetime64(event.last, "D") + after


@dataclass(frozen=True, eq=False)
class Regressors:
    """
    The columns that a history of given days supports; ``matrix`` fills them for any days.

    Attributes:
        calendar: Holidays and events.
        seasonal: Whether the history is long enough (a year) to know the time of year.
        holidays: Names of holidays that the history has seen.
        knots: Days on which the level may move.
    """

    calendar: Calendar
    seasonal: bool
    holidays: tuple[str, ...]
    knots: Days
    week_knots: Days
    """Days on which the pattern of the week may move."""
    first: np.datetime64
    last: np.datetime64
    """Of the history."""

    @staticmethod
    def of(calendar: Calendar, days: Days) -> "Regressors":
        """Return the columns for a history of consecutive ``days``."""
        seen = {
            name for name, dates in calendar.holidays(days).items() if ((dates >= days[0]) & (dates <= days[-1])).any()
        }
        knots = days[::-1][KNOT_DAYS - 1 : -KNOT_DAYS // 2 : KNOT_DAYS][::-1]
        week_knots = np.array([days[-age] for age in WEEK_KNOTS if age + WEEK_KNOTS[0] <= len(days)], days.dtype)
        return Regressors(calendar, len(days) > YEAR_DAYS, tuple(sorted(seen)), knots, week_knots, days[0], days[-1])

    def matrix(self, days: Days) -> Reals:
        """Return the columns for ``days`` (any, in order), shape ``(len(days), columns)``."""
        return np.concatenate([block for _, block, _ in self._blocks(days)], axis=1)

    def penalties(self, *, level: float, season: float, scatter: float) -> Reals:
        """
        Return how strongly each column is pulled to zero.

        Args:
            level: Of a step of the level every two weeks; large is a level that hardly moves.
            season: Of the first harmonic of the year.
            scatter: Standard deviation of an ordinary day on the log scale.
        """
        special = min(max((scatter / SPECIAL_EFFECT) ** 2, _SPECIAL_PULL[0]), _SPECIAL_PULL[1])
        strength = {**PENALTY, "holiday": special, "event": special, "level": level, "year": season}
        return np.concatenate([strength[group] * weight for group, _, weight in self._blocks(self.knots[:1])])

    def _blocks(self, days: Days) -> list[tuple[str, Reals, Reals]]:
        """Return (group, columns, weight of each column) for ``days``."""
        blocks = [_block("weekday", (weekdays(days)[:, None] == np.arange(7)).astype(float))]
        if self.seasonal:
            year = waves((2 * np.pi / YEAR_DAYS) * days.astype(np.float64), YEAR_WAVES)
            blocks.append(("year", year, np.tile(np.arange(1.0, YEAR_WAVES + 1) ** 2, 2)))
            weekend = (weekdays(days) >= 5) - 2 / 7
            few = np.r_[:WEEKEND_WAVES, YEAR_WAVES : YEAR_WAVES + WEEKEND_WAVES]
            blocks.append(_block("weekend", weekend[:, None] * year[:, few]))
        blocks.append(_block("month", waves(2 * np.pi * share_of_month(days), MONTH_WAVES)))
        blocks += self._holiday_blocks(days)
        blocks.append(_block("event", self._events(days)))
        blocks.append(_block("level", (days[:, None] >= self.knots).astype(float)))
        moved = (days[:, None] >= self.week_knots).astype(float)
        week = (weekdays(days)[:, None] == np.arange(7)) - 1 / 7
        blocks.append(
            _block("week", (moved[:, :, None] * week[:, None, :]).reshape(len(days), 7 * len(self.week_knots)))
        )
        blocks.append(_block("trend", self._trend(days)[:, None]))
        return blocks

    def _trend(self, days: Days) -> Reals:
        """Return years since the middle of the history, ever more slowly after its end."""
        length = float((self.last - self.first).astype(np.int64))
        since = (days - self.first).astype(np.float64) - length
        return np.asarray((faded(since) + length / 2) / YEAR_DAYS)

    def _holiday_blocks(self, days: Days) -> list[tuple[str, Reals, Reals]]:
        found = self.calendar.holidays(days)
        none = np.zeros(0, "datetime64[D]")
        offsets = np.array(HOLIDAY_LAGS)
        named = [np.isin(days[:, None] - offsets, found.get(name, none)) for name in self.holidays]
        every = np.concatenate([none, *found.values()]) if found else none
        near = np.isin(days[:, None] - offsets, every)
        weekend = (weekdays(days) >= 5)[:, None]
        shared = np.concatenate([near & weekend, near & ~weekend], axis=1).astype(float)
        own = np.concatenate([np.zeros((len(days), 0)), *named], axis=1).astype(float)
        return [_block("holiday", own), _block("any holiday", shared)]

    def _events(self, days: Days) -> Reals:
        """Return one column per kind of event, and one per day of the window where windows are short."""
        columns = []
        for name in sorted({event.name for event in self.calendar.events}):
            events = [event for event in self.calendar.events if event.name == name]
            columns.append(_count_inside(days, map(window, events)))
            longest = max(int((last - first).astype(np.int64)) + 1 for first, last in map(window, events))
            if longest <= LONGEST_SHAPED_EVENT:
                firsts = np.array([window(event)[0] for event in events])
                lasts = np.array([window(event)[1] for event in events])
                for place in range(longest):
                    day = firsts + np.timedelta64(place, "D")
                    day = day[day <= lasts]
                    columns.append(np.isin(days, day).astype(float))
        return np.stack(columns, axis=1) if columns else np.zeros((len(days), 0))


def faded(since: Reals) -> Reals:
    """
    Return days since the end of the history as a trend counts them, ever more slowly; days before it as they are.

    Examples:
        >>> faded(np.array([-10.0, 0.0, 28.0, 365.0])).round()
        array([-10.,   0.,  27., 231.])
    """
    slowed = TREND_FADES_AFTER * -np.expm1(-np.maximum(since, 0.0) / TREND_FADES_AFTER)
    return np.asarray(np.where(since > 0, slowed, since))


def _block(group: str, columns: Reals) -> tuple[str, Reals, Reals]:
    return group, columns, np.ones(columns.shape[1])


def _count_inside(days: Days, windows: Iterable[tuple[np.datetime64, np.datetime64]]) -> Reals:
    return np.asarray(sum(((days >= first) & (days <= last)).astype(float) for first, last in windows))


def waves(angle: Reals, count: int) -> Reals:
    """Return sine and cosine of the first ``count`` harmonics, shape ``(len(angle), 2 * count)``."""
    multiples = angle[:, None] * np.arange(1, count + 1)
    return np.concatenate([np.sin(multiples), np.cos(multiples)], axis=1)


def share_of_month(days: Days) -> NDArray[np.float64]:
    """
    Return how much of its month has passed at noon of each day.

    Examples:
        >>> share_of_month(np.array(["2026-04-01", "2026-04-30"], "datetime64[D]")).round(3)
        array([0.017, 0.983])
    """
    months = days.astype("datetime64[M]")
    first = months.astype("datetime64[D]")
    length = (months + np.timedelta64(1, "M")).astype("datetime64[D]") - first
    return np.asarray(((days - first).astype(np.int64) + 0.5) / length.astype(np.int64))


def horizon_days(last: np.datetime64, count: int) -> Days:
    """Return the ``count`` days that follow ``last``."""
    return day_range(last + np.timedelta64(1, "D"), count)
