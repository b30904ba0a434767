"""
What a channel's promise costs: paid hours or money of the plan against the share that is promised in time.
"""

from collections.abc import Sequence

from channelmix.report.drawing import WIDTH, Axis, frame, plane, short, text
from channelmix.report.numbers import Kind, number
from channelmix.report.sweep_pictures import standalone

_LEFT, _RIGHT, _TOP, _BOTTOM = 58.0, WIDTH - 24.0, 56.0, 236.0


def promise_chart(title: str, up: str, points: Sequence[tuple[float, float, bool]]) -> str:
    """
    Return the chart as a file of its own.

    Args:
        title: Of the picture.
        up: What the vertical axis shows.
        points: Share promised, hours or money, and whether it is the plan's own promise; in order of the share.
    """
    x_at = Axis([share for share, _, _ in points], Kind.SHARE, start=_LEFT, end=_RIGHT)
    y_at = Axis([value for _, value, _ in points], Kind.MONEY, start=_BOTTOM, end=_TOP)
    marks = [text(8, 18, short(title, 52), style="title"), text(8, 38, up)]
    marks += plane(x_at, y_at)
    path = " ".join(f"{x_at(share):.1f},{y_at(value):.1f}" for share, value, _ in points)
    marks.append(f'<polyline points="{path}" class="front"/>')
    for share, value, is_own in points:
        x, y = x_at(share), y_at(value)
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{6 if is_own else 4}" class="dot"/>')
        marks += [text(x - 9, y - 9, "the plan", anchor="end")] if is_own else []
    marks.append(text(_RIGHT, _BOTTOM + 34, "promised in time", anchor="end"))
    told = "; ".join(f"{number(share, Kind.SHARE)}: {number(value, Kind.MONEY)}" for share, value, _ in points)
    return standalone(frame(title, told, _BOTTOM + 42, marks="".join(marks)))
