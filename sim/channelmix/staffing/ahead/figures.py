"""
The figures of months: quantiles over the draws of a forecast, and the weeks that were simulated beside them.

A level of a group, or of all groups, is its own quantile over the draws: no level can pass another, and since groups
have their busy futures in different draws, they need not add up to that of all.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from channelmix.results import Reals
from channelmix.staffing.trials import is_missed

if TYPE_CHECKING:
    from channelmix.staffing.ahead.study import YearsAhead
    from channelmix.staffing.ahead.weeks import Played


def level_name(level: float) -> str:
    """
    Return how a level is called.

    Examples:
        >>> level_name(0.1), level_name(0.975)
        ('p10', 'p97.5')
    """
    return f"p{100 * level:g}"


def groups_of(found: "YearsAhead") -> Iterator[tuple[int, str]]:
    """Yield number and name of each group."""
    return enumerate(found.loaded.scenario.groups)


def fte_week(found: "YearsAhead") -> float:
    """Return the paid hours of one full-time equivalent in a week."""
    return float(found.loaded.scenario.money.hours_per_fte_week)


def levels_of(found: "YearsAhead", place: int) -> dict[str, Any]:
    """Return what a month takes, level by level."""
    hours = found.hours[:, place]
    factor = (found.by_day[place] * found.outlook.calendar.open_days(found.months[place])).sum(axis=1)
    rates = np.array([group.cost_per_hour for group in found.loaded.scenario.groups.values()])
    groups = {name: _figures(found, hours[:, [n]], factor[[n]], rates[[n]]) for n, name in groups_of(found)}
    total = _figures(found, hours, factor, rates)
    contacts = {
        name: np.quantile(found.futures.contacts[n, :, place].sum(axis=1), found.levels)
        for n, name in enumerate(found.futures.channels)
    }
    return {
        level_name(level): {
            "contacts_a_week": {name: float(values[n]) for name, values in contacts.items()},
            "groups": {name: _at(values, n) for name, values in groups.items()},
            "total": _at(total, n),
        }
        for n, level in enumerate(found.levels)
    }


def _figures(found: "YearsAhead", hours: Reals, factor: Reals, rates: Reals) -> dict[str, Reals]:
    """Return quantiles at each level of some groups together: their hours of a week, shape ``(D, G)``."""
    draws = {"fte": hours.sum(axis=1) / fte_week(found), "paid_hours": hours @ factor, "cost": hours @ (factor * rates)}
    return {name: np.quantile(values, found.levels) for name, values in draws.items()}


def _at(values: dict[str, Reals], number: int) -> dict[str, float]:
    return {name: float(each[number]) for name, each in values.items()}


def simulated_weeks(found: "YearsAhead") -> list[dict[str, Any]]:
    """Return the weeks that were searched and simulated, beside what the law says of them."""
    return [_week(found, played, found.foretold[number]) for number, played in enumerate(found.played)]


def _week(found: "YearsAhead", played: "Played", foretold: Reals) -> dict[str, Any]:
    told = found.law.hours(played.work)
    every = found.hours[:, played.month].sum(axis=1)
    hours, others = float(played.hours.sum()), float(foretold.sum())
    check = played.requirement.check
    mine = check.weight > 0
    missed = is_missed(check, found.loaded.scenario.staffing.confidence)
    return {
        "month": found.months[played.month].name,
        "level": level_name(round(float((every < told.sum()).mean()), 2)),
        "is_plan": played.is_first,
        "contacts": dict(zip(found.futures.channels, played.contacts.tolist(), strict=True)),
        "fte": hours / fte_week(found),
        "search": "short" if played.is_short else "long",
        "paid_hours_a_week": hours,
        "paid_hours_found": float(played.found.sum()),
        "told": float(told.sum()),
        "deviation": float(told.sum()) / hours - 1 if hours else None,
        "foretold_by_the_others": None if np.isnan(others) else others,
        "off": None if np.isnan(others) or not hours else others / hours - 1,
        "promises": int(mine.sum()),
        "kept": int((mine & (check.room + check.error >= 0)).sum()),
        "missed": int((mine & missed).sum()),
        "groups": {
            name: {"paid_hours_a_week": float(played.hours[group]), "told": float(told[group]),
                   "foretold_by_the_others": None if np.isnan(others) else float(foretold[group]),
                   "off": _off(float(foretold[group]), float(played.hours[group]))}
            for group, name in groups_of(found)
        },
    }  # fmt: skip


def _off(foretold: float, hours: float) -> float | None:
    return None if np.isnan(foretold) or not hours else foretold / hours - 1


def error_of(weeks: Sequence[dict[str, Any]], hours_per_fte: float) -> dict[str, Any]:
    """Return how far simulated weeks, each foretold from the others, were off: on average, and at most."""
    groups = {name: _sizes(week["groups"][name]["off"] for week in weeks) for name in weeks[0]["groups"]}
    off = _sizes(week["off"] for week in weeks)
    by_group = {name: [week["groups"][name] for week in weeks] for name in weeks[0]["groups"]}
    return {
        "mean": sum(off) / len(off) if off else None,
        "largest": max(off, default=None),
        "groups": {name: max(sizes, default=None) for name, sizes in groups.items()},
        "fte": {name: _in_fte(each, hours_per_fte) for name, each in {**by_group, "": weeks}.items()},
    }


def _in_fte(weeks: Sequence[dict[str, Any]], hours_per_fte: float) -> float | None:
    """Return how far the hours foretold were from those found at most, in full-time equivalents."""
    pairs = [(each["foretold_by_the_others"], each["paid_hours_a_week"]) for each in weeks]
    off = _sizes(None if foretold is None else foretold - hours for foretold, hours in pairs)
    return max(off) / hours_per_fte if off else None


def _sizes(values: Iterator[float | None]) -> list[float]:
    return [abs(value) for value in values if value is not None]
