"""
Replications of earlier runs, so that a scenario that has been played is not played again.

What decides a replication is known: the inputs, the seed, this code and the libraries below it
(both engines give the same). A hash of all that names a folder of blocks (see ``store``); who asks for the same finds
them, whatever the run was called and however many replications it asks for. Nothing is ever
wrong for a missing, damaged or half-written block: it is played again. So the cache needs no
lock: two runs at once write the same bytes under the same names, and what is removed under a
reader counts as not there. A disk that is full or cannot be written costs the keeping only.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from channelmix.simulate.counts import Counts
from channelmix.simulate.simulation import Simulation
from channelmix.simulate.store import Store

FOLDER_VARIABLE, SIZE_VARIABLE = "CHANNELMIX_CACHE", "CHANNELMIX_CACHE_MB"
"""Environment variables: where the cache is, and how large it may become; 0 switches it off."""

MOST_MB = 500
ROOM = 0.8
"""What has not been used longest is removed until the cache fills this share of what it may."""

LIBRARIES = ("numpy", "scipy", "holidays", "tzdata")
_DECIDING = ("calendars.py", "streams.py", "scenario", "forecast", "demand", "engine", "simulate")
"""What of this package may change a replication."""


@dataclass(frozen=True)
class Cache:
    """A folder of blocks by the hash of what decides them."""

    folder: Path
    most_bytes: int = MOST_MB * 10**6

    def store(self, digest: str) -> Store:
        """Return where the blocks of that hash are, or will be."""
        return Store(self.folder / digest[:2] / digest[2:40], digest=digest)

    def take_over(self, digest: str, blocks: Path) -> None:
        """Keep blocks that a study has written; they stay where they are, too."""
        store = self.store(digest)
        with suppress(OSError):
            store.begin()
            for file in blocks.glob("*.npz"):
                _share(file, store.folder / file.name)

    def trim(self) -> None:
        """Remove what has not been used longest, if all together is too large."""
        entries = sorted(self._entries(), key=lambda entry: entry[1])
        size = sum(entry[2] for entry in entries)
        if size <= self.most_bytes:
            return
        for folder, _, mine in entries:
            if size <= ROOM * self.most_bytes:
                return
            shutil.rmtree(folder, ignore_errors=True)
            size -= mine

    def size(self) -> int:
        """Return how many bytes are kept."""
        return sum(size for _, _, size in self._entries())

    def clear(self) -> int:
        """Remove everything, and return how many bytes that were."""
        size = self.size()
        for entry in self._entries():
            shutil.rmtree(entry[0], ignore_errors=True)
        return size - self.size()

    def _entries(self) -> Iterator[tuple[Path, float, int]]:
        """Yield each folder of blocks with the time of its last use and its size."""
        for folder in self.folder.glob("??/*"):
            with suppress(OSError):
                size = sum(file.stat().st_size for file in folder.iterdir())
                yield folder, folder.stat().st_mtime, size


@dataclass
class Cached:
    """Keeps what is played now, and knows what was played before."""

    cache: Cache
    own: Store | None = None
    """Of the study itself; where there is none, the cache keeps at once."""
    digest: str = ""

    def meant_for(self, digest: str) -> None:
        """Say what decides the replications."""
        self.digest = digest
        if self.own is not None:
            self.own.meant_for(digest)

    @property
    def _shared(self) -> Store:
        return self.cache.store(self.digest)

    def known(self) -> Iterator[tuple[int, Counts]]:
        """Yield first replication and counts of every block that can be read."""
        with suppress(OSError):
            os.utime(self._shared.folder)
        yield from self._shared.known()
        if self.own is not None:
            yield from self.own.known()

    def keep(self, first: int, part: Counts) -> None:
        """Keep a block."""
        (self._shared if self.own is None else self.own).keep(first, part)

    def hand_over(self) -> None:
        """Let later runs know what this one has played."""
        if self.own is not None and self.digest:
            self.cache.take_over(self.digest, self.own.folder)


def default_cache(environment: Mapping[str, str] = os.environ) -> Cache | None:
    """Return the user's cache, as the environment says; None if it is switched off."""
    import platformdirs

    megabytes = environment.get(SIZE_VARIABLE, "")
    most = int(megabytes) if megabytes.isdecimal() else MOST_MB
    if not most:
        return None
    named = environment.get(FOLDER_VARIABLE)
    folder = Path(named) if named else Path(platformdirs.user_cache_dir("channelmix")) / "replications"
    return Cache(folder, most * 10**6)


def replications_digest(inputs_sha256: str, simulation: Simulation, factors: Mapping[str, float]) -> str:
    """
    Return a hash of all that decides what a replication gives.

    Args:
        inputs_sha256: Of the scenario and its data files.
        simulation: The scenario made ready.
        factors: First attempts per contact of channels whose volume counts all contacts.
    """
    deciding = {
        "inputs": inputs_sha256, "seed": simulation.seed,
        "alike": simulation.replications_per_draw, "factors": dict(factors), "code": _code_digest(),
    }  # fmt: skip
    return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """Return a hash of this package, as far as it decides, and of the libraries that it rests on."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for name in _DECIDING:
        place = package / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(file.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library} {_version(library)}".encode())
    return digest.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "unknown"


def _share(file: Path, target: Path) -> None:
    """Give a file a second name; where that is impossible, copy it under another name first."""
    if target.exists():
        return
    try:
        os.link(file, target)
    except OSError:
        draft = target.with_name(f".{target.name}-{os.getpid()}")
        try:
            shutil.copyfile(file, draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
