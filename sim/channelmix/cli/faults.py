"""
Keep what is needed to mend a fault of ours: a traceback in a file the user can send.

Nothing leaves the machine by itself. Where not even a log can be written, nothing is kept and
nothing fails.
"""

import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import channelmix


def keep(error: BaseException) -> Path | None:
    """Write the traceback and the versions to a log; return its path, or None where nothing can be written."""
    moment = datetime.now(tz=UTC)
    head = f"channelmix {channelmix.__version__}, Python {platform.python_version()}, {platform.platform()}"
    text = f"{head}\n{moment.isoformat()}\n{' '.join(sys.argv)}\n\n{''.join(traceback.format_exception(error))}"
    for folder in _folders():
        path = folder / f"fault-{moment:%Y%m%dT%H%M%S%f}.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError:
            continue
        return path
    return None


def _folders() -> Sequence[Path]:
    from platformdirs import user_log_path

    return user_log_path("channelmix", appauthor=False), Path(tempfile.gettempdir())
