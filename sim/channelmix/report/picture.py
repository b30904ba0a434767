"""A picture with what belongs to it: its table, its formula, its number of replications."""

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
