"""
Months ahead as one picture: FTE needed with the band of the forecast, people there, hires and leavers below.

The picture stands alone, in light and dark. Months beyond what the forecast has been tried for lie on grey ground
that says so; a diamond marks a week that was searched and simulated.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from channelmix.report.drawing import Axis, levels, line
from channelmix.report.lettering import text
from channelmix.report.months_page import label_of
from channelmix.report.numbers import Kind
from channelmix.report.plain import clean
from channelmix.staffing.ahead.wording import counted, how_high

_WIDE, _LEFT, _RIGHT = 760.0, 52.0, 744.0
_TOP, _MIDDLE, _GAP, _LOW = 80.0, 280.0, 44.0, 394.0
_HIGH = _LOW + 30

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b2530; --rule: #d5dce3; --ground: #eef1f4; --need: #005f8f;
  --band: #9cc5e8; --there: #a8480b; }
@media (prefers-color-scheme: dark) { :root { --paper: #12181f; --ink: #e9eef3; --rule: #36424e; --ground: #202a34;
  --need: #6cc3f2; --band: #24577a; --there: #f5a467; } }
text { font: 12px system-ui, sans-serif; fill: var(--ink); } .head { font-size: 15px; font-weight: 600; }
.paper { fill: var(--paper); } .ground { fill: var(--ground); } .grid { stroke: var(--rule); }
.band { fill: var(--band); opacity: .6; } .need { fill: none; stroke: var(--need); stroke-width: 2; }
.there { fill: none; stroke: var(--there); stroke-width: 1.5; stroke-dasharray: 6 3; } .mark { fill: var(--need); }
.hires { fill: var(--need); } .leavers { fill: none; stroke: var(--there); stroke-width: 1.2; }
"""

Summary = Mapping[str, Any]


def months_chart(summary: Summary) -> str:
    """Return the picture."""
    months = summary["months"]
    title = f"{summary['scenario']}: people needed, {label_of(months[0]['month'])} to {label_of(months[-1]['month'])}"
    fte = {level: [month["levels"][level]["total"]["fte"] for month in months] for level in summary["levels"]}
    people = [month["people"][""] for month in months]
    above = Axis([0.0, *(value for values in fte.values() for value in values), *(each["people"] for each in people),
                  *(week["fte"] for week in summary["simulated"])],
                 Kind.COUNT, start=_MIDDLE, end=_TOP)  # fmt: skip
    below = Axis([0.0, *(each[key] for each in people for key in ("hires", "leavers"))], Kind.COUNT, start=_LOW,
                 end=_MIDDLE + _GAP, marks=3)  # fmt: skip
    marks = [
        *_ground(months), *levels(above, _LEFT, _RIGHT), *levels(below, _LEFT, _RIGHT), *_calendar(months),
        *_band(fte, above),
        *_there([each["people"] for each in people], above), *_simulated(summary, above), *_moves(people, below),
        *_words(summary, title),
    ]  # fmt: skip
    told = f"<title>{escape(clean(title))}</title><desc>{escape(_told(summary))}</desc>"
    size = f'viewBox="0 0 {_WIDE:.0f} {_HIGH + 24:.0f}"'
    ground = f'<rect width="{_WIDE:.0f}" height="{_HIGH + 24:.0f}" class="paper"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"><style>{_STYLE}</style>{told}{ground}'
        f"{''.join(marks)}</svg>\n"
    )


def _x(place: float, months: Sequence[Any]) -> float:
    """Return where a month stands; whole numbers are the middles of months."""
    return _LEFT + (_RIGHT - _LEFT) * (place + 0.5) / len(months)


def _ground(months: Sequence[Summary]) -> Iterator[str]:
    beyond = next((place for place, month in enumerate(months) if not month["validated"]), None)
    if beyond is not None:
        left = _x(beyond - 0.5, months)
        size = f'width="{_RIGHT - left:.1f}" height="{_LOW - _TOP + 14:.1f}"'
        yield f'<rect x="{left:.1f}" y="{_TOP - 14:.1f}" {size} class="ground"/>'
        side = ("start", left + 5) if _RIGHT - left > 90 else ("end", _RIGHT - 2)
        yield text(side[1], _TOP - 2, "not validated", anchor=side[0])


def _calendar(months: Sequence[Summary]) -> Iterator[str]:
    """Name the months: each if they are few, quarters if there is room for them, else years."""
    step = next((step for step in (1, 3, 12) if len(months) / step <= 13), 24)
    for place, month in enumerate(months):
        if (int(month["month"][5:]) - 1 + 12 * int(month["month"][:4])) % step == 0:
            x = _x(place, months)
            yield line((x, _LOW), (x, _LOW + 4), "grid")
            yield text(x, _LOW + 17, label_of(month["month"]), anchor="middle")


def _band(fte: Mapping[str, Sequence[float]], axis: Axis) -> Iterator[str]:
    low, middle, high = (
        [(_x(place, values), axis(value)) for place, value in enumerate(values)]
        for values in (fte["p10"], fte["p50"], fte["p90"])
    )
    yield f'<polygon points="{_points([*high, *reversed(low)])}" class="band"/>'
    yield f'<polyline points="{_points(middle)}" class="need"/>'


def _there(people: Sequence[float], axis: Axis) -> Iterator[str]:
    half = (_x(1, people) - _x(0, people)) / 2
    steps = [(_x(place, people) + side, axis(value)) for place, value in enumerate(people) for side in (-half, half)]
    yield f'<polyline points="{_points(steps)}" class="there"/>'


def _simulated(summary: Summary, axis: Axis) -> Iterator[str]:
    names = [month["month"] for month in summary["months"]]
    for week in summary["simulated"]:
        x = _x(names.index(week["month"]), names)
        y = axis(week["fte"])
        told = f"{label_of(week['month'])}, busier than {week['level'][1:]} % of paths: {week['fte']:.1f} FTE simulated"
        yield (f'<path d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z" class="mark"><title>{escape(told)}</title></path>')


def _moves(people: Sequence[Mapping[str, float]], axis: Axis) -> Iterator[str]:
    wide = (_x(1, people) - _x(0, people)) * 0.36
    for place, each in enumerate(people):
        for side, key in ((-wide, "hires"), (0.0, "leavers")):
            top = axis(each[key])
            x, high = _x(place, people) + side, axis(0.0) - top
            yield f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" class="{key}"/>'


def _words(summary: Summary, title: str) -> Iterator[str]:
    yield text(12, 22, title, style="head")
    yield text(12, 42, "FTE needed: line the middle of the forecast, band 8 of 10 of its paths; diamonds: weeks "
                       "simulated, each along one path")  # fmt: skip
    yield text(12, 57, f"Dashed: people there, keeping up with {how_high(summary['hires_for'])}")
    yield text(12, _MIDDLE + 24, "FTE a month: full bars hires, hollow bars leavers")
    largest = summary["error"]["largest"]
    off = "" if largest is None else f"; months not simulated: within {100 * largest:.1f} % on the weeks left out"
    yield text(12, _HIGH + 12, f"All months by one law fitted to {counted(summary['simulated'])} simulated{off}.")


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _told(summary: Summary) -> str:
    months = summary["months"]
    ends = (
        f"{label_of(each['month'])} {each['levels']['p50']['total']['fte']:.1f} FTE "
        f"({each['levels']['p10']['total']['fte']:.1f} to {each['levels']['p90']['total']['fte']:.1f})"
        for each in (months[0], months[-1])
    )
    return "; ".join(ends)
