"""
Names by which scenarios can be told apart, whatever they are called.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from channelmix.simulate import Run


def told_apart(names: Sequence[str], paths: Sequence[str]) -> list[str]:
    """
    Return names of one line each of which no two are alike.

    One that several have gets its file, or its place where that is the same.

    Args:
        names: What the scenarios are called.
        paths: Their files.

    Examples:
        >>> told_apart(["Today", "Today", "Chat"], ["a.toml", "b.toml", "c.toml"])
        ['Today (a.toml)', 'Today (b.toml)', 'Chat']
        >>> told_apart(["Today", "Today"], ["a.toml", "a.toml"])
        ['Today (1)', 'Today (2)']
    """
    names = [" ".join(name.split()) for name in names]
    named, files = Counter(names), Counter(paths)
    ends = [path if files[path] == 1 else str(place) for place, path in enumerate(paths, start=1)]
    return [name if named[name] == 1 else f"{name} ({end})" for name, end in zip(names, ends, strict=True)]


def listed(names: Iterable[str]) -> str:
    """
    Return names one after another, in quotation marks where a comma in them would make two of one.

    Examples:
        >>> listed(["Today", "Chat, and more"]), listed([])
        ('Today, "Chat, and more"', '')
    """
    return ", ".join(f'"{name}"' if "," in name else name for name in names)


def names_of(runs: "Sequence[Run]") -> list[str]:
    """Return the names of runs, told apart."""
    return told_apart([run.name for run in runs], [run.loaded.path for run in runs])
