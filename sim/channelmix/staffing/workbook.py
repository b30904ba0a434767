"""
plan.xlsx: a sheet for each group, native charts, and a first sheet that explains and adds up.

Numbers are numbers, dates are dates, totals are formulas, so a planner may change a cell in Excel or
LibreOffice and see hours and money follow. ``agents = { file = "plan.xlsx" }`` simulates it back.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from channelmix.paper import for_paper, lines_of
from channelmix.staffing.day_charts import add_day_charts
from channelmix.staffing.plan_sheet import GroupSheet
from channelmix.staffing.tongue import ENGLISH, Say, Tongue

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

EXPLAINING = "How to read"
"""Name of the sheet that explains; the reader of plans passes over it."""

SHIFTS = "Shifts"

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST = 31
_DIGITS = 6
"""Hours and rates are written with so many digits behind the point: sums leave 30.00000000000002."""

_TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False}
"""Names come from files: one that looks like a formula is none."""
_TOP = 2
"""Row of the headings of the totals, below the title of the first sheet."""
_UPRIGHT = 8
"""Most days of a sheet that is longer than wide."""
_BELOW_HEADINGS = 18
"""Points that the first row below a heading is high, so that no line of the heading cuts its letters."""
_TWO_LINES = 32
"""Points that two lines of a heading are high."""


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What the first sheet says."""

    title: str
    lines: tuple[str, ...]
    """What was asked, and how well it is kept."""
    currency: str
    in_shifts: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """By group the paid hours and the cost of its shifts, where the plan is made of shifts."""
    free: frozenset[str] = frozenset()
    """Groups whose shifts are said to cost nothing, which is more than that nothing is said."""
    hours_per_fte: float | None = None
    """Paid hours of a full-time employee in as long a time as the plan is for."""
    tongue: Tongue = ENGLISH

    @property
    def fte_column(self) -> int:
        """The column of the table of totals in which FTE stand."""
        return 8 if self.in_shifts else 7


def free_groups(groups: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Return the groups of a summary whose hours have a price, and cost nothing."""
    return frozenset(name for name, group in groups.items() if group.get("has_price") and not group["cost"])


def plan_workbook(sheets: Sequence[GroupSheet], cover: Cover, shifts: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """
    Return the workbook's content.

    Args:
        sheets: The plan, group by group.
        cover: What stands on the first sheet.
        shifts: The duties, if the plan is made of them.
    """
    import xlsxwriter

    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True, **_TEXT_STAYS_TEXT}) as workbook:
        workbook.set_properties({"title": cover.title, "created": datetime(2000, 1, 1)})
        styles, say = styles_of(workbook, cover.tongue.days), cover.tongue.say
        names = sheet_names([sheet.group for sheet in sheets], say(EXPLAINING))
        explaining = workbook.add_worksheet(say(EXPLAINING))
        for sheet in sheets:
            write_group(workbook, workbook.add_worksheet(names[sheet.group]), sheet, styles, cover.tongue)
        if shifts:
            page = workbook.add_worksheet(_free(say(SHIFTS), names))
            _write_shifts(page, shifts, styles, say=say, currency=cover.currency)
        _write_cover(explaining, sheets, names, cover, styles)
    return memory.getvalue()


def sheet_names(groups: Sequence[str], explaining: str = EXPLAINING) -> Mapping[str, str]:
    """
    Return a sheet's name for each group: its own, as far as Excel takes it, and as no other sheet is called.

    Examples:
        >>> sheet_names(["front", "Kundenservice Nord (Hannover und Umland)"])
        {'front': 'front', 'Kundenservice Nord (Hannover und Umland)': 'Kundenservice Nord (Hannover un'}
    """
    names: dict[str, str] = {}
    for group in groups:
        plain = _FORBIDDEN.sub("_", group)[:_LONGEST] or "group"
        taken = {name.casefold() for name in names.values()} | {explaining.casefold()}
        number = 2
        name = plain
        while name.casefold() in taken:
            name = f"{plain[: _LONGEST - 4]} ({number})"
            number += 1
        names[group] = name
    return names


def styles_of(workbook: "Workbook", days: str = "") -> Mapping[str, Any]:
    """Return the formats of a plan's workbook; for days see ``Tongue``."""
    return {
        "title": workbook.add_format({"bold": True, "font_size": 14}),
        "head": workbook.add_format({"bold": True, "bottom": 1}),
        "above": workbook.add_format({"bold": True, "bottom": 1, "align": "right", "text_wrap": True}),
        "date": workbook.add_format(
            {"bold": True, "bottom": 1, "num_format": f"{days}ddd d mmm yyyy", "align": "right"}
        ),
        "moment": workbook.add_format({"num_format": f"{days}ddd d mmm hh:mm", "align": "left"}),
        "time": workbook.add_format({"num_format": "hh:mm"}),
        "agents": workbook.add_format({"num_format": "0"}),
        "hours": workbook.add_format({"num_format": "#,##0.0"}),
        "rate": workbook.add_format({"num_format": "#,##0.00"}),
        "money": workbook.add_format({"num_format": "#,##0", "align": "right"}),
        "share": workbook.add_format({"num_format": "0.0%"}),
        "text": workbook.add_format({"text_wrap": True, "valign": "top"}),
    }


def write_group(
    workbook: "Workbook", page: "Worksheet", sheet: GroupSheet, styles: Mapping[str, Any], tongue: Tongue = ENGLISH
) -> None:
    """Write a group's agents, intervals down and days across, with a chart of each day."""
    say = tongue.say
    page.freeze_panes(1, 1)
    page.set_row(1, _BELOW_HEADINGS)
    page.set_column(0, 0, 8)
    page.set_column(1, len(sheet.days), 15)
    corner = say("time") if page.get_name() == sheet.group else say("group: {group}", group=sheet.group)
    page.write(0, 0, corner, styles["head"])
    for column, day in enumerate(sheet.days, 1):
        page.write_datetime(0, column, datetime(day.year, day.month, day.day), styles["date"])
    for row, (moment, agents) in enumerate(zip(sheet.times, sheet.agents, strict=True), 1):
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
        page.write_number(row, 0, seconds / 86_400, styles["time"])
        for column, number in enumerate(agents, 1):
            if number is not None:
                page.write_number(row, column, number, styles["agents"])
    last = len(sheet.times)
    page.conditional_format(1, 1, last, len(sheet.days), {"type": "2_color_scale", "min_color": "#FFFFFF",
                                                          "max_color": "#9FC5E8"})  # fmt: skip
    add_day_charts(workbook, page, sheet, tongue)
    for_paper(page, headings=0, upright=len(sheet.days) <= _UPRIGHT)


def _free(name: str, names: Mapping[str, str]) -> str:
    """Return a sheet's name that no group has."""
    taken = {each.casefold() for each in names.values()}
    return name if name.casefold() not in taken else f"{name} (duties)"


def _write_shifts(
    page: "Worksheet", shifts: Sequence[Mapping[str, Any]], styles: Mapping[str, Any], *, say: Say, currency: str
) -> None:
    page.freeze_panes(3, 0)
    for_paper(page, headings=2)
    page.set_column(0, 1, 22)
    page.set_column(2, 3, 18)
    page.set_column(4, 4, 30)
    page.set_column(6, 7, 24)
    page.set_row(2, _TWO_LINES)
    title = say("so many agents work each shift, with breaks at the times given")
    page.write(0, 0, f"{say(EXPLAINING)}: {title}", styles["title"])
    paid, price = say("paid hours of each, before shrinkage"), say("{currency} a paid hour", currency=currency)
    has_price = any("cost_per_hour" in shift for shift in shifts)
    words = (say("group"), say("shift"), say("start"), say("end"), say("breaks"))
    for column, heading in enumerate((*words, say("agents"), paid, *([price] if has_price else ()))):
        page.write(2, column, heading, styles["head" if column < len(words) else "above"])
    page.set_row(3, _BELOW_HEADINGS)
    for row, shift in enumerate(shifts, 3):
        page.write(row, 0, shift["group"])
        page.write(row, 1, shift["shift"])
        for column, key in ((2, "start"), (3, "end")):
            page.write_datetime(row, column, datetime.fromisoformat(shift[key]), styles["moment"])
        page.write(row, 4, ", ".join("–".join(moment[-5:] for moment in pause) for pause in shift["breaks"]))
        page.write_number(row, 5, shift["agents"], styles["agents"])
        for column, key in ((6, "paid_hours"), (7, "cost_per_hour")):
            if key in shift:
                page.write_number(row, column, shift[key], styles["rate"])


def _write_cover(
    page: "Worksheet", sheets: Sequence[GroupSheet], names: Mapping[str, str], cover: Cover, styles: Mapping[str, Any]
) -> None:
    say = cover.tongue.say
    page.set_column(0, 0, 34)
    page.set_column(1, 8, 15)
    page.write(0, 0, f"{say(EXPLAINING)}: {cover.title}", styles["title"])
    for_paper(page)
    for column, heading in enumerate(_headings(cover)):
        page.write(_TOP, column, heading, styles["above" if column else "head"])
    page.set_row(_TOP, _TWO_LINES)
    page.set_row(_TOP + 1, _BELOW_HEADINGS)
    for row, sheet in enumerate(sheets, _TOP + 1):
        _write_totals(page, row, sheet, name=names[sheet.group], cover=cover, styles=styles)
    _write_sums(page, sheets, cover, styles)
    reading = _explained(cover, has_twice=any(sheet.twice for sheet in sheets))
    row = _TOP + len(sheets) + 3
    for heading, texts in ((say("About this plan"), cover.lines), (say("Reading and changing it"), reading)):
        page.write(row, 0, heading, styles["head"])
        lines = [line for text in texts for line in lines_of(text)]
        for place, line in enumerate(lines, row + 1):
            page.write(place, 0, line)
        row += len(lines) + 2


def _write_sums(
    page: "Worksheet", sheets: Sequence[GroupSheet], cover: Cover, styles: Mapping[str, Any]
) -> None:  # fmt: skip
    end = _TOP + len(sheets)
    page.write(end + 1, 0, cover.tongue.say("all"), styles["head"])
    totals = _totals(sheets, cover)
    for column in (_HOURS, _PAID, *((cover.fte_column,) if cover.hours_per_fte else ())):
        page.write_formula(end + 1, column, f"=SUM({_down(column, end)})", styles["hours"], totals[column])
    money = f'=IF(COUNT({_down(_MONEY, end)})=0,"–",SUM({_down(_MONEY, end)}))'
    page.write_formula(end + 1, _MONEY, money, styles["money"], totals[_MONEY] if totals[_MONEY] or cover.free else "–")


_MOST, _HOURS, _SHRINKAGE, _PAID, _PRICE, _MONEY, _BESIDES = range(1, 8)
"""Columns of the table of totals."""


def _explained(cover: Cover, *, has_twice: bool) -> Sequence[str]:
    """Return how a plan is read and changed."""
    say = cover.tongue.say
    besides = say(
        "Paid besides are paid breaks, and what a shift has of intervals that it does not fill: compare and run count "
        "these as the sheet of shifts has them, and the overtime in which work is finished. In the table above they "
        "stay as found."
    )
    unread = say(
        "Who is on duty is read from the sheets of groups, and of the sheet of shifts only what is paid besides: "
        "change both alike. Its agents are those ready to work, its paid hours before shrinkage those of one of them: "
        "divide by (1 - shrinkage) for people and for what is paid."
    )
    twice = say("The hour that the clocks show twice stands once, and is worked and paid twice.")
    return (
        say("Each of the other sheets is one group: agents ready to work, from the time in the first column on."),
        say("Nobody is on duty where a cell says 0 or is empty, which mean the same: 0 stands within the hours in "
            "which the group may be on duty and where they end, empty cells before and after. Change numbers as you "
            "like; the totals follow."),
        say("What stands above about this plan is of the plan as found. To see what the changed plan keeps, save it "
            "and run: channelmix run FILE+plan.xlsx (FILE: your scenario)"),
        say("Paid hours incl. shrinkage are hours on duty / (1 - shrinkage); nothing is rounded on the way."),
        *((twice,) if has_twice else ()),
        *((besides, unread) if cover.in_shifts else ()),
    )  # fmt: skip


def _headings(cover: Cover) -> Sequence[str]:
    say, currency = cover.tongue.say, cover.currency
    besides = say("paid besides")
    last = [each for each, is_told in ((besides, cover.in_shifts), ("FTE", cover.hours_per_fte)) if is_told]
    priced = (say("{currency} a paid hour", currency=currency), f"{say('cost')}, {currency}")
    hours = (say("hours on duty"), say("shrinkage"), say("paid hours incl. shrinkage"))
    return (say("group"), say("most at once"), *hours, *priced, *last)


def _down(column: int, end: int) -> str:
    """Return the cells of the groups in a column of the table of totals."""
    letter = "ABCDEFGHI"[column]
    return f"{letter}{_TOP + 2}:{letter}{end + 1}"


def _write_totals(
    page: "Worksheet", row: int, sheet: GroupSheet, *, name: str, cover: Cover, styles: Mapping[str, Any]
) -> None:  # fmt: skip
    from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

    again = (f"'{name}'!{xl_rowcol_to_cell(row + 1, column + 1)}" for row, column in sheet.twice)
    cells = ",".join([f"'{name}'!{xl_range(1, 1, len(sheet.times), len(sheet.days))}", *again])
    hours, paid, money = _sums(sheet, cover)
    page.write(row, 0, sheet.group)
    most = max((number for each in sheet.agents for number in each if number is not None), default=0)
    page.write_formula(row, _MOST, f"=MAX({cells})", styles["agents"], most)
    page.write_formula(row, _HOURS, f"=SUM({cells})*{sheet.hours_of_cell!r}", styles["hours"], hours)
    page.write_number(row, _SHRINKAGE, sheet.shrinkage, styles["share"])
    besides = f"+H{row + 1}" if cover.in_shifts else ""
    if cover.in_shifts:
        more = round(paid - hours / (1 - sheet.shrinkage), _DIGITS) + 0.0
        page.write_number(row, _BESIDES, more, styles["hours"])
    page.write_formula(row, _PAID, f"=C{row + 1}/(1-D{row + 1}){besides}", styles["hours"], paid)
    has_price = bool(money) or sheet.group in cover.free
    if has_price and paid:
        page.write_number(row, _PRICE, round(money / paid, _DIGITS), styles["rate"])
    if cover.hours_per_fte:
        fte = paid / cover.hours_per_fte
        page.write_formula(row, cover.fte_column, f"=E{row + 1}/{cover.hours_per_fte!r}", styles["hours"], fte)
    shown = money if has_price else "–"
    page.write_formula(row, _MONEY, f'=IF(F{row + 1}="","–",E{row + 1}*F{row + 1})', styles["money"], shown)


def _sums(sheet: GroupSheet, cover: Cover) -> tuple[float, float, float]:
    """Return hours on duty, paid hours and money."""
    hours = sheet.hours_on_duty
    paid = hours / (1 - sheet.shrinkage)
    return hours, *cover.in_shifts.get(sheet.group, (paid, paid * sheet.cost_per_hour))


def _totals(sheets: Sequence[GroupSheet], cover: Cover) -> Mapping[int, float]:
    sums = [_sums(sheet, cover) for sheet in sheets]
    found = {column: sum(each[place] for each in sums) for place, column in enumerate((_HOURS, _PAID, _MONEY))}
    return {**found, cover.fte_column: found[_PAID] / (cover.hours_per_fte or 1.0)}
