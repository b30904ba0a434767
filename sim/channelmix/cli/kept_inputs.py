"""
Copies of all that a run has read, kept in its folder: scenarios, bases, volumes, plans, forecasts.

So a run can be repeated after its files have been changed, moved or thrown away. Copies bear the
beginning of their hash and their name; a file that changes while it is copied, and whatever goes
beyond ``MOST_BYTES``, is not kept, and must be where it was when the run is to be repeated.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channelmix.runs import INPUTS
from channelmix.scenario.elsewhere import below

if TYPE_CHECKING:
    from channelmix.runs import Draft
    from channelmix.scenario.document import SourceFile

MOST_BYTES = 200_000_000
"""So much a run folder keeps of what was read."""


def keep_inputs(draft: "Draft", files: "Iterable[SourceFile]") -> None:
    """
    Copy what a run has read into its folder, each content once.

    Raises:
        RunFolderError: If the folder takes no more.
    """
    room = MOST_BYTES
    for file in files:
        name = _name(file.path, file.sha256)
        room -= file.bytes
        if room < 0 or (draft.path / INPUTS / name).exists():
            continue
        content = _content(Path(file.path), file.sha256)
        if content is not None:
            draft.write(f"{INPUTS}/{name}", content)


def restore(manifest: Mapping[str, Any], folder: Path, root: Path) -> list[str]:
    """
    Lay out what a run has read below another folder, each file as deep as it once lay on the disk.

    Args:
        manifest: Of the run folder.
        folder: The run folder.
        root: Where to.

    Returns:
        What can be had neither from the run folder nor from its old place.
    """
    place, lacking = Path(manifest["place"]), []
    for path, sha256 in inputs_of(manifest).items():
        copies = (folder / INPUTS / _name(path, sha256), place / path)
        content = next((found for copy in copies if (found := _content(copy, sha256)) is not None), None)
        if content is None:
            lacking.append(f"{path} ({'has changed' if (place / path).is_file() else 'is gone'})")
            continue
        target = below(root, place / path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    below(root, place).mkdir(parents=True, exist_ok=True)
    return lacking


def inputs_of(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the hash of every file that a run has read, by its path as it was given."""
    entries = [entry for scenario in manifest["scenarios"] for entry in scenario["inputs"]]
    return {entry["path"]: entry["sha256"] for entry in [*entries, *manifest.get("also_read", ())]}


def changed_since(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield in words which files are no longer what the run has read."""
    place = Path(manifest["place"])
    for path, sha256 in inputs_of(manifest).items():
        if _content(place / path, sha256) is None:
            yield f"{path} has changed" if (place / path).is_file() else f"{path} is gone"


def _name(path: str, sha256: str) -> str:
    return f"{sha256[:12]}-{Path(path).name}"


def _content(path: Path, sha256: str) -> bytes | None:
    """Return the content of a file if it is still the one of that hash."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
