"""
The workbook of months: a sheet that explains, the months as a table with native charts, and the first week's plan.

The plan is the searched and simulated week of the first month, group by group, so that it simulates back like any
other; the sheet of months is passed over by the reader of plans.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from channelmix.paper import for_paper
from channelmix.staffing.ahead.wording import explained
from channelmix.staffing.plan_sheet import group_sheets
from channelmix.staffing.requirement import Requirement
from channelmix.staffing.workbook import EXPLAINING, sheet_names, styles_of, write_group

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MONTHS, SIMULATED = "Months", "Simulated weeks"
_LETTERS, _LINE = 105, 15
"""Letters on a line of the sheet that explains, and its height."""

_TOP = 3
"""Row of the headings."""

_CHART_ROWS = 18
_SCALE = 65
"""Per cent at which months print, on as many pages beside each other as they take, each with the months' names."""

_SIMULATED = {
    "hours found": "paid_hours_a_week", "hours by the law": "told", "deviation": "deviation",
    "hours foretold by others": "foretold_by_the_others", "off by": "off", "promises": "promises",
    "promises kept": "kept", "promises clearly missed": "missed",
}  # fmt: skip
"""Headings of simulated weeks, and what stands below them."""

_SHARES = ("deviation", "off by")

Column = tuple[str, str, Sequence[float]]
"""Heading, style and numbers of a column."""


def months_workbook(summary: Mapping[str, Any], first: Requirement) -> bytes:
    """
    Return the workbook's content.

    Args:
        summary: The months as plain values.
        first: The simulated week of the first month.
    """
    import xlsxwriter

    memory = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(memory, settings) as workbook:
        workbook.set_properties({"title": summary["scenario"], "created": datetime(2000, 1, 1)})
        styles = {
            **styles_of(workbook),
            "month": workbook.add_format({"num_format": "mmm yyyy", "align": "left"}),
            "count": workbook.add_format({"num_format": "0"}),
        }
        _explain(workbook, summary, styles)
        sheets = group_sheets(first.problem, first.plan)
        names = sheet_names([*(sheet.group for sheet in sheets)])
        _write_months(workbook, workbook.add_worksheet(_free(names, MONTHS)), summary, styles)
        _write_simulated(workbook.add_worksheet(_free(names, SIMULATED)), summary, styles)
        for sheet in sheets:
            write_group(workbook, workbook.add_worksheet(names[sheet.group]), sheet, styles)
    return memory.getvalue()


def _free(names: Mapping[str, str], wanted: str) -> str:
    taken = {name.casefold() for name in names.values()}
    return wanted if wanted.casefold() not in taken else f"{wanted} (all)"


def _explain(workbook: "Workbook", summary: Mapping[str, Any], styles: Mapping[str, Any]) -> None:
    page = workbook.add_worksheet(EXPLAINING)
    page.set_column(0, 0, 110)
    for_paper(page)
    page.write_string(0, 0, f"{EXPLAINING}: {summary['scenario']}, months ahead", styles["title"])
    for row, text in enumerate(explained(summary), 2):
        page.write_string(row, 0, text, styles["text"])
        page.set_row(row, _LINE * (1 + len(text) // _LETTERS))


def _write_months(
    workbook: "Workbook", page: "Worksheet", summary: Mapping[str, Any], styles: Mapping[str, Any]
) -> None:
    months, columns = summary["months"], list(_columns(summary))
    page.write_string(0, 0, f"{EXPLAINING}: one row a month, FTE, paid hours and money by group and level",
                      styles["title"])  # fmt: skip
    page.freeze_panes(_TOP + 1, 1)
    for_paper(page, headings=_TOP)
    page.set_print_scale(_SCALE)
    page.repeat_columns(0)
    page.set_column(0, 0, 11)
    page.set_row(_TOP, 2 * _LINE)
    page.set_column(1, len(columns) + 1, 15)
    page.write_string(_TOP, 0, "month", styles["head"])
    page.write_string(_TOP, 1, "validated", styles["head"])
    for row, month in enumerate(months, _TOP + 1):
        first = date.fromisoformat(f"{month['month']}-01")
        page.write_datetime(row, 0, datetime(first.year, first.month, 1), styles["month"])
        page.write_string(row, 1, "yes" if month["validated"] else "not validated")
    for place, (heading, style, numbers) in enumerate(columns, 2):
        page.write_string(_TOP, place, heading, styles["above" if place > 1 else "head"])
        for row, number in enumerate(numbers, _TOP + 1):
            page.write_number(row, place, number, styles[style])
    last = _TOP + len(months)
    page.print_area(_TOP, 0, last + _CHART_ROWS, len(columns) + 1)
    fte = [place for place, (heading, _, _) in enumerate(columns, 2) if heading.startswith("FTE, all")]
    moves = [place for place, (heading, _, _) in enumerate(columns, 2) if heading in ("hires, all", "leavers, all")]
    charts = (("line", "FTE needed, by level of the forecast", fte), ("column", "Hires and leavers, FTE", moves))
    for number, (kind, title, places) in enumerate(charts):
        chart = _chart(workbook, page.get_name(), kind, title, places, last)
        page.insert_chart(last + 2, 1 + number * 5, chart, {"object_position": 2})


def _write_simulated(page: "Worksheet", summary: Mapping[str, Any], styles: Mapping[str, Any]) -> None:
    """Write a row for each simulated week: what was found, and what the law of the others says of it."""
    page.write_string(0, 0, f"{EXPLAINING}: weeks that were searched and simulated", styles["title"])
    page.freeze_panes(_TOP + 1, 1)
    for_paper(page, headings=_TOP)
    page.set_column(0, 0, 11)
    page.set_row(_TOP, 2 * _LINE)
    groups = summary["start_fte"]
    headings = ["month", "level", "FTE found", *_SIMULATED, *(f"hours found, {name}" for name in groups)]
    page.set_column(1, len(headings), 15)
    for place, heading in enumerate(headings):
        page.write_string(_TOP, place, heading, styles["above" if place > 1 else "head"])
    for row, week in enumerate(summary["simulated"], _TOP + 1):
        first = date.fromisoformat(f"{week['month']}-01")
        page.write_datetime(row, 0, datetime(first.year, first.month, 1), styles["month"])
        page.write_string(row, 1, week["level"])
        numbers = [week["fte"], *(week[key] for key in _SIMULATED.values())]
        numbers += [week["groups"][name]["paid_hours_a_week"] for name in groups]
        for place, number in enumerate(numbers, 2):
            if number is not None:
                page.write_number(row, place, number, styles[_style(headings[place])])


def _style(heading: str) -> str:
    return "share" if heading in _SHARES else "count" if heading.startswith("promises") else "hours"


def _columns(summary: Mapping[str, Any]) -> Iterator[Column]:
    months = summary["months"]
    groups = list(summary["start_fte"])
    has_price = any(month["levels"][level]["total"]["cost"] for month in months for level in summary["levels"])
    money = (("cost", summary["currency"], "money"),) if has_price else ()
    for key, words, style in (("fte", "FTE", "hours"), ("paid_hours", "paid hours", "hours"), *money):
        for level in summary["levels"]:
            found = [month["levels"][level] for month in months]
            for name in groups if len(groups) > 1 else ():
                yield f"{words}, {name}, {level}", style, [each["groups"][name][key] for each in found]
            yield f"{words}, all, {level}", style, [each["total"][key] for each in found]
    for each in summary["adoption"]:
        for level in each["shares"][0]:
            heading = f"{each['from']} to {each['to']}, {level}"
            yield heading, "share", [shares[level] for shares in each["shares"]]
    for key in ("hires", "leavers", "people", "people_over"):
        for name in (*(groups if len(groups) > 1 else ()), ""):
            yield f"{key.replace('_', ' ')}, {name or 'all'}", "hours", [month["people"][name][key] for month in months]
    for each in summary["helpers"]:
        giver, taker = each["giver"], each["taker"]
        amounts = [month["people"][giver]["helps"].get(taker, 0.0) for month in months]
        if any(amounts):
            yield f"{giver} for {taker}", "hours", amounts


def _chart(workbook: "Workbook", sheet: str, kind: str, title: str, places: Sequence[int], last: int) -> Any:
    chart = workbook.add_chart({"type": kind})
    for place in places:
        series = {
            "name": [sheet, _TOP, place],
            "categories": [sheet, _TOP + 1, 0, last, 0],
            "values": [sheet, _TOP + 1, place, last, place],
        }
        chart.add_series({**series, "line": {"width": 1.75}} if kind == "line" else series)
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_x_axis({"date_axis": True, "num_format": "mmm yy"})
    chart.set_y_axis({"min": 0, "name": "FTE"})
    chart.set_size({"width": 540, "height": 320})
    return chart
