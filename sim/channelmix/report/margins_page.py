"""
What a planner sees of the last agent of each hour, and of one more: what it brings, and what that costs.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from channelmix.report.numbers import MISSING, Kind, number
from channelmix.report.sheets import Cell, Row, Sheet

Rows = Sequence[Mapping[str, Any]]
AGENTS = ("last", "next")


def margin_sheets(summary: Mapping[str, Any], currency: str) -> list[Sheet]:
    """
    Return a table for each group whose customers wait for an answer now.

    Args:
        summary: What ``staff`` found, as plain values.
        currency: Of the cost.
    """
    rows = summary.get("margins", ())
    groups = dict.fromkeys(row["group"] for row in rows)
    unit = currency if any(group["cost"] for group in summary["groups"].values()) else "paid hours"
    return [_sheet(name, [row for row in rows if row["group"] == name], unit) for name in groups]


def _sheet(name: str, rows: Rows, unit: str) -> Sheet:
    hours = sorted({_hour(row) for row in rows})
    columns = [f"{agent}: {what}" for agent in AGENTS for what in ("points", "wait saved", f"{unit} a contact in time")]
    lines = [
        Row(f"{hour:02d}:00", tuple(cell for agent in AGENTS for cell in _cells(_of(rows, agent, hour))))
        for hour in hours
    ]
    notes = (
        "what the last agent of each interval, and one more, do to the share in time of its contacts and to all waits "
        "together, and what a contact more in time costs",
        "means over the intervals of each hour; margins.csv has every interval; deferred work is left out",
        *_extremes(rows),
    )
    return Sheet(f"The last agent of {name}, and the next", "from", tuple(columns), tuple(lines), notes)


def _hour(row: Mapping[str, Any]) -> int:
    return datetime.fromisoformat(row["start"]).hour


def _of(rows: Rows, agent: str, hour: int) -> Rows:
    return [row for row in rows if row["agent"] == agent and _hour(row) == hour]


def _cells(rows: Rows) -> list[Cell]:
    if not rows:
        return [Cell(MISSING)] * 3
    cost, in_time = (sum(row[key] for row in rows) for key in ("cost", "in_time"))
    points, saved = (sum(row[key] for row in rows) / len(rows) for key in ("points", "wait_saved_s"))
    each = number(cost / in_time, Kind.MONEY) if in_time > 0 else "none"
    return [Cell(f"{100 * points:.1f} pt"), Cell(number(max(saved, 0.0), Kind.TIME)), Cell(each)]


def _extremes(rows: Rows) -> list[str]:
    """Say where one more agent brings most, and where the last one brings least."""
    told = []
    questions = (("next", max, "one more agent brings most"), ("last", min, "the last agent brings least"))
    for agent, pick, words in questions:
        mine = [row for row in rows if row["agent"] == agent]
        if mine:
            row = pick(mine, key=lambda row: row["in_time"])
            when = datetime.fromisoformat(row["start"])
            told.append(f"{words} on {when:%a} {when.day} {when:%b %H:%M}: {row['in_time']:.2f} contacts in time")
    return told
