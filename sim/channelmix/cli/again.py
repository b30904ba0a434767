"""
Doing a command again: going on with one that was stopped, or repeating one that is done.

A run folder in the making holds ``job.json``: the words of the command, where it was given, and
the hashes of what it read. ``resume`` gives the same words again and hands the folder on;
``rerun`` gives them again with the recorded number of replications, and looks at the bytes.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import channelmix
from channelmix.errors import RunFolderError
from channelmix.runs import JOB

if TYPE_CHECKING:
    from channelmix.scenario import Loaded


words_given: ContextVar[tuple[str, ...]] = ContextVar("words_given", default=())
"""The words of the command that is being executed."""


@dataclass
class Again:
    """A command that is given again."""

    folder: Path | None = None
    """The unfinished folder to go on with."""
    replications: int | None = None
    """How many were played, if the command is repeated."""
    summary: bytes | None = None
    """What a repeated command found."""
    job: dict[str, Any] | None = None
    """What it read."""


given_again: ContextVar[Again | None] = ContextVar("given_again", default=None)


@contextmanager
def again(state: Again, words: Sequence[str], place: str) -> Iterator[None]:
    """Let a command know that it is given again, in the folder where it was given first."""
    here = Path.cwd()
    try:
        os.chdir(place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunFolderError(
            f"{place}: the command was given here, and it cannot be entered (got '{reason}')"
        ) from None
    tokens = given_again.set(state), words_given.set(tuple(words))
    try:
        yield
    finally:
        given_again.reset(tokens[0])
        words_given.reset(tokens[1])
        os.chdir(here)


def job_of(loaded: "Sequence[Loaded]") -> dict[str, Any]:
    """Return what must be known to go on with a command."""
    from channelmix.scenario.elsewhere import as_it_was
    from channelmix.simulate import inputs_digest

    return {
        "schema": 1,
        "command": list(words_given.get()),
        "place": str(Path.cwd()),
        "process": os.getpid(),
        "process_began": began(os.getpid()),
        "channelmix": channelmix.__version__,
        "scenarios": [
            {
                "name": each.scenario.name,
                "inputs_sha256": inputs_digest(each),
                "inputs": [{"path": str(as_it_was(Path(file.path))), "sha256": file.sha256} for file in each.files],
            }
            for each in loaded
        ],
    }


def check_unchanged(folder: Path, loaded: "Sequence[Loaded]") -> None:
    """
    Make sure that a command finds what it found when it was given first.

    Raises:
        RunFolderError: If an input has changed; the folder stays as it is.
    """
    then, now = read_job(folder), job_of(loaded)
    changed = changes(then["scenarios"], now["scenarios"])
    if then["channelmix"] != now["channelmix"]:
        changed.append(f"channelmix was {then['channelmix']} and is {now['channelmix']}")
    if changed:
        raise RunFolderError(
            f"{folder}: what the run reads has changed since it began ({'; '.join(changed)}); the finished part is "
            f"kept: undo the change and resume, or run the command anew: channelmix {' '.join(then['command'])}"
        )


def changes(then: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return in words which inputs are not what they were; only where that matters to the figures."""
    if [each["inputs_sha256"] for each in then] == [each["inputs_sha256"] for each in now]:
        return []
    before = {file["path"]: file["sha256"] for each in then for file in each["inputs"]}
    after = {file["path"]: file["sha256"] for each in now for file in each["inputs"]}
    found = [f"{path} has changed" for path in before if path in after and after[path] != before[path]]
    found += [f"{path} is no longer read" for path in before if path not in after]
    found += [f"{path} is new" for path in after if path not in before]
    return found or ["settings have changed"]


_IN_EVERY_MANIFEST = {"command": list, "place": str, "replications": int, "seed": int, "finished": str,
                      "versions": dict, "scenarios": list}  # fmt: skip
_IN_EVERY_JOB = {"command": list, "place": str, "process": int, "channelmix": str, "scenarios": list}
_WORDS = {list: "a list", str: "text", int: "a whole number", dict: "an object"}


def read_json(path: Path) -> dict[str, Any]:
    """
    Return the content of a JSON file of a run folder.

    Raises:
        RunFolderError: If it is missing, no JSON, or no object.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_number)
    except OSError as error:
        raise RunFolderError(
            f"{path.parent} is no run folder: {path.name} cannot be read (got '{error.strerror or error}'); "
            f"'channelmix runs list' shows those there are"
        ) from None
    except ValueError as error:
        raise RunFolderError(f"{path}: must be JSON (got '{error}')") from None
    except RecursionError:
        raise RunFolderError(
            f"{path}: must be JSON of a run folder (got one thing within another, thousands deep)"
        ) from None
    if not isinstance(found, dict):
        raise RunFolderError(f"{path}: must be a JSON object (got {str(found)[:40]!r})")
    return found


def read_manifest(folder: Path) -> dict[str, Any]:
    """
    Return the manifest of a run folder.

    Raises:
        RunFolderError: If it cannot be read, or lacks what every manifest says.
    """
    return _saying(_IN_EVERY_MANIFEST, folder / "manifest.json")


def read_job(folder: Path) -> dict[str, Any]:
    """
    Return what an unfinished run folder says of its command.

    Raises:
        RunFolderError: If it cannot be read, or lacks what must be known to go on.
    """
    return _saying(_IN_EVERY_JOB, folder / JOB)


def _saying(kinds: Mapping[str, type], path: Path) -> dict[str, Any]:
    """Return a JSON file that says certain things, each of its kind."""
    found = read_json(path)
    missing = [name for name in kinds if name not in found]
    if missing:
        raise RunFolderError(f"{path}: must say {', '.join(missing)} (got {', '.join(found) or 'nothing'})")
    for name, kind in kinds.items():
        if not isinstance(found[name], kind):
            raise RunFolderError(f"{path}: {name} must be {_WORDS[kind]} (got {str(found[name])[:40]!r})")
    if not all(isinstance(word, str) for word in found["command"]):
        raise RunFolderError(f"{path}: command must be a list of words (got {str(found['command'])[:40]!r})")
    if not all(isinstance(each, dict) and {"name", "inputs", "inputs_sha256"} <= set(each)
               for each in found["scenarios"]):  # fmt: skip
        raise RunFolderError(f"{path}: each of scenarios must say name, inputs and inputs_sha256")
    return found


def _no_number(word: str) -> float:
    raise ValueError(f"{word}, which is no number in JSON")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """
    Go on with an unfinished folder as the only one; the system lets it go when this process ends, killed or not.

    Where the system or the disk knows no such lock, nothing is held.

    Raises:
        RunFolderError: If another process is going on with it.
    """
    held = None
    try:
        import fcntl

        held = os.open(folder, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if held is not None:
            os.close(held)
        raise RunFolderError(f"{folder}: another process is going on with this run; wait for it, or stop it") from None
    except (ImportError, OSError):
        pass
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def is_running(job: Mapping[str, Any]) -> bool:
    """Return whether the process that began a folder is still at it, and not another that has its number now."""
    process = int(job["process"])
    if process in (0, os.getpid()) or os.name == "nt":
        return False
    try:
        os.kill(process, 0)
    except PermissionError:
        pass
    except (OSError, OverflowError):
        return False
    then = job.get("process_began")
    return then is None or began(process) in (None, then)


def began(process: int) -> str | None:
    """Return when a process began, counted by the system; None where it does not tell."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        words = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return f"{boot} {words[_BEGAN]}" if len(words) > _BEGAN else None


_BEGAN = 19
"""Where a line of /proc/PROCESS/stat has the time of its beginning, counted behind the name (man 5 proc)."""
