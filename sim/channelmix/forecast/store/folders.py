"""
Where stored forecasts lie, and how a new version takes the place of the old one.

A forecast is a folder, ``forecasts/<name>/``: the current version's files, the analyst's overrides,
and ``versions/0001``, ``0002``, ... with every earlier one. It is written beside and renamed when
complete, so a reader never sees half a forecast, and a stopped fit leaves the old one as it was.
"""

import os
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

from channelmix.errors import DataError
from channelmix.scenario.stored import CARD, VERSIONS, read_card

RECIPE, OVERRIDES = "recipe.toml", "overrides.csv"
_KEPT_APART = (OVERRIDES, VERSIONS)
_OWN = (RECIPE, OVERRIDES)
"""What an analyst may put into a folder before its first fit."""


def version_number(folder: Path) -> int:
    """Return the number of a stored forecast's current version, 0 if there is none."""
    return int(read_card(folder)["version"]) if (folder / CARD).is_file() else 0


def require_name(name: str) -> str:
    """
    Return a name that a folder can have, wherever it is opened.

    Raises:
        DataError: If it cannot.

    Examples:
        >>> require_name("service_nl")
        'service_nl'
    """
    if not name or not all(sign.isalnum() or sign in "._-" for sign in name) or name[0] in "._-":
        raise DataError(f"a forecast's name must be letters, digits, '_', '-' and '.' (got {name!r})")
    return name


def require_place(folder: Path) -> None:
    """
    Stop before the work if a forecast cannot be stored in a folder, or would take the place of other things.

    Raises:
        DataError: If it, or what it would lie in, is a file, holds anything else, or cannot be written to.
    """
    try:
        above = next(place for place in (folder, *folder.parents) if place.exists())
        if not above.is_dir():
            raise DataError(f"forecasts must be stored in a folder (got {above}, a file); name another with --folder")
        alien = [path.name for path in folder.iterdir() if path.name not in _OWN] if above == folder else []
        if alien and not (folder / CARD).is_file():
            raise DataError(
                f"{folder} must be a forecast or empty, as a version takes the place of all it holds "
                f"(got {', '.join(sorted(alien)[:3])}); choose another --name or --folder"
            )
        probe = (above if above != folder else folder.parent) / f".{uuid.uuid4().hex[:8]}"
        probe.mkdir()
        probe.rmdir()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"{folder} cannot be written (got '{reason}'); name another place with --folder") from None


def replace_version(folder: Path, write: Callable[[Path], None]) -> None:
    """
    Put a new version in the place of the current one, which is kept among the earlier ones.

    Args:
        folder: The forecast's folder; need not exist.
        write: Writes the files of the new version into the empty folder that it is given.

    Raises:
        DataError: If it cannot be stored there.
    """
    require_place(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.parent / f".{folder.name}-{uuid.uuid4().hex[:8]}"
    fresh.mkdir()
    try:
        write(fresh)
        if (folder / CARD).is_file():
            _keep_old(folder, fresh)
        old = folder.parent / f".{folder.name}-{uuid.uuid4().hex[:8]}"
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _keep_old(folder: Path, fresh: Path) -> None:
    """Copy the versions of a folder, its current one as the last, and the overrides into a fresh folder."""
    if (folder / VERSIONS).is_dir():
        shutil.copytree(folder / VERSIONS, fresh / VERSIONS, copy_function=_link)
    target = fresh / VERSIONS / f"{version_number(folder):04d}"
    target.mkdir(parents=True)
    for path in folder.iterdir():
        if path.name in _KEPT_APART:
            continue
        copy = shutil.copytree if path.is_dir() else _link
        copy(path, target / path.name)
    if (folder / OVERRIDES).is_file():
        _link(folder / OVERRIDES, fresh / OVERRIDES)
        _link(folder / OVERRIDES, target / OVERRIDES)


def _link(source: str | Path, target: str | Path) -> str:
    """Link a file that never changes; copy it where links are not possible or it may be edited."""
    if Path(source).name == OVERRIDES:
        return str(shutil.copy2(source, target))
    try:
        os.link(source, target)
    except OSError:
        return str(shutil.copy2(source, target))
    return str(target)
