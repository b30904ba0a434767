"""
Leaving a process without tidying up what the system tidies up anyway.

Python ends by taking apart every module and object, for 0.1 s after a run. All of ours that must be closed
is closed by then; what others have asked to be called at the end is still called.
"""

import atexit
import os
import sys
from contextlib import suppress


class Leave:
    """Ends the process with a code, last of all that is called at its end."""

    def __init__(self) -> None:
        self.code: int | None = None
        registered_before_us = getattr(atexit, "_ncallbacks", lambda: 1)()
        if not registered_before_us and not sys.flags.dev_mode:  # who was there before us would be called after us
            atexit.register(self._now)

    def with_code(self, code: int) -> int:
        """Take the code in, and return it."""
        self.code = code
        return code

    def _now(self) -> None:
        if self.code is None:
            return
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(self.code)
