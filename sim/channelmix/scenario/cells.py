"""
Tables as planners keep them: CSV of English, Dutch and German Excel, and workbooks.

A CSV file is separated by commas, semicolons or tabs, whichever its first row has most of; with
semicolons and tabs a decimal comma is a point, and what may be a thousand or a one (1.000) is refused
unless its column tells. Text must be UTF-8, with or without the mark that Excel puts in front. Errors
of a workbook, and formulas never worked out, are refused where their value is needed. A mistake names
file, row and column, and all of a file are told at once.
"""

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from channelmix.errors import Mistake
from channelmix.scenario.arrivals import MOST_A_DAY
from channelmix.scenario.document import UnreadableError, neighbour, unreadable
from channelmix.scenario.settings import quoted
from channelmix.scenario.steps import MOST_AGENTS
from channelmix.scenario.units import DAY_SECONDS, time_of_day
from channelmix.scenario.week import WEEKDAYS
from channelmix.scenario.worked_out import NotWorkedOut, not_worked_out

LARGEST_BYTES = 50_000_000
"""More than a hundred channels by quarter-hours for five years."""

_ALMOST = 1e-6
"""Formulas leave numbers such as 30.00000000000002, which are whole."""

_UNREADABLE_ERRORS = (".xls", ".xlsb")
"""Workbooks of which nobody can tell an error from an empty cell."""
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")
_DECIMAL_POINT = re.compile(r"[0-9]+\.[0-9]{1,2}|[0-9]+\.[0-9]{4,}|0\.[0-9]+")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_DATES = ("%d-%m-%Y", "%d.%m.%Y")
_TIMES = ("", " %H:%M", " %H:%M:%S")
_DAY_IN_WORDS = re.compile(r"(?:[a-z]+\.?,? )?([0-9]{1,2})\.? ([a-zä]+)\.? ([0-9]{4})", re.IGNORECASE)
_HALF_DAY = re.compile(r"(0?[1-9]|1[0-2])((?::[0-5][0-9]){1,2}) ?([ap]m)", re.IGNORECASE)
_WEEK = 7
_MONTHS = (
    ("jan",), ("feb",), ("mar", "mrt", "maa", "mär", "mrz"), ("apr",), ("may", "mei", "mai"), ("jun",), ("jul",),
    ("aug",), ("sep",), ("oct", "okt"), ("nov",), ("dec", "dez"),
)  # fmt: skip
_DAY_NAMES = (
    ("monday", "maandag", "montag", "ma", "mo"), ("tuesday", "dinsdag", "dienstag", "di"),
    ("wednesday", "woensdag", "mittwoch", "wo", "mi"), ("thursday", "donderdag", "donnerstag", "do"),
    ("friday", "vrijdag", "freitag", "vr", "fr"), ("saturday", "zaterdag", "samstag", "za", "sa"),
    ("sunday", "zondag", "sonntag", "zo", "so"),
)  # fmt: skip


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
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    """First and last cell, row and column, of those merged to one, as far as the kind of workbook tells."""
    mistakes: list[Mistake] = field(default_factory=list)
    _decimal_points: dict[int, bool] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """Names of columns, in small letters."""
        return [str(cell).strip().casefold() for cell in self.rows[0]] if self.rows else []

    def wrong(self, row: int, column: int, text: str) -> None:
        """Note a mistake; row and column count from 0."""
        place = f"sheet {quoted(self.name)}, cell {cell_name(row, column)}: " if self.name else ""
        if self.rows and isinstance(self.cell(row, column), NotWorkedOut):
            text += "; let Excel or LibreOffice work the sheet out (Ctrl+Shift+F9), mend what shows #, and save it"
        self.mistakes.append(Mistake(self.file, row + 1, column + 1, place + text))

    def cell(self, row: int, column: int) -> Any:
        """Return a cell, "" beyond the end of its row."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def has_decimal_points(self, column: int) -> bool:
        """Return whether some number of a column shows that its points are no thousands: 12.5, 0.125."""
        if column not in self._decimal_points:
            texts = (str(self.cell(row, column)).strip() for row in range(1, len(self.rows)))
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
    reason = unreadable(path, LARGEST_BYTES)
    if reason:
        raise UnreadableError(Mistake(str(path), 0, 0, reason + neighbour(path)))
    sheets = _workbook(path) if path.suffix.casefold() in _WORKBOOKS else [_csv(path, otherwise)]
    filled = [sheet for sheet in sheets if len(sheet.rows) > 1]
    if not filled:
        raise UnreadableError(Mistake(str(path), 0, 0, "must have a row of column names and rows of values (got none)"))
    return filled


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
    heading = text.partition("\n")[0]
    separator = max(",;\t", key=heading.count)
    try:
        rows: list[list[Any]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise UnreadableError(Mistake(str(path), 0, 0, f"is not a CSV file ({error})")) from None
    sheet = Sheet(str(path), "", rows, decimal_comma=separator != ",", encoding=encoding)
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

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        pages = {name: workbook.get_sheet_by_name(name) for name in workbook.sheet_names}
        sheets = [
            Sheet(str(path), name, page.to_python(skip_empty_area=False), merged=page.merged_cell_ranges or ())
            for name, page in pages.items()
        ]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableError(Mistake(str(path), 0, 0, f"is not a workbook that can be read ({error})")) from None
    unknown = None if path.suffix.casefold() in _UNREADABLE_ERRORS else not_worked_out(path)
    for sheet in sheets:
        sheet.hides_errors = unknown is None
        for (row, column), text in (unknown or {}).get(sheet.name, {}).items():
            if row < len(sheet.rows) and column < len(sheet.rows[row]):
                sheet.rows[row][column] = text
    return sheets


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


def moment(sheet: Sheet, row: int, column: int, *, exact: bool = False) -> datetime | None:
    """Return a cell as local date and time, in whole seconds unless ``exact``; None with a note if it is none."""
    cell = sheet.cell(row, column)
    found = cell if isinstance(cell, date) else _moment_of(str(cell).strip())
    if isinstance(found, date) and not isinstance(found, datetime):
        found = None if exact else datetime.combine(found, time())
    elif exact and isinstance(cell, str) and ":" not in cell and "T" not in cell:
        found = None
    if found is None or found.tzinfo is not None:
        rule = "must be a local date and time, such as 2019-03-04 08:00"
        sheet.wrong(row, column, f"{sheet.columns[column]} {rule} (got {quoted(cell)})")
        return None
    return found if exact else found.replace(microsecond=0)


def _moment_of(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for pattern in (day + hour for day in _DATES for hour in _TIMES):
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    return _written_out(text)


def _written_out(text: str) -> datetime | None:
    """
    Return a day as sheets show it, months in English, Dutch or German; None if it is none.

    Examples:
        >>> _written_out("Mon 1 Mar 2027"), _written_out("ma 1 mrt. 2027"), _written_out("Mo, 1. Mrz 2027")
        (datetime.datetime(2027, 3, 1, 0, 0), datetime.datetime(2027, 3, 1, 0, 0), datetime.datetime(2027, 3, 1, 0, 0))
    """
    match = _DAY_IN_WORDS.fullmatch(text.strip())
    if match is None:
        return None
    month = next((number for number, names in enumerate(_MONTHS, 1) if match[2].casefold()[:3] in names), 0)
    try:
        return datetime(int(match[3]), month, int(match[1]))
    except ValueError:
        return None


def second_of_day(sheet: Sheet, row: int, column: int) -> int | None:
    """Return a cell as a time of day in seconds; None with a note if it is none."""
    cell = sheet.cell(row, column)
    found = time_of(cell)
    if found is None:
        sheet.wrong(row, column, f"must be a time of day, such as 08:30 (got {quoted(cell)})")
    return found


def time_of(cell: Any) -> int | None:
    """Return the time of day that a cell is, in seconds; None if it is none."""
    if isinstance(cell, timedelta):
        found: float = cell.total_seconds()
    elif isinstance(cell, float) and 0 <= cell < 1:
        found = round(cell * DAY_SECONDS)
    else:
        try:
            found = time_of_day(cell.time() if isinstance(cell, datetime) else _of_24_hours(cell))
        except ValueError:
            return None
    return int(found) if 0 <= found < DAY_SECONDS else None


def _of_24_hours(cell: Any) -> Any:
    """
    Return a time with AM or PM as one of 24 hours, anything else as it is.

    Examples:
        >>> _of_24_hours("08:15:00 AM"), _of_24_hours("12:30 pm"), _of_24_hours("12:05 AM"), _of_24_hours("13:00")
        ('08:15:00', '12:30', '00:05', '13:00')
    """
    match = _HALF_DAY.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if match is None:
        return cell
    hour = int(match[1]) % 12 + (12 if match[3].casefold() == "pm" else 0)
    return f"{hour:02d}{match[2]}"


def days_with_slashes(texts: Sequence[str]) -> list[date] | None:
    """
    Return the days of one row such as 03/01/2027, if only one order of day and month makes them follow one another.

    Examples:
        >>> days_with_slashes(["03/01/2027", "03/02/2027"])
        [datetime.date(2027, 3, 1), datetime.date(2027, 3, 2)]
        >>> days_with_slashes(["03/01/2027"]) is None
        True
    """
    readings = []
    for pattern in ("%d/%m/%Y", "%m/%d/%Y"):
        try:
            days = [datetime.strptime(text.strip(), pattern).date() for text in texts]
        except ValueError:
            continue
        if all(0 < (later - before).days <= _WEEK for before, later in pairwise(days)):
            readings.append(days)
    return readings[0] if len(readings) == 1 else None


def weekday_of(cell: object) -> int | None:
    """
    Return a weekday from its name in English, Dutch or German, Monday as 0; None if it is none.

    Examples:
        >>> weekday_of("Mon"), weekday_of("dinsdag"), weekday_of("front")
        (0, 1, None)
    """
    name = str(cell).strip().rstrip(".").casefold()
    for day, names in enumerate(_DAY_NAMES):
        if name == WEEKDAYS[day] or name in names:
            return day
    return None


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
