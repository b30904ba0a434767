"""
The shifts of which a plan is made: which kinds are worked by how many on each day, and each with its breaks.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from channelmix.report.amounts import told_unit
from channelmix.report.cases import Case
from channelmix.report.figures import estimate_of, priced
from channelmix.report.language import say, told_day, told_number
from channelmix.report.numbers import Kind, number
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.scenario.typical_week import DAYS_PER_YEAR, days_stood_for

SHIFTS = "Shifts"
"""Title of the table, in English."""

MOST_DAYS = 14
"""Days shown one by one; of a longer plan the days are those of the week, and all of them count."""

Rows = Sequence[Mapping[str, Any]]


def shift_sheets(case: Case, *notes: str) -> list[Sheet]:
    """Return the kinds of shifts of a plan by day, with notes; nothing where no shifts are known."""
    rows: Rows = case.summary.get("shifts") or ()
    return [_kinds(rows, [*paid_notes(case), *notes])] if rows else []


def break_sheet(case: Case) -> Sheet:
    """Return every shift of a plan with its breaks, by start."""
    columns = (say("shift"), say("start"), say("end"), say("length"), say("breaks"), say("agents"))
    rows = tuple(
        Row(
            row["group"],
            (
                Cell(row["shift"]), Cell(_moment(row["start"])), Cell(row["end"][11:16]), Cell(_length(row)),
                Cell(told_breaks(row)), Cell(told_number(f"{row['agents']:,}")),
            ),
        )
        for row in case.summary["shifts"]
    )  # fmt: skip
    return Sheet(say("Shifts with their breaks"), say("group"), columns, rows)


SHIFT_KINDS = (*(None,) * 7, Kind.HOURS, *(None,) * 2, Kind.HOURS)
"""What the numbers in each column of a workbook's sheet of shifts are."""


def shift_headings() -> tuple[str, ...]:
    """Return the headings of a workbook's sheet of shifts."""
    return (say("plan"), say("group"), say("shift"), say("day"), say("weekday"), say("start"), say("end"),
            say("hours long"), say("breaks"), say("agents"), say("paid hours incl. shrinkage"))  # fmt: skip


def shift_lines(cases: Sequence[Case]) -> Iterator[tuple[Kind, tuple[str | float | None, ...]]]:
    """Yield the rows of a workbook's sheet of shifts."""
    for case in cases:
        for row in case.summary.get("shifts") or ():
            day = datetime.fromisoformat(row["start"]).date()
            yield Kind.COUNT, (
                case.name, row["group"], row["shift"], day.isoformat(), told_day(day, "weekday"), row["start"][11:16],
                row["end"][11:16], length_hours(row), told_breaks(row), row["agents"],
                _paid(case, row) if "paid_hours" in row else None,
            )  # fmt: skip


def told_breaks(row: Mapping[str, Any]) -> str:
    """
    Return when the breaks of a shift are.

    Examples:
        >>> told_breaks({"breaks": [["2027-03-01T10:00", "2027-03-01T10:15"]]})
        '10:00–10:15'
    """
    return ", ".join("–".join(moment[11:16] for moment in pause) for pause in row["breaks"])


def length_hours(row: Mapping[str, Any]) -> float:
    """
    Return how many hours lie between the start and the end of a shift, by the clocks.

    Examples:
        >>> length_hours({"start": "2027-03-01T22:00", "end": "2027-03-02T06:30"})
        8.5
    """
    first, last = (datetime.fromisoformat(row[key]) for key in ("start", "end"))
    return (last - first).total_seconds() / 3600


def _length(row: Mapping[str, Any]) -> str:
    return f"{told_number(f'{length_hours(row):.4g}')}{told_unit(' h')}"


def _moment(text: str) -> str:
    when = datetime.fromisoformat(text)
    return f"{told_day(when.date(), 'short')} {when:%H:%M}"


def _kinds(rows: Rows, notes: Sequence[str]) -> Sheet:
    """Return how many work each kind of shift on each day, whatever their breaks."""
    days = sorted({datetime.fromisoformat(row["start"]).date() for row in rows})
    by_weekday = len(days) > MOST_DAYS
    heads = {_column(day, by_weekday=by_weekday): told_day(day, "weekday" if by_weekday else "short") for day in days}
    counts: dict[tuple[str, str, str, str], Counter[int]] = {}
    for row in rows:
        kind = (row["group"], row["shift"], f"{row['start'][11:16]}–{row['end'][11:16]}", _length(row))
        place = _column(datetime.fromisoformat(row["start"]).date(), by_weekday=by_weekday)
        counts.setdefault(kind, Counter())[place] += row["agents"]
    places = sorted(heads)
    lines = [
        Row(f"{group}, {shift} {times}", (Cell(length), *_counted(counts[group, shift, times, length], places)))
        for group, shift, times, length in sorted(counts)
    ]
    every: Counter[int] = sum(counts.values(), Counter())
    lines.append(Row(say("all"), (Cell(""), *_counted(every, places)), opens_section=True))
    return Sheet(
        say("Shifts"), say("shift"), (say("length"), *(heads[place] for place in places), say("agents")),
        tuple(lines), tuple(notes),
    )  # fmt: skip


def _column(day: date, *, by_weekday: bool) -> int:
    return day.weekday() if by_weekday else day.toordinal()


def _counted(found: Counter[int], places: Sequence[int]) -> list[Cell]:
    """Return how many there are at each place, and in all; a 0 is left blank, so that the pattern of a week shows."""
    return [
        Cell(told_number(f"{count:,}") if count else "") for count in (*map(found.__getitem__, places), found.total())
    ]


def paid_notes(case: Case) -> Iterator[str]:
    """Yield what is paid for the shifts of a plan, and that its figures count overtime besides."""
    rows: Rows = case.summary["shifts"]
    unknown = [row for row in rows if "paid_hours" not in row]
    if unknown:
        yield say(_UNKNOWN[len(unknown) < len(rows)])
        return
    if not _are_all(case, rows):
        return
    hours = sum(_paid(case, row) for row in rows)
    cost = sum(_paid(case, row) * _price(case, row) for row in rows)
    total, found = case.summary["total"], estimate_of(case.summary["total"], "paid_hours").mean or 0.0
    year = priced(total, "cost_per_year").mean
    parts = {"hours": number(hours, Kind.HOURS), "found": number(found, Kind.HOURS)}
    if year is None or not cost:
        text = "paid for these shifts, with paid breaks: {hours} h; with overtime, in which work is finished, {found} h"
        yield say(text, **parts)
        return
    money = {
        "cost": number(a_year(case, cost), Kind.MONEY),
        "total": number(year, Kind.MONEY),
        "currency": case.currency,
    }
    yield say(_PAID[pays_by_contact(case)], **parts, **money)


def _are_all(case: Case, rows: Rows) -> bool:
    """Whether these shifts are all that is paid: none of them is worked in a second week, and no group is without."""
    groups, period = case.summary["groups"].items(), case.scenario.period
    paid = {name for name, figures in groups if (estimate_of(figures, "paid_hours").mean or 0.0) > 0}
    last = max(datetime.fromisoformat(row["start"]).date() for row in rows)
    reaches_the_end = period.days <= _WEEK or (last - period.start).days >= period.days - _WEEK
    return reaches_the_end and paid <= {row["group"] for row in rows}


_UNKNOWN = {
    False: "what these shifts are paid is not known: paid hours are those on duty, without paid breaks",
    True: "what some of these shifts are paid is not known: their paid hours are those on duty, without paid breaks",
}
"""What is said of shifts that nothing is told to be paid for, by whether only some are such."""

_PAID = {
    False: (
        "paid for these shifts, with paid breaks: {hours} h, {cost} {currency} a year; with overtime, in which work is "
        "finished, {found} h, {total} {currency} a year"
    ),
    True: (
        "paid for these shifts, with paid breaks: {hours} h, {cost} {currency} a year; with overtime, in which work is "
        "finished, {found} h, and with what is paid by contact or month {total} {currency} a year"
    ),
}
"""What shifts are paid and what all costs, by whether anything but hours is paid for."""


_WEEK = 7


def a_year(case: Case, cost: float) -> float:
    """Return what comes to so much in the period of a case as what it is a year, as simulations count it."""
    return cost * DAYS_PER_YEAR / days_stood_for(case.scenario)


def pays_by_contact(case: Case) -> bool:
    """Whether a plan pays for anything but hours."""
    hours = sum(estimate_of(figures, "cost").mean or 0.0 for figures in case.summary["groups"].values())
    return (estimate_of(case.summary["total"], "cost").mean or 0.0) > hours * (1 + 1e-9)


def _paid(case: Case, row: Mapping[str, Any]) -> float:
    """Return the paid hours of all agents of a row, of whom some are away as shrinkage says."""
    hours: float = row["paid_hours"] * row["agents"]
    return hours / (1 - case.scenario.groups[row["group"]].shrinkage)


def _price(case: Case, row: Mapping[str, Any]) -> float:
    return float(row.get("cost_per_hour", case.scenario.groups[row["group"]].cost_per_hour))
