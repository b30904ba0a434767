"""
Two small pictures as SVG text: a curve with its intervals, and bars to both sides of what is.

They need no script and no font of their own, and carry title and description for those who
cannot see them.
"""

from collections.abc import Sequence
from html import escape

from channelmix.results import Estimate

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 360, 90, 50, 40
_INK, _LINE, _LESS, _MORE = "#333", "#1f6f8b", "#b5532a", "#1f6f8b"


def curve(title: str, across: str, up: str, points: Sequence[tuple[Estimate, Estimate]]) -> str:
    """
    Return a curve through points, each with its interval upwards.

    Args:
        title: Of the picture.
        across: What the horizontal axis shows.
        up: What the vertical axis shows.
        points: Horizontal and vertical figure of each, in order.
    """
    known = [(x.mean, y) for x, y in points if x.mean is not None and y.mean is not None]
    xs = [x for x, _ in known]
    ys = [end for _, y in known for end in (y.low, y.mean, y.high) if end is not None]
    if not known:
        return _frame(title, across, up, "")
    x_at, y_at = _scale(xs, LEFT, WIDTH - 20), _scale(ys, HEIGHT - BOTTOM, TOP)
    path = " ".join(f"{x_at(x):.1f},{y_at(y.mean or 0):.1f}" for x, y in known)
    marks = [f'<polyline fill="none" stroke="{_LINE}" points="{path}"/>']
    for x, y in known:
        low, high = (y.mean if end is None else end for end in (y.low, y.high))
        marks.append(_stroke(x_at(x), y_at(low or 0), y_at(high or 0), _LINE))
        marks.append(f'<circle cx="{x_at(x):.1f}" cy="{y_at(y.mean or 0):.1f}" r="3" fill="{_LINE}"/>')
    ends = [(min(xs), "start", LEFT), (max(xs), "end", WIDTH - 20)]
    marks += [_text(at, HEIGHT - BOTTOM + 18, f"{value:,.4g}", anchor) for value, anchor, at in ends]
    marks += [_text(LEFT - 6, y_at(value) + 4, f"{value:,.4g}", "end") for value in (min(ys), max(ys))]
    return _frame(title, across, up, "".join(marks))


def bars(title: str, rows: Sequence[tuple[str, float, float]]) -> str:
    """
    Return bars to both sides of no change.

    Args:
        title: Of the picture.
        rows: Label, least and largest change of each bar, the widest first.
    """
    at = _scale([0.0, *(end for _, least, most in rows for end in (least, most))], 220, WIDTH - 30)
    step = min((HEIGHT - TOP - 20) / max(len(rows), 1), 60)
    marks = []
    for number, (label, least, most) in enumerate(rows):
        y = TOP + number * step
        for end, color in ((least, _LESS), (most, _MORE)):
            left, right = sorted((at(0.0), at(end)))
            size = f'width="{right - left:.1f}" height="{step * 0.7:.1f}"'
            marks.append(f'<rect x="{left:.1f}" y="{y:.1f}" {size} fill="{color}"/>')
        marks.append(_text(at(0.0) + 4, y + step * 0.9, f"{least:+.3g} to {most:+.3g}", size=10))
        marks.append(_text(212, y + step * 0.5, label, "end"))
    marks.append(_stroke(at(0.0), TOP, HEIGHT - 20, _INK))
    return _frame(title, "", "", "".join(marks))


def _scale(values: Sequence[float], start: float, end: float) -> "_Scale":
    return _Scale(min(values), max(values), start, end)


class _Scale:
    """Turns figures into places on the picture."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self._low, self._span = low, (high - low) or 1.0
        self._start, self._length = start, end - start

    def __call__(self, value: float) -> float:
        return self._start + (value - self._low) / self._span * self._length


def _stroke(x: float, start: float, end: float, color: str) -> str:
    return f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{start:.1f}" y2="{end:.1f}" stroke="{color}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start", *, size: int = 12) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
    return f'<text {place} fill="{_INK}">{escape(text)}</text>'


def _frame(title: str, across: str, up: str, marks: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif">'
        f"<title>{escape(title)}</title><desc>{escape(f'{up} against {across}' if across else title)}</desc>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>{_text(12, 22, title, size=15)}{marks}'
        f"{_text(WIDTH / 2, HEIGHT - 10, across, 'middle')}{_text(12, TOP, up)}</svg>\n"
    )
