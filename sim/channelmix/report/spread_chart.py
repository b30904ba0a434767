"""
How waits are spread: for each scenario a bar that grows paler from the quickest half to the slowest tenth.

The darkest part holds the quicker half of the customers, the middle one those up to nine in ten; the thin line goes on
to the slowest but one in a hundred. Shape and numbers say what the shades say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from channelmix.report.drawing import Axis, frame, line, numbers_below, ticks_beside
from channelmix.report.language import say
from channelmix.report.lettering import WIDTH, headed
from channelmix.report.numbers import Kind, number, written
from channelmix.results import Estimate

_LEFT, _RIGHT, _STEP, _TOP = 16.0, WIDTH - 20.0, 36.0, 6.0


@dataclass(frozen=True)
class Spread:
    """Waits of one scenario."""

    name: str
    at_once: float
    """Share of those who waited no time."""
    waits_s: Mapping[str, float]
    """Seconds by per cent: ``p50``, ``p90`` and ``p99``."""


def spread_chart(title: str, rows: Sequence[Spread]) -> str:
    """Return the chart."""
    axis = Axis([0.0, *(row.waits_s["p99"] for row in rows)], Kind.TIME, start=_LEFT, end=_RIGHT)
    marks, top = [], _TOP
    beside = [Estimate(row.waits_s["p90"], None, None) for row in rows]
    for row, most in zip(rows, beside, strict=True):
        words, lower = headed(row.name, say("9 in 10: {time}", time=written(most, Kind.TIME, beside)[0]), top)
        marks += [*words, *ticks_beside(axis, top + lower + 15, top + lower + 32), *_row(row, axis, top + lower)]
        top += _STEP + lower
    marks += numbers_below(axis, top + 4)
    return frame(title, "; ".join(map(_told, rows)), top + 22, marks="".join(marks))


def _row(row: Spread, axis: Axis, top: float) -> list[str]:
    half, most, nearly = (axis(row.waits_s[name]) for name in ("p50", "p90", "p99"))
    y = top + 17
    return [
        line((axis(0.0), y + 6), (nearly, y + 6), "whisker"),
        line((nearly, y + 2), (nearly, y + 10), "whisker"),
        _bar(axis(0.0), most, y, style="heat3"),
        _bar(axis(0.0), half, y, style="heat5"),
    ]


def _bar(start: float, end: float, top: float, *, style: str) -> str:
    if end <= start:
        return ""
    return f'<rect x="{start:.1f}" y="{top:.1f}" width="{end - start:.1f}" height="12" class="{style}"/>'


def _told(row: Spread) -> str:
    parts = {name: number(row.waits_s[name], Kind.TIME) for name in ("p50", "p90", "p99")}
    text = "{plan}: half wait at most {p50}, 9 in 10 at most {p90}, 99 in 100 at most {p99}"
    return say(text, plan=row.name, **parts)
