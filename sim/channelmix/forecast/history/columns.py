"""
Which columns of a table hold what, which rows are sums of others, and which columns are not read.

Nothing is dropped in silence: a column that no role takes is named, with what to call it if it matters.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from channelmix.errors import DataError
from channelmix.forecast.history.cells import Stamp, number, stamp, time_of_day
from channelmix.forecast.history.findings import Ledger, counted, listed
from channelmix.forecast.history.profiles import Profile
from channelmix.forecast.history.table import Table
from channelmix.scenario.suggest import did_you_mean

TIMED = ("handling", "handling_total", "talk", "wrap_up")
"""Roles of columns that hold durations."""
_TOTALS = {
    "total", "totals", "totaal", "summe", "gesamt", "sum", "summary", "grand total", "subtotal", "eindtotaal",
    "all", "all channels", "all queues", "overall", "alle", "alle kanalen", "alle kanäle", "gesamtsumme", "insgesamt",
    "totaal generaal", "total contacts", "totaal aantal", "zwischensumme", "subtotaal",
}  # fmt: skip
_NO_CONTACTS = {
    "level", "niveau", "aht", "asa", "time", "tijd", "zeit", "dauer", "duur", "occupancy", "bezetting", "auslastung",
    "average", "avg", "mean", "gemiddeld", "gemiddelde", "durchschnitt", "durchschnittliche", "agents", "agent", "fte",
    "staff", "medewerkers", "mitarbeiter", "rate", "score", "nps", "csat", "seconds", "secs", "sec", "minutes",
    "weekday", "weekdag", "wochentag", "week", "woche", "kw", "month", "maand", "monat", "year", "jaar", "jahr",
    "temperature", "%",
}  # fmt: skip
"""Words in the name of a column of numbers that are no contacts of a channel."""
_COARSE = {"week", "weeks", "woche", "kw", "month", "maand", "monat", "quarter", "kwartaal", "quartal", "year", "jaar"}


def with_day(profile: Profile, places: dict[str, str], table: Table, ledger: Ledger) -> dict[str, str]:
    """Return the columns by role; where none has a known name for dates, the only one that holds dates is taken."""
    if profile.day_in_preamble is not None:
        return places
    if "day" in places:
        return _with_time(profile, places, table)
    found = [name for name, cells in table.columns.items() if name not in places.values() and _are_dates(cells)]
    if len(found) != 1:
        return places
    ledger.note(
        "day", f"no column is called as dates usually are, but {found[0]} holds dates", "it is taken for the date"
    )
    return {"day": found[0], **places}


def _with_time(profile: Profile, places: dict[str, str], table: Table) -> dict[str, str]:
    """Return the columns by role; a start or interval beside the date is the time of day, or the whole moment."""
    if "time" in places:
        return places
    known = {*profile.columns.get("day", ()), *profile.columns.get("time", ())}
    for name, cells in table.columns.items():
        if name in places.values() or name.casefold().strip() not in known:
            continue
        some = _some(cells)
        if some and all(map(_is_clock, some)) and not _are_dates(cells):
            return {**places, "time": name}
        if _are_dates(cells) and _hold_times(some) and not _hold_times(_some(table.columns[places["day"]])):
            return {**places, "day": name}
    return places


def _some(cells: Sequence[Any]) -> list[Any]:
    """Return those of the first cells that say something."""
    return [cell for cell in cells[:50] if str("" if cell is None else cell).strip()]


def _is_clock(cell: Any) -> bool:
    return isinstance(time_of_day(cell), time) and (not isinstance(cell, str) or ":" in cell)


def _hold_times(cells: Sequence[Any]) -> bool:
    """Return whether any cell is a moment within a day."""
    found = [stamp(cell, "dmy") or stamp(cell, "mdy") for cell in cells]
    return any(isinstance(moment, Stamp) and not moment.is_day for moment in found)


def _are_dates(cells: Sequence[Any]) -> bool:
    some = _some(cells)
    texts = [cell for cell in some if not isinstance(cell, int | float)]
    return bool(texts) and all(isinstance(stamp(cell, "dmy") or stamp(cell, "mdy"), Stamp) for cell in texts)


def no_column(table: Table, profile: Profile, what: str) -> DataError:
    """Return the mistake of a table without a column of dates, or of contacts."""
    role = "day" if what == "a date" else "offered"
    known = ", ".join(profile.columns[role][:6])
    got = ", ".join(list(table.columns)[:12])
    coarse = [name for name in table.columns if name.casefold().strip() in _COARSE]
    way_out = "rename one, or give a profile of your own with --profile"
    if role == "day" and coarse:
        way_out = f"{coarse[0]} is too coarse: a forecast needs a row for each day or interval"
    if role != "day" and any(_hold_times(_some(cells)) for cells in table.columns.values()):
        way_out += "; a list of single contacts must be added up to days or intervals first"
    return DataError(f"{table.name} must have a column with {what}, such as {known} (got {got}); {way_out}")


def without_totals(table: Table, places: Mapping[str, str], ledger: Ledger) -> NDArray[np.int64]:
    """Return the rows that are no sums of others."""
    named = [table.columns[places[role]] for role in ("day", "time", "channel", "queue") if role in places]
    sums = [(column, {text for text in set(map(str, column)) if _is_total(text)}) for column in named]
    totals = [row for row in range(table.rows) if any(of and str(column[row]) in of for column, of in sums)]
    if not totals or len(totals) == table.rows:
        return np.arange(table.rows)
    examples = [table.place(row) for row in totals]
    details: dict[str, Any] = {"count": len(totals), "examples": examples}
    found = f"{counted(len(totals), 'row')} of totals"
    if ledger.decisions["totals"] == "keep":
        ledger.note("totals", found, "kept, as decided", **details)
        return np.arange(table.rows)
    ledger.repaired("totals", found, "left out", **details)
    return np.setdiff1d(np.arange(table.rows), totals)


def _is_total(name: str) -> bool:
    return " ".join(name.casefold().rstrip(": ").split()) in _TOTALS


def wide_columns(table: Table, places: Mapping[str, str], keep: NDArray[np.int64], ledger: Ledger) -> list[str]:
    """Return the columns of a wide table that hold contacts of a channel each; none if it is a long one."""
    layout = ledger.decisions["layout"]
    long = {"offered", "answered", "channel"} & places.keys()
    if layout == "long" or "channel" in long:
        return []
    if long and layout != "wide":
        return []
    used = {name for role, name in places.items() if layout != "wide" or role in ("day", "time", "queue")}
    wide = [name for name, cells in table.columns.items() if name not in used and _is_counts([cells[r] for r in keep])]
    if layout != "wide":
        wide = [name for name in wide if not _words(name) & _NO_CONTACTS]
    return _without_total_columns(wide, ledger)


def _words(name: str) -> set[str]:
    """
    Return the words of a column's name, and its percent sign.

    Examples:
        >>> sorted(_words("Service level (%)")), _words("wachttijd") & {"tijd"}
        (['%', 'level', 'service'], {'tijd'})
    """
    words = set(re.findall(r"[^\W\d_]+|%", name.casefold()))
    return words | {end for end in ("tijd", "zeit", "dauer") if any(word.endswith(end) for word in words)}


def _without_total_columns(wide: list[str], ledger: Ledger) -> list[str]:
    totals = [name for name in wide if _is_total(name)]
    if not totals or len(totals) == len(wide):
        return wide
    found = f"column {', '.join(totals)} adds up others"
    if ledger.decisions["totals"] == "keep":
        ledger.note("totals", found, "kept, as decided")
        return wide
    ledger.repaired("totals", found, "left out")
    return [name for name in wide if name not in totals]


def _is_counts(cells: Sequence[Any]) -> bool:
    found = [number(cell, ".") for cell in cells]
    return (
        any(value is not None and value == value for value in found) and sum(v is None for v in found) < len(found) / 2
    )


def used_roles(places: Mapping[str, str], wide: Sequence[str]) -> dict[str, str]:
    """Return the roles whose columns are read; a wide table has handling times only if it has one channel."""
    timed = _timed(places)
    if wide:
        kept = ("day", "time", "queue", *(timed if len(wide) == 1 else ()))
        return {role: name for role, name in places.items() if role in kept}
    return {role: name for role, name in places.items() if role not in TIMED or role in timed}


def _timed(places: Mapping[str, str]) -> tuple[str, ...]:
    """Return the roles that handling times are taken from: the mean, else the sum of all, else its parts."""
    if "handling" in places:
        return ("handling",)
    if "handling_total" in places and "answered" in places:
        return ("handling_total",)
    return ("talk", "wrap_up")


def tell_unread(
    table: Table, profile: Profile, *, used: Mapping[str, str], wide: Sequence[str], ledger: Ledger
) -> None:
    """Tell of columns that are not read, and of cells beyond the last column name."""
    read = {*used.values(), *wide}
    totals = {name for name in table.columns if wide and _is_total(name)}
    unread = [name for name in table.columns if name not in read | totals]
    if unread:
        which = f"{'column' if len(unread) == 1 else 'columns'} {listed(unread)}"
        ways = [_way_out(unread, profile, used=used, wide=wide)]
        if not wide and "channel" not in used and any(_is_counts(table.columns[name]) for name in unread):
            ways.append("--decide layout=wide takes each column of numbers for a channel")
        ways.append("a layout of your own (--profile) names columns as you like")
        ledger.note("columns", f"{which} {'is' if len(unread) == 1 else 'are'} not read", "; ".join(ways))
    if table.beyond:
        ledger.repaired(
            "beyond", f"{counted(len(table.beyond), 'row')} with cells beyond the last column name",
            "those cells are not read: look whether a separator within a number or a text has moved the others",
            count=len(table.beyond), examples=[table.place(row) for row in table.beyond],
        )  # fmt: skip


def _way_out(unread: Sequence[str], profile: Profile, *, used: Mapping[str, str], wide: Sequence[str]) -> str:
    if len(wide) > 1 and any(_words(name) & _NO_CONTACTS for name in unread):
        return (
            "a column for each channel leaves no room for handling times: they need a row for each channel "
            "(date, channel, contacts, aht)"
        )
    missing = [role for role in ("answered", "abandoned", "handling") if role not in used and profile.columns.get(role)]
    known = [name for role in missing for name in profile.columns[role]]
    hints = [f"{name}{hint}" for name in unread[:5] if (hint := did_you_mean(name, known))]
    if hints:
        return f"rename what is one of them ({', '.join(hints)})".replace("; did", ": did")
    wanted = [f"{role.replace('handling', 'mean handling times')} as {profile.columns[role][0]}" for role in missing]
    return f"if one holds what is missing, name it: {', '.join(wanted)}" if wanted else "all that is needed is there"


def without_header_rows(
    table: Table, places: Mapping[str, str], keep: NDArray[np.int64], ledger: Ledger
) -> NDArray[np.int64]:
    """Return the rows that are no second line of names or units, nor the names repeated further down."""
    wrong = [int(row) for row in keep if _is_header(table, places, int(row), is_first=row == keep[0])]
    if not wrong or len(wrong) == len(keep):
        return keep
    ledger.repaired(
        "headings", f"{counted(len(wrong), 'row')} of names or units instead of values", "left out", count=len(wrong),
        examples=[table.place(row) for row in wrong],
    )  # fmt: skip
    return np.setdiff1d(keep, wrong)


def _is_header(table: Table, places: Mapping[str, str], row: int, *, is_first: bool) -> bool:
    first, column = next(iter(table.columns.items()))
    if not is_first and str(column[row]).strip().casefold() != first.casefold():
        return False
    cells = {name: str(column[row]).strip() for name, column in table.columns.items()}
    if all(cell.casefold() == name.casefold() for name, cell in cells.items()):
        return True
    if not is_first or "day" not in places:
        return False
    day = cells[places["day"]]
    is_date = any(isinstance(stamp(day, order), Stamp) for order in ("dmy", "mdy"))
    return not is_date and not re.search(r"\d", "".join(cells.values()))


def names_of(columns: Iterable[tuple[str, str]]) -> str:
    """
    Return in words which column was read as what.

    Examples:
        >>> names_of([("day", "Datum"), ("offered", "Aantal")])
        'date from Datum, contacts from Aantal'
    """
    words = {
        "day": "date", "offered": "contacts", "handling": "mean handling time", "handling_total": "all handling time",
        "talk": "talk time", "wrap_up": "wrap-up time",
    }  # fmt: skip
    return ", ".join(f"{words.get(role, role)} from {name}" for role, name in columns)
