"""
What a search has found when it is stopped: its plan, and the alternatives that are done.

The plan is written as soon as it is known, before what may take many times as long; Ctrl-C then ends the search and
not what it has found. Who kills it finds the same files in the unfinished run folder.
"""

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

    def write(self, found: "Staffed") -> None:
        """Write the plan where it was wished for; once more if another one was found, unless somebody changed it."""
        if self._plan is None or self.unwritten:
            return
        with put_off(self.unwritten):
            self.written = found.save(self._plan, instead_of=self.written)

    def tell(self) -> None:
        """Say that the search was stopped, if it was; raise why the plan was not written."""
        if self.is_stopped:
            say(KEPT)
        for error in self.unwritten:
            raise error


def _written_before(plan: Path | None, draft: "Draft | None") -> bytes | None:
    """Return the plan that a search wrote which is gone on with after a kill; None if it had found none."""
    if plan is None or draft is None:
        return None
    kept = draft.path / f"plan{plan.suffix.casefold()}"
    return kept.read_bytes() if kept.is_file() else None
