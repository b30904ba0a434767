"""
Forecasts with their doubt: how many contacts a day, on which channels, at which time of day.

``import channelmix as cm; f = cm.forecast.fit(frame, surveys=points, until="2029-12-31"); f.save("service")``.
The names below are loaded when first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from channelmix.forecast.fitting.api import fit as fit
    from channelmix.forecast.fitting.api import load as load
    from channelmix.forecast.fitting.result import Forecast as Forecast
    from channelmix.forecast.history import audit_history as audit
    from channelmix.forecast.series import Event as Event

_HOMES = {
    "audit": ("channelmix.forecast.history", "audit_history"),
    "fit": ("channelmix.forecast.fitting.api", "fit"),
    "load": ("channelmix.forecast.fitting.api", "load"),
    "Event": ("channelmix.forecast.series", "Event"),
    "Forecast": ("channelmix.forecast.fitting.result", "Forecast"),
}

__all__ = ["Event", "Forecast", "audit", "fit", "load"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"channelmix.forecast has no {name!r}; it has {', '.join(_HOMES)}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
