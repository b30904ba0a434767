"""
A stored forecast put under a scenario's arrivals: ``--forecast NAME``.

Every channel that has arrivals of its own and is in the forecast takes them from there; the others keep theirs.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from channelmix.errors import InputError
from channelmix.scenario import Loaded, load
from channelmix.scenario.elsewhere import as_it_was
from channelmix.scenario.stored import StoredForecast, stored_forecast

_TEMPORARY = "forecast"


@dataclass(frozen=True)
class Forecasted:
    """A scenario whose arrivals are forecast."""

    loaded: Loaded
    left: tuple[str, ...]
    """Channels of the forecast that the scenario does not take from it."""
    own: tuple[str, ...]
    """Channels of the scenario with arrivals that are not forecast."""
    texts: tuple[str, ...] = ()
    """The settings that put the forecast there."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of channels on one side only."""
        found = []
        if self.left:
            found.append(
                f"forecast, but not used, since no arrivals of the scenario bear the name: {', '.join(self.left)}"
            )
        if self.own:
            found.append(f"not forecast, the same in every month and path: {', '.join(self.own)}")
        return tuple(found)


def forecasted(
    source: str | Path, forecast: str | None, settings: Sequence[str] = (), *, plain: Loaded | None = None
) -> Forecasted:
    """
    Return a scenario with a stored forecast under its arrivals.

    Args:
        source: The scenario's file or the name of a shipped one.
        forecast: The forecast's name or folder; None: the scenario names its own.
        settings: Settings to change, each written ``dotted.key=value``.
        plain: The scenario as it stands, if it has been read already.

    Raises:
        ScenarioError: If the scenario has mistakes, or the forecast does not fit it.
        DataError: If there is no such forecast.
        InputError: If no channel with arrivals is in the forecast.
    """
    plain = plain or load(source)
    coming = [name for name, channel in plain.scenario.channels.items() if channel.arrivals is not None]
    if forecast is None:
        loaded = load(source, settings) if settings else plain
        return Forecasted(loaded, (), tuple(name for name in coming if name not in loaded.forecasts))
    stored = stored_forecast(forecast, Path(plain.path).parent)
    taken = [name for name in coming if name in stored.channels]
    if not taken:
        raise InputError(
            f"--forecast {forecast} must have a channel with arrivals of {plain.path}: {', '.join(coming)} "
            f"(got {', '.join(stored.channels) or 'an adoption curve'})"
        )
    texts = [
        f'channels."{name}".arrivals={{forecast={json.dumps(_named(forecast, stored))}{_shape(name, plain, stored)}}}'
        for name in taken
    ]
    loaded = load(source, [*settings, *texts])
    left = tuple(name for name in stored.channels if name not in taken)
    own = tuple(name for name in coming if name not in loaded.forecasts)
    return Forecasted(loaded, left, own, tuple(texts))


def _shape(name: str, plain: Loaded, stored: StoredForecast) -> str:
    """Return the setting that keeps a channel's own shape of the day, where the forecast's is only assumed."""
    arrivals = plain.scenario.channels[name].arrivals
    if arrivals is None or arrivals.profile is None or name not in stored.assumed_shape:
        return ""
    return f", profile={json.dumps(arrivals.profile)}"


def _named(forecast: str, stored: StoredForecast) -> str:
    """Return a name by which a scenario finds the forecast: a folder needs its whole path."""
    return as_it_was(stored.folder.resolve()).as_posix() if Path(forecast.partition("@")[0]).is_dir() else forecast


@contextmanager
def kept_forecast(forecast: Any) -> Iterator[str | None]:
    """
    Yield the name of a forecast: as it is, or, of one that has not been stored, that of a folder kept for the moment.

    Args:
        forecast: A name, a path, what ``channelmix.forecast.fit`` returns, or None.

    Raises:
        InputError: If it is none of these.
    """
    if forecast is None or isinstance(forecast, str | Path):
        yield None if forecast is None else str(forecast)
        return
    if not hasattr(forecast, "save"):
        raise InputError(
            "forecast must be a name, a folder, or what channelmix.forecast.fit returns "
            f"(got {type(forecast).__name__})"
        )
    with tempfile.TemporaryDirectory(prefix="channelmix-") as folder:
        yield str(forecast.save(_TEMPORARY, folder))
