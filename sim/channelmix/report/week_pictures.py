"""
The week by interval as heat maps (arrivals, waits, agents on duty), and what is left over by night.

Values are means over the replications, as intervals.parquet has them, without intervals of their own.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from channelmix.report.backlog_chart import Line, backlog_chart
from channelmix.report.comparison_page import channels_of, groups_of
from channelmix.report.day_pictures import AGENTS, ARRIVALS, FEW_PLANS, SETTLES, WAIT, What, waiting
from channelmix.report.heat_chart import Grid, heat_chart
from channelmix.report.language import say
from channelmix.report.numbers import MISSING, Kind, counted, number
from channelmix.report.picture import Picture
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.stored import Study
from channelmix.report.week import DAYS, Rows, Week, busy_hours, rows_of, week_of

MOST_POINTS = 340
"""Points of a line over the period."""


def week_pictures(study: Study) -> list[Picture]:
    """Return the heat maps; none for a period of a single day."""
    if study.cases[0].scenario.period.days < 2:
        return []
    rows = rows_of(study.intervals)
    found = [_heat(study, rows, what, name=name) for what, name in _wanted(study)]
    return [picture for picture in found if picture is not None]


def _wanted(study: Study) -> Iterator[tuple[What, str]]:
    for channel in channels_of(study.cases):
        yield ARRIVALS, channel
        if _holds_the_line(study, channel):
            yield WAIT, channel
    for group in groups_of(study.cases):
        yield AGENTS, group


def _holds_the_line(study: Study, channel: str) -> bool:
    cases = [case for case in study.cases if channel in case.scenario.channels]
    return cases[0].scenario.channels[channel].measured_to == SETTLES


def _heat(study: Study, rows: Rows, what: What, *, name: str) -> Picture | None:
    kind = "group" if what is AGENTS else "channel"
    mine = {place: rows[place, kind, name] for place in range(len(study.cases)) if rows.get((place, kind, name))}
    weeks = {place: week_of(found, what.column) for place, found in mine.items()}
    first, last = busy_hours(list(weeks.values()))
    shown = {place: week.between(first, last) for place, week in weeks.items()}
    grids = [Grid(study.cases[place].name, week.days, week.cells) for place, week in shown.items()]
    times = next(iter(shown.values())).times
    if not any(value for grid in grids for row in grid.cells for value in row):
        return None
    title = say("{name}: {what}, the week", name=name, what=say(what.words))
    weights = {place: week_of(found, "offered").between(first, last) for place, found in mine.items()}
    hourly = [
        (
            study.cases[place].name,
            week.by_hour(is_sum=what is ARRIVALS, weights=weights[place] if what is WAIT else None),
        )
        for place, week in shown.items()
    ]
    notes = (say(what.note), *_averaged(study), _times(study))
    chart, printed = (
        heat_chart(title, what.kind, grids, times=times),
        what is not ARRIVALS and len(study.cases) <= FEW_PLANS,
    )
    return Picture(title, chart, _sheet(title, what.kind, hourly), notes, on_paper=printed)


def _averaged(study: Study) -> Iterator[str]:
    if study.cases[0].scenario.period.days > DAYS:
        yield say("means of the weekdays over the whole period")


def _times(study: Study) -> str:
    return say("means over {times}", times=counted(study.cases[0].summary["replications"], "replication"))


def _sheet(title: str, kind: Kind, weeks: Sequence[tuple[str, Week]]) -> Sheet:
    """Return one value an hour: a row for each scenario and day."""
    rows = tuple(
        Row(f"{name}, {day}" if len(weeks) > 1 else day, tuple(Cell(_told(value, kind)) for value in cells))
        for name, week in weeks
        for day, cells in zip(week.days, week.cells, strict=True)
        if any(cells)
    )
    return Sheet(title, say("hour"), tuple(time[:2] for time in weeks[0][1].times), rows)


def _told(value: float | None, kind: Kind) -> str:
    return MISSING if value is None else number(value, kind)


def backlog_pictures(study: Study) -> list[Picture]:
    """Return what waits over the nights, for channels whose work can wait; none for a single day."""
    if study.cases[0].scenario.period.days < 2:
        return []
    rows = rows_of(study.intervals)
    names = [name for name in channels_of(study.cases) if not _holds_the_line(study, name)]
    return [_backlog(study, rows, name) for name in names]


def _backlog(study: Study, rows: Rows, name: str) -> Picture:
    lines = [
        Line(case.name, [row["start"] for row in found], [row["backlog"] or 0.0 for row in found],
             _nobody(study, rows, place, channel=name))
        for place, case in enumerate(study.cases)
        if (found := rows.get((place, "channel", name)))
    ]  # fmt: skip
    what = waiting(study, name)
    title = f"{name}: {say(what.words)}"
    notes = (say(what.note), say("shaded: nobody who serves it is on duty"), _times(study))
    return Picture(title, backlog_chart(title, lines, MOST_POINTS), _nightly(title, lines), notes)


def _nobody(study: Study, rows: Rows, place: int, *, channel: str) -> list[bool]:
    """Return for each interval whether nobody is on duty who serves a channel."""
    groups = [name for name, group in study.cases[place].scenario.groups.items() if channel in group.channels]
    columns = [[row["agents"] or 0.0 for row in rows[place, "group", group]] for group in groups]
    return [not any(agents) for agents in zip(*columns, strict=True)]


def _nightly(title: str, lines: Sequence[Line]) -> Sheet:
    """Return what is left at midnight and the most of each day."""
    days = sorted({start[:10] for line in lines for start in line.starts})
    shown = []
    for day in days:
        of_day = [
            [value for start, value in zip(line.starts, line.values, strict=True) if start[:10] == day]
            for line in lines
        ]
        texts = (Cell(number(each[-1], Kind.COUNT), say("most {value}", value=number(max(each), Kind.COUNT)))
                 if each else Cell(MISSING) for each in of_day)  # fmt: skip
        shown.append(Row(_day(day), tuple(texts)))
    return Sheet(title, say("at midnight after"), tuple(line.name for line in lines), tuple(shown))


def _day(text: str) -> str:
    from channelmix.report.language import told_day

    return told_day(date.fromisoformat(text), "short")
