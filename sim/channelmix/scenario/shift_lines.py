"""
The rows of the sheet of shifts in a plan's workbook: who works when, with which breaks, and what is paid for it.

What stands there is paid, so that a cell that is filled and says no time or number is refused by its name, as in the
sheets of groups. Nobody is paid by an empty cell of paid hours: what that shift is paid is then not known. Planners
write remarks and sums there, too: a row that has neither a start nor an end, and not all of group, shift and agents, is
one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from channelmix.scenario.cell_times import moment
from channelmix.scenario.cells import Sheet, number, words
from channelmix.scenario.explaining_sheets import is_heading_of_shifts, rows_of_shifts
from channelmix.scenario.settings import quoted

_GROUP, _NAME, _START, _END, _BREAKS, _AGENTS, _PAID, _PRICE = range(8)
"""Columns of the sheet."""

_COLUMNS = ("group", "shift", "start", "end", "breaks", "agents", "paid hours of each", "price of a paid hour")
"""What messages call them."""

_BREAK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*[–—-]\s*([01]?\d|2[0-4]):([0-5]\d)")
"""A break as it is written, or as people write one."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ShiftLine:
    """So many agents who work a shift with breaks at the same times."""

    group: str
    name: str
    start: datetime
    end: datetime
    breaks: tuple[tuple[datetime, datetime], ...]
    agents: int
    paid_hours: float | None = None
    """Hours that one of them is paid, paid breaks included and shrinkage not; None if the sheet does not tell."""
    cost_per_hour: float | None = None
    """What such an hour costs, where it is not the price of the group's hours."""

    def present(self, interval: timedelta, phase: timedelta) -> Iterator[datetime]:
        """Yield the intervals, by their local starts, that lie wholly within the shift and outside of its breaks."""
        midnight = datetime.combine(self.start.date(), time())
        at = self.start + (phase - (self.start - midnight)) % interval
        while at + interval <= self.end:
            if all(at + interval <= first or last <= at for first, last in self.breaks):
                yield at
            at += interval

    def as_dict(self) -> dict[str, Any]:
        """Return the shift as plain values, as the summary of ``staff`` has it."""
        paid, price = self.paid_hours, self.cost_per_hour
        return {
            "group": self.group,
            "shift": self.name,
            "start": self.start.isoformat(timespec="minutes"),
            "end": self.end.isoformat(timespec="minutes"),
            "breaks": [[at.isoformat(timespec="minutes") for at in pause] for pause in self.breaks],
            "agents": self.agents,
            **({} if paid is None else {"paid_hours": paid}),
            **({} if price is None else {"cost_per_hour": price}),
        }


def shifts_of(sheet: Sheet) -> tuple[ShiftLine, ...]:
    """
    Return the shifts of a sheet of shifts.

    Args:
        sheet: Notes every cell that is filled and says nothing that can be meant there.
    """
    page = replace(sheet)  # with names of columns, which stand in no first row; mistakes go to the same list
    page.columns = list(_COLUMNS)
    found = (_shift(page, row) for row in rows_of_shifts(sheet) if _is_shift(page, row))
    return tuple(shift for shift in found if shift is not None)


def _is_shift(sheet: Sheet, row: int) -> bool:
    """Whether a row tells a shift, or is meant to; see the head of this module."""
    filled = {column for column in (_GROUP, _NAME, _START, _END, _AGENTS) if not _is_empty(sheet, row, column)}
    has_times = bool(filled & {_START, _END}) and len(filled) > 1
    return not is_heading_of_shifts(sheet, row) and (has_times or filled >= {_GROUP, _NAME, _AGENTS})


def _is_empty(sheet: Sheet, row: int, column: int) -> bool:
    return not str(sheet.cell(row, column)).strip()


def _shift(sheet: Sheet, row: int) -> ShiftLine | None:
    """Return the shift of a row, None with a note if its times or its breaks cannot be read."""
    group, name = (words(sheet, row, column) for column in (_GROUP, _NAME))
    if not group:
        sheet.wrong(row, _GROUP, "group must be the name of a group (got none)")
    start, end = (moment(sheet, row, column) for column in (_START, _END))
    agents = 0.0 if _is_empty(sheet, row, _AGENTS) else number(sheet, row, _AGENTS, whole=True)
    paid, price = (None if _is_empty(sheet, row, at) else number(sheet, row, at) for at in (_PAID, _PRICE))
    if start is None or end is None:
        return None
    if end <= start:
        sheet.wrong(row, _END, f"end must be after start, {start:%Y-%m-%d %H:%M} (got {end:%Y-%m-%d %H:%M})")
    text = str(sheet.cell(row, _BREAKS)).strip()
    if _BREAK.sub("", text).strip(" ,;\n"):
        sheet.wrong(row, _BREAKS, f"breaks must be times such as 10:00–10:15, 12:00–12:30 (got {quoted(text)})")
    return ShiftLine(group, name, start, end, tuple(_breaks(text, start)), int(agents), paid, price)


def _breaks(text: str, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """
    Yield the breaks of a shift.

    Examples:
        >>> [(first.day, last.hour) for first, last in _breaks("23:45–00:15, 02:00–03:00", datetime(2027, 3, 1, 22))]
        [(1, 0), (2, 3)]
    """
    midnight = datetime.combine(start.date(), time())
    for found in _BREAK.finditer(text):
        first, last = (midnight + timedelta(hours=int(found[at]), minutes=int(found[at + 1])) for at in (1, 3))
        first += _DAY if first < start else timedelta()
        yield first, last + _DAY * -((last - first) // _DAY)
