"""Run folders as they are found: how old, how large, and what may be done with them."""

import time
from collections.abc import Sequence
from pathlib import Path

from channelmix.cli.again import is_running, read_job, read_manifest
from channelmix.errors import RunFolderError
from channelmix.runs import JOB

UNFINISHED = ".unfinished-"

_UNITS = ((86400 * 2, 86400, "days"), (3600 * 2, 3600, "h"), (60 * 2, 60, "min"), (0, 1, "s"))


def all_folders(out: Path) -> list[Path]:
    """
    Return run folders, finished or not, the newest first.

    Raises:
        RunFolderError: If there is no such folder.
    """
    if not out.is_dir():
        raise RunFolderError(f"{out}: there is no such folder; run folders are where --out said")
    found = [path for path in out.iterdir() if _is_unfinished(path) or (path / "manifest.json").is_file()]
    return sorted(found, key=touched, reverse=True)


def dead_ones(folders: Sequence[Path]) -> list[Path]:
    """Return the unfinished folders that nobody is at work on."""
    return [path for path in folders if _is_unfinished(path) and not is_at_work(path)]


def is_at_work(path: Path) -> bool:
    """Return whether a process is still at work on a folder."""
    try:
        return is_running(read_job(path))
    except RunFolderError:
        return False


def can_go_on(path: Path) -> bool:
    """Return whether an unfinished folder says how to go on with it."""
    try:
        return bool(read_job(path))
    except RunFolderError:
        return False


def touched(path: Path) -> float:
    """Return when something was last written in a folder, in seconds since 1970."""
    places = [path, *path.glob("*"), *path.glob("blocks/*")]
    return max((place.stat().st_mtime for place in places if place.exists()), default=0.0)


def told_age(path: Path) -> str:
    """Return how long ago something was last written in a folder."""
    seconds = max(time.time() - touched(path), 0)
    return next(f"{seconds // size:.0f} {unit} ago" for least, size, unit in _UNITS if seconds >= least)


def told_size(*folders: Path) -> str:
    """
    Return how much folders hold.

    Examples:
        >>> told_size()
        '0.0 MB'
    """
    files = (file for folder in folders for file in folder.rglob("*"))
    return f"{sum(file.stat().st_size for file in files if file.is_file()) / 1e6:,.1f} MB"


def told_state(path: Path) -> str:
    """Return what a folder holds, and how to go on with it if it is unfinished."""
    if _is_unfinished(path):
        if not (path / JOB).is_file():
            return "unfinished, and nothing to go on with"
        try:
            job = read_job(path)
        except RunFolderError as error:
            return f"unfinished and damaged, 'channelmix runs clean --unfinished' removes it: {error}"
        command = f"channelmix {' '.join(job['command'])}"
        if is_running(job):
            return f"at work (process {job['process']}): {command}"
        return f"unfinished; 'channelmix resume {path}' goes on: {command}"
    try:
        manifest = read_manifest(path)
    except RunFolderError as error:
        return f"damaged, and to be removed by hand: {error}"
    names = ", ".join(scenario["name"] for scenario in manifest["scenarios"])
    return f"{manifest['replications']} replications, seed {manifest['seed']}: {names}"


def _is_unfinished(path: Path) -> bool:
    return path.name.startswith(UNFINISHED) and path.is_dir()
