"""
A week as a heat map: a row for each day, a cell for each interval, a panel for each scenario, one scale for all.

Five shades of one colour, from little to much; the legend names their limits, and each panel names its peak in words.
Neighbouring cells of one shade are drawn as one, so that a week of quarter hours takes a few kilobytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from channelmix.report.drawing import frame
from channelmix.report.language import say
from channelmix.report.lettering import ROOM, WIDTH, short, text
from channelmix.report.numbers import Kind, number

_LEFT, _ROW, _HEAD, _FOOT = 44.0, 12.0, 18.0, 32.0
_SHADES = 5


@dataclass(frozen=True)
class Grid:
    """One scenario's week."""

    name: str
    days: Sequence[str]
    """How each row is called."""
    cells: Sequence[Sequence[float | None]]
    """For each day a value for each interval; None where there is nothing to measure."""


def heat_chart(title: str, kind: Kind, grids: Sequence[Grid], *, times: Sequence[str]) -> str:
    """
    Return the chart.

    Args:
        title: What is shown.
        kind: What the values measure.
        grids: The scenarios, all with the same intervals.
        times: Time of day at which each interval starts, such as ``08:15``.
    """
    most = max((value for grid in grids for row in grid.cells for value in row if value), default=1.0)
    steps = limits(most, kind)
    marks, top = [_legend(steps, kind)], 24.0
    for grid in grids:
        marks += [text(4, top + 11, short(grid.name, ROOM)), *_panel(grid, times, top + _HEAD, steps=steps)]
        top += _HEAD + _ROW * len(grid.days) + _FOOT
        marks.append(text(WIDTH - 4, top - 9, peak(grid, times, kind), anchor="end", style="small"))
    told = "; ".join(f"{grid.name}: {peak(grid, times, kind)}" for grid in grids)
    return frame(title, say("By day and time of day. {peaks}", peaks=told), top + 2, marks="".join(marks))


def limits(most: float, kind: Kind) -> list[float]:
    """
    Return the upper limit of each shade: even steps, or steps that grow, since waits are mostly short.

    Examples:
        >>> limits(10.0, Kind.COUNT), limits(100.0, Kind.TIME)
        ([2.0, 4.0, 6.0, 8.0, 10.0], [4.0, 16.0, 36.0, 64.0, 100.0])
    """
    power = 2 if kind is Kind.TIME else 1
    return [round(most * (step / _SHADES) ** power, 9) for step in range(1, _SHADES + 1)]


def _legend(steps: Sequence[float], kind: Kind) -> str:
    marks, each = [text(4, 13, say("up to"))], (WIDTH - 56) / _SHADES
    for place, step in enumerate(steps):
        x = 52 + each * place
        marks.append(f'<rect x="{x:.1f}" y="4" width="11" height="11" class="heat{place + 1}"/>')
        marks.append(text(x + 14, 13, number(step, kind), style="small"))
    return "".join(marks)


def _panel(grid: Grid, times: Sequence[str], top: float, *, steps: Sequence[float]) -> Iterator[str]:
    wide = (WIDTH - _LEFT - 4) / len(times)
    boxes: dict[int, list[str]] = {}
    for row, (day, cells) in enumerate(zip(grid.days, grid.cells, strict=True)):
        yield text(4, top + _ROW * row + 9.5, day, style="small")
        shades = [_shade(value, steps) for value in cells]
        for shade, run in groupby(enumerate(shades), key=lambda pair: pair[1]):
            places = [place for place, _ in run]
            if shade:
                size = f"h{wide * len(places):.1f}v{_ROW - 1:.0f}h-{wide * len(places):.1f}z"
                boxes.setdefault(shade, []).append(f"M{_LEFT + wide * places[0]:.1f} {top + _ROW * row:.0f}{size}")
    for shade, paths in sorted(boxes.items()):
        yield f'<path d="{"".join(paths)}" class="heat{shade}"/>'
    for place, time in enumerate(times):
        if time.endswith(":00") and int(time[:2]) % 3 == 0:
            yield text(_LEFT + wide * place, top + _ROW * len(grid.days) + 11, time[:2], anchor="middle", style="small")


def _shade(value: float | None, steps: Sequence[float]) -> int:
    """Return the number of a shade, 0 where there is nothing."""
    if not value or value < steps[-1] * 1e-9:
        return 0
    return next((place for place, step in enumerate(steps, 1) if value <= step * (1 + 1e-9)), _SHADES)


def peak(grid: Grid, times: Sequence[str], kind: Kind) -> str:
    """Return where a week is at its highest, in words."""
    known = [
        (value, day, time)
        for day, cells in zip(grid.days, grid.cells, strict=True)
        for time, value in zip(times, cells, strict=True)
        if value is not None
    ]
    if not known:
        return say("nothing to measure")
    value, day, time = max(known, key=lambda each: each[0])
    return say("most {value} at {time}", value=number(value, kind), time=f"{day} {time}")
