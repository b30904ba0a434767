"""
Hires and leavers by month: full bars upwards for who comes, hollow bars downwards for who goes, one scale for both.
"""

from collections.abc import Sequence
from datetime import date

from channelmix.report.drawing import Axis, frame, levels, line, room_beside
from channelmix.report.language import say, told_day
from channelmix.report.lettering import WIDTH, spaced, text, width_of
from channelmix.report.numbers import Kind, number

_RIGHT, _TOP, _BASE, _HEIGHT = WIDTH - 8, 12.0, 168.0, 190.0

Moves = Sequence[tuple[date, float, float]]
"""Month, hires and leavers."""


def hires_chart(title: str, moves: Moves) -> str:
    """
    Return the chart.

    Examples:
        >>> "March 2027: 2.0 hires, 0.5 leavers" in hires_chart("Hires", [(date(2027, 3, 1), 2.0, 0.5)])
        True
    """
    most, least = max(hires for _, hires, _ in moves), max(leavers for _, _, leavers in moves)
    up = Axis([0.0, most, -least], Kind.COUNT, start=_BASE, end=_TOP)
    left = room_beside(up)
    wide = (_RIGHT - left) / len(moves)
    marks = levels(up, left, _RIGHT)
    for place, (_, hires, leavers) in enumerate(moves):
        x = left + wide * (place + 0.15)
        marks += [_bar((x, up(hires)), wide * 0.7, up(0.0), style="dot"),
                  _bar((x, up(0.0)), wide * 0.7, up(-leavers), style="hollow")]  # fmt: skip
    marks += [line((left, up(0.0)), (_RIGHT, up(0.0)), "zero"), *_months(moves, left, wide)]
    words = "{month}: {hires} hires, {leavers} leavers"
    told = "; ".join(
        say(words, month=told_day(day, "month"), hires=number(hires, Kind.HOURS), leavers=number(leavers, Kind.HOURS))
        for day, hires, leavers in moves
    )
    return frame(title, told, _HEIGHT, marks="".join(marks))


def _bar(corner: tuple[float, float], wide: float, bottom: float, *, style: str) -> str:
    x, top = corner
    high = max(bottom - top, 0.0)
    return f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" class="{style}"/>' if high else ""


def _months(moves: Moves, left: float, wide: float) -> list[str]:
    """Return the names of months, as many as stand apart, none of them beyond the picture."""
    words = [told_day(month, "short month") for month, _, _ in moves]
    half = max(map(width_of, words)) / 2
    places = (min(left + wide * (place + 0.5), WIDTH - half) for place in range(len(moves)))
    named = list(zip(places, words, strict=True))
    return [text(x, _BASE + 17, words, anchor="middle") for x, words in spaced(named)]
