"""
A day by interval as small multiples: one panel for each scenario, all with the same axes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from channelmix.report.drawing import Axis, frame, levels, room_beside
from channelmix.report.language import say
from channelmix.report.lettering import LINE, ROOM, WIDTH, broken, text
from channelmix.report.numbers import Kind, number

_HIGH, _STEP = 58.0, 108.0
_SINGLE, _PAIRED = (1, 348.0, ROOM), (2, 170.0, 172.0)
"""Panels beside each other, where each ends, and how much room a line of its name has."""

_HOURS = ("T00:00", "T06:00", "T12:00", "T18:00")


@dataclass(frozen=True)
class Panel:
    """One scenario's day."""

    name: str
    starts: Sequence[str]
    """Local date and time at which each interval starts."""
    values: Sequence[float | None]
    """None where there is nothing to measure."""


def day_chart(title: str, kind: Kind, panels: Sequence[Panel], *, steps: bool = False) -> str:
    """
    Return the chart.

    Args:
        title: What is shown.
        kind: What the values measure.
        panels: The scenarios.
        steps: Whether a value holds for its whole interval and then changes, as agents on duty do.
    """
    known = [value for panel in panels for value in panel.values if value is not None]
    columns, end, most = _SINGLE if len(panels) == 1 else _PAIRED
    names = [broken(panel.name, most) for panel in panels]
    lower = LINE * (max(map(len, names), default=1) - 1)
    marks = []
    for place, panel in enumerate(panels):
        start = (place % columns) * WIDTH / columns
        top = 20 + lower + (place // columns) * (_STEP + lower)
        axis = Axis([0.0, *known], kind, start=top + _HIGH, end=top + 4, marks=2)
        left = start + room_beside(axis)
        wide = start + end - left
        head = top - 8 - LINE * (len(names[place]) - 1)
        marks += [text(start + 4, head + LINE * at, words) for at, words in enumerate(names[place])]
        marks += _frame(panel, axis, (left, top), wide=wide)
        marks.append(f'<path d="{_path(panel.values, axis, left, wide=wide, steps=steps)}" class="curve"/>')
    peaks = "; ".join(f"{panel.name}: {_peak(panel, kind)}" for panel in panels)
    return frame(
        title,
        say("By time of day. {peaks}", peaks=peaks),
        -(-len(panels) // columns) * (_STEP + lower),
        marks="".join(marks),
    )


def _frame(panel: Panel, axis: Axis, corner: tuple[float, float], *, wide: float) -> list[str]:
    left, top = corner
    marks = levels(axis, left, left + wide, gap=3)
    for place, start in enumerate(panel.starts):
        if start[10:16] in _HOURS:
            x = left + wide * place / len(panel.starts)
            marks.append(text(x, top + _HIGH + 16, start[11:13], anchor="middle"))
    return [*marks, text(left + wide, top + _HIGH + 16, "24", anchor="middle")]


def _path(values: Sequence[float | None], axis: Axis, left: float, *, wide: float, steps: bool) -> str:
    """Return a line with gaps where nothing is known, and a dash where its neighbours are not."""
    each = wide / max(len(values), 1)
    parts, drawing = [], False
    for place, value in enumerate(values):
        if value is None:
            drawing = False
            continue
        x, y = left + each * (place if steps else place + 0.5), axis(value)
        parts.append(f"{'L' if drawing else 'M'}{x:.1f} {y:.1f}")
        if steps or not drawing:
            parts.append(f"h{each if steps else 0.1:.2f}")
        drawing = True
    return "".join(parts)


def _peak(panel: Panel, kind: Kind) -> str:
    known = [(value, start) for value, start in zip(panel.values, panel.starts, strict=True) if value is not None]
    if not known:
        return say("nothing to measure")
    value, start = max(known, key=lambda each: each[0])
    return say("most {value} at {time}", value=number(value, kind), time=start[11:16])
