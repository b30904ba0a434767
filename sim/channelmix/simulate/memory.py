"""
Memory that this process keeps for its next replication.

A replication of a week fills columns of some 50 MB and leaves them again. The C library gives such memory back to the
system at once, and gets it anew, page by page, for the next: a tenth of the time of a long replication. Told to keep
some, it does without. Nothing is told where its own settings are given by the environment.
"""

import ctypes
import os
import sys
from functools import cache

KEPT_BYTES = 1 << 28
"""So much that is free stays with the process at most, at the end of what it has."""

_LONGEST_KEPT = 1 << 25
"""A longer array goes back to the system when it is left, as all long ones would otherwise; glibc takes no more."""
_AT_A_TIME = 1 << 24
"""So much more is got from the system than is asked for."""
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
"""The numbers of the settings in glibc's ``malloc.h``."""


@cache
def keep_freed_memory() -> bool:
    """Tell the C library, once, to keep memory that is freed; return whether it does: only glibc knows how."""
    if not sys.platform.startswith("linux") or any(name.startswith("MALLOC_") for name in os.environ):
        return False
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    settings = {_TRIM_THRESHOLD: KEPT_BYTES, _TOP_PAD: _AT_A_TIME, _MMAP_THRESHOLD: _LONGEST_KEPT}
    return tell is not None and all(tell(setting, value) for setting, value in settings.items())
