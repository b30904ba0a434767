"""
What is wrong with rows taken one by one: impossible numbers, future dates, copies, counts that do not add up.

Each check returns the rows that are left and tells the ledger what it did.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from channelmix.forecast.history.findings import Ledger, counted
from channelmix.forecast.history.rows import Rows
from channelmix.forecast.history.table import Table

_LONGEST_HANDLING_S = 8 * 3600
_MOST_CONTACTS = 10_000_000
_OLDEST = 1970
_TOLERANCE = 0.02
"""Counts that differ by less than this share are taken for equal: contacts cross the end of an interval."""


def repair(rows: Rows, table: Table, ledger: Ledger, *, today: date) -> Rows:
    """Return rows that can be added up: one for each channel, queue and interval, no number below zero."""
    rows = _without_ancient(rows, table, ledger)
    rows = _without_future(rows, table, ledger, today=today)
    for name in ("offered", "answered", "abandoned", "handling"):
        rows = _without_negative(rows, name, table, ledger=ledger)
    rows = _without_huge(rows, table, ledger)
    rows = _without_absurd_handling(rows, table, ledger)
    rows = _once(rows, table, ledger)
    rows = _in_order(rows)
    return _with_volume(rows, ledger)


def _in_order(rows: Rows) -> Rows:
    """Sort by channel, moment and queue, so that nothing depends on the order of rows."""
    return rows.only(np.lexsort((rows.queue.astype(str), rows.when, rows.channel.astype(str))))


def _places(table: Table, rows: Rows, wrong: NDArray[Any]) -> list[str]:
    return [table.place(int(row)) for row in rows.row[wrong]]


def _when(when: np.datetime64) -> str:
    """
    Return a moment as it is read: a day without a time if it begins there.

    Examples:
        >>> _when(np.datetime64("2026-03-01T00:00:00")), _when(np.datetime64("2026-03-01T08:30:00"))
        ('2026-03-01', '2026-03-01 08:30')
    """
    return str(when.astype("datetime64[m]")).replace("T", " ").removesuffix(" 00:00")


def _moments(table: Table, rows: Rows, wrong: NDArray[Any]) -> list[str]:
    """Return place and moment of rows, for messages."""
    return [f"{place} {_when(when)}" for place, when in zip(_places(table, rows, wrong), rows.when[wrong], strict=True)]


def _without_ancient(rows: Rows, table: Table, ledger: Ledger) -> Rows:
    """Refuse rows of a time before there were contact centers: a year with a slip in it would stretch the history."""
    ancient = rows.when < np.datetime64(f"{_OLDEST}-01-01")
    if not ancient.any():
        return rows
    years = np.unique(rows.when[ancient].astype("datetime64[Y]").astype(int) + 1970)
    told = f"year {years[0]}" if len(years) == 1 else f"years {years[0]} to {years[-1]}"
    which = "all rows" if ancient.all() else f"{counted(int(ancient.sum()), 'row')} of {len(rows):,}"
    ledger.refused(
        "ancient", f"dates must lie in {_OLDEST} or later (got {told} in {which})",
        "write the year with four digits, such as 2026, or leave those rows out", count=int(ancient.sum()),
        examples=_moments(table, rows, ancient),
    )  # fmt: skip
    if ancient.all():
        ledger.stop_if_refused(table.name)
    return rows.only(~ancient)


def _without_future(rows: Rows, table: Table, ledger: Ledger, *, today: date) -> Rows:
    future = rows.when >= np.datetime64(today, "D") + np.timedelta64(1, "D")
    if not future.any():
        return rows
    found = f"{counted(int(future.sum()), 'row')} dated after today, {today}"
    details: dict[str, Any] = {"count": int(future.sum()), "examples": _moments(table, rows, future)}
    if ledger.decisions["future"] == "keep":
        ledger.note("future", found, "kept, as decided", **details)
        return rows
    if future.all():
        way_out = "check the year, or decide future=keep"
        ledger.refused("future", f"all rows are dated after today, {today}", way_out, **details)
        return rows
    ledger.repaired("future", found, "left out", **details)
    return rows.only(~future)


def _without_negative(rows: Rows, name: str, table: Table, *, ledger: Ledger) -> Rows:
    values = getattr(rows, name)
    wrong = values < 0
    if not wrong.any():
        return rows
    places = _places(table, rows, wrong)
    examples = [f"{place} {value:g}" for place, value in zip(places, values[wrong], strict=True)]
    details: dict[str, Any] = {"count": int(wrong.sum()), "examples": examples}
    found = f"{name} is below zero in {counted(int(wrong.sum()), 'row')}"
    if ledger.decisions["negative"] == "refuse":
        ledger.refused("negative", found, "correct them, or decide negative=unknown", **details)
        return rows
    ledger.repaired("negative", found, "taken for unknown", **details)
    return replace(rows, **{name: np.where(wrong, np.nan, values)})


def _without_huge(rows: Rows, table: Table, ledger: Ledger) -> Rows:
    """Refuse counts that no contact center has in an interval or a day: a slipped separator, or another column."""
    for name in ("offered", "answered", "abandoned"):
        values = getattr(rows, name)
        huge = np.nan_to_num(values) > _MOST_CONTACTS
        if huge.any():
            places = _places(table, rows, huge)
            ledger.refused(
                "huge", f"{name} is above {_MOST_CONTACTS:,} in {counted(int(huge.sum()), 'row')}",
                "correct them, or decide decimal=comma or decimal=point", count=int(huge.sum()),
                examples=[f"{place} {value:g}" for place, value in zip(places, values[huge], strict=True)],
            )  # fmt: skip
            rows = replace(rows, **{name: np.where(huge, np.nan, values)})
    return rows


def _without_absurd_handling(rows: Rows, table: Table, ledger: Ledger) -> Rows:
    absurd = rows.handling > _LONGEST_HANDLING_S
    if not absurd.any():
        return rows
    ledger.repaired(
        "handling", f"a mean handling time is longer than eight hours in {counted(int(absurd.sum()), 'row')}",
        "taken for unknown; if all are, the unit is wrong: see [units] of the profile",
        count=int(absurd.sum()), examples=_places(table, rows, absurd),
    )  # fmt: skip
    return replace(rows, handling=np.where(absurd, np.nan, rows.handling))


def _once(rows: Rows, table: Table, ledger: Ledger) -> Rows:
    """Return one row for each channel, queue and moment."""
    keys = np.array([f"{c}\0{q}\0{w}" for c, q, w in zip(rows.channel, rows.queue, rows.when, strict=True)])
    _, group, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    if (sizes == 1).all():
        return rows
    first = np.zeros(len(sizes), np.int64)
    first[group[::-1]] = np.arange(len(rows))[::-1]
    equal = np.zeros(len(rows), bool)
    for at in np.flatnonzero(sizes[group] > 1):
        equal[at] = _same_cells(table, rows.row[at], rows.row[first[group[at]]])
    all_equal = np.ones(len(sizes), bool)
    np.logical_and.at(all_equal, group, equal)
    repeated = _is_repeated_hour(rows.when)
    several = sizes[group] > 1
    rows, keep = _summed(rows, several & repeated, group, ledger=ledger, table=table, code="clock_change")
    rows, keep = _settled(
        rows, several & ~repeated & all_equal[group], group, ledger=ledger, table=table, keep=keep, code="copies"
    )
    rows, keep = _settled(
        rows, several & ~repeated & ~all_equal[group], group, ledger=ledger, table=table, keep=keep, code="duplicates"
    )
    return rows.only(keep)


def _same_cells(table: Table, row: int, other: int) -> bool:
    """Return whether two rows are equal in every cell, those of columns that are not read included."""
    return all(str(cells[row]).strip() == str(cells[other]).strip() for cells in table.columns.values())


def _is_repeated_hour(when: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Return which moments lie in the hour that clocks repeat in autumn, in Europe or North America."""
    days = when.astype("datetime64[D]")
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    of_month = (days - days.astype("datetime64[M]")).astype(int) + 1
    sunday = (days.astype(int) + 3) % 7 == 6
    hour = (when - days).astype(int) // 3600
    changes = ((month == 10) & (of_month >= 25)) | ((month == 11) & (of_month <= 7))
    midnight = (when - days).astype(int) == 0
    return np.asarray(sunday & changes & (hour >= 1) & (hour <= 2) & ~midnight)


def _summed(
    rows: Rows, wanted: NDArray[np.bool_], group: NDArray[np.int64], *, ledger: Ledger, table: Table, code: str
) -> tuple[Rows, NDArray[np.bool_]]:
    if wanted.any() and code == "clock_change":
        days = sorted({str(day) for day in rows.when[wanted].astype("datetime64[D]")})
        ledger.repaired(
            "clock_change", f"the hour that clocks repeat in autumn comes twice on {', '.join(days)}",
            "both are added up", count=int(wanted.sum()),
        )  # fmt: skip
    return _combined(rows, wanted, group, word="sum")


def _settled(
    rows: Rows, wanted: NDArray[np.bool_], group: NDArray[np.int64], *, ledger: Ledger, table: Table,
    keep: NDArray[np.bool_], code: str,
) -> tuple[Rows, NDArray[np.bool_]]:  # fmt: skip
    """Settle rows of one interval as decided."""
    if not wanted.any():
        return rows, keep
    intervals = len(np.unique(group[wanted]))
    word = ledger.decisions[code]
    details: dict[str, Any] = {"count": intervals, "examples": _places(table, rows, wanted)}
    what = "the same row more than once" if code == "copies" else "several rows of different numbers"
    found = f"{counted(intervals, 'interval')} with {what}"
    if word == "refuse":
        way_out = "decide duplicates=sum, first, last or max; a column of queues that is not read may be the reason"
        ledger.refused(code, found, way_out, **details)
        return rows, keep
    action = {"once": "one is kept", "sum": "added up", "max": "the largest is kept"}.get(word, f"the {word} is kept")
    ledger.repaired(code, found, action, **details)
    rows, own = _combined(rows, wanted, group, word=word)
    return rows, keep & own


def _combined(
    rows: Rows, wanted: NDArray[np.bool_], group: NDArray[np.int64], *, word: str
) -> tuple[Rows, NDArray[np.bool_]]:
    """Return rows in which one row of each wanted group stands for all of it, and which rows to keep."""
    keep = np.ones(len(rows), bool)
    columns = {name: getattr(rows, name).copy() for name in ("offered", "answered", "abandoned", "handling")}
    for members in _members(wanted, group):
        chosen = members[-1] if word == "last" else members[0]
        if word == "max":
            chosen = members[np.argmax(np.nan_to_num(rows.offered[members]))]
        keep[members] = members == chosen
        if word == "sum":
            weights = np.nan_to_num(rows.answered[members], nan=1.0)
            times = np.nan_to_num(rows.handling[members])
            for name in ("offered", "answered", "abandoned"):
                columns[name][chosen] = columns[name][members].sum()
            if weights.sum() > 0:
                columns["handling"][chosen] = (times * weights).sum() / weights.sum()
    return replace(rows, **columns), keep


def _members(wanted: NDArray[np.bool_], group: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return the rows of each group that has any among those wanted."""
    rows = np.flatnonzero(wanted)
    rows = rows[np.argsort(group[rows], kind="stable")]
    return np.split(rows, np.flatnonzero(np.diff(group[rows])) + 1) if len(rows) else []


def _with_volume(rows: Rows, ledger: Ledger) -> Rows:
    """Return rows whose ``offered`` is the volume, as decided."""
    parts = rows.answered + np.where(np.isnan(rows.abandoned), 0.0, rows.abandoned)
    if np.isnan(rows.offered).all() and not np.isnan(rows.answered).all():
        without = np.isnan(rows.abandoned).all()
        what = "answered alone, which leaves out who hung up" if without else "answered + abandoned"
        ledger.note("offered", "there is no column of contacts offered", f"the volume is {what}")
        volume = parts
    else:
        _tell_more_answered(rows, ledger)
        _tell_difference(rows, ledger)
        decided = ledger.decisions["volume"] == "answered_and_abandoned"
        volume = np.where(np.isnan(parts), rows.offered, parts) if decided else rows.offered
    return replace(rows, offered=_without_redials(volume, rows, ledger))


def _tell_more_answered(rows: Rows, ledger: Ledger) -> None:
    """Tell of rows that answer more contacts than came, beyond those that cross the end of an interval."""
    both = ~np.isnan(rows.offered + rows.answered)
    more = both & (rows.answered - np.maximum(1.0, _TOLERANCE * rows.offered) > rows.offered)
    if not more.any():
        return
    surplus = rows.answered[more].sum() - rows.offered[more].sum()
    ledger.repaired(
        "volume", f"more contacts are answered than offered in {int(more.sum())} of {counted(int(both.sum()), 'row')} "
        f"({surplus:,.0f} more)",
        f"{ledger.decisions['volume'].replace('_', ' ')} is the volume; look whether the two columns are exchanged, "
        "or another counts what came in", count=int(more.sum()),
    )  # fmt: skip


def _tell_difference(rows: Rows, ledger: Ledger) -> None:
    both = ~np.isnan(rows.offered + rows.answered + rows.abandoned)
    offered, parts = rows.offered[both].sum(), (rows.answered + rows.abandoned)[both].sum()
    gap = np.abs(rows.offered - rows.answered - rows.abandoned)
    wrong = both & (gap > np.maximum(1.0, _TOLERANCE * np.nan_to_num(rows.offered)))
    if not wrong.any() or not offered:
        return
    share = (offered - parts) / offered
    ledger.repaired(
        "volume", f"offered is not answered + abandoned in {int(wrong.sum())} of {counted(int(both.sum()), 'row')} "
        f"({100 * share:+.1f} % of all offered: flow-outs, short calls or contacts across the end of an interval)",
        f"{ledger.decisions['volume'].replace('_', ' ')} is the volume", count=int(wrong.sum()),
    )  # fmt: skip


def _without_redials(volume: NDArray[np.float64], rows: Rows, ledger: Ledger) -> NDArray[np.float64]:
    hung_up, all_of = np.nansum(rows.abandoned), np.nansum(volume)
    if not hung_up or not all_of:
        return volume
    if ledger.decisions.redials:
        again = ledger.decisions.redials * np.nan_to_num(rows.abandoned)
        ledger.repaired(
            "redials", f"{100 * ledger.decisions.redials:.0f} % of those who hang up are said to call again",
            f"{100 * again.sum() / all_of:.1f} % of the volume is taken out",
        )  # fmt: skip
        return np.maximum(volume - again, 0.0)
    if hung_up > _TOLERANCE * all_of:
        ledger.note(
            "redials", f"{100 * hung_up / all_of:.1f} % of the contacts were abandoned, and who hangs up often calls "
            "again",
            "the volume overstates need; --redials SHARE takes that share of the abandoned out, "
            'or a scenario says counts = "offered"',
        )  # fmt: skip
    return volume
