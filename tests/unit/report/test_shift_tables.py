"""What is said of the pay of shifts: only where these are all that is paid for."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from channelmix.report.shift_tables import paid_notes

SHIFT: dict[str, Any] = {
    "group": "front", "shift": "early", "start": "2026-03-02T09:00", "end": "2026-03-02T17:00", "breaks": [],
    "agents": 2, "paid_hours": 7.5,
}  # fmt: skip


def notes(days: int, *others: str) -> list[str]:
    """Return what is said of a Monday's shifts in a period of so many days, beside other groups that are paid."""
    groups = {name: {"paid_hours": {"mean": 15.0}, "cost": {"mean": 450.0}} for name in ("front", *others)}
    paid = {"paid_hours": {"mean": 15.0 * len(groups)}, "cost": {"mean": 450.0 * len(groups)},
            "cost_per_year": {"mean": 23_480.0}}  # fmt: skip
    setting = SimpleNamespace(
        period=SimpleNamespace(start=date(2026, 3, 2), days=days), channels={},
        groups={name: SimpleNamespace(shrinkage=0.0, cost_per_hour=30.0) for name in groups},
    )  # fmt: skip
    case = SimpleNamespace(
        currency="EUR", scenario=setting, summary={"shifts": [SHIFT], "groups": groups, "total": paid}
    )
    return list(paid_notes(case))  # type: ignore[arg-type]  # what is used of it


def test_a_week_of_shifts_tells_its_hours_and_price_beside_those_with_overtime() -> None:
    (note,) = notes(7)
    assert note.startswith("paid for these shifts, with paid breaks: 15.0 h, 23,480 EUR a year")


@pytest.mark.parametrize(("days", "others"), [(8, ()), (7, ("back",))], ids=["a Monday comes twice", "others are paid"])
def test_nothing_is_called_overtime_that_is_other_work(days: int, others: tuple[str, ...]) -> None:
    assert notes(days, *others) == []
