"""
A TOML parser's complaint in a planner's words.

Where the parser stopped, the scanner tells which key it was reading, so that the message names
the key, quotes the text that does not fit and says how it is written.
"""

import re

import tomli

from channelmix.scenario.paths import Path, dotted
from channelmix.scenario.positions import DEEPEST, TooDeepError, scan

_LONGEST_QUOTE = 40

_WORDS = {
    "Expected newline": 'has more text after its value; values with letters or signs stand in quotes, like "20 s"',
    "Invalid value": 'has no value that TOML knows; text stands in straight quotes, like "20 s"',
    "Invalid date": "is not a date or time of the calendar",
    "Unterminated string": "has a quote that is not closed",
    "Illegal character '\\n'": "has a quote that is not closed",
    "Illegal character": "has a character that may not stand here",
    "Expected \"'": "has a quote that is not closed",
    "Unescaped": "has a backslash in double quotes; put the text in single quotes, like 'C:\\plan.xlsx'",
    "Invalid hex": "has a backslash in double quotes; put the text in single quotes, like 'C:\\plan.xlsx'",
    "Unclosed array": "needs a comma or a closing bracket here, or quotes around its text",
    "Unclosed inline table": 'needs a comma or a closing bracket here, or quotes around its text, like "08:00-20:00"',
    "Expected ']": "has no closing bracket",
}
"""Beginnings of the parser's messages and what they mean for the key being read."""

_DECIMAL_COMMA = re.compile(r"[0-9],[0-9]")

_ANYWHERE = "a line holds a [table], a setting such as seed = 1, or a # comment"


def syntax_mistake(text: str, error: tomli.TOMLDecodeError) -> tuple[int, int, str]:
    r"""
    Return line, column and sentence for a document that the parser refused.

    Examples:
        >>> text = "[run]\nseed = 1\nseed = 2\n"
        >>> try:
        ...     tomli.loads(text)
        ... except tomli.TOMLDecodeError as error:
        ...     syntax_mistake(text, error)
        (3, 1, 'run.seed is given twice, first in line 2')
    """
    before = scan(text[: error.pos])
    key, start = before.latest
    if error.msg.startswith(("Cannot", "Duplicate")):
        return (*before.line_and_column(start), _given_twice(text, key, start))
    place = before.line_and_column(error.pos)
    words = next((words for beginning, words in _WORDS.items() if error.msg.startswith(beginning)), None)
    if _DECIMAL_COMMA.match(text, max(error.pos - 1, 0)):
        words = "must be written with a decimal point, like 0.3"
    if words is None or not key:
        return (*place, f"{_ANYWHERE} (got {_rest(text, error.pos, from_line_start=True)})")
    return (*place, f"{dotted(key)} {words} (got {_rest(text, error.pos)})")


def depth_mistake(text: str) -> tuple[int, int, str]:
    """Return line, column and sentence for a document that nests too deep."""
    try:
        scan(text)
    except TooDeepError as error:
        line = text.count("\n", 0, error.offset) + 1
        column = error.offset - text.rfind("\n", 0, error.offset)
        return line, column, f"tables and lists nest more than {DEEPEST} levels deep"
    return 0, 0, f"tables and lists nest more than {DEEPEST} levels deep"


def _given_twice(text: str, key: Path, start: int) -> str:
    earlier = scan(text[:start])
    above = next((key[:size] for size in range(len(key), 0, -1) if key[:size] in earlier.offsets), ())
    line, _ = earlier.of(above)
    if above == key:
        return f"{dotted(key)} is given twice, first in line {line}"
    return f"{dotted(key)} cannot be added: {dotted(above) or 'the table'} is complete in line {line}"


def _rest(text: str, offset: int, *, from_line_start: bool = False) -> str:
    start = text.rfind("\n", 0, offset) + 1 if from_line_start else offset
    rest = text[start:].partition("\n")[0].strip()
    if not rest:
        return "the end of the line"
    return rest if len(rest) <= _LONGEST_QUOTE else f"{rest[: _LONGEST_QUOTE - 3]}..."
