"""
Tables that planners keep: CSV in the dialects of English, Dutch and German Excel, and workbooks.

A CSV file may be separated by commas, semicolons or tabs, with a decimal point or, beside
semicolons and tabs, a decimal comma. Of a workbook the first sheet is read. The first row names
the columns, in any order; others are ignored. All mistakes of a file are told at once.
"""

import csv
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from channelmix.errors import DataError

Value = TypeVar("Value")

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

_DELIMITERS = ",;\t"
_FORMATS = ("%d-%m-%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d-%m-%Y", "%d.%m.%Y")
_MOST_TOLD = 20


@dataclass(frozen=True)
class Row:
    """One row, by column; ``line`` counts from 1, the row of names included."""

    line: int
    cells: dict[str, Any]
    decimal_comma: bool = False
    """Whether numbers may have a comma for a point."""

    def has(self, column: str) -> bool:
        """Return whether the column is there and filled."""
        return self.cells.get(column) not in (None, "")


def read_rows(path: Path, read: Callable[[Row], Value], *, needed: Sequence[str]) -> list[Value]:
    """
    Return every row of a table, read by ``read``; empty rows are skipped.

    Args:
        path: A CSV file or a workbook.
        read: Turns a row into a value; raises ValueError with the rule that the row breaks.
        needed: Columns that must be there.

    Raises:
        DataError: With all mistakes, each with its file and line.
    """
    rows, decimal_comma = _cells(path)
    names = [str(cell or "").strip().lower() for cell in rows[0]] if rows else []
    missing = [column for column in needed if column not in names]
    if missing:
        raise DataError(f"{path}:1: the first row must name the columns {', '.join(needed)} (got {', '.join(names)})")
    values: list[Value] = []
    faults: list[str] = []
    for line, cells in enumerate(rows[1:], start=2):
        row = Row(line, dict(zip(names, cells, strict=False)), decimal_comma)
        if not any(row.has(name) for name in names):
            continue
        try:
            values.append(read(row))
        except ValueError as error:
            faults.append(f"{path}:{line}: {error}")
    if faults:
        raise DataError("\n".join([*faults[:_MOST_TOLD], *_and_more(len(faults) - _MOST_TOLD)]))
    return values


def _and_more(count: int) -> list[str]:
    return [f"... and {count} more"] if count > 0 else []


def moment_of(row: Row, column: str) -> datetime:
    """
    Return a cell as a local date and time.

    Examples:
        >>> moment_of(Row(2, {"start": "04-03-2019 08:00"}), "start")
        datetime.datetime(2019, 3, 4, 8, 0)
    """
    value = row.cells.get(column)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = str(value or "").strip()
    for reader in (datetime.fromisoformat, *(_reader(form) for form in _FORMATS)):
        try:
            found = reader(text)
        except ValueError:
            continue
        if found.tzinfo is None:
            return found
    raise ValueError(f"{column} must be a local date and time such as 2019-03-04 08:00 (got {text!r})")


def _reader(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)


def number_of(row: Row, column: str) -> float:
    """
    Return a cell as a number of 0 or more.

    Examples:
        >>> number_of(Row(2, {"contacts": "12,5"}, decimal_comma=True), "contacts")
        12.5
    """
    value = row.cells.get(column)
    text = str(value).strip()
    try:
        number = float(text.replace(",", ".") if row.decimal_comma else text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise ValueError(f"{column} must be a number of 0 or more (got {value!r})")
    return number


def whole_of(row: Row, column: str) -> int:
    """
    Return a cell as a whole number of 0 or more.

    Examples:
        >>> whole_of(Row(2, {"agents": 4.0}), "agents")
        4
    """
    number = number_of(row, column)
    if not number.is_integer():
        raise ValueError(f"{column} must be a whole number (got {row.cells.get(column)!r})")
    return int(number)


_Cells = tuple[list[list[Any]], bool]
"""All cells, and whether numbers may have a decimal comma."""


def _cells(path: Path) -> _Cells:
    try:
        return _workbook_cells(path) if path.suffix.lower() in WORKBOOKS else _csv_cells(path)
    except OSError as error:
        raise DataError(f"{path}: the file cannot be read (got '{error.strerror or error}')") from error


def _csv_cells(path: Path) -> _Cells:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DataError(
            f"{path}:{line}: the file must be UTF-8; save it as 'CSV UTF-8' (got another encoding)"
        ) from None
    heading = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), delimiter != ","


def _workbook_cells(path: Path) -> _Cells:
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        rows: list[list[Any]] = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError) as error:
        raise DataError(f"{path}: the workbook cannot be read (got '{error}')") from error
    return rows, False
