"""
What ``[[sweep]]`` varies: the values it means, and whether they fit, tried by reading the file with each of up to 50.

``check`` and ``sweep`` both ask here, so that what the one passes the other plays.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from channelmix.errors import Mistake, ScenarioError
from channelmix.scenario.changes import Sweep
from channelmix.scenario.loading import Loaded, load
from channelmix.scenario.model import Scenario
from channelmix.scenario.nodes import find
from channelmix.scenario.paths import Path, dotted, parse_dotted
from channelmix.scenario.suggest import did_you_mean
from channelmix.scenario.toml_values import toml

MOST_TRIED = 50
"""Of more values only the first and the last are tried."""

_SAME_EVERYWHERE = ("run.replications", "run.seed", "money.currency")
"""Settings that all points must share to be held against each other."""
_NOT_PLAYED = ("schema", "name", "description", "notes", "sources", "sweep")
"""Settings that change no figure."""

_ALL_OF = re.compile(r"([a-z_]+)\[\*\]")


def even_steps(low: float, high: float, steps: int) -> tuple[float, ...]:
    """
    Return numbers from low to high; whole ones between whole ends, unless more are asked for than there are.

    Examples:
        >>> even_steps(8, 16, 4), even_steps(0, 1, 3)
        ((8, 11, 13, 16), (0.0, 0.5, 1.0))
    """
    values = [low + (high - low) * step / (steps - 1) for step in range(steps)]
    if isinstance(low, int) and isinstance(high, int) and steps <= high - low + 1:
        return tuple(round(value) for value in values)
    return tuple(round(value, 12) for value in values)


def values_of(setting: Sweep) -> tuple[Any, ...]:
    """Return the values that a ``[[sweep]]`` table means, dates as text."""
    if setting.values is not None:
        return tuple(value.isoformat() if isinstance(value, date) else value for value in setting.values)
    assert setting.low is not None
    assert setting.high is not None
    assert setting.steps is not None
    return even_steps(_tidy(setting.low), _tidy(setting.high), setting.steps)


def _tidy(number: float) -> float:
    return int(number) if number == int(number) else number


def keys_meant(key: str, scenario: Scenario) -> list[str]:
    """
    Return the settings that a key speaks of: ``channel_shift[*].share`` is the share of every shift there is.

    Raises:
        ValueError: If ``[*]`` stands behind what is no list of tables, there is no such channel or group, or the
            setting changes nothing that is played.
    """
    found = _ALL_OF.match(key)
    if key in _SAME_EVERYWHERE:
        raise ValueError(f"is the same at every point of a sweep; set it for all of them (got {key})")
    if re.split(r"[.\[]", key)[0] in _NOT_PLAYED:
        raise ValueError(f"changes nothing that is played (got {key})")
    if found is None:
        _check_place(parse_dotted(key), scenario)
        return _checked_shares([key], key, scenario)
    entries = getattr(scenario, found[1], None)
    if not isinstance(entries, tuple):
        raise ValueError(f"{found[1]} is no list of tables (a shift is channel_shift[*].share)")
    keys = [f"{found[1]}[{number}]{key[found.end() :]}" for number in range(1, len(entries) + 1)]
    return _checked_shares(keys, key, scenario)


def _checked_shares(keys: list[str], key: str, scenario: Scenario) -> list[str]:
    """Return the settings that a key speaks of, or raise ValueError where one is of a curve and the share is plain."""
    for each in keys:
        table, place, *rest = parse_dotted(each)
        if table != "channel_shift" or rest[:1] != ["share"] or len(rest) < 2 or not isinstance(place, int):
            continue
        share = scenario.channel_shift[place].share if place < len(scenario.channel_shift) else None
        if isinstance(share, float):
            whole = key.rpartition(".share.")[0] + ".share"
            raise ValueError(
                f"is of an adoption curve, and {dotted((table, place, 'share'))} is a plain share (got {share:g}); "
                f'{rest[1]} needs share = {{ adoption = "NAME", since = DATE }}; a plain share varies by {whole}=LIST'
            )
    return keys


def _check_place(path: Path, scenario: Scenario) -> None:
    """Raise ValueError where a setting is of a channel or group that is not there."""
    table, name = path[0], path[1] if len(path) > 2 else None
    if table in ("channels", "groups") and name is not None and name not in getattr(scenario, table):
        there = getattr(scenario, table)
        kind, meant = table.removesuffix("s"), did_you_mean(str(name), there)
        raise ValueError(f"speaks of no {kind} there is (got {name}; there are {', '.join(there)}){meant}")


def tried(values: Sequence[Any]) -> list[int]:
    """Return the places of the values that are tried: all, or the first and the last."""
    return list(range(len(values))) if len(values) <= MOST_TRIED else [0, len(values) - 1]


def misfits(source: str, loaded: Loaded, overrides: Sequence[str] = ()) -> list[Mistake]:
    """
    Return what is wrong with the ``[[sweep]]`` tables of a scenario: unknown keys, and values that do not fit.

    Args:
        source: The file, as ``load`` takes it.
        loaded: What it says.
        overrides: Settings that are changed in it.
    """
    found: list[Mistake] = []
    earlier: set[str] = set()
    for place, setting in enumerate(loaded.scenario.sweep):
        if setting.key in earlier:
            found.append(_mistake(loaded, ("sweep", place, "key"), f"must be given once (got {setting.key} again)"))
        else:
            found += _of_one(source, loaded, place, overrides=overrides)
        earlier.add(setting.key)
    return found


def _of_one(source: str, loaded: Loaded, place: int, *, overrides: Sequence[str]) -> Iterator[Mistake]:
    """Yield the mistakes of one table, those of all its values as one of its key."""
    setting = loaded.scenario.sweep[place]
    try:
        keys = keys_meant(setting.key, loaded.scenario)
    except ValueError as error:
        yield _mistake(loaded, ("sweep", place, "key"), str(error))
        return
    values = values_of(setting)
    numbers = tried(values)
    faults = {number: _faults(source, keys, values[number], overrides=overrides) for number in numbers}
    common = set.intersection(*(set(texts) for texts in faults.values()))
    yield from (_mistake(loaded, ("sweep", place, "key"), text) for text in sorted(common))
    for number, texts in faults.items():
        where = ("values", number) if setting.values is not None else ("high" if number else "low",)
        rest = [text for text in texts if text not in common]
        yield from (_mistake(loaded, ("sweep", place, *where), f"does not fit: {text}") for text in rest)


def _faults(source: str, keys: Sequence[str], value: Any, *, overrides: Sequence[str]) -> list[str]:
    try:
        load(source, [*overrides, *(f"{key}={toml(value)}" for key in keys)])
    except ScenarioError as error:
        return [mistake.text for mistake in error.mistakes]
    return []


def _mistake(loaded: Loaded, path: Path, text: str) -> Mistake:
    node = find(loaded.tree, path) or loaded.tree
    return Mistake(*node.value_position, f"{dotted(path)} {text}")
