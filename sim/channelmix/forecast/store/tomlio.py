"""
TOML written: recipes and model cards, in an order and spacing that people can read.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def to_toml(content: Mapping[str, Any]) -> str:
    """
    Return a mapping as TOML: plain values first, then tables, then lists of tables; None is left out.

    Examples:
        >>> print(to_toml({"name": "service", "seed": 1, "history": {"rows": 3}, "event": [{"name": "bill"}]}))
        name = "service"
        seed = 1
        <BLANKLINE>
        [history]
        rows = 3
        <BLANKLINE>
        [[event]]
        name = "bill"
        <BLANKLINE>
    """
    return "\n".join(_lines(content, ())).lstrip("\n") + "\n"


def _lines(content: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    plain = {key: value for key, value in content.items() if not _is_table(value) and not _is_tables(value)}
    yield from (f"{_key(key)} = {_value(value)}" for key, value in plain.items() if value is not None)
    for key, value in content.items():
        inner = (*path, key)
        if _is_table(value):
            yield from ("", f"[{_dotted(inner)}]", *_lines(value, inner))
        elif _is_tables(value):
            for item in value:
                yield from ("", f"[[{_dotted(inner)}]]", *_lines(item, inner))


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def _is_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _dotted(path: Sequence[str]) -> str:
    return ".".join(_key(part) for part in path)


def _key(key: str) -> str:
    return key if key and set(key) <= _BARE else _text(key)


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign >= " " and sign != "\x7f" else f"\\u{ord(sign):04x}" for sign in escaped) + '"'


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return _text(str(value))
