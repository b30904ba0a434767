"""
Shape: how a day's contacts spread over its intervals, by weekday, and how unevenly single days do it.

A weekday's profile is the share of its contacts in each interval, recent days counting more, drawn towards the
profile of all days as far as its own days are few or scattered (empirical Bayes: B. Efron and C. Morris, "Data
analysis using Stein's estimator", JASA 70, 1975). Intervals in which a weekday never had a contact, though others
did, stay zero: nights and short Saturdays are closed, not merely quiet. Profiles are kept this simple because day
totals times a shrunken profile forecast half-hours better than richer models did.

Single days stray from their profile, and neighbouring intervals stray together. ``WithinDay`` says how much and
how long, estimated from the history where it has intervals. A bank's half-hours scattered 3.3 times as much as
counting alone would make them, given the day's total.

Public: ``fit(intraday) -> Shape``, ``named(name, minutes) -> Shape`` for histories of days only; ``Shape.split(days,
totals)``, ``Shape.paths(paths, seed=...)``, ``Shape.weights`` of shape (7, intervals).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from channelmix.errors import DataError
from channelmix.forecast.series import MINUTES_OF_DAY, Days, Intraday, Paths, Reals, weekdays
from channelmix.forecast.within_day import BANK, WithinDay, estimated
from channelmix.streams import customer_ids, uniforms

NAMED: Mapping[str, Mapping[int, float]] = {
    "office": {8: 0.6, 9: 1.2, 10: 1.3, 11: 1.2, 12: 0.9, 13: 1.0, 14: 1.1, 15: 1.0, 16: 0.8, 17: 0.4},
    "extended": {
        8: 0.7,
        9: 1.2,
        10: 1.3,
        **dict.fromkeys(range(11, 16), 1.0),
        16: 0.9,
        17: 0.8,
        18: 0.7,
        19: 0.6,
        20: 0.4,
    },
    "even": dict.fromkeys(range(24), 1.0),
}
"""Weight of each hour in the named shapes: office hours, hours into the evening, round the clock. Estimates of
ours, with the late-morning peak of the usual call center."""

_HALF_LIFE = 100.0
"""In days; halves and doubles of it forecast as well."""
_LEAST_DAYS = 5
_CLOSED_EXPECTED = 3.0
"""An interval without a contact is closed if the profile of all days would have made it expect this many."""
_FEWEST_SHRINK_DAYS, _MOST_SHRINK_DAYS = 0.5, 200.0


@dataclass(frozen=True, eq=False)
class Shape:
    """
    The profile of each weekday, and how single days stray from it.

    Attributes:
        minutes: Length of an interval.
        weights: Share of a day's contacts in each interval, shape ``(7, intervals)``, Monday first; each row sums
            to 1; a weekday without history has the profile of all days.
        within_day: How single days stray.
        name: Of the series, or of the named shape.
        settings: What was used and estimated, as plain values.
        notes: What a reader must know.
    """

    minutes: int
    weights: Reals
    within_day: WithinDay
    name: str
    settings: dict[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def split(self, days: Days, totals: Reals) -> Reals:
        """
        Return the expected contacts per interval, shape ``(..., len(days), intervals)``; they sum to ``totals``.

        Args:
            days: Local days, shape ``(n,)``.
            totals: Contacts per day, shape ``(..., n)``.
        """
        return np.asarray(totals)[..., None] * self.weights[weekdays(np.asarray(days, "datetime64[D]"))]

    def paths(self, paths: Paths, *, seed: int = 0) -> Reals:
        """
        Return drawn contacts per interval, shape ``(draws, days, intervals)``; they sum to each path's days.

        Single days stray from the profile as those of the past did; the scatter of counting is not in it.

        Args:
            paths: Drawn day totals.
            seed: Of the straying.
        """
        draws, count = paths.values.shape
        steps = self.weights.shape[1]
        ordinals = (paths.days.astype(np.int64) + 719_163)[:, None] * steps + np.arange(steps)
        names = np.stack([customer_ids(draw, ordinals) for draw in range(draws)])
        normal = ndtri(uniforms(seed, 0, f"shape/{self.name}", names))
        stray = self.within_day.factors(normal.reshape(-1, steps), self.minutes).reshape(draws, count, steps)
        shares = stray * self.weights[weekdays(paths.days)]
        return np.asarray(paths.values[:, :, None] * shares / shares.sum(axis=2, keepdims=True))


def fit(intraday: Intraday) -> Shape:
    """
    Return the shape of a history that has intervals.

    Args:
        intraday: The history; at least five days with contacts and every interval known.

    Raises:
        DataError: If there are fewer.

    Examples:
        >>> moments = np.arange("2026-03-02T09", "2026-03-30T09", dtype="datetime64[h]")
        >>> hours = (moments - moments.astype("datetime64[D]")).astype(int)
        >>> shape = fit(Intraday.of(moments, np.where((hours >= 9) & (hours < 13), 25, 0), minutes=60))
        >>> shape.weights[0, 8:14].round(2)
        array([0.  , 0.25, 0.25, 0.25, 0.25, 0.  ])
    """
    usable = ~np.isnan(intraday.totals) & (np.nan_to_num(intraday.totals) > 0)
    if (count := int(usable.sum())) < _LEAST_DAYS:
        way_out = f"add days, or name a shape: {', '.join(NAMED)}"
        raise DataError(
            f"{intraday.name}: a shape needs {_LEAST_DAYS} complete days with contacts (got {count}); {way_out}"
        )
    days, values = intraday.days[usable], intraday.values[usable]
    weights, shrink = _profiles(days, values)
    within = estimated(values, weights[weekdays(days)], intraday.minutes)
    settings: dict[str, object] = {
        "days": count,
        "half_life_days": _HALF_LIFE,
        "shrink_days": round(shrink, 3),
        "within_day_spread": round(within.spread, 5),
        "within_day_memory_minutes": round(within.memory_minutes, 1),
    }
    return Shape(intraday.minutes, weights, within, intraday.name, settings)


def named(name: str, minutes: int = 30) -> Shape:
    """
    Return a shape by name, for histories of days only.

    Args:
        name: "office", "extended" or "even".
        minutes: Length of an interval; divides the day.

    Raises:
        DataError: If there is none of that name, or the intervals do not divide the day.

    Examples:
        >>> float(named("even", 60).weights[0, 0].round(4))
        0.0417
    """
    if name not in NAMED:
        raise DataError(f"the shape of the day must be one of {', '.join(NAMED)} (got {name!r})")
    if minutes < 1 or MINUTES_OF_DAY % minutes:
        raise DataError(f"interval must divide the day into equal parts (got {minutes} minutes)")
    by_minute = np.repeat([NAMED[name].get(hour, 0.0) for hour in range(24)], 60)
    weights = by_minute.reshape(-1, minutes).sum(axis=1)
    note = f"the history has days only: the shape {name!r} is assumed, an estimate of ours"
    rows = np.tile(weights / weights.sum(), (7, 1))
    return Shape(minutes, rows, BANK, name, {"named": name}, (note,))


def _profiles(days: Days, values: Reals) -> tuple[Reals, float]:
    """Return the shrunken profiles, and the days of own evidence that weigh as much as all other days together."""
    age = (days[-1] - days).astype(np.float64)
    recent = 0.5 ** (age / _HALF_LIFE)
    weekday = weekdays(days)
    sums = np.array([(recent * (weekday == number)) @ values for number in range(7)])
    every = sums.sum(axis=0) / sums.sum()
    plain = np.array([(weekday == number) @ values for number in range(7)])
    is_open = ~((plain == 0) & (plain.sum(axis=1, keepdims=True) * every > _CLOSED_EXPECTED))
    evidence = np.bincount(weekday, weights=recent, minlength=7)
    own = np.divide(
        sums, sums.sum(axis=1, keepdims=True), out=np.zeros_like(sums), where=sums.sum(axis=1, keepdims=True) > 0
    )
    shrink = _shrink_days(values, own, every, weekday=weekday)
    target = is_open * every
    target /= np.maximum(target.sum(axis=1, keepdims=True), 1e-300)
    weights = (evidence[:, None] * own + shrink * target) / (evidence[:, None] + shrink)
    return np.where(evidence[:, None] > 0, weights, every), shrink


def _shrink_days(values: Reals, own: Reals, every: Reals, *, weekday: NDArray[np.int64]) -> float:
    """Return the scatter of a day about its weekday relative to that of the weekdays about their common profile."""
    shares = values / values.sum(axis=1, keepdims=True)
    counts = np.bincount(weekday, minlength=7)
    free = len(values) - int((counts > 0).sum())
    if free < 1:
        return _MOST_SHRINK_DAYS
    within = float(((shares - own[weekday]) ** 2).sum()) / free
    known = counts > 0
    between = float(((own[known] - every) ** 2).sum(axis=1).mean()) - within * float((1 / counts[known]).mean())
    ratio = within / between if between > 0 else _MOST_SHRINK_DAYS
    return float(np.clip(ratio, _FEWEST_SHRINK_DAYS, _MOST_SHRINK_DAYS))
