"""
Sheets of which one stray cell lies so far out that no memory could hold the table up to it.

A reader of workbooks lays out every cell up to the last that holds anything: a number typed into the last cell of a
sheet by mistake would take half a terabyte, and end the program without a word. So the file itself is asked first. Of
.xls, whose sheets are too small for that, and of .xlsb, which is no XML, nothing is told.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from channelmix.scenario.worked_out import last_cells_of_open_document, pages_of, place_of

MOST_CELLS = 10_000_000
"""Up to the last cell of a sheet: nine columns of as many rows as Excel has; an estimate of ours of what is no slip."""

_FILLED = re.compile(rb'<(?:[a-z]+:)?c\b[^>]*?\sr="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
"""A cell with something in it: the letters of its column, and its row."""

_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError, ElementTree.ParseError, OSError
)  # fmt: skip


def far_cell(path: Path) -> tuple[str, tuple[int, int]] | None:
    """
    Return the sheet that reaches too far, with the last row and column in which it holds anything, both from 0.

    Args:
        path: A workbook; None is returned of one that cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as book:
            is_open = path.suffix.casefold() == ".ods"
            last = dict(last_cells_of_open_document(book.read("content.xml")) if is_open else _last_cells(book))
    except _UNREADABLE:
        return None
    return next((each for each in last.items() if (each[1][0] + 1) * (each[1][1] + 1) > MOST_CELLS), None)


def _last_cells(book: zipfile.ZipFile) -> Iterator[tuple[str, tuple[int, int]]]:
    """Give name, last row and last column of each sheet of an .xlsx file that holds anything."""
    for name, content, _ in pages_of(book):
        filled = _FILLED.findall(content)
        if filled:
            row = max({int(row) for _, row in filled}) - 1
            yield name, (row, max(place_of(f"{column.decode()}1")[1] for column in {column for column, _ in filled}))
