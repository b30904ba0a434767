"""
What is left over as the days go by: a line for each scenario in a panel of its own, nights shaded, one scale for all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from channelmix.report.drawing import Axis, frame, levels, room_beside
from channelmix.report.language import say, told_day
from channelmix.report.lettering import ROOM, WIDTH, short, text
from channelmix.report.numbers import Kind, number

_RIGHT, _HIGH, _STEP = WIDTH - 6.0, 58.0, 102.0


@dataclass(frozen=True)
class Line:
    """One scenario's backlog."""

    name: str
    starts: Sequence[str]
    """Local date and time at which each interval starts."""
    values: Sequence[float]
    """At the end of each interval."""
    nobody: Sequence[bool]
    """Whether nobody is on duty in it."""


def backlog_chart(title: str, lines: Sequence[Line], most_points: int) -> str:
    """Return the chart, with at most about so many points a line."""
    highest = max((value for each in lines for value in each.values), default=0.0)
    marks = []
    for place, each in enumerate(lines):
        top = 20 + place * _STEP
        axis = Axis([0.0, highest], Kind.COUNT, start=top + _HIGH, end=top + 4, marks=2)
        left = room_beside(axis)
        marks += [
            *_nights(each, top, left=left),
            text(4, top - 8, short(each.name, ROOM)),
            *_frame(each, axis, top, left=left),
        ]
        marks.append(f'<path d="{_path(each, axis, most_points, left=left)}" class="curve"/>')
    told = "; ".join(f"{each.name}: {_peak(each)}" for each in lines)
    return frame(title, say("Over the days. {peaks}", peaks=told), _STEP * len(lines), marks="".join(marks))


def _x(place: float, count: int, left: float) -> float:
    return left + (_RIGHT - left) * place / max(count, 1)


def _nights(each: Line, top: float, *, left: float) -> Iterator[str]:
    boxes = []
    for is_empty, run in groupby(enumerate(each.nobody), key=lambda pair: pair[1]):
        places = [place for place, _ in run]
        if is_empty:
            start, end = (_x(place, len(each.nobody), left) for place in (places[0], places[-1] + 1))
            boxes.append(f"M{start:.1f} {top + 4:.0f}h{end - start:.1f}v{_HIGH - 4:.0f}h-{end - start:.1f}z")
    if boxes:
        yield f'<path d="{"".join(boxes)}" class="night"/>'


def _frame(each: Line, axis: Axis, top: float, *, left: float) -> Iterator[str]:
    yield from levels(axis, left, _RIGHT, gap=3)
    days = [(place, start) for place, start in enumerate(each.starts) if start[11:16] == "00:00"]
    step = -(-len(days) // 7)
    for place, start in days[::step]:
        x = _x(place, len(each.starts), left)
        name = told_day(date.fromisoformat(start[:10]), "day")
        yield text(x + 2, top + _HIGH + 13, name, style="small")


def _path(each: Line, axis: Axis, most_points: int, *, left: float) -> str:
    """Return the line through every n-th value, each standing at the end of its interval."""
    count = len(each.values)
    step = max(-(-count // most_points), 1)
    places = range(step - 1, count, step)
    points = (f"{_x(place + 1, count, left):.1f} {axis(each.values[place]):.1f}" for place in places)
    return "M" + "L".join(points)


def _peak(each: Line) -> str:
    if not each.values:
        return say("nothing to measure")
    value, start = max(zip(each.values, each.starts, strict=True))
    day = told_day(date.fromisoformat(start[:10]), "short")
    return say("most {value} at {time}", value=number(value, Kind.COUNT), time=f"{day} {start[11:16]}")
