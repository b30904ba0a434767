"""``staff``: what it prints, what it keeps, and how its plan goes back into ``run``."""

import json
from pathlib import Path

import pytest
import python_calamine

from channelmix.cli import staffing_stages
from channelmix.cli.staffing import _once
from channelmix.errors import InputError
from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.scenario import load
from channelmix.simulate.simulation import Simulation
from channelmix.staffing import staff
from channelmix.staffing.reading import kept_goals
from channelmix.staffing.requirement import Requirement
from channelmix.staffing.trials import Trial

QUICK = ("--set", "period.interval=1 h", "--set", "channels.phone.arrivals.per_day=40")
SHIFT_OF_NOBODY = """
[[work_shift]]
name = "nobody"
start = ["09:00"]
length = "3 h"
max_agents = 0
"""


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
    assert "out of anybody's reach" not in answer.out, "intervals without contacts are nobody's to keep"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--plan", "small.toml"), "ends in .xlsx or .csv"),
        (("--dry-run", "--risk", "0.9"), "--risk needs a forecast of arrivals (got none)"),
        (("--dry-run", "--risk", "1"), "--risk must be a share between 0 and 1 (got 1); write 0.9 for 90 %"),
        (("--dry-run", "--risk", "0.9", "--shifts"), "got it beside shifts or alternatives"),
        (("--dry-run", "--shifts"), "shifts need templates (got no [[work_shift]])"),
        (("--set", "staffing.max_agents={front_office=0}"), "nobody who serves phone may be on duty"),
        (("--set", "staffing.max_agents={back=1}"), "must be a group of this scenario"),
        (("--against", "--out", "folder"), "--against needs PLAN after it (got --out)."),
        (("--plan", "--shifts"), "--plan needs FILE after it (got --shifts)."),
        (("--out", "-h"), "--out needs DIR after it (got -h)."),
    ],
)
def test_what_cannot_be_is_one_line_and_exit_code_2(cli, words, told) -> None:
    answer = cli("staff", "small.toml", *words)
    assert (answer.code, "Traceback" in answer.err) == (2, False)
    assert told in answer.err
    assert not Path("runs").exists() or not any(Path("runs").iterdir())


def test_a_plan_of_ones_own_is_held_against_the_one_found(cli) -> None:
    rows = [
        "start;group;agents",
        *(f"01-03-2027 {hour:02d}:00;front_office;{n}" for hour, n in ((9, 1), (10, 9), (11, 20))),
    ]
    Path("mine.csv").write_text("\n".join(rows))
    answer = cli("staff", "small.toml", *QUICK, "--against", "mine.csv", "--json", "--no-run-folder")
    found = json.loads(answer.out)
    mine = found["against"]["groups"]["front_office"]
    assert found["against"]["cells"] == sum(goal["cells"] for goal in found["goals"]), "counted like the plan found's"
    assert 0 < found["against"]["less"] < found["against"]["cells"]
    assert mine["agents"][9:12] == [1, 9, 20]
    assert mine["most_missed_at"] == "2027-03-01T09:00"
    assert mine["hours_too_many"] > 3
    assert mine["more_than_found"][9] < 0 < mine["more_than_found"][11]
    page = cli("staff", "small.toml", *QUICK, "--against", "mine.csv", "--no-run-folder").out
    for part in ("Your plan beside the one found", "kept, yours", "Agents of front_office, yours less those found"):
        assert part in page
    assert "paid hours incl. shrinkage, yours" in page


def test_a_plan_that_changes_within_an_interval_is_not_held_against_one_by_intervals(cli) -> None:
    Path("half.csv").write_text(
        "start,group,agents\n2027-03-01 09:00,front_office,5\n2027-03-01 09:07,front_office,1\n"
    )
    answer = cli("staff", "small.toml", *QUICK, "--against", "half.csv", "--no-run-folder")
    assert answer.code == 2
    assert "front_office at 2027-03-01 09:07, within one of" in answer.err


def test_plans_are_compared_like_strategies(cli) -> None:
    Path("plan.csv").write_text(
        "start;group;agents\n01-03-2027 09:00;front_office;9\n01-03-2027 12:00;front_office;0\n"
    )
    answer = cli("compare", "small.toml", "small.toml+plan.csv", "--json", "--no-run-folder")
    assert answer.code == 0, answer.err
    first, second = json.loads(answer.out)["scenarios"]
    assert second["scenario"] == "Small (plan.csv)"
    assert first["channels"]["phone"]["offered"] == second["channels"]["phone"]["offered"]
    assert (
        second["groups"]["front_office"]["staffed_hours"]["mean"]
        > first["groups"]["front_office"]["staffed_hours"]["mean"]
    )


def test_a_plan_of_other_groups_is_told(cli) -> None:
    Path("plan.csv").write_text("start;group;agents\n01-03-2027 09:00;others;9\n")
    answer = cli("compare", "small.toml", "small.toml+plan.csv")
    assert (answer.code, answer.err.strip()) == (
        2,
        "plan.csv must name groups of small.toml: front_office (got others)",
    )


@pytest.mark.parametrize(
    ("is_missed", "words", "code"),
    [(True, ("--require-targets",), 3), (True, (), 0), (False, ("--require-targets",), 0)],
)
def test_a_missed_promise_is_an_exit_code_only_where_asked_for(cli, monkeypatch, is_missed, words, code) -> None:
    def judged(found: Requirement, check: Trial) -> list[dict[str, object]]:
        goals = kept_goals(found, check)
        return [{**goal, "kept": 0, "barely": 0, "missed": goal["cells"]} for goal in goals] if is_missed else goals

    monkeypatch.setattr("channelmix.staffing.study.kept_goals", judged)
    answer = cli("staff", "small.toml", *QUICK, *words)
    assert answer.code == code, answer.err
    assert ("a promise is missed on fresh customers, beyond chance" in answer.err) == (code == 3)
    assert "Agents needed" in answer.out, "the plan is printed and kept all the same"
    (folder,) = Path("runs").iterdir()
    (goal,) = json.loads((folder / "staffing.json").read_text())["goals"]
    assert bool(goal["missed"]) == is_missed


def test_a_dry_run_tells_how_long_the_search_may_take_and_keeps_nothing(cli) -> None:
    answer = cli("staff", "small.toml", *QUICK, "--dry-run")
    assert (answer.code, "Nothing was kept" in answer.out) == (0, True)
    assert "no other work, else longer; --margins and --against come on top. Nothing was kept." in answer.out
    assert not Path("runs").exists()


def test_a_dry_run_counts_on_the_cores_that_there_are_and_says_so_before_it_lists_parts(cli, monkeypatch) -> None:
    counted_on: list[int] = []

    def told(*_: object, workers: int, **__: object) -> dict[str, float]:
        counted_on.append(workers)
        return {"plan": 60.0, "promises": 120.0}

    monkeypatch.setattr("channelmix.simulate.workers.processors", lambda: 2)
    monkeypatch.setattr("channelmix.staffing.expected.expected_seconds", told)
    answer = cli("staff", "small.toml", *QUICK, "--dry-run", "--workers", "8", "--promises")
    assert "8 workers: about 180 s, if 2 cores have no other work, else longer (plan 60 s, pro" in answer.out
    assert counted_on == [2]


def test_a_long_search_says_in_a_pipe_which_part_of_how_many_it_is_at(monkeypatch, capsys) -> None:
    moments = iter((0.0, 1.0, 7.0, 8.0, 20.0, 21.0, 90.0, 91.0))
    monkeypatch.setattr(staffing_stages, "monotonic", lambda: next(moments))
    tell = staffing_stages.stages_of(None, [], quiet=False)
    for what in ("searching", "searching", "building shifts", "searching", "searching", "searching"):
        tell(what)
    assert capsys.readouterr().err.splitlines() == [
        "searching, 7 s so far", "building shifts, 20 s so far", "building shifts, 90 s so far"
    ]  # fmt: skip
    quiet = staffing_stages.stages_of(None, [], quiet=True)
    quiet("searching")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", ["run", "staff"])
def test_a_dry_run_of_millions_of_contacts_answers_from_a_part_of_them(cli, command, monkeypatch) -> None:
    played = []
    whole = Simulation.play
    monkeypatch.setattr(Simulation, "play", lambda self, number: played.append(whole(self, number)) or played[-1])
    crowd = ("--set", "channels.phone.arrivals={per_hour=400000}", "--replications", "20", "--workers", "1")
    answer = json.loads(cli(command, "small.toml", *crowd, "--dry-run", "--json").out)
    (contacts,) = answer["contacts"]
    assert contacts > 1_000_000
    assert len(played) == 2
    tried = [tally.channels["offered"].sum() for tally in played]
    assert 50_000 < max(tried) < 500_000
    assert answer["expected_seconds"] > 0.2


@pytest.mark.parametrize("engine", ["reference", "fast"])
def test_either_engine_finds_the_same_plan(cli, engine, staffed) -> None:
    answer = cli("staff", "small.toml", *QUICK, "--engine", engine, "--json", "--no-run-folder")
    assert json.loads(answer.out)["groups"] == json.loads(staffed.out)["groups"]


def test_what_piles_up_overnight_is_said_once_whatever_comes_of_the_search(cli) -> None:
    night = ("channels.phone.when_closed=queue", "period.days=2", "channels.phone.arrivals={per_hour=9}",
             "period.warm_up=0")  # fmt: skip
    answer = cli("staff", "small.toml", *QUICK, *(word for each in night for word in ("--set", each)))
    (caution, *others) = [line for line in answer.err.splitlines() if "runs on while nobody is on duty" in line]
    assert others == []
    assert caution.startswith("channels.phone.target")


def test_a_number_that_looks_mistyped_is_said_before_the_search_that_it_may_lengthen(cli, monkeypatch) -> None:
    def searched(*_: object, **__: object) -> None:
        raise InputError("the search begins")

    monkeypatch.setattr("channelmix.staffing.staff", searched)
    answer = cli("staff", "small.toml", *QUICK, "--set", "channels.phone.handling=5")
    note, *_, begun = answer.err.splitlines()
    assert "channels.phone.handling is 5 s a contact on average" in note
    assert "the search begins" in begun


def test_agents_whom_the_plan_replaces_are_not_spoken_of_and_those_held_against_it_are(cli) -> None:
    own = (*QUICK, "--set", "groups.front_office.agents=3", "--set", "channels.phone.handling=5")
    told = "stay on duty for 168 hours a week"
    assert told in cli("check", "small.toml", *own).out
    answer = cli("staff", "small.toml", *own)
    assert told not in answer.out + answer.err
    assert "channels.phone.handling is 5 s a contact on average" in answer.err, "what is said of others stays"
    (folder,) = Path("runs").iterdir()
    sheet = python_calamine.CalamineWorkbook.from_path(str(folder / "plan.xlsx")).get_sheet_by_index(0)
    cover = " ".join(str(cell) for row in sheet.to_python() for cell in row)
    assert told not in cover
    assert "channels.phone.handling is 5 s" in cover


def test_a_plan_file_of_ones_own_is_spoken_of_where_it_is_held_against_the_plan_or_explains_volumes(cli) -> None:
    rows = [f"2027-03-01 {hour:02d}:00,{agents}" for hour, agents in ((9, 3), (10, 3), (11, 400))]
    Path("own.csv").write_text("\n".join(["start,agents", *rows]), encoding="utf-8")
    own = ("--set", 'groups.front_office.agents={file="own.csv"}', "--set", "staffing.max_agents={front_office=9}")
    told = "more agents than staffing.max_agents"
    assert told in cli("check", "small.toml", *QUICK, *own).out
    assert told not in cli("staff", "small.toml", *QUICK, *own, "--no-run-folder").err
    assert told in cli("staff", "small.toml", *QUICK, *own[2:], "--against", "own.csv", "--no-run-folder").err
    counted = ("--set", 'channels.phone.arrivals={per_day=40,counts="offered"}')
    assert told in cli("staff", "small.toml", *QUICK, *own, *counted, "--no-run-folder").err


def staffed_warnings(*changes: str) -> str:
    """Return what a plan leaves of the warnings of the small scenario with some changes."""
    return " ".join(load("small.toml", changes).without_own_agents().warnings)


def test_what_is_said_of_own_agents_stays_where_volumes_or_days_around_the_period_follow_them(folder) -> None:
    told = "groups.front_office.agents stay on duty for 168 hours a week"
    own = "groups.front_office.agents=3"
    assert told not in staffed_warnings(own)
    assert told in staffed_warnings(own, 'channels.phone.arrivals={per_day=40,counts="offered"}')
    before = (own, "period.warm_up=2 days")
    assert told in staffed_warnings(*before)
    assert told not in staffed_warnings(*before, "period.days=7"), "a whole week has all its weekdays"


def test_no_agents_is_told_where_the_plan_follows_them_with_what_to_write_and_nowhere_else(folder) -> None:
    own = 'agents = { "09:00" = 3, "12:00" = 0 }'
    small = (folder / "small.toml").read_text(encoding="utf-8")
    (folder / "small.toml").write_text(small.replace(own, "agents = 0"), encoding="utf-8")
    counting, before = 'channels.phone.arrivals={per_day=40,counts="offered"}', "period.warm_up=2 days"
    assert staffed_warnings() == ""
    counted = staffed_warnings(counting)
    assert "groups.front_office.agents gives nobody, and the volumes of phone count returns" in counted
    around = staffed_warnings(before)
    assert "gives nobody, and on sat, sun, simulated before or after the period, the scenario's own agents" in around
    second = 'groups.second={handles=["phone"],agents=1}'
    assert "on sat, sun" not in staffed_warnings(counting, before, second), "others are there"
    (folder / "small.toml").write_text(small, encoding="utf-8")
    put_in = staffed_warnings(counting, before, "groups.front_office.agents=0")
    assert "count returns" not in put_in, "those in the file have answered"
    assert "gives nobody, and on sat, sun" in put_in
    for language in ("nl", "de"):
        with speaking(language) as spoken:
            assert not any("gives nobody" in told_caution(text) for text in (counted, around))
        assert spoken.missing == set()


def test_a_talk_time_that_nobody_could_keep_up_with_is_told_though_the_plan_brings_other_agents(folder) -> None:
    slip = 'channels.phone.handling="50 min"'
    assert "channels.phone.arrivals bring 60 contacts and 50 hours of work a day" in staffed_warnings(slip)
    assert "hours of work a day" not in staffed_warnings(slip, "groups.front_office.agents=0"), "nobody to hold it to"
    idle = 'groups.front_office.agents={ "09:00" = 900, "12:00" = 0 }'
    assert "all work of their channels" in " ".join(load("small.toml", [idle]).warnings)
    assert "all work of their channels" not in staffed_warnings(idle), "of people alone"


def test_a_scenario_without_people_is_staffed_as_one_with_them_and_an_error_says_how_to_write_it(cli, staffed) -> None:
    nobody = cli("staff", "small.toml", *QUICK, "--set", "groups.front_office.agents=0", "--no-run-folder", "--json")
    assert json.loads(nobody.out)["groups"] == json.loads(staffed.out)["groups"]
    assert "in vain" not in nobody.err
    text = "".join(line for line in Path("small.toml").read_text().splitlines(keepends=True) if "agents" not in line)
    Path("silent.toml").write_text(text)
    assert "write agents = 0 where 'channelmix staff' is to find them" in cli("staff", "silent.toml").err
    told = cli("check", "small.toml", "--set", "groups.front_office.agents=0").out
    assert "its contacts wait in vain; 'channelmix staff' finds how many it takes" in told


def test_a_refusal_leaves_no_empty_folder_of_runs(cli, folder) -> None:
    (folder / "small.toml").write_text((folder / "small.toml").read_text() + SHIFT_OF_NOBODY)
    answer = cli("staff", "small.toml", "--shifts")
    assert answer.code == 2
    assert "cannot keep its promise in shifts" in answer.err
    assert not (folder / "runs").exists()


def test_a_plan_of_a_week_tells_how_many_people_it_takes_at_least(cli) -> None:
    answer = cli("staff", "small.toml", *QUICK, "--set", "period.days=7", "--set", "money.hours_per_fte_week=5")
    (folder,) = Path("runs").iterdir()
    (group,) = json.loads((folder / "staffing.json").read_text())["groups"].values()
    by_contract, at_once = -(-group["paid_hours"] // 5), max(group["agents"])
    assert by_contract > at_once, "control: contracts of five hours are what decides"
    assert f"people for this week: at least {by_contract:.0f}," in answer.out
    assert "people for this week" not in cli("staff", "small.toml", *QUICK, "--no-run-folder").out, "of a day"


@pytest.mark.parametrize(("shrinkage", "times", "is_told"), [(0.0, 1.0, False), (0.5, 2.0, True)])
def test_people_at_the_peak_are_those_ready_to_work_and_those_away(cli, shrinkage, times, is_told) -> None:
    week = ("--set", "period.days=7", "--set", f"groups.front_office.shrinkage={shrinkage}", "--replications", "2")
    answer = cli("staff", "small.toml", *QUICK, *week)
    (folder,) = Path("runs").iterdir()
    (group,) = json.loads((folder / "staffing.json").read_text())["groups"].values()
    at_once = int(times * max(group["agents"]))
    assert at_once * 36 > group["paid_hours"], "control: the peak is what decides, not the hours of contracts"
    assert f"people for this week: at least {at_once}, each in one group" in answer.out
    assert ("with as many away at the peak as shrinkage says" in answer.out) == is_told


def test_an_error_told_above_leaves_no_empty_message() -> None:
    with pytest.raises(InputError, match="nothing was planned, for the reason above"), _once(["all of it"]):
        raise InputError("all of it")
    with pytest.raises(InputError, match=r"^the rest$"), _once(["the first line"]):
        raise InputError("the first line\nthe rest")


def test_what_was_found_is_kept_though_its_plan_could_not_be_written(cli, folder: Path, monkeypatch) -> None:
    def full(place: Path, contents: object, *, instead_of: object) -> None:
        raise InputError(f"{place} cannot be written (no room)")

    monkeypatch.setattr("channelmix.staffing.study.write_plan", full)
    answer = cli("staff", "small.toml", *QUICK, "--plan", "plan.xlsx", "--replications", "2")
    assert (answer.code, "Agents needed" in answer.out) == (2, True)
    assert "plan.xlsx cannot be written (no room)" in answer.err
    assert len(list(folder.glob("runs/*/plan.xlsx"))) == 1


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"workers": 0}, "workers must be a whole number of 1 or more (got 0)"),
        ({"seed": "1"}, "seed must be a whole number of 0 or more (got '1')"),
        ({"alternatives": None}, "alternatives must be a list (got None)"),
        ({"against": "plan.xlsx"}, "against must be True or False, for the scenario's own agents (got 'plan.xlsx')"),
    ],
)
def test_from_python_arguments_of_another_kind_are_refused_by_name(wish, told) -> None:
    with pytest.raises(InputError) as caught:
        staff("small.toml", **wish)
    assert str(caught.value) == told
