"""Volumes that count returns: a plan put in place of the scenario's agents meets the customers that these explain."""

import json
from pathlib import Path

import pytest

from channelmix.cli.kept_scenarios import kept_scenario
from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.scenario import load
from channelmix.simulate.study import inputs_digest

PLAN = "start,agents\n2027-03-01 09:00,{agents}\n2027-03-01 12:00,0\n"
MANY = 'groups.front_office.agents={ "09:00" = 9, "12:00" = 0 }'


@pytest.fixture
def returns(folder: Path) -> Path:
    """Return a scenario of a line on which many are lost and call again, who are counted among those who come."""
    text = (folder / "small.toml").read_text(encoding="utf-8")
    text = text.replace("per_day = 60", 'per_day = 90, counts = "offered"').replace(
        'patience = "3 min"', 'patience = "3 min"\nredial = { share = 0.6, after = "10 min" }'
    )
    (folder / "returns.toml").write_text(text, encoding="utf-8")
    (folder / "nine.csv").write_text(PLAN.format(agents=9), encoding="utf-8")
    return folder


def first_attempts(answer) -> float:
    assert answer.code == 0, answer.err
    return json.loads(answer.out)["channels"]["phone"]["first_attempts"]["mean"]


def test_a_plan_put_in_meets_as_many_customers_as_the_agents_of_the_file(cli, returns: Path) -> None:
    own = first_attempts(cli("run", "returns.toml", "--json"))
    for words in (["returns.toml+nine.csv"], [f"returns.toml+{MANY}"], ["returns.toml", "--set", MANY]):
        answer = cli("run", *words, "--json")
        assert first_attempts(answer) == own
        phone = json.loads(answer.out)["channels"]["phone"]
        assert phone["offered"]["mean"] < phone["offered_given"]["mean"] - 5


@pytest.mark.parametrize(
    "change",
    [
        'groups.front_office={ handles = ["phone"], agents = { "09:00" = 9, "12:00" = 0 } }',
        'groups={ front_office = { handles = ["phone"], agents = 9 } }',
    ],
)
def test_agents_put_in_with_the_table_of_their_group_meet_as_many_customers(cli, returns: Path, change: str) -> None:
    own = first_attempts(cli("run", "returns.toml", "--json"))
    assert first_attempts(cli("run", "returns.toml", "--json", "--set", change)) == own


def test_run_with_the_plan_that_staff_wrote_prints_the_figures_of_staff(cli, returns: Path) -> None:
    found = cli("staff", "returns.toml", "--plan", "plan.csv", "--json", "--set", "period.interval=1 h")
    again = cli("run", "returns.toml+plan.csv", "--json", "--set", "period.interval=1 h")
    assert (found.code, again.code) == (0, 0), found.err + again.err
    assert json.loads(found.out)["channels"]["phone"] == json.loads(again.out)["channels"]["phone"]


def test_a_plan_of_ones_own_does_not_change_what_is_searched_for(cli, returns: Path) -> None:
    plain = cli("staff", "returns.toml", "--json", "--set", "period.interval=1 h")
    beside = cli("staff", "returns.toml", "--against", "nine.csv", "--json", "--set", "period.interval=1 h")
    assert (plain.code, beside.code) == (0, 0), plain.err + beside.err
    plain, beside = json.loads(plain.out), json.loads(beside.out)
    assert beside["groups"]["front_office"]["agents"] == plain["groups"]["front_office"]["agents"]
    assert beside["channels"]["phone"] == plain["channels"]["phone"]


def test_promises_of_plans_that_are_compared_are_judged_on_the_customers_compared(cli, returns: Path) -> None:
    text = (returns / "returns.toml").read_text(encoding="utf-8")
    (returns / "returns.toml").write_text(text + '[staffing]\nper = "day"\n', encoding="utf-8")
    (returns / "strategy.toml").write_text(
        'schema = 1\nbase = "returns.toml"\n[groups.front_office]\nagents = { "09:00" = 5, "12:00" = 0 }\n',
        encoding="utf-8",
    )
    changed = 'returns.toml+groups.front_office.agents={ "09:00" = 5, "12:00" = 0 }'
    answer = cli("compare", "returns.toml", "strategy.toml", changed, "--json", "--replications", "20")
    assert answer.code == 0, answer.err
    _, strategy, changed = json.loads(answer.out)["scenarios"]
    assert strategy["promises"]["goals"] == changed["promises"]["goals"]


def test_a_report_of_a_run_reads_its_own_agents_again(cli, returns: Path) -> None:
    for number, source in enumerate(("returns.toml+nine.csv", f"returns.toml+{MANY}")):
        assert cli("run", source, "--out", f"runs-{number}").code == 0
        (kept,) = returns.glob(f"runs-{number}/*")
        manifest = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))
        (scratch := returns / f"scratch-{number}").mkdir()
        loaded = kept_scenario(manifest, 0, kept=kept, folder=scratch)
        assert loaded is not None
        assert loaded.own_agents is not None
        assert inputs_digest(loaded) == manifest["scenarios"][0]["inputs_sha256"]


def test_other_agents_in_the_file_are_other_inputs_of_a_run_with_a_plan(cli, returns: Path) -> None:
    def digest() -> str:
        return json.loads(cli("run", "returns.toml+nine.csv", "--json").out)["inputs_sha256"]

    before = digest()
    text = (returns / "returns.toml").read_text(encoding="utf-8")
    (returns / "returns.toml").write_text(text.replace('"09:00" = 3', '"09:00" = 4'), encoding="utf-8")
    assert digest() != before


def test_a_plan_that_stands_for_the_own_agents_is_told_to_explain_the_returns(cli, returns: Path) -> None:
    text = (returns / "returns.toml").read_text(encoding="utf-8")
    own = text.replace('agents = { "09:00" = 3, "12:00" = 0 }', 'agents = { file = "nine.csv" }')
    (returns / "own.toml").write_text(own, encoding="utf-8")
    told = "groups.front_office.agents.file gives the agents with whom first attempts are derived"
    answer = cli("run", "own.toml")
    assert (answer.code, told in answer.out) == (0, True), answer.out + answer.err
    assert "add the plan: FILE+nine.csv" in answer.out
    for words in (["returns.toml+nine.csv"], ["own.toml", "--set", "channels.phone.arrivals.counts=first_attempts"]):
        assert told not in cli("run", *words).out
    (warning,) = [each for each in load(returns / "own.toml").warnings if "returns included" in each]
    with speaking("nl"):
        assert "geeft de medewerkers waarmee uit de aantallen van phone" in told_caution(warning)
