"""
The price of a promise: what each level that is reached costs at least, with the intervals of both.
"""

from collections.abc import Sequence

from channelmix.report.drawing import frame
from channelmix.report.language import say
from channelmix.report.numbers import Kind, number
from channelmix.report.plane import BELOW, Plane, Side, ends_of
from channelmix.results import Estimate

_TOP, _BOTTOM = 24.0, 220.0

Steps = Sequence[tuple[Estimate, Estimate]]
"""Cost a year and level reached, cheapest first."""


def price_chart(
    title: str, figure: tuple[str, Kind], currency: str, *, steps: Steps, heading: str = "", down: float = 0.0
) -> str:
    """
    Return the chart.

    Args:
        title: Of the picture.
        figure: What the promise is, in words, and how it is written.
        currency: Of the cost.
        steps: What was found.
        heading: Marks that stand above the chart.
        down: How much room they need.
    """
    words, kind = figure
    known = [(cost, reached) for cost, reached in steps if None not in (cost.mean, reached.mean)]
    plane = Plane(
        Side(values=ends_of(cost for cost, _ in known), kind=Kind.MONEY, marks=3,
             words=say("{currency} a year", currency=currency)),
        Side(values=ends_of(reached for _, reached in known), kind=kind, words=words),
        top=_TOP + down, bottom=_BOTTOM + down,
    )  # fmt: skip
    marks = [heading, *plane.grid(), plane.joined((cost.mean or 0.0, reached.mean or 0.0) for cost, reached in known)]
    for cost, reached in known:
        x, y = plane.place(cost.mean or 0.0, reached.mean or 0.0)
        marks += [*plane.intervals(cost, reached), f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="dot"/>']
    told = "; ".join(
        say("{level} for {cost} {currency} a year", level=number(reached.mean, kind), currency=currency,
            cost=number(cost.mean, Kind.MONEY))
        for cost, reached in known
    )  # fmt: skip
    return frame(title, told, _BOTTOM + down + BELOW, marks="".join(marks))
