"""
Sheets with which channelmix explains a plan's workbook: the first one, and that of the shifts it is made of.

They are for reading: what they say is in no plan, but for what shifts are paid beside it. They are known by how their
first cell begins, in any language in which such a workbook is written.
"""

from collections.abc import Iterable
from datetime import date

from channelmix.scenario.cells import Sheet

_BEGINNINGS = ("how to read", "leeswijzer", "lesehilfe")

_FIRST_SHIFT = 3
"""Row of the first shift, below a title and the headings."""

_START, _END = 2, 3

_HEADINGS = (("start", "end"), ("begin", "einde"), ("beginn", "ende"))
"""What stands above the times of shifts, in each language."""


def explains(sheet: Sheet) -> bool:
    """Whether a sheet is one with which channelmix explains its workbooks."""
    return bool(sheet.name) and str(sheet.cell(0, 0)).casefold().startswith(_BEGINNINGS)


def sheet_of_shifts(sheets: Iterable[Sheet]) -> Sheet | None:
    """Return the sheet of a workbook that tells the shifts of its plan, None if it has none."""
    return next((sheet for sheet in sheets if sheet.rows and explains(sheet) and _has_shifts(sheet)), None)


def rows_of_shifts(sheet: Sheet) -> range:
    """Return the rows below the headings of a sheet of shifts, wherever these are now, and whatever they say."""
    rows = range(len(sheet.rows))
    headings = next((row for row in rows if is_heading_of_shifts(sheet, row)), None)
    if headings is not None:
        return rows[headings + 1 :]
    return rows[next((row for row in rows[:_FIRST_SHIFT] if _has_time(sheet, row)), _FIRST_SHIFT) :]


def is_heading_of_shifts(sheet: Sheet, row: int) -> bool:
    """Whether a row is that of the headings, as they are written."""
    return tuple(str(sheet.cell(row, column)).strip().casefold() for column in (_START, _END)) in _HEADINGS


def _has_shifts(sheet: Sheet) -> bool:
    return any(is_heading_of_shifts(sheet, row) or _has_time(sheet, row) for row in range(len(sheet.rows)))


def _has_time(sheet: Sheet, row: int) -> bool:
    """Whether there is a start or an end; Excel keeps midnight as a day."""
    return any(isinstance(sheet.cell(row, column), date) for column in (_START, _END))
