"""
Standard output kept for results: what a library in C prints there by itself goes to standard error.

The solver of programs (HiGHS, in SciPy) has a line that it prints on some of them whatever it is told, and ``--json``
would be no JSON with it. Python's own streams are left alone; only the descriptor below them is turned aside.
"""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_OUT, _ERR = 1, 2


@contextmanager
def printing_aside() -> Iterator[None]:
    """Let C print on standard error what it would print on standard output; without such streams do nothing."""
    try:
        kept = os.dup(_OUT)
    except OSError:
        yield
        return
    try:
        _flush()
        with suppress(OSError):
            os.dup2(_ERR, _OUT)
        yield
    finally:
        _flush()
        os.dup2(kept, _OUT)
        os.close(kept)


def _flush() -> None:
    """Write out what C has kept back of its streams."""
    with suppress(OSError, AttributeError, TypeError):  # systems without one C library for all
        ctypes.CDLL(None).fflush(None)
