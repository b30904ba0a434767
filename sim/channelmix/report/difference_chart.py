"""
Differences from the first plan: a line at no difference, and for each other plan a dot with its interval.

An interval that does not touch the line is sure; the words beside it say so, and which way is
better. Below the axis stands which side is which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from channelmix.report.amounts import told_unit
from channelmix.report.drawing import Axis, frame, line, numbers_below
from channelmix.report.language import told_number
from channelmix.report.lettering import LINE, ROOM, WIDTH, broken, text
from channelmix.report.numbers import MINUS, Kind, written_difference
from channelmix.results import Estimate

_LEFT, _RIGHT, _STEP, _TOP = 16.0, WIDTH - 20.0, 44.0, 6.0


@dataclass(frozen=True)
class Gap:
    """How one plan differs from the first in one figure."""

    name: str
    estimate: Estimate
    verdict: str
    """Whether that is sure, and better or worse."""


def difference_chart(title: str, kind: Kind, gaps: Sequence[Gap], *, sides: tuple[str, str]) -> str:
    """
    Return the chart.

    Args:
        title: What is measured.
        kind: How it is written.
        gaps: One for each plan but the first.
        sides: What it means to lie left of the line, and right of it.
    """
    estimates = [gap.estimate for gap in gaps]
    ends = [end for each in estimates for end in (each.mean, each.low, each.high) if end is not None]
    axis = Axis([*ends, 0.0], kind, start=_LEFT, end=_RIGHT)
    zero, marks, top = axis(0.0), [], _TOP
    for gap in gaps:
        names = broken(gap.name, ROOM)
        marks += [text(_LEFT - 12, top + 11 + LINE * place, words) for place, words in enumerate(names)]
        top += LINE * (len(names) - 1)
        marks += _row(gap, kind, estimates, axis=axis, top=top)
        top += _STEP
    bottom = top + 4
    marks += numbers_below(axis, bottom, label=partial(_label, axis))
    if zero - _LEFT > 60:
        marks.append(text(zero - 6, bottom + 29, f"\N{LEFTWARDS ARROW} {sides[0]}", anchor="end"))
    if _RIGHT - zero > 60:
        marks.append(text(zero + 6, bottom + 29, f"{sides[1]} \N{RIGHTWARDS ARROW}"))
    return frame(title, "; ".join(_told(gap, kind, estimates) for gap in gaps), bottom + 34, marks="".join(marks))


def _label(axis: Axis, tick: float) -> str:
    points = f"{told_number(f'{round(100 * tick, 6):,.10g}')}{told_unit(' pt')}"
    words = (points if axis.kind is Kind.SHARE else axis.label(tick)).replace("-", MINUS)
    return words if tick <= 0 else f"+{words}"


def _row(gap: Gap, kind: Kind, beside: Sequence[Estimate], *, axis: Axis, top: float) -> list[str]:
    size, interval = written_difference(gap.estimate, kind, beside)
    told = f"{size} ({interval})" if interval else size
    marks = [
        text(_LEFT - 12, top + 25, gap.verdict),
        text(WIDTH - 4, top + 25, told, anchor="end", style="figure"),
    ]
    # Lines stand only beside the interval, so that none runs through words.
    marks += [line((axis(tick), top + 30), (axis(tick), top + 42), "grid" if tick else "target") for tick in axis.ticks]
    if gap.estimate.mean is None:
        return marks
    x, y = axis(gap.estimate.mean), top + 36
    if gap.estimate.low is not None and gap.estimate.high is not None:
        left, right = axis(gap.estimate.low), axis(gap.estimate.high)
        marks.append(line((left, y), (right, y), "whisker"))
        marks += [line((end, y - 4), (end, y + 4), "whisker") for end in (left, right)]
    return [*marks, f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" class="dot"/>']


def _told(gap: Gap, kind: Kind, beside: Sequence[Estimate]) -> str:
    size, interval = written_difference(gap.estimate, kind, beside)
    return " ".join(filter(None, [gap.name, size, f"({interval})" if interval else "", gap.verdict]))
