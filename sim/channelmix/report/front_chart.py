"""
Cost against service: each scenario a numbered mark with the intervals of both, what nothing beats joined by a line.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from channelmix.report.drawing import frame
from channelmix.report.figures import estimate_of
from channelmix.report.language import say
from channelmix.report.lettering import ROOM, short, text, width_of
from channelmix.report.numbers import Kind, number
from channelmix.report.plane import Plane, Side, ends_of

Rows = Sequence[Mapping[str, Any]]

_TOP, _BOTTOM, _KEY = 24.0, 220.0, 18.0

_BESIDE = ((7, -5, "start"), (-7, -5, "end"), (7, 14, "start"), (-7, 14, "end"))
"""Where a mark's number stands, one after the other, so that neighbours can be told apart."""


def front_chart(title: str, rows: Rows, names: Sequence[str], *, currency: str) -> str:
    """
    Return the chart.

    Args:
        title: What it shows.
        rows: The front as the summary has it, one entry a scenario.
        names: How each is called here, with its number.
        currency: Of the cost.
    """
    costs, kept = ([estimate_of(row, name) for row in rows] for name in ("cost_per_year", "kept_share"))
    plane = Plane(
        Side(values=ends_of(costs), kind=Kind.MONEY, words=say("{currency} a year", currency=currency), marks=3),
        Side(values=ends_of(kept), kind=Kind.SHARE, words=say("contacts in time")), top=_TOP, bottom=_BOTTOM,
    )  # fmt: skip
    known = [each for each in zip(costs, kept, strict=True) if None not in (each[0].mean, each[1].mean)]
    marks = [*plane.grid(), plane.joined(sorted(_means(rows)))]
    marks += [mark for cost, share in known for mark in plane.intervals(cost, share)]
    for place, row in enumerate(rows):
        marks += _mark(place, row, plane)
        state = say("nothing beats it") if row["on_front"] else say("beaten")
        state = say("its cost is not known") if row["cost_per_year"]["mean"] is None else state
        words = f"{short(names[place], ROOM - 8 - width_of(f': {state}'))}: {state}"
        marks.append(text(8, _BOTTOM + 54 + _KEY * place, words))
    return frame(title, _description(rows, names, currency), _BOTTOM + 56 + _KEY * len(rows), marks="".join(marks))


def _means(rows: Rows) -> Iterator[tuple[float, float]]:
    """Yield cost and share in time of what nothing beats."""
    for row in rows:
        cost, kept = row["cost_per_year"]["mean"], row["kept_share"]["mean"]
        if row["on_front"] and None not in (cost, kept):
            yield cost, kept


def _mark(place: int, row: Mapping[str, Any], plane: Plane) -> list[str]:
    cost, kept = row["cost_per_year"]["mean"], row["kept_share"]["mean"]
    if None in (cost, kept):
        return []
    x, y = plane.place(cost, kept)
    style = "dot" if row["on_front"] else "hollow"
    right, down, anchor = _BESIDE[place % len(_BESIDE)]
    label = text(x + right, y + down, str(place + 1), anchor=anchor)
    return [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="{style}"/>', label]


def _description(rows: Rows, names: Sequence[str], currency: str) -> str:
    text = "{plan}, {cost} {currency} a year, {share} of contacts in time"
    told = [
        say(text, plan=names[place], currency=currency, cost=number(row["cost_per_year"]["mean"], Kind.MONEY),
            share=number(row["kept_share"]["mean"], Kind.SHARE))
        for place, row in enumerate(rows)
    ]  # fmt: skip
    return "; ".join(told)
