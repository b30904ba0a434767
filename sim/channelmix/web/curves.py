"""
Stored adoption curves, as far as their cards tell: for which channel, which country, which years.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from channelmix.errors import DataError
from channelmix.scenario.changes import Adopted
from channelmix.scenario.stored import StoredForecast, forecast_names, forecast_places, stored_forecast

if TYPE_CHECKING:
    from channelmix.scenario import Loaded


@dataclass(frozen=True)
class Curve:
    """An adoption curve that a lever may read in another year."""

    name: str
    first: date
    last: date

    @property
    def years(self) -> range:
        """Years in whose middle the curve is known, the first left out, before which nothing moves."""
        return range(self.first.year + 1, self.last.year + (self.last >= date(self.last.year, 7, 1)))


def curves_to(channel: str, loaded: "Loaded") -> Curve | None:
    """Return the curve that a scenario's shifts to a channel use, else one for the channel and country, if any."""
    used = [
        shift.share.adoption
        for shift in loaded.scenario.channel_shift
        if shift.to == channel and isinstance(shift.share, Adopted)
    ]
    beside = Path(loaded.path).parent
    names = used[:1] or forecast_names(forecast_places(beside))
    for name in names:
        try:
            stored = stored_forecast(name, beside)
        except DataError:
            continue
        if used or _is_about(stored, channel, loaded.scenario.period.country):
            return _curve(stored)
    return None


def _is_about(stored: StoredForecast, channel: str, country: str | None) -> bool:
    card = stored.card
    return card.get("kind") == "adoption" and card.get("channel") == channel and card.get("country") == country


def _curve(stored: StoredForecast) -> Curve | None:
    if stored.first is None or stored.last is None:
        return None
    return Curve(stored.name, stored.first, stored.last)
