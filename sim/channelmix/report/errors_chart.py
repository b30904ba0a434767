"""
Errors of several methods by how far ahead they looked: a line for each, named at its end.
"""

from collections.abc import Mapping, Sequence

from channelmix.report.drawing import Axis, frame, levels, line
from channelmix.report.lettering import WIDTH, text
from channelmix.report.numbers import Kind, number

_LEFT, _RIGHT, _TOP, _BASE, _HEIGHT = 40.0, WIDTH - 122, 14.0, 150.0, 174.0
_APART = 13.0
"""Least distance between two names."""
_BEYOND = 3.0
"""Methods whose errors are so many times ours are named below the picture and not drawn: they would flatten it."""


def errors_chart(
    title: str, horizons: Sequence[str], lines: Mapping[str, Sequence[float]], *, ours: str
) -> tuple[str, tuple[str, ...]]:
    """
    Return the chart, and in words the methods that err too much to be in it.

    Args:
        title: What is shown; for those who cannot see it.
        horizons: How far ahead, in words, short ones first.
        lines: Errors by method, as shares, one for each horizon.
        ours: The method that is drawn thick.

    Examples:
        >>> errors_chart("x", ["1-7", "8-14"], {"a": [0.1, 0.1], "b": [0.9, 0.9]}, ours="a")[1]
        ('b 90.0 %',)
    """
    most = _BEYOND * max(lines[ours]) if ours in lines else float("inf")
    shown = {name: values for name, values in lines.items() if max(values) <= most}
    axis = Axis([0.0, *(value for values in shown.values() for value in values)], Kind.SHARE, start=_BASE, end=_TOP)
    step = (_RIGHT - _LEFT - 24) / max(len(horizons) - 1, 1)
    places = [_LEFT + 12 + step * at for at in range(len(horizons))]
    marks = [*_grid(axis, places, horizons)]
    names = _apart(sorted((axis(values[-1]), name) for name, values in shown.items()))
    for name, values in shown.items():
        points = [(x, axis(value)) for x, value in zip(places, values, strict=True)]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        marks.append(f'<polyline points="{joined}" class="{"ours" if name == ours else "other"}"/>')
        dot = "dot" if name == ours else "other"
        marks += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" class="{dot}"/>' for x, y in points]
        marks.append(line(points[-1], (_RIGHT + 2, names[name]), "leader"))
        marks.append(text(_RIGHT + 5, names[name] + 4, name, style="figure" if name == ours else ""))
    told = "; ".join(f"{name} {number(values[-1], Kind.SHARE)}" for name, values in lines.items())
    above = tuple(f"{name} {number(max(lines[name]), Kind.SHARE)}" for name in lines if name not in shown)
    return frame(title, f"At {horizons[-1]} days ahead: {told}", _HEIGHT, marks="".join(marks)), above


def _grid(axis: Axis, places: Sequence[float], horizons: Sequence[str]) -> list[str]:
    names = [text(x, _BASE + 17, words, anchor="middle") for x, words in zip(places, horizons, strict=True)]
    return [*levels(axis, _LEFT, _RIGHT), *names]


def _apart(wanted: Sequence[tuple[float, str]]) -> dict[str, float]:
    """Return heights of names, near their lines and never upon one another."""
    heights: dict[str, float] = {}
    last = _TOP - _APART
    for height, name in wanted:
        last = max(height, last + _APART)
        heights[name] = last
    over = max(last - _BASE, 0.0)
    return {name: height - over for name, height in heights.items()}
