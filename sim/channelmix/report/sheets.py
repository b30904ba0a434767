"""
Tables as text, before anybody has decided how wide the page is.

A ``Sheet`` holds finished words and numbers, each with its interval beside it, so that the
terminal, a pipe and later the report file and the workbook show the same cells.
"""

from dataclasses import dataclass

from channelmix.report.language import say


@dataclass(frozen=True)
class Cell:
    """One cell: its text, the interval that belongs to it, and a verdict in words."""

    text: str
    interval: str = ""
    verdict: str = ""
    """In English: outputs choose colours by it, and show it in the language that is spoken."""
    words: str = ""
    """What is shown in its place, in English: a wait is longer rather than worse."""

    @property
    def told(self) -> str:
        """The verdict in the language that is spoken."""
        return say(self.words or self.verdict) if self.verdict else ""


@dataclass(frozen=True)
class Row:
    """One row: what it is about, and a cell for each column."""

    label: str
    cells: tuple[Cell, ...]
    opens_section: bool = False
    """Whether a line separates the row from those before it."""


@dataclass(frozen=True)
class Sheet:
    """One table: a title, the name of the first column, those of the others, rows, and notes below it."""

    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    """A list under the tables: warnings, or settings that nobody has measured."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """All that is shown of one run or comparison: headline, tables, remarks, and last what to take home."""

    headline: str
    subtitle: str
    sheets: tuple[Sheet, ...]
    remarks: tuple[Remark, ...] = ()
    findings: Remark | None = None
    verdict: str = ""
    """What comes before all tables, in one line."""
