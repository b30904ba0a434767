"""
The scenario file: an operation and its strategy, read, merged, checked and described.

``load`` is the way in: it takes a path or the name of a shipped scenario and returns a checked,
frozen model with the place and the source of every value, or raises all mistakes at once. The
names below are loaded when first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from channelmix.scenario.loading import Loaded as Loaded
    from channelmix.scenario.loading import load as load
    from channelmix.scenario.model import Scenario as Scenario
    from channelmix.scenario.positions import Position as Position
    from channelmix.scenario.schema import json_schema as json_schema

_HOMES = {
    "Loaded": "channelmix.scenario.loading",
    "Position": "channelmix.scenario.positions",
    "Scenario": "channelmix.scenario.model",
    "json_schema": "channelmix.scenario.schema",
    "load": "channelmix.scenario.loading",
}

__all__ = ["Loaded", "Position", "Scenario", "json_schema", "load"]


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for."""
    from importlib import import_module

    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)
