"""
Sheets of a plan's workbook that say nothing of a plan, though a planner may think that they do.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from channelmix.errors import Mistake
from channelmix.scenario.cells import Sheet, cell_name, every_sheet
from channelmix.scenario.document import UnreadableError
from channelmix.scenario.explaining_sheets import explains
from channelmix.scenario.plan_grid import is_remarks
from channelmix.scenario.settings import quoted


def sheet_notes(path: Path, *, missing: Collection[str]) -> Iterator[str]:
    """
    Yield what to say of groups that a plan does not name, and of sheets with numbers that are not read.

    Args:
        path: The plan, which can be read.
        missing: Groups of the scenario for which it has no rows.

    Raises:
        UnreadableError: If the sheet of such a group is there and empty.
    """
    sheets = [sheet for sheet in every_sheet(path) if sheet.name]
    emptied = [sheet for sheet in sheets if sheet.name.strip() in missing]
    if emptied:
        raise UnreadableError(*(Mistake(str(path), 1, 1, _without_plan(sheet)) for sheet in emptied))
    if missing:
        yield f"{path.name} has no rows for {', '.join(missing)}: there the agents of the scenario stay"
    for sheet in sheets:
        at = _first_number(sheet) if sheet.rows and not explains(sheet) and is_remarks(sheet) else None
        if at is not None:
            yield (
                f"{path.name}: sheet {quoted(sheet.name)} is taken for notes and not read, since it has no days across "
                f"its first row and no times down its first column (its cell {cell_name(*at)} holds a number)"
            )


def _without_plan(sheet: Sheet) -> str:
    """Return what to say of a sheet with the name of a group that gives no agents of it."""
    way_out = "write 0 where nobody is on duty, or delete the sheet if the group keeps the agents it has"
    if len(sheet.rows) < 2:
        return f"sheet {quoted(sheet.name)} is empty; {way_out}"
    corner = quoted(sheet.cell(0, 0))
    return f"sheet {quoted(sheet.name)} must give the agents of that group (its first cell says {corner}); {way_out}"


def _first_number(sheet: Sheet) -> tuple[int, int] | None:
    return next(
        (
            (row, column)
            for row, cells in enumerate(sheet.rows)
            for column, cell in enumerate(cells)
            if isinstance(cell, float | int) and not isinstance(cell, bool)
        ),
        None,
    )
