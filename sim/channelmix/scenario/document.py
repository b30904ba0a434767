"""
One scenario file, read: its tree of values with positions, or the mistakes that make it unreadable.

Whatever the file is (missing, a folder, a workbook, ten megabytes of brackets, another encoding),
the answer comes in bounded time and is a document or mistakes, never another exception.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path as FilePath

import tomli

from channelmix.errors import Mistake
from channelmix.scenario.nodes import Node, grow, table, walk
from channelmix.scenario.paths import Path, dotted, parse_dotted
from channelmix.scenario.positions import Places, Position, TooDeepError, scan
from channelmix.scenario.reach import OUT_OF_REACH, is_within_reach
from channelmix.scenario.suggest import did_you_mean
from channelmix.scenario.syntax import depth_mistake, syntax_mistake

LARGEST_BYTES = 1_000_000
"""Settings fit in far less; volumes and staff plans belong in files of their own."""

_LARGEST_NUMBER = 2**63 - 1
_LONG_NUMBER = re.compile(r"[0-9_]{4000,}")


@dataclass(frozen=True)
class SourceFile:
    """A file that was read: enough to tell later whether it is still the same."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Document:
    """One scenario file, its ``[sources]`` apart from the rest."""

    shown_as: str
    """How messages call the file."""
    tree: Node
    sources: dict[Path, tuple[str, Position]]
    """Text and position by the path that the source speaks of."""
    file: SourceFile
    mistakes: tuple[Mistake, ...] = ()
    """What is wrong with ``[sources]``; the rest can be read all the same."""


class UnreadableError(Exception):
    """A file that gives no document, and why."""

    def __init__(self, *mistakes: Mistake) -> None:
        self.mistakes = mistakes
        super().__init__(*mistakes)


def read_document(path: FilePath, shown_as: str) -> Document:
    """
    Read one scenario file.

    Args:
        path: The file.
        shown_as: How messages call it.

    Raises:
        UnreadableError: With every reason why the file cannot be used.
    """
    content = _bytes(path, shown_as)
    text = _text(content, shown_as)
    parsed, places = _parse(text, shown_as)
    tree = grow(parsed, places, shown_as)
    sources, mistakes = _sources(tree)
    tree = table({key: node for key, node in tree.value.items() if key != "sources"}, tree)
    file = SourceFile(str(path), sha256(content).hexdigest(), len(content))
    return Document(shown_as, tree, sources, file, tuple(mistakes))


def unreadable(path: FilePath, largest_bytes: int | None = None) -> str | None:
    """Return why a path cannot be read as a file of at most so many bytes, None if it can."""
    if not is_within_reach(path):
        return OUT_OF_REACH
    try:
        if path.is_dir():
            return "is a folder, not a file"
        if not path.exists():
            return "does not exist" if path.parent.is_dir() else "does not exist, nor does its folder"
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        return f"cannot be read ({getattr(error, 'strerror', None) or error})"
    if not path.is_file():
        return "is not a plain file"
    if largest_bytes is not None and size > largest_bytes:
        return f"must be at most {largest_bytes / 1e6:g} MB (got {size / 1e6:.1f} MB)"
    return None


def neighbour(path: FilePath) -> str:
    """Return "; did you mean '...'?" with a file of the same folder, nothing if none has such a name."""
    if not is_within_reach(path):
        return ""
    try:
        names = [item.name for item in path.parent.iterdir()]
    except (OSError, ValueError):
        return ""
    return "" if path.name in names else did_you_mean(path.name, names)


def _bytes(path: FilePath, shown_as: str) -> bytes:
    reason = unreadable(path, LARGEST_BYTES)
    if reason:
        hint = "; volumes and staff plans belong in CSV or Excel files" if "MB" in reason else neighbour(path)
        raise UnreadableError(Mistake(shown_as, 0, 0, reason + hint))
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(Mistake(shown_as, 0, 0, f"cannot be read ({error.strerror})")) from None


def _text(content: bytes, shown_as: str) -> str:
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        sentence = f"is not UTF-8 text (got byte 0x{content[error.start]:02X} at byte {error.start + 1}); save as UTF-8"
        raise UnreadableError(Mistake(shown_as, line, column, sentence)) from None
    if not text.strip():
        raise UnreadableError(Mistake(shown_as, 0, 0, "is empty; `channelmix new` writes a scenario to start from"))
    return text


def _parse(text: str, shown_as: str) -> tuple[dict[str, object], Places]:
    try:
        return tomli.loads(text), scan(text)
    except tomli.TOMLDecodeError as error:
        raise UnreadableError(Mistake(shown_as, *syntax_mistake(text, error))) from None
    except (RecursionError, TooDeepError):
        raise UnreadableError(Mistake(shown_as, *depth_mistake(text))) from None
    except ValueError:
        number = _LONG_NUMBER.search(text)
        place = scan("").line_and_column(0) if number is None else Places(text).line_and_column(number.start())
        raise UnreadableError(Mistake(shown_as, *place, "a number must have fewer than 4000 digits")) from None


def _sources(tree: Node) -> tuple[dict[Path, tuple[str, Position]], list[Mistake]]:
    """Return what ``[sources]`` says: keys may be quoted whole or dotted."""
    sources: dict[Path, tuple[str, Position]] = {}
    mistakes: list[Mistake] = []
    for keys, node in _texts(tree.value.get("sources", table({}, tree))):
        try:
            path = tuple(part for key in keys for part in parse_dotted(key))
        except ValueError as error:
            mistakes.append(Mistake(*node.position, f"sources: {error}"))
            continue
        if isinstance(node.value, str) and node.value.strip() and path:
            sources[path] = (node.value, node.position)
        else:
            mistakes.append(Mistake(*node.position, f"{dotted(('sources', *path))} must be text that names the source"))
    return sources, mistakes


def _texts(node: Node, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Yield what stands in nested tables, with the keys that lead there."""
    if not isinstance(node.value, dict):
        yield keys, node
        return
    for key, item in node.value.items():
        yield from _texts(item, (*keys, key))


def oversized(tree: Node) -> dict[Path, Node]:
    """Return the whole numbers that no program can count with, by the settings that they stand at."""
    return {path: node for path, node in walk(tree) if _is_oversized(node)}


def cut_down(tree: Node) -> Node:
    """Return the tree with each such number as large as any can be that programs count with, of the same sign."""
    if _is_oversized(tree):
        return replace(tree, value=_LARGEST_NUMBER if tree.value > 0 else -_LARGEST_NUMBER)
    items = {key: cut_down(node) for key, node in tree.items.items()}
    return replace(tree, value=list(items.values()) if isinstance(tree.value, list) else items) if items else tree


def told_oversized(path: Path, node: Node, told: Sequence[Mistake]) -> Mistake:
    """
    Return what to say of such a number: the setting's own limit, or the largest number that any may be.

    Args:
        path: The setting.
        node: Its value.
        told: What is wrong with the tree that is cut down.
    """
    setting, most = dotted(path), _LARGEST_NUMBER
    any_may = f"{setting} must be {f'at most {most}' if node.value > 0 else f'at least {-most}'} (got "
    text = next((mistake.text for mistake in told if mistake.text.startswith(f"{setting} ")), any_may)
    said, got, _ = text.rpartition(" (got ")
    return Mistake(*node.value_position, f"{said} (got a longer number)" if got else text)


def _is_oversized(node: Node) -> bool:
    return isinstance(node.value, int) and abs(node.value) > _LARGEST_NUMBER
