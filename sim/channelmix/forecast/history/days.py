"""
Rows added up to days and intervals of a channel, and what is odd about a series as a whole.

Gaps, days cut in two, zeros where there were always many contacts, holidays, long ago starts and
early ends: told, and repaired as decided. An unknown day is NaN; a closed day is closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from channelmix.forecast.history.findings import Ledger, counted
from channelmix.forecast.history.rows import Rows
from channelmix.forecast.series import MINUTES_OF_DAY, Daily, Intraday, day_range, weekdays

Reals = NDArray[np.float64]
Holidays = Mapping[date, tuple[str, ...]]

_FEW = 3.0
"""Contacts a day below which a missing row means that nobody came."""
_MANY = 20.0
"""Expected contacts whose absence cannot be chance: exp(-20) is two in a thousand million."""
_RARELY = 0.25
"""A weekday with contacts on a smaller share of its days, beside the busiest weekday, is closed but for exceptions."""
_SHORTEST_DAYS = 28
_SHORT_DAYS = 365


@dataclass(frozen=True, eq=False)
class ChannelHistory:
    """What is known of one channel's past."""

    daily: Daily
    handling_s: Reals
    """Mean handling time of each day, NaN where unknown, shape as ``daily.values``."""
    intraday: Intraday | None = None


def channel_history(name: str, rows: Rows, minutes: int, ledger: Ledger, holidays: Holidays) -> ChannelHistory | None:
    """
    Return the days of one channel; None if there is nothing to learn from.

    Args:
        name: The channel.
        rows: Its rows, sorted by time, one for each queue and interval.
        minutes: Length of an interval; 1440 for days.
        ledger: Takes the findings.
        holidays: Public holidays by date.
    """
    starts, volume, handling = _added_up(rows)
    if not np.nansum(volume):
        found = "has no contacts at all" if (volume == 0).any() else "has no numbers"
        ledger.refused("empty", found, "leave the channel out, or correct the column", channel=name)
        return None
    first = np.flatnonzero(np.nan_to_num(volume) > 0)[0]
    starts, volume, handling = starts[first:], volume[first:], handling[first:]
    days = day_range(
        starts[0].astype("datetime64[D]"), int((starts[-1] - starts[0]).astype("timedelta64[D]").astype(int)) + 2
    )
    days = days[days <= starts[-1].astype("datetime64[D]")]
    grid = _grid(starts, volume, days, minutes=minutes)
    present = np.zeros(len(days), bool)
    present[(starts.astype("datetime64[D]") - days[0]).astype(int)] = True
    if minutes < MINUTES_OF_DAY:
        days, grid, present = _without_partial(
            name, days, grid, present=present, starts=starts, minutes=minutes, ledger=ledger
        )
        grid = _with_missing_intervals(name, grid, present, ledger=ledger)
    values, is_open = _settle_days(name, days, grid, present=present, ledger=ledger, holidays=holidays)
    grid = np.where(np.isnan(values)[:, None], np.nan, grid)
    _tell_length(name, days, values, ledger=ledger)
    _tell_outliers(name, days, np.where(is_open, values, np.nan), ledger=ledger, holidays=holidays)
    daily = Daily(days, values, is_open, name)
    times = _daily_handling(starts, volume, handling, days=days)
    intraday = Intraday(days[present], grid[present], minutes, name) if minutes < MINUTES_OF_DAY else None
    return ChannelHistory(daily, times, intraday)


def _added_up(rows: Rows) -> tuple[NDArray[np.datetime64], Reals, Reals]:
    """Add up the queues of each interval; handling times are weighted by contacts answered."""
    starts, group = np.unique(rows.when, return_inverse=True)
    volume = np.zeros(len(starts))
    np.add.at(volume, group, rows.offered)
    weight = np.where(np.isnan(rows.answered), np.nan_to_num(rows.offered), rows.answered)
    weight = np.where(np.isnan(rows.handling), 0.0, weight)
    time, total = np.zeros(len(starts)), np.zeros(len(starts))
    np.add.at(time, group, weight * np.nan_to_num(rows.handling))
    np.add.at(total, group, weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        return starts, volume, np.asarray(np.where(total > 0, time / total, np.nan))


def _grid(starts: NDArray[np.datetime64], volume: Reals, days: NDArray[np.datetime64], *, minutes: int) -> Reals:
    grid = np.full((len(days), MINUTES_OF_DAY // minutes), np.nan)
    dates = starts.astype("datetime64[D]")
    grid[(dates - days[0]).astype(int), (starts - dates).astype(int) // 60 // minutes] = volume
    return grid


def _without_partial(
    name: str, days: NDArray[np.datetime64], grid: Reals, *, present: NDArray[np.bool_],
    starts: NDArray[np.datetime64], minutes: int, ledger: Ledger,
) -> tuple[NDArray[np.datetime64], Reals, NDArray[np.bool_]]:  # fmt: skip
    """Leave out a first or last day of which the export holds a part only."""
    known = ~np.isnan(grid)
    usual = np.median(known[present].sum(axis=1))
    cut = [at for at in (0, len(days) - 1) if len(days) > 7 and known[at].sum() < 0.7 * usual and present[at]]
    cut = [at for at in cut if not _is_usually_short(at, days, known, present=present)]
    if not cut:
        return days, grid, present
    found = f"{', '.join(str(days[at]) for at in cut)} has a part of its intervals only"
    if ledger.decisions["partial_days"] == "keep":
        ledger.note("partial_days", found, "kept, as decided", channel=name)
        return days, grid, present
    ledger.repaired("partial_days", found, "left out", channel=name, count=len(cut))
    rest = np.setdiff1d(np.arange(len(days)), cut)
    return days[rest], grid[rest], present[rest]


def _is_usually_short(
    at: int, days: NDArray[np.datetime64], known: NDArray[np.bool_], *, present: NDArray[np.bool_]
) -> bool:
    same = (weekdays(days) == weekdays(days)[at]) & present
    same[at] = False
    return bool(same.any() and known[at].sum() >= 0.7 * np.median(known[same].sum(axis=1)))


def _with_missing_intervals(name: str, grid: Reals, present: NDArray[np.bool_], *, ledger: Ledger) -> Reals:
    """Fill intervals without a row on days that have rows."""
    missing = np.isnan(grid) & present[:, None]
    used = np.flatnonzero((np.nan_to_num(grid) > 0).any(axis=0))
    interval = np.arange(grid.shape[1])
    inside = missing & (interval >= used[0]) & (interval <= used[-1])
    filled = np.where(missing & ~inside, 0.0, grid)
    if not inside.any():
        return filled
    found = f"{counted(int(inside.sum()), 'interval')} without a row on days that have rows"
    if ledger.decisions["missing_intervals"] == "unknown":
        ledger.repaired("missing_intervals", found, "taken for unknown", channel=name, count=int(inside.sum()))
        return filled
    ledger.repaired(
        "missing_intervals", found, "taken for zero: reports leave out intervals in which nobody came",
        channel=name, count=int(inside.sum()),
    )  # fmt: skip
    return np.where(missing, 0.0, filled)


def _settle_days(
    name: str,
    days: NDArray[np.datetime64],
    grid: Reals,
    *,
    present: NDArray[np.bool_],
    ledger: Ledger,
    holidays: Holidays,
) -> tuple[Reals, NDArray[np.bool_]]:
    """Return the contacts of each day, NaN where unknown, and which days were open."""
    outage = _outages(days, grid, present)
    values = grid.sum(axis=1)
    is_open = _open_days(name, days, values, present=present, ledger=ledger)
    is_holiday = np.array([day in holidays for day in days.astype(object)], bool)
    closed_holiday = is_holiday & is_open & ((values == 0) | ~present)
    is_open &= ~closed_holiday
    values = np.where(~is_open & ~present, 0.0, values)
    if closed_holiday.any():
        listed = [f"{day} {holidays[day][0]}" for day in days[closed_holiday].astype(object)]
        ledger.note(
            "holidays", f"{counted(len(listed), 'public holiday')} without contacts", "they count as closed",
            channel=name, count=len(listed), examples=listed,
        )  # fmt: skip
    values = _with_missing_days(name, days, values, present=present, is_open=is_open, ledger=ledger)
    return _without_outages(name, days, values, outage=outage & is_open, ledger=ledger), is_open


def _open_days(
    name: str, days: NDArray[np.datetime64], values: Reals, *, present: NDArray[np.bool_], ledger: Ledger
) -> NDArray[np.bool_]:
    """
    Return which days were open: all of a weekday that usually has contacts, of others those that had some.

    Weeks without any row tell nothing: a history with a hole in it has not closed its weekdays.
    """
    weekday = weekdays(days)
    week = (days - days[0]).astype(int) // 7
    told = np.bincount(week, weights=present)[week] > 0
    some = np.nan_to_num(values) > 0
    share = np.bincount(weekday, weights=some, minlength=7) / np.maximum(
        np.bincount(weekday, weights=told, minlength=7), 1
    )
    rarely = _RARELY * min(1.0, share.max())
    exceptions = some & (share < rarely)[weekday]
    if exceptions.any():
        ledger.note(
            "weekdays", f"{counted(int(exceptions.sum()), 'day')} with contacts on a weekday that is usually closed",
            "the weekday is taken for closed", channel=name, count=int(exceptions.sum()),
        )  # fmt: skip
    return np.asarray((share >= rarely)[weekday] | some)


def _with_missing_days(
    name: str, days: NDArray[np.datetime64], values: Reals, *, present: NDArray[np.bool_], is_open: NDArray[np.bool_],
    ledger: Ledger,
) -> Reals:  # fmt: skip
    missing = ~present & is_open
    if not missing.any():
        return values
    few = np.nanmean(values[is_open]) < _FEW
    zero = ledger.decisions["missing_days"] == "zero" or few
    action = "taken for zero" + (": the channel has few contacts" if few else "") if zero else "taken for unknown"
    ledger.repaired(
        "missing_days", f"{counted(int(missing.sum()), 'day')} without a row though others of the weekday have one",
        action, channel=name, count=int(missing.sum()), examples=[str(day) for day in days[missing]],
    )  # fmt: skip
    return np.where(missing, 0.0 if zero else np.nan, values)


def _outages(days: NDArray[np.datetime64], grid: Reals, present: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the days with a run of zeros for which many contacts were to be expected."""
    found = np.zeros(len(days), bool)
    weekday = weekdays(days)
    for number in range(7):
        mine = np.flatnonzero((weekday == number) & present)
        if len(mine) < 4:
            continue
        usual = np.nan_to_num(np.nanmedian(np.where(np.isnan(grid[mine]).all(axis=0), 0.0, grid[mine]), axis=0))
        for day in mine:
            found[day] = _longest_silence(grid[day], usual) > _MANY
    return found


def _longest_silence(counts: Reals, usual: Reals) -> float:
    """
    Return the most contacts to be expected within one run of zeros.

    Examples:
        >>> _longest_silence(np.array([5.0, 0, 0, 7]), np.array([6.0, 11, 12, 6]))
        23.0
    """
    longest = silent = 0.0
    for count, expected in zip(counts, usual, strict=True):
        silent = silent + float(expected) if count == 0 else 0.0
        longest = max(longest, silent)
    return longest


def _without_outages(
    name: str, days: NDArray[np.datetime64], values: Reals, *, outage: NDArray[np.bool_], ledger: Ledger
) -> Reals:
    if not outage.any():
        return values
    found = f"{counted(int(outage.sum()), 'day')} silent for so long that it cannot be chance"
    examples = [str(day) for day in days[outage]]
    if ledger.decisions["outages"] == "keep":
        ledger.note("outages", found, "kept, as decided", channel=name, examples=examples)
        return values
    ledger.repaired(
        "outages", found, "taken for unknown: an outage, a closed day or missing data", channel=name,
        count=int(outage.sum()), examples=examples,
    )  # fmt: skip
    return np.where(outage, np.nan, values)


def _tell_length(name: str, days: NDArray[np.datetime64], values: Reals, *, ledger: Ledger) -> None:
    known = int((~np.isnan(values)).sum())
    if known < _SHORTEST_DAYS:
        ledger.refused(
            "short",
            f"has {counted(known, 'day')} with a number",
            f"give at least {_SHORTEST_DAYS}, better two years",
            channel=name,
        )
    elif known < _SHORT_DAYS:
        ledger.note(
            "short", f"has {known} days, less than a year", "seasons and most holidays cannot be learned", channel=name
        )


def _tell_outliers(
    name: str, days: NDArray[np.datetime64], values: Reals, *, ledger: Ledger, holidays: Holidays
) -> None:
    """Tell of days three times as busy, or a third as busy, as the same weekday in the weeks around."""
    odd: list[str] = []
    feasts: list[str] = []
    for day, date_ in enumerate(days.astype(object)):
        around = [values[other] for other in range(day - 28, day + 29, 7) if 0 <= other < len(days) and other != day]
        known = [value for value in around if value == value]
        usual = float(np.median(known)) if len(known) >= 4 else 0.0
        if usual >= _MANY and (values[day] > 3 * usual or values[day] < usual / 3):
            what = f"{date_} {holidays[date_][0]}" if date_ in holidays else f"{date_}"
            (feasts if date_ in holidays else odd).append(f"{what} {values[day]:.0f} instead of about {usual:.0f}")
    if feasts:
        ledger.note(
            "busy_holidays", f"{counted(len(feasts), 'public holiday')} far from the same weekday in the weeks around",
            "kept; the fit learns what public holidays do", channel=name, count=len(feasts), examples=feasts,
        )  # fmt: skip
    if odd:
        ledger.note(
            "outliers", f"{counted(len(odd), 'day')} far from the same weekday in the weeks around",
            "kept, and weighed down by the fit; name what it was as an [[event]] of the recipe if it can come again",
            channel=name, count=len(odd), examples=odd,
        )  # fmt: skip


def _daily_handling(
    starts: NDArray[np.datetime64], volume: Reals, handling: Reals, *, days: NDArray[np.datetime64]
) -> Reals:
    at = (starts.astype("datetime64[D]") - days[0]).astype(int)
    inside = (at >= 0) & (at < len(days)) & ~np.isnan(handling) & (np.nan_to_num(volume) > 0)
    time, weight = np.zeros(len(days)), np.zeros(len(days))
    np.add.at(time, at[inside], (handling * volume)[inside])
    np.add.at(weight, at[inside], volume[inside])
    return np.asarray(np.divide(time, weight, out=np.full(len(days), np.nan), where=weight > 0))
