"""
What a search tells while it goes on: cautions at once, and in a pipe where it is, a line at a time.

How long a search takes nobody knows, so a bar only nears its end. Where nobody watches a bar, a line says what is being
done once a search has taken some seconds, and again when that changes; quick searches say nothing.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from channelmix.cli.console import Progress, say
from channelmix.errors import InputError

APART_S = 5.0
"""Seconds between two lines at least."""

SILENT_S = 60.0
"""Seconds after which the same is said once more."""

_ANY_SEARCH = ("measuring the load", "searching", "trying the plan on other customers")
"""What is done in every search: it says nothing of which one."""


@contextmanager
def put_off(unwritten: list[InputError]) -> Iterator[None]:
    """Let what a search has found be kept and printed before it is told that its plan could not be written."""
    try:
        yield
    except InputError as error:
        unwritten.append(error)


def stages_of(progress: Progress | None, said: list[str], *, quiet: bool) -> Callable[[str], None]:
    """
    Return what to tell as a search goes on.

    Args:
        progress: Told how far it is; absent: nobody is.
        said: What was said already; cautions that are said are added.
        quiet: Say cautions only.
    """
    from channelmix.staffing.piling import Caution

    done = 0
    told = _Told()
    is_watched = quiet or sys.stderr.isatty()

    def stage(what: str) -> None:
        nonlocal done
        done += 1
        if isinstance(what, Caution):
            if what not in said:
                say(what)
                said.append(what)
        elif not is_watched:
            told(what)
        if progress is not None:
            progress(done, done + max(20, done // 4))

    return stage


def tell_before(warnings: Sequence[str], stage: Callable[[str], None]) -> None:
    """Say what a scenario warns of before a search that may take long: such as a number that looks mistyped."""
    from channelmix.staffing.piling import Caution

    for warning in warnings:
        stage(Caution(warning))


class _Told:
    """Says what is being done, now and then."""

    def __init__(self) -> None:
        self._started = self._last = monotonic()
        self._said = self._part = ""

    def __call__(self, what: str) -> None:
        """Hear of a stage; while a part is searched, the part is said, whatever is done for it."""
        if what not in _ANY_SEARCH:
            self._part = what
        words = self._part or what
        now = monotonic()
        if now - self._last >= (SILENT_S if words == self._said else APART_S):
            say(f"{words}, {now - self._started:.0f} s so far")
            self._said, self._last = words, now
