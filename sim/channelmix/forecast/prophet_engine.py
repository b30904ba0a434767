"""
The Prophet engine: the same log scale, holidays and events, with a correction of the recent level.

The one module that knows Prophet, which it imports on first use (about a second) and silences. No network is
needed: the solver comes with it.

Source: S. J. Taylor and B. Letham, "Forecasting at scale", The American Statistician 72, 2018.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from channelmix.errors import InputError
from channelmix.forecast.logscale import scatter_of
from channelmix.forecast.regressors import HOLIDAY_LAGS, Calendar, faded, window
from channelmix.forecast.series import Daily, Days, Flags, Reals

LEAST_DAYS = 730
"""In shorter histories Prophet has not seen the whole year twice, and drags the mean down."""

_SETTINGS = {"seasonality_prior_scale": 1.0, "holidays_prior_scale": 1.0, "changepoint_prior_scale": 0.05}
_LEVEL_HALF_LIFE = 14.0
_LEVEL_DOUBT = 5.0
"""Days of evidence for no correction."""
_CUT = 2.0
_FUTURE_DAYS = 6 * 365
_DEFAULT_SAMPLES = 300


def available() -> bool:
    """Return whether Prophet is installed, without importing it."""
    return find_spec("prophet") is not None


@dataclass(frozen=True, eq=False)
class ProphetFit:
    """
    A fitted Prophet and what its level lacked in the last weeks of the history.

    Its trend would go on for ever, also that of a step, which Prophet takes for a rise of months; after the
    history it fades as that of the regression does.
    """

    model: Any
    correction: float
    last: np.datetime64
    """Last day of the history."""

    def logs(self, days: Days) -> Reals:
        """Return the forecast of ``days`` on the log scale."""
        if not len(days):
            return np.zeros(0)
        with _quiet():
            found = self.model.predict(_table(np.concatenate([[self.last], days])))
        trend = np.asarray(found["trend"], np.float64)
        since = (days - self.last).astype(np.float64)
        undue = 1.0 - faded(since) / np.maximum(since, 1.0)
        logs = np.asarray(found["yhat"], np.float64)[1:] + self.correction
        return np.asarray(logs - np.where(since > 0, undue, 0.0) * (trend[1:] - trend[0]))


def fit(days: Days, logs: Reals, learned: Flags, calendar: Calendar) -> ProphetFit:
    """
    Return Prophet fitted to a history on the log scale.

    Args:
        days: Consecutive days, shape ``(n,)``.
        logs: On the log scale, shape ``(n,)``; only where ``learned``.
        learned: Which days to learn from.
        calendar: Holidays and events.

    Raises:
        InputError: If Prophet is not installed.
    """
    with _quiet():
        model = _new_model(
            yearly_seasonality=len(days) >= LEAST_DAYS,
            weekly_seasonality=True,
            daily_seasonality=False,
            holidays=_holiday_table(calendar, days),
            uncertainty_samples=0,
            **_SETTINGS,
        )
        model.fit(_table(days[learned], logs[learned]))
        residuals = logs[learned] - _predicted(model, days[learned])
    limit = _CUT * scatter_of(residuals)
    weight = 0.5 ** ((days[-1] - days[learned]).astype(np.int64) / _LEVEL_HALF_LIFE)
    level = float(weight @ np.clip(residuals, -limit, limit)) / (float(weight.sum()) + _LEVEL_DOUBT)
    return ProphetFit(model, level, days[-1])


def by_default(history: Daily, days: Days, levels: tuple[float, ...]) -> tuple[Reals, Reals]:
    """
    Return what Prophet says when nothing is set: the point, and the quantiles of its own samples.

    Args:
        history: Known days.
        days: Days to forecast.
        levels: Of the quantiles.
    """
    with _quiet():
        model = _new_model(uncertainty_samples=_DEFAULT_SAMPLES)
        known = history.known
        state = np.random.get_state()  # noqa: NPY002 - Prophet samples from the global generator, which is put back
        np.random.seed(0)  # noqa: NPY002 - the same
        try:
            model.fit(_table(history.days[known], history.values[known]), seed=0)
            point = _predicted(model, days)
            samples = model.predictive_samples(_table(days))["yhat"]
        finally:
            np.random.set_state(state)  # noqa: NPY002 - the same
    return point, np.quantile(samples, levels, axis=1)


def _new_model(**settings: Any) -> Any:
    try:
        from prophet import Prophet
    except ImportError as error:
        raise InputError("the Prophet engine needs prophet: pip install 'channelmix[forecast]'") from error
    solver = logging.getLogger("cmdstanpy")
    if not solver.hasHandlers():
        # The solver gives a logger without handlers one of its own, and a level, whenever it is run.
        solver.addHandler(logging.NullHandler())
    solver.setLevel(logging.CRITICAL)
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "prophet"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return Prophet(**settings)


def _table(days: Days, values: Reals | None = None) -> Any:
    import pandas as pd

    columns: dict[str, object] = {"ds": days.astype("datetime64[ns]")}
    return pd.DataFrame(columns if values is None else {**columns, "y": values})


def _predicted(model: Any, days: Days) -> Reals:
    if not len(days):
        return np.zeros(0)
    return np.asarray(model.predict(_table(days))["yhat"], np.float64)


def _holiday_table(calendar: Calendar, days: Days) -> Any:
    """Return holidays and events from the history's first day to some years after its last, or None."""
    import pandas as pd

    span = np.array([days[0], days[-1] + _FUTURE_DAYS])
    rows: list[tuple[str, np.datetime64, int, int]] = [
        (name, day, HOLIDAY_LAGS[0], HOLIDAY_LAGS[-1])
        for name, dates in calendar.holidays(span).items()
        for day in dates
    ]
    for event in calendar.events:
        first, last = window(event)
        rows += [(f"event {event.name}", day, 0, 0) for day in np.arange(first, last + np.timedelta64(1, "D"))]
    if not rows:
        return None
    table = pd.DataFrame(rows, columns=["holiday", "ds", "lower_window", "upper_window"])
    return table.drop_duplicates(["holiday", "ds"])


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the loggers of Prophet and its solver still, and warnings of theirs that no user can act on."""
    loggers = [logging.getLogger(name) for name in ("prophet", "prophet.plot", "cmdstanpy")]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
