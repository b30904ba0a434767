"""``staff``: what it prints, what it keeps, and how its plan goes back into ``run``."""

import json
from pathlib import Path

import pytest

QUICK = ("--set", "period.interval=1 h", "--set", "channels.phone.arrivals.per_day=40")


@pytest.fixture
def staffed(cli):
    return cli("staff", "small.toml", *QUICK, "--plan", "plan.xlsx", "--json")


def test_staff_prints_agents_per_interval_with_what_they_reach_and_cost(staffed) -> None:
    assert staffed.code == 0, staffed.err
    found = json.loads(staffed.out)
    agents = found["groups"]["front_office"]["agents"]
    assert len(agents) == len(found["starts"]) == 24
    assert [place for place, here in enumerate(agents) if here] == [9, 10, 11]
    assert found["channels"]["phone"]["service_level"]["mean"] > 0.7
    assert 0 < found["bound"] <= found["total"]["plan_cost"]


def test_run_with_the_plan_prints_the_very_figures_of_the_check(cli, staffed) -> None:
    found = json.loads(staffed.out)
    again = cli(
        "run", "small.toml", *QUICK, "--set", 'groups.front_office.agents={file="plan.xlsx"}', "--json",
        "--no-run-folder",
    )  # fmt: skip
    assert json.loads(again.out)["channels"] == found["channels"]


def test_the_run_folder_keeps_the_plan_for_excel(staffed) -> None:
    (folder,) = Path("runs").iterdir()
    assert {"plan.xlsx", "plan.csv", "staffing.json", "summary.json"} <= {file.name for file in folder.iterdir()}


def test_staff_tells_promises_and_how_near_to_the_best_it_is(cli) -> None:
    answer = cli("staff", "small.toml", *QUICK, "--no-run-folder")
    for part in ("Agents needed", "phone: at least 80 % in time, every interval", "keeps the promises"):
        assert part in answer.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--plan", "small.toml"), "ends in .xlsx or .csv"),
        (("--dry-run",), "cannot tell beforehand"),
        (("--set", "staffing.max_agents={front_office=0}"), "nobody who serves phone may be on duty"),
        (("--set", "staffing.max_agents={back=1}"), "must be a group of this scenario"),
    ],
)
def test_what_cannot_be_is_one_line_and_exit_code_2(cli, words, told) -> None:
    answer = cli("staff", "small.toml", *words)
    assert (answer.code, "Traceback" in answer.err) == (2, False)
    assert told in answer.err
    assert not Path("runs").exists() or not any(Path("runs").iterdir())
