"""
Staff plans as sheets: times down the first column, days across the first row.

Planners write remarks beside and below such a table. A column under a heading that is no day, and a row without
numbers, are remarks as long as they hold no numbers; a sheet that has neither days nor times is no plan. What could
be meant in two ways is refused by its cell: times that stand twice, a time between those of all others, merged cells,
a weekday that its date has not, the date of a time that is not the day above it.
A number that stands where remarks do, below the times or as text, is not read, and a note says so.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from channelmix.scenario.cell_times import days_with_slashes, moment, moment_in, second_of_day, time_of, weekday_of
from channelmix.scenario.cells import Sheet, cell_name, is_number, number
from channelmix.scenario.period import FIRST_YEAR
from channelmix.scenario.settings import quoted
from channelmix.scenario.worked_out import NotWorkedOut

_HIDDEN = (
    "must be a number, 0 for nobody (got an empty cell, or an error: this kind of workbook does not tell which); "
    "write 0, or save it as .xlsx"
)
_CORNERS = ("group: ", "groep: ", "gruppe: ")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
"""Signs that no sheet's name may have; where a group's has, channelmix writes _, and the group into the first cell."""
_LONGEST = 31
_TIME_CORNERS = ("time", "tijd", "zeit", "uhrzeit")

Line = tuple[str | None, datetime, int, tuple[int, int]]
"""Group, start, agents, and the row and column of their cell."""


def is_saved_grid(sheet: Sheet) -> bool:
    """Whether a CSV file is a sheet of times by days, as spreadsheets save it: its corner or its first row says so."""
    corner = str(sheet.cell(0, 0)).strip().casefold()
    if corner in _TIME_CORNERS or corner.startswith(_CORNERS) or time_of(corner) is not None:
        return True
    return "agents" not in sheet.columns and any(weekday_of(head) is not None or moment_in(str(head)) is not None
                                                 for head in sheet.rows[0][1:])  # fmt: skip


def is_remarks(sheet: Sheet) -> bool:
    """Whether a sheet of a workbook has neither a day across its first row nor a time down its first column."""
    heads = [sheet.cell(0, column) for column in range(1, len(sheet.rows[0]))]
    times = (sheet.cell(row, 0) for row in range(1, len(sheet.rows)))
    return bool(sheet.name) and not any(map(_is_day, heads)) and all(time_of(cell) is None for cell in times)


def grid_lines(sheet: Sheet, monday: date) -> Iterator[Line]:
    """
    Give the lines of a sheet; a day without any number is one without agents.

    Args:
        sheet: Notes what is wrong with it.
        monday: Of the week on which days of the week are laid.
    """
    if _note_no_days(sheet):
        return
    days = _days(sheet, monday)
    rows = [row for row in range(1, len(sheet.rows)) if _is_row(sheet, row, days)]
    seconds = {row: second_of_day(sheet, row, 0) for row in rows}
    _note_repeated(sheet, days)
    _note_unclear(sheet, rows, days)
    _note_outside(sheet, rows)
    _note_unread(sheet, rows)
    _note_odd_times(sheet, seconds)
    _note_other_days(sheet, rows, days)
    _note_merged(sheet, rows, days)
    empty = [day for column, day in days.items() if day is not None and not _filled(sheet, rows, column)]
    if len(empty) == len(days) and not sheet.mistakes:
        sheet.wrong(
            min(1, len(sheet.rows) - 1), 1, "must be a number in some cell of the sheet, 0 for nobody (got none)"
        )
    columns = {day: column for column, day in days.items()}
    yield from ((_group_of(sheet), moment_of(day, 0), 0, (0, columns[day])) for day in empty)
    for row, second in seconds.items():
        for column, day in days.items():
            if second is not None and day is not None and sheet.cell(row, column) != "":
                agents = int(number(sheet, row, column, whole=True))
                yield _group_of(sheet), moment_of(day, second), agents, (row, column)


def _note_no_days(sheet: Sheet) -> bool:
    """Note that the first row names no day, though times or numbers stand below it, or in it; return whether."""
    if any(_is_day(cell) and not is_number(sheet, cell) for cell in sheet.rows[0][1:]):
        return False
    rows = range(1, len(sheet.rows))
    below = next((row for row in rows if any(isinstance(cell, date) or weekday_of(cell) is not None
                                             for cell in sheet.rows[row][1:])), None)  # fmt: skip
    if below is not None:
        got = f"days in row {below + 1}"
        way_out = "delete the row above it" if below == 1 else "delete the rows above it"
    elif any(time_of(sheet.cell(row, 0)) is not None for row in range(len(sheet.rows))):
        got, way_out = _plain(sheet.cell(0, 1)), "put a row of days above it"
    else:
        return False
    text = f"the first row must name the days of a plan, such as 2019-03-04 or mon (got {got}); {way_out}"
    sheet.wrong(0, int(below is None), text)
    return True


def _plain(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) else quoted(cell)


def _is_row(sheet: Sheet, row: int, days: Mapping[int, date | None]) -> bool:
    """Whether a row has something under a day, or beside a time."""
    return time_of(sheet.cell(row, 0)) is not None or any(str(sheet.cell(row, column)).strip() for column in days)


def _filled(sheet: Sheet, rows: Sequence[int], column: int) -> list[int]:
    return [row for row in rows if sheet.cell(row, column) != ""]


def _note_repeated(sheet: Sheet, days: Mapping[int, date | None]) -> None:
    """Note days that stand twice."""
    seen: set[Hashable] = set()
    for column, day in days.items():
        if day is not None and day in seen:
            sheet.wrong(0, column, f"must not give the same day twice (got {quoted(sheet.cell(0, column))} again)")
        seen.add(day)


def _note_unclear(sheet: Sheet, rows: Sequence[int], days: Mapping[int, date | None]) -> None:
    """Note numbers without a day above them, and empty cells between numbers where they may be errors."""
    width = max((len(sheet.rows[row]) for row in rows), default=0)
    for column in range(1, width):
        filled = _filled(sheet, rows, column)
        is_headless = sheet.cell(0, column) == ""
        if is_headless and any(isinstance(sheet.cell(row, column), float | int) for row in filled):
            sheet.wrong(0, column, "must name the day of the numbers below it (got an empty cell)")
        for row in rows if sheet.hides_errors and column in days and filled else ():
            if filled[0] < row < filled[-1] and row not in filled:
                sheet.wrong(row, column, _HIDDEN)


def _note_outside(sheet: Sheet, rows: Sequence[int]) -> None:
    """Note numbers with neither a day above them nor a time beside them."""
    for row in sorted(set(range(1, len(sheet.rows))) - set(rows)):
        for column in range(1, len(sheet.rows[row])):
            cell = sheet.cell(row, column)
            if sheet.cell(0, column) == "" and isinstance(cell, float | int) and not isinstance(cell, bool):
                text = "lies outside of the plan, with no day above it and no time beside it"
                sheet.wrong(row, column, f"{text} (got {_plain(cell)}); delete it, or move it to a sheet of notes")


def _note_unread(sheet: Sheet, rows: Sequence[int]) -> None:
    """Note numbers that stand where remarks do: below the times, or written as text under no day."""
    for row in range(1, len(sheet.rows)):
        for column in range(int(row in rows), len(sheet.rows[row])):
            cell = sheet.cell(row, column)
            is_number_there = column == 0 or (sheet.cell(0, column) == "" and isinstance(cell, str))
            if is_number_there and str(cell).strip() and is_number(sheet, cell):
                got = cell if isinstance(cell, str) else _plain(cell)
                text = f"lies outside of the plan and is not read (got {got}); delete it, or put it where it belongs"
                sheet.notes.append(f"{sheet.place(row, column)} {text}")


def _note_odd_times(sheet: Sheet, seconds: Mapping[int, int | None]) -> None:
    """Note times that stand twice, and those between the times of a sheet whose others are equally far apart."""
    known = {row: second for row, second in seconds.items() if second is not None}
    rising = sorted(set(known.values()))
    gaps = Counter(later - at for at, later in pairwise(rising))
    usual, times = gaps.most_common(1)[0] if gaps else (1, 0)
    is_even = 2 * times > len(rising) - 1
    phase = Counter(second % usual for second in rising).most_common(1)[0][0] if rising else 0
    seen: set[int] = set()
    for row, second in known.items():
        got = f"got {second // 3600:02d}:{second // 60 % 60:02d}"
        if second in seen:
            sheet.wrong(row, 0, f"must not give the same time twice ({got} again)")
        elif is_even and second % usual != phase:
            apart = f"{usual // 60} min" if usual % 60 == 0 else f"{usual} s"
            sheet.wrong(row, 0, f"must be a time {apart} from the next, as those of most rows are ({got})")
        seen.add(second)


def _note_other_days(sheet: Sheet, rows: Sequence[int], days: Mapping[int, date | None]) -> None:
    """Note times that have a date of their own which is not that of the first such time, or no day above has."""
    dates = {row: cell.date() for row in rows if isinstance(cell := sheet.cell(row, 0), datetime)}
    dates = {row: day for row, day in dates.items() if day.year >= FIRST_YEAR}  # Excel counts times from 1900
    is_by_weekday = any(weekday_of(sheet.cell(0, column)) is not None for column in days)
    known = set(dates.values()) if is_by_weekday else set(days.values())
    for row, day in dates.items():
        if day not in known or day != next(iter(dates.values())):
            rule = "must be a time of day, or have the date of a day above, the same in all rows"
            sheet.wrong(row, 0, f"{rule} (got {sheet.cell(row, 0):%Y-%m-%d %H:%M}); write {sheet.cell(row, 0):%H:%M}")


def note_swapped(sheets: Sequence[Sheet]) -> None:
    """Note sheets with the name of a group that another sheet gives, while their first cell names another group."""
    given = {_group_of(sheet) for sheet in sheets}
    for sheet in sheets:
        name, group = sheet.name.strip(), _group_of(sheet) or ""
        if name != group and name in given and name != _FORBIDDEN.sub("_", group)[:_LONGEST]:
            way_out = "write time there, or give the sheet another name"
            text = f"must not name a group other than its sheet, {quoted(name)}, which another sheet gives"
            sheet.wrong(0, 0, f"{text} (got {quoted(sheet.cell(0, 0))}); {way_out}")


def _note_merged(sheet: Sheet, rows: Sequence[int], days: Mapping[int, date | None]) -> None:
    """Note cells of numbers that are merged: all but the first of them are empty, whatever it looks like."""
    for (top, left), (bottom, right) in sheet.merged:
        if any(top <= row <= bottom for row in rows) and any(left <= column <= right for column in days):
            got = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
            sheet.wrong(top, left, f"must be a cell of its own, since merged ones hold one number (got {got} merged)")


def _days(sheet: Sheet, monday: date) -> dict[int, date | None]:
    """Return the day of each column that has one, None with a note where it cannot be read."""
    heads = {column: sheet.cell(0, column) for column in range(1, len(sheet.rows[0])) if sheet.cell(0, column) != ""}
    heads = {column: head for column, head in heads.items() if _is_day(head) or _has_numbers(sheet, column)}
    slashed = days_with_slashes([str(head) for head in heads.values()])
    if slashed is not None:
        return dict(zip(heads, slashed, strict=True))
    return {column: _day(sheet, column, monday) for column in heads}


def _is_day(head: object) -> bool:
    """Whether a heading is a day, or looks as if it were meant to be one."""
    return isinstance(head, date) or weekday_of(head) is not None or any(sign.isdigit() for sign in str(head))


def _has_numbers(sheet: Sheet, column: int) -> bool:
    cells = (sheet.cell(row, column) for row in range(1, len(sheet.rows)))
    return any(isinstance(cell, NotWorkedOut) or is_number(sheet, cell) for cell in cells)


def _group_of(sheet: Sheet) -> str | None:
    """
    Return whose sheet it is: the group that the corner names where its name did not fit, else the sheet's own.

    A CSV file has no name of a sheet: it is whose group names it.
    """
    corner = str(sheet.cell(0, 0))
    named = next((corner[len(each) :].strip() for each in _CORNERS if corner.casefold().startswith(each)), "")
    return named or sheet.name.strip() or None


def _day(sheet: Sheet, column: int, monday: date) -> date | None:
    weekday = weekday_of(sheet.rows[0][column])
    if weekday is not None:
        return monday + timedelta(days=weekday)
    head = sheet.rows[0][column]
    if not _is_day(head):
        rule = "must be a day, such as 2019-03-04 or mon, or a remark without numbers below it"
        sheet.wrong(0, column, f"{rule} (got {quoted(head)})")
        return None
    found = moment(sheet, 0, column)
    return None if found is None else found.date()


def moment_of(day: date, second: int) -> datetime:
    """Return the moment so many seconds after the beginning of a day by its clock."""
    return datetime(day.year, day.month, day.day) + timedelta(seconds=second)
