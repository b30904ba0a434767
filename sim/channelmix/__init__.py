"""
Simulate and forecast the channel mix of a contact center.

The public names are loaded when first used, so that ``import channelmix`` stays quick and a
command that needs no numbers imports no numerical library.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from channelmix.compare import Comparison as Comparison
    from channelmix.compare import compare as compare
    from channelmix.errors import ChannelmixError as ChannelmixError
    from channelmix.errors import InputError as InputError
    from channelmix.errors import ScenarioError as ScenarioError
    from channelmix.scenario import Loaded as Loaded
    from channelmix.scenario import Scenario as Scenario
    from channelmix.scenario import load as load
    from channelmix.simulate import Run as Run
    from channelmix.simulate import run as run
    from channelmix.staffing import staff as staff
    from channelmix.sweep import sweep as sweep

__version__ = "0.1.0"

_HOMES = {
    "load": "channelmix.scenario",
    "run": "channelmix.simulate",
    "compare": "channelmix.compare",
    "staff": "channelmix.staffing",
    "sweep": "channelmix.sweep",
    "Loaded": "channelmix.scenario",
    "Scenario": "channelmix.scenario",
    "Run": "channelmix.simulate",
    "Comparison": "channelmix.compare",
    "ChannelmixError": "channelmix.errors",
    "InputError": "channelmix.errors",
    "ScenarioError": "channelmix.errors",
}
"""Where each public name lives; at most fifteen."""

__all__ = [
    "ChannelmixError",
    "Comparison",
    "InputError",
    "Loaded",
    "Run",
    "Scenario",
    "ScenarioError",
    "compare",
    "load",
    "run",
    "staff",
    "sweep",
]


class _Package(ModuleType):
    """This package: its names come when asked for, and ``compare`` is the function, not the module it lives in."""

    def __getattr__(self, name: str) -> Any:
        if name == "forecast":
            from importlib import import_module

            return import_module("channelmix.forecast")
        if name not in _HOMES:
            raise AttributeError(f"channelmix has no {name!r}; it has {', '.join(_HOMES)}")
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Travel by name: functions of a notebook that use this package go to a cluster's workers."""
        from importlib import import_module

        return import_module, (__name__,)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_HOMES, "forecast"})


sys.modules[__name__].__class__ = _Package
