"""
The backtest of a stored forecast: what its recipe would have said at past moments, beside the plain methods.

All channels together are tried, and each channel by itself, by the need engine of the recipe; shares with the last 4
and 8 months left out; curves through surveys with the last surveys left out; each beside persistence. The result is
kept in the forecast's folder as ``backtest.json``, and ``forecast show`` repeats it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from channelmix.errors import DataError
from channelmix.forecast.backtest import Row, Scores, compare
from channelmix.forecast.choice import backtest as choice_backtest
from channelmix.forecast.choice.mixes import leave_out_mix, leave_out_surveys
from channelmix.forecast.choice.shock_words import shock_of
from channelmix.forecast.choice.surveys import Survey, read
from channelmix.forecast.choice.times import years_of
from channelmix.forecast.fitting.diff import read_past
from channelmix.forecast.fitting.recipe import read_recipe
from channelmix.forecast.fitting.totals import Beside
from channelmix.forecast.series import Daily
from channelmix.forecast.store.folders import RECIPE
from channelmix.scenario.stored import StoredForecast, shipped_forecasts
from channelmix.scenario.suggest import did_you_mean

ALL = "all channels"
FILE = "backtest.json"

Progress = Callable[[str, int, int], None]
"""Told the series, and how many origins of how many are done."""


@dataclass(frozen=True)
class ShareScore:
    """What forecasts of a share were worth: of a channel's part of all contacts, or of a curve through surveys."""

    channel: str
    left_out: str
    """4 months, or 2 surveys."""
    cases: int
    error: float
    """Mean absolute error, points of share."""
    persistence: float
    """That of the last known share."""
    covered_80: float
    covered_95: float
    interval_score_80: float


@dataclass(frozen=True, eq=False)
class Backtest:
    """Scores of a stored forecast's recipe at past moments, by series."""

    stored: StoredForecast
    engine: str
    origins: int
    horizon: int
    scores: Mapping[str, Scores]
    shares: tuple[ShareScore, ...] = ()
    """Of channels' shares and of curves through surveys."""

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
            "shares": [asdict(each) for each in self.shares],
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
    if not stored.channels:
        return _kept(Backtest(stored, "curves through surveys", 0, 0, {}, _surveyed(stored)))
    recipe = read_recipe(stored.folder / RECIPE)
    past = read_past(stored.folder / "history.parquet")
    wanted = _series(past, series)
    scores = {}
    for name, daily in wanted.items():
        scores[name] = compare(
            daily, country=recipe.country, subdivision=recipe.subdivision, events=recipe.events,
            engine=recipe.engine, origins=origins, horizon=horizon,
            progress=None if progress is None else _told(progress, name),
        )  # fmt: skip
    shares = () if series else (*_mixed(past), *_surveyed(stored))
    return _kept(Backtest(stored, recipe.engine, origins, horizon, scores, shares))


def _kept(found: Backtest) -> Backtest:
    """Keep a backtest in the folder of its forecast, unless the forecast came with channelmix."""
    stored = found.stored
    if stored.folder.resolve().is_relative_to(shipped_forecasts().resolve()):
        return found
    text = json.dumps(found.as_dict(), indent=1, default=float)
    fresh = stored.folder / f".{FILE}"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(stored.folder / FILE)
    return found


def _mixed(past: Beside) -> tuple[ShareScore, ...]:
    """Return the scores of the shares of months, channel by channel."""
    middles, sums = past.months()
    if len(past.channels) < 2 or not len(middles):
        return ()
    totals = sums.sum(axis=0)
    cases = leave_out_mix(past.channels, years_of(middles), (sums / totals).T, totals)
    return tuple(score for name in past.channels for score in _scored(name, "months", cases))


def _surveyed(stored: StoredForecast) -> tuple[ShareScore, ...]:
    """Return the scores of curves through the stored surveys of each channel."""
    path = stored.folder / "surveys.csv"
    if not path.is_file():
        return ()
    table = read(path)
    shown = stored.channels or (str(stored.card.get("channel", "")),)
    found: list[ShareScore] = []
    for channel in table.channels:
        rows = [row for row in table.rows if row.channel == channel]
        if channel in shown and any(row.kind == "use" for row in rows):
            cases = leave_out_surveys(table, channel=channel, **_settings(stored, rows))
            found += _scored(channel, "surveys", cases)
    return tuple(found)


def _settings(stored: StoredForecast, rows: Sequence[Survey]) -> dict[str, Any]:
    """Return how the curve of a channel was fitted: as its card says, or for a forecast by the recipe's country."""
    shocks = [shock_of(entry, "card.toml") for entry in stored.card.get("shock", ())]
    if not stored.channels:
        card = stored.card
        named = {"country": card.get("country", ""), "age": card.get("age", ""), "launched": card.get("launched")}
        return {**named, "shocks": shocks}
    country = read_recipe(stored.folder / RECIPE).country or ""
    return {"country": country if any(row.country.casefold() == country.casefold() for row in rows) else ""}


def _scored(channel: str, step: str, cases: Sequence[choice_backtest.Case]) -> list[ShareScore]:
    mine = [case for case in cases if case.series == channel]
    rows = choice_backtest.scores(mine)
    plain = {row.left_out: row.error for row in rows if row.method == "persistence"}
    return [
        ShareScore(
            channel, f"{row.left_out} {step if row.left_out > 1 else step.removesuffix('s')}", row.series, row.error,
            plain[row.left_out], row.covered_80 or 0.0, row.covered_95 or 0.0, row.interval_score_80 or 0.0,
        )
        for row in rows
        if row.method != "persistence"
    ]  # fmt: skip


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
