"""
A scenario file as a tree in which every value knows where it stands and who says so.

A node holds a plain value, a list of nodes or a table of nodes, its position, and for a setting
the source given in ``[sources]``. Trees are never changed: merging builds new ones from old nodes,
so each value carries its file and line to the end.

*Settings* are what files give, replace and remove as a whole: ``channels.phone.handling`` is one
setting, however much stands inside it. The tables above the settings are merged.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from channelmix.scenario.paths import Path
from channelmix.scenario.positions import Places, Position

_TABLE_LEVELS = {"period": 1, "run": 1, "money": 1, "demand": 1, "profiles": 1, "channels": 2, "groups": 2}
"""How many levels down a part of the file is tables; what lies below is settings."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a scenario file, its position and the source of a setting's value."""

    value: Any
    """A table of nodes, a list of nodes, or a plain value."""
    position: Position
    """Where its key stands."""
    value_position: Position
    """Where the value itself begins."""
    source: str | None = None

    @property
    def items(self) -> dict[Any, "Node"]:
        """What lies directly below: keys of a table, places of a list, nothing below a plain value."""
        if isinstance(self.value, dict):
            return self.value
        return dict(enumerate(self.value)) if isinstance(self.value, list) else {}

    def below(self, key: Any) -> "Node | None":
        """Return what lies directly below at a key or place, None if there is nothing."""
        if isinstance(self.value, dict):
            return self.value.get(key)
        is_place = isinstance(self.value, list) and isinstance(key, int) and 0 <= key < len(self.value)
        return self.value[key] if is_place else None


def is_table_of_settings(path: Path) -> bool:
    """
    Return whether files merge here key by key, not replace the whole.

    Examples:
        >>> is_table_of_settings(("channels", "phone"))
        True
        >>> is_table_of_settings(("channels", "phone", "hours"))
        False
    """
    return not path or len(path) <= _TABLE_LEVELS.get(str(path[0]), 0)


def table(items: dict[str, Node], like: Node, source: str | None = None) -> Node:
    """Return a table of nodes that stands where another node stands."""
    return Node(items, like.position, like.value_position, source)


def grow(value: object, places: Places, file: str, path: Path = ()) -> Node:
    """Return parsed TOML as a tree of nodes."""
    below: object = value
    if isinstance(value, dict):
        below = {key: grow(item, places, file, (*path, key)) for key, item in value.items()}
    elif isinstance(value, list):
        below = [grow(item, places, file, (*path, place)) for place, item in enumerate(value)]
    return Node(below, Position(file, *places.of(path)), Position(file, *places.of_value(path)))


def grow_at(value: object, position: Position) -> Node:
    """Return a parsed value as a tree of nodes that all stand at one place."""
    below: object = value
    if isinstance(value, dict):
        below = {key: grow_at(item, position) for key, item in value.items()}
    elif isinstance(value, list):
        below = [grow_at(item, position) for item in value]
    return Node(below, position, position)


def plain(node: Node) -> Any:
    """Return the tree as plain tables, lists and values."""
    if isinstance(node.value, dict):
        return {key: plain(item) for key, item in node.value.items()}
    return [plain(item) for item in node.value] if isinstance(node.value, list) else node.value


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield every node with its path, a table before what lies in it."""
    yield path, node
    for key, item in node.items.items():
        yield from walk(item, (*path, key))


def find(node: Node, path: Path) -> Node | None:
    """Return the node at a path, None if there is none."""
    for key in path:
        below = node.below(key)
        if below is None:
            return None
        node = below
    return node


def with_sources(node: Node, sources: Mapping[Path, str], path: Path = (), covering: str | None = None) -> Node:
    """
    Return the tree with sources on its settings.

    A source given for a table covers the settings below it that have none of their own.

    Args:
        node: The tree, or a part of it.
        sources: Text by path of a table, a setting or a value inside one.
        path: Where ``node`` stands.
        covering: The source of a table above.
    """
    own = sources.get(path, covering)
    inherited = own if is_table_of_settings(path) else None
    source = node.source if is_table_of_settings(path) else own or node.source
    if isinstance(node.value, dict):
        below = {key: with_sources(item, sources, (*path, key), inherited) for key, item in node.value.items()}
        return table(below, node, source)
    return replace(node, source=source)
