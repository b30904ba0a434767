"""
The sheet *What if* of results.xlsx: change the price of an hour or of channels, and see which plan costs least.

It holds formulas, so that a planner's own prices give the planner's own ranking. Service stays as it was
simulated: prices do not change it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from channelmix.paper import for_paper
from channelmix.report.cases import Case
from channelmix.report.language import say
from channelmix.report.numbers import Kind
from channelmix.report.proposal import standing
from channelmix.report.reversal import Bill, bill_of
from channelmix.report.stored import Study
from channelmix.report.workbook_parts import COLOURS, Sheets, safe_cell, sheet_name

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_TOP = 6
"""Row of the table's headings, from 0."""
_HOURS, _CHANNELS = "$B$3", "$B$4"


def what_if_sheet(sheets: Sheets, study: Study) -> None:
    """Write the sheet; none where a plan's cost is unknown."""
    bills = [bill for case in study.cases if (bill := bill_of(case)) is not None]
    if len(bills) < len(study.cases):
        return
    page = sheets.book.add_worksheet(sheet_name(say("What if")))
    page.set_column(0, 0, 44)
    page.set_column(1, 7, 20)
    page.write_string(0, 0, say("What if prices change?"), sheets.title)
    for row, text in ((2, say("change of the price of an agent's hour")),
                      (3, say("change of the prices of bot and messages"))):  # fmt: skip
        page.write_string(row, 0, text)
        page.write_number(row, 1, 0, sheets.given)
    headings = (say("plan"), say("agents"), say("channels"), say("cost a year then"),
                say("against {first}", first=study.cases[0].name), say("rank"), say("targets"))  # fmt: skip
    for column, heading in enumerate(headings):
        page.write_string(
            _TOP,
            column,
            safe_cell(heading),
            sheets.above_beside if column == 6 else sheets.above if column else sheets.bold,
        )
    for place in range(len(bills)):
        _write_plan(sheets, page, study.cases[place], bills=bills, place=place)
    page.freeze_panes(_TOP + 1, 1)
    for_paper(page)
    _draw(sheets, page, len(bills))


def _write_plan(sheets: Sheets, page: "Worksheet", case: Case, *, bills: Sequence[Bill], place: int) -> None:
    """Write a plan's row: its bill, and formulas with the values that they have at today's prices."""
    first, last = _TOP + 2, _TOP + 1 + len(bills)
    row, costs = first + place, [bill.at() for bill in bills]
    staff, channels, cost = bills[place].staff, bills[place].channels, costs[place]
    forms = [sheets.number(Kind.MONEY, value) for value in (staff, channels, cost, cost - costs[0])]
    page.write_string(row - 1, 0, safe_cell(case.name))
    page.write_number(row - 1, 1, staff, forms[0])
    page.write_number(row - 1, 2, channels, forms[1])
    page.write_formula(row - 1, 3, f"=B{row}*(1+{_HOURS})+C{row}*(1+{_CHANNELS})", forms[2], cost)
    page.write_formula(row - 1, 4, f"=D{row}-$D${first}", forms[3], cost - costs[0])
    rank = 1 + sum(other < cost for other in costs)
    page.write_formula(row - 1, 5, f"=RANK(D{row},$D${first}:$D${last},1)", None, rank)
    told = say("all met") if standing(case).surely_meets_all else say("not all, or not sure")
    page.write_string(row - 1, 6, told, sheets.beside)


def _draw(sheets: Sheets, page: "Worksheet", plans: int) -> None:
    """Draw the cost of every plan, which follows the formulas."""
    chart, name = sheets.book.add_chart({"type": "bar"}), page.get_name()
    first, last = _TOP + 1, _TOP + plans
    chart.add_series({"categories": [name, first, 0, last, 0], "values": [name, first, 3, last, 3],
                      "name": say("cost a year then"), "fill": {"color": COLOURS[0]}})  # fmt: skip
    chart.set_title({"name": say("cost a year then"), "name_font": {"size": 11}, "overlay": False})
    chart.set_x_axis({"min": 0, "num_format": "#,##0"})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"none": True})
    chart.set_size({"width": 640, "height": 120 + 40 * plans})
    page.insert_chart(last + 2, 0, chart, {"object_position": 3})
