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
