"""
What lies in the folder that the page is about: scenario files, and what earlier runs left.

Visitors name scenarios and runs; a name counts only if it is one of those listed here. A file that
a symbolic link brings in from elsewhere is not listed.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channelmix.report.setting_words import Shifts, shifts_of
from channelmix.scenario.document import LARGEST_BYTES
from channelmix.scenario.shipped import shipped_folder, shipped_names
from channelmix.scenario.stored import shipped_forecasts
from channelmix.web.past_changes import told_changes

RUNS = "runs"
ONLY_A_BASE = "base.toml"
MOST_SCENARIOS, MOST_RUNS, DEEPEST = 200, 50, 3
_RUN_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,120}")
_NOT_LOOKED_AT = frozenset({RUNS, "forecasts", "node_modules"})


@dataclass(frozen=True)
class Source:
    """A scenario that may be chosen."""

    name: str
    """How it is asked for: the path within the workspace, or the name of a shipped one."""
    title: str
    description: str = ""


@dataclass(frozen=True)
class PastRun:
    """A run folder that is complete."""

    name: str
    plans: tuple[str, ...]
    replications: int
    finished: datetime | None
    seed: int | None = None
    command: tuple[str, ...] = ()
    """The words that it was asked for with."""
    shifts: Shifts = ()
    """The shifts between channels of its plans, for calling them by their channels."""

    @property
    def kind(self) -> str:
        """What was asked: ``run``, ``compare``, ``staff``, ``months`` or ``sweep``."""
        verb = self.command[0] if self.command else ""
        return "months" if verb == "staff" and any(word.startswith("--months") for word in self.command) else verb

    @property
    def settings(self) -> str:
        """What was changed or varied, for telling apart runs of the same plans."""
        return told_changes(self.command, self.shifts)


@dataclass
class Workspace:
    """One folder, and all that may be read and written of it."""

    folder: Path
    _seen: dict[Path, tuple[int, Any]] = field(default_factory=dict)
    """What was read of a file, with the time of its last change."""

    def __post_init__(self) -> None:
        self.folder = self.folder.resolve()

    @property
    def runs(self) -> Path:
        """Where run folders are."""
        return self.folder / RUNS

    @property
    def reach(self) -> tuple[Path, ...]:
        """Folders that scenarios may read from: this one, and what comes with channelmix."""
        return self.folder, shipped_folder(), shipped_forecasts()

    def own(self) -> list[Source]:
        """Return the scenarios of the folder, by path."""
        found = (self._source(path) for path in sorted(self._candidates(self.folder, DEEPEST)))
        return [source for source, _ in zip((each for each in found if each), range(MOST_SCENARIOS), strict=False)]

    def shipped(self) -> list[Source]:
        """Return the scenarios that come with channelmix, but those that others only build on."""
        names = [name for name in shipped_names() if not name.endswith("/base")]
        documents = [self._read(shipped_folder() / f"{name}.toml") for name in names]
        return [_described(name, document or {}) for name, document in zip(names, documents, strict=True)]

    def knows(self, name: str) -> bool:
        """Return whether a scenario of that name may be chosen."""
        return any(name == source.name for source in [*self.own(), *self.shipped()])

    def past_runs(self) -> list[PastRun]:
        """Return complete run folders, the newest first."""
        folders = (path for path in self._listed(self.runs) if self._is_run(path))
        newest = sorted(folders, key=lambda path: path.name, reverse=True)[:MOST_RUNS]
        return [run for run in map(self._past, newest) if run is not None]

    def has_own_runs(self) -> bool:
        """Return whether run folders are inside of the workspace, and nothing leads them elsewhere."""
        return self._is_inside(self.runs)

    def run_folder(self, name: str) -> Path | None:
        """Return a complete run folder by its name; None if there is none."""
        path = self.runs / name
        return path if _RUN_NAME.fullmatch(name) and self._is_run(path) else None

    def past_run(self, name: str) -> PastRun | None:
        """Return what a complete run folder says of itself, as far as it can be understood."""
        return self._past(self.runs / name)

    def _candidates(self, folder: Path, depth: int) -> Iterator[Path]:
        for path in self._listed(folder):
            if path.is_dir():
                if depth > 1 and path.name not in _NOT_LOOKED_AT and not path.is_symlink():
                    yield from self._candidates(path, depth - 1)
            elif path.suffix == ".toml" and path.name != ONLY_A_BASE:
                yield path

    def _listed(self, folder: Path) -> list[Path]:
        """Return what lies in a folder, as far as it is not hidden and does not lead elsewhere."""
        try:
            with os.scandir(folder) as entries:
                paths = [Path(entry.path) for entry in entries if not entry.name.startswith(".")]
        except OSError:
            return []
        return [path for path in paths if self._is_inside(path)]

    def _is_inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self.folder)
        except (OSError, RuntimeError):
            return False

    def _is_run(self, path: Path) -> bool:
        return all(
            self._is_inside(path / name) and (path / name).is_file() for name in ("manifest.json", "summary.json")
        )

    def _source(self, path: Path) -> Source | None:
        document = self._read(path)
        if not isinstance(document, dict) or not {"base", "period", "channels"} & set(document):
            return None
        return _described(path.relative_to(self.folder).as_posix(), document)

    def _past(self, path: Path) -> PastRun | None:
        manifest = self._read(path / "manifest.json")
        try:
            names = tuple(str(each["name"]) for each in manifest["scenarios"])
            seed, words = manifest.get("seed"), manifest.get("command")
            return PastRun(
                path.name, names, int(manifest["replications"]), _moment(manifest.get("finished")),
                seed if isinstance(seed, int) else None, tuple(map(str, words)) if isinstance(words, list) else (),
                shifts_of(manifest["scenarios"]),
            )  # fmt: skip
        except (TypeError, KeyError, ValueError, OverflowError, AttributeError):
            return None

    def _read(self, path: Path) -> Any:
        """Return a small file's content as plain values, read again only where it has changed; None if it has none."""
        try:
            status = path.stat()
            if path not in self._seen or self._seen[path][0] != status.st_mtime_ns:
                self._seen[path] = status.st_mtime_ns, _parsed(path) if status.st_size <= 4 * LARGEST_BYTES else None
        except OSError:
            return None
        return self._seen[path][1]


_KEPT = ("scenarios", "replications", "finished", "seed", "command")


def _parsed(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".json":
            found = json.loads(text)
            return {key: found.get(key) for key in _KEPT} | {
                "scenarios": [{"name": each["name"], "resolved": _shifted(each)} for each in found["scenarios"]]
            }
        import tomli

        found = tomli.loads(text)
        return {key: found[key] if key in ("name", "description") else True for key in found}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _shifted(scenario: dict[str, Any]) -> dict[str, Any]:
    """Return of a resolved scenario from where to where its shifts move people."""
    shifts = (scenario.get("resolved") or {}).get("channel_shift") or []
    return {"channel_shift": [{"from": each["from"], "to": each["to"]} for each in shifts]}


def _described(name: str, document: dict[str, Any]) -> Source:
    title, description = document.get("name"), document.get("description")
    return Source(
        name,
        title if isinstance(title, str) and title.strip() else Path(name).stem,
        description if isinstance(description, str) else "",
    )


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError:
        return None
