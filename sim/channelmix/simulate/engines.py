"""
Which engine plays: the compiled one where it can, the readable one wherever it must.

Both give the same outcomes to the last bit, so the choice is one of time only. The compiled
engine needs numba; the first time of all it takes about ten seconds of compiling (twice that where
the rarer rules are used), later a quarter of a second to load, so a small run is left to the readable one.
"""

import sys
from collections.abc import Callable
from importlib.util import find_spec

from channelmix.engine.inputs import Contacts, Operation, Outcomes
from channelmix.errors import InputError

ENGINES = ("fast", "reference")
SMALL_RUN, TINY_RUN = 20_000, 1_000
"""Contacts that the reference engine plays in about half the time that compiling the other takes, and in the time that
loading it takes once it has been compiled."""

Engine = Callable[[Operation, Contacts], Outcomes]


def is_compiler_there() -> bool:
    """Return whether numba is installed."""
    return find_spec("numba") is not None


def is_being_compiled() -> bool:
    """Return whether the compiled engine has been asked for and is not there yet."""
    module = sys.modules.get("channelmix.engine.kernel.play")
    return module is not None and not _is_loaded()


def _is_loaded() -> bool:
    module = sys.modules.get("channelmix.engine.kernel.play")
    return any(getattr(getattr(module, name, None), "is_ready", False) for name in ("play", "play_whole"))


def _is_kept() -> bool:
    from channelmix.engine.kernel.stored import is_kept

    return is_kept("play")


def hindrance() -> str | None:
    """Return why the compiled engine cannot play here; None if it can."""
    if not is_compiler_there():
        return "numba is not installed (pip install numba)"
    return None


def check_engine(wanted: str | None) -> None:
    """
    Make sure that an engine is one of those there are.

    Raises:
        InputError: If it is not.
    """
    if wanted is not None and wanted not in ENGINES:
        raise InputError(f"engine must be one of {', '.join(ENGINES)} (got {wanted!r})")


def engine_for(wanted: str | None = None, *, contacts: float | None = None) -> str:
    """
    Return the engine that plays.

    Args:
        wanted: What was asked for; absent: the quicker one.
        contacts: About how many contacts there will be in all; absent: many.
    """
    if wanted == "reference" or hindrance() is not None:
        return "reference"
    if wanted is None and contacts is not None and contacts < SMALL_RUN and not _is_loaded():
        return "reference" if contacts < TINY_RUN or not _is_kept() else "fast"
    return "fast"


def engine_called(name: str) -> Engine:
    """Return an engine by its name; what it needs is loaded now."""
    if name == "fast":
        from channelmix.engine import kernel

        return kernel.run
    from channelmix.engine import reference

    return reference.run
