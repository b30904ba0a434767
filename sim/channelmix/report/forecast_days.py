"""
Days and intervals of a stored forecast: what next week looks like, and one day by the quarter hour.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from channelmix.errors import InputError
from channelmix.report.forecast_page import stored_page
from channelmix.report.numbers import Kind, number
from channelmix.report.sheets import Cell, Page, Row, Sheet

if TYPE_CHECKING:
    from channelmix.forecast.fitting.view import View
    from channelmix.forecast.series import Reals
    from channelmix.forecast.store.draws import Draws

DAYS = 14
"""So many days are listed."""
LEVELS = (0.1, 0.5, 0.9)
_EXPECTED = (
    "contacts to be expected: middle of the draws, between brackets 8 of 10; chance moves single contacts as well"
)


def shown_page(view: "View", today: date, day: date | None = None) -> Page:
    """
    Return what ``forecast show`` prints: the page of a forecast with two weeks by day, or with one day in their place.

    Args:
        view: The forecast.
        today: Day from which on days are of use.
        day: The one day to show by the interval.

    Raises:
        InputError: If the forecast does not have the day.
    """
    page = stored_page(view)
    if day is not None:
        return replace(page, sheets=(intervals_sheet(view, day),))
    days = days_sheet(view, today)
    return page if days is None else replace(page, sheets=(*page.sheets, days))


def days_sheet(view: "View", today: date) -> Sheet | None:
    """
    Return the days of two weeks: from today where the forecast has it, else from its first day.

    Args:
        view: The forecast; None is returned of an adoption curve.
        today: Day from which on days are of use.
    """
    draws = view.draws
    if draws is None:
        return None
    days = [day.item() for day in draws.days]
    first = next((at for at, day in enumerate(days) if day >= today), 0)
    first = max(min(first, len(days) - DAYS), 0)
    until = view.stored.validated_until
    rows = tuple(
        Row(
            f"{day:%a %Y-%m-%d}" + ("" if until is not None and day <= until else " not validated"),
            tuple(_cell(row[:, at]) for row in draws.contacts),
            opens_section=day.weekday() == 0 and at > first,
        )
        for at, day in enumerate(days[first : first + DAYS], first)
    )
    title = f"Contacts a day, from today, {today}" if days[first] == today else f"Contacts a day, from {days[first]}"
    return Sheet(title, "day", draws.channels, rows, (_EXPECTED,))


def intervals_sheet(view: "View", day: date) -> Sheet:
    """
    Return one day by the interval, from its first to its last with contacts.

    Raises:
        InputError: If the forecast does not have the day, or is an adoption curve.
        DataError: If its profiles cannot be read.
    """
    draws, minutes, shares = _day_parts(view, day)
    contacts = _of_day(draws, day)
    busy = np.flatnonzero(shares.any(axis=0))
    rows = tuple(
        Row(
            _clock(at * minutes),
            tuple(_cell(row * share) for row, share in zip(contacts, shares[:, at], strict=True)),
        )
        for at in (range(busy[0], busy[-1] + 1) if len(busy) else ())
    )
    title = f"{day:%A} {day}, contacts in {minutes} minutes from"
    return Sheet(title, "time", draws.channels, rows, (_EXPECTED,))


def day_numbers(view: "View", day: date) -> dict[str, Any]:
    """
    Return one day by the interval for JSON: of each channel and interval, quantiles of the contacts to be expected.

    Raises:
        InputError: If the forecast does not have the day, or is an adoption curve.
        DataError: If its profiles cannot be read.
    """
    draws, minutes, shares = _day_parts(view, day)
    contacts, until = _of_day(draws, day), view.stored.validated_until
    return {
        "date": str(day), "minutes": minutes, "validated": until is not None and day <= until,
        "intervals": [
            {
                "channel": name, "start": _clock(at * minutes),
                **{f"p{100 * level:g}": float(value) for level, value in zip(LEVELS, quantiles, strict=True)},
            }
            for name, row, profile in zip(draws.channels, contacts, shares, strict=True)
            for at, share in enumerate(profile) if share
            for quantiles in [np.quantile(row * share, LEVELS)]
        ],
    }  # fmt: skip


def _day_parts(view: "View", day: date) -> tuple["Draws", int, "Reals"]:
    """Return the draws, the minutes of an interval, and each channel's shares of the weekday's intervals."""
    from channelmix.forecast.store.stored import load_profiles

    draws = view.draws
    if draws is None:
        raise InputError(f"--day needs contacts, and {view.stored.label} is an adoption curve, which has none")
    profiles = load_profiles(view.stored.folder)
    return draws, profiles.minutes, np.stack([profiles.of(name)[day.weekday()] for name in draws.channels])


def _of_day(draws: "Draws", day: date) -> "Reals":
    """Return the contacts of one day, shape ``(channels, draws)``."""
    found = np.flatnonzero(draws.days == np.datetime64(day))
    if not len(found):
        raise InputError(f"--day must be among {draws.days[0]} to {draws.days[-1]} (got {day})")
    return np.asarray(draws.contacts[:, :, found[0]])


def _cell(values: "Reals") -> Cell:
    low, middle, high = (number(float(value), Kind.COUNT) for value in np.quantile(values, LEVELS))
    return Cell(middle, f"{low}–{high}")


def _clock(minutes: int) -> str:
    """
    Return a time of day.

    Examples:
        >>> _clock(495)
        '08:15'
    """
    return str(timedelta(minutes=minutes)).zfill(8)[:5]
