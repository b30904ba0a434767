"""
results.xlsx: figures and intervals as real tables with native charts, and a first sheet that explains.

Numbers are whole precision and may be calculated with; names from files are text, whatever they
look like. A planner finds the same figures as in report.html and summary.json, in the language that is spoken.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING

from channelmix.paper import for_paper, lines_of
from channelmix.placeless import as_sentence
from channelmix.report.cases import Case, level_verdict, promise_notes, stands_still
from channelmix.report.cautions import told_caution
from channelmix.report.comparison_page import certainty, in_words
from channelmix.report.figures import CHANNEL, GROUP, TOTAL, Figures, Measure, change_of, priced
from channelmix.report.judged_on import judged_notes
from channelmix.report.language import say
from channelmix.report.mixes import mixed_channels
from channelmix.report.numbers import Kind
from channelmix.report.other_promises import not_compared, unlike_levels
from channelmix.report.promises_page import promise_lines
from channelmix.report.run_page import subtitle
from channelmix.report.shift_tables import SHIFT_KINDS, SHIFTS, paid_notes, shift_headings, shift_lines
from channelmix.report.stored import Study
from channelmix.report.workbook_charts import figure_charts
from channelmix.report.workbook_days import day_sheet, spread_sheet
from channelmix.report.workbook_parts import Line, Sheets, safe_cell, sheet_name
from channelmix.report.workbook_what_if import what_if_sheet

if TYPE_CHECKING:
    from channelmix.scenario.channel import Channel

_TABLES: Mapping[str, tuple[str, Mapping[str, Measure]]] = {
    "Channels": ("channels", CHANNEL), "Groups": ("groups", GROUP), "Total": ("total", TOTAL),
}  # fmt: skip
_CHARTED = {"Channels": "service_level", "Groups": "occupancy", "Total": "cost_per_year"}


def results_workbook(study: Study) -> bytes:
    """Return the workbook's content."""
    import xlsxwriter

    memory = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(memory, settings) as workbook:
        workbook.set_properties({"title": "channelmix", "created": datetime(2000, 1, 1)})
        sheets = Sheets.of(workbook)
        _explain(sheets, study)
        for title, text in zip(_TABLES, (say("Channels"), say("Groups"), say("Total")), strict=True):
            lines = list(_figures(study.cases, title))
            page = sheets.table(text, _headings(), lines)
            measure = _TABLES[title][1][_CHARTED[title]]
            figure_charts(sheets, page, lines, figure=_label(measure), column=len(_headings()) + 1)
        if promises := list(promise_lines(study.cases, study.goals)):
            sheets.table(say("Promises"), _promise_headings(), [(Kind.COUNT, line) for line in promises])
        if study.differences:
            sheets.table(say("Differences"), _change_headings(), list(_changes(study)))
        if shifts := list(shift_lines(study.cases)):
            sheets.table(say(SHIFTS), shift_headings(), shifts, kinds=SHIFT_KINDS)
        what_if_sheet(sheets, study)
        spread_sheet(sheets, study)
        day_sheet(sheets, study)
    return memory.getvalue()


def _headings() -> tuple[str, ...]:
    return (say("plan"), say("of"), say("figure"), say("mean"), say("low"), say("high"), say("target"))


def _promise_headings() -> tuple[str, ...]:
    return (say("plan"), say("promise"), say("kept"), say("not kept"), say("worst"), say("when"), say("judged on"))


def _change_headings() -> tuple[str, ...]:
    return (say("plan"), say("against"), say("of"), say("figure"), say("difference"), say("low"), say("high"),
            say("at 95 %"))  # fmt: skip


def _explain(sheets: Sheets, study: Study) -> None:
    page = sheets.book.add_worksheet(sheet_name(say("How to read")))
    page.set_column(0, 0, 110)
    page.write_string(0, 0, say("How to read: results of channelmix"), sheets.title)
    notes = dict.fromkeys(note for case in study.cases for note in promise_notes(case))
    lines = (
        subtitle(study.cases[0]),
        say("Each figure has its mean over the replications and the ends of its 95 % interval (low, high)."),
        say("Service levels and other shares are fractions shown as per cents; times are seconds; money in {currency}.",
            currency=study.cases[0].currency),
        say("target: met or missed only where the whole interval lies on one side of the target, else not sure."),
        say("Differences: each plan less the first, on the same customers; all intervals hold together."),
        say("What if: change the yellow cells, and the cost of every plan follows; service stays as it was simulated."),
        say("By interval: means over the replications; contacts, waits and backlog of channels, agents of groups. "
            "On paper its charts."),
        say("An empty cell: there was nothing to measure, or a single replication, which tells nothing of the error."),
        *notes,
        *judged_notes(study.cases, study.goals),
        *dict.fromkeys(note for case in study.cases if case.summary.get("shifts") for note in paid_notes(case)),
        *dict.fromkeys(f"{say('Please note')}: {as_sentence(told_caution(warning))}"
                        for case in study.cases for warning in case.warnings),
    )  # fmt: skip
    for row, line in enumerate((line for text in lines for line in lines_of(text)), 2):
        page.write_string(row, 0, safe_cell(line))
    page.freeze_panes(1, 0)
    for_paper(page)


def _figures(cases: Sequence[Case], title: str) -> Iterator[Line]:
    key, measures = _TABLES[title]
    places = list(dict.fromkeys(place for case in cases for place, _ in _places(case.summary, key)))
    for (name, measure), place, case in product(measures.items(), places, cases):
        estimate = priced(dict(_places(case.summary, key)).get(place, {}), name)
        if estimate.mean is not None:
            verdict = level_verdict(case, place, name) if key == "channels" else ""
            numbers = (estimate.mean, estimate.low, estimate.high)
            told = say(verdict) if verdict else ""
            label = _label(measure, *([case.scenario.channels.get(place)] if key == "channels" else ()))
            yield measure.kind, (case.name, _place(place, key), label, *numbers, told)


def _places(summary: Figures, key: str) -> list[tuple[str, Figures]]:
    return [("all", summary["total"])] if key == "total" else list(summary[key].items())


def _place(place: str, key: str) -> str:
    return say("all") if key == "total" else place


_BY_NIGHT = "{figure}, s, nights and closed days counted"
_WAITS = (CHANNEL["wait_mean_s"], CHANNEL["wait_p90_s"])


def _label(measure: Measure, channel: "Channel | None" = None) -> str:
    """Return what a figure is called; times in seconds, and waits of a channel whose targets stand while closed."""
    if measure.kind is not Kind.TIME:
        return measure.label
    return say(_BY_NIGHT if measure in _WAITS and stands_still(channel) else "{figure}, s", figure=measure.label)


def _changes(study: Study) -> Iterator[Line]:
    first = study.cases[0]
    for case, change in zip(study.cases[1:], study.differences, strict=True):
        mixed, unlike = mixed_channels(case, first), unlike_levels(case, first)
        for key, measures in _TABLES.values():
            for place, figures in _places(change, key):
                channel = case.scenario.channels.get(place) if key == "channels" else None
                for name, measure in measures.items():
                    estimate, is_unlike = change_of(figures, name), channel is not None and (place, name) in unlike
                    if estimate.mean is not None or is_unlike:
                        numbers = (estimate.mean, estimate.low, estimate.high)
                        word = certainty(figures.get(name, {}), measure, mixed=channel is not None and place in mixed)
                        told = say(in_words(word, measure.kind))
                        if is_unlike:
                            numbers, told = (None, None, None), not_compared([first, case], place, name)
                        label = _label(measure, channel)
                        yield measure.kind, (case.name, first.name, _place(place, key), label, *numbers, told)
