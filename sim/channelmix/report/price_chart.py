"""
The price of a promise: what each level that is reached costs at least, with the intervals of both, and where.

Each step is a numbered mark, and its settings stand below the picture under that number. A hollow mark is not surely
more than the one before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from channelmix.report.drawing import frame
from channelmix.report.language import say
from channelmix.report.lettering import LINE, ROOM, broken, text, width_of
from channelmix.report.numbers import Kind, number
from channelmix.report.plane import BELOW, Plane, Side, ends_of
from channelmix.results import Estimate

_TOP, _BOTTOM, _BETWEEN = 24.0, 220.0, 5.0
_BESIDE = ((7, -5, "start"), (-7, 14, "end"), (-7, -5, "end"), (7, 14, "start"), (10, 4, "start"), (-10, 4, "end"))
"""Where a mark's number may stand."""


@dataclass(frozen=True)
class Step:
    """One level of a promise."""

    name: str
    """By which settings it is reached."""
    cost: Estimate
    level: Estimate
    is_sure: bool = True
    """Whether it surely reaches more and costs more than the one before."""


def price_chart(
    title: str,
    figure: tuple[str, Kind],
    currency: str,
    *,
    steps: Sequence[Step],
    heading: str = "",
    down: float = 0.0,
) -> str:
    """
    Return the chart.

    Args:
        title: Of the picture.
        figure: What the promise is, in words, and how it is written.
        currency: Of the cost.
        steps: What was found, cheapest first.
        heading: Marks that stand above the chart.
        down: How much room they need.
    """
    words, kind = figure
    known = [step for step in steps if None not in (step.cost.mean, step.level.mean)]
    plane = Plane(
        Side(values=ends_of(step.cost for step in known), kind=Kind.MONEY, marks=3,
             words=say("{currency} a year", currency=currency)),
        Side(values=ends_of(step.level for step in known), kind=kind, words=words),
        top=_TOP + down, bottom=_BOTTOM + down,
    )  # fmt: skip
    means = [(step.cost.mean or 0.0, step.level.mean or 0.0) for step in known]
    marks = [heading, *plane.grid(), plane.joined(means)]
    for step in known:
        marks += plane.intervals(step.cost, step.level)
    places = [plane.place(*mean) for mean in means]
    for step, (x, y) in zip(known, places, strict=True):
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="{"dot" if step.is_sure else "hollow"}"/>')
    key, bottom = _key(known, _BOTTOM + down + BELOW + 16)
    told = "; ".join(
        say("{level} for {cost} {currency} a year: {point}", level=number(step.level.mean, kind), currency=currency,
            cost=number(step.cost.mean, Kind.MONEY), point=step.name)
        for step in known
    )  # fmt: skip
    return frame(title, told, bottom, marks="".join([*marks, *_numbers(places), *key]))


def _numbers(places: Sequence[tuple[float, float]]) -> list[str]:
    """Return the number of each mark, where no other number or mark stands; none where all around is taken."""
    taken, marks = [(x - 4, y - 4, x + 4, y + 4) for x, y in places], []
    for number_, (x, y) in enumerate(places, 1):
        wide = width_of(str(number_))
        for right, down, anchor in _BESIDE:
            left = x + right - (wide if anchor == "end" else 0.0)
            box = (left, y + down - 9, left + wide, y + down)
            if not any(_meet(box, other) for other in taken):
                taken.append(box)
                marks.append(text(x + right, y + down, str(number_), anchor=anchor))
                break
    return marks


Box = tuple[float, float, float, float]


def _meet(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _key(steps: Sequence[Step], top: float) -> tuple[list[str], float]:
    """Return the settings of each step under its number, and where they end."""
    marks = []
    for number_, step in enumerate(steps, 1):
        lines = broken(step.name, ROOM - 24)
        marks.append(text(4, top, str(number_), style="figure"))
        marks += [text(24, top + LINE * place, each) for place, each in enumerate(lines)]
        top += LINE * len(lines) + _BETWEEN
    return marks, top
