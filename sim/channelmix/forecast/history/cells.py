"""
Cells of a history read as numbers, durations and moments, in the dialects that reports are printed in.

A cell that says nothing ("", "-", "n/a") is NaN or NaT: unknown, not zero. A cell that cannot be
read is handed back by its row, so that the audit can name it. Every distinct text is read once.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value")
Decimal = Literal[",", "."]
Order = Literal["dmy", "mdy"]

NOTHING = {"", "-", "--", "n/a", "na", "nan", "null", "none", "nat", "#n/a", "."}
"""What stands in a cell that says nothing."""

_NUMBER = re.compile(r"[+-]?[\d.,'’\s\u00a0\u202f]*\d\.?(?:[eE][+-]?\d+)?")
_CLOCK = re.compile(r"([+-]?)(?:(\d*):)?(\d*):(\d{1,2}(?:[.,]\d+)?)")
_DATE = re.compile(r"(\d{1,4})(?:[-/ ]|\. ?)(\d{1,2}|[a-zäé]{3,9})\.?[-/. ,]+(\d{1,4})")
_MONTH_FIRST = re.compile(r"([a-zäé]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun|ma|di|wo|do|vr|za|zo|mo|mi|fr|sa|so)[a-z]*[ ,.]+")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?", re.IGNORECASE)
_HOUR = re.compile(r"(\d{1,2})(?:\.0)?|(\d\d)(\d\d)")
_OFFSET = re.compile(r"\s*(?:utc|gmt)?(z|[+-]\d{2}:?\d{2})$|\s+(utc|gmt)$", re.IGNORECASE)
_MONTHS = {
    name: number + 1
    for number, names in enumerate(
        (("jan",), ("feb",), ("mar", "mrt", "maa", "mär", "mae"), ("apr",), ("may", "mei", "mai"), ("jun",),
         ("jul",), ("aug",), ("sep",), ("oct", "okt"), ("nov",), ("dec", "dez"))
    )
    for name in names
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column of numbers, and the rows that are none."""

    values: NDArray[np.float64]
    unreadable: tuple[int, ...]


def numbers(cells: Sequence[Any], decimal: Decimal) -> Column:
    """Read a column of numbers; NaN where a cell says nothing or cannot be read."""
    return _column(cells, lambda cell: number(cell, decimal))


def durations(cells: Sequence[Any], decimal: Decimal, unit_s: float) -> Column:
    """Read a column of durations in seconds; plain numbers count ``unit_s`` seconds each."""
    return _column(cells, lambda cell: duration(cell, decimal, unit_s))


def _column(cells: Sequence[Any], read: Callable[[Any], float | None]) -> Column:
    found = _each_once(cells, read)
    values = np.array([math.nan if value is None else value for value in found])
    return Column(values, tuple(row for row, value in enumerate(found) if value is None))


def _each_once(cells: Sequence[Any], read: Callable[[Any], Value]) -> list[Value]:
    known: dict[Any, Value] = {}
    found: list[Value] = []
    for cell in cells:
        key = (type(cell), cell)
        if key not in known:
            known[key] = read(cell)
        found.append(known[key])
    return found


def number(cell: Any, decimal: Decimal) -> float | None:
    """
    Return a cell as a number, NaN if it says nothing, None if it is no number.

    Examples:
        >>> number("1.234,5", ","), number("1,234", "."), number("3 400", "."), number("12 calls", ".")
        (1234.5, 1234.0, 3400.0, None)
    """
    if cell is None:
        return math.nan
    if isinstance(cell, bool | datetime | date | time):
        return None
    if not isinstance(cell, str):
        try:
            value = float(cell)
        except (TypeError, ValueError):
            return None
        return value if math.isfinite(value) or math.isnan(value) else None
    text = cell.strip().replace("\u2212", "-")
    if text.casefold() in NOTHING:
        return math.nan
    if not _NUMBER.fullmatch(text):
        return None
    thousands = "." if decimal == "," else ","
    text = re.sub(r"['’\s\u00a0\u202f]", "", text).replace(thousands, "").replace(decimal, ".")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def duration(cell: Any, decimal: Decimal, unit_s: float) -> float | None:
    """
    Return a cell as seconds; "m:ss", "h:mm:ss" and ":ss" are clocks, plain numbers count ``unit_s`` seconds.

    Examples:
        >>> duration("4:35", ".", 1), duration("1:02:03", ".", 1), duration(":25", ".", 1), duration("1500", ".", 0.001)
        (275.0, 3723.0, 25.0, 1.5)
    """
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    if isinstance(cell, datetime):
        return (cell.replace(tzinfo=None) - datetime(1899, 12, 31)).total_seconds()
    if isinstance(cell, time):
        return cell.hour * 3600.0 + cell.minute * 60 + cell.second + cell.microsecond / 1e6
    clock = _CLOCK.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if clock:
        sign, hours, minutes, seconds = clock.groups()
        value = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds.replace(",", "."))
        return -value if sign == "-" else value
    plain = number(cell, decimal)
    return None if plain is None else plain * unit_s


def decimal_sign(cells: Sequence[Any], *, semicolons: bool) -> Decimal:
    """
    Return the decimal sign that texts show; where they do not tell, the one that goes with the separator.

    Examples:
        >>> decimal_sign(["12,5", "3"], semicolons=False), decimal_sign(["1,234"], semicolons=False)
        (',', '.')
    """
    texts = {cell.strip() for cell in cells if isinstance(cell, str)}
    comma = sum(bool(re.fullmatch(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+),(?:\d{1,2}|\d{4,})", text)) for text in texts)
    point = sum(bool(re.fullmatch(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)\.(?:\d{1,2}|\d{4,})", text)) for text in texts)
    if comma != point:
        return "," if comma > point else "."
    return "," if semicolons else "."


def may_be_thousands(cells: Sequence[Any], decimal: Decimal) -> str | None:
    """
    Return a number whose decimal sign may as well part thousands, if each number with that sign is such a one.

    Examples:
        >>> may_be_thousands(["980", "1.204"], "."), may_be_thousands(["0.204", "1.204"], ".")
        ('1.204', None)
    """
    signed = [cell.strip() for cell in cells if isinstance(cell, str) and decimal in cell]
    doubtful = re.compile(rf"[+-]?[1-9]\d{{0,2}}\{decimal}\d{{3}}")
    return signed[0] if signed and all(map(doubtful.fullmatch, signed)) else None


@dataclass(frozen=True)
class Stamp:
    """A moment as it was written: local clock time, and its distance from UTC if that was written too."""

    local: datetime
    offset: timedelta | None = None
    is_day: bool = False
    """Whether no time of day was written."""


def stamps(days: Sequence[Any], times: Sequence[Any] | None, order: Order) -> list[Stamp | float | None]:
    """Read moments from a column of dates, and of times if there is one; NaN says nothing, None cannot be read."""
    found = _each_once(days, lambda cell: stamp(cell, order))
    if times is None:
        return found
    clocks = _each_once(times, time_of_day)
    return [
        Stamp(day.local.replace(hour=clock.hour, minute=clock.minute, second=clock.second), day.offset)
        if isinstance(day, Stamp) and isinstance(clock, time)
        else day if isinstance(day, Stamp) and isinstance(clock, float) and day.is_day
        else None if clock is None else day
        for day, clock in zip(found, clocks, strict=True)
    ]  # fmt: skip


def stamp(cell: Any, order: Order) -> Stamp | float | None:
    """
    Return a cell as a moment, NaN if it says nothing, None if it is no moment.

    Examples:
        >>> stamp("04/03/2024 08:30", "dmy").local, stamp("3/4/24 8:30 PM", "mdy").local
        (datetime.datetime(2024, 3, 4, 8, 30), datetime.datetime(2024, 3, 4, 20, 30))
        >>> stamp("2024-03-04T08:30:00+01:00", "dmy").offset
        datetime.timedelta(seconds=3600)
    """
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return math.nan
    if isinstance(cell, datetime):
        return Stamp(cell.replace(tzinfo=None, microsecond=0), cell.utcoffset(), cell.time() == time())
    if isinstance(cell, date):
        return Stamp(datetime.combine(cell, time()), is_day=True)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 20_000 <= cell < 80_000:
        return Stamp(
            (datetime(1899, 12, 30) + timedelta(days=float(cell))).replace(microsecond=0), is_day=cell % 1 == 0
        )
    text = str(cell).strip()
    if text[4:5] == text[7:8] == "-":
        return _stamp_of_iso(text) or _stamp_of_text(text, order)
    return math.nan if text.casefold() in NOTHING else _stamp_of_text(text, order)


def _stamp_of_iso(text: str) -> Stamp | None:
    """Return a moment written as the standard says, which is read ten times as fast as others; None if it is not."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return Stamp(found.replace(tzinfo=None, microsecond=0), found.utcoffset(), is_day=len(text) == _ISO_DAY)


_ISO_DAY = 10
"""Letters of a date without a time."""


def _stamp_of_text(text: str, order: Order) -> Stamp | None:
    text = _WEEKDAY.sub("", _MONTH_FIRST.sub(r"\2 \1 \3", text.casefold(), count=1))
    compact = _COMPACT.match(text)
    found = _DATE.match(text) if compact is None else compact
    if found is None:
        return None
    day = _date_of(found[1], found[2], found[3], order=order)
    rest = text[found.end() :].lstrip(" t,")
    offset, rest = _offset_of(rest)
    if day is None:
        return None
    if not rest:
        return Stamp(datetime.combine(day, time()), offset, is_day=True)
    clock = _time_of_text(rest)
    return None if clock is None else Stamp(datetime.combine(day, clock), offset)


def _date_of(first: str, middle: str, last: str, *, order: Order) -> date | None:
    if not middle.isdigit():
        month = _MONTHS.get(middle[:3])
        day, year = (first, last) if len(first) < 3 else (last, first)
    elif len(first) == 4:
        year, month, day = first, int(middle), last
    else:
        day, month = (first, int(middle)) if order == "dmy" else (middle, int(first))
        year = last
    if month is None:
        return None
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, int(day))
    except ValueError:
        return None


def _offset_of(text: str) -> tuple[timedelta | None, str]:
    found = _OFFSET.search(text)
    if found is None:
        return None, text
    written = (found[1] or "z").casefold()
    rest = text[: found.start()]
    if written == "z":
        return timedelta(0), rest
    sign = -1 if written[0] == "-" else 1
    return sign * timedelta(hours=int(written[1:3]), minutes=int(written[-2:])), rest


def time_of_day(cell: Any) -> time | float | None:
    """
    Return a cell as a time of day, the start of a range; NaN if it says nothing, None if it is none.

    Examples:
        >>> time_of_day("8:30AM - 9:00AM"), time_of_day("13.45"), time_of_day(0.5)
        (datetime.time(8, 30), datetime.time(13, 45), datetime.time(12, 0))
        >>> time_of_day("8"), time_of_day(17), time_of_day("0830"), time_of_day("30")
        (datetime.time(8, 0), datetime.time(17, 0), datetime.time(8, 30), None)
    """
    if cell is None:
        return math.nan
    if isinstance(cell, datetime):
        return cell.time().replace(microsecond=0)
    if isinstance(cell, time):
        return cell.replace(microsecond=0, tzinfo=None)
    if isinstance(cell, timedelta):
        return _second(cell.total_seconds())
    if isinstance(cell, float) and 0 <= cell < 1:
        return _second(round(cell * 86_400))
    text = str(cell).strip()
    return math.nan if text.casefold() in NOTHING else _time_of_text(text)


def _second(seconds: float) -> time | None:
    return (datetime.min + timedelta(seconds=seconds)).time() if 0 <= seconds < 86_400 else None


def _time_of_text(text: str) -> time | None:
    whole = _HOUR.fullmatch(text)
    if whole:
        return _clock_time(int(whole[1] or whole[2]), int(whole[3] or 0), 0)
    found = _TIME.match(text)
    if found is None or not re.match(r"\s*(?:-|–|to|tot|bis|$)", text[found.end() :]):
        return None
    hour, minute, second, half = int(found[1]), int(found[2]), int(found[3] or 0), (found[4] or "").casefold()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return _clock_time(hour, minute, second)


def _clock_time(hour: int, minute: int, second: int) -> time | None:
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def date_orders(cells: Sequence[Any]) -> set[Order]:
    """
    Return in which orders all dates of a column can be read; both if nothing tells day and month apart.

    Examples:
        >>> date_orders(["3/4/2024", "13/4/2024"]), date_orders(["2024-03-04"]) == {"dmy", "mdy"}
        ({'dmy'}, True)
    """
    texts = _dates_by_order(cells)
    orders: tuple[Order, ...] = ("dmy", "mdy")
    return {order for order in orders if all(stamp(text, order) is not None for text in texts)}


def is_ambiguous(cells: Sequence[Any]) -> bool:
    """Return whether the two orders of day and month give different dates somewhere in a column."""
    return any(map(differs_by_order, _dates_by_order(cells)))


def _dates_by_order(cells: Sequence[Any]) -> set[str]:
    """Return the dates, each once and without times of day, that do not begin with the year."""
    texts = {cell.strip() for cell in cells if isinstance(cell, str)}
    plain = {_WEEKDAY.sub("", text.casefold()) for text in texts if not text[:4].isdigit()}
    return {found[0] for text in plain if (found := _DATE.match(text))}


def differs_by_order(cell: Any) -> bool:
    """
    Return whether a cell is one date with the day first and another with the month first.

    Examples:
        >>> differs_by_order("3/4/2026"), differs_by_order("2026-04-03"), differs_by_order("")
        (True, False, False)
    """
    found = [stamp(cell, "dmy"), stamp(cell, "mdy")]
    return found[0] != found[1] and any(isinstance(each, Stamp) for each in found)


def fixed(offset: timedelta) -> timezone:
    """Return the time zone that lies ``offset`` from UTC."""
    return UTC if not offset else timezone(offset)
