"""
Cells of a workbook whose value nobody knows: errors, formulas that were never worked out, and parts of merged cells.

A reader of workbooks gives both as empty cells, and an empty cell of a plan is an hour without agents. So
the file itself is asked: its sheets are read once more as the XML they are, and only for such cells. Of
.xls and .xlsb, which are no XML, nothing can be told.
"""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

Unknowns = Mapping[tuple[int, int], "NotWorkedOut"]
"""Cells by row and column, both from 0."""

Merged = tuple[tuple[int, int], tuple[int, int]]
"""Row and column of the first and of the last of cells that are merged to one."""

_BEYOND_ANY_SHEET = 1 << 20


class NotWorkedOut(str):
    """What stands in a cell in place of a value: ``#REF!``, or a formula without one."""

    __slots__ = ()


def not_worked_out(path: Path) -> Mapping[str, Unknowns] | None:
    """
    Return the cells without a known value of each sheet that has any; None if the file cannot be asked.

    Args:
        path: A workbook that could be read.
    """
    try:
        with zipfile.ZipFile(path) as book:
            if path.suffix.casefold() == ".ods":
                return _of_open_document(book.read("content.xml"))
            pages = ((name, _of_sheet(content, is_new=is_new)) for name, content, is_new in pages_of(book))
            return {name: cells for name, cells in pages if cells}
    except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError, OSError):
        return None


def pages_of(book: zipfile.ZipFile) -> Iterator[tuple[str, bytes, bool]]:
    """Give name and XML of each sheet of an .xlsx file, and whether a program wrote it to be worked out when opened."""
    workbook = _target(book, "_rels/.rels", "officeDocument")
    root = ElementTree.fromstring(book.read(workbook))
    folder, name = posixpath.split(workbook)
    parts = {key: place for key, (_, place) in _relations(book, f"{folder}/_rels/{name}.rels", folder).items()}
    is_new = any(_plain(each.tag) == "calcPr" and each.get("fullCalcOnLoad") in ("1", "true") for each in root.iter())
    for each in root.iter():
        if _plain(each.tag) == "sheet":
            (relation,) = (value for key, value in each.attrib.items() if _plain(key) == "id")
            part = parts.get(relation)
            if part is not None and part in book.NameToInfo:
                yield str(each.get("name")), book.read(part), is_new


def _target(book: zipfile.ZipFile, part: str, kind: str) -> str:
    return next(place for name, place in _relations(book, part, "").values() if name.endswith(f"/{kind}"))


def _relations(book: zipfile.ZipFile, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Return the type and the place of every relation, by its id."""
    found = {}
    for each in ElementTree.fromstring(book.read(part.lstrip("/"))):
        target = each.get("Target", "")
        place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[each.get("Id", "")] = (each.get("Type", ""), place)
    return found


def _of_sheet(content: bytes, *, is_new: bool) -> Unknowns:
    """
    Return such cells of a sheet.

    Args:
        content: The sheet's XML.
        is_new: Whether a program wrote the workbook to be worked out when opened: zeros of formulas mean nothing.
    """
    if b't="e"' not in content and b"<f" not in content and b":f" not in content:
        return {}
    found: dict[tuple[int, int], NotWorkedOut] = {}
    place = (-1, -1)
    for each in ElementTree.fromstring(content).iter():
        kind = _plain(each.tag)
        if kind == "row":
            place = (int(each.get("r", place[0] + 2)) - 1, -1)
        elif kind == "c":
            name = each.get("r")
            place = (place[0], place[1] + 1) if name is None else place_of(name)
            text = _unknown(each, is_new=is_new)
            if text is not None:
                found[place] = NotWorkedOut(text)
    return found


def _unknown(cell: ElementTree.Element, *, is_new: bool) -> str | None:
    """Return what stands in a cell of .xlsx in place of a value; None if it has one."""
    parts = {_plain(part.tag): part.text or "" for part in cell}
    value = parts.get("v", "")
    if cell.get("t") == "e":
        return value or "an error"
    if "f" not in parts or cell.get("t") == "str":
        return None
    return f"={parts['f']}" if not value or (is_new and value == "0") else None


def place_of(name: str) -> tuple[int, int]:
    """
    Return row and column of a cell from its name.

    Examples:
        >>> place_of("A1"), place_of("AB12")
        ((0, 0), (11, 27))
    """
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter.upper()) - ord("A") + 1
    return int(name[len(letters) :]) - 1, column - 1


def last_cells_of_open_document(content: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Give name, last row and last column of each sheet of an .ods file that holds anything, both from 0."""
    for name, laid in _tables(content):
        filled = [
            (row + rows - 1, column + columns - 1)
            for (row, column), (rows, columns), cell in laid
            if _named(cell, "value-type") is not None
        ]
        if filled:
            yield name, (max(row for row, _ in filled), max(column for _, column in filled))


def _of_open_document(content: bytes) -> Mapping[str, Unknowns]:
    """Return such cells of every sheet of an .ods file, where rows and cells may stand for many."""
    found: dict[str, Unknowns] = {}
    for name, laid in _tables(content):
        cells = {
            (row + down, column + right): NotWorkedOut(text)
            for (row, column), (rows, columns), cell in laid
            if (text := _unknown_here(cell)) is not None
            for down in range(min(rows, _BEYOND_ANY_SHEET))
            for right in range(min(columns, _BEYOND_ANY_SHEET))
        }
        if cells:
            found[name] = cells
    return found


def merged_in_open_document(path: Path) -> Mapping[str, Sequence[Merged]]:
    """Return the merged cells of each sheet of an .ods file that has any; nothing of any other kind of file."""
    if path.suffix.casefold() != ".ods":
        return {}
    try:
        with zipfile.ZipFile(path) as book:
            tables = list(_tables(book.read("content.xml")))
    except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError, OSError):
        return {}
    return {
        name: [
            (place, (place[0] + down - 1, place[1] + right - 1))
            for place, _, cell in laid
            if (down := _count(cell, "number-rows-spanned")) * (right := _count(cell, "number-columns-spanned")) > 1
        ]
        for name, laid in tables
    }


_Laid = tuple[tuple[int, int], tuple[int, int], ElementTree.Element]
"""Row and column of a cell, for how many rows and columns it stands, and the cell."""


def _tables(content: bytes) -> Iterator[tuple[str, Sequence[_Laid]]]:
    """Give name and cells of each sheet of an .ods file."""
    for table in ElementTree.fromstring(content).iter():
        if _plain(table.tag) == "table":
            yield str(_named(table, "name")), list(_laid(table))


def _laid(table: ElementTree.Element) -> Iterator[_Laid]:
    row = 0
    for line in (each for each in table.iter() if _plain(each.tag) == "table-row"):
        rows, column = _count(line, "number-rows-repeated"), 0
        for cell in line:
            columns = _count(cell, "number-columns-repeated")
            yield (row, column), (rows, columns), cell
            column += columns
        row += rows


def _unknown_here(cell: ElementTree.Element) -> str | None:
    """Return what stands in a cell of .ods in place of a value; None if it has one."""
    is_error = any(_plain(key) == "value-type" and value == "error" for key, value in cell.attrib.items())
    if not is_error and (_named(cell, "formula") is None or _named(cell, "value-type") is not None):
        return None
    return "".join(cell.itertext()) or f"={(_named(cell, 'formula') or '').partition('=')[2]}"


def _count(element: ElementTree.Element, name: str) -> int:
    return int(_named(element, name) or 1)


def _named(element: ElementTree.Element, name: str) -> str | None:
    return next((value for key, value in element.attrib.items() if _plain(key) == name), None)


def _plain(name: str) -> str:
    """Return a name without its name space."""
    return name.rpartition("}")[2]
