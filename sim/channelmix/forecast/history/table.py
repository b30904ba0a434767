"""
A contact history as it was given, before anybody has understood it: columns of cells with names.

``open_table`` takes a path (CSV, Parquet, Excel), a database address or a data frame of any
library that speaks Arrow. Nothing is converted here but what the container itself says: bytes to
text, workbook cells to dates and numbers. What had to be assumed about the container is noted.
"""

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from channelmix.errors import DataError
from channelmix.forecast.history.databases import is_address, read_address
from channelmix.forecast.history.frames import columns_of
from channelmix.scenario.document import neighbour, unreadable
from channelmix.scenario.stored import shipped_or

LARGEST_BYTES = 500_000_000
"""Ten years of quarter-hours in a hundred queues."""

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
PARQUETS = (".parquet", ".pq")
_SEPARATORS = ";\t|,"
_LONGEST_CELL = 5
"""Lines that one cell may go on for."""
_PREAMBLE = 40
"""Rows that a report may print above the names of its columns."""


@dataclass(frozen=True)
class Table:
    """Cells by column, all columns equally long."""

    name: str
    """How messages call the table."""
    columns: dict[str, list[Any]]
    sha256: str
    first_row: int = 1
    """Number that the source gives to the first row of values."""
    lines: tuple[int, ...] = ()
    """Number that the source gives to each row of values; absent: they follow one another from the first."""
    beyond: tuple[int, ...] = ()
    """Rows with something in cells beyond the last column name."""
    semicolons: bool = False
    """Whether a semicolon or tab separates the cells, so that a comma is a decimal sign."""
    notes: tuple[str, ...] = ()
    """What was assumed about the container."""
    preamble: tuple[str, ...] = field(default=())
    """Lines above the names of the columns."""

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values()), ()))

    def place(self, row: int) -> str:
        """Return how messages call a row, counted from 0."""
        return f"{self.name}:{self.lines[row] if self.lines else row + self.first_row}"


def open_table(source: Any, *, headings: Sequence[str] = (), table: str | None = None) -> Table:
    """
    Return a history as a table of cells.

    Args:
        source: A path, a database address, or a data frame (pandas, polars, pyarrow, anything with an Arrow stream).
        headings: Names that columns of histories have, in small letters; they find the row of names in a report.
        table: Sheet of a workbook, or table or query of a database; absent: the only one.

    Raises:
        DataError: If there is nothing to read, or it cannot be read.
    """
    if not isinstance(source, str | Path):
        return _of_frame(source)
    if is_address(str(source)):
        name, columns = read_address(str(source), table)
        return _checked(Table(name, columns, _digest_of(columns)))
    path = shipped_or(source)
    reason = unreadable(path, LARGEST_BYTES)
    if reason:
        raise DataError(f"{path} {reason}{neighbour(path)}")
    suffix = path.suffix.casefold()
    if suffix in WORKBOOKS:
        return _workbook(path, headings, table)
    found = _parquet(path) if suffix in PARQUETS else _csv(path, headings)
    if table is None:
        return found
    return replace(found, notes=(*found.notes, f"is one table, so --table {table} names nothing; all of it is read"))


def _of_frame(frame: Any) -> Table:
    columns = columns_of(frame)
    return _checked(Table("data frame", columns, _digest_of(columns), first_row=0))


def _digest_of(columns: dict[str, list[Any]]) -> str:
    digest = hashlib.sha256()
    for name, cells in columns.items():
        digest.update(repr((name, cells)).encode())
    return digest.hexdigest()


def _parquet(path: Path) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        arrow = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(f"{path} is not a Parquet file that can be read ({error})") from error
    columns = {name: arrow.column(name).to_pylist() for name in arrow.column_names if not name.startswith("__index")}
    return _checked(Table(str(path), columns, hashlib.sha256(path.read_bytes()).hexdigest()))


def _workbook(path: Path, headings: Sequence[str], sheet: str | None) -> Table:
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        if sheet is not None and sheet not in names:
            raise DataError(f"{path}: --table must name one of its sheets: {', '.join(names)} (got {sheet!r})")
        wanted = [sheet] if sheet is not None else names
        grids = {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in wanted}
    except (python_calamine.CalamineError, OSError) as error:
        raise DataError(f"{path} is not a workbook that can be read ({error})") from error
    filled = {name: rows for name, rows in grids.items() if len(rows) > 1}
    if not filled:
        raise DataError(f"{path} must have a sheet with a row of column names and rows of values (got none)")
    name, rows = max(filled.items(), key=lambda entry: _heading_score(entry[1], headings))
    notes = () if len(filled) == 1 else (f"sheet {name!r} of {', '.join(filled)} is read; --table names another",)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return _gridded(str(path), rows, headings, sha256=digest, notes=notes)


def _heading_score(rows: Sequence[Sequence[Any]], headings: Sequence[str]) -> int:
    return max((_matches(row, headings) for row in rows[:_PREAMBLE]), default=0)


def _csv(path: Path, headings: Sequence[str]) -> Table:
    content = path.read_bytes()
    text, notes = _decoded(path, content)
    lines = text.split("\n", _PREAMBLE)
    separator, stated = _separator(lines[:_PREAMBLE], headings)
    if stated:
        text = text.partition("\n")[2]
    rows, numbers = _rows_of(path, text, separator, first_line=1 + stated)
    digest = hashlib.sha256(content).hexdigest()
    table = _gridded(str(path), rows, headings, sha256=digest, notes=notes, lines=numbers)
    return table if separator == "," else replace(table, semicolons=True)


def _rows_of(path: Path, text: str, separator: str, *, first_line: int) -> tuple[list[list[str]], list[int]]:
    """Return the rows of a CSV text, and the line at which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = first_line
    try:
        for row in reader:
            if any(cell.count("\n") > _LONGEST_CELL for cell in row):
                count = reader.line_num + first_line - line
                raise DataError(
                    f"{path}:{line}: a quotation mark in this line is not closed, so that {count:,} lines are one row; "
                    "close or remove it"
                )
            rows.append(row)
            lines.append(line)
            line = reader.line_num + first_line
    except csv.Error as error:
        raise DataError(f"{path}:{line}: is not CSV ({error}); is a quotation mark in this line not closed?") from None
    return rows, lines


def _decoded(path: Path, content: bytes) -> tuple[str, tuple[str, ...]]:
    if content.startswith(b"PK"):
        raise DataError(f"{path} is a workbook or an archive, not text; name it .xlsx, or save it as CSV")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), ("is UTF-16 text; read as such",)
    if content[1:200:2].count(0) > 0.9 * len(content[1:200:2]):
        return content.decode("utf-16-le", "replace"), ("is UTF-16 text without a byte-order mark; read as such",)
    if b"\0" in content[:10_000]:
        raise DataError(f"{path} is not text (got a zero byte); save it as CSV, Parquet or Excel")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n"), ()
    except UnicodeDecodeError as error:
        got = f"byte 0x{content[error.start]:02X} in line {content.count(bytes([10]), 0, error.start) + 1}"
        note = f"is not UTF-8 ({got}); read as Windows-1252, as older exports are written"
        return content.decode("cp1252", "replace").replace("\r\n", "\n"), (note,)


def _separator(lines: Sequence[str], headings: Sequence[str]) -> tuple[str, bool]:
    """Return the separator, and whether the first line does nothing but state it (Excel's ``sep=;``)."""
    stated = re.fullmatch(r'"?sep=(.)"?', lines[0].strip()) if lines else None
    if stated:
        return stated[1], True

    def score(sign: str) -> tuple[int, int]:
        known = max((_matches(line.split(sign), headings) for line in lines), default=0)
        return known, max((line.count(sign) for line in lines), default=0)

    return max(_SEPARATORS, key=score), False


def _matches(cells: Sequence[Any], headings: Sequence[str]) -> int:
    return len({str(cell).strip().strip('"').casefold() for cell in cells} & set(headings))


def _gridded(
    name: str, rows: Sequence[Sequence[Any]], headings: Sequence[str], *, sha256: str, notes: tuple[str, ...],
    lines: Sequence[int] = (),
) -> Table:  # fmt: skip
    """Return rows as columns: the row of names is the one with most known names, else the first with two cells."""
    filled = [number for number, row in enumerate(rows[:_PREAMBLE]) if sum(str(cell).strip() != "" for cell in row) > 1]
    if not filled:
        got = "nothing" if not any(map(any, rows)) else "rows of one cell"
        raise DataError(f"{name} must have a row of column names and rows of values (got {got})")
    at = max(filled, key=lambda number: (_matches(rows[number], headings), -number))
    names = [str(cell).strip() for cell in rows[at]]
    filled = [number for number, row in enumerate(rows) if number > at and any(str(cell).strip() for cell in row)]
    body = [rows[number] for number in filled]
    beyond = [number for number, row in enumerate(body) if any(str(cell).strip() for cell in row[len(names) :])]
    columns = {
        title: [row[place] if place < len(row) else "" for row in body]
        for place, title in reversed(list(enumerate(names)))
        if title
    }
    ordered = {title: columns[title] for title in dict.fromkeys(names) if title}
    twice = sorted({title for title in names if title and names.count(title) > 1})
    if twice:
        notes = (*notes, f"column {', '.join(twice)} comes twice; the first is read")
    preamble = tuple(" ".join(str(cell) for cell in row if str(cell).strip()) for row in rows[:at])
    numbers = tuple(lines[number] if lines else number + 1 for number in filled)
    return _checked(Table(name, ordered, sha256, at + 2, numbers, tuple(beyond), notes=notes, preamble=preamble))


def _checked(table: Table) -> Table:
    if not table.columns:
        raise DataError(f"{table.name} must have columns (got none)")
    if not table.rows:
        raise DataError(f"{table.name} must have rows of values below its column names (got none)")
    return table
