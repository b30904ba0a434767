"""What the tables of a plan say of a promise: kept, doubtful or missed, and never the one that looks like another."""

from types import SimpleNamespace
from typing import Any

import pytest

from channelmix.report import staff_page as module
from channelmix.report.plan_check import verdict
from channelmix.report.sheets import Page, Sheet
from channelmix.report.shift_tables import shift_sheets
from channelmix.staffing.reading import passed

PHONE: dict[str, Any] = {
    "kind": "service", "of": "phone", "at_least": 0.8, "per": "interval", "cells": 300, "kept": 286, "barely": 6,
    "doubtful": 12, "missed": 2, "out_of_reach": 0, "let_off": 0, "worst": 0.7996, "worst_at": "2026-03-02T19:00",
    "less_at": [{"at": f"2026-03-0{day}T19:00", "came_out": 0.75 + day / 100} for day in (2, 3, 4, 5, 6)],
}  # fmt: skip
SUMMARY: dict[str, Any] = {
    "goals": [PHONE], "checked_on": 40, "replications": 40, "proven": True, "cautions": [], "let_off": [],
    "not_planned": [], "starts": ["2026-03-02T19:00"], "hours_per_fte_week": 38.0,
    "groups": {"front": {"agents": [4], "paid_hours": 1.0, "cost": 30.0}},
    "total": {"plan_cost": 30.0},
}  # fmt: skip


@pytest.fixture
def promises(page: Page) -> Sheet:
    return next(sheet for sheet in page.sheets if sheet.title.startswith("Promises"))


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setattr(module, "run_page", lambda _case, _goals: Page("a desk", "1 day · seed 1", (), ()))
    case = SimpleNamespace(name="a desk", currency="EUR", summary={"groups": {"front": {"paid_hours": {"mean": 1.0}}}})
    summary = {**SUMMARY, "check": passed([PHONE], 0.95)}
    return module.staff_page(case, summary, [("phone: in time", "")])  # type: ignore[arg-type]  # what is used of it


def short_in(cells: int, *came_out: float) -> dict[str, Any]:
    """Return a promise by the day of which so much came out on its first days, where less than promised did."""
    less = [{"at": f"2026-03-0{2 + day}T00:00", "came_out": share} for day, share in enumerate(came_out)]
    counts = {"cells": cells, "kept": cells - len(less), "barely": 0, "doubtful": len(less), "missed": 0}
    return {**PHONE, "per": "day", **counts, "less_at": less}


def told(*goals: dict[str, Any], confidence: float = 0.95) -> str:
    return verdict({"goals": goals, "check": passed(goals, confidence)})


def test_the_line_near_the_top_tells_a_plan_that_is_short_from_one_that_keeps_all(page: Page) -> None:
    assert "14 of 300 promises short (" in page.verdict
    assert told(short_in(26)).endswith("all 26 promises kept, each by itself")
    assert told(short_in(26, 0.796)).endswith(
        "1 of 26 promises short (phone on Mon 2 Mar 79.6 %); chance explains that: at staffing.confidence = 0.95 "
        "up to 1 may be short, none of them clearly"
    )


def test_more_misses_than_the_confidence_allows_or_a_clear_one_are_told_as_beyond_it() -> None:
    beyond = "chance does not explain that: at staffing.confidence = 0.95 only up to 1 may be short, and none of them"
    assert beyond in told(short_in(26, 0.796, 0.791))
    assert told({**short_in(26, 0.5), "doubtful": 0, "missed": 1}).endswith(
        "chance does not explain that: it is short by more than chance accounts for"
    )
    several = {**short_in(100, 0.5, 0.796), "doubtful": 1, "missed": 1}
    assert "that: one of them is short by more than chance accounts for" in told(several)
    assert "that: 2 of them are short by more than" in told({**several, "doubtful": 0, "missed": 2})
    assert told(short_in(1, 0.796)).endswith("at staffing.confidence = 0.95 none may be short")
    assert "chance explains that: at staffing.confidence = 0.9 up to 2 may be short" in told(
        short_in(26, 0.796, 0.791), confidence=0.9
    )
    assert verdict({"goals": [PHONE]}) == "", "paths of a forecast have a table of their own"


def test_the_worst_share_below_its_promise_never_looks_like_it(promises: Sheet) -> None:
    assert promises.rows[0].cells[0].text == "79.96 % on Mon 2 Mar 19:00"


def test_a_promise_is_kept_doubtful_or_missed_and_what_each_means_is_told(promises: Sheet) -> None:
    assert promises.columns == ("worst", "kept", "barely", "doubtful", "missed")
    assert [cell.text for cell in promises.rows[0].cells[1:]] == ["286 of 300", "6", "12", "2"]
    assert any(
        "doubtful: a little less came out than promised, within the simulation's error" in note
        for note in promises.notes
    )


def test_where_a_promise_is_short_more_than_once_it_is_told_how_often_and_the_worst_three_by_name(
    promises: Sheet,
) -> None:
    assert promises.notes[0] == (
        "phone: at least 80 % in time, every interval: missed or doubtful, 5 intervals, the worst first: "
        "Mon 2 Mar 19:00 77.0 %; Tue 3 Mar 19:00 78.0 %; Wed 4 Mar 19:00 79.0 %; 2 more"
    )


def test_a_plan_of_shifts_that_nobody_works_has_no_table_of_them() -> None:
    assert shift_sheets(SimpleNamespace(summary={"shifts": []})) == []  # type: ignore[arg-type]  # what is used of it


def test_hours_on_duty_by_the_hour_add_up_to_those_of_the_plan_where_the_most_of_each_hour_would_not() -> None:
    agents = [1, 3, 2, 2, 5, 0, 0, 0]
    starts = [f"2026-03-02T{9 + quarter // 4:02d}:{quarter % 4 * 15:02d}" for quarter in range(8)]
    (sheet,) = module._days({"starts": starts, "groups": {"front": {"agents": agents}}})
    assert [(row.label, row.cells[0].text) for row in sheet.rows] == [
        ("09:00", "2"),
        ("10:00", "1.25"),
        ("all", "3.25"),
    ]
    assert sum(agents) / 4 == 3.25
    assert sheet.title == "Hours on duty of front"


@pytest.mark.parametrize(("bound", "cost", "is_told"), [(20.0, 30.0, True), (0.0, 30.0, False), (0.0, 0.0, False)])
def test_a_limit_of_nothing_is_not_told(bound: float, cost: float, is_told: bool) -> None:
    summary = {**SUMMARY, "proven": False, "bound": bound, "total": {"plan_cost": cost}}
    summary["groups"] = {"front": {**SUMMARY["groups"]["front"], "one_fewer_in_doubt": 0}}
    assert (
        any("every plan that keeps the promises costs at least" in note for note in module._how_near(summary))
        == is_told
    )


@pytest.mark.parametrize(("channels", "besides"), [(0.0, "work"), (5.0, "work, and what is paid by contact or month")])
def test_why_a_run_of_the_plan_tells_more_is_said_with_both_prices_of_a_year(channels: float, besides: str) -> None:
    figures = {"paid_hours": 11.0, "cost": 330.0}
    total = {"cost": 330.0 + channels, "cost_per_year": (330.0 + channels) * 365.25 / 7, "paid_hours": 11.0}
    case = SimpleNamespace(
        name="a desk", currency="EUR", scenario=SimpleNamespace(period=SimpleNamespace(days=7)),
        summary={"groups": {"front": {name: {"mean": each} for name, each in figures.items()}},
                 "total": {name: {"mean": each} for name, each in total.items()}},
    )  # fmt: skip
    groups = {"front": {"agents": [4], "paid_hours": 10.0, "cost": 300.0, "has_price": True}}
    (line,) = [note for note in module._plan(case, {**SUMMARY, "groups": groups}).notes if "overtime" in note]  # type: ignore[arg-type]  # what is used of it
    year = f"{total['cost_per_year']:,.0f}"
    assert line == (
        f"run, compare and report tell 1.0 paid hours more of this plan, and EUR {year} a year instead of EUR 15,654: "
        f"there overtime counts, in which agents finish their {besides}"
    )


@pytest.mark.parametrize(
    ("max_days", "shrinkage", "people"), [(5, 0.0, 4), (1, 0.0, 19), (2, 0.0, 10), (1, 0.2, 24)]
)  # fmt: skip
def test_no_fewer_people_are_told_than_days_of_a_week_take(max_days: int, shrinkage: float, people: int) -> None:
    """Nineteen shifts of one kind, of whom each person works so many; four together on the busiest day are fewer."""
    shift = SimpleNamespace(name="short", max_days=max_days)
    group = SimpleNamespace(shrinkage=shrinkage)
    case = SimpleNamespace(scenario=SimpleNamespace(work_shift=[shift], groups={"front": group}))
    days = [f"2026-03-0{day}T09:00" for day in range(2, 9)]
    shifts = [
        {"group": "front", "shift": "short", "start": day, "agents": 4 if day < days[4] else 3} for day in days[:5]
    ]
    summary = {**SUMMARY, "starts": days, "shifts": shifts, "groups": {"front": {"agents": [4], "paid_hours": 38.0}}}
    (told_of,) = module._people(case, summary, 38.0)  # type: ignore[arg-type]  # what is used of it
    assert told_of.startswith(f"people for this week: at least {people}, ")


def test_promises_that_the_own_plan_barely_keeps_are_told_beside_those_of_the_plan_found() -> None:
    """Who tunes a plan on the customers by whom it is judged has them on the edge, and meets others on Monday."""
    told_of = module._both_kept([{**PHONE, "barely": 10}], [{**PHONE, "barely": 3}])
    assert "; barely kept are 10 of yours and 3 of the one found: a plan that was tried on these customers" in told_of
    assert "barely" not in module._both_kept([{**PHONE, "barely": 0}], [PHONE])
