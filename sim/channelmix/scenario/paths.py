"""
How a setting is named: ``channels.phone.handling`` for people, a tuple of keys for programs.

Both forms carry the same information, so that a message, ``--set`` and ``[sources]`` all speak of a
setting in the same words. Items of a list count from 1: ``channel_shift[2].share`` is the share of
the second shift. Keys that are not plain words stand in quotes: ``profiles.office."08:00"``; within double
ones a backslash stands before a double quote and a backslash, as in TOML.
"""

import re

Path = tuple[str | int, ...]
"""Keys from the top of the document; a number is a place in a list, from 0."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PART = re.compile(r"""\s*(?:([A-Za-z0-9_-]+)|"((?:[^"\\]|\\["\\])*)"|'([^']*)')((?:\[[1-9][0-9]{0,8}\])*)\s*""")
_ESCAPED = re.compile(r'\\(["\\])')
_KEY = re.compile(r"""(?:[^"'=]|"(?:[^"\\]|\\["\\])*"|'[^']*')*(?==)""")
"""What stands before the first equals sign outside of quotes."""


def dotted(path: Path) -> str:
    """
    Return a setting's name as people write it.

    Examples:
        >>> dotted(("channel_shift", 1, "share"))
        'channel_shift[2].share'
        >>> dotted(("profiles", "office", "08:00"))
        'profiles.office."08:00"'
    """
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{_quoted(part)}" for part in path]
    return "".join(parts).removeprefix(".")


def parse_dotted(text: str) -> Path:
    """
    Return the keys of a setting's name, the reverse of ``dotted``.

    Raises:
        ValueError: If ``text`` is not a dotted name.

    Examples:
        >>> parse_dotted('channel_shift[2].share')
        ('channel_shift', 1, 'share')
    """
    path: list[str | int] = []
    at = 0
    while True:
        match = _PART.match(text, at)
        if match is None:
            raise ValueError(f"a setting is named like channels.phone.handling (got {text!r})")
        bare, escaped, literal = match.groups()[:3]
        path.append(_ESCAPED.sub(r"\1", escaped) if escaped is not None else bare or literal or "")
        path.extend(int(place) - 1 for place in re.findall(r"\d+", match[4]))
        at = match.end()
        if at == len(text):
            return tuple(path)
        if text[at] != ".":
            raise ValueError(f"a setting is named like channels.phone.handling (got {text!r})")
        at += 1


def key_and_value(text: str) -> tuple[str, str, str]:
    """
    Return what stands before the equals sign of a setting, the sign, and its value; no sign and no value without one.

    Examples:
        >>> key_and_value('groups."a=b".agents=3')
        ('groups."a=b".agents', '=', '3')
    """
    key = _KEY.match(text)
    return text.partition("=") if key is None else (key[0], "=", text[key.end() + 1 :])


def _quoted(part: str) -> str:
    if _BARE.fullmatch(part):
        return part
    if "'" not in part and ('"' in part or "\\" in part):
        return f"'{part}'"
    return '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"'
