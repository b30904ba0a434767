"""
The gate: is a forecast better than persistence on days it has not seen?

The need is forecast from past moments by the regression engine, which is quick, and divided over the channels by
their own trend; both are held against the same weekday a week before the moment. A refit that loses in the need or
over all channels is refused unless it is forced; single channels that lose are named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from channelmix.errors import DataError, RefitRefused
from channelmix.forecast import need
from channelmix.forecast.fitting.recipe import Recipe
from channelmix.forecast.fitting.shares import divided
from channelmix.forecast.fitting.totals import Beside
from channelmix.forecast.ridge import MOST_DAYS
from channelmix.forecast.series import Days, Reals

HORIZON = 28
ORIGINS = 6
_LEAST_LEARNED = 56
_DRAWS = 64
"""Futures of shares, whose mean is tried."""


@dataclass(frozen=True)
class Verdict:
    """Errors over the past moments, as shares of the contacts."""

    wape: float
    persistence: float
    origins: int
    channels: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Of each channel, if there are several: how the forecast erred, and how persistence."""
    mix: tuple[float, float] = (0.0, 0.0)
    """The same of all channels' errors added up: need and shares together."""

    @property
    def passed(self) -> bool:
        """Whether the forecast errs no more than persistence, in the need and over the channels."""
        return self.wape <= self.persistence and self.mix[0] <= self.mix[1]

    @property
    def worse(self) -> tuple[str, ...]:
        """Return the channels in which persistence errs less; few contacts make that a matter of chance."""
        return tuple(name for name, (ours, naive) in self.channels.items() if ours > naive)

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict for the model card."""
        found: dict[str, Any] = {
            "gate_wape": round(self.wape, 5), "gate_persistence_wape": round(self.persistence, 5),
            "gate_origins": self.origins, "gate_days_ahead": HORIZON, "gate_passed": self.passed,
        }  # fmt: skip
        if self.channels:
            found["gate_channels_wape"] = round(self.mix[0], 5)
            found["gate_channels_persistence_wape"] = round(self.mix[1], 5)
            found["gate_channels"] = {name: [round(each, 5) for each in pair] for name, pair in self.channels.items()}
        return found

    def told(self) -> str:
        """Return the errors in words, those that persistence beats."""
        parts = [("all contacts", self.wape, self.persistence), ("the channels", *self.mix)]
        lost = [(what, ours, naive) for what, ours, naive in parts if ours > naive]
        return "; ".join(
            f"of {what} it errs by {100 * ours:.1f} %, the same weekday of the week before by {100 * naive:.1f} %"
            for what, ours, naive in lost
        )


def verdict(past: Beside, recipe: Recipe) -> Verdict | None:
    """Return how the contacts would have been forecast from past moments; None if the history is too short to tell."""
    total = past.total
    ends = [len(total.days) - HORIZON * (back + 1) for back in range(ORIGINS)]
    tried = [
        _tried(past, end, recipe)
        for end in ends
        if end >= _LEAST_LEARNED
        and total.known[end : end + HORIZON].any()
        and total.known[max(end - MOST_DAYS, 0) : end].sum() >= _LEAST_LEARNED / 2
    ]
    if not tried or not (sums := np.sum(tried, axis=0))[0, 2]:
        return None
    rates = sums[:, :2] / np.maximum(sums[:, 2:], 1e-12)
    channels = {name: (float(ours), float(naive)) for name, (ours, naive) in zip(past.channels, rates[1:], strict=True)}
    mix = sums[1:, :2].sum(axis=0) / sums[0, 2]
    several = channels if len(channels) > 1 else {}
    return Verdict(
        float(rates[0, 0]),
        float(rates[0, 1]),
        len(tried),
        several,
        (float(mix[0]), float(mix[1])) if several else (0, 0),
    )


def _tried(past: Beside, end: int, recipe: Recipe) -> Reals:
    """Return errors of ours, of persistence, and contacts, of the need and then each channel, after one moment."""
    known, total = past.until(end), past.total
    days = past.days[end : end + HORIZON]
    need_ahead = need.fit(
        total.until(end),
        country=recipe.country,
        subdivision=recipe.subdivision,
        events=recipe.events,
        engine="ridge",
    ).forecast(days)
    rows = [_errors(total.values, end, need_ahead)]
    for row, share in enumerate(_shares(known, days)):
        rows.append(_errors(past.contacts[row], end, need_ahead * share))
    return np.array(rows)


def _shares(known: Beside, days: Days) -> Reals:
    """Return the middle share of each channel, shape ``(channels, days)``; as it was where no month is whole."""
    try:
        shares, _ = divided(known, {}, days, draws=_DRAWS, seed=1, holidays=frozenset())
    except DataError:
        sums = np.nansum(known.contacts, axis=1)
        return np.repeat((sums / sums.sum())[:, None], len(days), axis=1)
    return np.asarray(shares.mean(axis=1))


def _errors(values: Reals, end: int, said: Reals) -> tuple[float, float, float]:
    actual = values[end : end + HORIZON]
    known = ~np.isnan(actual)
    ours = np.abs(said - actual)[known].sum()
    naive = np.abs(_last_week(values, end)[: len(actual)] - actual)[known].sum()
    return float(ours), float(naive), float(actual[known].sum())


def _last_week(values: Reals, end: int) -> Reals:
    """Return the last known value of each weekday before a moment, for the days after it."""
    latest = np.zeros(7)
    for ahead in range(7):
        same = values[:end][(end - 1 - np.arange(end)) % 7 == (6 - ahead)]
        known = same[~np.isnan(same)]
        latest[ahead] = known[-1] if len(known) else 0.0
    return np.asarray(latest[np.arange(HORIZON) % 7])


def require_passed(found: Verdict | None, name: str) -> None:
    """
    Stop a refit that is worse than persistence.

    Raises:
        RefitRefused: If it is.
    """
    if found is not None and not found.passed:
        raise RefitRefused(
            f"refit of {name} is refused: {HORIZON} days ahead, over {found.origins} past moments, {found.told()}; "
            f"{name} is left as it was; --force stores it all the same"
        )
