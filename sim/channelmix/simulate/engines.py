"""
Which engine plays: the compiled one where it can, the readable one wherever it must.

Both give the same outcomes to the last bit, so the choice is one of time only. The compiled
engine needs numba; loading it takes half a second, and the first time of all some twenty seconds of
compiling (twice that where the rarer rules are used), so a small run is left to the readable one.
"""

import sys
from collections.abc import Callable
from importlib.util import find_spec

from channelmix.engine.inputs import Contacts, Operation, Outcomes

ENGINES = ("fast", "reference")
SMALL_RUN = 20_000
"""Contacts that the reference engine plays in about the time that loading the compiled one takes."""

Engine = Callable[[Operation, Contacts], Outcomes]


def is_compiler_there() -> bool:
    """Return whether numba is installed."""
    return find_spec("numba") is not None


def is_being_compiled() -> bool:
    """Return whether the compiled engine has been asked for and is not there yet."""
    module = sys.modules.get("channelmix.engine.kernel.play")
    entries = [getattr(module, name, None) for name in ("play", "play_whole")]
    return module is not None and not any(getattr(entry, "signatures", None) for entry in entries)


def hindrance() -> str | None:
    """Return why the compiled engine cannot play here; None if it can."""
    if not is_compiler_there():
        return "numba is not installed (pip install numba)"
    return None


def engine_for(wanted: str | None = None, *, contacts: float | None = None) -> str:
    """
    Return the engine that plays.

    Args:
        wanted: What was asked for; absent: the quicker one.
        contacts: About how many contacts there will be in all; absent: many.
    """
    if wanted == "reference" or hindrance() is not None:
        return "reference"
    is_loaded = "numba" in sys.modules
    if wanted is None and contacts is not None and contacts < SMALL_RUN and not is_loaded:
        return "reference"
    return "fast"


def engine_called(name: str) -> Engine:
    """Return an engine by its name; what it needs is loaded now."""
    if name == "fast":
        from channelmix.engine import kernel

        return kernel.run
    from channelmix.engine import reference

    return reference.run
