"""
One scenario out of several files: a later file changes what an earlier one says.

Tables merge down to a setting, and a setting is replaced whole: a strategy that gives new ``hours``
for the phone keeps nothing of the old ones. ``false`` removes a setting, a channel or a group. What a
file calls itself (``name``, ``description``, ``notes``, ``base``) is not handed down.

``--set`` goes deeper: it changes one value, even inside a setting.
"""

from dataclasses import dataclass, replace

import tomli

from channelmix.scenario.nodes import Node, find, grow_at, is_table_of_settings, table, walk
from channelmix.scenario.paths import Path, key_and_value, parse_dotted
from channelmix.scenario.positions import Position
from channelmix.scenario.settings import quoted

NOT_INHERITED = ("name", "description", "notes", "base")
"""Keys that speak of one file only."""


def merge(below: Node, above: Node, path: Path = ()) -> Node:
    """Return what ``below`` says where ``above`` says nothing, else what ``above`` says."""
    kept = {key: item for key, item in below.value.items() if path or key not in NOT_INHERITED}
    for key, item in above.value.items():
        inner = (*path, key)
        if item.value is False:
            kept.pop(key, None)
        elif is_table_of_settings(inner) and isinstance(item.value, dict):
            earlier = kept.get(key)
            start = earlier if earlier and isinstance(earlier.value, dict) else table({}, item)
            kept[key] = merge(start, item, inner)
        else:
            kept[key] = item
    return table(kept, above)


def idle_removals(below: Node, above: Node) -> list[tuple[Path, Node]]:
    """Return where ``above`` says ``false`` of something that ``below`` does not have."""
    return [
        (path, node)
        for path, node in walk(above)
        if node.value is False and is_table_of_settings(path[:-1]) and find(below, path) is None
    ]


@dataclass(frozen=True)
class Override:
    """One ``--set``: where, and what."""

    path: Path
    node: Node

    @property
    def removes(self) -> bool:
        """Whether it takes a setting away, as ``false`` does where it is no value."""
        return self.node.value is False and is_table_of_settings(self.path[:-1])

    def idle_removal(self, below: Node) -> list[tuple[Path, Node]]:
        """Return where it removes what is not there."""
        return [(self.path, self.node)] if self.removes and find(below, self.path) is None else []


def read_override(text: str) -> Override:
    """
    Return what ``--set dotted.key=value`` asks for.

    The value is read as TOML, and as text if it is none: ``7 min`` needs no quotes.

    Raises:
        ValueError: If there is no ``=``, no key before it, or the key is none of a merged scenario.

    Examples:
        >>> override = read_override("channels.phone.handling.mean=7 min")
        >>> override.path, override.node.value
        (('channels', 'phone', 'handling', 'mean'), '7 min')
    """
    key, equals, value = key_and_value(text)
    if not equals:
        raise ValueError(f"is written --set dotted.key=value (got {text!r})")
    path, position = parse_dotted(key), Position(f"--set {text}", 0, 0)
    if path[0] in ("base", "sources"):
        raise ValueError(f"cannot change {path[0]}; write a scenario file with that base")
    return Override(path, grow_at(_toml_value(value.strip()), position))


def apply_override(node: Node, override: Override) -> Node:
    """
    Return the tree with one value set, or removed if it is ``false`` where ``false`` removes.

    Raises:
        LookupError: If the path names an item that its list does not have, or leads below a plain value.
    """
    return _set(node, override.path, None if override.removes else override.node)


def _set(node: Node, path: Path, new: Node | None) -> Node:
    key, rest = path[0], path[1:]
    if isinstance(key, str) and not isinstance(node.value, dict | list):
        return _set_bare(node, path, new)
    items = dict(node.items) if isinstance(node.value, list if isinstance(key, int) else dict) else {}
    if isinstance(key, int) and key not in items:
        raise LookupError(f"names item {key + 1} of a list of {len(items)}")
    if rest:
        items[key] = _set(items.get(key, table({}, new or node)), rest, new)
    elif new is None:
        items.pop(key, None)
    else:
        items[key] = new
    return replace(node, value=list(items.values()) if isinstance(key, int) else items, source=None)


def _set_bare(node: Node, path: Path, new: Node | None) -> Node:
    """Return a bare value such as "6 min" with another mean; a table in its place would mean another distribution."""
    if path == ("mean",) and new is not None:
        return new
    raise LookupError(f"goes below a setting that is one value (got {quoted(node.value)}); set the whole as a table")


def _toml_value(text: str) -> object:
    try:
        parsed = tomli.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return parsed["value"] if len(parsed) == 1 else text
