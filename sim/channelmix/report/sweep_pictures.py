"""
Pictures of a sweep, each a file of its own: the price of a promise, what moves a figure, who is best where.

They are drawn like the charts of the report, carry their colours for light and dark with them,
and need no script and no font. What a picture says in colour it says in letters too.
"""

import re
from collections.abc import Mapping, Sequence

from channelmix.report.drawing import Axis, frame, line
from channelmix.report.lettering import ROOM, WIDTH, short, text, width_of
from channelmix.report.managers import probability
from channelmix.report.numbers import Kind, number, written_difference
from channelmix.report.plane import ends_of
from channelmix.report.price_chart import Step, price_chart
from channelmix.report.study_style import COLOURS
from channelmix.results import Estimate

_TOP = 44.0
_BAR, _CELL, _KEY = 40.0, 34.0, 16.0
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_LOOK = """
svg { --card: var(--paper); background: var(--paper); font-family: system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
text { font-size: 12px; fill: var(--ink); } .small { font-size: 11px; fill: var(--quiet); }
.title { font-weight: 650; font-size: 13px; } .grid { stroke: var(--rule); } .zero { stroke: var(--ink); }
.whisker { stroke: var(--measured); stroke-width: 1.5; } .dot { fill: var(--measured); }
.hollow { fill: var(--paper); stroke: var(--measured); stroke-width: 2; } .figure { font-weight: 600; }
.front { fill: none; stroke: var(--measured); stroke-width: 1.5; } .more { fill: var(--measured); }
.less { fill: var(--promised); } .cell { stroke: var(--paper); stroke-width: 2; } .on-dark { fill: var(--paper); }
.heat1 { fill: var(--heat1); } .heat2 { fill: var(--heat2); } .heat3 { fill: var(--heat3); }
.heat4 { fill: var(--heat4); } .heat5 { fill: var(--heat5); }
"""


def standalone(svg: str) -> str:
    """Return a chart as a file of its own: with a background, and colours for light and dark."""
    head, _, rest = svg.partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{COLOURS}{_LOOK}</style>{rest}\n'


def price_curve(title: str, figure: tuple[str, Kind], currency: str, *, steps: Sequence[Step]) -> str:
    """
    Return what each level of a promise costs at least, each point with its intervals.

    Args:
        title: Of the picture.
        figure: What the promise is, in words, and how it is written.
        currency: Of the cost.
        steps: What was found, cheapest first.
    """
    return standalone(price_chart(title, figure, currency, steps=steps, heading=_title(title), down=24.0))


def tornado(title: str, kind: Kind, swings: Sequence[tuple[str, Estimate, Estimate]]) -> str:
    """
    Return how far each setting moves a figure to either side, the widest first.

    Args:
        title: Of the picture.
        kind: What the figure is.
        swings: Setting with its values, least and largest change.
    """
    ends = ends_of(each for _, *both in swings for each in both)
    at = Axis([0.0, *ends], kind, start=26.0, end=WIDTH - 26.0)
    bottom = _TOP + _BAR * len(swings)
    marks = [_title(title)]
    for tick in at.ticks:
        marks += [line((at(tick), _TOP - 10), (at(tick), bottom), "grid"),
                  text(at(tick), bottom + 14, at.label(tick), anchor="middle", style="small")]  # fmt: skip
    for place, (label, least, most) in enumerate(swings):
        y = _TOP + _BAR * place
        told = f"{written_difference(least, kind)[0]} to {written_difference(most, kind)[0]}"
        marks += [text(16, y, short(label, WIDTH - 40 - width_of(told))), text(WIDTH - 16, y, told, anchor="end")]
        for change in (least, most):
            left, right = sorted((at(0.0), at(change.mean or 0.0)))
            style = "less" if (change.mean or 0.0) < 0 else "more"
            marks.append(
                f'<rect x="{left:.1f}" y="{y + 5:.1f}" width="{right - left:.1f}" height="14" class="{style}"/>'
            )
    marks.append(line((at(0.0), _TOP - 10), (at(0.0), bottom), "zero"))
    told = "; ".join(f"{label}: {number(a.mean, kind)} to {number(b.mean, kind)}" for label, a, b in swings)
    return standalone(frame(title, told, bottom + 24, marks="".join(marks)))


Cells = Mapping[tuple[str, str], tuple[str, float | None]]
"""Best strategy and its probability by row and column."""


def best_map(title: str, keys: tuple[str, str], cells: Cells, *, strategies: Sequence[str]) -> str:
    """
    Return which strategy is best at each pair of values: a letter, a shade, and how probably.

    Args:
        title: Of the picture.
        keys: What the rows and the columns vary.
        cells: Who is best where.
        strategies: All of them.
    """
    rows, columns = (list(dict.fromkeys(place[side] for place in cells)) for side in (0, 1))
    left = 12 + min(max(map(width_of, rows)), 112.0)
    wide = (WIDTH - 10 - left) / len(columns)
    top = _TOP + 34
    marks = [_title(title), text(8, _TOP - 6, short(f"down: {keys[0]}", ROOM), style="small"),
             text(8, _TOP + 9, short(f"across: {keys[1]}", ROOM), style="small")]  # fmt: skip
    marks += [text(left + wide * (at + 0.5), top - 6, short(name, wide - 2), anchor="middle")
              for at, name in enumerate(columns)]  # fmt: skip
    for down, row in enumerate(rows):
        y = top + _CELL * down
        marks.append(text(left - 6, y + 21, short(row, 112.0), anchor="end"))
        for across, column in enumerate(columns):
            marks += _cell(cells.get((row, column)), strategies, (left + wide * across, y, wide))
    y = top + _CELL * len(rows) + 20
    for place, name in enumerate(strategies):
        marks.append(text(8, y + _KEY * place, short(f"{_LETTERS[place % 26]}  {name}", ROOM)))
    told = "; ".join(f"{row}, {column}: {name}" for (row, column), (name, _) in cells.items())
    return standalone(frame(title, told, y + _KEY * len(strategies), marks="".join(marks)))


def _cell(
    best: tuple[str, float | None] | None, strategies: Sequence[str], box: tuple[float, float, float]
) -> list[str]:
    if best is None:
        return []
    (name, chance), (x, y, wide) = best, box
    place = strategies.index(name)
    shade = (1, 5, 3, 2, 4)[place % 5]
    style = "on-dark" if shade >= 4 else ""
    told = _LETTERS[place % 26] + ("" if chance is None else f" {_shortly(chance)}")
    return [
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{_CELL}" class="cell heat{shade}"/>',
        text(x + wide / 2, y + 21, told, anchor="middle", style=style),
    ]


def _shortly(chance: float) -> str:
    """
    Write a probability where there is little room.

    Examples:
        >>> _shortly(1.0), _shortly(0.873)
        ('>99.9 %', '87.3 %')
    """
    return re.sub("^above ", ">", probability(chance))


def _title(words: str) -> str:
    return text(8, 18, short(words, ROOM - 20), style="title")
