"""
The model card: what a forecast rests on, how good it was on days it had not seen, and how far that reaches.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tomli

from channelmix.errors import DataError
from channelmix.forecast.store.folders import CARD

SCHEMA = 1
_REQUIRED = ("schema", "name", "version", "made", "first", "last", "channels", "draws")


def read_card(folder: Path) -> dict[str, Any]:
    """
    Return the model card of a stored forecast.

    Raises:
        DataError: If it is missing or is no card of this version of the format.
    """
    path = folder / CARD
    try:
        card = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise DataError(f"{path} is not a model card that can be read ({error})") from error
    missing = [key for key in _REQUIRED if key not in card]
    if missing:
        raise DataError(f"{path} must have {', '.join(missing)}; fit the forecast again")
    if card["schema"] != SCHEMA:
        raise DataError(
            f"{path}: schema must be {SCHEMA}, the version that this channelmix reads (got {card['schema']})"
        )
    return card


def validated_until(card: Mapping[str, Any]) -> date | None:
    """Return the last day for which a backtest has tried so long a horizon; None if there was no backtest."""
    found = card.get("validation", {}).get("until")
    return found if type(found) is date else None


def age_in_days(card: Mapping[str, Any], today: date) -> int:
    """Return for how many days nothing new has been learned: since the last day of the history."""
    last = card.get("history", {}).get("last")
    made = card["made"]
    since = last if type(last) is date else made.date() if isinstance(made, datetime) else today
    return max((today - since).days, 0)
