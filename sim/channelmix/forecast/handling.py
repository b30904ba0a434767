"""
Average handling time ahead, beside volume.

Remaining calls get longer as easy ones leave for other channels, so handling time is a series of its own: the same
calendar regression on its logarithm, with a level that moves, days counting by how many contacts their mean rests
on. Intervals and paths come from its own errors at past moments.

Public: ``fit_handling(days, seconds, contacts, ...) -> Handling`` with ``forecast(days)``, ``intervals(days,
levels)`` and ``paths(days, draws, seed=...)``, all in seconds.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from channelmix.errors import DataError
from channelmix.forecast import ridge
from channelmix.forecast.logscale import LogScale
from channelmix.forecast.need import LEAST_DAYS, Need, bands_of, settings_of
from channelmix.forecast.regressors import Calendar
from channelmix.forecast.series import Daily, Event, Flags, Reals

Handling = Need
"""A fitted series of handling times: as ``Need``, in seconds; days on which nothing was ever handled are 0."""

_MOST_TRUST = 2.0
"""Of a day with very many contacts, in usual days."""


def fit_handling(
    days: ArrayLike,
    seconds: ArrayLike,
    contacts: ArrayLike,
    *,
    country: str | None = None,
    subdivision: str | None = None,
    events: Sequence[Event] = (),
    seed: int = 0,
    name: str = "handling time",
) -> Handling:
    """
    Return the forecast of average handling time.

    Args:
        days: Local dates, each once, in any order.
        seconds: Mean handling time of each day's contacts, NaN where unknown; above 0 where there were contacts.
        contacts: How many contacts the mean of each day rests on; 0 makes its mean unknown.
        country: ISO code whose public holidays count; absent: none.
        subdivision: Its part.
        events: Own events, past and planned.
        seed: Of sample paths.
        name: How messages call the series.

    Raises:
        DataError: If fewer than 14 days tell a handling time, or one cannot be a handling time.

    Examples:
        >>> days = np.arange("2026-01-05", "2026-03-02", dtype="datetime64[D]")
        >>> handling = fit_handling(days, np.full(56, 300.0), np.full(56, 40))
        >>> handling.forecast(handling.ahead(3)).round(1)
        array([300., 300., 300.])
    """
    counted = Daily.of(days, contacts, name=f"contacts of {name}")
    told = Daily.of(days, seconds, open=np.ones(np.size(days), bool), name=name)
    learned = ~np.isnan(told.values) & (np.nan_to_num(counted.values) > 0)
    if (wrong := learned & (told.values <= 0)).any():
        raise DataError(f"{name}: {told.days[wrong][0]} had contacts, so it must be above 0 (got 0)")
    if (count := int(learned.sum())) < LEAST_DAYS:
        raise DataError(f"{name}: a forecast needs {LEAST_DAYS} days with contacts and their mean (got {count})")
    history = Daily(told.days, np.where(learned, told.values, np.nan), counted.open, name)
    calendar = Calendar(country, subdivision, tuple(sorted(events, key=lambda event: (event.first, event.name))))
    scale = LogScale(float(np.median(told.values[learned])), 0.0)
    logs = np.where(learned, scale.logs(np.where(learned, told.values, 1.0)), 0.0)
    trust = _trust(counted.values, learned)
    regression = ridge.fit(history.days, logs, learned, scale=scale, calendar=calendar, trust=trust)
    bands = bands_of(regression.origins, regression, calendar)
    settings = settings_of(history, calendar, bands, regression.settings | {"engine": "ridge", "prophet_share": 0.0})
    return Handling(history, calendar, scale, regression, None, 0.0, bands, (), seed, 1.0, settings)


def _trust(contacts: Reals, learned: Flags) -> Reals:
    """Return the weight of each day: its contacts relative to a usual day, within bounds."""
    usual = float(np.median(contacts[learned]))
    return np.asarray(np.clip(np.nan_to_num(contacts) / usual, 0.0, _MOST_TRUST))
