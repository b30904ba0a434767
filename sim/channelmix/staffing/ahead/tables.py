"""
Months as plain values, and as CSV for Excel.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from channelmix.results import plain_text
from channelmix.simulate import inputs_digest
from channelmix.staffing.ahead.adopted import moved_by_month
from channelmix.staffing.ahead.figures import error_of, fte_week, groups_of, level_name, levels_of, simulated_weeks
from channelmix.staffing.ahead.helping import Helping, helpings_of
from channelmix.staffing.ahead.path import path_of
from channelmix.staffing.ahead.people import Staffing

if TYPE_CHECKING:
    from channelmix.staffing.ahead.study import YearsAhead

SCHEMA = 1
COLUMNS = (
    "month", "validated", "group", "level", "fte", "paid_hours", "cost", "hires", "leavers", "people", "people_over",
    "help_given", "help_got", "fte_off_at_most",
)  # fmt: skip
PEOPLE = COLUMNS[7:-1]
"""What is counted of people, in full-time equivalents."""

Summary = Mapping[str, Any]


def summary_of(found: "YearsAhead") -> dict[str, Any]:
    """Return all that was found, in the order in which it is printed."""
    until = _validated_until(found)
    weeks = simulated_weeks(found)
    months = [_month(found, place, until, weeks) for place in range(len(found.months))]
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
        "start_fte": {name: float(found.start[number] / fte_week(found)) for number, name in groups_of(found)},
        "helpers": [_told(pair, list(scenario.groups)) for pair in helpings_of(scenario.groups)],
        "months": months,
        "simulated": weeks,
        "error": error_of(weeks, fte_week(found)),
        "adoption": moved_by_month(found.loaded, found.futures.shiftings, found.months),
        "notes": list(found.outlook.forecasted.notes),
        "warnings": list(found.loaded.warnings),
        "cautions": list(found.cautions),
    }


def _validated_until(found: "YearsAhead") -> date | None:
    """Return the last day up to which backtests have tried all forecasts; None if one was never tried."""
    until = [stored.validated_until for stored in found.loaded.forecasts.values()]
    known = [each for each in until if each is not None]
    return min(known) if len(known) == len(until) else None


def _month(found: "YearsAhead", place: int, until: date | None, weeks: Sequence[Summary]) -> dict[str, Any]:
    month = found.months[place]
    return {
        "month": month.name,
        "validated": until is not None and month.last <= until,
        "open_days": int(found.outlook.calendar.open_days(month).sum()),
        "levels": levels_of(found, place),
        "simulated": {week["level"]: week["fte"] for week in weeks if week["month"] == month.name},
        "people": {},
    }


def _people(found: "YearsAhead", months: Sequence[Summary]) -> dict[str, list[dict[str, Any]]]:
    """Return hires, leavers and help of each group and month, and of all together under the name ""."""
    level, groups = level_name(found.hires_for), found.loaded.scenario.groups
    path = path_of(
        np.array([[month["levels"][level]["groups"][name]["fte"] for month in months] for name in groups]),
        start=found.start / fte_week(found), attrition=found.attrition, helpings=helpings_of(groups),
        prices=np.array([group.cost_per_hour for group in groups.values()]),
    )  # fmt: skip
    rows = {name: [_counted(each, list(groups)) for each in mine] for name, mine in zip(groups, path, strict=True)}
    together = [
        {key: sum(mine[place][key] for mine in rows.values()) for key in PEOPLE} for place in range(len(months))
    ]
    return {**rows, "": together}


def _told(pair: Helping, names: Sequence[str]) -> dict[str, Any]:
    return {"giver": names[pair.giver], "taker": names[pair.taker], "rate": pair.rate}


def _counted(staff: Staffing, names: Sequence[str]) -> dict[str, Any]:
    return {
        "hires": staff.hires, "leavers": staff.leavers, "people": staff.there, "people_over": staff.over,
        "help_given": staff.given, "help_got": staff.got,
        "helps": {names[taker]: amount for taker, amount in staff.gives.items()},
    }  # fmt: skip


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
                off = summary["error"]["fte"][name]
                numbers = (*figures.values(), *(people.get(key) for key in PEOPLE), off)
                cells = [_cell(value, dialect) for value in numbers]
                writer.writerow(
                    [
                        month["month"],
                        "yes" if month["validated"] else "no",
                        plain_text(name) or "all groups",
                        level,
                        *cells,
                    ]
                )
    return text.getvalue().encode("utf-8-sig")


def _cell(value: float | None, dialect: str) -> str:
    text = "" if value is None else f"{value:.10g}"
    return text.replace(".", ",") if dialect == "comma" else text
