"""
The files that a scenario may name: volumes by interval, and staff plans.

Volumes have the columns start, channel, contacts and, if known, handling_s. A staff plan has the
columns start (or weekday and time), agents and, if it is of several groups, group; or it is a
workbook with a sheet for each group, times down the first column and days across the first row.
Times are local; the hour that clocks show twice in autumn may stand in volumes twice, and is added up.
A plan by weekday is laid on the days of one week, which others then repeat.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from channelmix.errors import Mistake
from channelmix.scenario.cell_times import moment, second_of_day, weekday_of
from channelmix.scenario.cells import Sheet, column_places, every_sheet, number, read_sheets, words
from channelmix.scenario.clock_changes import Showing, showing
from channelmix.scenario.document import UnreadableError
from channelmix.scenario.explaining_sheets import explains, sheet_of_shifts
from channelmix.scenario.plan_grid import grid_lines, is_remarks, is_saved_grid, moment_of, note_swapped
from channelmix.scenario.settings import quoted
from channelmix.scenario.shift_lines import ShiftLine, shifts_of

_MOST_TOLD = 20


@dataclass(frozen=True)
class VolumeLine:
    """Expected contacts of a channel from a local time to the next."""

    channel: str
    start: datetime
    contacts: float
    handling_s: float | None = None
    """Mean handling time of these contacts, if the file knows it."""


@dataclass(frozen=True)
class PlanLine:
    """Agents of a group from a local time on, for one interval."""

    group: str | None
    """None: of whichever group names the file."""
    start: datetime
    agents: int
    place: str = field(default="", compare=False, repr=False)
    """File, row, column and cell, as messages call it."""


def read_volumes(path: Path, *, timezone: str = "UTC") -> tuple[VolumeLine, ...]:
    """
    Return the rows of a file of volumes.

    Args:
        path: A CSV file or a workbook.
        timezone: Where its times are local.

    Raises:
        UnreadableError: With every mistake of the file.
    """
    sheet = read_sheets(path)[0]
    lines: dict[Hashable, VolumeLine] = {}
    for line in _volumes(sheet, timezone):
        key = (line.channel, line.start)
        lines[key] = _together(lines[key], line) if key in lines else line
    finish([sheet])
    return tuple(lines.values())


def _together(first: VolumeLine, second: VolumeLine) -> VolumeLine:
    """Return the contacts of two rows of one time as one, with the mean handling of all that know it."""
    known = [line for line in (first, second) if line.handling_s is not None]
    contacts = sum(line.contacts for line in known)
    handling = sum(line.contacts * (line.handling_s or 0) for line in known) / contacts if contacts else None
    return replace(first, contacts=first.contacts + second.contacts, handling_s=handling)


def _volumes(sheet: Sheet, timezone: str) -> Iterator[VolumeLine]:
    places = column_places(sheet, ("start", "channel", "contacts"))
    if places is None:
        return
    seen: set[Hashable] = set()
    again: set[Hashable] = set()
    for row in filled_rows(sheet):
        start = moment(sheet, row, places["start"])
        channel = words(sheet, row, places["channel"])
        contacts = number(sheet, row, places["contacts"])
        seconds = None
        if "handling_s" in places and str(sheet.cell(row, places["handling_s"])).strip():
            seconds = number(sheet, row, places["handling_s"]) or None
        if not channel:
            sheet.wrong(row, places["channel"], "channel must be a name (got none)")
            continue
        is_second = (channel, start) in seen and start is not None and showing(start, timezone) is Showing.TWICE
        if start is not None and _is_new(sheet, row, (channel, start), again if is_second else seen):
            yield VolumeLine(channel, start, contacts, seconds)


def read_plan(path: Path, *, week_of: date) -> tuple[PlanLine, ...]:
    """
    Return the rows of a staff plan.

    Args:
        path: A CSV file or a workbook.
        week_of: A day of the week on which plans by weekday are laid.

    Raises:
        UnreadableError: With every mistake of the file.
    """
    return read_plan_file(path, week_of=week_of).lines


class PlanFile(NamedTuple):
    """What a file of a staff plan holds."""

    lines: tuple[PlanLine, ...]
    notes: tuple[str, ...]
    """What to say of numbers that lie outside of the plan."""
    shifts: tuple[ShiftLine, ...] | None
    """The shifts of which the plan is made, if it has a sheet that tells them."""


def read_plan_file(path: Path, *, week_of: date) -> PlanFile:
    """Return the rows of a staff plan, as ``read_plan``, and what else its file holds."""
    monday = week_of - timedelta(days=week_of.weekday())
    every = every_sheet(path)
    sheets = _sheets_of_plan(path, every)
    is_tidy = "agents" in sheets[0].columns or not (sheets[0].name or is_saved_grid(sheets[0]))
    chosen = sheets[:1] if is_tidy else [sheet for sheet in sheets if not is_remarks(sheet)] or sheets
    lines: list[PlanLine] = []
    given: dict[tuple[str | None, date], Sheet] = {}
    for sheet in chosen:
        found = list((_tidy if is_tidy else _grid)(sheet, monday))
        _note_given_again(sheet, found, given)
        lines += found
    if not is_tidy:
        note_swapped(chosen)
    sheet_with_shifts = sheet_of_shifts(every)
    shifts = None if sheet_with_shifts is None else shifts_of(sheet_with_shifts)
    finish([*chosen, *([] if sheet_with_shifts is None else [sheet_with_shifts])])
    notes = tuple(note for sheet in chosen for note in sheet.notes)
    return PlanFile(tuple(lines), notes, shifts)


def _note_given_again(
    sheet: Sheet, lines: Sequence[PlanLine], given: dict[tuple[str | None, date], Sheet]
) -> None:  # fmt: skip
    """Note a day of a group that a sheet before gives, too, such as that of which this one is a copy."""
    days = dict.fromkeys((line.group, line.start.date()) for line in lines)
    group, day = next((each for each in days if each in given), (None, None))
    if day is not None:
        text = f"must not give {group} on {day} again, after sheet {quoted(given[group, day].name)}"
        sheet.wrong(0, 0, f"{text} (got {quoted(sheet.cell(0, 0))}); name another group here, or delete one of the two")
    given.update(dict.fromkeys(days, sheet))


def _sheets_of_plan(path: Path, every: Sequence[Sheet]) -> list[Sheet]:
    """
    Return the sheets of a file that hold anything, but for those that explain it.

    Raises:
        UnreadableError: If there is none.
    """
    sheets = [sheet for sheet in every if len(sheet.rows) > 1 and not explains(sheet)]
    if sheets or not any(sheet.name for sheet in every):
        return sheets or read_sheets(path)
    names = ", ".join(quoted(sheet.name) for sheet in every)
    text = f"must have a sheet with times down the first column and days across the first row (got {names} without any)"
    raise UnreadableError(Mistake(str(path), 0, 0, text))


def _tidy(sheet: Sheet, monday: date) -> Iterator[PlanLine]:
    by_weekday = "start" not in sheet.columns and "weekday" in sheet.columns
    places = column_places(sheet, ("weekday", "time", "agents") if by_weekday else ("start", "agents"))
    if places is None:
        return
    seen: set[Hashable] = set()
    for row in filled_rows(sheet):
        group = words(sheet, row, places["group"]) if "group" in places else None
        agents = int(number(sheet, row, places["agents"], whole=True))
        if by_weekday:
            start = _on_weekday(sheet, row, (places["weekday"], places["time"]), monday)
        else:
            start = moment(sheet, row, places["start"])
        if start is not None and _is_new(sheet, row, (group, start), seen):
            yield PlanLine(group or None, start, agents, sheet.place(row, places["agents"]))


def _on_weekday(sheet: Sheet, row: int, columns: tuple[int, int], monday: date) -> datetime | None:
    day = weekday_of(sheet.cell(row, columns[0]))
    second = second_of_day(sheet, row, columns[1])
    if day is None:
        sheet.wrong(row, columns[0], f"weekday must be such as mon (got {quoted(sheet.cell(row, columns[0]))})")
    if day is None or second is None:
        return None
    return moment_of(monday + timedelta(days=day), second)


def _grid(sheet: Sheet, monday: date) -> Iterator[PlanLine]:
    return (PlanLine(group, start, agents, sheet.place(*at)) for group, start, agents, at in grid_lines(sheet, monday))


def filled_rows(sheet: Sheet) -> Iterator[int]:
    """Yield the rows below the names of columns that are not empty."""
    for row in range(1, len(sheet.rows)):
        if any(str(cell).strip() for cell in sheet.rows[row]):
            yield row


def _is_new(sheet: Sheet, row: int, key: Hashable, seen: set[Hashable]) -> bool:
    if key in seen:
        sheet.wrong(row, 0, f"must not give the same time twice (got {sheet.cell(row, 0)} again)")
        return False
    seen.add(key)
    return True


def finish(sheets: Sequence[Sheet]) -> None:
    """Raise the mistakes found in sheets, if there are any."""
    mistakes = [mistake for sheet in sheets for mistake in sheet.mistakes]
    if len(mistakes) > _MOST_TOLD:
        rest = f"... and {len(mistakes) - _MOST_TOLD} more such mistakes"
        mistakes = [*mistakes[:_MOST_TOLD], Mistake(mistakes[0].file, mistakes[_MOST_TOLD].line, 1, rest)]
    if mistakes:
        raise UnreadableError(*mistakes)
