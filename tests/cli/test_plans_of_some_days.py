"""Plans of some days of a week: who works on the days before them that they say nothing of."""

import json
from pathlib import Path

import pytest

from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.scenario import load

DESK = """\
schema = 1
base = "small.toml"
name = "Two days of a desk"

[period]
days = 2
interval = "1 h"

[staffing]
per = "day"

[channels.mail]
kind = "deferred"
arrivals = { per_day = 40 }
handling = "5 min"
target = { share = 0.80, within = "1 day" }

[groups.front_office]
handles = ["phone", "mail"]
agents = { mon-fri = { "09:00" = 4, "12:00" = 0 } }
"""


@pytest.fixture
def desk(folder: Path) -> Path:
    """Return a folder with two days of a desk that has mails from the days before."""
    (folder / "desk.toml").write_text(DESK, encoding="utf-8")
    return folder


def channels(answer) -> dict[str, object]:
    assert answer.code == 0, answer.err
    return json.loads(answer.out)["channels"]


@pytest.mark.parametrize("plan", ["plan.xlsx", "plan.csv"])
def test_a_plan_of_some_days_comes_back_with_the_same_figures(cli, desk: Path, plan: str) -> None:
    found = cli("staff", "desk.toml", "--plan", plan, "--json")
    again = cli("run", f"desk.toml+{plan}", "--json")
    assert channels(again) == channels(found)


def test_without_agents_of_its_own_a_scenario_finds_work_of_all_days_before(cli, desk: Path) -> None:
    """The control: where the plan stands in the file itself nobody is known to work before, and this is told."""
    found = cli("staff", "desk.toml", "--plan", "plan.csv", "--json")
    lines = DESK.splitlines()
    lines[-1] = 'agents = { file = "plan.csv" }'
    (desk / "alone.toml").write_text("\n".join(lines), encoding="utf-8")
    again = cli("run", "alone.toml", "--json")
    assert channels(again)["mail"] != channels(found)["mail"]
    (told,) = [each for each in load(desk / "alone.toml").warnings if "has no rows on" in each]
    assert (
        "has no rows on wed, thu, fri, sat, sun, which are simulated before or after the period; nobody works then"
        in told
    )
    with speaking("de"):
        assert "Tage, die vor oder nach dem Zeitraum simuliert werden" in told_caution(told)
    assert not [each for each in load("desk.toml", ['groups.front_office.agents={ file = "plan.csv" }']).warnings
                if "simulated before or after" in each]  # fmt: skip


def test_a_weekday_of_the_period_that_a_plan_leaves_out_stays_without_agents(cli, desk: Path) -> None:
    """A planner who deletes a day of the plan has sent everybody home on it."""
    (desk / "monday.csv").write_text("start,agents\n2027-03-01 09:00,4\n2027-03-01 12:00,0\n", encoding="utf-8")
    answer = cli("run", "desk.toml+monday.csv", "--json")
    on_duty = json.loads(answer.out)["groups"]["front_office"]["staffed_hours"]["mean"]
    assert 12 <= on_duty < 14


def test_a_run_with_such_a_plan_keeps_the_agents_of_its_file_and_follows_their_change(cli, desk: Path) -> None:
    assert cli("staff", "desk.toml", "--plan", "plan.csv", "--json").code == 0
    first = cli("run", "desk.toml+plan.csv", "--json", "--out", "kept")
    (kept,) = desk.glob("kept/*")
    manifest = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenarios"][0]["own_agents"]["front_office"] == {"mon-fri": {"09:00": 4, "12:00": 0}}
    (desk / "desk.toml").write_text(DESK.replace('"09:00" = 4', '"09:00" = 1'), encoding="utf-8")
    assert channels(cli("run", "desk.toml+plan.csv", "--json"))["mail"] != channels(first)["mail"]


@pytest.mark.parametrize("figure", ["cost_per_year", "fte"])
def test_six_days_of_a_desk_that_closes_on_sundays_cost_as_much_a_year_as_the_week(
    cli, desk: Path, figure: str
) -> None:
    """The control: where it is open on Sundays, six days are typical of all."""
    until_saturday = ("--set", 'channels.phone.hours={ mon-sat = "09:00-12:00" }')
    agents = ("--set", 'groups.front_office.agents={ mon-sat = { "09:00" = 3, "12:00" = 0 } }')

    def of(*words: str) -> float:
        answer = cli("run", "small.toml", *agents, *words, "--json")
        assert answer.code == 0, answer.err
        return float(json.loads(answer.out)["total"][figure]["mean"])

    six, seven = (of(*until_saturday, "--set", f"period.days={days}") for days in (6, 7))
    assert six == pytest.approx(seven, rel=0.01)
    assert of("--set", "period.days=6") == pytest.approx(seven * 7 / 6, rel=0.01)
