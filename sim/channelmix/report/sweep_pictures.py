"""
Pictures of a sweep, each a file of its own: the price of a promise, what moves a figure, who is best where.

They are drawn like the charts of the report, carry their colours for light and dark with them,
and need no script and no font. What a picture says in colour it says in letters too.
"""

import re
from collections.abc import Mapping, Sequence

from channelmix.report.drawing import WIDTH, Axis, frame, line, plane, short, text
from channelmix.report.managers import probability
from channelmix.report.numbers import Kind, number, written_difference
from channelmix.report.study_style import COLOURS
from channelmix.results import Estimate

_LEFT, _RIGHT, _TOP, _BOTTOM = 50.0, WIDTH - 36.0, 44.0, 250.0
_BAR, _CELL, _KEY = 40.0, 34.0, 16.0
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_LOOK = """
svg { --card: var(--paper); background: var(--paper); font-family: system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
text { font-size: 12px; fill: var(--ink); } .small { font-size: 11px; fill: var(--quiet); }
.title { font-weight: 650; font-size: 13px; } .grid { stroke: var(--rule); } .zero { stroke: var(--ink); }
.whisker { stroke: var(--measured); stroke-width: 1.5; } .dot { fill: var(--measured); }
.front { fill: none; stroke: var(--measured); stroke-width: 1.5; } .more { fill: var(--measured); }
.less { fill: var(--promised); } .cell { stroke: var(--paper); stroke-width: 2; } .on-dark { fill: var(--paper); }
.heat1 { fill: var(--heat1); } .heat2 { fill: var(--heat2); } .heat3 { fill: var(--heat3); }
.heat4 { fill: var(--heat4); } .heat5 { fill: var(--heat5); }
"""


def standalone(svg: str) -> str:
    """Return a chart as a file of its own: with a background, and colours for light and dark."""
    head, _, rest = svg.partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{COLOURS}{_LOOK}</style>{rest}\n'


def price_curve(title: str, currency: str, kind: Kind, *, steps: Sequence[tuple[Estimate, Estimate]]) -> str:
    """
    Return what each level of a promise costs at least, each point with its intervals.

    Args:
        title: Of the picture.
        currency: Of the cost.
        kind: What the promise is.
        steps: Cost a year and level reached, cheapest first.
    """
    x_at = Axis(_ends([cost for cost, _ in steps]), Kind.MONEY, start=_LEFT, end=_RIGHT, marks=3)
    y_at = Axis(_ends([reached for _, reached in steps]), kind, start=_BOTTOM, end=_TOP)
    marks = [_title(title), *plane(x_at, y_at), text(_RIGHT, _BOTTOM + 32, f"{currency} a year", anchor="end")]
    known = [(cost, reached) for cost, reached in steps if None not in (cost.mean, reached.mean)]
    path = " ".join(f"{x_at(cost.mean or 0):.1f},{y_at(reached.mean or 0):.1f}" for cost, reached in known)
    marks.append(f'<polyline points="{path}" class="front"/>')
    for cost, reached in known:
        x, y = x_at(cost.mean or 0), y_at(reached.mean or 0)
        if cost.low is not None and cost.high is not None:
            marks.append(line((x_at(cost.low), y), (x_at(cost.high), y), "whisker"))
        if reached.low is not None and reached.high is not None:
            marks.append(line((x, y_at(reached.low)), (x, y_at(reached.high)), "whisker"))
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="dot"/>')
    told = (f"{number(reached.mean, kind)} for {number(cost.mean, Kind.MONEY)} {currency} a year"
            for cost, reached in known)  # fmt: skip
    return standalone(frame(title, "; ".join(told), _BOTTOM + 40, marks="".join(marks)))


def tornado(title: str, kind: Kind, swings: Sequence[tuple[str, Estimate, Estimate]]) -> str:
    """
    Return how far each setting moves a figure to either side, the widest first.

    Args:
        title: Of the picture.
        kind: What the figure is.
        swings: Setting with its values, least and largest change.
    """
    ends = _ends([each for _, *both in swings for each in both])
    at = Axis([0.0, *ends], kind, start=26.0, end=WIDTH - 26.0)
    bottom = _TOP + _BAR * len(swings)
    marks = [_title(title)]
    for tick in at.ticks:
        marks += [line((at(tick), _TOP - 10), (at(tick), bottom), "grid"),
                  text(at(tick), bottom + 14, at.label(tick), anchor="middle", style="small")]  # fmt: skip
    for place, (label, least, most) in enumerate(swings):
        y = _TOP + _BAR * place
        told = f"{written_difference(least, kind)[0]} to {written_difference(most, kind)[0]}"
        marks += [text(16, y, short(label, 46 - len(told))), text(WIDTH - 16, y, told, anchor="end")]
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
    left = 12 + 7.0 * min(max(map(len, rows)), 16)
    wide = (WIDTH - 10 - left) / len(columns)
    top = _TOP + 34
    marks = [_title(title), text(8, _TOP - 6, short(f"down: {keys[0]}", 52), style="small"),
             text(8, _TOP + 9, short(f"across: {keys[1]}", 52), style="small")]  # fmt: skip
    marks += [text(left + wide * (at + 0.5), top - 6, short(name, int(wide / 6)), anchor="middle")
              for at, name in enumerate(columns)]  # fmt: skip
    for down, row in enumerate(rows):
        y = top + _CELL * down
        marks.append(text(left - 6, y + 21, short(row, 16), anchor="end"))
        for across, column in enumerate(columns):
            marks += _cell(cells.get((row, column)), strategies, (left + wide * across, y, wide))
    y = top + _CELL * len(rows) + 20
    for place, name in enumerate(strategies):
        marks.append(text(8, y + _KEY * place, short(f"{_LETTERS[place % 26]}  {name}", 52)))
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
    return text(8, 18, short(words, 52), style="title")


def _ends(estimates: Sequence[Estimate]) -> list[float]:
    return [end for each in estimates for end in (each.mean, each.low, each.high) if end is not None] or [0.0]
