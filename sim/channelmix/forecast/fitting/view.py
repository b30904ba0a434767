"""
A stored forecast as it is shown: months, scores, reach, overrides, versions, and drift from new actuals.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from channelmix.errors import DataError
from channelmix.forecast.fitting.before_after import BeforeAfter, read_before_after
from channelmix.forecast.fitting.diff import read_past
from channelmix.forecast.fitting.drift import Drift, drifts, not_held
from channelmix.forecast.fitting.steps import Stretch, stretch
from channelmix.forecast.fitting.totals import Beside, beside
from channelmix.forecast.history import Decisions, read_history
from channelmix.forecast.months import are_whole
from channelmix.forecast.store.curves import Adoption, read_adoption
from channelmix.forecast.store.draws import ADOPTION, DRAWS, Draws, read_draws
from channelmix.forecast.store.overrides import Override, applied, read_overrides
from channelmix.scenario.stored import StoredForecast, read_card, version_folders

LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, eq=False)
class View:
    """All that is shown of one stored forecast."""

    stored: StoredForecast
    draws: Draws | None
    """With overrides; None of an adoption curve."""
    curve: Adoption | None
    """Of an adoption curve."""
    past: Beside | None
    overrides: tuple[Override, ...]
    versions: tuple[Mapping[str, Any], ...]
    """Cards of earlier versions."""
    drifts: tuple[Drift, ...] = ()
    actuals: Beside | None = None
    """New contact history, if it was given."""
    curves: tuple[BeforeAfter, ...] = ()
    """What is kept of adoption by surveys, to be drawn."""
    backtest: Mapping[str, Any] = field(default_factory=dict)
    """What ``forecast backtest`` has kept; {} if it was not run."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before anything else."""
        stored, today = self.stored, date.today()
        found = [stored.stale(today)]
        if self.draws is not None and stored.first is not None and stored.last is not None:
            found.append(stored.unvalidated(stored.first, stored.last))
        if self.draws is not None and self.actuals is not None:
            found += not_held(self.draws, self.actuals)
        return (*(text for text in found if text), *stored.card.get("notes", ()))

    def months(self) -> list[dict[str, Any]]:
        """Return each channel's months ahead: quantiles, whether a backtest reaches so far, whether it is a part."""
        if self.draws is None:
            return []
        months, sums = self.draws.months()
        until = self.stored.validated_until
        whole = dict(zip(months, are_whole(months, self.draws.days), strict=True))
        return [
            {
                "channel": name, "month": str(month), "validated": until is not None and _last_of(month) <= until,
                "part": not whole[month],
                **{f"p{100 * level:g}": float(value) for level, value in zip(LEVELS, quantiles, strict=True)},
            }
            for row, name in enumerate(self.draws.channels)
            for month, quantiles in zip(months, np.quantile(sums[row], LEVELS, axis=0).T, strict=True)
        ]  # fmt: skip

    def stretches(self) -> dict[str, Stretch]:
        """Return each channel's whole weeks or months, behind and ahead, where there is one ahead."""
        if self.draws is None:
            return {}
        found = {name: stretch(self.draws, name, self.past, self.actuals) for name in self.draws.channels}
        return {name: each for name, each in found.items() if each is not None}

    def years(self) -> list[dict[str, Any]]:
        """Return the share in July of each year of an adoption curve: quantiles of its draws."""
        if self.curve is None:
            return []
        first, last = (int(str(day)[:4]) for day in (self.curve.days[0], self.curve.days[-1]))
        julys = np.array([f"{year}-07-01" for year in range(first, last + 1)], "datetime64[D]")
        quantiles = np.quantile(self.curve.at(julys), LEVELS, axis=0).T
        names = [f"p{100 * level:g}" for level in LEVELS]
        return [
            {"year": int(str(day)[:4]), **dict(zip(names, map(float, row), strict=True))}
            for day, row in zip(julys, quantiles, strict=True)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the forecast for JSON."""
        return {
            "schema": 1, "forecast": self.stored.card["name"], "version": self.stored.version,
            "card": dict(self.stored.card), "warnings": list(self.warnings),
            "months": self.months(), "years": self.years(),
            "overrides": [str(each) for each in self.overrides], "drift": [str(each) for each in self.drifts],
            "versions": [card["version"] for card in self.versions],
        }  # fmt: skip


def _last_of(month: np.datetime64) -> date:
    found = (
        (month.astype("datetime64[M]") + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    ).item()
    assert isinstance(found, date)
    return found


def view_of(
    stored: StoredForecast, *, actuals: Any = None, decisions: Decisions | None = None, **settings: Any
) -> View:
    """
    Return what is shown of a stored forecast.

    Args:
        stored: The forecast.
        actuals: New contact history to hold it against.
        decisions: How that is read.
        settings: Profile, table and country of that history.

    Raises:
        DataError: If a file of the forecast, or the history, cannot be read.
    """
    folder = stored.folder
    draws = read_draws(folder / DRAWS) if (folder / DRAWS).is_file() else None
    overrides = read_overrides(folder)
    past = folder / "history.parquet"
    came = None if actuals is None else beside(read_history(actuals, decisions=decisions, **settings))
    return View(
        stored=stored,
        draws=None if draws is None else applied(draws, overrides),
        curve=read_adoption(folder / ADOPTION) if (folder / ADOPTION).is_file() else None,
        past=read_past(past) if past.is_file() else None,
        overrides=overrides,
        versions=tuple(read_card(version) for version in version_folders(folder)),
        drifts=() if came is None or draws is None else tuple(drifts(draws, came)),
        backtest=_kept(folder / "backtest.json"),
        actuals=came,
        curves=read_before_after(folder),
    )


_OF_A_ROW = {"method": "text", "wape": "a number", "coverage_80": "a number"}
_OF_A_SHARE = {"channel": "text", "left_out": "text", "error": "a number", "persistence": "a number"}
_OF_ALL = {"horizon_days": "a number", "origins": "a number"}


def _kept(path: Path) -> Mapping[str, Any]:
    """Return a kept backtest; {} if there is none."""
    if not path.is_file():
        return {}
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        series = {f"series.{name}.all": scores["all"] for name, scores in content["series"].items()}
        _require_rows({**series, "shares": content["shares"]})
        _require_kinds("backtest", content, _OF_ALL)
    except KeyError as error:
        raise DataError(f"{path} cannot be read ({error} is missing); {_AGAIN}") from error
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise DataError(f"{path} cannot be read ({error}); {_AGAIN}") from error
    return content


_AGAIN = "'channelmix forecast backtest' makes it again"


def _require_rows(tables: Mapping[str, Any]) -> None:
    for table, rows in tables.items():
        if not isinstance(rows, list) or (table != "shares" and not rows):
            raise ValueError(f"{table} must be a list of scores (got {rows!r})")
        for number, row in enumerate(rows, 1):
            _require_kinds(f"{table}[{number}]", row, _OF_A_SHARE if table == "shares" else _OF_A_ROW)


def _require_kinds(place: str, row: Any, kinds: Mapping[str, str]) -> None:
    if not isinstance(row, dict):
        raise ValueError(f"{place} must be a table (got {row!r})")
    for key, kind in kinds.items():
        if not isinstance(row.get(key), str if kind == "text" else float | int):
            raise ValueError(f"{place}.{key} must be {kind} (got {row.get(key, 'nothing')!r})")
