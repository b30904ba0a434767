"""
Tables on a terminal, in a file or on a pipe.

Every table fits the width it is given: headings stand on one line and intervals beside their
figures where there is room; else headings take as few lines as they need, then intervals stand
below, and columns that still do not fit go into a further table. Nothing is told by colour
alone. On a pipe, which is as wide as it needs to be, a row is one line and there are no colours.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from channelmix.report.plain import clean, in_lines
from channelmix.report.sheets import Cell, Page, Sheet

GAP = 2
"""Blanks between two columns where room is short; one more where intervals stand beside their figures."""

NARROW_LABEL = 24
"""Where room is short a row is called in lines of so many letters, unless a word of it is longer."""

LONGEST_WORD = 14
"""A longer word of a heading is broken."""

STYLE_OF_VERDICT = {"met": "green", "missed": "red", "better": "green", "worse": "red"}


def print_page(page: Page, console: Console) -> None:
    """Print a page so that it fits the console; on a pipe without trailing blanks."""
    if console.is_terminal:
        _print_page(page, console)
        return
    with console.capture() as captured:
        _print_page(page, console)
    console.file.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def _print_page(page: Page, console: Console) -> None:
    _print_text(page.headline, console, style="bold")
    _print_text(page.subtitle, console, style="dim")
    if page.verdict:
        _print_text(page.verdict, console)
    for sheet in page.sheets:
        console.print()
        print_sheet(sheet, console)
    for remark in (*page.remarks, *([page.findings] if page.findings else [])):
        console.print()
        _print_text(remark.title, console, style="bold")
        for line in remark.lines:
            _print_text(line, console, indent=2)


def print_sheet(sheet: Sheet, console: Console) -> None:
    """Print one table, in as many pieces as its columns need."""
    columns = _columns(sheet)
    stacked = _width(sheet, columns, GAP + 1) > console.width
    if stacked:
        columns = _columns(sheet, stacked=True)
        sheet = sheet if _width(sheet, columns, GAP) <= console.width else _with_narrow_labels(sheet)
    for number, piece in enumerate(_pieces(sheet, columns, console.width) if stacked else [columns]):
        if number:
            console.print()
        title = sheet.title if number == 0 else f"{sheet.title} (continued)"
        console.print(Text(clean(title), style="bold"))
        low = _with_low_headings(sheet, piece, gap=GAP if stacked else GAP + 1, room=console.width)
        console.print(_table(sheet, low, stacked=stacked))
    for note in sheet.notes:
        _print_text(note, console, style="dim", indent=1)


def _with_narrow_labels(sheet: Sheet) -> Sheet:
    """Return a table whose rows are called in several short lines."""
    return replace(sheet, rows=tuple(replace(row, label=_narrow(clean(row.label))) for row in sheet.rows))


def _narrow(label: str) -> str:
    """
    Return a label in short lines, no word of it broken; lines that follow stand a little to the right.

    Examples:
        >>> _narrow("  mean wait for an agent who is there").split("\\n")
        ['  mean wait for an agent', '    who is there']
    """
    indent = label[: len(label) - len(label.lstrip())]
    return textwrap.fill(label.lstrip(), NARROW_LABEL, break_long_words=False, break_on_hyphens=False,
                         initial_indent=indent, subsequent_indent=f"{indent}  ")  # fmt: skip


def _print_text(text: str, console: Console, *, style: str = "", indent: int = 0) -> None:
    """Print a line of prose; a terminal wraps it, a pipe keeps it whole."""
    if not console.is_terminal:
        console.print(" " * indent + clean(text), soft_wrap=True)
        return
    lines = in_lines(clean(text), console.width - indent, hanging=0)
    console.print(Padding(Text(lines, style=style), (0, 0, 0, indent), expand=False))


@dataclass(frozen=True)
class _Column:
    """One column laid out: its heading, its cells, and the width that both need."""

    heading: str
    texts: Sequence[Text]
    width: int


def _columns(sheet: Sheet, *, stacked: bool = False) -> list[_Column]:
    """Return the columns as narrow as they can be."""
    return [
        _column(heading, [row.cells[number] for row in sheet.rows], stacked=stacked)
        for number, heading in enumerate(map(clean, sheet.columns))
    ]


def _column(heading: str, cells: Sequence[Cell], *, stacked: bool) -> _Column:
    longest_word = max((min(cell_len(word), LONGEST_WORD) for word in heading.split()), default=0)
    texts = [_stacked(cell) for cell in cells] if stacked else _aligned(cells)
    lines = (cell_len(line) for text in texts for line in text.plain.split("\n"))
    return _Column(heading, texts, max([longest_word, *lines]))


def _with_low_headings(sheet: Sheet, columns: Sequence[_Column], *, gap: int, room: int) -> Sequence[_Column]:
    """Return columns as much wider as lets their headings take the fewest lines for which there is room."""
    highest = max((len(textwrap.wrap(column.heading, column.width)) for column in columns), default=0)
    for height in range(1, highest):
        widened = [replace(each, width=max(each.width, _width_in(each.heading, height))) for each in columns]
        if _width(sheet, widened, gap) <= room:
            return widened
    return columns


def _width_in(heading: str, height: int) -> int:
    """
    Return how wide a heading is at least in so many lines.

    Examples:
        >>> [_width_in("mean wait for an agent", height) for height in (1, 2, 3)]
        [22, 12, 8]
    """
    widths = range(1, cell_len(heading))
    fits = (width for width in widths if len(textwrap.wrap(heading, width, break_long_words=False)) <= height
            and max(map(cell_len, heading.split())) <= width)  # fmt: skip
    return next(fits, cell_len(heading))


def _parts(cell: Cell) -> tuple[Text, ...]:
    style = STYLE_OF_VERDICT.get(cell.verdict.partition(",")[0], "dim")
    verdict = Text(clean(cell.told), style=style)
    return Text(clean(cell.text)), Text(clean(cell.interval), style="dim"), verdict


def _stacked(cell: Cell) -> Text:
    """Return the parts of a cell below each other."""
    return Text("\n").join(part for part in _parts(cell) if part.plain)


def _aligned(cells: Sequence[Cell]) -> list[Text]:
    """Return the cells of a column on one line each, their parts in line."""
    parts = [_parts(replace(cell, interval=f"({cell.interval})" if cell.interval else "")) for cell in cells]
    widths = [max(part.cell_len for part in column) for column in zip(*parts, strict=True)]
    for figure, interval, verdict in parts:
        figure.pad_left(widths[0] - figure.cell_len)
        interval.pad_right(widths[1] - interval.cell_len)
        verdict.pad_right(widths[2] - verdict.cell_len)
    shown = [number for number, width in enumerate(widths) if width]
    return [Text(" ").join(row[number] for number in shown) for row in parts]


def _table(sheet: Sheet, columns: Sequence[_Column], *, stacked: bool) -> Table:
    gap = GAP if stacked else GAP + 1
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, gap - 1, 0, 0), header_style="bold")
    corner, *headings = _headings(sheet, columns)
    table.add_column(corner, min_width=_label_width(sheet))
    for heading, column in zip(headings, columns, strict=True):
        table.add_column(heading, min_width=column.width, max_width=column.width)
    for number, row in enumerate(sheet.rows):
        if row.opens_section:
            table.add_section()
        table.add_row(
            Text("\n".join(map(clean, row.label.split("\n")))),
            *(_to_the_right(column.texts[number], column) for column in columns),
        )
    return table


def _to_the_right(text: Text, column: _Column) -> Text:
    """Return a cell moved to the right edge of its column, blanks at its own end kept."""
    lines = list(text.split("\n")) if text.plain else []
    for line in lines:
        line.pad_left(column.width - line.cell_len)
    return Text("\n").join(lines)


def _headings(sheet: Sheet, columns: Sequence[_Column]) -> list[Text]:
    """Return the headings wrapped to their columns, all ending on the last line."""
    wrapped = [[clean(sheet.corner)], *(textwrap.wrap(column.heading, column.width) for column in columns)]
    height = max(len(lines) for lines in wrapped)
    corner, *headings = (Text("\n" * (height - len(lines)) + "\n".join(lines)) for lines in wrapped)
    for heading in headings:
        heading.justify = "right"
    return [corner, *headings]


def _label_width(sheet: Sheet) -> int:
    lines = (line for row in sheet.rows for line in row.label.split("\n"))
    return max(cell_len(clean(label)) for label in (sheet.corner, *lines))


def _width(sheet: Sheet, columns: Sequence[_Column], gap: int) -> int:
    return _label_width(sheet) + sum(column.width + gap for column in columns)


def _pieces(sheet: Sheet, columns: Sequence[_Column], width: int) -> Sequence[Sequence[_Column]]:
    """Cut a table by columns into as few pieces as fit, of nearly equal numbers of columns."""
    for count in range(1, len(columns)):
        edges = [round(len(columns) * piece / count) for piece in range(count + 1)]
        pieces = [columns[start:end] for start, end in pairwise(edges)]
        if all(_width(sheet, piece, GAP) <= width for piece in pieces):
            return pieces
    return [[column] for column in columns]
