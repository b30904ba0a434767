"""
A resolved scenario as lines of TOML, each with the file and line that its value comes from.

What is printed can be read again: it is the same scenario in one file without bases. Sources
stand as comments above the settings they speak of.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from channelmix.scenario.paths import Path, dotted
from channelmix.scenario.shipped import shipped_folder
from channelmix.scenario.toml_values import toml

if TYPE_CHECKING:
    from channelmix.scenario import Loaded

WIDEST_VALUE = 60
"""Comments stand in line behind values up to this width."""

TOLD_APART = frozenset({"sources", "base"})
"""Not printed as settings: sources are comments, and bases are merged."""


def lines_of(loaded: "Loaded") -> Iterator[str]:
    """Yield the lines: one a value, with where it stands, or that it is a default."""
    values = _assigned({key: value for key, value in loaded.resolved().items() if key not in TOLD_APART})
    width = max(len(text) for _, text in values if len(text) <= WIDEST_VALUE)
    untold = dict(loaded.sources)
    yield f"# {_shown(loaded.path)} and its bases in one file; behind each value where it stands"
    table: Path = ()
    for path, text in values:
        if len(path) > 1 and _table(path) != table:
            yield ""
        table = _table(path)
        for key in filter(untold.__contains__, _names(path)):
            yield f"# {key}: {' '.join(untold.pop(key).split())}"
        yield f"{text:<{width}}  # {_origin(loaded, path)}"


def assignments(resolved: Mapping[str, Any]) -> list[str]:
    """Return a resolved scenario as lines of TOML, which read again are the same scenario."""
    return [line for _, line in _assigned({key: value for key, value in resolved.items() if key != "base"})]


def _assigned(settings: Mapping[str, Any]) -> list[tuple[Path, str]]:
    return [(path, f"{dotted(path)} = {toml(value)}") for path, value in _values(settings)]


def resolved_json(loaded: "Loaded") -> dict[str, Any]:
    """Return the resolved scenario and where its values come from, for programs."""
    positions = {
        key: {"file": place.file, "line": place.line, "column": place.column} for key, place in loaded.positions.items()
    }
    return {
        "schema": 1,
        "path": str(loaded.path),
        "scenario": loaded.resolved(),
        "positions": positions,
        "sources": dict(loaded.sources),
        "warnings": list(loaded.warnings),
    }


def _values(table: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every value with its path; tables are gone into, lists and empty tables are values."""
    for key, value in table.items():
        below = (*path, key)
        if isinstance(value, Mapping) and value:
            yield from _values(value, below)
        elif value is not None:
            yield below, value


def _table(path: Path) -> Path:
    return path[: 2 if path[0] in {"channels", "groups"} else 1]


def _names(path: Path) -> list[str]:
    """Return the dotted names of all tables a value stands in, and its own."""
    return [dotted(path[:depth]) for depth in range(1, len(path) + 1)]


def _origin(loaded: "Loaded", path: Path) -> str:
    """Say where a value stands; parts of a setting that is written as one bare value stand where it does."""
    name = next((name for name in reversed(_names(path)) if name in loaded.positions), "")
    is_table = any(key.startswith((f"{name}.", f"{name}[")) for key in loaded.positions)
    if not name or (name != dotted(path) and is_table):
        return "default"
    place = loaded.positions[name]
    return f"{_shown(place.file)}:{place.line}" if place.line else _shown(place.file)


def _shown(file: str) -> str:
    """Return a path as short as it can be: from the shipped scenarios, else from here."""
    for folder in (shipped_folder(), FilePath.cwd()):
        path = FilePath(file).absolute()
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return file
