"""
The gate: is a forecast better than persistence on days it has not seen?

The need is forecast from past moments by the regression engine, which is quick, and held against
the same weekday a week before the moment. A refit that loses is refused unless it is forced.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from channelmix.errors import RefitRefused
from channelmix.forecast import need
from channelmix.forecast.fitting.recipe import Recipe
from channelmix.forecast.fitting.totals import Beside
from channelmix.forecast.series import Daily, Reals

HORIZON = 28
ORIGINS = 6
_LEAST_LEARNED = 56


@dataclass(frozen=True)
class Verdict:
    """Errors over the past moments, as shares of the contacts."""

    wape: float
    persistence: float
    origins: int

    @property
    def passed(self) -> bool:
        """Whether the forecast errs no more than persistence."""
        return self.wape <= self.persistence

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict for the model card."""
        return {
            "gate_wape": round(self.wape, 5), "gate_persistence_wape": round(self.persistence, 5),
            "gate_origins": self.origins, "gate_days_ahead": HORIZON, "gate_passed": self.passed,
        }  # fmt: skip


def verdict(past: Beside, recipe: Recipe) -> Verdict | None:
    """Return how the need would have been forecast from past moments; None if the history is too short to tell."""
    total = past.total
    ends = [len(total.days) - HORIZON * (back + 1) for back in range(ORIGINS)]
    errors, naive, contacts, tried = 0.0, 0.0, 0.0, 0
    for end in (end for end in ends if end >= _LEAST_LEARNED):
        known = total.known[end : end + HORIZON]
        actual = total.values[end : end + HORIZON][known]
        if not len(actual) or total.known[:end].sum() < _LEAST_LEARNED / 2:
            continue
        fitted = need.fit(
            total.until(end),
            country=recipe.country,
            subdivision=recipe.subdivision,
            events=recipe.events,
            engine="ridge",
        )
        errors += float(np.abs(fitted.forecast(total.days[end : end + HORIZON])[known] - actual).sum())
        naive += float(np.abs(_last_week(total, end)[known] - actual).sum())
        contacts += float(actual.sum())
        tried += 1
    return Verdict(errors / contacts, naive / contacts, tried) if contacts else None


def _last_week(total: Daily, end: int) -> Reals:
    """Return the last known value of each weekday before a moment, for the days after it."""
    latest = np.zeros(7)
    for ahead in range(7):
        same = total.values[:end][(end - 1 - np.arange(end)) % 7 == (6 - ahead)]
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
            f"refit of {name} is refused: {HORIZON} days ahead it errs by {found.wape:.1%} of the contacts, "
            f"the same weekday of the week before by {found.persistence:.1%} (over {found.origins} past moments); "
            f"{name} is left as it was; --force stores it all the same"
        )
