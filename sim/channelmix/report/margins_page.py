"""
What a planner sees of the last agent of each hour, and of one more: what it brings, and what that costs.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from channelmix.report.numbers import MINUS, MISSING, Kind, number
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
    hours, rows = summary.get("margins_by_hour", ()), summary.get("margins", ())
    groups = dict.fromkeys(row["group"] for row in hours)
    unit = currency if any(group["cost"] for group in summary["groups"].values()) else "paid hours"
    return [_sheet(name, _of(hours, name), _of(rows, name), unit=unit) for name in groups]


def _of(rows: Rows, group: str) -> Rows:
    return [row for row in rows if row["group"] == group]


def _sheet(name: str, hours: Rows, rows: Rows, *, unit: str) -> Sheet:
    columns = [f"{agent}: {what}" for agent in AGENTS for what in ("points", "waits", f"{unit} a contact")]
    by_place = {(row["hour"], row["agent"]): row for row in hours}
    lines = [
        Row(f"{hour:02d}:00", tuple(cell for agent in AGENTS for cell in _cells(by_place.get((hour, agent)))))
        for hour in dict.fromkeys(row["hour"] for row in hours)
    ]
    notes = (
        "what the last agent on duty in each interval brings, and what the next would: points of the share in time; "
        "waits, what all who wait are spared together; "
        f"{unit} a contact, what a contact more in time costs, where one is sure",
        "± half of the 95 % interval, of differences on the same customers; means over the intervals of each hour; "
        "margins.csv has every interval; deferred work is left out",
        *_extremes(rows),
    )
    return Sheet(f"The last agent of {name}, and the next", "from", tuple(columns), tuple(lines), notes)


def _cells(row: Mapping[str, Any] | None) -> list[Cell]:
    if row is None:
        return [Cell(MISSING)] * 3
    each = row["cost_per_contact_in_time"]
    points = f"{100 * row['points']:.1f}{_around(row, 'points', lambda half: f'{100 * half:.1f}')} pt"
    saved = row["wait_saved_s"]
    wait = f"{MINUS if saved < 0 else ''}{number(abs(saved), Kind.TIME)}"
    return [
        Cell(points.replace("-", MINUS)),
        Cell(f"{wait}{_around(row, 'wait_saved_s', lambda half: number(half, Kind.TIME))}"),
        Cell("not sure" if each is None else number(each, Kind.MONEY)),
    ]


def _around(row: Mapping[str, Any], name: str, told: Callable[[float], str]) -> str:
    """Return half of an interval; nothing where a single replication tells of none."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "" if low is None else f" ± {told((high - low) / 2)}"


def _extremes(rows: Rows) -> list[str]:
    """Say where one more agent came out best, and where the last one came out least."""
    told = []
    questions = (("next", max, "one more agent came out best"), ("last", min, "the last agent came out least useful"))
    for agent, pick, words in questions:
        mine = [row for row in rows if row["agent"] == agent]
        if mine:
            row = pick(mine, key=lambda row: row["in_time"])
            when = datetime.fromisoformat(row["start"])
            value = f"{row['in_time']:.2f}{_around(row, 'in_time', lambda half: f'{half:.2f}')}".replace("-", MINUS)
            told.append(f"{words} on {when:%a} {when.day} {when:%b %H:%M}: {value} contacts in time")
    return told
