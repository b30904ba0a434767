"""
Stored forecasts as far as a scenario needs them: where they lie, and what their model cards say.

A name is looked for in ``forecasts/`` beside the scenario file that uses it, in ``forecasts/`` of the current
folder, then among those that come with channelmix. ``name@3`` is its third version. The numbers
themselves are read where the simulation is prepared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import tomli

import channelmix
from channelmix.errors import DataError
from channelmix.scenario.cards import problems_of
from channelmix.scenario.elsewhere import elsewhere
from channelmix.scenario.reach import OUT_OF_REACH, is_within_reach
from channelmix.scenario.suggest import did_you_mean

FOLDER, CARD, VERSIONS = "forecasts", "card.toml", "versions"
NUMBERS = ("draws.parquet", "profile.parquet", "adoption.parquet", "overrides.csv")
"""What of a stored forecast decides figures."""

SCHEMA = 1
STALE_AFTER_DAYS = 120
"""A forecast that has learned nothing for so long is called stale: a quarter and a month (estimate of ours)."""

_REQUIRED = ("schema", "name", "version", "made")


@dataclass(frozen=True)
class StoredForecast:
    """A stored forecast that a scenario uses."""

    name: str
    folder: Path
    card: Mapping[str, Any]

    @property
    def label(self) -> str:
        """What messages call it: the name it was stored under."""
        return str(self.card["name"])

    @property
    def version(self) -> int:
        """Number of the version, from 1."""
        return int(self.card["version"])

    @property
    def channels(self) -> tuple[str, ...]:
        """Channels whose contacts it forecasts."""
        return tuple(self.card.get("channels", ()))

    @property
    def assumed_shape(self) -> tuple[str, ...]:
        """Channels whose history has days only, so that the shape of their day is none that was measured."""
        return tuple(self.card.get("assumed_shape", ()))

    def quiet_weekdays(self, channel: str) -> tuple[str, ...]:
        """Return the weekdays on which a channel is forecast to have next to nothing."""
        return tuple(self.card.get("quiet_weekdays", {}).get(channel, ()))

    @property
    def first(self) -> date | None:
        """First day forecast."""
        return as_date(self.card.get("first"))

    @property
    def last(self) -> date | None:
        """Last day forecast."""
        return as_date(self.card.get("last"))

    @property
    def validated_until(self) -> date | None:
        """Last day so near to the history that a backtest has tried the horizon; None without a backtest."""
        return as_date(self.card.get("validation", {}).get("until"))

    @property
    def learned_until(self) -> date | None:
        """Last day of what it was fitted to."""
        return as_date(self.card.get("history", {}).get("last"))

    @property
    def source(self) -> str:
        """What to name as the source of numbers taken from it."""
        kind = "adoption curve" if self.card.get("kind") == "adoption" else "forecast"
        learned = f", learned until {self.learned_until}" if self.learned_until else ""
        return f"{kind} {self.label}, version {self.version} of {self.card['made']:%Y-%m-%d}{learned}"

    def age_days(self, today: date) -> int:
        """Return for how many days nothing new has been learned."""
        since = self.learned_until or self.card["made"].date()
        return max((today - since).days, 0)

    def unvalidated(self, first: date, last: date) -> str | None:
        """Return what to say of days beyond the longest horizon that a backtest has tried; None if there are none."""
        until = self.validated_until
        if until is not None and last <= until:
            return None
        if until is None or (self.learned_until is not None and until <= self.learned_until):
            return f"forecast {self.label} is not validated: no backtest was made"
        since = max(first, until + timedelta(days=1))
        return f"forecast {self.label} is not validated from {since} on: backtests reach to {until}"

    def stale(self, today: date) -> str | None:
        """Return what to say of a forecast that has long learned nothing; None if it is fresh."""
        age = self.age_days(today)
        limit = int(self.card.get("stale_after_days", STALE_AFTER_DAYS))
        if age <= limit:
            return None
        what = "the last survey it used is" if self.card.get("kind") == "adoption" else "its history ends"
        return f"forecast {self.label} is stale: {what} {age} days ago, more than {limit}; refit it"


def as_date(value: object) -> date | None:
    """Return a date as it is, the day of a moment, None of anything else."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def shipped_forecasts() -> Path:
    """Return the folder of the forecasts that come with channelmix."""
    package = Path(channelmix.__file__).resolve().parent
    installed = package / "shipped" / FOLDER
    return installed if installed.is_dir() else package.parents[1] / FOLDER


def shipped_or(path: str | Path) -> Path:
    """
    Return a path as it is if there is such a file, else the file of that name among the shipped forecasts, if any.

    Examples:
        >>> shipped_or("tutorial/generated_history.csv").is_file()
        True
    """
    given = Path(path)
    try:
        shipped = shipped_forecasts() / given
        return shipped if not given.exists() and shipped.is_file() else given
    except (OSError, ValueError):
        return given


def forecast_places(beside: Path | None = None) -> tuple[Path, ...]:
    """Return the folders in which forecasts are looked for, in order."""
    own = () if beside is None else (beside / FOLDER,)
    return tuple(dict.fromkeys([*own, Path(FOLDER), shipped_forecasts()]))


def forecast_names(folders: Sequence[Path]) -> list[str]:
    """Return the names of the forecasts stored in any of the folders."""
    found = {path.parent.name for folder in folders if folder.is_dir() for path in folder.glob(f"*/{CARD}")}
    return sorted(name for name in found if not name.startswith("."))


def stored_forecast(name: str, beside: Path | None = None) -> StoredForecast:
    """
    Return a stored forecast by its name.

    Args:
        name: Its name or the path of its folder, with ``@3`` for its third version.
        beside: Folder of the scenario that names it.

    Raises:
        DataError: If there is none, or its card cannot be read.
    """
    plain, _, version = name.partition("@")
    places = [*(place / plain for place in forecast_places(beside)), Path(plain)]
    candidates = filter(is_within_reach, map(elsewhere, places))
    folder = next((path for path in candidates if plain and (path / CARD).is_file()), None)
    if folder is None:
        known = forecast_names(forecast_places(beside))
        listed = f"known are {', '.join(known)}" if known else "'channelmix forecast fit' makes one"
        raise DataError(f"no forecast is stored under that name (got {plain!r}){did_you_mean(plain, known)}; {listed}")
    if version:
        folder = _version_of(folder, version)
    if not all(is_within_reach(folder / file) for file in (CARD, *NUMBERS)):
        raise DataError(f"the forecast {plain!r} {OUT_OF_REACH}")
    return StoredForecast(name, folder, read_card(folder))


def _version_of(folder: Path, version: str) -> Path:
    kept = {int(path.name): path for path in version_folders(folder)}
    kept[int(read_card(folder)["version"])] = folder
    if not version.isdigit() or int(version) not in kept:
        raise DataError(f"{folder} has the versions {', '.join(map(str, kept))} (got {version})")
    return kept[int(version)]


def version_folders(folder: Path) -> list[Path]:
    """Return the folders of earlier versions, the oldest first."""
    return sorted(path for path in (folder / VERSIONS).glob("[0-9]*") if (path / CARD).is_file())


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
        raise DataError(f"{path}: schema must be {SCHEMA}, which this channelmix reads (got {card['schema']})")
    problems = "; ".join(problems_of(card))
    if problems:
        raise DataError(f"{path}: {problems}; fit the forecast again")
    return card
