"""
A scenario written out: every setting with its value, defaults included, as plain values.

The text is the same wherever the files lie and however the scenario is split into bases, and it
can be read again. Settings whose behaviour is not built, and absent ones, are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from channelmix.scenario.data_files import named_files
from channelmix.scenario.keys import unbuilt
from channelmix.scenario.model import Scenario
from channelmix.scenario.nodes import Node, find
from channelmix.scenario.paths import Path, dotted
from channelmix.scenario.places import keys_at
from channelmix.scenario.positions import Position
from channelmix.scenario.samples import sample_files


def resolved(scenario: Scenario, tree: Node) -> dict[str, Any]:
    """
    Return a scenario with all its defaults.

    Args:
        scenario: The checked scenario.
        tree: The merged file, which has the names of data files as written.
    """
    values = scenario.model_dump(mode="json", exclude_none=True, exclude={"base"})
    for (table, name, key, last), node in named_files(tree).items():
        values[str(table)][name][key][last] = node.value
    for path in sample_files(tree):
        del _table(values, path)["times"]  # the file has them
    built: dict[str, Any] = _built(values, ())
    return built


def _table(values: Any, path: Path) -> dict[str, Any]:
    for key in path:
        values = values[key]
    return cast(dict[str, Any], values)


def _built(value: Any, path: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_built(item, path) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _built(item, (*path, key)) for key, item in value.items() if _pattern((*path, key)) not in _closed()}


@cache
def _closed() -> frozenset[str]:
    return frozenset(unbuilt())


def _pattern(path: tuple[str, ...]) -> str:
    """Return a key as the table of keys names it: channels.NAME.silent."""
    named = (*path[:1], "NAME", *path[2:]) if path[0] in ("channels", "groups") and len(path) > 1 else path
    return ".".join(named)


@dataclass(frozen=True)
class Shown:
    """One value of the resolved scenario."""

    key: str
    value: Any
    position: Position | None
    """Where it was given; None: it is the default."""
    source: str | None
    """What ``[sources]`` says of it."""

    @property
    def origin(self) -> str:
        """File, line and column, or "default"."""
        return "default" if self.position is None else str(self.position)


def show(values: Mapping[str, Any], tree: Node) -> tuple[Shown, ...]:
    """
    Return every value of a resolved scenario with where it comes from.

    Args:
        values: What ``resolved`` returned.
        tree: The merged file.
    """
    return tuple(_leaves({key: value for key, value in values.items() if key != "sources"}, (), tree))


def _leaves(value: Any, path: Path, tree: Node) -> list[Shown]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if _is_table_list(value) else None
    if inner is None:
        position = _origin(path, tree)
        return [Shown(dotted(path), value, position, None if position is None else _source(path, tree))]
    return [leaf for key, item in inner for leaf in _leaves(item, (*path, key), tree)]


def _is_table_list(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _origin(path: Path, tree: Node) -> Position | None:
    """Return where a value was given: a bare "6 min" gives a mean, a table of weekdays all its days."""
    node, known = tree, 0
    while known < len(path) and path[known] in node.items:
        node, known = node.items[path[known]], known + 1
    if known == len(path):
        return node.position
    is_written_otherwise = isinstance(node.value, dict) and keys_at(path[:known]) is None and known > 0
    if is_written_otherwise or (path[known] in ("mean", "group") and not isinstance(node.value, dict)):
        return node.position
    return None


def _source(path: Path, tree: Node) -> str | None:
    sources = [node.source for size in range(1, len(path) + 1) if (node := find(tree, path[:size])) is not None]
    return next((source for source in reversed(sources) if source is not None), None)
