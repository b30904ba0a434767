"""
A table understood: each row with its channel, its moment and its counts, as arrays.

Everything that depends on how cells are written is settled here: which columns hold what, day
before month or after, decimal signs, time zones. What cannot be settled is refused with its
place; what is settled by assumption is noted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import time_zone
from channelmix.errors import DataError
from channelmix.forecast.history.cells import (
    Column,
    Decimal,
    Order,
    Stamp,
    date_orders,
    decimal_sign,
    durations,
    fixed,
    is_ambiguous,
    number,
    numbers,
    stamp,
    stamps,
)
from channelmix.forecast.history.findings import Ledger, counted
from channelmix.forecast.history.profiles import Profile
from channelmix.forecast.history.table import Table
from channelmix.scenario.suggest import did_you_mean

Reals = NDArray[np.float64]
Words = NDArray[np.object_]

_TOTALS = ("total", "totals", "totaal", "summe", "gesamt", "sum", "summary", "grand total", "subtotal", "eindtotaal")
_COUNTS = ("offered", "answered", "abandoned")


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


def understand(table: Table, profile: Profile, ledger: Ledger) -> Rows:
    """
    Return the rows of a table as a profile says.

    Raises:
        DataError: If columns are missing or cells cannot be read.
    """
    places = _with_day(profile, profile.places(table), table, ledger)
    if "day" not in places and profile.day_in_preamble is None:
        raise DataError(_no_column(table, profile, "a date"))
    for note in table.notes:
        ledger.note("file", note, "it is read as such")
    keep = _without_totals(table, places, ledger)
    wide = _wide_columns(table, places, keep, ledger)
    if not wide and not any(role in places for role in ("offered", "answered")):
        raise DataError(_no_column(table, profile, "numbers of contacts"))
    moments, whole_day, keep = _moments(table, profile, places, keep, ledger)
    _tell_unknown_channels(wide or _names_given(table, profile, places), ledger)
    if wide:
        _refuse_single_contacts(table, moments, ledger)
        ledger.note("wide", f"columns {', '.join(wide)} hold numbers", "each is taken for a channel")
        parts = [_counted(table, profile, {"offered": name}, keep, ledger, channel=name) for name in wide]
        rows = [replace(part, when=moments, whole_day=whole_day) for part in parts]
        return _joined(rows)
    return replace(_counted(table, profile, places, keep, ledger), when=moments, whole_day=whole_day)


def _names_given(table: Table, profile: Profile, places: dict[str, str]) -> list[str]:
    """Return the names of channels in a long table."""
    if "channel" not in places:
        return [profile.channel or "contacts"]
    return list(dict.fromkeys(str(cell).strip() for cell in table.columns[places["channel"]]))


def _tell_unknown_channels(given: Sequence[str], ledger: Ledger) -> None:
    """Tell of decided names that no channel of the table has: they change nothing."""
    known = {name.casefold() for name in given}
    for name in ledger.decisions.channels:
        if name.casefold().strip() not in known:
            ledger.note(
                "channels", f"--channel names {name}, which the table does not have (it has {', '.join(given[:8])})",
                f"it changes nothing{did_you_mean(name, given)}",
            )  # fmt: skip


def _with_day(profile: Profile, places: dict[str, str], table: Table, ledger: Ledger) -> dict[str, str]:
    """Return the columns by role; where none has a known name for dates, the only one that holds dates is taken."""
    if "day" in places or profile.day_in_preamble is not None:
        return places
    found = [name for name, cells in table.columns.items() if name not in places.values() and _are_dates(cells)]
    if len(found) != 1:
        return places
    ledger.note(
        "day", f"no column is called as dates usually are, but {found[0]} holds dates", "it is taken for the date"
    )
    return {"day": found[0], **places}


def _are_dates(cells: Sequence[Any]) -> bool:
    some = [cell for cell in cells[:50] if str(cell).strip()]
    texts = [cell for cell in some if not isinstance(cell, int | float)]
    return bool(texts) and all(isinstance(stamp(cell, "dmy") or stamp(cell, "mdy"), Stamp) for cell in texts)


def _refuse_single_contacts(table: Table, moments: NDArray[np.datetime64], ledger: Ledger) -> None:
    """Stop where a table without a column of contacts has many rows at one moment: it lists contacts one by one."""
    if len(np.unique(moments)) < len(moments) / 2:
        ledger.refused(
            "interval", "there is no column of contacts, and most moments come more than once, as in a list of single "
            "contacts", "add contacts up to days or intervals first",
        )  # fmt: skip
        ledger.stop_if_refused(table.name)


def _no_column(table: Table, profile: Profile, what: str) -> str:
    role = "day" if what == "a date" else "offered"
    known = ", ".join(profile.columns[role][:6])
    got = ", ".join(list(table.columns)[:12])
    return (
        f"{table.name} must have a column with {what}, such as {known} (got {got}); "
        f"rename one, or give a profile of your own with --profile"
    )


def _without_totals(table: Table, places: dict[str, str], ledger: Ledger) -> NDArray[np.int64]:
    """Return the rows that are no sums of others."""
    named = [table.columns[places[role]] for role in ("day", "time", "channel", "queue") if role in places]
    totals = [
        row
        for row in range(table.rows)
        if any(str(column[row]).strip().casefold().rstrip(":") in _TOTALS for column in named)
    ]
    if not totals:
        return np.arange(table.rows)
    examples = [table.place(row) for row in totals]
    details: dict[str, Any] = {"count": len(totals), "examples": examples}
    found = f"{counted(len(totals), 'row')} of totals"
    if ledger.decisions["totals"] == "keep":
        ledger.note("totals", found, "kept, as decided", **details)
        return np.arange(table.rows)
    ledger.repaired("totals", found, "left out", **details)
    return np.setdiff1d(np.arange(table.rows), totals)


def _wide_columns(table: Table, places: dict[str, str], keep: NDArray[np.int64], ledger: Ledger) -> list[str]:
    """Return the columns of a wide table that hold contacts of a channel each; none if it is a long one."""
    layout = ledger.decisions["layout"]
    long = {"offered", "answered", "channel"} & places.keys()
    if layout == "long" or "channel" in long:
        return []
    used = {name for role, name in places.items() if layout != "wide" or role in ("day", "time", "queue")}
    wide = [name for name, cells in table.columns.items() if name not in used and _is_counts([cells[r] for r in keep])]
    if not long or layout == "wide":
        return wide
    if wide:
        ledger.note(
            "layout", f"columns {', '.join(wide)} hold numbers too",
            "they are not read; --decide layout=wide takes each column of numbers for a channel",
        )  # fmt: skip
    return []


def _is_counts(cells: Sequence[Any]) -> bool:
    found = [number(cell, ".") for cell in cells]
    return (
        any(value is not None and value == value for value in found) and sum(v is None for v in found) < len(found) / 2
    )


def _moments(
    table: Table, profile: Profile, places: dict[str, str], keep: NDArray[np.int64], ledger: Ledger
) -> tuple[NDArray[np.datetime64], NDArray[np.bool_], NDArray[np.int64]]:
    """Return when each row was, whether it is a day, and the rows that have a moment at all."""
    cells = _day_cells(table, profile, places, keep)
    times = [table.columns[places["time"]][row] for row in keep] if "time" in places else None
    order = _order(table, cells, ledger)
    found = stamps(cells, times, order)
    wrong = [place for place, moment in enumerate(found) if not isinstance(moment, Stamp)]
    if wrong:
        examples = [f"{table.place(int(keep[place]))} {cells[place]!r}" for place in wrong]
        serial = all(_is_day_number(cells[place]) for place in wrong)
        way_out = (
            "they look like Excel's day numbers: give that column a date format" if serial else "correct or remove them"
        )
        ledger.refused(
            "moments", f"{counted(len(wrong), 'row')} without a date that can be read", way_out,
            count=len(wrong), examples=examples,
        )  # fmt: skip
        ledger.stop_if_refused(table.name)
    known = [moment for moment in found if isinstance(moment, Stamp)]
    when = np.array(_local(table, known, ledger), "datetime64[s]")
    return when, np.array([moment.is_day for moment in known]), keep


def _is_day_number(cell: Any) -> bool:
    """
    Return whether a cell is a number that Excel would show as a day from 1980 to 2079.

    Examples:
        >>> _is_day_number("45810"), _is_day_number("2025")
        (True, False)
    """
    value = number(cell, ".")
    return value is not None and 29_221 <= value <= 65_746


def _day_cells(table: Table, profile: Profile, places: dict[str, str], keep: NDArray[np.int64]) -> list[Any]:
    if "day" in places:
        return [table.columns[places["day"]][row] for row in keep]
    for line in table.preamble:
        word, _, rest = line.partition(":")
        if profile.day_in_preamble and word.strip().casefold() == profile.day_in_preamble.casefold():
            return [rest.strip()] * len(keep)
    raise DataError(_no_column(table, profile, "a date"))


def _order(table: Table, cells: Sequence[Any], ledger: Ledger) -> Order:
    """Return whether the day or the month comes first, or refuse to guess."""
    decided = ledger.decisions["dates"]
    if decided == "dmy" or decided == "mdy":
        return decided  # type: ignore[return-value]
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
    example = next(cell for cell in cells if stamp(cell, "dmy") != stamp(cell, "mdy"))
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


def _counted(
    table: Table, profile: Profile, places: dict[str, str], keep: NDArray[np.int64], ledger: Ledger,
    channel: str | None = None,
) -> Rows:  # fmt: skip
    cells = {role: [table.columns[name][row] for row in keep] for role, name in places.items()}
    decimal = _decimal(table, cells, ledger)
    unknown = np.full(len(keep), np.nan)
    counts = {
        role: _read(table, places[role], numbers(cells[role], decimal), keep, ledger) if role in cells else unknown
        for role in _COUNTS
    }
    return Rows(
        row=keep,
        channel=_channels(profile, cells, len(keep), channel, ledger),
        queue=np.array([str(cell).strip() for cell in cells.get("queue", [""] * len(keep))], object),
        when=np.empty(len(keep), "datetime64[s]"),
        whole_day=np.zeros(len(keep), bool),
        handling=_handling(table, profile, places, cells, decimal, counts["answered"], keep, ledger),
        **counts,
    )


def _decimal(table: Table, cells: dict[str, list[Any]], ledger: Ledger) -> Decimal:
    decided = ledger.decisions["decimal"]
    if decided != "auto":
        return "," if decided == "comma" else "."
    read = [
        cell for role, column in cells.items() if role not in ("day", "time", "channel", "queue") for cell in column
    ]
    return decimal_sign(read, semicolons=table.semicolons)


def _read(table: Table, name: str, column: Column, keep: NDArray[np.int64], ledger: Ledger) -> Reals:
    """Return a column's numbers, its unreadable cells told."""
    if column.unreadable:
        cells = table.columns[name]
        examples = [f"{table.place(int(keep[row]))} {cells[keep[row]]!r}" for row in column.unreadable]
        found = f"{counted(len(column.unreadable), 'cell')} of {name} without a number that can be read"
        details: dict[str, Any] = {"count": len(column.unreadable), "examples": examples}
        if ledger.decisions["unreadable"] == "refuse":
            ledger.refused("unreadable", found, "correct them, or decide unreadable=unknown", **details)
        else:
            ledger.repaired("unreadable", found, "taken for unknown", **details)
    return column.values


def _handling(
    table: Table, profile: Profile, places: dict[str, str], cells: dict[str, list[Any]], decimal: Decimal,
    answered: Reals, keep: NDArray[np.int64], ledger: Ledger,
) -> Reals:  # fmt: skip
    def seconds(role: str) -> Reals:
        return _read(table, places[role], durations(cells[role], decimal, profile.duration_s), keep, ledger)

    if "handling" in cells:
        return seconds("handling")
    if "handling_total" in cells and "answered" in cells:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.where(answered > 0, seconds("handling_total") / answered, np.nan))
    parts = [seconds(role) for role in ("talk", "wrap_up") if role in cells]
    return np.asarray(sum(parts)) if parts else np.full(len(keep), np.nan)


def _channels(profile: Profile, cells: dict[str, list[Any]], count: int, channel: str | None, ledger: Ledger) -> Words:
    """Return the channel of each row, as scenarios call it."""
    given = [channel or profile.channel or "contacts"] * count if "channel" not in cells else cells["channel"]
    own = {name.casefold().strip(): name_in for name, name_in in ledger.decisions.channels.items()}
    called: dict[str, str] = {}
    for name in dict.fromkeys(str(cell).strip() for cell in given):
        folded = name.casefold()
        called[name] = own.get(folded) or profile.channels.get(folded) or "_".join(folded.split()) or "contacts"
    changed = {name: new for name, new in called.items() if name != new}
    if changed:
        pairs = ", ".join(f"{name or '(empty)'} → {new}" for name, new in changed.items())
        ledger.note(
            "channels", f"channels are renamed for scenarios: {pairs}", "--channel 'NAME=name' names one otherwise"
        )
    return np.array([called[str(cell).strip()] for cell in given], object)


def _joined(parts: Sequence[Rows]) -> Rows:
    return Rows(**{entry.name: np.concatenate([getattr(part, entry.name) for part in parts]) for entry in fields(Rows)})
