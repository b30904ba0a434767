"""
What a planner sees of months ahead: FTE, paid hours and money by level, hires and leavers, what was simulated.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from channelmix.report.figures import cost_of
from channelmix.report.numbers import MISSING, Kind, number
from channelmix.report.sheets import Cell, Page, Remark, Row, Sheet
from channelmix.staffing.ahead.wording import helpers, how_high

Summary = Mapping[str, Any]
_LOW, _MIDDLE, _HIGH = "p10", "p50", "p90"


def months_page(summary: Summary, notes: Sequence[str], warnings: Sequence[str] = ()) -> Page:
    """
    Return the tables of months ahead.

    Args:
        summary: What ``staff --months`` found, as plain values.
        notes: What they are made of and how far they err.
        warnings: Of the scenario.
    """
    first, last = summary["months"][0]["month"], summary["months"][-1]["month"]
    forecasts = ", ".join(dict.fromkeys(summary["forecast"].values()))
    span = label_of(first) if first == last else f"{label_of(first)} to {label_of(last)}"
    subtitle = (
        f"{span} · forecast {forecasts} · {summary['replications']} replications of each"
        f" simulated week · seed {summary['seed']}"
    )
    remarks = [Remark("How to read", tuple(notes)), *([Remark("Please note", tuple(warnings))] if warnings else [])]
    sheets = (_needed(summary), *_people(summary), _simulated(summary))
    return Page(f"Months ahead: {summary['scenario']}", subtitle, sheets, tuple(remarks))


def label_of(month: str) -> str:
    """
    Return a month as people write it.

    Examples:
        >>> label_of("2027-01")
        'Jan 2027'
    """
    return f"{date.fromisoformat(f'{month}-01'):%b %Y}"


def _needed(summary: Summary) -> Sheet:
    groups = list(summary["start_fte"])
    names = groups if len(groups) > 1 else []
    moved = [f"{each['from']} to {each['to']}" for each in summary["adoption"]]
    columns = (
        *moved,
        *(f"FTE {name}" for name in names),
        "FTE all",
        "simulated",
        "paid hours incl. shrinkage",
        summary["currency"],
    )
    rows = tuple(
        Row(label, (*_moved(summary, place), *cells), opens_section=opens)
        for place, (label, cells, opens) in enumerate(_lines(summary, names))
    )
    notes = ["the middle of the forecast, and between brackets its 10 % and 90 %"]
    notes += ["±: how far simulated weeks, foretold from the others, were off at most"] * (
        len(summary["simulated"]) > 1
    )
    notes += (
        ["groups have their busy futures in different paths: their figures need not add up to all"] if names else []
    )
    notes += ["simulated: FTE found for a typical week of the month along one path of the forecast; see the last table"]
    return Sheet("What each month needs", "month", columns, rows, tuple(notes))


def _moved(summary: Summary, place: int) -> Iterator[Cell]:
    """Yield which share of customers each adoption curve has moved by a month."""
    for each in summary["adoption"]:
        low, middle, high = (number(each["shares"][place][level], Kind.SHARE) for level in (_LOW, _MIDDLE, _HIGH))
        yield Cell(middle, f"{low}\N{EN DASH}{high}")


def _lines(summary: Summary, names: Sequence[str]) -> Iterator[tuple[str, tuple[Cell, ...], bool]]:
    for year, months in groupby(summary["months"], key=lambda month: month["month"][:4]):
        found = list(months)
        for place, month in enumerate(found):
            off = summary["error"]["fte"]
            cells = [_cell(month["levels"], ("groups", name), "fte", kind=Kind.HOURS, off=off[name]) for name in names]
            cells.append(_cell(month["levels"], ("total",), "fte", kind=Kind.HOURS, off=off[""]))
            cells += [_cell(month["levels"], ("total",), key, kind=kind) for key, kind in _TOTALS]
            cells.insert(len(names) + 1, Cell(_simulated_of(month)))
            mark = "" if month["validated"] else "not validated"
            cells[-1] = Cell(cells[-1].text, cells[-1].interval, mark)
            yield label_of(month["month"]), tuple(cells), place == 0 and year != summary["months"][0]["month"][:4]


def _simulated_of(month: Summary) -> str:
    """Return what simulated weeks of a month take, the least first."""
    return ", ".join(number(fte, Kind.HOURS) for fte in sorted(month["simulated"].values()))


_TOTALS = (("paid_hours", Kind.HOURS), ("cost", Kind.MONEY))


def _cell(levels: Summary, path: Sequence[str], key: str, *, kind: Kind, off: float | None = None) -> Cell:
    values = []
    for level in (_MIDDLE, _LOW, _HIGH):
        place = levels[level]
        for name in path:
            place = place[name]
        values.append(cost_of(place[key], place["paid_hours"]) if key == "cost" else place[key])
    middle, low, high = (number(value, kind) for value in values)
    text = middle if off is None else f"{middle} ±{number(off, kind)}"
    return Cell(text) if values[0] is None else Cell(text, f"{low}–{high}")


def _people(summary: Summary) -> Iterator[Sheet]:
    """Yield who is there, comes and goes: a table for each group, and one for all with the sums of years."""
    groups = list(summary["start_fte"])
    for name in groups if len(groups) > 1 else ():
        gives, gets = helpers(summary, name)
        columns = ("needed", "hires", "leavers", "there", *(f"for {taker}" for taker in gives),
                   *(f"from {giver}" for giver in gets), "more than needed")  # fmt: skip
        rows = tuple(
            Row(
                label_of(month["month"]),
                tuple(Cell(number(value, Kind.HOURS)) for value in _path(summary, month, name)),
            )
            for month in summary["months"]
        )
        yield Sheet(f"{name}: people, FTE", "month", columns, rows)
    rows = tuple(
        Row(label_of(month["month"]), tuple(Cell(number(month["people"][""][key], Kind.HOURS)) for key in _MOVES))
        for month in summary["months"]
    )
    columns = ("hires", "leavers", "there", "more than needed")
    title = f"Hires and leavers, FTE, keeping up with {how_high(summary['hires_for'])}"
    yield Sheet(title, "month", columns, rows, tuple(_years(summary)))


_MOVES = ("hires", "leavers", "people", "people_over")


def _path(summary: Summary, month: Summary, name: str) -> Iterator[float]:
    """Yield the numbers of one group's month."""
    people = month["people"]
    gives, gets = helpers(summary, name)
    yield month["levels"][summary["hires_for"]]["groups"][name]["fte"]
    yield from (people[name][key] for key in _MOVES[:-1])
    yield from (people[name]["helps"].get(taker, 0.0) for taker in gives)
    yield from (people[giver]["helps"].get(name, 0.0) for giver in gets)
    yield people[name]["people_over"]


def _years(summary: Summary) -> Iterator[str]:
    for year in dict.fromkeys(month["month"][:4] for month in summary["months"]):
        moves = f"{_sum(summary, year, 'hires'):.1f} hires, {_sum(summary, year, 'leavers'):.1f} leavers"
        yield f"{year}: {moves}{_money(summary, year)}"


def _sum(summary: Summary, year: str, key: str) -> float:
    return float(sum(month["people"][""][key] for month in summary["months"] if month["month"].startswith(year)))


def _money(summary: Summary, year: str) -> str:
    """Return what a year costs, in words; nothing where hours have no price."""
    months = [month for month in summary["months"] if month["month"].startswith(year)]
    cost = sum(month["levels"][_MIDDLE]["total"]["cost"] for month in months)
    return f", {cost:,.0f} {summary['currency']} in the middle of the forecast" if cost else ""


def _simulated(summary: Summary) -> Sheet:
    columns = ("busier than", "checks passed", "paid hours, simulated", "by the law", "without this week", "off by")
    rows = tuple(Row(label_of(week["month"]), _week(week)) for week in summary["simulated"])
    notes = (
        "busier than: so many of the forecast's paths take fewer hours in that month",
        "checks passed: promises kept, each day or interval of the week by itself, on customers new to the plan",
        "by the law: what the months of the first table are made of; without this week: by one that does not know it,",
        "which tells how far months that were not simulated may be off",
        *(f"the plan in plan.xlsx: {label_of(week['month'])}, busier than {week['level'][1:]} % of paths"
          for week in summary["simulated"] if week["is_plan"]),
    )  # fmt: skip
    return Sheet("Simulated weeks, paid hours of all groups", "typical week of", columns, rows, notes)


def _week(week: Summary) -> tuple[Cell, ...]:
    missed = f"{week['missed']:,} missed" if week["missed"] else ""
    return (
        Cell(f"{week['level'][1:]} % of paths"),
        Cell(f"{week['kept']} of {week['promises']}", missed),
        Cell(number(week["paid_hours_a_week"], Kind.HOURS)),
        Cell(number(week["told"], Kind.HOURS), _signed(week["deviation"])),
        Cell(number(week["foretold_by_the_others"], Kind.HOURS)),
        Cell(_signed(week["off"]) or MISSING),
    )


def _signed(share: float | None) -> str:
    return "" if share is None else f"{round(100 * share, 1) + 0.0:+.1f} %"
