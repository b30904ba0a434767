"""
Run folders: what a run leaves behind, whole or not at all.

A folder is written under a hidden temporary name, flushed to the disk file by file, and only
then renamed to ``runs/<time>-<name>-<hash>``. Whoever finds a folder of that name may
therefore trust that all of it is there. A full disk, a folder that cannot be written or Ctrl-C
leave no such folder; where replications had been played, the hidden draft stays, to go on with.
A draft that is gone on with stays until it is complete: whoever left it may have found something.
Two runs that end in the same second get two folders.
"""

import errno
import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from channelmix.errors import RunFolderError

BLOCKS, JOB = "blocks", "job.json"
"""What only a draft holds: replications played so far, and the command that plays them."""

INPUTS = "inputs"
"""Copies of what the run has read."""

_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}

LONGEST_NAME = 40
"""Most characters of a scenario's name in a folder's name."""


@dataclass
class Draft:
    """A run folder that is being written."""

    path: Path
    """Where the files are: a temporary place at first, the final one when the folder is complete."""
    is_in_vain: bool = False
    """Whether nobody could go on with it, since what was asked for is wrong."""
    is_gone_on_with: bool = False
    """Whether an earlier run left it: what that one found stays, whatever becomes of this one."""

    @property
    def blocks(self) -> Path:
        """Where replications are kept until the folder is complete."""
        return self.path / BLOCKS

    @property
    def is_worth_keeping(self) -> bool:
        """Whether there is something to go on with later."""
        if self.is_in_vain:
            return False
        return (self.is_gone_on_with and self.path.is_dir()) or any(self.blocks.glob("*/*.npz"))

    def write(self, name: str, content: str | bytes) -> None:
        """
        Write one file, whole or not at all; text as UTF-8, with the same line ends on every system.

        A file that is there stays as it is until its successor is complete: a disk that is full, or a kill, while a
        run goes on must not cost what is needed to go on again.
        """
        place = self.path / name
        partial = place.with_name(f".{place.name}-{os.getpid()}")
        with _told(self.path.parent):
            place.parent.mkdir(exist_ok=True)
            try:
                partial.write_bytes(content.encode() if isinstance(content, str) else content)
                partial.replace(place)
            except OSError:
                with suppress(OSError):
                    partial.unlink(missing_ok=True)
                raise

    def write_json(self, name: str, content: Mapping[str, object]) -> None:
        """Write one JSON file, indented to be read."""
        self.write(name, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")

    def log(self, event: str, **facts: object) -> None:
        """Append one line to ``log.jsonl``: when, what, and the facts."""
        line = {"at": _now().isoformat(timespec="milliseconds"), "event": event, **facts}
        with _told(self.path.parent), (self.path / "log.jsonl").open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


@contextmanager
def run_folder(
    out: Path, *, name: str, digest: str, moment: datetime | None = None, unfinished: Path | None = None
) -> Iterator[Draft]:
    """
    Offer a folder to write in, and publish it when the block ends without an error.

    Args:
        out: Folder of the run folders; made if it is missing.
        name: Name of the scenario, or another word for what was run.
        digest: Hash of the inputs; its first eight characters end the folder's name.
        moment: When the run began; absent: now.
        unfinished: A draft that was left behind, to go on with; it stays if the block ends with an error.

    Yields:
        The draft; after the block its ``path`` is the final place.

    Raises:
        RunFolderError: If the folder cannot be made, written or renamed.

    Examples:
        >>> with tempfile.TemporaryDirectory() as out:
        ...     with run_folder(Path(out), name="Town hall", digest="0a1b2c3d4e") as draft:
        ...         draft.write("summary.json", "{}")
        ...     draft.path.name.endswith("-town-hall-0a1b2c3d")
        True
    """
    started = (moment or _now()).astimezone(UTC)
    with _told(out):
        is_new = not out.exists()
        out.mkdir(parents=True, exist_ok=True)
        temporary = unfinished or Path(tempfile.mkdtemp(prefix=".unfinished-", dir=out))
    draft = Draft(temporary, is_gone_on_with=unfinished is not None)
    try:
        yield draft
        with _told(out):
            draft.path = _publish(temporary, out, f"{started:%Y%m%dT%H%M%SZ}-{_slug(name)}-{digest[:8]}")
    finally:
        if not draft.is_worth_keeping:
            shutil.rmtree(temporary, ignore_errors=True)
            if is_new and draft.is_in_vain:
                with suppress(OSError):  # others may have begun a run in it meanwhile
                    out.rmdir()


def _now() -> datetime:
    return datetime.now(tz=UTC)


def _slug(name: str) -> str:
    """Return a name that every file system takes: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words[:LONGEST_NAME].rstrip("-") or "run"


def _publish(draft: Path, out: Path, wanted: str) -> Path:
    """Flush the draft and rename it; a name that is taken gets a number."""
    draft.chmod(0o777 & ~_umask())
    for folder in (draft / INPUTS, draft):
        for file in sorted(path for path in folder.glob("*") if path.is_file()):
            _flush(file)
        if folder.is_dir():
            _flush(folder)
    number = 1
    while True:
        final = out / (wanted if number == 1 else f"{wanted}-{number}")
        try:
            draft.rename(final)
        except OSError:
            if not final.exists():
                raise
            number += 1
        else:
            shutil.rmtree(final / BLOCKS, ignore_errors=True)
            (final / JOB).unlink(missing_ok=True)
            _flush(out)
            return final


def _flush(path: Path) -> None:
    """Make sure that a file or folder is on the disk; systems that cannot flush a folder need not."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _umask() -> int:
    """Return the mask of new files; it can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


@contextmanager
def _told(out: Path) -> Iterator[None]:
    """Turn an error of the file system into one that names the folder and the way out."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        room = "make room, " if error.errno in _NO_ROOM else ""
        raise RunFolderError(
            f"{out}: a run folder cannot be written here (got '{reason}'); {room}"
            f"choose another place with --out, or none with --no-run-folder"
        ) from error
