"""
Months as plain values, and as CSV for Excel.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from channelmix.simulate import inputs_digest
from channelmix.staffing.ahead.months import Counts
from channelmix.staffing.ahead.people import Staffing, staffings

if TYPE_CHECKING:
    from channelmix.staffing.ahead.study import Point, YearsAhead

SCHEMA = 1
COLUMNS = (
    "month", "validated", "group", "level", "fte", "paid_hours", "cost", "hires", "leavers", "people", "people_over",
)  # fmt: skip
Summary = Mapping[str, Any]


def level_name(level: float) -> str:
    """
    Return how a level is called.

    Examples:
        >>> level_name(0.1), level_name(0.975)
        ('p10', 'p97.5')
    """
    return f"p{100 * level:g}"


def summary_of(found: "YearsAhead") -> dict[str, Any]:
    """Return all that was found, in the order in which it is printed."""
    until = _validated_until(found)
    months = [_month(found, place, until) for place in range(len(found.months))]
    for name, rows in _people(found, months).items():
        for month, row in zip(months, rows, strict=True):
            month["people"][name] = row
    scenario = found.loaded.scenario
    return {
        "schema": SCHEMA,
        "scenario": scenario.name,
        "forecast": {name: stored.label for name, stored in found.loaded.forecasts.items()},
        "inputs_sha256": inputs_digest(found.loaded),
        "replications": found.replications,
        "seed": found.seed,
        "currency": scenario.money.currency,
        "hours_per_fte_week": scenario.money.hours_per_fte_week,
        "typical_week": scenario.period.start.isoformat(),
        "validated_until": None if until is None else until.isoformat(),
        "levels": [level_name(level) for level in found.levels],
        "hires_for": level_name(found.hires_for),
        "attrition": found.attrition,
        "start_fte": {name: float(found.start[number] / _fte_week(found)) for number, name in _groups(found)},
        "months": months,
        "simulated": [_played(found, number) for number in range(len(found.played))],
        "error": _error(found),
        "notes": list(found.outlook.forecasted.notes),
    }


def _groups(found: "YearsAhead") -> Iterator[tuple[int, str]]:
    return enumerate(found.loaded.scenario.groups)


def _fte_week(found: "YearsAhead") -> float:
    return float(found.loaded.scenario.money.hours_per_fte_week)


def _validated_until(found: "YearsAhead") -> date | None:
    """Return the last day up to which backtests have tried all forecasts; None if one was never tried."""
    until = [stored.validated_until for stored in found.loaded.forecasts.values()]
    known = [each for each in until if each is not None]
    return min(known) if len(known) == len(until) else None


def _month(found: "YearsAhead", place: int, until: date | None) -> dict[str, Any]:
    month, count = found.months[place], len(found.levels)
    points = found.points[place * count : (place + 1) * count]
    open_days = found.outlook.calendar.open_days(month)
    return {
        "month": month.name,
        "validated": until is not None and month.last <= until,
        "open_days": int(open_days.sum()),
        "levels": {level_name(point.level): _level(found, point, open_days) for point in points},
        "people": {},
    }


def _level(found: "YearsAhead", point: "Point", open_days: Counts) -> dict[str, Any]:
    hours = found.hours(point)
    rates = np.array([group.cost_per_hour for group in found.loaded.scenario.groups.values()])
    fte, paid = hours.sum(axis=1) / _fte_week(found), hours @ open_days
    groups = {
        name: {
            "fte": float(fte[number]),
            "paid_hours": float(paid[number]),
            "cost": float(paid[number] * rates[number]),
        }
        for number, name in _groups(found)
    }
    return {
        "contacts_a_week": dict(zip(found.futures.channels, point.week.contacts.sum(axis=1).tolist(), strict=True)),
        "groups": groups,
        "total": {"fte": float(fte.sum()), "paid_hours": float(paid.sum()), "cost": float(paid @ rates)},
    }


def _people(found: "YearsAhead", months: Sequence[Summary]) -> dict[str, list[dict[str, float]]]:
    """Return hires and leavers of each group and month, and of all together under the name ""."""
    level = level_name(found.hires_for)
    by_group = {
        name: staffings(
            [month["levels"][level]["groups"][name]["fte"] for month in months],
            start=float(found.start[number] / _fte_week(found)), attrition=found.attrition,
        )
        for number, name in _groups(found)
    }  # fmt: skip
    rows = {name: [_counted(each) for each in staff] for name, staff in by_group.items()}
    together = [
        {key: sum(mine[place][key] for mine in rows.values()) for key in ("hires", "leavers", "people", "people_over")}
        for place in range(len(months))
    ]
    return {**rows, "": together}


def _counted(staff: Staffing) -> dict[str, float]:
    return {"hires": staff.hires, "leavers": staff.leavers, "people": staff.there, "people_over": staff.over}


def _played(found: "YearsAhead", number: int) -> dict[str, Any]:
    played = found.played[number]
    foretold = float(played.foretold.sum())
    simulated = float(played.hours.sum())
    return {
        "month": found.months[played.point.month].name,
        "level": level_name(played.point.level),
        "paid_hours_a_week": simulated,
        "by_formula": float(played.point.formula.sum()),
        "foretold_by_the_others": None if np.isnan(foretold) else foretold,
        "off": None if np.isnan(foretold) or not simulated else foretold / simulated - 1,
        "groups": {name: float(played.hours[group]) for group, name in _groups(found)},
    }


def _error(found: "YearsAhead") -> dict[str, float | None]:
    """Return how far the simulated weeks, each foretold from the others, were off: on average, and at most."""
    off = [abs(row["off"]) for row in (_played(found, n) for n in range(len(found.played))) if row["off"] is not None]
    return {"mean": sum(off) / len(off) if off else None, "largest": max(off, default=None)}


def months_csv(summary: Summary, *, dialect: Literal["point", "comma"]) -> bytes:
    """
    Return the months as CSV, one row for each month, group and level; the group of all together is "all groups".

    Args:
        summary: What ``summary_of`` returns.
        dialect: "point" for decimal points and commas between cells, "comma" for decimal commas and semicolons.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if dialect == "comma" else ",", lineterminator="\n")
    writer.writerow(COLUMNS)
    for month in summary["months"]:
        for level, found in month["levels"].items():
            for name, figures in (*found["groups"].items(), ("", found["total"])):
                people = month["people"][name] if level == summary["hires_for"] else {}
                numbers = (*figures.values(), *(people.get(key) for key in COLUMNS[-4:]))
                cells = [_cell(value, dialect) for value in numbers]
                writer.writerow([month["month"], _yes(month["validated"]), _label(name), level, *cells])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: float | None, dialect: str) -> str:
    text = "" if value is None else f"{value:.10g}"
    return text.replace(".", ",") if dialect == "comma" else text


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _label(name: str) -> str:
    """Return a group's name that no spreadsheet takes for a formula."""
    if not name:
        return "all groups"
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name
