"""
Standard output kept for results: what a library in C prints there by itself goes nowhere.

The solver of programs (HiGHS, in SciPy) has a line that it prints on some of them whatever it is told, and ``--json``
would be no JSON with it. Python's own streams are left alone; only the descriptor below them is turned aside.
"""

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_OUT = 1
_ONE_AT_A_TIME = threading.Lock()
"""The descriptor belongs to the process: two threads at once would give it back wrongly."""


@contextmanager
def printing_aside() -> Iterator[None]:
    """Let C print nowhere what it would print on standard output; without such a stream do nothing."""
    with _ONE_AT_A_TIME:
        yield from _aside()


def _aside() -> Iterator[None]:
    try:
        kept = os.dup(_OUT)
    except OSError:
        yield
        return
    try:
        _flush()
        with suppress(OSError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), _OUT)
        yield
    finally:
        _flush()
        os.dup2(kept, _OUT)
        os.close(kept)


def _flush() -> None:
    """Write out what C has kept back of its streams."""
    with suppress(OSError, AttributeError, TypeError):  # systems without one C library for all
        ctypes.CDLL(None).fflush(None)
