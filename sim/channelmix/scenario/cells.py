"""
Tables as planners keep them: CSV of English, Dutch and German Excel, and workbooks.

A CSV file is separated by commas, semicolons or tabs, whichever its first row has most of, or by what a
line such as ``sep=;`` above it says, which is Excel's own; where it is no comma, a decimal comma is a point,
and what may be a thousand or a one (1.000) is refused unless its column tells. Text must be UTF-8, with
or without the mark that Excel puts in front. Errors of a workbook, and formulas never worked out, are
refused where their value is needed. A mistake names file, row and column, and all of a file are told at
once.
"""

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from channelmix.errors import Mistake
from channelmix.scenario.arrivals import MOST_A_DAY
from channelmix.scenario.document import UnreadableError, neighbour, unreadable
from channelmix.scenario.far_cells import MOST_CELLS, far_cell
from channelmix.scenario.settings import quoted
from channelmix.scenario.steps import MOST_AGENTS
from channelmix.scenario.worked_out import NotWorkedOut, merged_in_open_document, not_worked_out

LARGEST_BYTES = 50_000_000
"""More than a hundred channels by quarter-hours for five years."""

_ALMOST = 1e-6
"""Formulas leave numbers such as 30.00000000000002, which are whole."""

_UNREADABLE_ERRORS = (".xls", ".xlsb")
"""Workbooks of which nobody can tell an error from an empty cell."""

_OLDER_OR_LOCKED = b"\xd0\xcf\x11\xe0"
"""How a workbook of old Excel begins, and one of today's that a password protects."""

_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")
_DECIMAL_POINT = re.compile(r"[0-9]+\.[0-9]{1,2}|[0-9]+\.[0-9]{4,}|0\.[0-9]+")
_STATED = re.compile(r'"?sep=([,;\t|])"?\s*?(?:\r\n|\n|\r)', re.IGNORECASE)
"""The first line of a CSV file that does nothing but tell Excel what separates its cells."""

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass
class Sheet:
    """One table of cells, its first row the names of columns, and the mistakes found in it."""

    file: str
    name: str
    """Of a sheet in a workbook; "" for a CSV file."""
    rows: list[list[Any]]
    decimal_comma: bool = False
    encoding: str = "utf-8"
    """In which the text of a CSV file was read."""
    hides_errors: bool = False
    """Whether an empty cell may be an error, or a formula that was never worked out."""
    lines_above: int = 0
    """Of a CSV file that come before its first row."""
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    """First and last cell, row and column, of those merged to one; none known of .xlsb."""
    mistakes: list[Mistake] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What is allowed but probably not meant."""
    _decimal_points: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def columns(self) -> list[str]:
        """Names of columns, in small letters: worked out once, since every number of a plan of a year asks."""
        return [str(cell).strip().casefold() for cell in self.rows[0]] if self.rows else []

    def wrong(self, row: int, column: int, text: str) -> None:
        """Note a mistake; row and column count from 0."""
        place = f"sheet {quoted(self.name)}, cell {cell_name(row, column)}: " if self.name else ""
        if self.rows and isinstance(self.cell(row, column), NotWorkedOut):
            text += "; let Excel or LibreOffice work the sheet out (Ctrl+Shift+F9), mend what shows #, and save it"
        text += self._merged_with(row, column)
        self.mistakes.append(Mistake(self.file, self.lines_above + row + 1, column + 1, place + text))

    def place(self, row: int, column: int) -> str:
        """
        Return what a warning calls a cell; row and column count from 0.

        Examples:
            >>> Sheet("plan.xlsx", "desk", []).place(4, 2), Sheet("plan.csv", "", []).place(4, 2)
            ('plan.xlsx:5:3: desk!C5', 'plan.csv:5:3: C5')
        """
        cell = f"{self.name}!{cell_name(row, column)}" if self.name else cell_name(row, column)
        return f"{self.file}:{self.lines_above + row + 1}:{column + 1}: {cell}"

    def _merged_with(self, row: int, column: int) -> str:
        """Return what to say of an empty cell that is part of a merged one; nothing of any other."""
        for (top, left), (bottom, right) in self.merged:
            if top <= row <= bottom and left <= column <= right and (row, column) != (top, left):
                return f"; it is merged with {cell_name(top, left)}: split them, and fill each"
        return ""

    def cell(self, row: int, column: int) -> Any:
        """Return a cell, "" beyond the end of its row."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def has_decimal_points(self, column: int) -> bool:
        """Return whether some number written as text shows that a column's points are no thousands: 12.5, 0.125."""
        if column not in self._decimal_points:
            cells = (self.cell(row, column) for row in range(1, len(self.rows)))
            texts = (cell.strip() for cell in cells if isinstance(cell, str))
            self._decimal_points[column] = any(_DECIMAL_POINT.fullmatch(text) for text in texts)
        return self._decimal_points[column]


def cell_name(row: int, column: int) -> str:
    """
    Return what a spreadsheet calls a cell; row and column count from 0.

    Examples:
        >>> cell_name(0, 0), cell_name(11, 27)
        ('A1', 'AB12')
    """
    letters = ""
    rest = column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def read_sheets(path: Path, *, otherwise: str | None = None) -> list[Sheet]:
    """
    Return the sheets of a workbook, or the one table of a CSV file.

    Args:
        path: The file.
        otherwise: The encoding to read a CSV file in if it is not UTF-8; absent: it is refused.

    Raises:
        UnreadableError: If there is no such file, or it is no table.
    """
    filled = [sheet for sheet in every_sheet(path, otherwise=otherwise) if len(sheet.rows) > 1]
    if not filled:
        raise UnreadableError(Mistake(str(path), 0, 0, "must have a row of column names and rows of values (got none)"))
    return filled


def every_sheet(path: Path, *, otherwise: str | None = None) -> list[Sheet]:
    """
    Return the sheets of a workbook, empty ones too, or the one table of a CSV file; see ``read_sheets``.

    Raises:
        UnreadableError: If there is no such file, or it is no table.
    """
    reason = unreadable(path, LARGEST_BYTES)
    if reason:
        raise UnreadableError(Mistake(str(path), 0, 0, reason + neighbour(path)))
    return _workbook(path) if path.suffix.casefold() in _WORKBOOKS else [_csv(path, otherwise)]


def _decoded(path: Path, otherwise: str | None) -> tuple[str, str]:
    """Return the text of a CSV file, and the encoding it was read in."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if otherwise is not None and b"\0" not in content and not content.startswith(b"PK"):
            return content.decode(otherwise, "replace"), otherwise
        line = content.count(b"\n", 0, error.start) + 1
        way_out = "name it .xlsx" if content.startswith(b"PK") else "save it as 'CSV UTF-8'"
        got = f"got byte 0x{content[error.start]:02X} at byte {error.start + 1}"
        raise UnreadableError(Mistake(str(path), line, 1, f"is not UTF-8 text ({got}); {way_out}")) from None


def _csv(path: Path, otherwise: str | None) -> Sheet:
    text, encoding = _decoded(path, otherwise)
    stated = _STATED.match(text)
    text = text[stated.end() :] if stated else text
    heading = text.partition("\n")[0]
    separator = stated[1] if stated else max(",;\t", key=heading.count)
    try:
        rows: list[list[Any]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise UnreadableError(Mistake(str(path), 0, 0, f"is not a CSV file ({error})")) from None
    sheet = Sheet(str(path), "", rows, decimal_comma=separator != ",", encoding=encoding,
                  lines_above=int(stated is not None))  # fmt: skip
    _note_cells_beyond(sheet)
    return sheet


def _note_cells_beyond(sheet: Sheet) -> None:
    """Note every row of a CSV file that has more cells than there are columns, but for empty ones at its end."""
    width = len(sheet.columns)
    way_out = "" if sheet.decimal_comma else "; with decimal commas, separate by semicolons"
    for row, cells in enumerate(sheet.rows):
        if any(str(cell).strip() for cell in cells[width:]):
            sheet.wrong(row, width, f"must have at most {width} cells, one a column (got {len(cells)}){way_out}")


def _workbook(path: Path) -> list[Sheet]:
    import python_calamine

    far = far_cell(path)
    if far is not None:
        name, (row, column) = far
        text = f"must have at most {MOST_CELLS:,} cells up to its last (got one in row {row + 1}, and in column "
        text += f"{cell_name(0, column)[:-1]}); delete what lies far outside of the table"
        raise UnreadableError(Mistake(str(path), row + 1, column + 1, f"sheet {quoted(name)} {text}"))
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        pages = {name: workbook.get_sheet_by_name(name) for name in workbook.sheet_names}
        merged = merged_in_open_document(path)
        sheets = [
            Sheet(str(path), name, page.to_python(skip_empty_area=False),
                  merged=page.merged_cell_ranges or merged.get(name, ()))
            for name, page in pages.items()
        ]  # fmt: skip
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        text = f"is not a workbook that can be read ({error}){_way_out(path)}"
        raise UnreadableError(Mistake(str(path), 0, 0, text)) from None
    unknown = None if path.suffix.casefold() in _UNREADABLE_ERRORS else not_worked_out(path)
    for sheet in sheets:
        sheet.hides_errors = unknown is None
        for (row, column), text in (unknown or {}).get(sheet.name, {}).items():
            if row < len(sheet.rows) and column < len(sheet.rows[row]):
                sheet.rows[row][column] = text
    return sheets


def _way_out(path: Path) -> str:
    """Return what may help with a file that is no workbook by its first bytes; nothing where they do not tell."""
    with path.open("rb") as file:
        first = file.read(4)
    if first == _OLDER_OR_LOCKED and path.suffix.casefold() not in _UNREADABLE_ERRORS:
        return "; save it without a password, or name an older workbook .xls"
    if not first:
        return "; the file is empty"
    return "; name a table of text .csv" if first.isascii() and not first.startswith(b"PK") else ""


def words(sheet: Sheet, row: int, column: int) -> str:
    """Return a cell as text, without spaces around it; a note if it is an error."""
    cell = sheet.cell(row, column)
    if isinstance(cell, NotWorkedOut):
        sheet.wrong(row, column, f"{sheet.columns[column]} must be a name (got {quoted(cell)})")
    return str(cell).strip()


def number(sheet: Sheet, row: int, column: int, *, whole: bool = False) -> float:
    """Return a cell as a number of 0 or more; 0 with a note if it is none."""
    cell = sheet.cell(row, column)
    name = sheet.columns[column] if column < len(sheet.columns) else ""
    most = MOST_AGENTS if whole else MOST_A_DAY
    if _may_be_thousands(sheet, row, column):
        plain = str(cell).strip()
        ways = [way for way in _readings(plain) if _is_allowed(_value(sheet, way), most, whole=whole)]
        way_out = f"write {' or '.join(ways) if sheet.decimal_comma else 'it as a number'}"
        if sheet.decimal_comma and not ways:
            way_out = f"it must be a number of 0 to {most:,}"
        sheet.wrong(row, column, f"{name} must not leave open whether a point parts thousands (got {plain}); {way_out}")
        return 0.0
    value = _value(sheet, cell)
    if whole and abs(value) < most and abs(value - round(value)) < _ALMOST:
        value = float(round(value))
    if _is_allowed(value, most, whole=whole):
        return value
    limits = f"of 0 to {most:,}" if value > most else "of 0 or more"
    way_out = "; give the cell the format of a number" if isinstance(cell, date | time | timedelta) else ""
    rule = f"{name} must be a {'whole ' if whole else ''}number {limits}"
    sheet.wrong(row, column, f"{rule} (got {quoted(cell)}){way_out}")
    return 0.0


def is_number(sheet: Sheet, cell: Any) -> bool:
    """Return whether a cell is a number, whichever."""
    return not math.isnan(_value(sheet, cell))


def _readings(plain: str) -> tuple[str, str]:
    """Return a text such as 1.000 without points, and with commas in their place."""
    return plain.replace(".", ""), plain.replace(".", ",")


def _is_allowed(value: float, most: float, *, whole: bool) -> bool:
    return 0 <= value <= most and (not whole or value.is_integer())


def _may_be_thousands(sheet: Sheet, row: int, column: int) -> bool:
    """Return whether a cell is a text such as 1.000, a thousand here and one there, and nothing tells which."""
    cell = sheet.cell(row, column)
    is_text = isinstance(cell, str) and (sheet.decimal_comma or bool(sheet.name))
    return is_text and bool(_THOUSANDS.fullmatch(cell.strip())) and not sheet.has_decimal_points(column)


def _value(sheet: Sheet, cell: Any) -> float:
    """Return the number that a cell is, not a number if it is none."""
    text = str(cell).strip().replace(",", ".") if sheet.decimal_comma else str(cell).strip()
    try:
        return math.nan if isinstance(cell, bool) or "_" in text else float(text)
    except ValueError:
        return math.nan


def column_places(sheet: Sheet, wanted: Sequence[str]) -> dict[str, int] | None:
    """Return where the columns stand, None with a note if a wanted one is missing or any stands twice."""
    missing = [name for name in wanted if name not in sheet.columns]
    if missing:
        got = ", ".join(name for name in sheet.columns if name) or "none"
        columns = "column" if len(wanted) == 1 else "columns"
        sheet.wrong(0, 0, f"must have the {columns} {', '.join(wanted)} (got {got})")
        return None
    again = [place for place, name in enumerate(sheet.columns) if name and name in sheet.columns[:place]]
    for place in again:
        sheet.wrong(0, place, f"must not name a column twice (got {quoted(sheet.columns[place])} again)")
    return None if again else {name: place for place, name in enumerate(sheet.columns) if name}
