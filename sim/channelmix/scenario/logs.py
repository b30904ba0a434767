"""
Logs of single contacts that a scenario plays back: when each came, how long it took, how long they would wait.

A row has a local date and time, at, down to microseconds, and if known channel, handling_s and
patience_s. Several contacts may come at the same time; the order of the file then holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from channelmix.scenario.cell_times import moment
from channelmix.scenario.cells import Sheet, column_places, number, read_sheets, words
from channelmix.scenario.readers import filled_rows, finish


@dataclass(frozen=True)
class LogLine:
    """One contact as it was."""

    channel: str | None
    """None: of whichever channel names the file."""
    start: datetime
    handling_s: float | None = None
    patience_s: float | None = None


def read_log(path: Path) -> tuple[LogLine, ...]:
    """
    Return the rows of a log of contacts.

    Raises:
        UnreadableError: With every mistake of the file.
    """
    sheet = read_sheets(path)[0]
    lines = tuple(_lines(sheet))
    finish([sheet])
    return lines


def _lines(sheet: Sheet) -> Iterator[LogLine]:
    places = column_places(sheet, ("at",))
    if places is None:
        return
    for row in filled_rows(sheet):
        at = moment(sheet, row, places["at"], exact=True)
        channel = words(sheet, row, places["channel"]) if "channel" in places else ""
        times = [_seconds(sheet, row, places.get(name)) for name in ("handling_s", "patience_s")]
        if at is not None:
            yield LogLine(channel or None, at, *times)


def _seconds(sheet: Sheet, row: int, column: int | None) -> float | None:
    if column is None or not str(sheet.cell(row, column)).strip():
        return None
    return number(sheet, row, column)
