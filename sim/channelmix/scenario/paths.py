"""
How a setting is named: ``channels.phone.handling`` for people, a tuple of keys for programs.

Both forms carry the same information, so that a message, ``--set`` and ``[sources]`` all speak of a
setting in the same words. Items of a list count from 1: ``channel_shift[2].share`` is the share of
the second shift. Keys that are not plain words stand in quotes: ``profiles.office."08:00"``.
"""

import re

Path = tuple[str | int, ...]
"""Keys from the top of the document; a number is a place in a list, from 0."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PART = re.compile(r"""\s*(?:([A-Za-z0-9_-]+)|"([^"\\]*)"|'([^']*)')((?:\[[1-9][0-9]{0,8}\])*)\s*""")


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
        path.append(next(part for part in match.groups()[:3] if part is not None))
        path.extend(int(place) - 1 for place in re.findall(r"\d+", match[4]))
        at = match.end()
        if at == len(text):
            return tuple(path)
        if text[at] != ".":
            raise ValueError(f"a setting is named like channels.phone.handling (got {text!r})")
        at += 1


def _quoted(part: str) -> str:
    if _BARE.fullmatch(part):
        return part
    return f"'{part}'" if '"' in part else f'"{part}"'
