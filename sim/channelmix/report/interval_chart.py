"""
One figure of several scenarios: a dot with its 95 % interval for each, and the target as a dashed line.

The first scenario, which others are compared with, is a square; the others are discs. Name and
figure stand in words above each line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from channelmix.report.drawing import WIDTH, Axis, frame, line, short, text
from channelmix.report.language import say
from channelmix.report.numbers import Kind, written
from channelmix.results import Estimate

_LEFT, _RIGHT, _STEP, _TOP, _MOST = 16.0, WIDTH - 20.0, 34.0, 6.0, 28


@dataclass(frozen=True, kw_only=True)
class Dots:
    """What is drawn."""

    title: str
    kind: Kind
    rows: Sequence[tuple[str, Estimate]]
    first: str
    """Which scenario the others are compared with."""
    target: float | None = None
    from_zero: bool = False


def interval_chart(dots: Dots) -> str:
    """Return the chart; every scenario in it has the figure."""
    estimates = [estimate for _, estimate in dots.rows]
    ends = [end for each in estimates for end in (each.mean, each.low, each.high) if end is not None]
    ends += [] if dots.target is None else [dots.target]
    ends += [0.0] if dots.from_zero or not ends else []
    axis = Axis(ends, dots.kind, start=_LEFT, end=_RIGHT)
    bottom = _TOP + _STEP * len(dots.rows) + 4
    marks = [*_grid(axis, bottom), *_target(dots, axis, bottom)]
    for place, (name, estimate) in enumerate(dots.rows):
        marks += _row(name, estimate, axis, _TOP + _STEP * place, beside=estimates, first=name == dots.first)
    return frame(dots.title, _description(dots), bottom + 32, "".join(marks))


def _grid(axis: Axis, bottom: float) -> list[str]:
    marks = []
    for tick in axis.ticks:
        x = axis(tick)
        marks += [line((x, _TOP), (x, bottom), "grid"), text(x, bottom + 13, axis.label(tick), anchor="middle")]
    return marks


def _target(dots: Dots, axis: Axis, bottom: float) -> list[str]:
    if dots.target is None:
        return []
    x = axis(dots.target)
    words = say("target {share}", share=axis.label(dots.target))
    anchor = "start" if x < 60 else "end" if x > WIDTH - 60 else "middle"
    return [line((x, _TOP), (x, bottom), "target"), text(x, bottom + 28, words, anchor=anchor, style="aim")]


def _row(
    name: str, estimate: Estimate, axis: Axis, top: float, *, beside: Sequence[Estimate], first: bool
) -> list[str]:
    figure, interval = written(estimate, axis.kind, beside)
    told = f"{figure} ({interval})" if interval else figure
    marks = [
        text(_LEFT - 12, top + 12, short(name, _MOST)),
        text(WIDTH - 4, top + 12, told, anchor="end", style="figure"),
    ]
    if estimate.mean is None:
        return marks
    x, y = axis(estimate.mean), top + 24
    if estimate.low is not None and estimate.high is not None:
        left, right = axis(estimate.low), axis(estimate.high)
        marks += [line((left, y), (right, y), "whisker")]
        marks += [line((end, y - 4), (end, y + 4), "whisker") for end in (left, right)]
    if first:
        return [*marks, f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" class="dot"/>']
    return [*marks, f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" class="dot"/>']


def _description(dots: Dots) -> str:
    estimates = [estimate for _, estimate in dots.rows]
    told = []
    for name, estimate in dots.rows:
        figure, interval = written(estimate, dots.kind, estimates)
        told.append(f"{name} {figure}{f' ({interval})' if interval else ''}")
    return "; ".join(told)
