"""
An adoption curve fitted and stored for scenarios: draws by month, prior beside posterior, what data cannot tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from channelmix.errors import DataError
from channelmix.forecast.choice import adoption, words
from channelmix.forecast.choice.shock_words import edges, shock_table
from channelmix.forecast.choice.shocks import Shock
from channelmix.forecast.choice.surveys import read
from channelmix.forecast.fitting.before_after import as_file, before_after
from channelmix.forecast.fitting.plots import shares_picture
from channelmix.forecast.series import Days, Reals
from channelmix.forecast.store.curves import Adoption
from channelmix.forecast.store.writing import Version, store_version
from channelmix.scenario.stored import shipped_or

_YEARS_AHEAD = 5
_STALE_AFTER_DAYS = 550
"""Surveys come once a year: a year and a half without a new one is too long (estimate of ours)."""
_LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, eq=False)
class FittedCurve:
    """A channel's adoption, ready to be shown and stored."""

    channel: str
    curve: Adoption
    card: dict[str, Any]
    years: Days
    prior: Reals
    """Quantiles before the surveys, shape ``(3, years)``."""
    posterior: Reals
    points: tuple[Any, ...]
    notes: tuple[str, ...]
    files: dict[str, bytes] = field(default_factory=dict)

    def save(self, folder: Path) -> int:
        """Store the curve as a new version, and return its number."""
        keys = ("channel", "country", "age", "launched")
        recipe = {"adoption": {key: self.card[key] for key in keys if self.card.get(key)}, "shock": self.card["shock"]}
        return store_version(folder, Version(card=self.card, recipe=recipe, adoption=self.curve, files=self.files))

    def as_dict(self) -> dict[str, Any]:
        """Return the curve for JSON."""
        return {
            "schema": 1, "channel": self.channel, "levels": list(_LEVELS), "years": [str(day) for day in self.years],
            "prior": self.prior.tolist(), "posterior": self.posterior.tolist(), "notes": list(self.notes),
        }  # fmt: skip


def fit_curve(
    surveys: Any, *, channel: str, country: str = "", age: str = "", until: date | None = None,
    launched: date | None = None, shocks: Sequence[Shock] = (), draws: int = 200, seed: int = 1,
) -> FittedCurve:  # fmt: skip
    """
    Fit the adoption of a channel to survey points.

    Args:
        surveys: A table of survey points.
        channel: Whose adoption.
        country: Use rows of this country only.
        age: Use rows of this age band only.
        until: Last day of the curve; absent: five years after the last survey.
        launched: Day before which nobody could use the channel.
        shocks: Dated blows; surveys after one teach how much it kept.
        draws: How many curves to keep.
        seed: Equal seeds give equal curves.

    Raises:
        DataError: If no survey of use is left, or the last day lies before the surveys.
    """
    table = read(shipped_or(surveys) if isinstance(surveys, str | Path) else surveys)
    fitted = adoption.fit(table, channel=channel, country=country, age=age, launched=launched, shocks=shocks, seed=seed)
    rows = fitted.surveys.rows
    first, last = min(row.date for row in rows), max(row.date for row in rows)
    learned = max(row.date for row in (*fitted.surveys.kind("use"), *fitted.surveys.kind("reach")[-1:]))
    end = until or last.replace(year=last.year + _YEARS_AHEAD, day=min(last.day, 28))
    if end <= first:
        raise DataError(f"until must lie after the first survey, {first} (got {end})")
    days = _knots(first, end, shocks)
    curve = Adoption(days, np.clip(fitted.shares(days, draws, seed), 0.0, 1.0))
    years = np.unique([np.datetime64(f"{year}-07-01") for year in range(first.year, end.year + 1)])
    quantiles = fitted.side_by_side(years, _LEVELS)
    notes = _notes(fitted, table.warnings)
    card = {
        "made": datetime.now(tz=UTC).replace(microsecond=0), "first": days[0].item(), "last": days[-1].item(),
        "kind": "adoption", "stale_after_days": _STALE_AFTER_DAYS,
        "channel": channel, "country": country, "age": age, "launched": launched, "draws": draws, "seed": seed,
        "notes": list(notes), "history": {"last": learned, "rows": len(rows)},
        "shock": [shock_table(shock) for shock in shocks],
        "curves": {name: round(chance, 4) for name, chance in fitted.chances.items()},
    }  # fmt: skip
    return FittedCurve(
        channel, curve, card, years, quantiles["prior"], quantiles["posterior"], rows, notes,
        {
            "surveys.csv": _points_csv(rows), f"plots/{channel}.svg": _picture(channel, years, quantiles, rows=rows),
            **as_file([before_after(fitted, end)]),
        },
    )  # fmt: skip


def _knots(first: date, end: date, shocks: Sequence[Shock]) -> Days:
    """Return the days at which the curve is kept: each month's first, and where a shock bends it."""
    months = np.arange(np.datetime64(first, "M"), np.datetime64(end, "M") + np.timedelta64(2, "M"))
    days = months.astype("datetime64[D]")
    bends = np.array(edges(shocks), "datetime64[D]")
    return np.unique(np.concatenate([days, bends[(bends > days[0]) & (bends < days[-1])]]))


def _notes(fitted: adoption.Adoption, warnings: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the surveys cannot tell, and what was repaired; sizes not told are counted once, not row by row."""
    return (*words.of(fitted), *(text for text in warnings if "n is not told" not in text))


def _picture(channel: str, years: Days, quantiles: dict[str, Reals], *, rows: tuple[Any, ...]) -> bytes:
    """Return what was thought before the surveys beside what they leave open, as SVG."""
    used = [(np.datetime64(row.date), row.share) for row in rows if row.kind == "use"]
    return shares_picture(
        f"share of people who use {channel}", years, quantiles["prior"], quantiles["posterior"], used
    ).encode()


def _points_csv(rows: tuple[Any, ...]) -> bytes:
    from channelmix.forecast.fitting.fit import surveys_csv

    return surveys_csv(rows)
