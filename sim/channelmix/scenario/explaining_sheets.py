"""
Sheets with which channelmix explains a plan's workbook: the first one, and that of the shifts it is made of.

They are for reading: what they say is in no plan, but for what shifts are paid beside it. They are known by how their
first cell begins, in any language in which such a workbook is written.
"""

from collections.abc import Iterable
from datetime import datetime

from channelmix.scenario.cells import Sheet

_BEGINNINGS = ("how to read", "leeswijzer", "lesehilfe")

_FIRST_SHIFT = 3
"""Row of the first shift, below a title and the headings."""

_START, _END = 2, 3


def explains(sheet: Sheet) -> bool:
    """Whether a sheet is one with which channelmix explains its workbooks."""
    return bool(sheet.name) and str(sheet.cell(0, 0)).casefold().startswith(_BEGINNINGS)


def sheet_of_shifts(sheets: Iterable[Sheet]) -> Sheet | None:
    """Return the sheet of a workbook that tells the shifts of its plan, None if it has none."""
    return next((sheet for sheet in sheets if sheet.rows and explains(sheet) and _has_shifts(sheet)), None)


def _has_shifts(sheet: Sheet) -> bool:
    rows = range(_FIRST_SHIFT, len(sheet.rows))
    return any(all(isinstance(sheet.cell(row, column), datetime) for column in (_START, _END)) for row in rows)
