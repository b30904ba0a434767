"""
Files read from where they are kept, not from where they were: for repeating what has been run.

A run folder keeps copies of all that was read. To repeat the run they are laid out below a folder as
they once lay on the disk; relative names then work from there by themselves, and absolute ones (of a
scenario, of a file that a scenario names, of what is shipped) are looked up here. What is not kept is
read from where it is. It holds for the whole process, since sweeps load scenarios in several threads.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_roots: list[Path] = []


@contextmanager
def reading_from(root: Path) -> Iterator[None]:
    """Let files be read below a folder, as far as they are there."""
    _roots.append(root)
    try:
        yield
    finally:
        _roots.pop()


def below(root: Path, path: Path) -> Path:
    """
    Return where below a folder a file is kept that lies at an absolute path.

    Examples:
        >>> below(Path("kept"), Path(os.path.abspath("/srv/ada/../eve/today.toml"))).as_posix()
        'kept/srv/eve/today.toml'
    """
    return root.joinpath(*Path(os.path.abspath(path)).parts[1:])  # noqa: PTH100 - links are kept as they were named


def as_it_was(path: Path) -> Path:
    """Return the path that a file once had which is now read from where it is kept; any other path as it is."""
    if not _roots or not path.is_relative_to(_roots[-1]):
        return path
    return Path(path.anchor) / path.relative_to(_roots[-1])


def elsewhere(path: Path) -> Path:
    """Return where to read what lies at a path: where it is kept if there is such a place, else where it is."""
    if not _roots or not path.is_absolute():
        return path
    kept = below(_roots[-1], path)
    try:
        return kept if kept.exists() else path
    except (OSError, ValueError):
        return path
