"""
A scenario as far as it can be understood, so that rules between its tables are checked in any case.

Where a file has mistakes, the settings concerned are left out, a stand-in takes the place of what
must not be missing, and the rest is read. A rule between tables therefore speaks up beside a
misspelt key elsewhere, and asks ``gives`` before it relies on a setting.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from channelmix.scenario.changes import ChannelShift, Event, Staffing, WorkShift
from channelmix.scenario.channel import Channel
from channelmix.scenario.group import Group
from channelmix.scenario.nodes import is_table_of_settings
from channelmix.scenario.paths import Path
from channelmix.scenario.period import Period
from channelmix.scenario.steps import Profile

Part = TypeVar("Part")

_STAND_INS: Mapping[type, Mapping[str, Any]] = {
    Channel: {"kind": "messaging", "handling": 60},
    Group: {"agents": 1},
    ChannelShift: {"share": 0.0},
    Event: {"lasts": 60},
    WorkShift: {"name": "", "start": ["00:00"], "length": 60},
}
"""Harmless values of required settings, for tables in which they are wrong or missing."""


@dataclass(frozen=True)
class Draft:
    """The tables of a scenario by name, each None if it cannot be read."""

    period: Period | None
    profiles: dict[str, Profile | None]
    channels: dict[str, Channel | None]
    groups: dict[str, Group | None]
    channel_shift: tuple[ChannelShift | None, ...]
    events: tuple[Event | None, ...]
    work_shift: tuple[WorkShift | None, ...] = ()
    staffing: Staffing | None = None
    left_out: frozenset[Path] = field(default_factory=frozenset)
    """Settings that have mistakes, or are missing."""

    @cached_property
    def known_channels(self) -> dict[str, Channel]:
        """The channels that can be read."""
        return {name: channel for name, channel in self.channels.items() if channel is not None}

    @cached_property
    def known_groups(self) -> dict[str, Group]:
        """The groups that can be read."""
        return {name: group for name, group in self.groups.items() if group is not None}

    def gives(self, *path: str) -> bool:
        """Whether a setting can be relied on: it is right, or truly absent."""
        return path not in self.left_out


def draft_of(data: Mapping[str, Any], wrong: Iterable[Path]) -> Draft:
    """
    Return what can be read of a scenario.

    Args:
        data: The merged scenario as plain tables.
        wrong: Where the mistakes are.
    """
    left_out = frozenset(_setting_of(path) for path in wrong)
    reader = _Reader(data, left_out)
    return Draft(
        period=reader.one(Period, ("period",), data.get("period")),
        profiles=reader.named(Profile, "profiles"),
        channels=reader.named(Channel, "channels"),
        groups=reader.named(Group, "groups"),
        channel_shift=reader.listed(ChannelShift, "channel_shift"),
        events=reader.listed(Event, "events"),
        work_shift=reader.listed(WorkShift, "work_shift"),
        staffing=reader.one(Staffing, ("staffing",), data.get("staffing", {})),
        left_out=left_out,
    )


def _setting_of(path: Path) -> Path:
    """Return the setting in which a path lies; in a list of tables, the key of the item."""
    if path[:1] in (("channel_shift",), ("events",), ("work_shift",)):
        return path[:3]
    sizes = range(1, len(path) + 1)
    return next((path[:size] for size in sizes if not is_table_of_settings(path[:size])), path)


@dataclass(frozen=True)
class _Reader:
    data: Mapping[str, Any]
    left_out: frozenset[Path]

    @cached_property
    def _wrong(self) -> Mapping[Path, set[str | int]]:
        """Keys that are left out, by the table they stand in."""
        by_table: dict[Path, set[str | int]] = {}
        for path in self.left_out:
            by_table.setdefault(path[:-1], set()).add(path[-1])
        return by_table

    def one(self, kind: type[Part], path: Path, value: Any) -> Part | None:
        if isinstance(value, Mapping):
            wrong = self._wrong.get(path, set())
            stand_ins = {key: item for key, item in _STAND_INS.get(kind, {}).items() if key in wrong}
            value = {key: item for key, item in value.items() if key not in wrong} | stand_ins
        try:
            return TypeAdapter(kind).validate_python(value)
        except ValidationError:
            return None

    def named(self, kind: type[Part], table: str) -> dict[str, Part | None]:
        values = self.data.get(table)
        if not isinstance(values, Mapping):
            return {}
        return {name: self.one(kind, (table, name), value) for name, value in values.items()}

    def listed(self, kind: type[Part], table: str) -> tuple[Part | None, ...]:
        values = self.data.get(table)
        if not isinstance(values, list):
            return ()
        return tuple(self.one(kind, (table, place), value) for place, value in enumerate(values))
