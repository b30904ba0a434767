"""
A table understood: each row with its channel, its moment and its counts, as arrays.

Everything that depends on how cells are written is settled here: which columns hold what, day
before month or after, decimal signs, time zones. What cannot be settled is refused with its
place; what is settled by assumption is noted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import time_zone
from channelmix.forecast.history import columns
from channelmix.forecast.history.cells import (
    Column,
    Decimal,
    Order,
    Stamp,
    date_orders,
    decimal_sign,
    differs_by_order,
    durations,
    fixed,
    is_ambiguous,
    may_be_thousands,
    number,
    numbers,
    stamp,
    stamps,
)
from channelmix.forecast.history.findings import Ledger, counted
from channelmix.forecast.history.labels import NAMELESS, labels, refuse_nameless
from channelmix.forecast.history.profiles import Profile, unit_s
from channelmix.forecast.history.table import Table

Reals = NDArray[np.float64]
Words = NDArray[np.object_]

_COUNTS = ("offered", "answered", "abandoned")
_SIGNS: dict[Decimal, str] = {",": "comma", ".": "point"}


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a history, equally long arrays."""

    row: NDArray[np.int64]
    """Place in the table."""
    channel: Words
    queue: Words
    when: NDArray[np.datetime64]
    """Local moments, in seconds."""
    whole_day: NDArray[np.bool_]
    """Whether only a date was written."""
    offered: Reals
    answered: Reals
    abandoned: Reals
    handling: Reals
    """Mean seconds."""

    def only(self, wanted: NDArray[Any]) -> "Rows":
        """Return the rows of a mask or an order."""
        return Rows(**{entry.name: getattr(self, entry.name)[wanted] for entry in fields(self)})

    def __len__(self) -> int:
        return len(self.row)


def understand(table: Table, profile: Profile, ledger: Ledger) -> tuple[Rows, dict[str, str]]:
    """
    Return the rows of a table as a profile says, and its columns by what they were read as.

    Raises:
        DataError: If columns are missing or cells cannot be read.
    """
    places = columns.with_day(profile, profile.places(table), table, ledger)
    if "day" not in places and profile.day_in_preamble is None:
        raise columns.no_column(table, profile, "a date")
    for note in table.notes:
        found, _, action = note.partition("; ")
        ledger.note("file", found, action or "it is read as such")
    keep = columns.without_totals(table, places, ledger)
    keep = columns.without_header_rows(table, places, keep, ledger)
    wide = columns.wide_columns(table, places, keep, ledger)
    if not wide and not any(role in places for role in ("offered", "answered")):
        raise columns.no_column(table, profile, "numbers of contacts")
    used = columns.used_roles(places, wide)
    keep = keep if wide else _without_cut_short(table, used, keep, ledger=ledger)
    moments, whole_day = _moments(table, profile, places, keep=keep, ledger=ledger)
    columns.tell_unread(table, profile, used=used, wide=wide, ledger=ledger)
    called = _called(table, profile, places, keep=keep, wide=wide, ledger=ledger)
    reading = _Reading(table, profile, keep, ledger, called)
    if not wide:
        return replace(reading.rows(used), when=moments, whole_day=whole_day), used
    _refuse_single_contacts(table, moments, ledger)
    ledger.note("wide", f"columns {', '.join(wide)} hold numbers", "each is taken for a channel")
    timed = {role: name for role, name in used.items() if role in columns.TIMED}
    parts = [reading.rows({"offered": name, **timed}, channel=name) for name in wide]
    return _joined([replace(part, when=moments, whole_day=whole_day) for part in parts]), used


def _without_cut_short(
    table: Table, used: dict[str, str], keep: NDArray[np.int64], *, ledger: Ledger
) -> NDArray[np.int64]:
    """Return the rows that have more than a date: the last line of an export that broke off has not."""
    rest = [table.columns[name] for role, name in used.items() if role not in ("day", "time")]
    cut = [row for row in keep if not any(str("" if cells[row] is None else cells[row]).strip() for cells in rest)]
    if not cut or len(cut) == len(keep):
        return keep
    ledger.repaired(
        "cut_short", f"{counted(len(cut), 'row')} of a date and nothing else", "left out", count=len(cut),
        examples=[table.place(int(row)) for row in cut],
    )  # fmt: skip
    return np.setdiff1d(keep, cut)


def _called(
    table: Table, profile: Profile, places: dict[str, str], *, keep: NDArray[np.int64], wide: Sequence[str],
    ledger: Ledger,
) -> dict[str, str]:  # fmt: skip
    """Return what scenarios call each channel of the table."""
    if wide:
        return labels(wide, profile, ledger)
    if "channel" not in places:
        return labels([profile.channel or NAMELESS], profile, ledger)
    cells = [table.columns[places["channel"]][row] for row in keep]
    refuse_nameless(table, cells, keep.tolist(), ledger)
    return labels(list(dict.fromkeys(str(cell).strip() for cell in cells)), profile, ledger)


def _refuse_single_contacts(table: Table, moments: NDArray[np.datetime64], ledger: Ledger) -> None:
    """Stop where a table without a column of contacts has many rows at one moment: it lists contacts one by one."""
    if len(np.unique(moments)) < len(moments) / 2:
        ledger.refused(
            "interval", "there is no column of contacts, and most moments come more than once, as in a list of single "
            "contacts", "add contacts up to days or intervals first",
        )  # fmt: skip
        ledger.stop_if_refused(table.name)


def _moments(
    table: Table, profile: Profile, places: dict[str, str], *, keep: NDArray[np.int64], ledger: Ledger
) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """Return when each row was, and whether it is a day."""
    cells = _day_cells(table, profile, places, keep=keep)
    times = [table.columns[places["time"]][row] for row in keep] if "time" in places else None
    order = _order(table, cells, ledger)
    found = stamps(cells, times, order)
    wrong = [place for place, moment in enumerate(found) if not isinstance(moment, Stamp)]
    if wrong:
        shown = [repr(cells[place]) + ("" if times is None else f" {times[place]!r}") for place in wrong]
        examples = [f"{table.place(int(keep[place]))} {text}" for place, text in zip(wrong, shown, strict=True)]
        way_out = _way_out_of_moments([cells[place] for place in wrong], cells, times)
        ledger.refused(
            "moments", f"{counted(len(wrong), 'row')} without a date that can be read", way_out,
            count=len(wrong), examples=examples,
        )  # fmt: skip
        ledger.stop_if_refused(table.name)
    known = [moment for moment in found if isinstance(moment, Stamp)]
    when = np.array(_local(table, known, ledger), "datetime64[s]")
    return when, _whole_days(known, cells, has_times=times is not None)


def _whole_days(known: Sequence[Stamp], cells: Sequence[Any], *, has_times: bool) -> NDArray[np.bool_]:
    """Return where only a date was written; a midnight of a workbook is a time if its day has others."""
    timed = {moment.local.date() for moment in known if not moment.is_day}
    return np.array([
        moment.is_day and (has_times or not isinstance(cell, datetime) or moment.local.date() not in timed)
        for moment, cell in zip(known, cells, strict=True)
    ])  # fmt: skip


def _way_out_of_moments(wrong: Sequence[Any], cells: Sequence[Any], times: Sequence[Any] | None) -> str:
    if all(_is_day_number(cell) for cell in wrong):
        return "they look like Excel's day numbers: give that column a date format"
    if times is not None and any(str(time).strip().startswith("24") for time in times):
        return "24:00 is the end of an interval, and the start of each is needed: take one interval off all times"
    if not date_orders(cells) and all(stamp(cell, "dmy") or stamp(cell, "mdy") for cell in wrong):
        return "some dates can only be day-month and others only month-day: write all the same way"
    if not any(str("" if cell is None else cell).strip() for cell in wrong):
        return "write the date in each row: merged cells hold it in the first only"
    if all(re.fullmatch(r"\d{4}[-/]\d{1,2}|[^\W\d]+\.? \d{4}|\d{4}-?[wWqQ]\d+", str(cell).strip()) for cell in wrong):
        return "a month, a week or a quarter is too coarse: a forecast needs a row for each day or interval"
    return "correct or remove them"


def _is_day_number(cell: Any) -> bool:
    """
    Return whether a cell is a number that Excel would show as a day from 1980 to 2079.

    Examples:
        >>> _is_day_number("45810"), _is_day_number("2025")
        (True, False)
    """
    value = number(cell, ".")
    return value is not None and 29_221 <= value <= 65_746


def _day_cells(table: Table, profile: Profile, places: dict[str, str], *, keep: NDArray[np.int64]) -> list[Any]:
    if "day" in places:
        return [table.columns[places["day"]][row] for row in keep]
    for line in table.preamble:
        word, _, rest = line.partition(":")
        if profile.day_in_preamble and word.strip().casefold() == profile.day_in_preamble.casefold():
            return [rest.strip()] * len(keep)
    raise columns.no_column(table, profile, "a date")


def _order(table: Table, cells: Sequence[Any], ledger: Ledger) -> Order:
    """Return whether the day or the month comes first, or refuse to guess."""
    decided = ledger.decisions["dates"]
    if decided in get_args(Order):
        return cast("Order", decided)
    orders = date_orders(cells)
    if len(orders) == 1:
        return next(iter(orders))
    if not orders or not is_ambiguous(cells):
        return "dmy"
    spans = {order: _span([stamp(cell, order) for cell in cells]) for order in orders}
    best, other = sorted(spans, key=lambda order: spans[order])
    if spans[best] * 3 < spans[other]:
        ledger.repaired("dates", "day and month can be told apart by the sequence only", f"read as {best}")
        return best
    example = next(cell for cell in cells if differs_by_order(cell))
    ledger.refused("dates", "day and month cannot be told apart", "decide dates=dmy or dates=mdy", examples=[example])
    ledger.stop_if_refused(table.name)
    raise AssertionError


def _span(found: Sequence[Stamp | float | None]) -> timedelta:
    moments = [moment.local for moment in found if isinstance(moment, Stamp)]
    return max(moments) - min(moments)


def _local(table: Table, found: Sequence[Stamp], ledger: Ledger) -> list[datetime]:
    """Return local clock times: of the zone decided, or as written where all rows agree on one."""
    offsets = {moment.offset for moment in found}
    zone = None if ledger.decisions.timezone is None else time_zone(ledger.decisions.timezone)
    if offsets == {None}:
        if zone is not None:
            ledger.note("timezone", "rows carry no offset from UTC", f"they are local times, and {zone} moves nothing")
        return [moment.local for moment in found]
    if None in offsets:
        ledger.refused("timezone", "some rows carry an offset from UTC and others do not", "write all the same way")
    if all(moment.local.hour == moment.local.minute == 0 for moment in found):
        ledger.note("timezone", "days carry an offset from UTC", "they are taken for local days")
        return [moment.local for moment in found]
    if zone is None and len(offsets) > 1:
        listed = ", ".join(sorted(str(fixed(offset)) for offset in offsets if offset is not None))
        ledger.refused(
            "timezone", f"rows carry different offsets ({listed})", "give --timezone, such as Europe/Amsterdam"
        )
    ledger.stop_if_refused(table.name)
    if zone is None:
        (offset,) = offsets
        name = fixed(offset or timedelta())
        ledger.note("timezone", f"all rows are {name} times", "they are taken for local; --timezone NAME moves them")
        return [moment.local for moment in found]
    ledger.repaired("timezone", "rows carry their offset from UTC", f"moved to {ledger.decisions.timezone}")
    return [_moved(moment, zone) for moment in found]


def _moved(moment: Stamp, zone: ZoneInfo) -> datetime:
    aware = moment.local.replace(tzinfo=fixed(moment.offset or timedelta()))
    return aware.astimezone(zone).replace(tzinfo=None)


@dataclass(frozen=True, eq=False)
class _Reading:
    """Rows of a table on their way to numbers."""

    table: Table
    profile: Profile
    keep: NDArray[np.int64]
    ledger: Ledger
    called: dict[str, str]
    """What scenarios call each channel."""

    def rows(self, places: dict[str, str], channel: str | None = None) -> Rows:
        """Return the rows of the columns by role, all of one channel if it is given."""
        cells = {role: [self.table.columns[name][row] for row in self.keep] for role, name in places.items()}
        decimal = self._decimal(cells)
        count = len(self.keep)
        counts = {
            role: self._read(places[role], numbers(cells[role], decimal)) if role in cells else np.full(count, np.nan)
            for role in _COUNTS
        }
        only = channel or self.profile.channel or NAMELESS
        given = cells.get("channel", [only] * count)
        return Rows(
            row=self.keep,
            channel=np.array([self.called[str(cell).strip()] for cell in given], object),
            queue=np.array([str(cell).strip() for cell in cells.get("queue", [""] * count)], object),
            when=np.empty(count, "datetime64[s]"),
            whole_day=np.zeros(count, bool),
            handling=self._handling(places, cells, answered=counts["answered"], decimal=decimal),
            **counts,
        )

    def _decimal(self, cells: dict[str, list[Any]]) -> Decimal:
        decided = self.ledger.decisions["decimal"]
        if decided != "auto":
            return "," if decided == "comma" else "."
        read = [
            cell for role, column in cells.items() if role not in ("day", "time", "channel", "queue") for cell in column
        ]
        sign = decimal_sign(read, semicolons=self.table.semicolons)
        doubtful = may_be_thousands([cell for role in _COUNTS for cell in cells.get(role, ())], sign)
        if doubtful is not None and may_be_thousands(read, sign):
            whole = doubtful.replace(sign, "")
            self.ledger.refused(
                "decimal", f"numbers of contacts such as {doubtful} can be read in two ways",
                f"decide decimal={_SIGNS[',' if sign == '.' else '.']} if it is {whole} contacts, else "
                f"decimal={_SIGNS[sign]}",
            )  # fmt: skip
        return sign

    def _read(self, name: str, column: Column) -> Reals:
        """Return a column's numbers, its unreadable cells told."""
        if column.unreadable:
            cells = self.table.columns[name]
            rows = [int(self.keep[row]) for row in column.unreadable]
            examples = [f"{self.table.place(row)} {cells[row]!r}" for row in rows]
            found = f"{counted(len(column.unreadable), 'cell')} of {name} without a number that can be read"
            details: dict[str, Any] = {"count": len(column.unreadable), "examples": examples}
            if self.ledger.decisions["unreadable"] == "refuse":
                self.ledger.refused("unreadable", found, "correct them, or decide unreadable=unknown", **details)
            else:
                self.ledger.repaired("unreadable", found, "taken for unknown", **details)
        return column.values

    def _handling(
        self, places: dict[str, str], cells: dict[str, list[Any]], *, answered: Reals, decimal: Decimal
    ) -> Reals:
        def seconds(role: str) -> Reals:
            unit = unit_s(places[role]) or self.profile.duration_s
            return self._read(places[role], durations(cells[role], decimal, unit))

        if "handling" in cells:
            return seconds("handling")
        if "handling_total" in cells:
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.asarray(np.where(answered > 0, seconds("handling_total") / answered, np.nan))
        parts = [seconds(role) for role in ("talk", "wrap_up") if role in cells]
        return np.asarray(sum(parts)) if parts else np.full(len(self.keep), np.nan)


def _joined(parts: Sequence[Rows]) -> Rows:
    return Rows(**{entry.name: np.concatenate([getattr(part, entry.name) for part in parts]) for entry in fields(Rows)})
