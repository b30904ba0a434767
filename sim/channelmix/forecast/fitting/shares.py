"""
How the need of a day divides over channels: level and drift by the month, weekday and holiday, the day's own luck.

Shares move by the operation's own history, pulled by adoption curves where surveys tell of a channel. What a
surveyed channel gains beyond the operation's own drift is taken from donors that are not known for sure, and part of
it is new, so that the need grows. On top stand the habits of weekdays and holidays (nobody phones a closed desk) and
what channels vary by themselves from day to day beyond counting. In each draw and on each day the shares sum to 1.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from channelmix.errors import DataError
from channelmix.forecast.choice.composition import exact
from channelmix.forecast.choice.displacement import DONOR_WEIGHT, displace
from channelmix.forecast.choice.pull import with_curves
from channelmix.forecast.choice.times import generator, years_of
from channelmix.forecast.choice.trend import Trend, launches
from channelmix.forecast.fitting.totals import Beside
from channelmix.forecast.series import Days, Reals, weekdays

if TYPE_CHECKING:
    from channelmix.forecast.choice.adoption import Adoption

HOLIDAY = 7
KINDS = 8
_LEARNED_DAYS = 364
_SHRINK = 2.0
"""Days of a kind that weigh as much as the assumption that it is like all days; an estimate of ours."""
_MOST_VARIANCE = 0.25

Kinds = NDArray[np.int64]


def kinds_of(days: Days, holidays: frozenset[np.datetime64]) -> Kinds:
    """Return the kind of each day: its weekday, or ``HOLIDAY``."""
    special = np.array([day in holidays for day in days], bool)
    return np.asarray(np.where(special, HOLIDAY, weekdays(days)))


def divided(
    past: Beside, curves: Mapping[str, "Adoption"], days: Days, *, draws: int, seed: int,
    holidays: frozenset[np.datetime64], kept: Reals | None = None,
) -> tuple[Reals, Reals]:  # fmt: skip
    """
    Return drawn shares of the channels and what the need is multiplied by.

    The shares, shape ``(channels, draws, days)``, sum to 1. The factor on the need, shape ``(draws, days)``, is 1 or
    more: contacts that a growing channel invites come on top.

    Args:
        past: The history, channel beside channel.
        curves: Adoption by channel, for those of which surveys tell.
        days: Days to come.
        draws: How many futures.
        seed: Equal seeds give equal futures.
        holidays: Public holidays of past and future.
        kept: What dated shocks leave of each channel's share, shape ``(draws, days, channels)``.
    """
    if len(past.channels) == 1:
        return np.ones((1, draws, len(days))), np.ones((draws, len(days)))
    level, factor = _levels(past, curves, days, draws=draws, seed=seed)
    habits = _habits(past, kinds_of(past.days, holidays))
    weights = level * habits[kinds_of(days, holidays)][None]
    spread = np.sqrt(_own_variance(past, habits, kinds_of(past.days, holidays)))
    luck = generator(seed, "shares/day").standard_normal(weights.shape) * spread
    weights *= np.exp(luck - spread**2 / 2)
    if kept is not None:
        weights *= kept
    silent = weights.sum(axis=2) == 0
    weights[silent] = level[silent]
    return np.ascontiguousarray(np.moveaxis(exact(weights), 2, 0)), factor


def _levels(
    past: Beside, curves: Mapping[str, "Adoption"], days: Days, *, draws: int, seed: int
) -> tuple[Reals, Reals]:
    """Return shares without weekdays and luck, shape ``(draws, days, channels)``, and the factor on the need."""
    middles, sums = past.months()
    if not len(middles):
        raise DataError(
            "history must have a month with 15 known days or more to divide the need over channels (got none)"
        )
    totals = sums.sum(axis=0)
    shares = (sums / totals).T
    trend = Trend.of(years_of(middles), shares, totals, anew=launches(shares))
    knots = np.arange(
        days[0].astype("datetime64[M]"), days[-1].astype("datetime64[M]") + np.timedelta64(2, "M")
    ).astype("datetime64[D]")
    drawn, factor = _displaced(past.channels, trend, curves, years=years_of(knots), draws=draws, seed=seed)
    at = days.astype(np.int64)
    low = np.searchsorted(knots, days, side="right") - 1
    start, end = knots[low].astype(np.int64), knots[low + 1].astype(np.int64)
    part = (at - start) / (end - start)
    shares = drawn[:, low] * (1 - part)[None, :, None] + drawn[:, low + 1] * part[None, :, None]
    return np.asarray(shares), np.asarray(factor[:, low] * (1 - part) + factor[:, low + 1] * part)


def _displaced(
    channels: tuple[str, ...], trend: Trend, curves: Mapping[str, "Adoption"], *, years: Reals, draws: int, seed: int
) -> tuple[Reals, Reals]:
    """
    Return shares at some times with what surveyed channels gain taken from donors, and the factor on the need.

    A channel that its curve holds back below its own drift gives to all others in proportion.
    """
    shares = with_curves(trend, {}, years, draws, seed, "mix")
    factor = np.ones(shares.shape[:2])
    for name in sorted(set(curves) & set(channels)):
        place = channels.index(name)
        pulled = with_curves(trend, {place: curves[name].latent}, years, draws, seed, "mix")[:, :, place]
        own = shares[:, :, place]
        kept = np.minimum(own, pulled)
        scale = np.divide(1 - kept, 1 - own, out=np.ones_like(own), where=own < 1)
        shares = shares * scale[:, :, None]
        shares[:, :, place] = kept
        donors = {other: float(shares[:, 0, row].mean()) for row, other in enumerate(channels) if other != name}
        donors = {other: DONOR_WEIGHT * max(share, 1e-6) for other, share in donors.items()}
        found = displace(channels, exact(shares), f"more {name}", pulled - kept, donors=donors, seed=seed)
        shares = found.shares[:, :, :-1].copy()
        shares[:, :, place] += found.shares[:, :, -1]
        factor *= found.volume
    return shares, factor


def _expected(past: Beside) -> Reals:
    """Return what each channel would have had on each known day by its share of the month, shape as contacts."""
    month = past.days.astype("datetime64[M]")
    _, number = np.unique(month, return_inverse=True)
    known = ~np.isnan(past.contacts).any(axis=0)
    sums = np.zeros((len(past.channels), number.max() + 1))
    for row in range(len(past.channels)):
        np.add.at(sums[row], number[known], past.contacts[row, known])
    shares = sums / np.maximum(sums.sum(axis=0), 1e-300)
    return np.asarray(np.where(known, shares[:, number] * past.contacts.sum(axis=0), 0.0))


def _habits(past: Beside, kinds: Kinds) -> Reals:
    """Return by kind of day how much more or less of its share a channel gets, shape ``(8, channels)``."""
    recent = np.arange(len(past.days)) >= len(past.days) - _LEARNED_DAYS
    known = ~np.isnan(past.contacts).any(axis=0) & recent
    expected = _expected(past)
    habits = np.ones((KINDS, len(past.channels)))
    for kind in range(KINDS):
        mine = known & (kinds == kind)
        wanted = expected[:, mine].sum(axis=1)
        got = past.contacts[:, mine].sum(axis=1)
        count = float(mine.sum())
        ratio = np.divide(got, wanted, out=np.ones_like(wanted), where=wanted > 0)
        habits[kind] = np.where((ratio == 0) & (count > 1), 0.0, (count * ratio + _SHRINK) / (count + _SHRINK))
    return habits


def _own_variance(past: Beside, habits: Reals, kinds: Kinds) -> Reals:
    """Return by channel the variance of its share from day to day, as a part of the share, counting taken out."""
    recent = np.arange(len(past.days)) >= len(past.days) - _LEARNED_DAYS
    expected = _expected(past) * habits[kinds].T
    total = np.maximum(expected.sum(axis=0), 1e-300)
    variance = np.zeros(len(past.channels))
    for row in range(len(past.channels)):
        mine = recent & (expected[row] >= 1)
        if mine.sum() < 28:
            continue
        mean, share = expected[row, mine], expected[row, mine] / total[mine]
        error = past.contacts[row, mine] / mean - 1
        counting = (1 - share) / mean
        variance[row] = np.clip(np.median(error**2) / _MEDIAN_OF_SQUARE - counting.mean(), 0.0, _MOST_VARIANCE)
    return variance


_MEDIAN_OF_SQUARE = 0.4549
"""Median of the square of a standard normal number."""
