"""
Strategies as files, loaded anew at every point.

A key may speak of all entries of a list at once: ``channel_shift[*].share`` is the share of every
shift that a strategy has, and of none where it has none.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from channelmix.arguments import several, text
from channelmix.errors import InputError, Mistake, ScenarioError
from channelmix.scenario import Loaded, load
from channelmix.scenario.currencies import require_one_currency
from channelmix.scenario.merge import read_override
from channelmix.scenario.paths import parse_dotted
from channelmix.scenario.toml_values import toml
from channelmix.scenario.varied import keys_meant, misfits, tried
from channelmix.sweep.points import Axis, Point, axis_of, read_axis


@dataclass(frozen=True)
class Strategies:
    """Scenario files, and settings that change in all of them."""

    names: Sequence[str]
    settings: Sequence[str] = ()
    _meant: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.names:
            raise InputError("a sweep needs a scenario (got none)")
        if len(set(self.names)) < len(self.names):
            raise InputError(f"a sweep needs scenarios unlike each other (got {', '.join(self.names)})")

    def axes(self, vary: Sequence[str | Axis]) -> list[Axis]:
        """
        Return what varies: as it is said, else as the first file says. Each setting is tried at its ends in every file.

        Raises:
            InputError: If it cannot be understood.
            ScenarioError: If a value does not fit its setting.
        """
        said: list[str | Axis] = several("vary", vary)
        if said:
            axes = [each if isinstance(each, Axis) else read_axis(text("each of vary", each)) for each in said]
            self._try(axes, self.names)
            self._check_effect(axes)
            self._check_money()
            return axes
        first = load(self.names[0], self.settings)
        mistakes = misfits(self.names[0], first, self.settings)
        if mistakes:
            raise ScenarioError(first.path, mistakes)
        axes = [axis_of(setting) for setting in first.scenario.sweep]
        self._try(axes, self.names[1:])
        self._check_money()
        return axes

    def check_settings(self, axes: Sequence[Axis], kind: str) -> None:
        """
        Refuse a setting that every point of a sweep replaces; where one varies at a time, it is where the others start.

        Raises:
            InputError: If there is one.
        """
        varied = {
            parse_dotted(key): axis.key for name in self.names for axis in axes for key in self._keys(name, axis.key)
        }
        for setting in self.settings if kind != "one" else ():
            path = read_override(setting).path
            key = next((varied[path[:end]] for end in range(1, len(path) + 1) if path[:end] in varied), None)
            if key is not None:
                raise InputError(
                    f"--set {setting}: has no effect beside {key}, which varies; leave one of them out, or vary one "
                    f"setting at a time with --design one"
                )

    def _check_money(self) -> None:
        """Refuse strategies whose costs are of two currencies."""
        found = ((load(name, self.settings).scenario.money.currency, name) for name in self.names)
        require_one_currency("strategies", found)

    def _check_effect(self, axes: Sequence[Axis]) -> None:
        """Refuse a key that speaks of all entries of a list that is empty in every file."""
        for axis in axes:
            if not any(self._keys(name, axis.key) for name in self.names):
                table = axis.key.partition("[")[0]
                raise InputError(f"--vary {axis.key}: changes nothing, since no scenario has any {table}")

    def _try(self, axes: Sequence[Axis], names: Sequence[str]) -> None:
        """Read files at the values that settings take, so that a wrong one is told now and not after an hour."""
        for name in names:
            mistakes = [mistake for axis in axes for mistake in self._misfits(name, axis)]
            if mistakes:
                raise ScenarioError(load(name, self.settings).path, mistakes)

    def _misfits(self, name: str, axis: Axis) -> list[Mistake]:
        """Return what is wrong with the values of a setting in a file; what is wrong with all of them once."""
        numbers = sorted({0, len(axis.values) - 1}) if axis.spans else tried(axis.values)
        found: list[Mistake] = []
        for number in numbers:
            try:
                self.loaded(name, {axis.key: axis.values[number]})
            except ScenarioError as error:
                found += error.mistakes
        times = Counter(mistake.text for mistake in found)
        common = [text for text, often in times.items() if often == len(numbers) > 1]
        told = [Mistake(f"--vary {axis.key}", 0, 0, text) for text in common]
        return [*told, *(mistake for mistake in found if mistake.text not in common)]

    def loaded(self, name: str, point: Point) -> Loaded:
        """
        Return a scenario at a point.

        Raises:
            ScenarioError: If a value does not fit its setting.
        """
        changes = [f"{key}={toml(value)}" for wide, value in point.items() for key in self._keys(name, wide)]
        try:
            return load(name, [*self.settings, *changes])
        except ScenarioError as error:
            varied = {f"--set {change}": f"--vary {change}" for change in changes}
            told = [replace(each, file=varied.get(each.file, each.file)) for each in error.mistakes]
            raise ScenarioError(error.path, told) from None

    def _keys(self, name: str, key: str) -> list[str]:
        """Return the settings that a key speaks of."""
        if (name, key) not in self._meant:
            plain = load(name, self.settings)
            try:
                self._meant[name, key] = keys_meant(key, plain.scenario)
            except ValueError as error:
                raise ScenarioError(plain.path, [Mistake(f"--vary {key}", 0, 0, str(error))]) from None
        return self._meant[name, key]
