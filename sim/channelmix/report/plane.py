"""
The plane of a chart with two axes: round numbers on both, and at the left as much room as the widest of them takes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from channelmix.report.drawing import Axis, levels, line, numbers_below, room_beside, ticks_beside
from channelmix.report.lettering import ROOM, WIDTH, short, text
from channelmix.report.numbers import Kind
from channelmix.results import Estimate

_RIGHT, _LEAST, _BETWEEN = WIDTH - 30.0, 50.0, 4.0
BELOW = 36.0
"""What stands below the plane: numbers, and what they are."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One axis: the figures it must hold, what they are, and in words."""

    values: Sequence[float]
    kind: Kind
    words: str
    marks: int = 4


class Plane:
    """From two figures to a place, and back to numbers at the sides."""

    def __init__(self, across: Side, up: Side, *, top: float, bottom: float) -> None:
        self.up = Axis(up.values, up.kind, start=bottom, end=top, marks=up.marks)
        left = room_beside(self.up, _LEAST)
        self.across = Axis(across.values, across.kind, start=left, end=_RIGHT, marks=across.marks)
        self._words = (up.words, across.words)

    def grid(self) -> list[str]:
        """Return lines at round figures, their numbers, and above and below what they are."""
        top, bottom, (above, below) = self.up.end, self.up.start, self._words
        return [
            text(4, top - 10, short(above, ROOM)),
            *ticks_beside(self.across, top, bottom),
            *levels(self.up, self.across.start, _RIGHT, gap=_BETWEEN),
            *numbers_below(self.across, bottom + 3),
            text(WIDTH - 4, bottom + BELOW - 5, short(below, ROOM), anchor="end"),
        ]

    def place(self, across: float, up: float) -> tuple[float, float]:
        """Return where two figures meet."""
        return self.across(across), self.up(up)

    def joined(self, points: Iterable[tuple[float, float]], style: str = "front") -> str:
        """Return a line through pairs of figures."""
        places = " ".join("{:.1f},{:.1f}".format(*self.place(*point)) for point in points)
        return f'<polyline points="{places}" class="{style}"/>'

    def intervals(self, across: Estimate, up: Estimate) -> list[str]:
        """Return a line over the interval of each of two figures, as far as they are known."""
        x, y = self.place(across.mean or 0.0, up.mean or 0.0)
        marks = []
        if across.low is not None and across.high is not None:
            marks.append(line((self.across(across.low), y), (self.across(across.high), y), "whisker"))
        if up.low is not None and up.high is not None:
            marks.append(line((x, self.up(up.low)), (x, self.up(up.high)), "whisker"))
        return marks


def ends_of(estimates: Iterable[Estimate]) -> list[float]:
    """Return all that an axis must hold: means, and the ends of their intervals."""
    return [end for each in estimates for end in (each.mean, each.low, each.high) if end is not None] or [0.0]
