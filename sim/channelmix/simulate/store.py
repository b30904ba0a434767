"""
Blocks of replications on the disk, so that what has been played is never played again.

A block is one ``.npz`` file of whole numbers, written under another name and renamed when
complete; whoever finds a file may trust it, and one that cannot be read counts as not there.
Beside them stands the hash of what decides them, so that none is taken for another. A disk that
is full costs the keeping, not the study.
"""

import io
import json
import math
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from typing import Any

import numpy as np
from numpy.typing import NDArray

from channelmix.engine.inputs import Indices
from channelmix.simulate.counts import SUMS, Counts
from channelmix.simulate.waits import Histogram

DIGEST = "decided-by"
"""The file that holds the hash of what decides the blocks."""

_GROUPS = ("channels", "groups", "days", *SUMS)
_WAITS = ("bins", "counts", "sums")


@dataclass
class Store:
    """Keeps the blocks of one simulation in a folder."""

    folder: Path
    broken: str = ""
    """Why the last block could not be kept."""
    digest: str = ""
    """Hash of what decides the blocks."""
    on_trouble: Callable[[str], None] | None = None
    """Told why, whenever a block cannot be kept."""

    def meant_for(self, digest: str) -> None:
        """Say what decides the blocks; those that something else has decided are not known."""
        self.digest = digest

    def known(self) -> Iterator[tuple[int, Counts]]:
        """Yield first replication and counts of every block that can be read."""
        if not self._is_ours():
            return
        for file in self._files():
            try:
                yield int(file.stem), read_block(file.read_bytes())
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
                continue

    def _files(self) -> list[Path]:
        """Return the blocks there are; none where somebody else has tidied the folder away meanwhile."""
        try:
            return sorted(self.folder.glob("*.npz"))
        except FileNotFoundError:
            return []

    def keep(self, first: int, part: Counts) -> None:
        """Keep a block; where that is impossible, remember why and tell: there may be room again for the next."""
        draft = self.folder / f".{first}-{os.getpid()}-{get_ident()}"
        try:
            content = block_bytes(part)
            try:
                self._write(draft, first, content)
            except (FileNotFoundError, FileExistsError):  # somebody who makes room has removed the folder meanwhile
                self._write(draft, first, content)
            self.broken = ""
        except OSError as error:
            self.broken = error.strerror or str(error)
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            if self.on_trouble is not None:
                self.on_trouble(self.broken)

    def begin(self) -> None:
        """Make the folder, empty of what something else has decided."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._is_ours():
            for file in self.folder.glob("*.npz"):
                file.unlink(missing_ok=True)
            (self.folder / DIGEST).write_text(self.digest, encoding="ascii")

    def _write(self, draft: Path, first: int, content: bytes) -> None:
        self.begin()
        draft.write_bytes(content)
        draft.replace(self.folder / f"{first:09d}.npz")

    def _is_ours(self) -> bool:
        """Whether the folder holds blocks that are decided by the same; one without a hash is anyone's."""
        try:
            return (self.folder / DIGEST).read_text(encoding="ascii") == self.digest
        except (OSError, ValueError):
            return not self.digest


def block_bytes(part: Counts) -> bytes:
    """Return a block as the content of its file: all tables as one row of numbers, and what stands where."""
    tables = {(group, name): table for group in _GROUPS for name, table in getattr(part, group).items()}
    layout = [[group, name, *table.shape] for (group, name), table in tables.items()]
    histograms = [each for channel in part.waits for each in channel]
    arrays: dict[str, Any] = {
        "replications": np.array(part.replications),
        "layout": np.frombuffer(json.dumps(layout).encode(), np.uint8),
        "tables": np.concatenate([table.ravel() for table in tables.values()]),
        "waits/lengths": np.array([[len(each.bins) for each in channel] for channel in part.waits]),
    }
    for column in _WAITS:
        arrays[f"waits/{column}"] = _narrow(np.concatenate([getattr(each, column) for each in histograms]))
    memory = io.BytesIO()
    np.savez(memory, **arrays)
    return memory.getvalue()


def _narrow(numbers: Indices) -> NDArray[np.unsignedinteger[Any]]:
    """Return whole numbers of 0 or more in as few bytes as the largest needs: most of a block are waits."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def read_block(content: bytes) -> Counts:
    """
    Return the block that a file holds.

    Raises:
        ValueError: If it holds none; so do KeyError, EOFError and BadZipFile.
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    groups: dict[str, dict[str, Any]] = {group: {} for group in _GROUPS}
    start = 0
    for group, name, *shape in json.loads(arrays["layout"].tobytes()):
        end = start + math.prod(shape)
        groups[group][name] = arrays["tables"][start:end].reshape(shape)
        start = end
    return Counts(replications=int(arrays["replications"]), waits=_histograms(arrays), **groups)


def _histograms(arrays: Mapping[str, Any]) -> tuple[tuple[Histogram, ...], ...]:
    lengths = arrays["waits/lengths"]
    columns = {column: arrays[f"waits/{column}"].astype(np.int64) for column in _WAITS}
    ends = np.cumsum(lengths)
    starts = ends - lengths.ravel()
    pieces = [
        Histogram(*(columns[column][start:end] for column in _WAITS)) for start, end in zip(starts, ends, strict=True)
    ]
    sections = lengths.shape[1]
    return tuple(tuple(pieces[at : at + sections]) for at in range(0, len(pieces), sections))
