"""
A scenario file and all the files it is based on, read once each and merged.

``base`` names one file or a list of files, relative to the file it stands in, or ``preset:NAME``.
Later files of the list change what earlier ones say, and the file itself comes last. All
mistakes of all files are found together; a circle of bases is a mistake of the file that closes it.

A preset describes more channels than a contact center opens: a channel that only presets speak of
stays out unless a group of the scenario handles it.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from channelmix.errors import Mistake
from channelmix.scenario.document import Document, SourceFile, UnreadableError, neighbour, read_document, unreadable
from channelmix.scenario.elsewhere import elsewhere
from channelmix.scenario.merge import idle_removals, merge
from channelmix.scenario.nodes import Node, find, grow_at, plain, table, walk, with_sources
from channelmix.scenario.paths import Path, dotted
from channelmix.scenario.positions import Position
from channelmix.scenario.settings import quoted
from channelmix.scenario.shipped import PRESET, preset_names, preset_path
from channelmix.scenario.suggest import did_you_mean

_LONGEST_LINE = 20
"""Files from a scenario to its first base; more is nobody's intention."""


@dataclass(frozen=True)
class Place:
    """A file, and how messages call it: presets by name, others by their path."""

    path: FilePath
    shown_as: str

    @property
    def identity(self) -> FilePath:
        """The file itself, whichever way leads to it; the path as it is if no file can have that name."""
        try:
            return self.path.resolve()
        except (OSError, ValueError, RuntimeError):
            return self.path

    def beside(self, name: str) -> "Place":
        """Return the place that a base, a volume file or a plan named in this file means."""
        if name.startswith(PRESET):
            return Place(elsewhere(preset_path(name.removeprefix(PRESET))), name)
        path = FilePath(os.path.normpath(self.path.parent / name))
        inside_preset = self.shown_as.startswith(PRESET) and path.parent == self.path.parent
        return Place(elsewhere(path), f"{PRESET}{path.stem}" if inside_preset else str(path))


@dataclass
class Family:
    """Files read so far and what was wrong with them."""

    merged: dict[FilePath, Node] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    """Every file by the name that positions carry."""
    files: list[SourceFile] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    source_mistakes: list[Mistake] = field(default_factory=list)
    """What is wrong with ``[sources]``, beside which all else can be checked."""
    idle: list[tuple[Path, Node]] = field(default_factory=list)
    """Removals of what no base has."""

    def read(self, place: Place, above: tuple[Place, ...] = ()) -> Node:
        """Return a file merged onto its bases; an empty tree if it cannot be read."""
        key = place.identity
        if key not in self.merged:
            self.places[place.shown_as] = place
            self.merged[key] = grow_at({}, Position(place.shown_as, 0, 0))
            try:
                document = read_document(place.path, place.shown_as)
            except UnreadableError as error:
                self.mistakes += error.mistakes
            else:
                self.files.append(document.file)
                self.source_mistakes += document.mistakes
                self.merged[key] = self._onto_bases(document, (*above, place))
        return self.merged[key]

    def _onto_bases(self, document: Document, line: tuple[Place, ...]) -> Node:
        below = table({}, document.tree)
        for node in _names(document.tree, self.mistakes):
            base = self._base(node, line)
            below = below if base is None else merge(below, base)
        texts = {path: text for path, (text, _) in document.sources.items()}
        self.idle += idle_removals(below, document.tree)
        tree = merge(below, with_sources(document.tree, texts))
        elsewhere = {path: text for path, text in texts.items() if find(document.tree, path) is None}
        for path in elsewhere:
            if find(tree, path) is None:
                self.source_mistakes.append(_no_setting(path, document.sources[path][1], tree))
        return with_sources(tree, elsewhere)

    def _base(self, node: Node, line: tuple[Place, ...]) -> Node | None:
        place = line[-1].beside(node.value)
        reason = _absent(place, node.value) or _circle(line, place)
        if reason is None and len(line) > _LONGEST_LINE:
            reason = f"base must be reached in at most {_LONGEST_LINE} files (got {quoted(node.value)})"
        if reason is not None:
            self.mistakes.append(Mistake(*node.value_position, reason))
            return None
        return self.read(place, line)


def without_unopened_channels(tree: Node) -> Node:
    """Return the tree without channels that only presets describe and no group handles."""
    channels = find(tree, ("channels",))
    if channels is None or not isinstance(channels.value, dict):
        return tree
    handled = {node.value for path, node in walk(tree) if path[:1] == ("groups",) and path[2:3] == ("handles",)
               if isinstance(node.value, str)}  # fmt: skip
    opened = {name: node for name, node in channels.value.items() if name in handled or not _only_in_presets(node)}
    return table({**tree.value, "channels": table(opened, channels)}, tree)


def _only_in_presets(node: Node) -> bool:
    return all(item.position.file.startswith(PRESET) for _, item in walk(node))


def _names(tree: Node, mistakes: list[Mistake]) -> list[Node]:
    """Return the nodes of ``base`` that name a file."""
    base = find(tree, ("base",))
    if base is None or base.value is False:
        return []
    nodes: list[Node] = base.value if isinstance(base.value, list) else [base]
    wrong = [node for node in nodes if not isinstance(node.value, str) or not node.value.strip()]
    mistakes += [
        Mistake(*node.value_position, f"base must name a file or {PRESET}NAME (got {quoted(plain(node))})")
        for node in wrong
    ]
    return [node for node in nodes if node not in wrong]


def _circle(line: tuple[Place, ...], place: Place) -> str | None:
    """Return what is wrong if a base is one of the files that lead to it."""
    paths = [other.identity for other in line]
    if place.identity not in paths:
        return None
    circle = [*line[paths.index(place.identity) :], place]
    names = " -> ".join(other.shown_as for other in circle)
    return f"base must not lead back to a file it comes from (got {names})"


def _absent(place: Place, name: str) -> str | None:
    if name.startswith(PRESET) and not place.path.is_file():
        meant = did_you_mean(name, [f"{PRESET}{known}" for known in preset_names()])
        return f"base must name a shipped preset (got {quoted(name)}){meant}"
    reason = unreadable(place.path)
    return f"base names a file that {reason} (got {quoted(name)}){neighbour(place.path)}" if reason else None


def _no_setting(path: Path, position: Position, tree: Node) -> Mistake:
    table = find(tree, path[:-1])
    meant = did_you_mean(str(path[-1]), map(str, table.items)) if table else ""
    return Mistake(*position, f"sources: {dotted(path)} is no setting of this scenario{meant}")
