"""
What every sheet of results.xlsx is made with: formats, safe texts, tables whose headings stay in sight.

Names from files are written as text whatever they look like, and a table carries numbers of whole precision.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from channelmix.paper import for_paper
from channelmix.report.numbers import Kind
from channelmix.report.plain import clean

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_FORMATS = {
    Kind.SHARE: "0.0%",
    Kind.TIME: "#,##0.0",
    Kind.COUNT: "#,##0.0",
    Kind.MONEY: "#,##0.00",
    Kind.HOURS: "#,##0.0",
}
_WHOLE, _WHOLE_FROM = "#,##0", 99.95
"""Money from a hundred on is whole, as ``numbers`` writes it; its cells hold all of it. The cell's value chooses, since
LibreOffice drops the minus of small amounts where one format with conditions is to do so."""
_LONGEST_CELL, _LONGEST_NAME = 32_767, 31
_NARROW, _WIDE = 11, 60
"""Letters that a column holds at least and at most."""
_UPRIGHT = 150
"""Letters that a sheet of paper holds across where it stands upright."""
_BELOW_HEADINGS = 18
"""Points that the first row below headings is high, so that their line cuts no letters."""
HIGH = 17
"""Rows that a chart takes."""
COLOURS = ("#005F8F", "#A8480B", "#4B4B4B", "#6BA6CB", "#7A5195", "#2E7D32", "#B8860B", "#8C1C44", "#1B2530")
"""Of lines in charts, one plan after the other; dashes tell them apart where colours do not."""
DASHES = ("solid", "dash", "round_dot", "long_dash", "dash_dot", "square_dot", "long_dash_dot", "solid", "dash")

_HEADING = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}

Cells = tuple[str | float | None, ...]
Line = tuple[Kind, Cells]
"""Kind of the numbers of a row, and its cells."""


@dataclass(frozen=True)
class Sheets:
    """A workbook in the making, and its formats."""

    book: "Workbook"
    numbers: Mapping[Kind, Any]
    whole: Any
    """Of money from a hundred on."""
    bold: Any
    above: Any
    """Of headings over numbers."""
    beside: Any
    """Of words that follow a number."""
    above_beside: Any
    """Of their heading."""
    title: Any
    given: Any
    """Of cells that the reader may change."""

    @classmethod
    def of(cls, book: "Workbook") -> "Sheets":
        """Return a workbook with its formats."""
        return cls(
            book,
            {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()},
            book.add_format({"num_format": _WHOLE}),
            book.add_format(_HEADING),
            book.add_format({**_HEADING, "align": "right"}),
            book.add_format({"indent": 1}),
            book.add_format({**_HEADING, "align": "left", "indent": 1}),
            book.add_format({"bold": True, "font_size": 14}),
            book.add_format({"num_format": "0%", "bg_color": "#FFF4CC", "border": 1}),
        )

    def table(
        self, title: str, headings: Sequence[str], lines: Sequence[Line], *, kinds: Sequence[Kind | None] = ()
    ) -> "Worksheet":
        """
        Write a sheet that is one table, its headings and first columns always in sight.

        Args:
            title: Of the sheet.
            headings: Of its columns.
            lines: Its rows.
            kinds: What each column's numbers are, where columns and not rows decide.
        """
        page = self.book.add_worksheet(sheet_name(title))
        numbers = {column for _, cells in lines for column, cell in enumerate(cells) if isinstance(cell, int | float)}
        for row, (kind, cells) in enumerate(lines, 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(row, column, safe_cell(cell), self.beside if column - 1 in numbers else None)
                elif cell is not None:
                    page.write_number(row, column, cell, self.number(_kind(kinds, column) or kind, cell))
        columns = [
            {"header": heading, "header_format": self._heading(column, numbers)}
            for column, heading in enumerate(distinct(headings))
        ]
        name = f"Table_{len(self.book.worksheets())}"
        page.add_table(0, 0, max(len(lines), 1), len(headings) - 1, {"columns": columns, "name": name})
        page.freeze_panes(1, 1)
        page.set_row(1, _BELOW_HEADINGS)
        widths = widths_of(headings, lines)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        for_paper(page, headings=0, upright=sum(widths) <= _UPRIGHT)
        page.print_area(0, 0, max(len(lines), 1), len(headings) - 1)
        return page

    def number(self, kind: Kind, value: float) -> Any:
        """Return the format of a number, whose sign shows in every program."""
        return self.whole if kind is Kind.MONEY and abs(value) >= _WHOLE_FROM else self.numbers[kind]

    def _heading(self, column: int, numbers: Collection[int]) -> Any:
        """Return the format of a heading: over numbers it stands right, after them a little apart."""
        if column in numbers:
            return self.above
        return self.above_beside if column - 1 in numbers else self.bold

    def place(self, page: "Worksheet", chart: Any, *, number: int, column: int) -> None:
        """Put a chart beside a table, one below the other, titled and of the usual size."""
        chart.set_size({"width": 640, "height": 320})
        page.insert_chart(1 + number * HIGH, column, chart, {"object_position": 3})


def widths_of(headings: Sequence[str], lines: Sequence[Line]) -> list[int]:
    """
    Return how many letters each column of a table holds: its longest word of a heading and its longest text.

    Examples:
        >>> widths_of(["plan", "mean"], [(Kind.COUNT, ("Web shop: phone and email", 1.0))])
        [27, 11]
    """
    widths = [max(map(len, heading.split()), default=0) + 4 for heading in headings]
    for _, cells in lines:
        widths = [
            max(width, len(cell) + 2 if isinstance(cell, str) else 0)
            for width, cell in zip(widths, (*cells, *[None] * len(widths)), strict=False)
        ]
    return [min(max(width, _NARROW), _WIDE) for width in widths]


def _kind(kinds: Sequence[Kind | None], column: int) -> Kind | None:
    return kinds[column] if column < len(kinds) else None


def distinct(headings: Sequence[str]) -> list[str]:
    """
    Return headings that Excel takes for one table: no two alike, whatever case.

    Examples:
        >>> distinct(["plan", "Plan", "cost"])
        ['plan', 'Plan (2)', 'cost']
    """
    found: list[str] = []
    for heading in map(safe_cell, headings):
        again = sum(each.casefold() == heading.casefold() for each in map(safe_cell, headings[: len(found)]))
        found.append(f"{heading} ({again + 1})" if again else heading)
    return found


def safe_cell(text: str) -> str:
    """Return a text that a cell takes."""
    return clean(text)[:_LONGEST_CELL]


def chart_text(text: str) -> str:
    """
    Return a text that a chart takes as words: with a wide exclamation mark none looks like a place in a sheet.

    Examples:
        >>> chart_text("=cmd!A1"), chart_text("desk")
        ('=cmd！A1', 'desk')
    """
    return safe_cell(text).replace("!", "\N{FULLWIDTH EXCLAMATION MARK}")


def sheet_name(title: str) -> str:
    """
    Return the name of a sheet as Excel takes it.

    Examples:
        >>> sheet_name("Bezetting: wie / wanneer?")
        'Bezetting_ wie _ wanneer_'
    """
    return "".join("_" if sign in "[]:*?/\\'" else sign for sign in clean(title))[:_LONGEST_NAME]
