"""A picture with what belongs to it: its table, its formula, its number of replications."""

from collections.abc import Sequence
from dataclasses import dataclass

from channelmix.report.sheets import Sheet


@dataclass(frozen=True)
class Picture:
    """One chart of the report."""

    title: str
    svg: str
    sheet: Sheet
    """The same figures as a table."""
    notes: tuple[str, ...]
    """What is divided by what, and how often it was played."""
    wide: bool = False
    """Whether it is drawn for the whole width of the page: a week, not a day."""


@dataclass(frozen=True)
class Section:
    """Pictures that answer one question."""

    title: str
    pictures: Sequence[Picture]
    note: str = ""
    """What must be said before the pictures."""
