"""
A word to those who wait: said once, where the first replication alone takes long.

A run that is far larger than its author thinks (a time in seconds where minutes were meant, customers
who come back every time) would otherwise say nothing until its first replication is done.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from channelmix.cli.console import Progress, say

if TYPE_CHECKING:
    from channelmix.scenario import Loaded

PATIENCE = 15.0
"""Seconds without a replication after which a word is due."""


@contextmanager
def saying_why(
    progress: Progress, loaded: "Sequence[Loaded]", *, quiet: bool, patience: float = PATIENCE
) -> Iterator[Progress]:
    """
    Say what will make a job long at once, and what may unless it makes progress before ``patience`` is over.

    Args:
        progress: Called after each replication; what is yielded calls it, and counts as progress.
        loaded: The scenarios of the job.
        quiet: Say nothing.
        patience: Seconds.
    """
    if quiet:
        yield progress
        return
    for caution in _of_slow_runs(loaded):
        say(caution)
    timer = threading.Timer(patience, lambda: say(_words(patience, loaded)))
    timer.daemon = True
    timer.start()

    def heard(done: int, total: int) -> None:
        timer.cancel()
        progress(done, total)

    try:
        yield heard
    finally:
        timer.cancel()


def _of_slow_runs(loaded: "Sequence[Loaded]") -> "Sequence[str]":
    """Return the cautions that tell of slow runs, each once."""
    from channelmix.scenario.cautions import SLOW

    return list(dict.fromkeys(warning for each in loaded for warning in each.warnings if warning.endswith(SLOW)))


def _words(patience: float, loaded: "Sequence[Loaded]") -> str:
    """Return the words: how long it has been, and every caution of the scenarios."""
    from channelmix.simulate.engines import is_being_compiled

    if is_being_compiled():
        return "The fast engine is being compiled; that happens once, and takes ten to thirty seconds."
    head = f"The first replication is not done after {patience:g} s; Ctrl-C stops the run and keeps nothing."
    cautions = dict.fromkeys(warning for each in loaded for warning in each.warnings)
    return "\n  ".join([head, *cautions])
