"""
What was changed or varied in a past run, read from the words of its command and told by the names that people read.
"""

import re
from collections.abc import Iterator, Sequence

from channelmix.report.setting_words import Shifts, told_setting, told_value

LONGEST = 80
"""A change is told up to so many characters."""

_CHANGES = ("--set", "--vary")
_NAMED = (*_CHANGES, "--months", "--forecast", "--risk")
_STEPS = re.compile(r"(.+?)\.\.(.+?)(/\d+)?")


def told_changes(command: Sequence[str], shifts: Shifts = ()) -> str:
    """
    Return what was changed or varied, for telling apart runs of the same plans.

    Examples:
        >>> told_changes(["sweep", "a.toml", "--vary", "channels.phone.handling=120..300"])
        'handling time of phone: 120 s – 300 s'
        >>> told_changes(["compare", "a.toml", "a.toml+channel_shift[1].share=0.2"], [{"from": "phone", "to": "chat"}])
        'share phone → chat: 20 %'
    """
    told = [*_of_plans(command, shifts), *_of_options(command, shifts)]
    return " · ".join(words if len(words) <= LONGEST else f"{words[:LONGEST]}…" for words in told)


def _of_plans(command: Sequence[str], shifts: Shifts) -> Iterator[str]:
    """Yield what follows a plan's plus; where it is called after its changes, its name says them already."""
    for word in command[1:]:
        first, *changes = re.split(r"\+(?=[A-Za-z_\[])", word)
        if not first.startswith("-") and not any(change.startswith("name=") for change in changes):
            yield from (_change(change, shifts) for change in changes)


def _of_options(command: Sequence[str], shifts: Shifts) -> Iterator[str]:
    """Yield what options change: as ``--vary KEY=VALUE`` or ``--vary=KEY=VALUE``."""
    for before, word in zip(("", *command), command, strict=False):
        option, _, value = word.partition("=")
        name, told = (before, word) if before in _NAMED else (option, value)
        if name in _NAMED and told:
            yield _change(told, shifts) if name in _CHANGES else told


def _change(words: str, shifts: Shifts) -> str:
    key, _, values = words.partition("=")
    ends = _STEPS.fullmatch(values)
    if ends is not None:
        told = f"{told_value(key, ends[1])} – {told_value(key, ends[2])}"
    else:
        told = ", ".join(told_value(key, value) for value in values.split(","))
    return f"{told_setting(key, shifts)}: {told}" if values else words
