"""
Cost against service: each scenario a numbered mark with the intervals of both, what nothing beats joined by a line.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from channelmix.report.drawing import WIDE, WIDTH, Axis, frame, line, plane, short, text
from channelmix.report.figures import estimate_of
from channelmix.report.language import say
from channelmix.report.numbers import Kind, number

Rows = Sequence[Mapping[str, Any]]

_LEFT, _RIGHT, _TOP, _BOTTOM, _KEY = 50.0, WIDTH - 30.0, 24.0, 220.0, 18.0

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
    points = [(estimate_of(row, "cost_per_year"), estimate_of(row, "kept_share")) for row in rows]
    x_at = Axis(_ends([cost for cost, _ in points]), Kind.MONEY, start=_LEFT, end=_RIGHT, marks=3)
    y_at = Axis(_ends([kept for _, kept in points]), Kind.SHARE, start=_BOTTOM, end=_TOP)
    marks = [
        *plane(x_at, y_at),
        text(4, 12, say("contacts in time")),
        text(_RIGHT, _BOTTOM + 32, say("{currency} a year", currency=currency), anchor="end"),
    ]
    marks.append(_joined(rows, x_at, y_at))
    for place, row in enumerate(rows):
        marks += _mark(place, row, x_at, y_at=y_at)
        state = say("nothing beats it") if row["on_front"] else say("beaten")
        words = f"{short(names[place], WIDE - 2 - len(state))}: {state}"
        marks.append(text(8, _BOTTOM + 54 + _KEY * place, words))
    return frame(title, _description(rows, names, currency), _BOTTOM + 56 + _KEY * len(rows), marks="".join(marks))


def _ends(estimates: Sequence[Any]) -> list[float]:
    return [end for each in estimates for end in (each.mean, each.low, each.high) if end is not None] or [0.0]


def _joined(rows: Rows, x_at: Axis, y_at: Axis) -> str:
    best = sorted((row["cost_per_year"]["mean"], row["kept_share"]["mean"]) for row in rows if row["on_front"]
                  and None not in (row["cost_per_year"]["mean"], row["kept_share"]["mean"]))  # fmt: skip
    points = " ".join(f"{x_at(cost):.1f},{y_at(kept):.1f}" for cost, kept in best)
    return f'<polyline points="{points}" class="front"/>'


def _mark(place: int, row: Mapping[str, Any], x_at: Axis, *, y_at: Axis) -> list[str]:
    cost, kept = estimate_of(row, "cost_per_year"), estimate_of(row, "kept_share")
    if cost.mean is None or kept.mean is None:
        return []
    x, y = x_at(cost.mean), y_at(kept.mean)
    marks = []
    if cost.low is not None and cost.high is not None:
        marks.append(line((x_at(cost.low), y), (x_at(cost.high), y), "whisker"))
    if kept.low is not None and kept.high is not None:
        marks.append(line((x, y_at(kept.low)), (x, y_at(kept.high)), "whisker"))
    style = "dot" if row["on_front"] else "hollow"
    right, down, anchor = _BESIDE[place % len(_BESIDE)]
    label = text(x + right, y + down, str(place + 1), anchor=anchor)
    return [*marks, f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="{style}"/>', label]


def _description(rows: Rows, names: Sequence[str], currency: str) -> str:
    text = "{plan}, {cost} {currency} a year, {share} of contacts in time"
    told = [
        say(text, plan=names[place], currency=currency, cost=number(row["cost_per_year"]["mean"], Kind.MONEY),
            share=number(row["kept_share"]["mean"], Kind.SHARE))
        for place, row in enumerate(rows)
    ]  # fmt: skip
    return "; ".join(told)
