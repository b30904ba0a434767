"""
Hires and leavers of a group, month by month, that keep as many people as are needed.

People are counted in full-time equivalents and not rounded. Leavers leave in proportion, so that the stated
share is gone after a year; whoever is hired is there and trained on the first of the month; nobody is sent away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MONTHS_A_YEAR = 12

_DIGITS = 5
"""People are counted to so many digits behind the point where there are more than needed: beyond lies noise."""


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
    gives: Mapping[int, float] = field(default_factory=dict)
    """Who of them does another group's work, by its number."""
    got: float = 0.0
    """How much of the need people of other groups stand for."""

    @property
    def given(self) -> float:
        """Who of the people there does other groups' work."""
        return sum(self.gives.values(), 0.0)

    @property
    def over(self) -> float:
        """How many more are there than are needed, here or elsewhere."""
        return max(round(self.there - self.given + self.got - self.needed, _DIGITS), 0.0)


def staffings(needed: Sequence[float], *, start: float, attrition: float) -> list[Staffing]:
    """
    Return hires and leavers of a group that nobody helps and that helps nobody.

    Args:
        needed: By month.
        start: Who is there before the first month.
        attrition: Share of people who leave within a year, 0 to below 1.

    Examples:
        >>> [(round(each.hires, 2), round(each.over, 2)) for each in staffings([12, 10, 13], start=10, attrition=0.0)]
        [(2.0, 0.0), (0.0, 2.0), (1.0, 0.0)]
    """
    stay, there, hires = stay_of(attrition), start, []
    for wanted in needed:
        hires.append(max(wanted - there * stay, 0.0))
        there = there * stay + hires[-1]
    return followed(needed, hires, start=start, attrition=attrition)


def followed(needed: Sequence[float], hires: Sequence[float], *, start: float, attrition: float) -> list[Staffing]:
    """Return who is there and who leaves when so many are hired; for the arguments see ``staffings``."""
    stay, there, found = stay_of(attrition), start, []
    for wanted, came in zip(needed, hires, strict=True):
        leavers = there * (1 - stay)
        there = there - leavers + came
        found.append(Staffing(float(wanted), leavers, float(came), there))
    return found


def stay_of(attrition: float) -> float:
    """Return which share of people is still there after a month."""
    return float((1 - attrition) ** (1 / MONTHS_A_YEAR))
