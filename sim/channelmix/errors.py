"""
What can go wrong, as one tree, each kind with the exit code of the command line.

    ChannelmixError                 1   our own bug, if it is ever raised as such
    ├── SolverFailed                1   a program that has a solution, and HiGHS found none
    ├── InputError                  2   something the user gave is wrong
    │   ├── ScenarioError               a scenario file: all its mistakes at once
    │   ├── OutOfReach                  promises that no number of agents keeps
    │   ├── DataError                   a file of volumes, staff or history
    │   └── RunFolderError              a run folder that cannot be written, read or resumed
    ├── TargetsMissed               3   with --require-targets
    ├── RefitRefused                4   a refit worse than persistence
    ├── WorkersLost                 5   a cluster that does not answer or has gone, or workers that die
    └── Interrupted               130   Ctrl-C

A message names the place, the rule, the value (``got ...``) and, if there is one, the way out.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class ChannelmixError(Exception):
    """Anything that channelmix raises on purpose."""

    exit_code = 1


class SolverFailed(ChannelmixError):
    """A linear program that has a solution was given up by the solver."""


class InputError(ChannelmixError):
    """Something the user gave is wrong; nothing was run."""

    exit_code = 2


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake in a scenario file and where it stands; line and column count from 1, 0 if unknown."""

    file: str
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.text}"


class ScenarioError(InputError):
    """All mistakes of one scenario and its base files, in order of place."""

    def __init__(self, path: str, mistakes: Sequence[Mistake]) -> None:
        self.path = path
        self.mistakes = tuple(sorted(set(mistakes)))
        count = len(self.mistakes)
        closing = f"{count} problem{'s' if count != 1 else ''} in {path}; nothing was run."
        super().__init__("\n".join([*map(str, self.mistakes), closing]))


class OutOfReach(InputError):
    """Something is promised that no number of agents keeps."""


class DataError(InputError):
    """A file of volumes, staff or history cannot be used as it is."""


class RunFolderError(InputError):
    """A run folder cannot be written, read or resumed."""


class TargetsMissed(ChannelmixError):
    """The run is done, and at least one target that was required is missed."""

    exit_code = 3


class RefitRefused(ChannelmixError):
    """A refit forecasts worse than persistence and was not forced."""

    exit_code = 4


class WorkersLost(ChannelmixError):
    """A cluster does not answer or has gone, or workers die again and again; finished parts are kept."""

    exit_code = 5


class Interrupted(ChannelmixError):
    """The user stopped the work; finished parts are kept, nothing is half-written."""

    exit_code = 130
