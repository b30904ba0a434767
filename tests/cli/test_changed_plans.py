"""A scenario with settings changed after a plus, as the page writes it: it and no other."""

import json


def test_a_setting_after_a_plus_changes_one_scenario_alone(cli) -> None:
    changed = 'small.toml+groups.front_office.agents={ "09:00" = 5, "12:00" = 0 }+name="Two more"'
    answer = cli("compare", "small.toml", changed, "--json", "--no-run-folder")
    assert answer.code == 0, answer.err
    first, second = json.loads(answer.out)["scenarios"]
    hours = [each["groups"]["front_office"]["staffed_hours"]["mean"] for each in (first, second)]
    assert hours[1] - hours[0] > 5
    assert (first["scenario"], second["scenario"]) == ("Small", "Two more")


def test_a_row_of_settings_longer_than_any_file_name_is_none(cli) -> None:
    changed = "small.toml" + "".join(f'+sources."channels.phone.x{number}"="long"' for number in range(20))
    answer = cli("compare", "small.toml", changed, "--no-run-folder")
    assert answer.code == 2
    assert "cannot change sources" in answer.err


def test_a_mistake_after_a_plus_is_told_like_one_of_set(cli) -> None:
    answer = cli("compare", "small.toml", "small.toml+groups.front_office.agnts=3", "--no-run-folder")
    assert answer.code == 2
    assert "did you mean 'agents'?" in answer.err


def test_agents_that_a_plan_file_gives_are_not_set_besides(cli, folder) -> None:
    (folder / "plan.csv").write_text("start,agents\n2027-03-01 09:00,2\n2027-03-01 12:00,0\n", encoding="utf-8")
    for words in (["small.toml+plan.csv+groups.front_office.agents=3"],
                  ["small.toml+plan.csv", "--set", "groups.front_office.agents=3"]):  # fmt: skip
        answer = cli("run", *words, "--replications", "2", "--no-run-folder")
        assert (answer.code, answer.out) == (2, "")
        assert "groups.front_office.agents=3: has no effect beside plan.csv, which gives the agents of" in answer.err
    answer = cli("run", "small.toml+plan.csv+groups.front_office.shrinkage=0.1", "--replications", "2")
    assert answer.code == 0, answer.err


def test_plans_that_differ_by_a_setting_are_called_by_it(cli) -> None:
    plans = (f"small.toml+groups.front_office.shrinkage={share}" for share in (0.1, 0.2))
    found = json.loads(cli("compare", "small.toml", *plans, "--json", "--no-run-folder").out)
    assert [each["scenario"] for each in found["scenarios"]] == [
        "Small", "Small (groups.front_office.shrinkage=0.1)", "Small (groups.front_office.shrinkage=0.2)"
    ]  # fmt: skip


def test_money_of_two_currencies_is_not_compared(cli) -> None:
    answer = cli("compare", "small.toml", 'small.toml+money.currency="USD"', "--no-run-folder")
    assert answer.code == 2
    assert "must have one money.currency (got EUR in small.toml, USD in small.toml)" in answer.err


def test_hours_without_a_price_are_not_called_cheaper_than_those_with_one(cli) -> None:
    free = cli("compare", "small.toml", "small.toml+groups.front_office.cost_per_hour=0", "--no-run-folder")
    assert "Small (groups.front_office.cost_per_hour=0): hours of front_office have no cost_per_hour" in free.out
    told = free.out[free.out.index("Which is best") :]
    assert not [word for word in ("Cheapest", "beaten", "cost a year", "less EUR") if word in told]


def test_what_differs_between_other_days_is_called_neither_better_nor_worse(cli) -> None:
    answer = cli("compare", "small.toml", "small.toml+period.days=2+groups.front_office.agents=9", "--no-run-folder")
    differences = answer.out[answer.out.index("Differences from") : answer.out.index("Not on the same days")]
    assert "sure, other days" in differences
    assert not [words for words in ("better, sure", "worse, sure") if words in differences]


def test_a_report_proposes_no_plan_for_a_price_that_nobody_gave(cli, folder) -> None:
    free = "small.toml+groups.front_office.cost_per_hour=0+groups.front_office.agents=9"
    assert cli("compare", free, "small.toml+groups.front_office.agents=9").code == 0
    assert cli("report").code == 0
    (page,) = folder.glob("runs/*/report.html")
    told = page.read_text(encoding="utf-8")
    assert "which of them costs least is not known: hours without cost_per_hour" in told
    assert "Proposed:" not in told
    assert "its cost is not known" in told
