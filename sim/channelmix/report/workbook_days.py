"""
The period in results.xlsx: every interval as a table with charts of the busiest day, and how waits and days are spread.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from channelmix.report.day_pictures import AGENTS, ARRIVALS, BACKLOG, WAIT, What, busiest_day, subjects
from channelmix.report.language import say, told_day, told_weekday
from channelmix.report.numbers import Kind
from channelmix.report.stored import Study
from channelmix.report.workbook_parts import COLOURS, DASHES, HIGH, Cells, Line, Sheets, chart_text
from channelmix.report.worst_days import told_worst

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_LIMIT = 1_000_000
"""Rows that a sheet takes, less some."""
_ON_A_PAGE = 4
_COLUMNS = {ARRIVALS.column: 4, WAIT.column: 5, BACKLOG.column: 6, AGENTS.column: 7}
_KINDS = (None, None, None, None, Kind.COUNT, Kind.TIME, Kind.COUNT, Kind.COUNT)


def day_sheet(sheets: Sheets, study: Study) -> None:
    """Write the period by interval, with a line chart of the busiest day for each channel and group."""
    headings = (say("plan"), say("of"), say("day"), say("from"), say("contacts"), say("mean wait, s"), say("backlog"),
                say("agents on duty"))  # fmt: skip
    lines = list(_by_interval(study))
    page = sheets.table(say("By interval"), headings, lines, kinds=_KINDS)
    page.freeze_panes(1, 4)
    day = busiest_day(study.intervals[0])
    charts = list(subjects(study))
    for number, (what, name) in enumerate(charts):
        chart = _chart(sheets, page.get_name(), what, name=name, day=day, study=study, lines=lines)
        sheets.place(page, chart, number=number, column=len(headings) + 1)
    _charts_on_paper(page, len(headings), len(charts))


def _charts_on_paper(page: "Worksheet", first: int, charts: int) -> None:
    """Print the charts alone, four on a page: the rows would fill a book."""
    page.print_area(0, first, 1 + HIGH * charts, first + 10)
    page.set_portrait()
    page.set_print_scale(70)
    page.set_h_pagebreaks([_ON_A_PAGE * HIGH * number for number in range(1, -(-charts // _ON_A_PAGE))])


def _by_interval(study: Study) -> Iterator[Line]:
    left = _LIMIT
    for case, rows in zip(study.cases, study.intervals, strict=True):
        for row in rows[:left]:
            numbers = (row["offered"], row["wait_mean_s"], row["backlog"], row["agents"])
            yield Kind.COUNT, (case.name, row["name"], *row["start"].split("T"), *numbers)
        left -= len(rows[:left])


def _chart(sheets: Sheets, sheet: str, what: What, *, name: str, day: str, study: Study, lines: Sequence[Line]) -> Any:
    chart, column = sheets.book.add_chart({"type": "line"}), _COLUMNS[what.column]
    for place, case in enumerate(study.cases):
        rows = [
            row for row, (_, cells) in enumerate(lines, 1)
            if cells[:2] == (case.name, name) and cells[2] == day
        ]  # fmt: skip
        if not rows:
            continue
        style = {"color": COLOURS[place % len(COLOURS)], "width": 1.5, "dash_type": DASHES[place % len(DASHES)]}
        chart.add_series({
            "name": chart_text(case.name), "line": style,
            "categories": [sheet, rows[0], 3, rows[-1], 3], "values": [sheet, rows[0], column, rows[-1], column],
        })  # fmt: skip
    title = f"{name}: {say(what.words)}, {told_day(date.fromisoformat(day))}"
    chart.set_title({"name": chart_text(title), "name_font": {"size": 11}, "overlay": False})
    chart.set_x_axis({"interval_unit": 12, "num_font": {"size": 8}})
    chart.set_y_axis({"min": 0})
    chart.set_legend({"position": "bottom"})
    return chart


def spread_sheet(sheets: Sheets, study: Study) -> None:
    """Write how waits and days are spread; nothing where the run folder does not tell."""
    lines = list(_spreads(study))
    if not lines:
        return
    per_cents = ("p50", "p80", "p90", "p95", "p99")
    headings = (say("plan"), say("of"), say("no wait"), *(f"{name[1:]} %, s" for name in per_cents),
                say("worst day in twenty"), say("low"), say("high"), say("which day"))  # fmt: skip
    kinds = (None, None, Kind.SHARE, *(Kind.TIME,) * len(per_cents), *(Kind.SHARE,) * 3, None)
    sheets.table(say("Waits and worst days"), headings, lines, kinds=kinds)
    if weekdays := list(_weekdays(study)):
        headings = (say("plan"), say("of"), say("weekday"), say("contacts a day"), say("agent hours planned"),
                    say("in time"), say("low"), say("high"))  # fmt: skip
        kinds = (None, None, None, Kind.COUNT, Kind.HOURS, *(Kind.SHARE,) * 3)
        sheets.table(say("Service by weekday"), headings, weekdays, kinds=kinds)


def _spreads(study: Study) -> Iterator[Line]:
    for case, channels in zip(study.cases, study.spread, strict=False):
        for channel, found in channels.items():
            waits, worst = found.get("waits_s", {}), found.get("worst_day") or {}
            cells: Cells = (case.name, channel, found.get("at_once_share"), *waits.values())
            cells = (*cells, *(None,) * (8 - len(cells)))
            yield Kind.COUNT, (*cells, worst.get("mean"), worst.get("low"), worst.get("high"), told_worst(found))


def _weekdays(study: Study) -> Iterator[Line]:
    for case, channels in zip(study.cases, study.spread, strict=False):
        for channel, found in channels.items():
            for each in found.get("weekdays", ()):
                level, day = each["level"], told_weekday(each["weekday"])
                cells: Cells = (case.name, channel, day, each["contacts"], each["agent_hours"])
                yield Kind.COUNT, (*cells, level["mean"], level["low"], level["high"])
