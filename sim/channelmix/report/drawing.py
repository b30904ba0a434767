"""
What all charts of the report are drawn with: axes in round numbers, text, and a frame that says what it shows.

Charts are SVG inside the page, 360 wide, so that letters keep their size on a phone. Colours are
those of the page, which knows about dark mode; nothing is told by colour alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from channelmix.report.amounts import told_unit
from channelmix.report.language import told_number
from channelmix.report.lettering import WIDTH, spaced, text, width_of
from channelmix.report.numbers import MINUS, Kind
from channelmix.report.plain import clean

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0
_TIMES: Sequence[tuple[float, float, str, Sequence[float]]] = (
    (2 * _MINUTE, 1.0, "s", (0.5, 1, 2, 5, 10, 20, 30, 60)),
    (_HOUR, _MINUTE, "min", (0.5, 1, 2, 5, 10, 20, 30)),
    (2 * _DAY, _HOUR, "h", (0.25, 0.5, 1, 2, 4, 6, 12, 24)),
    (float("inf"), _DAY, "days", (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)),
)
"""Up to which time an axis is in which unit, and the distances between its ticks in that unit."""


class Axis:
    """From figures to places, between round numbers."""

    def __init__(self, values: Sequence[float], kind: Kind, *, start: float, end: float, marks: int = 4) -> None:
        low, high = min(values), max(values)
        self._unit, self._name, steps = _unit(kind, max(abs(low), abs(high)))
        least = ((high - low) or abs(high) or self._unit) / marks / self._unit
        step = self._unit * next(step for step in steps if step >= least * (1 - 1e-9))
        self.ticks = [step * place for place in _places(low / step, high / step)]
        self.kind = kind
        self._low, self._span = self.ticks[0], self.ticks[-1] - self.ticks[0]
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        """Return the place of a figure."""
        return self.start + (value - self._low) / self._span * (self.end - self.start)

    def label(self, tick: float) -> str:
        """Return how a tick is written: no decimals that are always 0."""
        if not tick and self.kind is Kind.TIME:
            return "0"
        size = f"{round(tick / self._unit, 6):,.10g}".replace("-", MINUS)
        name = "day" if self._name == "days" and size == "1" else self._name
        return f"{told_number(size)}{told_unit(name and f' {name}')}"


def _places(low: float, high: float) -> range:
    first, last = int(low // 1), -int(-high // 1)
    return range(first, max(last, first + 1) + 1)


def _unit(kind: Kind, size: float) -> tuple[float, str, Iterable[float]]:
    """Return the unit of an axis, its name, and the distances that its ticks may have."""
    if kind is Kind.TIME:
        return next((unit, name, steps) for limit, unit, name, steps in _TIMES if size <= limit)
    return (0.01, "%", _round_steps()) if kind is Kind.SHARE else (1.0, "", _round_steps())


def _round_steps() -> Iterator[float]:
    """Yield 1, 2 and 5 times the powers of ten, small ones first."""
    for power in range(-9, 16):
        yield from (factor * 10.0**power for factor in (1, 2, 5))


def line(start: tuple[float, float], end: tuple[float, float], style: str) -> str:
    """Return a straight line."""
    (x1, y1), (x2, y2) = start, end
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"/>'


def levels(axis: Axis, left: float, right: float, *, gap: float = 4.0) -> list[str]:
    """Return a line across at each tick of an axis that goes up, with its number on the left."""
    marks = []
    for tick in axis.ticks:
        y = axis(tick)
        marks += [line((left, y), (right, y), "grid"), text(left - gap, y + 4, axis.label(tick), anchor="end")]
    return marks


def room_beside(axis: Axis, least: float = 40.0) -> float:
    """Return how much room the numbers of an axis that goes up take on its left."""
    return max(least, 6.0 + max(width_of(axis.label(tick)) for tick in axis.ticks))


def ticks_beside(axis: Axis, top: float, bottom: float) -> list[str]:
    """Return a short line down at each tick: it stands beside what is drawn, so that none runs through words."""
    return [line((axis(tick), top), (axis(tick), bottom), "grid") for tick in axis.ticks]


def numbers_below(axis: Axis, bottom: float, *, label: Callable[[float], str] | None = None) -> list[str]:
    """Return the numbers of an axis that goes across: inside of the picture, every second where all would touch."""
    told = [_held(axis(tick), (label or axis.label)(tick)) for tick in axis.ticks]
    return [text(x, bottom + 13, words, anchor="middle") for x, words in spaced(told)]


def _held(x: float, words: str) -> tuple[float, str]:
    """Return where a number stands that must not leave the picture."""
    half = width_of(words) / 2
    return min(max(x, half), WIDTH - half), words


def frame(title: str, description: str, height: float, *, marks: str) -> str:
    """Return the chart, with words for those who cannot see it."""
    told = f"<title>{escape(clean(title))}</title><desc>{escape(clean(description))}</desc>"
    return f'<svg viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img">{told}{marks}</svg>'
