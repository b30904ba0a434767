"""
Forecasting methods that a backtest sets side by side: ours, and the plain ones that it has to beat.

A method is a function of what is known (a ``Daily``) and the days asked for. The plain ones take their intervals
from how wrong they would have been inside the history, as many weeks ahead.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.forecast import need, prophet_engine
from channelmix.forecast.engine_names import Engine
from channelmix.forecast.logscale import closed_weekdays
from channelmix.forecast.scores import LEVELS
from channelmix.forecast.series import Daily, Days, Event, Reals, weekdays


@dataclass(frozen=True, eq=False)
class Prediction:
    """
    What a method says.

    Attributes:
        point: Contacts per day, shape ``(days,)``.
        quantiles: At ``scores.LEVELS``, shape ``(levels, days)``.
    """

    point: Reals
    quantiles: Reals


Method = Callable[[Daily, Days], Prediction]

SEASONAL_NAIVE, SIX_WEEKS, PERSISTENCE = "seasonal naive", "mean of six weeks", "persistence"
PROPHET_DEFAULT = "prophet default"


def ours(
    engine: Engine = "mean", *, country: str | None = None, subdivision: str | None = None, events: Sequence[Event] = ()
) -> Method:
    """Return the method that fits ``need`` with the given settings at every origin."""

    def method(history: Daily, days: Days) -> Prediction:
        fitted = need.fit(history, country=country, subdivision=subdivision, events=events, engine=engine)
        return Prediction(fitted.forecast(days), fitted.intervals(days, LEVELS))

    return method


def seasonal_naive(history: Daily, days: Days) -> Prediction:
    """Repeat the last known day of the same weekday."""
    return _from_past(history, days, _same_weekday(history, 1))


def six_weeks(history: Daily, days: Days) -> Prediction:
    """Repeat the mean of the last six known days of the same weekday."""
    return _from_past(history, days, _same_weekday(history, 6))


def persistence(history: Daily, days: Days) -> Prediction:
    """Repeat the mean of the last seven known open days, whatever the weekday."""
    recent = history.values[history.known][-7:]
    level = float(recent.mean()) if len(recent) else 0.0
    return _from_past(history, days, np.full(7, level))


def prophet_default(history: Daily, days: Days) -> Prediction:
    """Ask Prophet with nothing set; its negative numbers and closed days become zero."""
    point, quantiles = prophet_engine.by_default(history, days, LEVELS)
    is_open = _open(history, days)
    return Prediction(np.where(is_open, np.maximum(point, 0), 0.0), np.where(is_open, np.maximum(quantiles, 0), 0.0))


def plain_methods() -> Mapping[str, Method]:
    """Return the methods that every backtest stands beside; Prophet where it is installed."""
    plain: dict[str, Method] = {SEASONAL_NAIVE: seasonal_naive, SIX_WEEKS: six_weeks, PERSISTENCE: persistence}
    return plain | ({PROPHET_DEFAULT: prophet_default} if prophet_engine.available() else {})


def _same_weekday(history: Daily, count: int) -> Reals:
    """Return the mean of the last ``count`` known days of each weekday; 0 where there are none."""
    weekday, known = weekdays(history.days), history.known
    recent = [history.values[known & (weekday == number)][-count:] for number in range(7)]
    return np.array([float(values.mean()) if len(values) else 0.0 for values in recent])


def _open(history: Daily, days: Days) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return ~np.isin(weekdays(days), closed_weekdays(history.days, history.open))


def _from_past(history: Daily, days: Days, by_weekday: Reals) -> Prediction:
    """Return a forecast by weekday, its intervals from differences of the history as many weeks apart."""
    point = np.where(_open(history, days), by_weekday[weekdays(days)], 0.0)
    values = np.where(history.known, history.values, np.nan)
    weeks = np.maximum((days - history.days[-1]).astype(np.int64) + 6, 7) // 7
    quantiles = np.empty((len(LEVELS), len(days)))
    for week in np.unique(weeks):
        steps = values[7 * week :] - values[: -7 * week] if 7 * week < len(values) else np.zeros(0)
        steps = steps[~np.isnan(steps)]
        spread = np.quantile(steps, LEVELS) if len(steps) else np.zeros(len(LEVELS))
        quantiles[:, weeks == week] = point[weeks == week] + spread[:, None]
    return Prediction(point, np.where(point > 0, np.maximum(quantiles, 0.0), 0.0))
