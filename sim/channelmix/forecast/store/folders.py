"""
Where stored forecasts lie, and how a new version takes the place of the old one.

A forecast is a folder, ``forecasts/<name>/``: the current version's files, the analyst's overrides,
and ``versions/0001``, ``0002``, ... with every earlier one. It is written beside and renamed when
complete, so a reader never sees half a forecast, and a stopped fit leaves the old one as it was.
"""

import os
import shutil
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import channelmix
from channelmix.errors import DataError
from channelmix.scenario.suggest import did_you_mean

FOLDER = "forecasts"
CARD, RECIPE, OVERRIDES, VERSIONS = "card.toml", "recipe.toml", "overrides.csv", "versions"
_KEPT_APART = (OVERRIDES, VERSIONS)


def shipped_folder() -> Path:
    """Return the folder of the forecasts that come with channelmix."""
    package = Path(channelmix.__file__).resolve().parent
    installed = package / "shipped" / FOLDER
    return installed if installed.is_dir() else package.parents[1] / FOLDER


def places(beside: Path | None = None) -> tuple[Path, ...]:
    """Return the folders in which forecasts are looked for: beside a scenario, here, then those shipped."""
    own = () if beside is None else (beside / FOLDER,)
    return tuple(dict.fromkeys([*own, Path(FOLDER), shipped_folder()]))


def names_in(folders: Sequence[Path]) -> list[str]:
    """Return the names of the forecasts stored in any of the folders."""
    found = {path.parent.name for folder in folders if folder.is_dir() for path in folder.glob(f"*/{CARD}")}
    return sorted(name for name in found if not name.startswith("."))


def find_forecast(name: str, beside: Path | None = None) -> Path:
    """
    Return the folder of a stored forecast.

    Args:
        name: Its name, a path of its folder, or ``name@3`` for its third version.
        beside: Folder of the scenario that names it.

    Raises:
        DataError: If there is none of that name.
    """
    plain, _, version = name.partition("@")
    candidates = [Path(plain), *(folder / plain for folder in places(beside))]
    folder = next((path for path in candidates if plain and (path / CARD).is_file()), None)
    if folder is None:
        known = names_in(places(beside))
        listed = ", ".join(known) or "there are none; 'channelmix forecast fit' makes one"
        raise DataError(f"no forecast is stored as {plain!r}{did_you_mean(plain, known)} (known: {listed})")
    return _version_of(folder, version) if version else folder


def _version_of(folder: Path, version: str) -> Path:
    kept = {path.name.lstrip("0"): path for path in versions_of(folder)}
    current = str(version_number(folder))
    if version.lstrip("0") == current:
        return folder
    if version.lstrip("0") not in kept:
        raise DataError(f"{folder} must have the version (got {version}; it has {', '.join([*kept, current])})")
    return kept[version.lstrip("0")]


def versions_of(folder: Path) -> list[Path]:
    """Return the folders of the earlier versions, the oldest first."""
    return sorted(path for path in (folder / VERSIONS).glob("[0-9]*") if (path / CARD).is_file())


def version_number(folder: Path) -> int:
    """Return the number of a stored forecast's current version, 0 if there is none."""
    from channelmix.forecast.store.cards import read_card

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


def replace_version(folder: Path, write: Callable[[Path], None]) -> None:
    """
    Put a new version in the place of the current one, which is kept among the earlier ones.

    Args:
        folder: The forecast's folder; need not exist.
        write: Writes the files of the new version into the empty folder that it is given.
    """
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
