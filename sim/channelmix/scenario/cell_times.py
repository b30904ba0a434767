"""
Days and times in the cells of a sheet: as Excel keeps them, and as people write them in English, Dutch and German.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from channelmix.scenario.cells import Sheet
from channelmix.scenario.period import FIRST_YEAR, LAST_YEAR
from channelmix.scenario.settings import quoted
from channelmix.scenario.units import DAY_SECONDS, time_of_day
from channelmix.scenario.week import WEEKDAYS

_DATES = ("%d-%m-%Y", "%d.%m.%Y")
_TIMES = ("", " %H:%M", " %H:%M:%S")
_DAY_IN_WORDS = re.compile(r"(?:([a-z]+)\.?,? )?([0-9]{1,2})\.? ([a-zä]+)\.? ([0-9]{4})", re.IGNORECASE)
_HALF_DAY = re.compile(r"(0?[1-9]|1[0-2])((?::[0-5][0-9]){1,2}) ?([ap]m)", re.IGNORECASE)
_WEEK = 7
_MONTHS = (
    ("jan",), ("feb",), ("mar", "mrt", "maa", "mär", "mrz"), ("apr",), ("may", "mei", "mai"), ("jun",), ("jul",),
    ("aug",), ("sep",), ("oct", "okt"), ("nov",), ("dec", "dez"),
)  # fmt: skip
_DAY_NAMES = (
    ("monday", "maandag", "montag", "ma", "mo"), ("tuesday", "dinsdag", "dienstag", "di"),
    ("wednesday", "woensdag", "mittwoch", "wo", "mi"), ("thursday", "donderdag", "donnerstag", "do"),
    ("friday", "vrijdag", "freitag", "vr", "fr"), ("saturday", "zaterdag", "samstag", "sonnabend", "za", "sa"),
    ("sunday", "zondag", "sonntag", "zo", "so"),
)  # fmt: skip


def moment(sheet: Sheet, row: int, column: int, *, exact: bool = False) -> datetime | None:
    """Return a cell as local date and time, in whole seconds unless ``exact``; None with a note if it is none."""
    cell = sheet.cell(row, column)
    found = cell if isinstance(cell, date) else moment_in(str(cell).strip())
    if isinstance(found, date) and not isinstance(found, datetime):
        found = None if exact else datetime.combine(found, time())
    elif exact and isinstance(cell, str) and ":" not in cell and "T" not in cell:
        found = None
    if found is None or found.tzinfo is not None:
        rule = "must be a local date and time, such as 2019-03-04 08:00"
        sheet.wrong(row, column, f"{sheet.columns[column]} {rule} (got {quoted(cell)})")
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        rule = f"must be from {FIRST_YEAR} to {LAST_YEAR}"
        sheet.wrong(row, column, f"{sheet.columns[column]} {rule} (got {quoted(cell)})")
        return None
    if isinstance(cell, str) and found.weekday() not in _weekdays_named(cell):
        rule = f"must have the weekday of its date, which is {WEEKDAYS[found.weekday()]}"
        sheet.wrong(row, column, f"{sheet.columns[column]} {rule} (got {quoted(cell)})")
        return None
    return found if exact else found.replace(microsecond=0)


def moment_in(text: str) -> datetime | None:
    """Return the day or moment that a text is; None if it is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for pattern in (day + hour for day in _DATES for hour in _TIMES):
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    return _written_out(text)


def _written_out(text: str) -> datetime | None:
    """
    Return a day as sheets show it, months in English, Dutch or German; None if it is none.

    Examples:
        >>> _written_out("Mon 1 Mar 2027"), _written_out("ma 1 mrt. 2027"), _written_out("Mo, 1. Mrz 2027")
        (datetime.datetime(2027, 3, 1, 0, 0), datetime.datetime(2027, 3, 1, 0, 0), datetime.datetime(2027, 3, 1, 0, 0))
    """
    match = _DAY_IN_WORDS.fullmatch(text.strip())
    if match is None or not _weekdays_named(text):
        return None
    month = next((number for number, names in enumerate(_MONTHS, 1) if match[3].casefold()[:3] in names), 0)
    try:
        return datetime(int(match[4]), month, int(match[2]))
    except ValueError:
        return None


def _weekdays_named(text: str) -> set[int]:
    """
    Return the weekdays, Monday as 0, that a day in words can be by the name in front of it; without one, all of them.

    Examples:
        >>> _weekdays_named("Tues 5 Mar 2024"), _weekdays_named("So 3 Mar 2024"), _weekdays_named("xx 4 Mar 2024")
        ({1}, {5, 6}, set())
    """
    match = _DAY_IN_WORDS.fullmatch(text.strip())
    if match is None or match[1] is None:
        return set(range(_WEEK))
    name = match[1].casefold()
    return {
        day for day, names in enumerate(_DAY_NAMES) if len(name) > 1 and any(each.startswith(name) for each in names)
    }


def second_of_day(sheet: Sheet, row: int, column: int) -> int | None:
    """Return a cell as a time of day in seconds; None with a note if it is none."""
    cell = sheet.cell(row, column)
    found = time_of(cell)
    if found is None:
        sheet.wrong(row, column, f"must be a time of day, such as 08:30 (got {quoted(cell)})")
    return found


def time_of(cell: Any) -> int | None:
    """Return the time of day that a cell is, in seconds; None if it is none."""
    if isinstance(cell, timedelta):
        found: float = cell.total_seconds()
    elif isinstance(cell, float) and 0 <= cell < 1:
        found = round(cell * DAY_SECONDS)
    else:
        try:
            found = time_of_day(cell.time() if isinstance(cell, datetime) else _of_24_hours(cell))
        except ValueError:
            return None
    return int(found) if 0 <= found < DAY_SECONDS else None


def _of_24_hours(cell: Any) -> Any:
    """
    Return a time with AM or PM as one of 24 hours, anything else as it is.

    Examples:
        >>> _of_24_hours("08:15:00 AM"), _of_24_hours("12:30 pm"), _of_24_hours("12:05 AM"), _of_24_hours("13:00")
        ('08:15:00', '12:30', '00:05', '13:00')
    """
    match = _HALF_DAY.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if match is None:
        return cell
    hour = int(match[1]) % 12 + (12 if match[3].casefold() == "pm" else 0)
    return f"{hour:02d}{match[2]}"


def days_with_slashes(texts: Sequence[str]) -> list[date] | None:
    """
    Return the days of one row such as 03/01/2027, if only one order of day and month makes them follow one another.

    Examples:
        >>> days_with_slashes(["03/01/2027", "03/02/2027"])
        [datetime.date(2027, 3, 1), datetime.date(2027, 3, 2)]
        >>> days_with_slashes(["03/01/2027"]) is None
        True
    """
    readings = []
    for pattern in ("%d/%m/%Y", "%m/%d/%Y"):
        try:
            days = [datetime.strptime(text.strip(), pattern).date() for text in texts]
        except ValueError:
            continue
        if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
            continue
        if all(0 < (later - before).days <= _WEEK for before, later in pairwise(days)):
            readings.append(days)
    return readings[0] if len(readings) == 1 else None


def weekday_of(cell: object) -> int | None:
    """
    Return a weekday from its name in English, Dutch or German, Monday as 0; None if it is none.

    Examples:
        >>> weekday_of("Mon"), weekday_of("dinsdag"), weekday_of("front")
        (0, 1, None)
    """
    name = str(cell).strip().rstrip(".").casefold()
    for day, names in enumerate(_DAY_NAMES):
        if name == WEEKDAYS[day] or name in names:
            return day
    return None
