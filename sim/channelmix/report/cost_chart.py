"""
What would change the ranking: each plan's cost against the first one's, as the price of an agent's hour moves.

Lines are straight, since cost is; where two cross, their order turns. Plans that surely meet all targets have full
lines, the others dashed ones; numbers at the right end name them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from channelmix.report.drawing import WIDTH, Axis, frame, line, plane, text
from channelmix.report.language import say
from channelmix.report.numbers import Kind, number

_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, WIDTH - 26.0, 22.0, 190.0


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
    x_at = Axis(changes, Kind.SHARE, start=_LEFT, end=_RIGHT, marks=3)
    y_at = Axis([0.0, *(value for each in lines for value in each.values)], Kind.MONEY, start=_BOTTOM, end=_TOP)
    marks = [text(4, 12, words[0]), text(_RIGHT, _BOTTOM + 31, words[1], anchor="end")]
    marks += plane(x_at, y_at)
    marks.append(line((x_at(0.0), _TOP), (x_at(0.0), _BOTTOM), "target"))
    for each in lines:
        points = " ".join(f"{x_at(x):.1f},{y_at(y):.1f}" for x, y in zip(changes, each.values, strict=True))
        marks.append(f'<polyline points="{points}" class="{"front" if each.is_full else "front dashed"}"/>')
    ends = _apart([y_at(each.values[-1]) for each in lines])
    marks += [text(_RIGHT + 4, y + 4, each.label) for each, y in zip(lines, ends, strict=True)]
    told = "; ".join(
        say("{plan}: {low} to {high}", plan=each.name, low=number(each.values[0], Kind.MONEY),
            high=number(each.values[-1], Kind.MONEY))
        for each in lines
    )  # fmt: skip
    return frame(title, told, _BOTTOM + 36, marks="".join(marks))


def _apart(heights: Sequence[float], least: float = 12.0) -> list[float]:
    """Return heights moved so far apart that words at them can be read, in their order."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved = list(heights)
    for before, place in pairwise(order):
        moved[place] = max(moved[place], moved[before] + least)
    return moved
