"""
The backtest of a stored forecast: what its recipe would have said at past moments, beside the plain methods.

All channels together are tried, and each channel by itself, by the need engine of the recipe. The result
is kept in the forecast's folder as ``backtest.json``, and ``forecast show`` repeats it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from channelmix.errors import DataError
from channelmix.forecast.backtest import Row, Scores, compare
from channelmix.forecast.fitting.diff import read_past
from channelmix.forecast.fitting.recipe import read_recipe
from channelmix.forecast.fitting.totals import Beside
from channelmix.forecast.series import Daily
from channelmix.forecast.store.folders import RECIPE
from channelmix.scenario.stored import StoredForecast
from channelmix.scenario.suggest import did_you_mean

ALL = "all channels"
FILE = "backtest.json"

Progress = Callable[[str, int, int], None]
"""Told the series, and how many origins of how many are done."""


@dataclass(frozen=True, eq=False)
class Backtest:
    """Scores of a stored forecast's recipe at past moments, by series."""

    stored: StoredForecast
    engine: str
    origins: int
    horizon: int
    scores: Mapping[str, Scores]

    def rows(self, series: str) -> list[Row]:
        """Return a row for each method over all days."""
        return self.scores[series].by_method()

    def by_horizon(self, series: str) -> list[Row]:
        """Return a row for each class of horizons and method."""
        return self.scores[series].by_horizon()

    def as_dict(self) -> dict[str, Any]:
        """Return the backtest for JSON."""
        return {
            "schema": 1, "forecast": self.stored.label, "version": self.stored.version, "engine": self.engine,
            "origins": self.origins, "horizon_days": self.horizon,
            "series": {
                name: {
                    "all": [asdict(row) for row in scores.by_method()],
                    "by_horizon": [asdict(row) for row in scores.by_horizon()],
                    "by_kind_of_day": [asdict(row) for row in scores.by_kind()],
                }
                for name, scores in self.scores.items()
            },
        }  # fmt: skip


def backtest(
    stored: StoredForecast, *, origins: int = 13, horizon: int = 28, series: str | None = None,
    progress: Progress | None = None,
) -> Backtest:  # fmt: skip
    """
    Try a stored forecast's recipe at past moments of its history, and keep the scores in its folder.

    Args:
        stored: The forecast.
        origins: At how many past moments.
        horizon: How many days ahead; the moments lie as far apart.
        series: One channel, or "all channels"; absent: all of them.
        progress: Told how far it is.

    Raises:
        DataError: If the history is too short for so many moments, or there is no such series.
    """
    recipe = read_recipe(stored.folder / RECIPE)
    wanted = _series(read_past(stored.folder / "history.parquet"), series)
    scores = {}
    for name, daily in wanted.items():
        scores[name] = compare(
            daily, country=recipe.country, subdivision=recipe.subdivision, events=recipe.events,
            engine=recipe.engine, origins=origins, horizon=horizon,  # type: ignore[arg-type]
            progress=None if progress is None else _told(progress, name),
        )  # fmt: skip
    found = Backtest(stored, recipe.engine, origins, horizon, scores)
    text = json.dumps(found.as_dict(), indent=1, default=float)
    fresh = stored.folder / f".{FILE}"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(stored.folder / FILE)
    return found


def _told(progress: Progress, name: str) -> Callable[[int, int], None]:
    return lambda done, of: progress(name, done, of)


def _series(past: Beside, wanted: str | None) -> dict[str, Daily]:
    every = {ALL: past.total}
    if len(past.channels) > 1:
        every |= {
            name: Daily.of(past.days, past.contacts[row], open=past.open[row], name=name)
            for row, name in enumerate(past.channels)
        }
    if wanted is None:
        return every
    if wanted not in every:
        raise DataError(f"--series must be one of {', '.join(every)} (got {wanted!r}){did_you_mean(wanted, every)}")
    return {wanted: every[wanted]}
