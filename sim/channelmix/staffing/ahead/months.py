"""
The months to staff, and which of their days are ordinary.

Public holidays, closed days and special days are not: the typical week of a month is made of the others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import public_holidays
from channelmix.errors import InputError
from channelmix.scenario.closed_days import closed_dates
from channelmix.scenario.model import Scenario

MOST_MONTHS = 240
FIRST_YEAR, LAST_YEAR = 1970, 9000
DAYS_A_WEEK = 7

Counts = NDArray[np.int64]

_FORM = re.compile(r"([0-9]{4})-([0-9]{2})(?:\.\.([0-9]{4})-([0-9]{2}))?")
_HOW = "--months must be written 2027-01..2029-12, or 2027-01 for one"


@dataclass(frozen=True, order=True)
class Month:
    """One month of a calendar year."""

    first: date
    last: date

    @property
    def name(self) -> str:
        """As in ``2027-01``."""
        return f"{self.first:%Y-%m}"

    @property
    def days(self) -> tuple[date, ...]:
        """Its days, in order."""
        return tuple(self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))


def read_months(text: str) -> tuple[Month, ...]:
    """
    Return the months from one to another.

    Raises:
        InputError: If they cannot be understood, run backwards, or are too many.

    Examples:
        >>> [month.name for month in read_months("2027-11..2028-01")]
        ['2027-11', '2027-12', '2028-01']
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise InputError(f"{_HOW} (got {text!r})")
    year, month, last_year, last_month = (int(part) if part else None for part in match.groups())
    assert year is not None
    assert month is not None
    first, last = _number(year, month, text), _number(last_year or year, last_month if last_year else month, text)
    if last < first:
        raise InputError(f"{_HOW}, the later month last (got {text!r})")
    if last - first >= MOST_MONTHS:
        raise InputError(f"--months may span at most {MOST_MONTHS} months (got {last - first + 1})")
    return tuple(_month(number) for number in range(first, last + 1))


def _number(year: int, month: int | None, text: str) -> int:
    if month is None or not 1 <= month <= 12:
        raise InputError(f"{_HOW}, months from 01 to 12 (got {text!r})")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError(f"{_HOW}, years from {FIRST_YEAR} to {LAST_YEAR} (got {text!r})")
    return 12 * year + month - 1


def _month(number: int) -> Month:
    first = date(number // 12, number % 12 + 1, 1)
    return Month(first, date((number + 1) // 12, (number + 1) % 12 + 1, 1) - timedelta(days=1))


@dataclass(frozen=True)
class Calendar:
    """Which days are closed, and which are out of the ordinary."""

    closed: frozenset[date]
    unusual: frozenset[date]
    """Closed days, special days and public holidays."""

    def ordinary(self, month: Month, weekday: int) -> tuple[date, ...]:
        """Return the ordinary days of a month on one weekday; all of that weekday if none is ordinary."""
        same = tuple(day for day in month.days if day.weekday() == weekday)
        return tuple(day for day in same if day not in self.unusual) or same

    def open_days(self, month: Month) -> Counts:
        """Return how many days of each weekday are not closed, shape ``(7,)``, Monday first."""
        found = [day.weekday() for day in month.days if day not in self.closed]
        return np.bincount(np.array(found, np.int64), minlength=DAYS_A_WEEK).astype(np.int64)

    def typical_monday(self, months: Sequence[Month]) -> date:
        """Return the Monday of the first week without any unusual day; the first Monday if there is no such week."""
        days = [day for month in months for day in month.days]
        mondays = [day for day in days if day.weekday() == 0 and day + timedelta(days=6) <= days[-1]]
        if not mondays:
            return days[0] - timedelta(days=days[0].weekday())
        quiet = (day for day in mondays if not any(day + timedelta(days=n) in self.unusual for n in range(7)))
        return next(quiet, mondays[0])


def calendar_of(scenario: Scenario, months: Sequence[Month]) -> Calendar:
    """
    Return what a scenario says of the days of some months.

    Raises:
        InputError: If it names an unknown holiday or country.
    """
    days = [day for month in months for day in month.days]
    period = scenario.period
    closed = frozenset(closed_dates(scenario.period, days))
    special = {each.date for each in period.special_days}
    years = range(days[0].year, days[-1].year + 1)
    holidays = public_holidays(period.country, period.subdivision, years) if period.country else {}
    return Calendar(closed=closed, unusual=closed | special | frozenset(holidays))
