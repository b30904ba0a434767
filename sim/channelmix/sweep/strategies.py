"""
Strategies as files, loaded anew at every point.

A key may speak of all entries of a list at once: ``channel_shift[*].share`` is the share of every
shift that a strategy has, and of none where it has none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from channelmix.errors import InputError
from channelmix.scenario import Loaded, load
from channelmix.scenario.toml_values import toml
from channelmix.sweep.points import Axis, Point, axis_of, read_axis

_ALL_OF = re.compile(r"([a-z_]+)\[\*\]")


@dataclass(frozen=True)
class Strategies:
    """Scenario files, and settings that change in all of them."""

    names: Sequence[str]
    settings: Sequence[str] = ()
    _lengths: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.names:
            raise InputError("a sweep needs a scenario (got none)")
        if len(set(self.names)) < len(self.names):
            raise InputError(f"a sweep needs scenarios unlike each other (got {', '.join(self.names)})")

    def axes(self, vary: Sequence[str | Axis]) -> list[Axis]:
        """
        Return what varies: as it is said, else as the first file says.

        Raises:
            InputError: If it cannot be understood.
        """
        if vary:
            return [each if isinstance(each, Axis) else read_axis(each) for each in vary]
        return [axis_of(setting) for setting in load(self.names[0], self.settings).scenario.sweep]

    def loaded(self, name: str, point: Point) -> Loaded:
        """
        Return a scenario at a point.

        Raises:
            ScenarioError: If a value does not fit its setting.
        """
        changes = [f"{key}={toml(value)}" for wide, value in point.items() for key in self._keys(name, wide)]
        return load(name, [*self.settings, *changes])

    def _keys(self, name: str, key: str) -> list[str]:
        """Return the settings that a key speaks of."""
        found = _ALL_OF.match(key)
        if found is None:
            return [key]
        return [f"{found[1]}[{number}]{key[found.end() :]}" for number in range(1, self._length(name, found[1]) + 1)]

    def _length(self, name: str, table: str) -> int:
        if (name, table) not in self._lengths:
            entries = getattr(load(name, self.settings).scenario, table, None)
            if not isinstance(entries, tuple):
                raise InputError(f"--vary {table}[*]: {table} is no list of tables (a shift is channel_shift[*].share)")
            self._lengths[name, table] = len(entries)
        return self._lengths[name, table]
