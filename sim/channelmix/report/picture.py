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
    on_paper: bool = True
    """Whether it is printed; what is not stands on the screen and in the workbook."""
    is_tall: bool = False
    """Whether two others have room beside it on paper."""


@dataclass(frozen=True)
class Section:
    """Pictures that answer one question."""

    title: str
    pictures: Sequence[Picture]
    note: str = ""
    """What must be said before the pictures."""
    is_close: bool = False
    """Whether its pictures are many and alike, so that three stand in a row on paper."""

    @property
    def on_paper(self) -> bool:
        """Whether any of it is printed."""
        return any(picture.on_paper for picture in self.pictures)
