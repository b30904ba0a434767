"""
The stored forecasts that a study rests on, ready to be shown beside its figures.

They are the curves and forecasts that the scenarios name. A study that moves customers to WhatsApp by plain
numbers gets the shipped survey curve of its country, where there is one, to be read beside those numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from channelmix.errors import DataError
from channelmix.forecast.fitting.view import View, view_of
from channelmix.scenario.stored import stored_forecast

SHIPPED = {"NL": "nl_whatsapp", "DE": "de_whatsapp"}
CHANNEL = "whatsapp"

Resolved = Mapping[str, Any]


@dataclass(frozen=True)
class Used:
    """A forecast, and whether figures rest on it."""

    view: View
    is_named: bool
    """Whether a scenario names it; else it is to be read beside the scenario's own numbers."""


def forecasts_used(scenarios: Sequence[Resolved], folders: Sequence[Path]) -> list[Used]:
    """
    Return the forecasts that scenarios rest on, each once; what is no longer stored is left out.

    Args:
        scenarios: Resolved scenarios, as a run folder's manifest has them.
        folders: Where each scenario file lies.
    """
    named = dict(_named(scenarios, folders))
    found = [_read(name, beside, is_named=True) for name, beside in named.items()]
    country = scenarios[0].get("period", {}).get("country")
    if country in SHIPPED and SHIPPED[country] not in named and _moves_by_numbers(scenarios):
        found.append(_read(SHIPPED[country], None, is_named=False))
    return [used for used in found if used is not None]


def _read(name: str, beside: Path | None, *, is_named: bool) -> Used | None:
    try:
        return Used(view_of(stored_forecast(name, beside)), is_named=is_named)
    except DataError:
        return None


def _named(scenarios: Sequence[Resolved], folders: Sequence[Path]) -> Iterator[tuple[str, Path | None]]:
    for scenario, folder in zip(scenarios, folders, strict=True):
        settings = [(channel.get("arrivals"), "forecast") for channel in scenario.get("channels", {}).values()]
        settings += [(shift.get("share"), "adoption") for shift in scenario.get("channel_shift") or ()]
        for setting, key in settings:
            if isinstance(setting, dict) and setting.get(key):
                yield str(setting[key]), folder


def _moves_by_numbers(scenarios: Sequence[Resolved]) -> bool:
    shifts = [shift for scenario in scenarios for shift in scenario.get("channel_shift") or ()]
    return any(shift.get("to") == CHANNEL and not isinstance(shift.get("share"), dict) for shift in shifts)
