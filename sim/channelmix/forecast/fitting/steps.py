"""
Days added up to whole weeks or months, as pictures and pages show them.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from channelmix.forecast.fitting.totals import Beside
from channelmix.forecast.series import Days, Reals
from channelmix.forecast.store.draws import Draws

LEVELS = (0.1, 0.5, 0.9)
_WEEKS_UP_TO = 150
"""Forecasts of at most so many days are shown by week, longer ones by month."""
_MONDAY = 4
"""Days from 1970-01-01, a Thursday, to the first Monday."""


@dataclass(frozen=True, eq=False)
class Stretch:
    """A channel's contacts by whole week or month: those that came, and quantiles of those ahead."""

    step: str
    """week or month."""
    past: tuple[tuple[date, float], ...]
    days: tuple[date, ...]
    quantiles: Reals
    """At ``LEVELS``, shape ``(3, days)``."""


def stretch(draws: Draws, channel: str, *known: Beside | None) -> Stretch | None:
    """
    Return a channel's contacts ahead and behind; None if not a single week lies wholly ahead.

    Args:
        draws: The forecast.
        channel: One of its channels.
        known: Histories with contacts that came; the later ones tell of days that several have.
    """
    step = "week" if len(draws.days) <= _WEEKS_UP_TO else "month"
    starts, rows = _whole(draws.days, draws.of(channel), step)
    if not len(starts):
        return None
    past: dict[date, float] = {}
    for history in known:
        if history is not None and channel in history.channels:
            came, sums = _whole(history.days, history.contacts[history.channels.index(channel)][None], step)
            found = zip(came.tolist(), sums[0].tolist(), strict=True)
            past |= {day: value for day, value in found if not np.isnan(value)}
    return Stretch(step, tuple(sorted(past.items())), tuple(starts.tolist()), np.quantile(rows, LEVELS, axis=0))


def _whole(days: Days, values: Reals, step: str) -> tuple[Days, Reals]:
    """Return the first day of each whole week or month, and its sums; unknown days count as the mean of the others."""
    number = (days.astype(np.int64) - _MONDAY) // 7 if step == "week" else days.astype("datetime64[M]").astype(np.int64)
    starts, sums = [], []
    for each in np.unique(number):
        mine = number == each
        if step == "week":
            first, length = (np.array([each * 7 + _MONDAY], "datetime64[D]"))[0], 7
        else:
            first = np.array([each], "datetime64[M]").astype("datetime64[D]")[0]
            length = int((np.array([each + 1], "datetime64[M]").astype("datetime64[D]")[0] - first).astype(int))
        if mine.sum() != length:
            continue
        known = ~np.isnan(values[:, mine])
        count = known.sum(axis=1)
        total = np.where(known, values[:, mine], 0.0).sum(axis=1)
        scaled = np.divide(total * length, count, out=np.full(len(values), np.nan), where=count * 2 > length)
        starts.append(first)
        sums.append(scaled)
    shape = np.array(sums).T if sums else np.empty((len(values), 0))
    return np.array(starts, "datetime64[D]"), shape
