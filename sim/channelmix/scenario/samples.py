"""
Measured times from which empirical distributions draw, read from the files that name them.

A file has a column named seconds; what else stands in it is not read. Its times take their place in
the scenario before it is checked, so that nothing later needs the file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any

from channelmix.errors import Mistake
from channelmix.scenario.cells import column_places, number, read_sheets
from channelmix.scenario.document import SourceFile, UnreadableError, neighbour, unreadable
from channelmix.scenario.nodes import Node, find, walk
from channelmix.scenario.paths import Path, dotted
from channelmix.scenario.readers import filled_rows, finish
from channelmix.scenario.settings import quoted

_STAND_IN = (1.0,)


@dataclass
class Samples:
    """The measured times of a scenario, by the table that names their file, and what is wrong with them."""

    times: dict[Path, tuple[float, ...]] = field(default_factory=dict)
    files: list[SourceFile] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def put_into(self, values: Mapping[str, Any]) -> None:
        """Put the times beside the names of their files in the plain values of a scenario."""
        for path, times in self.times.items():
            table: Any = values
            for key in path:
                table = table[key]
            table["times"] = list(times)


def sample_files(tree: Node) -> dict[Path, Node]:
    """Return the tables of empirical distributions that name a file, with the node of the name."""
    found: dict[Path, Node] = {}
    for path, node in walk(tree):
        file, shape = node.items.get("file"), find(node, ("distribution",))
        if file is not None and shape is not None and shape.value == "empirical" and isinstance(file.value, str):
            found[path] = file
    return found


def read_samples(tree: Node, beside: Callable[[Node], FilePath]) -> Samples:
    """
    Read every file of measured times that a scenario names.

    Args:
        tree: The merged scenario.
        beside: Where a file lies, by the node that names it.
    """
    samples, read = Samples(), dict[FilePath, tuple[float, ...]]()
    for path, node in sample_files(tree).items():
        file = beside(node)
        reason = unreadable(file)
        samples.times[path] = _STAND_IN
        if reason:
            text = f"{dotted((*path, 'file'))} names a file that {reason} (got {quoted(node.value)}){neighbour(file)}"
            samples.mistakes.append(Mistake(*node.value_position, text))
            continue
        if file not in read:
            read[file] = _content(file, samples)
        samples.times[path] = read[file]
    return samples


def _content(file: FilePath, samples: Samples) -> tuple[float, ...]:
    content = file.read_bytes()
    samples.files.append(SourceFile(file.as_posix(), sha256(content).hexdigest(), len(content)))
    try:
        return read_times(file)
    except UnreadableError as error:
        samples.mistakes += error.mistakes
        return _STAND_IN


def read_times(path: FilePath) -> tuple[float, ...]:
    """
    Return the measured times of a file, in seconds.

    Raises:
        UnreadableError: With every mistake of the file.
    """
    sheet = read_sheets(path)[0]
    places = column_places(sheet, ("seconds",))
    times = () if places is None else tuple(number(sheet, row, places["seconds"]) for row in filled_rows(sheet))
    if places is not None and not times:
        sheet.wrong(1, places["seconds"], "must have a time (got none)")
    finish([sheet])
    return times
