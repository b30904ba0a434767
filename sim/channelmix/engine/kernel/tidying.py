"""
Machine code of kernels that are no longer: every version leaves a folder, and few are used again.

Safe beside other processes: what is removed under one that runs is in its memory already, and one that
looks for it just then compiles again.
"""

import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

NEWEST = 4
"""So many folders of other kernels stay: those of other versions and installations in use."""

UNTOUCHED_S = 3600
"""Whatever was used within this time stays, in seconds."""

_NAME = re.compile(r"kernel-[0-9a-f]{16}")


def remove_old(own: Path, *, newest: int = NEWEST, untouched_s: float = UNTOUCHED_S) -> None:
    """
    Remove folders of machine code beside our own that have not been used longest.

    Args:
        own: The folder of this kernel; it stays.
        newest: So many others stay.
        untouched_s: Others stay if they were used within this time.
    """
    limit = time.time() - untouched_s
    for used, folder in sorted(_others(own), reverse=True)[newest:]:
        if used < limit:
            shutil.rmtree(folder, ignore_errors=True)


def _others(own: Path) -> list[tuple[float, Path]]:
    """Return the folders of other kernels with the time of their last use: each start writes there for a moment."""
    found: list[tuple[float, Path]] = []
    with suppress(OSError):
        for folder in own.parent.iterdir():
            if folder != own and _NAME.fullmatch(folder.name) and folder.is_dir() and not folder.is_symlink():
                with suppress(OSError):
                    found.append((folder.stat().st_mtime, folder))
    return found
