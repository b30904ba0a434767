"""Promises of a plan that was searched for: how many are kept, which are not, and which nobody could keep."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from channelmix.errors import RunFolderError
from channelmix.report.found_plan import promise_lines
from channelmix.report.language import speaking
from channelmix.report.plan_promises import goal_lines, goals_of, goals_sheet, told_moment, told_worst
from channelmix.report.promises_page import promise_sheets, short_lines
from channelmix.staffing.wording import cover_lines, kept

PHONE: dict[str, Any] = {
    "kind": "service", "of": "phone", "at_least": 0.8, "per": "interval", "cells": 300, "kept": 300, "barely": 20,
    "doubtful": 0, "missed": 0, "out_of_reach": 0, "worst": 0.78, "worst_at": "2026-03-02T19:00",
}  # fmt: skip
SOCIAL = {**PHONE, "of": "social", "per": "day", "cells": 6, "kept": 6, "barely": 0, "out_of_reach": 1}


def kept_in(folder: Path, *goals: dict[str, Any]) -> Any:
    (folder / "staffing.json").write_text(json.dumps({"goals": goals}), encoding="utf-8")
    return goals_of(folder)


def test_a_plan_that_keeps_all_that_can_be_kept_says_so_and_names_what_nobody_can(tmp_path: Path) -> None:
    goals = kept_in(tmp_path, PHONE, SOCIAL)
    first, beyond = goal_lines(goals)
    assert first.startswith("The plan keeps all 306 promises that can be kept, each by itself. 20 of these")
    assert "barely" in first
    assert first.endswith("on a single such day or in a single such interval it may be missed.")
    assert next(goal_lines(kept_in(tmp_path, PHONE))).endswith("in a single such interval it may be missed.")
    (by_day,) = goal_lines(kept_in(tmp_path, {**SOCIAL, "out_of_reach": 0}))
    assert by_day.endswith("on a single such day it may be missed.")
    assert beyond.endswith("left out: social (1 day).")
    with speaking("nl"):
        assert "Niet haalbaar" in list(goal_lines(goals))[1]
        assert [row.label for row in goals_sheet(goals).rows] == [
            "phone: minstens 80% op tijd, elk interval", "social: minstens 80% op tijd, elke dag"
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        (None, "1 of these is kept barely: on other days like these it may be", "20 of these are kept barely"),
        ("nl", "1 daarvan maar net: op andere, vergelijkbare dagen wordt die", "dagen worden ze misschien"),
        ("de", "1 davon nur knapp: An anderen Tagen wie diesen wird sie", "Tagen wie diesen werden sie"),
    ],
)
def test_one_promise_that_is_kept_barely_is_told_as_one(tmp_path: Path, language: str, one: str, many: str) -> None:
    with speaking(language or "en"):
        assert one in next(goal_lines(kept_in(tmp_path, {**PHONE, "barely": 1})))
        assert many in next(goal_lines(kept_in(tmp_path, PHONE)))
    assert kept({**PHONE, "barely": 1}).endswith("1 of these barely: on other days like these it may be missed")
    assert kept(PHONE).endswith("20 of these barely: on other days like these they may be missed")


def test_promises_that_are_not_kept_are_named(tmp_path: Path) -> None:
    short = {**PHONE, "kept": 290, "doubtful": 8, "missed": 2}
    assert list(goal_lines(kept_in(tmp_path, short))) == [
        "The plan keeps 290 of 300 promises, each by itself.",
        "Missed: phone (2 intervals).",
        "Doubtful, a little less than promised but within the simulation's error: phone (8 intervals).",
    ]
    assert goals_sheet(kept_in(tmp_path, short)).rows[0].cells[0].interval == "2 missed; 8 doubtful"


def test_what_is_within_the_error_of_the_simulation_is_called_doubtful_and_not_missed(tmp_path: Path) -> None:
    less = {"less_at": [{"at": "2026-03-02T19:00", "came_out": 0.7996}]}
    near = {**PHONE, "kept": 299, "doubtful": 1, **less}
    told = {code: list(goal_lines(kept_in(tmp_path, near)))[1:] for code in ("en",)}
    for code in ("nl", "de"):
        with speaking(code):
            told[code] = list(goal_lines(kept_in(tmp_path, near)))[1:]
            assert goals_sheet(kept_in(tmp_path, near)).notes[0].startswith(_DOUBTFUL[code])
    assert told["en"] == [
        "Doubtful, a little less than promised but within the simulation's error: phone (Mon 2 Mar 19:00)."
    ]
    assert told["nl"][0].startswith("Twijfelachtig, iets minder dan afgesproken maar binnen de onzekerheid")
    assert told["de"][0].startswith("Zweifelhaft, etwas weniger als zugesagt, aber innerhalb der Unsicherheit")


LESS = {
    "many": [{"at": f"2026-03-0{day}T19:00", "came_out": 0.75 + day / 100} for day in (5, 3, 4, 2)],
    "one": [{"at": "2026-03-02T19:00", "came_out": 0.7996}],
    "nobody": [{"at": "2026-03-02T19:00", "came_out": 0.7}, {"at": "2026-03-03T19:00", "came_out": None}],
}
BACKLOG = {
    "kind": "backlog", "of": "email", "at_most": 12, "per": "day", "cells": 6, "kept": 5, "barely": 0, "doubtful": 0,
    "missed": 1, "out_of_reach": 0, "worst": 31.0, "worst_at": "2026-03-02T00:00",
    "less_at": [{"at": "2026-03-02T00:00", "came_out": 31.0}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        ({**PHONE, "missed": 1, "doubtful": 3, "less_at": LESS["many"]},
         "phone: at least 80 % in time, every interval: missed or doubtful, 4 intervals, the worst first: "
         "Mon 2 Mar 19:00 77.0 %; Tue 3 Mar 19:00 78.0 %; Wed 4 Mar 19:00 79.0 %; 1 more."),
        ({**PHONE, "doubtful": 1, "less_at": LESS["one"]},
         "phone: at least 80 % in time, every interval: doubtful: Mon 2 Mar 19:00 79.96 %."),
        ({**PHONE, "missed": 2, "less_at": LESS["nobody"]},
         "phone: at least 80 % in time, every interval: missed or doubtful, 2 intervals, the worst first: "
         "Tue 3 Mar 19:00 nobody served; Mon 2 Mar 19:00 70.0 %."),
        (BACKLOG,
         "email: at most 12 still waiting when the day's work ends, every day: missed: Mon 2 Mar 31.0."),
    ],
)  # fmt: skip
def test_a_plans_first_sheet_names_what_is_short_as_its_tables_do(tmp_path: Path, goal: Any, told: str) -> None:
    (found,) = kept_in(tmp_path, goal)
    summary = {"goals": [goal], "checked_on": 20, "cautions": [], "let_off": []}
    _, line, *_ = cover_lines(summary)
    assert line == told
    assert [line] == [f"{each}." for each in short_lines(found)]
    for code, word in (("en", ("missed", "doubtful")), ("nl", ("niet nagekomen", "twijfelachtig")),
                       ("de", ("verfehlt", "zweifelhaft"))):  # fmt: skip
        with speaking(code) as spoken:
            _, line, *_ = promise_lines([found], 20)
            assert any(each in line for each in word)
            assert spoken.missing == set()
    assert len(cover_lines({**summary, "goals": [PHONE]})) == 2, "nothing of a promise that is kept"


_DOUBTFUL = {"nl": "twijfelachtig: 1; ", "de": "zweifelhaft: 1; "}


def test_promises_that_only_a_crowd_would_keep_are_named_and_not_called_kept(tmp_path: Path) -> None:
    told = list(goal_lines(kept_in(tmp_path, PHONE, {**SOCIAL, "out_of_reach": 0, "let_off": 2})))
    assert told[0].startswith("The plan keeps all 306 promises that can be kept")
    assert told[1:] == [
        "These would take far more people than the work needs, so less is asked and they do not count: social (2 days)."
    ]


def test_a_folder_without_a_plan_has_no_promises_and_harm_is_told(tmp_path: Path) -> None:
    assert goals_of(tmp_path) == []
    with pytest.raises(RunFolderError, match=r"staffing\.json: goals\[1\]\.kept must be"):
        kept_in(tmp_path, {**PHONE, "kept": "many"})


def test_a_share_that_misses_its_promise_never_looks_as_if_it_kept_it(tmp_path: Path) -> None:
    less = {"less_at": [{"at": "2026-03-02T19:00", "came_out": 0.7996}], "worst": 0.7996}
    busy = {"kind": "occupancy", "of": "front", "at_most": 0.85, "at_least": None, "worst": 0.8504}
    goals = kept_in(tmp_path, {**PHONE, **less}, {**PHONE, "worst": 0.8004}, {**PHONE, **busy})
    assert [told_worst(goal)[0] for goal in goals] == ["79.96 %", "80.0 %", "85.04 %"]
    assert told_moment(goals[0], "2026-03-02T19:00", 0.7996).endswith("19:00 79.96 %")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "missed or doubtful, 4 days, the worst first: Mon 2 Mar 61.0 %; Tue 3 Mar 62.0 %"),
        ("nl", "niet nagekomen of twijfelachtig, 4 dagen, de slechtste eerst: ma 2 mrt 61,0%; di 3 mrt 62,0%"),
        ("de", "verfehlt oder zweifelhaft, 4 Tage, zuerst die schlechtesten: Mo., 2. März 61,0 %;"),
    ],
)
def test_a_run_names_the_days_on_which_a_promise_is_short_the_worst_first(language: str, told: str) -> None:
    short = [{"at": f"2026-03-0{day}T00:00", "came_out": 0.59 + day / 100} for day in (5, 4, 3, 2)]
    goal = {**PHONE, "per": "day", "cells": 7, "kept": 3, "barely": 0, "doubtful": 1, "missed": 3, "less_at": short}
    case = SimpleNamespace(summary={"promises": {"goals": [goal], "checked_on": 40}})
    with speaking(language):
        (sheet,) = promise_sheets(case)  # type: ignore[arg-type]  # what is used of it
    assert told in sheet.notes[0]
    assert sheet.notes[0].count(";") == 3, "three by name, and how many more"
