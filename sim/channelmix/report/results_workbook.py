"""
results.xlsx: figures and intervals as real tables with native charts, and a first sheet that explains.

Numbers are whole precision and may be calculated with; names from files are text, whatever they
look like. A planner finds the same figures as in report.html and summary.json.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING, Any

from channelmix.report.cases import Case, level_verdict, promise_notes
from channelmix.report.figures import CHANNEL, GROUP, TOTAL, Figures, Measure, change_of, estimate_of, verdict_of
from channelmix.report.numbers import Kind
from channelmix.report.plain import clean
from channelmix.report.run_page import subtitle
from channelmix.report.stored import Study

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

EXPLAINING = "How to read"
HEADINGS = ("plan", "of", "figure", "mean", "low", "high", "target")
CHANGES = ("plan", "against", "of", "figure", "difference", "low", "high", "at 95 %")

_FORMATS = {Kind.SHARE: "0.0%", Kind.TIME: "#,##0.0", Kind.COUNT: "#,##0.0", Kind.MONEY: "#,##0.00",
            Kind.HOURS: "#,##0.0"}  # fmt: skip
_UNITS = {Kind.TIME: ", s", Kind.SHARE: ""}
_TABLES: Mapping[str, tuple[str, Mapping[str, Measure]]] = {
    "Channels": ("channels", CHANNEL), "Groups": ("groups", GROUP), "Total": ("total", TOTAL),
}  # fmt: skip
_CHARTED = {"Channels": "service_level", "Groups": "occupancy", "Total": "cost_per_year"}
_LONGEST_CELL = 32_767
_MOST_CHARTS = 12

Cells = tuple[str | float | None, ...]
Line = tuple[Kind, Cells]
"""Kind of the numbers of a row, and its cells."""


def results_workbook(study: Study) -> bytes:
    """Return the workbook's content."""
    import xlsxwriter

    memory = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(memory, settings) as workbook:
        workbook.set_properties({"title": "channelmix results", "created": datetime(2000, 1, 1)})
        _explain(workbook, study)
        for title in _TABLES:
            lines = list(_figures(study.cases, title))
            page = _table(workbook, title, HEADINGS, lines)
            _charts(workbook, page, title, lines)
        if study.differences:
            _table(workbook, "Differences", CHANGES, list(_changes(study)))
        _table(workbook, "By interval", _INTERVAL, list(_by_interval(study)), Kind.COUNT)
    return memory.getvalue()


def _explain(workbook: "Workbook", study: Study) -> None:
    page = workbook.add_worksheet(EXPLAINING)
    page.set_column(0, 0, 110, workbook.add_format({"text_wrap": True, "valign": "top"}))
    page.write_string(
        0, 0, f"{EXPLAINING}: results of channelmix", workbook.add_format({"bold": True, "font_size": 14})
    )
    notes = dict.fromkeys(note for case in study.cases for note in promise_notes(case))
    lines = (
        subtitle(study.cases[0]),
        "Each figure has its mean over the replications and the ends of its 95 % interval (low, high).",
        "Service levels and other shares are fractions shown as per cents; times are seconds; money is in "
        f"{study.cases[0].currency}.",
        "target: 'met' or 'missed' only where the whole interval lies on one side of the target, else 'not sure'.",
        "Differences: each plan less the first, on the same customers. 'unsure': the interval contains 0.",
        "By interval: means over the replications; contacts, waits and backlog of channels, agents of groups.",
        "An empty cell: there was nothing to measure, or a single replication, which tells nothing of the error.",
        *notes,
        *dict.fromkeys(warning for case in study.cases for warning in case.warnings),
    )
    for row, text in enumerate(lines, 2):
        page.write_string(row, 0, _safe(text))
    page.freeze_panes(1, 0)


def _safe(text: str) -> str:
    """Return a text that a cell takes."""
    return clean(text)[:_LONGEST_CELL]


def _figures(cases: Sequence[Case], title: str) -> Iterator[Line]:
    key, measures = _TABLES[title]
    places = list(dict.fromkeys(place for case in cases for place, _ in _places(case.summary, key)))
    for (name, measure), place, case in product(measures.items(), places, cases):
        estimate = estimate_of(dict(_places(case.summary, key)).get(place, {}), name)
        if estimate.mean is not None:
            verdict = level_verdict(case, place, name) if key == "channels" else ""
            numbers = (estimate.mean, estimate.low, estimate.high)
            yield measure.kind, (case.name, place, _label(measure), *numbers, verdict)


def _places(summary: Figures, key: str) -> list[tuple[str, Figures]]:
    return [("all", summary["total"])] if key == "total" else list(summary[key].items())


def _label(measure: Measure) -> str:
    return f"{measure.label}{_UNITS.get(measure.kind, '')}"


def _changes(study: Study) -> Iterator[Line]:
    first = study.cases[0].name
    for case, change in zip(study.cases[1:], study.differences, strict=True):
        for key, measures in _TABLES.values():
            for place, figures in _places(change, key):
                for name, measure in measures.items():
                    estimate = change_of(figures, name)
                    if estimate.mean is not None:
                        numbers = (estimate.mean, estimate.low, estimate.high)
                        verdict = verdict_of(figures, name)
                        yield measure.kind, (case.name, first, place, _label(measure), *numbers, verdict)


_INTERVAL = ("plan", "of", "from", "contacts", "mean wait, s", "backlog", "agents on duty")
_LIMIT = 1_000_000
"""Rows that a sheet takes, less some."""


def _by_interval(study: Study) -> Iterator[Line]:
    left = _LIMIT
    for case, rows in zip(study.cases, study.intervals, strict=True):
        for row in rows[:left]:
            numbers = (row["offered"], row["wait_mean_s"], row["backlog"], row["agents"])
            yield Kind.COUNT, (case.name, row["name"], row["start"].replace("T", " "), *numbers)
        left -= len(rows[:left])


def _table(
    workbook: "Workbook", title: str, headings: Sequence[str], lines: Sequence[Line], kind: Kind | None = None
) -> "Worksheet":
    """Write a sheet that is one table, its headings and first columns always in sight."""
    page = workbook.add_worksheet(title)
    formats = {each: workbook.add_format({"num_format": form}) for each, form in _FORMATS.items()}
    for row, (each, cells) in enumerate(lines, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(row, column, _safe(cell))
            elif cell is not None:
                page.write_number(row, column, cell, formats[kind or each])
    columns = [{"header": heading} for heading in headings]
    name = title.replace(" ", "_")
    page.add_table(0, 0, max(len(lines), 1), len(headings) - 1, {"columns": columns, "name": name})
    page.freeze_panes(1, 2)
    page.set_column(0, 0, 38)
    page.set_column(1, len(headings) - 1, 16)
    page.set_column(2, 2, 26)
    return page


def _charts(workbook: "Workbook", page: "Worksheet", title: str, lines: Sequence[Line]) -> None:
    """Draw one figure of each channel, group or the total by plan, with its interval."""
    figure = _label(_TABLES[title][1][_CHARTED[title]])
    places: dict[str, list[int]] = {}
    for row, (_, cells) in enumerate(lines, 1):
        if cells[2] == figure:
            places.setdefault(str(cells[1]), []).append(row)
    for number, (place, rows) in enumerate(list(places.items())[:_MOST_CHARTS]):
        chart = _chart(workbook, page.get_name(), f"{place}: {figure}", lines, rows)
        page.insert_chart(1 + number * 17, len(HEADINGS) + 1, chart, {"object_position": 3})


def _chart(workbook: "Workbook", sheet: str, title: str, lines: Sequence[Line], rows: Sequence[int]) -> Any:
    chart = workbook.add_chart({"type": "bar"})
    more, less = (_reach([lines[row - 1][1] for row in rows], end) for end in (5, 4))
    bars = {"type": "custom", "plus_values": more, "minus_values": less}
    first, last = rows[0], rows[-1]
    series = {"categories": [sheet, first, 0, last, 0], "values": [sheet, first, 3, last, 3], "name": _safe(title)}
    chart.add_series({**series, "y_error_bars": bars})
    chart.set_title({"name": _safe(title), "name_font": {"size": 11}, "overlay": False})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"none": True})
    chart.set_size({"width": 620, "height": 320})
    return chart


def _reach(rows: Sequence[Cells], end: int) -> list[float]:
    """Return how far the interval of each figure reaches from its mean; 0 where it is unknown."""
    pairs: list[tuple[Any, Any]] = [(cells[3], cells[end]) for cells in rows]
    return [0.0 if limit is None else abs(limit - mean) for mean, limit in pairs]
