"""
Which folders may be read: all of them, or, where files of strangers are loaded, only some.

A scenario names other files: bases, volumes, plans, forecasts. Who loads scenarios for visitors
of a page must not let them lead out of the folder that the page is about, be it by an absolute
path, by ``..`` or by a symbolic link. Every reader of this package asks here first.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

OUT_OF_REACH = "lies outside of the folder that may be read"

_folders: ContextVar[tuple[Path, ...] | None] = ContextVar("folders", default=None)


def restrict_reading(folders: Iterable[Path]) -> None:
    """From now on, in this thread or task, let only files below these folders be read."""
    _folders.set(tuple(folder.resolve() for folder in folders))


@contextmanager
def reading_only(folders: Iterable[Path]) -> Iterator[None]:
    """
    Let only files below these folders be read.

    Examples:
        >>> with reading_only([Path("plans")]):
        ...     is_within_reach(Path("plans/today.toml")), is_within_reach(Path("plans/../secret.toml"))
        (True, False)
        >>> is_within_reach(Path("plans/../secret.toml"))
        True
    """
    token = _folders.set(tuple(folder.resolve() for folder in folders))
    try:
        yield
    finally:
        _folders.reset(token)


def is_within_reach(path: Path) -> bool:
    """Return whether a file may be read, whichever way its path leads to it."""
    folders = _folders.get()
    if folders is None:
        return True
    try:
        real = path.resolve()
    except (OSError, ValueError, RuntimeError):
        return False
    return any(real.is_relative_to(folder) for folder in folders)
