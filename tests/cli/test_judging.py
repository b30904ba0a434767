"""Promises that ``run`` and ``compare`` judge day by day, and what a report makes of them."""

import json
import re
from pathlib import Path

import python_calamine


def test_promises_that_a_run_judged_stand_in_the_report_in_its_language_and_harm_is_told(cli, folder: Path) -> None:
    judged = 'staffing.per="day"'
    assert cli("run", "small.toml", "--set", judged, "--replications", "2").code == 0
    (kept,) = (folder / "runs").iterdir()
    assert cli("report", str(kept), "--language", "nl", "--out", "there").code == 0
    page = (folder / "there/report.html").read_text(encoding="utf-8")
    assert "Serviceafspraken per dag" in page
    book = python_calamine.load_workbook(str(folder / "there/results.xlsx"))
    head, *rows = book.get_sheet_by_name("Serviceafspraken").to_python()
    assert head == [
        "plan",
        "serviceafspraak",
        "nagekomen",
        "niet nagekomen",
        "slechtste waarde",
        "wanneer",
        "beoordeeld over",
    ]
    goals = json.loads((kept / "summary.json").read_text(encoding="utf-8"))["promises"]["goals"]
    assert [row[2] for row in rows] == [f"{goal['kept']} van {goal['cells']}" for goal in goals]
    assert all(str(row[6]).endswith(" replicaties") for row in rows)
    summary = (kept / "summary.json").read_text(encoding="utf-8")
    (kept / "summary.json").write_text(summary.replace('"out_of_reach": ', '"out_of_reach": -1'), encoding="utf-8")
    answer = cli("report", str(kept), "--out", "elsewhere")
    assert answer.code == 2
    assert "promises.goals[1].out_of_reach must be at least 0" in answer.err


def test_compare_says_of_each_plan_how_many_promises_it_keeps(cli, folder: Path) -> None:
    judged = 'staffing.per="day"'
    plans = ("small.toml", "small.toml+groups.front_office.agents=9")
    told = cli("compare", *plans, "--set", judged, "--replications", "2", "--no-run-folder").out
    assert "Promises by the day\n" in told
    assert re.search(
        r"Both plans keep every promise, day by day \((\d+) of \1 each; judged on \d+ replications\)\.", told
    )
    assert "Promises" not in cli("run", "small.toml", "--replications", "2", "--no-run-folder").out


def test_the_first_screen_of_a_comparison_says_how_many_promises_each_plan_keeps(cli, folder: Path) -> None:
    plans = ("small.toml", "small.toml+groups.front_office.agents=9")
    assert cli("compare", *plans, "--set", 'staffing.per="day"', "--replications", "2").code == 0
    assert cli("report", "--out", "there").code == 0
    page = (folder / "there/report.html").read_text(encoding="utf-8")
    assert "<p>Both plans keep every promise, day by day (" in page.partition("</section>")[0]
