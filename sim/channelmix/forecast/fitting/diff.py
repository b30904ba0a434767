"""
What changed between two versions of a forecast: which months moved, and which input moved them.

The old version's inputs are exchanged for the new ones, one after the other (corrected past, new days, surveys,
settings), and the forecast is fitted again after each exchange; the steps add up to the whole move.
What is left over stems from the program itself, other versions of it or of its libraries, or from the chance of draws.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from channelmix.errors import DataError
from channelmix.forecast.fitting.drift import Drift, drifts
from channelmix.forecast.fitting.fit import paths_of
from channelmix.forecast.fitting.recipe import Recipe, read_recipe
from channelmix.forecast.fitting.totals import Beside
from channelmix.forecast.months import are_whole
from channelmix.forecast.series import Days, Reals, day_range
from channelmix.forecast.store.columns import Kind, table_of
from channelmix.forecast.store.draws import Draws, read_draws
from channelmix.forecast.store.folders import RECIPE
from channelmix.forecast.store.overrides import applied, read_overrides
from channelmix.scenario.stored import StoredForecast

if TYPE_CHECKING:
    from channelmix.forecast.choice.surveys import Surveys

_DRAWS = 60
"""Enough for middles: both ends of a step share their chances."""


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two versions."""

    stored: StoredForecast
    past: Beside
    surveys: "Surveys | None"
    recipe: Recipe
    draws: Draws
    overridden: Draws

    @classmethod
    def of(cls, stored: StoredForecast) -> "Side":
        """
        Read a version with what it was fitted to.

        Raises:
            DataError: If it lacks a file.
        """
        draws = read_draws(stored.folder / "draws.parquet")
        path = stored.folder / "surveys.csv"
        surveys = None
        if path.is_file():
            from channelmix.forecast.choice.surveys import read

            surveys = read(path)
        return cls(
            stored, read_past(stored.folder / "history.parquet"), surveys, read_recipe(stored.folder / RECIPE), draws,
            applied(draws, read_overrides(stored.folder)),
        )  # fmt: skip

    @property
    def label(self) -> str:
        """What messages call it."""
        return f"{self.stored.card['name']}@{self.stored.version}"


@dataclass(frozen=True)
class Step:
    """One input exchanged: what it was, and what that did to each month, in contacts."""

    what: str
    detail: str
    moved: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Difference:
    """Two versions month by month."""

    old: str
    new: str
    months: tuple[str, ...]
    before: dict[str, Reals]
    """Median contacts by channel, "all channels" first, each of the months both versions cover."""
    after: dict[str, Reals]
    steps: tuple[Step, ...]
    parts: tuple[str, ...] = ()
    """Those of the months of which both versions cover some days only."""
    asked: bool = True
    """Whether it was looked for what moved the months."""
    since: tuple[Drift, ...] = ()
    """How days that the older one forecast, and the newer one was fitted to, came out."""

    def as_dict(self) -> dict[str, Any]:
        """Return the difference for JSON."""
        return {
            "schema": 1, "old": self.old, "new": self.new, "months": list(self.months),
            "part_months": list(self.parts), "looked_for_inputs": self.asked,
            "since": [str(each) for each in self.since],
            "before": {name: values.tolist() for name, values in self.before.items()},
            "after": {name: values.tolist() for name, values in self.after.items()},
            "steps": [{"input": step.what, "detail": step.detail, "moved": list(step.moved)} for step in self.steps],
        }  # fmt: skip


_OF_THE_PAST: Mapping[str, Kind] = {
    "date": "date", "channel": "text", "contacts": "number or nothing", "handling_s": "number or nothing",
    "open": "yes or no",
}  # fmt: skip


def read_past(path: Path) -> Beside:
    """Read ``history.parquet``: the days that a version was fitted to."""
    table = table_of(path, _OF_THE_PAST)
    names = table.column("channel").to_pylist()
    channels = tuple(sorted(set(names)))
    date = table.column("date").to_numpy().astype("datetime64[D]")
    days = np.unique(date)
    order = np.lexsort((date, np.array(names)))
    shape = (len(channels), len(days))
    if table.num_rows != len(channels) * len(days):
        raise DataError(f"{path} must have a row for each of {len(channels)} channels and {len(days)} days")
    contacts, handling, is_open = (
        np.asarray(table.column(name).to_numpy(zero_copy_only=False))[order].reshape(shape)
        for name in ("contacts", "handling_s", "open")
    )
    contacts = contacts.astype(np.float64)
    if (np.isinf(contacts) | (contacts < 0)).any():
        raise DataError(f"{path} must hold contacts of 0 or more, or none where a day is unknown")
    return Beside(channels, days, contacts, handling.astype(np.float64), is_open.astype(bool))


def difference(old: StoredForecast, new: StoredForecast, *, why: bool = True) -> Difference:
    """
    Return what changed between two stored versions.

    Args:
        old: The earlier one.
        new: The later one.
        why: Whether to find which input moved the months, which fits several times.

    Raises:
        DataError: If they have no months in common.
    """
    for stored in (old, new):
        if not stored.channels:
            raise DataError(
                f"diff compares contacts, and {stored.label} is an adoption curve, which has none; "
                f"'channelmix forecast show {stored.label}@1' shows its first version"
            )
    one, other = Side.of(old), Side.of(new)
    days = np.intersect1d(one.draws.days, other.draws.days)
    if not len(days):
        raise DataError(f"{one.label} and {other.label} must have days in common to be compared")
    months = np.unique(days.astype("datetime64[M]"))
    parts = [str(month) for month, whole in zip(months, are_whole(months, days), strict=True) if not whole]
    steps = tuple(_steps(one, other, days)) if why else ()
    return Difference(
        one.label, other.label, tuple(months.astype(str).tolist()), _medians(one.overridden, days),
        _medians(other.overridden, days), steps, tuple(parts), why, tuple(drifts(one.draws, other.past)),
    )  # fmt: skip


def _medians(draws: Draws, days: Days) -> dict[str, Reals]:
    at = np.searchsorted(draws.days, days)
    starts = np.unique(days.astype("datetime64[M]"), return_index=True)[1]
    every = {"all channels": draws.contacts.sum(axis=0)} | {name: draws.of(name) for name in draws.channels}
    return {
        name: np.asarray(np.median(np.add.reduceat(values[:, at], starts, axis=1), axis=0))
        for name, values in every.items()
    }


def _steps(one: Side, other: Side, days: Days) -> Iterator[Step]:
    """Yield the exchange of each input that differs, then what is left over."""
    given = {"past": one.past, "surveys": one.surveys, "recipe": one.recipe}
    total = _medians(one.draws, days)["all channels"]
    start = level = _fitted(given, days)
    for what, detail, change in _exchanges(one, other):
        given = given | change
        moved = _fitted(given, days)
        yield Step(what, detail, tuple((moved - level).tolist()))
        level = moved
    before = _medians(one.overridden, days)["all channels"]
    after = _medians(other.overridden, days)["all channels"]
    overrides = (after - _medians(other.draws, days)["all channels"]) - (before - total)
    if np.abs(overrides).max() > 0.5:
        yield Step("overrides", "the analyst's, in force or withdrawn", tuple(overrides.tolist()))
    rest = after - before - (level - start) - overrides
    if np.abs(rest).max() > 0.01 * np.abs(after).max():
        versions = _versions(one, other)
        detail = versions or f"each step fits {_DRAWS} draws in place of all"
        yield Step("the program" if versions else "chance of the draws", detail, tuple(rest.tolist()))


def _fitted(given: dict[str, Any], days: Days) -> Reals:
    recipe = replace(given["recipe"], draws=_DRAWS)
    return _medians(paths_of(given["past"], given["surveys"], recipe, days=days).draws, days)["all channels"]


def _exchanges(one: Side, other: Side) -> Iterator[tuple[str, str, dict[str, Any]]]:
    corrected, count = _corrected(one.past, other.past)
    if count:
        yield "corrected past", f"{count} days that both know differ", {"past": corrected}
    if other.past.days[-1] != one.past.days[-1] or other.past.days[0] != one.past.days[0]:
        added = int((other.past.days[-1] - one.past.days[-1]).astype(int))
        yield "new days", f"{added:+d} days, up to {other.past.days[-1]}", {"past": other.past}
    elif count == 0 and other.past.channels != one.past.channels:
        yield "channels", f"{', '.join(other.past.channels)}", {"past": other.past}
    rows = (set(one.surveys.rows if one.surveys else ()), set(other.surveys.rows if other.surveys else ()))
    if rows[0] != rows[1]:
        detail = f"{len(rows[1] - rows[0])} points added, {len(rows[0] - rows[1])} removed"
        yield "surveys", detail, {"surveys": other.surveys}
    changed = _changed_settings(one.recipe, other.recipe)
    if changed:
        yield "settings", ", ".join(changed), {"recipe": other.recipe}


def _corrected(old: Beside, new: Beside) -> tuple[Beside, int]:
    """Return the old days with the new figures, and how many days differ."""
    if old.channels != new.channels:
        return old, 0
    first, last = max(old.days[0], new.days[0]), min(old.days[-1], new.days[-1])
    if last < first:
        return old, 0
    common = day_range(first, int((last - first).astype(int)) + 1)
    here, there = np.searchsorted(old.days, common), np.searchsorted(new.days, common)
    before, after = old.contacts[:, here], new.contacts[:, there]
    differs = ~((before == after) | (np.isnan(before) & np.isnan(after))).all(axis=0)
    contacts, is_open = old.contacts.copy(), old.open.copy()
    contacts[:, here], is_open[:, here] = after, new.open[:, there]
    return replace(old, contacts=contacts, open=is_open), int(differs.sum())


def _changed_settings(old: Recipe, new: Recipe) -> list[str]:
    wanted = ("country", "subdivision", "engine", "seed", "events", "shocks")
    return [name for name in wanted if getattr(old, name) != getattr(new, name)]


def _versions(one: Side, other: Side) -> str:
    before, after = one.stored.card.get("versions", {}), other.stored.card.get("versions", {})
    changed = [
        f"{name} {before.get(name)} → {after.get(name)}" for name in after if before.get(name) != after.get(name)
    ]
    return ", ".join(changed)
