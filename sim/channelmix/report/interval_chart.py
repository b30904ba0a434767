"""
One figure of several scenarios: a dot with its 95 % interval for each, and the target as a dashed line.

The first scenario, which others are compared with, is a square; the others are discs. Name and
figure stand in words above each line; the target is drawn beside the intervals only, not through the words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from channelmix.report.drawing import Axis, frame, line, numbers_below, ticks_beside
from channelmix.report.language import say
from channelmix.report.lettering import BOLD, LINE, ROOM, WIDTH, broken, headed, text
from channelmix.report.numbers import Kind, written
from channelmix.results import Estimate

_LEFT, _RIGHT, _STEP, _TOP = 16.0, WIDTH - 20.0, 34.0, 6.0


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
    headings: Mapping[int, str] = field(default_factory=dict)
    """What stands above a row, by the row's place, where rows belong together."""
    beside: Sequence[float] = ()
    """Figures of the pictures beside this one: all have one scale."""


def interval_chart(dots: Dots) -> str:
    """Return the chart; every scenario in it has the figure."""
    estimates = [estimate for _, estimate in dots.rows]
    ends = [end for each in estimates for end in (each.mean, each.low, each.high) if end is not None]
    ends += [*dots.beside] if dots.target is None else [dots.target, *dots.beside]
    ends += [0.0] if dots.from_zero or not ends else []
    axis = Axis(ends, dots.kind, start=_LEFT, end=_RIGHT)
    marks, top = [], _TOP
    for place, (name, estimate) in enumerate(dots.rows):
        above = _heading(dots.headings.get(place, ""), top)
        marks += above
        top += LINE * len(above) + (5 if above else 0)
        words, lower = headed(name, _told(estimate, dots, estimates), top)
        marks += [
            *words,
            *_ground(dots, axis, top + lower),
            *_mark(estimate, axis, top + lower, first=name == dots.first),
        ]
        top += _STEP + lower
    marks += [*numbers_below(axis, top + 4), *_aim(dots, axis, top + 4)]
    bottom = top + (20 if dots.target is None else 36)
    return frame(dots.title, _description(dots), bottom, marks="".join(marks))


def _heading(words: str, top: float) -> list[str]:
    """Return what rows have in common, on one line or two."""
    lines = broken(words, ROOM / BOLD) if words else []
    return [text(4, top + 12 + LINE * place, each, style="figure") for place, each in enumerate(lines)]


def _ground(dots: Dots, axis: Axis, top: float) -> list[str]:
    """Return what an interval is held against: round figures, and the target."""
    marks = ticks_beside(axis, top + 17, top + 31)
    if dots.target is not None:
        marks.append(line((axis(dots.target), top + 15), (axis(dots.target), top + 33), "target"))
    return marks


def _aim(dots: Dots, axis: Axis, bottom: float) -> list[str]:
    if dots.target is None:
        return []
    x = axis(dots.target)
    words = say("target {share}", share=axis.label(dots.target))
    anchor = "start" if x < 60 else "end" if x > WIDTH - 60 else "middle"
    return [text(x, bottom + 28, words, anchor=anchor, style="aim")]


def _told(estimate: Estimate, dots: Dots, beside: Sequence[Estimate]) -> str:
    figure, interval = written(estimate, dots.kind, beside, bound=dots.target)
    return f"{figure} ({interval})" if interval else figure


def _mark(estimate: Estimate, axis: Axis, top: float, *, first: bool) -> list[str]:
    if estimate.mean is None:
        return []
    x, y, marks = axis(estimate.mean), top + 24, []
    if estimate.low is not None and estimate.high is not None:
        left, right = axis(estimate.low), axis(estimate.high)
        marks += [line((left, y), (right, y), "whisker")]
        marks += [line((end, y - 4), (end, y + 4), "whisker") for end in (left, right)]
    if first:
        return [*marks, f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" class="dot"/>']
    return [*marks, f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" class="dot"/>']


def _description(dots: Dots) -> str:
    estimates = [estimate for _, estimate in dots.rows]
    return "; ".join(
        f"{_after(dots.headings.get(place, ''))}{name} {_told(estimate, dots, estimates)}"
        for place, (name, estimate) in enumerate(dots.rows)
    )


def _after(heading: str) -> str:
    return f"{heading}: " if heading else ""
