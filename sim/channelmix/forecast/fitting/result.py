"""
``Forecast``: what a fit gives and what is stored; everything that can be asked of it.

Tables come out as pandas frames; the object itself is an Arrow stream, so polars, DuckDB and others
take it as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from channelmix.errors import DataError
from channelmix.forecast.fitting.recipe import Recipe
from channelmix.forecast.months import are_whole
from channelmix.forecast.store.draws import Draws, Profiles, draws_table
from channelmix.forecast.store.folders import require_name
from channelmix.forecast.store.writing import Version, store_version
from channelmix.scenario.stored import FOLDER
from channelmix.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, eq=False)
class Forecast:
    """
    Contacts of each channel, day and draw, with what is needed to trust or doubt them.

    Attributes:
        draws: Paths of the future.
        profiles: Shapes of the day.
        card: Model card: history, versions, backtest, validated horizon, notes.
        recipe: What was fitted to what.
        files: What is stored beside: plots, surveys, the history's days.
    """

    draws: Draws
    profiles: Profiles
    card: dict[str, Any]
    recipe: Recipe
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def channels(self) -> tuple[str, ...]:
        """Names of the channels."""
        return self.draws.channels

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know."""
        return tuple(self.card.get("notes", ()))

    def __repr__(self) -> str:
        days = self.draws.days
        return f"<Forecast of {', '.join(self.channels)}: {self.draws.count} draws of {days[0]} to {days[-1]}>"

    def to_pandas(self) -> "pd.DataFrame":
        """Return the draws as a frame: draw, date, channel, contacts, handling_s."""
        frame: pd.DataFrame = draws_table(self.draws).to_pandas(date_as_object=False)
        return frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return draws_table(self.draws).__arrow_c_stream__(requested_schema)

    def days(self, levels: Sequence[float] = LEVELS) -> "pd.DataFrame":
        """Return quantiles of each channel's days: channel, date, then a column for each level."""
        return _quantiles(self.channels, self.draws.days, self.draws.contacts, levels=levels, name="date")

    def months(self, levels: Sequence[float] = LEVELS) -> "pd.DataFrame":
        """
        Return quantiles of each channel's months: channel, month, part, then a column for each level.

        Of a month that is a ``part`` the forecast does not cover all days, so its contacts are those of some days.
        """
        months, sums = self.draws.months()
        frame = _quantiles(self.channels, months.astype("datetime64[D]"), sums, levels=levels, name="month")
        parts = np.logical_not(are_whole(months, self.draws.days))
        frame.insert(2, "part", np.tile(parts, len(self.channels)))
        return frame

    def plot(self, channel: str) -> "Figure":
        """
        Return a picture of a channel's whole months for notebooks: middle of the draws, and what holds 8 of 10.

        Raises:
            DataError: If the channel is not one of the forecast, or it covers no whole month.
        """
        months = self.months()
        mine = months[(months.channel == channel) & ~months.part]
        if mine.empty:
            raise DataError(self._nothing_to_plot(channel))
        from matplotlib.figure import Figure

        figure = Figure(figsize=(8, 3), layout="constrained")
        axes = figure.subplots()
        axes.fill_between(mine.month, mine.p10, mine.p90, alpha=0.3, label="8 of 10 draws")
        axes.plot(mine.month, mine.p50, label="middle")
        until = self.card.get("validation", {}).get("until")
        if until is not None:
            axes.axvline(until, linestyle="--", color="tab:red", label="validated until here")
        axes.set(title=f"{channel}: contacts a month", ylim=(0, None))
        axes.legend()
        return figure

    def _nothing_to_plot(self, channel: str) -> str:
        if channel not in self.channels:
            known = ", ".join(self.channels)
            return f"channel must be one of {known} (got {channel!r}){did_you_mean(channel, self.channels)}"
        return (
            f"{channel} has no whole month to plot: the forecast covers {self.draws.days[0]} to {self.draws.days[-1]}"
        )

    def save(self, name: str, folder: str | Path = FOLDER) -> Path:
        """
        Store the forecast as ``folder/name``; a version that is there is kept beside it.

        Raises:
            DataError: If the name cannot be a folder's.
        """
        path = Path(folder) / require_name(name)
        version = Version(
            card=self.card, recipe=self.recipe.as_dict(), draws=self.draws, profiles=self.profiles, files=self.files
        )
        store_version(path, version)
        return path


def _quantiles(
    channels: Sequence[str], dates: Any, values: Any, *, levels: Sequence[float], name: str
) -> "pd.DataFrame":
    import pandas as pd

    found = np.quantile(values, levels, axis=1)
    columns: dict[str, Any] = {
        "channel": np.repeat(np.array(channels, object), len(dates)),
        name: np.tile(dates.astype("datetime64[s]"), len(channels)),
    }
    return pd.DataFrame(columns | {f"p{100 * level:g}": found[at].ravel() for at, level in enumerate(levels)})
