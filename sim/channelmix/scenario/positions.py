"""
Where every key of a TOML document stands, so that a mistake can name its line and column.

TOML libraries give the values of a valid document but not their places. This scanner gives
the places and leaves the values alone: it walks a document that a parser has accepted, and
every table, key and list item of the parsed document has a place (TOML 1.1: dotted and quoted
keys, inline tables over several lines, lists of tables, multi-line strings, comments).

On a document that the parser has refused it stops where it no longer understands the text and
keeps what it has found, which is enough to say which key is given twice. Nesting is limited,
so neither time nor depth can run away.
"""

import re
from bisect import bisect_right
from contextlib import suppress
from typing import NamedTuple

import tomli

from channelmix.scenario.paths import Path

DEEPEST = 32
"""Levels of nesting beyond which no scenario file goes."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*+")
_SPACE = re.compile(r"[ \t]*+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]++")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})' r"|'''.*?'''(?:'{0,2})" r'|"(?:\\.|[^"\\\n])*+"' r"|'[^'\n]*+'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\r\n]++")


class Position(NamedTuple):
    """A place in a file; line and column count from 1, and are 0 where only the file is known."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class TooDeepError(Exception):
    """The document nests deeper than ``DEEPEST`` levels; ``offset`` tells where."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(offset)


class Places:
    """Offsets of all keys of one document, in the order in which they were found."""

    def __init__(self, text: str) -> None:
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.offsets: dict[Path, int] = {}
        self.values: dict[Path, int] = {}
        """Where the value of a key begins; tables with a header have none."""
        self.latest: tuple[Path, int] = ((), 0)
        """The key last read, which is the culprit if the parser stopped there."""

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Return the line and column of an offset, both from 1."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def of(self, path: Path) -> tuple[int, int]:
        """Return line and column of a key; of the nearest table above it, if it is not there itself."""
        while path and path not in self.offsets:
            path = path[:-1]
        return self.line_and_column(self.offsets.get(path, 0))

    def of_value(self, path: Path) -> tuple[int, int]:
        """Return line and column of a key's value; of the key itself, if it is a table with a header."""
        return self.line_and_column(self.values[path]) if path in self.values else self.of(path)


def scan(text: str) -> Places:
    r"""
    Return the places of all keys of a TOML document.

    A table with a header stands where its ``[`` stands, a list item where its value begins, any
    other key where the key begins.

    Args:
        text: The document, with line ends as ``\n``.

    Raises:
        TooDeepError: If it nests deeper than ``DEEPEST`` levels.

    Examples:
        >>> places = scan('[channels.phone]\nhandling = { mean = "6 min" }')
        >>> places.of(("channels", "phone", "handling", "mean"))
        (2, 14)
        >>> places.of_value(("channels", "phone", "handling", "mean"))
        (2, 21)
    """
    scanner = _Scanner(text)
    with suppress(_LostError):
        scanner.document()
    return scanner.places


class _LostError(Exception):
    """The text is not TOML from here on."""


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places = Places(text)
        self.items: dict[Path, int] = {}
        """How many tables each list of tables has so far."""

    def document(self) -> None:
        table: Path = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.setting(table)
            self.skip(_BLANK)

    def header(self) -> Path:
        start = self.at
        brackets = "[[" if self.text.startswith("[[", start) else "["
        self.at += len(brackets)
        keys = self.keys()
        table: Path = ()
        for key in keys[:-1]:
            table = self.newest((*table, key))
            self.note(table, start)
        table = (*table, keys[-1])
        self.places.latest = (table, start)
        if brackets == "[[":
            self.note(table, start)
            self.items[table] = self.items.get(table, -1) + 1
            table = (*table, self.items[table])
        self.note(table, start, explicit=True)
        self.take("]" * len(brackets))
        return table

    def newest(self, table: Path) -> Path:
        """Return the last item if ``table`` is a list of tables, else the table itself."""
        return (*table, self.items[table]) if table in self.items else table

    def setting(self, table: Path) -> None:
        start = self.at
        for key in self.keys():
            table = (*table, key)
            self.note(table, start)
        self.places.latest = (table, start)
        self.take("=")
        self.value(table)

    def keys(self) -> list[str]:
        keys = [self.key()]
        while self.text.startswith(".", self.at):
            self.at += 1
            keys.append(self.key())
            if len(keys) > DEEPEST:
                raise TooDeepError(self.at)
        return keys

    def key(self) -> str:
        self.skip(_SPACE)
        start = self.at
        match = _STRING.match(self.text, start) or _BARE_KEY.match(self.text, start)
        if match is None:
            raise _LostError
        self.at = match.end()
        self.skip(_SPACE)
        return match[0] if match[0][0] not in "\"'" else _unquoted(match[0])

    def value(self, path: Path) -> None:
        self.skip(_SPACE)
        self.places.values[path] = self.at
        if len(path) > DEEPEST:
            raise TooDeepError(self.at)
        if self.text.startswith("{", self.at):
            self.inline_table(path)
        elif self.text.startswith("[", self.at):
            self.array(path)
        else:
            match = _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at)
            if match is None:
                raise _LostError
            self.at = match.end()

    def inline_table(self, path: Path) -> None:
        self.take("{")
        while not self.closed_by("}"):
            self.setting(path)
            self.separator("}")

    def array(self, path: Path) -> None:
        self.take("[")
        place = 0
        while not self.closed_by("]"):
            item = (*path, place)
            self.note(item, self.at)
            self.value(item)
            self.separator("]")
            place += 1

    def closed_by(self, bracket: str) -> bool:
        self.skip(_BLANK)
        if not self.text.startswith(bracket, self.at):
            return False
        self.at += 1
        return True

    def separator(self, bracket: str) -> None:
        self.skip(_BLANK)
        if not self.text.startswith(bracket, self.at):
            self.take(",")

    def take(self, expected: str) -> None:
        if not self.text.startswith(expected, self.at):
            raise _LostError
        self.at += len(expected)

    def skip(self, blank: re.Pattern[str]) -> None:
        match = blank.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def note(self, path: Path, offset: int, *, explicit: bool = False) -> None:
        """Keep the first place of a key, or the place of a table's own header."""
        if len(path) > DEEPEST:
            raise TooDeepError(offset)
        if explicit or path not in self.places.offsets:
            self.places.offsets[path] = offset


def _unquoted(key: str) -> str:
    try:
        return next(iter(tomli.loads(f"{key} = 0")))
    except tomli.TOMLDecodeError:
        raise _LostError from None
