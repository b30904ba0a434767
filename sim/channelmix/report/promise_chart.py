"""
What a channel's promise costs: paid hours or money of the plan against the share that is promised in time.
"""

from collections.abc import Sequence

from channelmix.report.drawing import frame
from channelmix.report.lettering import ROOM, short, text
from channelmix.report.numbers import Kind, number
from channelmix.report.plane import BELOW, Plane, Side
from channelmix.report.sweep_pictures import standalone

_TOP, _BOTTOM = 56.0, 236.0


def promise_chart(title: str, up: str, points: Sequence[tuple[float, float, bool]]) -> str:
    """
    Return the chart as a file of its own.

    Args:
        title: Of the picture.
        up: What the vertical axis shows.
        points: Share promised, hours or money, and whether it is the plan's own promise; in order of the share.
    """
    plane = Plane(
        Side(values=[share for share, _, _ in points], kind=Kind.SHARE, words="promised in time"),
        Side(values=[value for _, value, _ in points], kind=Kind.MONEY, words=up), top=_TOP, bottom=_BOTTOM,
    )  # fmt: skip
    marks = [text(8, 18, short(title, ROOM - 20), style="title"), *plane.grid()]
    marks.append(plane.joined((share, value) for share, value, _ in points))
    for share, value, is_own in points:
        x, y = plane.place(share, value)
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{6 if is_own else 4}" class="dot"/>')
        marks += [text(x - 9, y - 9, "the plan", anchor="end")] if is_own else []
    told = "; ".join(f"{number(share, Kind.SHARE)}: {number(value, Kind.MONEY)}" for share, value, _ in points)
    return standalone(frame(title, told, _BOTTOM + BELOW + 4, marks="".join(marks)))
