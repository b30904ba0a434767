"""
What every sheet of results.xlsx is made with: formats, safe texts, tables whose headings stay in sight.

Names from files are written as text whatever they look like, and a table carries numbers of whole precision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from channelmix.paper import for_paper
from channelmix.report.numbers import Kind
from channelmix.report.plain import clean

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_FORMATS = {Kind.SHARE: "0.0%", Kind.TIME: "#,##0.0", Kind.COUNT: "#,##0.0", Kind.MONEY: "#,##0.00",
            Kind.HOURS: "#,##0.0"}  # fmt: skip
_LONGEST_CELL, _LONGEST_NAME = 32_767, 31
HIGH = 17
"""Rows that a chart takes."""
COLOURS = ("#005F8F", "#A8480B", "#4B4B4B", "#6BA6CB", "#7A5195", "#2E7D32", "#B8860B", "#8C1C44", "#1B2530")
"""Of lines in charts, one plan after the other; dashes tell them apart where colours do not."""
DASHES = ("solid", "dash", "round_dot", "long_dash", "dash_dot", "square_dot", "long_dash_dot", "solid", "dash")

Cells = tuple[str | float | None, ...]
Line = tuple[Kind, Cells]
"""Kind of the numbers of a row, and its cells."""


@dataclass(frozen=True)
class Sheets:
    """A workbook in the making, and its formats."""

    book: "Workbook"
    numbers: Mapping[Kind, Any]
    bold: Any
    title: Any
    wrapped: Any
    given: Any
    """Of cells that the reader may change."""

    @classmethod
    def of(cls, book: "Workbook") -> "Sheets":
        """Return a workbook with its formats."""
        return cls(
            book,
            {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()},
            book.add_format({"bold": True}),
            book.add_format({"bold": True, "font_size": 14}),
            book.add_format({"text_wrap": True, "valign": "top"}),
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
        for row, (kind, cells) in enumerate(lines, 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(row, column, safe_cell(cell))
                elif cell is not None:
                    page.write_number(row, column, cell, self.numbers[_kind(kinds, column) or kind])
        columns = [{"header": heading} for heading in distinct(headings)]
        name = f"Table_{len(self.book.worksheets())}"
        page.add_table(0, 0, max(len(lines), 1), len(headings) - 1, {"columns": columns, "name": name})
        page.freeze_panes(1, 1)
        page.set_column(0, 0, 38)
        page.set_column(1, len(headings) - 1, 17)
        for_paper(page, headings=0)
        return page

    def place(self, page: "Worksheet", chart: Any, *, number: int, column: int) -> None:
        """Put a chart beside a table, one below the other, titled and of the usual size."""
        chart.set_size({"width": 640, "height": 320})
        page.insert_chart(1 + number * HIGH, column, chart, {"object_position": 3})


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
