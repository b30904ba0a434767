"""
The workbook of months: a sheet that explains, the months as a table with native charts, and the first month's plan.

The plan is the searched and simulated week of the first month, group by group, so that it simulates back like any
other; the sheets of months are passed over by the reader of plans.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from channelmix.paper import for_paper
from channelmix.placeless import without_place
from channelmix.staffing.ahead.wording import explained, helpers, how_high
from channelmix.staffing.plan_sheet import GroupSheet
from channelmix.staffing.tongue import ENGLISH, Tongue
from channelmix.staffing.workbook import EXPLAINING, sheet_names, styles_of, write_group

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_LETTERS, _LINE = 105, 15
"""Letters on a line of the sheet that explains, and its height."""

_TOP = 3
"""Row of the headings."""

_CHART_ROWS = 19
_SCALE = 65
"""Per cent at which months print, on as many pages beside each other as they take, each with the months' names."""

Summary = Mapping[str, Any]
Styles = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of the sheet of months."""

    heading: str
    style: str
    numbers: Sequence[float]
    chart: str = ""
    """Which chart shows it."""


@dataclass
class MonthsTable:
    """A sheet of one row a month, with charts below it."""

    workbook: "Workbook"
    page: "Worksheet"
    summary: Summary
    styles: Styles
    tongue: Tongue
    columns: Sequence[Column] = ()
    charts: int = 0

    def write(self, title: str, note: str, columns: Sequence[Column]) -> None:
        """Write the months and some columns; sheets of them print on pages beside each other."""
        page, styles, say, months = self.page, self.styles, self.tongue.say, self.summary["months"]
        self.columns = columns
        page.write_string(0, 0, f"{say(EXPLAINING)}: {title}", styles["title"])
        page.write_string(_TOP + len(months) + 1, 1, note)
        page.freeze_panes(_TOP + 1, 1)
        for_paper(page, headings=_TOP)
        page.set_print_scale(_SCALE)
        page.repeat_columns(0)
        page.set_column(0, 0, 11)
        page.set_row(_TOP, 3 * _LINE)
        page.set_column(1, len(columns) + 1, 15)
        page.write_string(_TOP, 0, say("month"), styles["head"])
        page.write_string(_TOP, 1, say("validated"), styles["head"])
        for row, month in enumerate(months, _TOP + 1):
            _write_month(page, row, month["month"], styles)
            page.write_string(row, 1, say("yes") if month["validated"] else say("not validated"))
        for place, column in enumerate(columns, 2):
            page.write_string(_TOP, place, column.heading, styles["above"])
            for row, number in enumerate(column.numbers, _TOP + 1):
                page.write_number(row, place, number, styles[column.style])
        page.print_area(_TOP, 0, _TOP + len(months) + _CHART_ROWS, len(columns) + 1)

    def draw(self, kind: str, title: str, which: str) -> None:
        """Draw the columns of one chart, beside those drawn before."""
        places = [place for place, column in enumerate(self.columns, 2) if column.chart == which]
        last = _TOP + len(self.summary["months"])
        chart = _chart(self.workbook, self.page.get_name(), kind, title, places, last, tongue=self.tongue)
        self.page.insert_chart(last + 3, 1 + self.charts * 5, chart, {"object_position": 2})
        self.charts += 1


def months_workbook(summary: Summary, plan: Sequence[GroupSheet], tongue: Tongue = ENGLISH) -> bytes:
    """
    Return the workbook's content.

    Args:
        summary: The months as plain values.
        plan: The simulated week of the first month, group by group.
        tongue: The language.
    """
    import xlsxwriter

    memory, say = io.BytesIO(), tongue.say
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(memory, settings) as workbook:
        workbook.set_properties({"title": summary["scenario"], "created": datetime(2000, 1, 1)})
        styles = {
            **styles_of(workbook, tongue.days),
            "month": workbook.add_format({"num_format": f"{tongue.days}mmm yyyy", "align": "left"}),
            "count": workbook.add_format({"num_format": "0"}),
        }
        _explain(workbook, summary, styles, tongue)
        names = sheet_names([sheet.group for sheet in plan], say(EXPLAINING))
        _write_months(workbook, workbook.add_worksheet(_free(names, say("Months"))), summary, styles, tongue)
        _write_people(workbook, workbook.add_worksheet(_free(names, say("People"))), summary, styles, tongue)
        _write_simulated(workbook.add_worksheet(_free(names, say("Simulated weeks"))), summary, styles, tongue)
        for sheet in plan:
            write_group(workbook, workbook.add_worksheet(names[sheet.group]), sheet, styles, tongue)
    return memory.getvalue()


def _free(names: Mapping[str, str], wanted: str) -> str:
    taken = {name.casefold() for name in names.values()}
    return wanted if wanted.casefold() not in taken else f"{wanted} (2)"


def _explain(workbook: "Workbook", summary: Summary, styles: Styles, tongue: Tongue) -> None:
    say = tongue.say
    page = workbook.add_worksheet(say(EXPLAINING))
    page.set_column(0, 0, 110)
    for_paper(page)
    title = say("{plan}, months ahead", plan=summary["scenario"])
    page.write_string(0, 0, f"{say(EXPLAINING)}: {title}", styles["title"])
    heeded = (*summary["warnings"], *summary["cautions"])
    warned = [f"{say('Please note')}: {without_place(tongue.warning(each))}" for each in heeded]
    for row, text in enumerate((*explained(summary, tongue), *warned), 2):
        page.write_string(row, 0, text, styles["text"])
        page.set_row(row, _LINE * (1 + len(text) // _LETTERS))


def _write_months(workbook: "Workbook", page: "Worksheet", summary: Summary, styles: Styles, tongue: Tongue) -> None:
    say = tongue.say
    title = say("one row a month, FTE, paid hours and money by group and level")
    note = say("±: how far simulated weeks, foretold from the others, were off at most")
    table = MonthsTable(workbook, page, summary, styles, tongue)
    table.write(title, note, list(_columns(summary, tongue)))
    table.draw("line", say("FTE needed, by level of the forecast"), "fte")


def _write_people(workbook: "Workbook", page: "Worksheet", summary: Summary, styles: Styles, tongue: Tongue) -> None:
    say = tongue.say
    title = say("who is needed, comes, goes and is there, in FTE")
    table = MonthsTable(workbook, page, summary, styles, tongue)
    table.write(title, say("keeping up with {level}", level=how_high(summary["hires_for"], tongue)),
                list(_of_people(summary, tongue)))  # fmt: skip
    table.draw("column", say("Hires and leavers, FTE"), "moves")
    for name in summary["start_fte"]:
        table.draw("line", name, f"people of {name}")


def _of_people(summary: Summary, tongue: Tongue) -> Iterator[Column]:
    """Yield who is needed, comes, goes, is there, helps and is helped, group by group, then all together."""
    say, people = tongue.say, [month["people"] for month in summary["months"]]
    words = {"hires": say("hires"), "leavers": say("leavers"), "people": say("people there"),
             "people_over": say("more than needed")}  # fmt: skip
    groups = list(summary["start_fte"])
    for name in groups:
        levels = [month["levels"][summary["hires_for"]] for month in summary["months"]]
        needed = [each["groups"][name]["fte"] for each in levels]
        yield Column(f"{name}: {say('needed')}", "hours", needed, f"people of {name}")
        for key in ("hires", "leavers", "people"):
            chart = f"people of {name}" if key == "people" else "moves" if len(groups) == 1 else ""
            yield Column(f"{name}: {words[key]}", "hours", [each[name][key] for each in people], chart)
        gives, gets = helpers(summary, name)
        for taker in gives:
            numbers = [each[name]["helps"].get(taker, 0.0) for each in people]
            yield Column(f"{name}: {say('for {group}', group=taker)}", "hours", numbers)
        for giver in gets:
            numbers = [each[giver]["helps"].get(name, 0.0) for each in people]
            yield Column(f"{name}: {say('from {group}', group=giver)}", "hours", numbers)
        if gives or gets:
            numbers = [each[name]["people"] - each[name]["help_given"] + each[name]["help_got"] for each in people]
            yield Column(f"{name}: {say('at its work')}", "hours", numbers, f"people of {name}")
        yield Column(f"{name}: {words['people_over']}", "hours", [each[name]["people_over"] for each in people])
    for key, told in words.items() if len(groups) > 1 else ():
        chart = "moves" if key in ("hires", "leavers") else ""
        yield Column(f"{say('all')}: {told}", "hours", [each[""][key] for each in people], chart)


def _write_month(page: "Worksheet", row: int, month: str, styles: Styles) -> None:
    first = date.fromisoformat(f"{month}-01")
    page.write_datetime(row, 0, datetime(first.year, first.month, 1), styles["month"])


def _write_simulated(page: "Worksheet", summary: Summary, styles: Styles, tongue: Tongue) -> None:
    """Write a row for each simulated week: what was found, and what the law of the others says of it."""
    say = tongue.say
    title = say("weeks that were searched and simulated")
    page.write_string(0, 0, f"{say(EXPLAINING)}: {title}", styles["title"])
    page.freeze_panes(_TOP + 1, 1)
    for_paper(page, headings=_TOP)
    page.set_column(0, 0, 11)
    page.set_row(_TOP, 3 * _LINE)
    groups = summary["start_fte"]
    columns = [*_of_weeks(tongue), *((say("hours found, {group}", group=name), name, "hours") for name in groups)]
    page.set_column(1, len(columns) + 1, 15)
    for place, heading in enumerate((say("month"), say("level"), *(heading for heading, _, _ in columns))):
        page.write_string(_TOP, place, heading, styles["above" if place > 1 else "head"])
    for row, week in enumerate(summary["simulated"], _TOP + 1):
        _write_month(page, row, week["month"], styles)
        page.write_string(row, 1, week["level"])
        found = {**week, **{name: each["paid_hours_a_week"] for name, each in week["groups"].items()}}
        for place, (_, key, style) in enumerate(columns, 2):
            number = found[key] if key in groups else week[key]
            if number is not None:
                page.write_number(row, place, number, styles[style])


def _of_weeks(tongue: Tongue) -> Iterator[tuple[str, str, str]]:
    """Yield heading, key and style of what stands of each simulated week."""
    say = tongue.say
    yield say("FTE found"), "fte", "hours"
    yield say("hours found"), "paid_hours_a_week", "hours"
    yield say("hours by the law"), "told", "hours"
    yield say("deviation"), "deviation", "share"
    yield say("hours foretold by others"), "foretold_by_the_others", "hours"
    yield say("off by"), "off", "share"
    yield say("promises"), "promises", "count"
    yield say("promises kept"), "kept", "count"
    yield say("promises missed"), "missed", "count"


def _columns(summary: Summary, tongue: Tongue) -> Iterator[Column]:
    say, months = tongue.say, summary["months"]
    named = {name: name for name in summary["start_fte"]} if len(summary["start_fte"]) > 1 else {}
    named[""] = say("all")
    has_price = any(month["levels"][level]["total"]["cost"] for month in months for level in summary["levels"])
    money = (("cost", summary["currency"], "money"),) if has_price else ()
    for key, words, style in (
        ("fte", say("FTE"), "hours"),
        ("paid_hours", say("paid hours incl. shrinkage"), "hours"),
        *money,
    ):
        for level in summary["levels"]:
            for name, called in named.items():
                found = [month["levels"][level] for month in months]
                numbers = [(each["groups"][name] if name else each["total"])[key] for each in found]
                off = summary["error"]["fte"][name] if key == "fte" else None
                within = "" if off is None else f" (±{tongue.number(f'{off:.1f}')})"
                chart = "fte" if key == "fte" and not name else ""
                yield Column(f"{words}, {called}, {level}{within}", style, numbers, chart)
    for each in summary["adoption"]:
        for level in each["shares"][0]:
            heading = say("{origin} to {to}, {level}", origin=each["from"], to=each["to"], level=level)
            yield Column(heading, "share", [shares[level] for shares in each["shares"]])


def _chart(
    workbook: "Workbook", sheet: str, kind: str, title: str, places: Sequence[int], last: int, *, tongue: Tongue
) -> Any:  # fmt: skip
    chart = workbook.add_chart({"type": kind})
    for place in places:
        series = {
            "name": [sheet, _TOP, place],
            "categories": [sheet, _TOP + 1, 0, last, 0],
            "values": [sheet, _TOP + 1, place, last, place],
        }
        chart.add_series({**series, "line": {"width": 1.75}} if kind == "line" else series)
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_x_axis({"date_axis": True, "num_format": f"{tongue.days}mmm yy"})
    chart.set_y_axis({"min": 0, "name": tongue.say("FTE")})
    chart.set_size({"width": 540, "height": 320})
    return chart
