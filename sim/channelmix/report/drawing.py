"""
What all charts of the report are drawn with: axes in round numbers, text, and a frame that says what it shows.

Charts are SVG inside the page, 360 wide, so that letters keep their size on a phone. Colours are
those of the page, which knows about dark mode; nothing is told by colour alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from channelmix.report.language import told_number
from channelmix.report.numbers import MINUS, Kind, told_unit
from channelmix.report.plain import clean

WIDTH = 360.0

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


def text(x: float, y: float, words: str, *, anchor: str = "start", style: str = "") -> str:
    """Return words at a place, safe whatever file they come from."""
    more = f' class="{style}"' if style else ""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}"{side}{more}>{escape(clean(words))}</text>'


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


def columns(axis: Axis, top: float, bottom: float) -> list[str]:
    """Return a line down at each tick of an axis that goes across, with its number below."""
    return [*ticks_beside(axis, top, bottom), *numbers_below(axis, bottom)]


def plane(across: Axis, up: Axis) -> list[str]:
    """Return the grid of a chart with two axes, over all of its plane."""
    return [*columns(across, up.end, up.start), *levels(up, across.start, across.end)]


def ticks_beside(axis: Axis, top: float, bottom: float) -> list[str]:
    """Return a short line down at each tick: it stands beside what is drawn, so that none runs through words."""
    return [line((axis(tick), top), (axis(tick), bottom), "grid") for tick in axis.ticks]


def numbers_below(axis: Axis, bottom: float) -> list[str]:
    """Return the numbers of an axis that goes across: inside of the picture, and left out where they would touch."""
    marks, free = [], 0.0
    for tick in axis.ticks:
        words = axis.label(tick)
        half = _LETTER * len(words) / 2
        x = min(max(axis(tick), half), WIDTH - half)
        if x - half >= free:
            marks.append(text(x, bottom + 13, words, anchor="middle"))
            free = x + half + 2
    return marks


LINE = 13.0
"""From one line of words to the next."""

WIDE = 54
"""Letters that have room from edge to edge."""

_LETTER, _BOLD = 6.4, 7.2
"""Mean width of a letter of 12 px, and of a bold one, in a wide sans-serif."""


def beside(told: str, left: float = 4.0) -> int:
    """
    Return how many letters have room between the left edge and bold words at the right one.

    Examples:
        >>> beside("81.3 % (80.0–82.6)"), beside("")
        (34, 54)
    """
    return int((WIDTH - 4 - left - _BOLD * len(told) - 4) / _LETTER)


def broken(words: str, most: int) -> list[str]:
    """
    Return words on one line, or on two where they are longer; what is longer still is cut.

    Examples:
        >>> broken("5 WhatsApp first, with a bot", 24), broken("short", 24)
        (['5 WhatsApp first, with a', 'bot'], ['short'])
    """
    if len(words) <= most:
        return [words]
    place = words.rfind(" ", 0, most + 1)
    cut = place if place > most // 2 else most
    return [words[:cut].rstrip(), short(words[cut:].strip(), most)]


def headed(name: str, told: str, top: float) -> tuple[list[str], float]:
    """Return a name and what is told of it at the right edge, and how much lower the rest stands for a long name."""
    lines = broken(name, WIDE)
    lines += [""] if len(lines[-1]) > beside(told) else []
    marks = [text(4, top + 12 + LINE * place, words) for place, words in enumerate(lines) if words]
    lower = LINE * (len(lines) - 1)
    return [*marks, text(WIDTH - 4, top + 12 + lower, told, anchor="end", style="figure")], lower


def short(words: str, most: int) -> str:
    """
    Return words cut to a length; the chart's table has them whole.

    Examples:
        >>> short("plus WhatsApp, slow adoption", 14)
        'plus WhatsApp…'
    """
    return words if len(words) <= most else f"{words[: most - 1].rstrip(' ,;:')}…"


def frame(title: str, description: str, height: float, *, marks: str) -> str:
    """Return the chart, with words for those who cannot see it."""
    told = f"<title>{escape(clean(title))}</title><desc>{escape(clean(description))}</desc>"
    return f'<svg viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img">{told}{marks}</svg>'
