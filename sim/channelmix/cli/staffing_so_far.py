"""
What a search has found when it is stopped: its plan, and the alternatives that are done.

The plan is written as soon as it is known, before what may take many times as long; Ctrl-C then ends the search and
not what it has found. Who kills it finds the same files in the unfinished run folder.
"""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from channelmix.cli.console import say
from channelmix.cli.staffing_stages import put_off
from channelmix.cli.stopping import heard
from channelmix.errors import InputError

if TYPE_CHECKING:
    from channelmix.runs import Draft
    from channelmix.staffing import Staffed

KEPT = "Stopped; what was found until then is printed and kept: the plan, and the rows that were done."
"""Said of a search that was stopped after its plan was found."""

_EVENT = "plan written"
"""In the log of a run folder, with the hash of the plan."""


class SoFar:
    """Keeps what a search finds, as it finds it."""

    def __init__(self, plan: Path | None, draft: "Draft | None") -> None:
        self.unwritten: list[InputError] = []
        """Why the plan could not be written where it was wished for."""
        self.is_stopped = False
        self.written = _written_before(plan, draft)
        """What was written where the plan was wished for."""
        self._plan, self._draft = plan, draft
        self._found: Staffed | None = None

    def __call__(self, found: "Staffed") -> None:
        """Hear of a plan, and of each alternative after it."""
        self._found = found
        for name, data in {**found.files(), "staffing.json": found.json()}.items():
            if self._draft is not None:
                self._draft.write(name, data)
        self.write(found)

    def stopped(self) -> "Staffed":
        """
        Return what was found before a request to stop, which is over then.

        Raises:
            KeyboardInterrupt: If nothing was found yet.
        """
        if self._found is None:
            raise KeyboardInterrupt
        heard()
        self.is_stopped = True
        return self._found

    def check_free(self, out: Path) -> None:
        """
        Make sure that the plan may be written where it is wished for.

        Args:
            out: Folder of run folders, in which a search that was killed may have left its own.

        Raises:
            InputError: If not; where a search that was killed wrote the plan that is there, it says how to go on.
        """
        from channelmix.staffing.wording import check_free

        if self._plan is None:
            return
        try:
            check_free(self._plan, instead_of=self.written)
        except InputError as error:
            killed = _killed_after(self._plan, out)
            if killed is None:
                raise
            raise InputError(
                f"{error}, or go on with the search that wrote it and was killed: channelmix resume {killed}"
            ) from None

    def write(self, found: "Staffed") -> None:
        """Write the plan where it was wished for; once more if another one was found, unless somebody changed it."""
        if self._plan is None or self.unwritten:
            return
        if self._draft is not None:
            self._draft.log(_EVENT, sha256=_sha256(found.files().get(_name_of(self._plan), b"")))
        with put_off(self.unwritten):
            self.written = found.save(self._plan, instead_of=self.written)

    def tell(self) -> None:
        """Say that the search was stopped, if it was; raise why the plan was not written."""
        if self.is_stopped:
            say(KEPT)
        for error in self.unwritten:
            raise error


def _killed_after(plan: Path, out: Path) -> Path | None:
    """Return the folder of a search that was killed after it had written the plan that is there; None without one."""
    from channelmix.cli.left_behind import all_folders, can_go_on, dead_ones

    if not (out.is_dir() and plan.is_file()):
        return None
    left = (folder for folder in dead_ones(all_folders(out)) if can_go_on(folder))
    return next((folder for folder in left if _has_written(folder, plan.read_bytes())), None)


def _written_before(plan: Path | None, draft: "Draft | None") -> bytes | None:
    """Return the plan that is there if the search wrote it that is gone on with after a kill; else None."""
    if plan is None or draft is None or not plan.is_file():
        return None
    content = plan.read_bytes()
    return content if _has_written(draft.path, content) else None


def _has_written(folder: Path, content: bytes) -> bool:
    """Return whether a search says in its log that it wrote a plan; it does so before, so that a kill loses nothing."""
    log = folder / "log.jsonl"
    if not log.is_file():
        return False
    mark = json.dumps(_sha256(content))
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return any(json.dumps(_EVENT) in line and mark in line for line in lines)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _name_of(plan: Path) -> str:
    """Return what a plan of that ending is called in a run folder."""
    return f"plan{plan.suffix.casefold()}"
