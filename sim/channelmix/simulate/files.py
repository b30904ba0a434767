"""
The files that a scenario names: volumes of channels, staff of groups.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from channelmix.demand import VolumeRow
from channelmix.errors import DataError
from channelmix.scenario.model import Scenario
from channelmix.simulate.prepare import FileData
from channelmix.simulate.staff import StaffRow
from channelmix.simulate.tables import Row, moment_of, number_of, read_rows, whole_of

Found = TypeVar("Found")


def read_files(scenario: Scenario) -> FileData:
    """
    Read all files of volumes and staff that a scenario names, each once.

    Raises:
        DataError: If one cannot be used as it is; names file, line, rule and value.
    """
    volumes = {
        name: channel.arrivals.file
        for name, channel in scenario.channels.items()
        if channel.arrivals is not None and channel.arrivals.file is not None
    }
    staff = {name: group.agents.file for name, group in scenario.groups.items() if group.agents.file is not None}
    return FileData(
        volumes=_picked(volumes, "channel", _volumes),
        staff=_picked(staff, "group", _staff),
    )


Named = tuple[str | None, Found]
"""Whom a row belongs to (None: to whoever reads the file), and the row."""


def _picked(
    files: dict[str, str], what: str, read: Callable[[Path], Sequence[Named[Found]]]
) -> dict[str, Sequence[Found]]:
    """Return the rows of each channel or group from the file it names."""
    tables = {path: read(Path(path)) for path in dict.fromkeys(files.values())}
    picked: dict[str, Sequence[Found]] = {}
    for name, path in files.items():
        picked[name] = [row for owner, row in tables[path] if owner in (None, name)]
        if not picked[name]:
            owners = ", ".join(sorted({owner for owner, _ in tables[path] if owner is not None}))
            raise DataError(f"{path}: the column {what} must name {name} in some row (got {owners or 'no rows'})")
    return picked


def _volumes(path: Path) -> list[Named[VolumeRow]]:
    rows = read_rows(path, _volume, needed=("start", "channel", "contacts"))
    _refuse_repeats(path, ((owner, row.start) for owner, row in rows))
    return rows


def _volume(row: Row) -> Named[VolumeRow]:
    handling_s = number_of(row, "handling_s") if row.has("handling_s") else None
    if handling_s == 0:
        handling_s = None
    return str(row.cells["channel"]).strip(), VolumeRow(
        start=moment_of(row, "start"), contacts=number_of(row, "contacts"), handling_s=handling_s
    )


def _staff(path: Path) -> list[Named[StaffRow]]:
    rows = read_rows(path, _agents, needed=("start", "agents"))
    _refuse_repeats(path, ((owner, row.start) for owner, row in rows))
    return rows


def _agents(row: Row) -> Named[StaffRow]:
    owner = str(row.cells["group"]).strip() if row.has("group") else None
    return owner, StaffRow(start=moment_of(row, "start"), agents=whole_of(row, "agents"))


def _refuse_repeats(path: Path, keys: Iterable[tuple[object, object]]) -> None:
    seen: set[tuple[object, object]] = set()
    for key in keys:
        if key in seen:
            owner, start = key
            of_whom = f" of {owner}" if owner else ""
            raise DataError(f"{path}: each start{of_whom} must stand in one row only (got {start} again)")
        seen.add(key)
