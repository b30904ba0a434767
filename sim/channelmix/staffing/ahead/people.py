"""
Hires and leavers, month by month, that keep as many people as are needed.

People are counted in full-time equivalents and not rounded. Leavers leave in proportion, so that the stated
share is gone after a year; whoever is hired is there and trained on the first of the month; nobody is sent away.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Staffing:
    """One group in one month, full-time equivalents."""

    needed: float
    leavers: float
    """Who left since the month before."""
    hires: float
    """Who must have come since the month before."""
    there: float
    """Who is there."""

    @property
    def over(self) -> float:
        """How many more are there than are needed."""
        return max(self.there - self.needed, 0.0)


def staffings(needed: Sequence[float], *, start: float, attrition: float) -> list[Staffing]:
    """
    Return hires and leavers of a group.

    Args:
        needed: By month.
        start: Who is there before the first month.
        attrition: Share of people who leave within a year, 0 to below 1.

    Examples:
        >>> [(round(each.hires, 2), round(each.over, 2)) for each in staffings([12, 10, 13], start=10, attrition=0.0)]
        [(2.0, 0.0), (0.0, 2.0), (1.0, 0.0)]
    """
    stay = (1 - attrition) ** (1 / MONTHS_A_YEAR)
    there, found = start, []
    for wanted in needed:
        leavers = there * (1 - stay)
        left = there - leavers
        hires = max(wanted - left, 0.0)
        there = left + hires
        found.append(Staffing(float(wanted), leavers, hires, there))
    return found
