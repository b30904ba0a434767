"""
What would change the ranking: each plan's cost against the first one's, as the price of an agent's hour moves.

Lines are straight, since cost is; where two cross, their order turns. Plans that surely meet all targets have full
lines, the others dashed ones; numbers at the right end name them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from channelmix.report.drawing import frame, line
from channelmix.report.language import say
from channelmix.report.lettering import WIDTH, text
from channelmix.report.numbers import Kind, number
from channelmix.report.plane import BELOW, Plane, Side

_TOP, _BOTTOM = 22.0, 190.0


@dataclass(frozen=True)
class CostLine:
    """One plan's difference in cost from the first."""

    label: str
    """What stands at the end of the line."""
    name: str
    values: Sequence[float]
    """At each of the changes of the price."""
    is_full: bool


def cost_chart(title: str, changes: Sequence[float], lines: Sequence[CostLine], *, words: tuple[str, str]) -> str:
    """
    Return the chart.

    Args:
        title: What is shown.
        changes: Changes of the price, such as -0.5 to 1.0.
        lines: The plans.
        words: What stands at the axes: upwards, and across.
    """
    upwards = [0.0, *(value for each in lines for value in each.values)]
    plane = Plane(
        Side(values=changes, kind=Kind.SHARE, words=words[1], marks=3),
        Side(values=upwards, kind=Kind.MONEY, words=words[0]), top=_TOP, bottom=_BOTTOM,
    )  # fmt: skip
    as_it_is = plane.across(0.0)
    marks = [*plane.grid(), line((as_it_is, _TOP), (as_it_is, _BOTTOM), "target")]
    marks += [
        plane.joined(zip(changes, each.values, strict=True), "front" if each.is_full else "front dashed")
        for each in lines
    ]
    ends = _apart([plane.up(each.values[-1]) for each in lines])
    marks += [text(WIDTH - 24, y + 4, each.label) for each, y in zip(lines, ends, strict=True)]
    told = "; ".join(
        say("{plan}: {low} to {high}", plan=each.name, low=number(each.values[0], Kind.MONEY),
            high=number(each.values[-1], Kind.MONEY))
        for each in lines
    )  # fmt: skip
    return frame(title, told, _BOTTOM + BELOW, marks="".join(marks))


def _apart(heights: Sequence[float], least: float = 12.0) -> list[float]:
    """Return heights moved so far apart that words at them can be read, in their order."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved = list(heights)
    for before, place in pairwise(order):
        moved[place] = max(moved[place], moved[before] + least)
    over = max(max(moved, default=0.0) - _BOTTOM, 0.0)
    return [height - over for height in moved]
