"""``new``, ``check``, ``show`` and ``schema``: from nothing to a scenario without mistakes."""

import json
import tomllib
from pathlib import Path

import pytest

from channelmix.scenario.shipped import shipped_names


def test_a_new_scenario_has_no_mistakes_and_runs(cli) -> None:
    assert cli("new", "today.toml").code == 0
    answer = cli("check", "today.toml")
    assert (answer.code, answer.err) == (0, "")
    assert "today.toml: no mistakes" in answer.out
    assert "note:" not in answer.out  # nothing for a beginner to mend before the first run
    assert cli("run", "today.toml", "--replications", "2", "--set", "period.days=1").code == 0


def test_a_new_scenario_has_phone_email_chat_and_messages(cli, folder: Path) -> None:
    cli("new", "today.toml")
    channels = tomllib.loads((folder / "today.toml").read_text(encoding="utf-8"))["channels"]
    assert [channel["kind"] for channel in channels.values()] == ["voice", "deferred", "chat", "messaging"]


def test_a_new_scenario_has_a_comment_on_every_setting(cli, folder: Path) -> None:
    cli("new", "today.toml")
    lines = (folder / "today.toml").read_text(encoding="utf-8").splitlines()
    lines = lines[: next(number for number, line in enumerate(lines) if line.startswith("[sources]"))]
    settings = [line for line in lines if " = " in line and not line.startswith("#")]
    plain = [line for line in settings if "#" not in line]
    assert len(settings) > 40
    assert len(plain) < len(settings) / 3


def test_the_strategy_shown_in_a_new_scenario_works(cli, folder: Path) -> None:
    cli("new", "today.toml")
    text = (folder / "today.toml").read_text(encoding="utf-8")
    lines = [line.removeprefix("#").strip() for line in text[text.index("# A strategy is a file") :].splitlines()[2:8]]
    (folder / "plan.toml").write_text("\n".join(["schema = 1", *lines]), encoding="utf-8")
    assert cli("check", "plan.toml").code == 0
    assert "channel_shift" in cli("show", "plan.toml").out


def test_new_never_overwrites(cli, folder: Path) -> None:
    before = (folder / "small.toml").read_bytes()
    answer = cli("new", "small.toml")
    assert answer.code == 2
    assert "small.toml exists and is not overwritten" in answer.err
    assert (folder / "small.toml").read_bytes() == before


def test_new_says_so_where_it_cannot_write(cli) -> None:
    answer = cli("new", "nowhere/today.toml")
    assert answer.code == 2
    assert "cannot be written" in answer.err


@pytest.mark.parametrize("name", [name for name in shipped_names() if not name.endswith("/base")])
def test_every_shipped_scenario_can_be_copied_and_means_the_same(cli, folder: Path, name: str) -> None:
    assert cli("new", "mine.toml", "--from", name).code == 0
    copied, shipped = cli("show", "mine.toml", "--json"), cli("show", name, "--json")
    assert (copied.code, shipped.code) == (0, 0), copied.err + shipped.err
    assert json.loads(copied.out)["scenario"] == json.loads(shipped.out)["scenario"]


def test_two_strategies_can_be_copied_beside_each_other(cli) -> None:
    assert cli("new", "chat.toml", "--from", "webshop_nl/plus_chat").code == 0
    assert cli("new", "whatsapp.toml", "--from", "webshop_nl/plus_whatsapp").code == 0


def test_a_base_that_is_there_with_the_same_content_is_not_said_to_be_written(cli) -> None:
    cli("new", "chat.toml", "--from", "webshop_nl/plus_chat")
    told = cli("new", "whatsapp.toml", "--from", "webshop_nl/plus_whatsapp").err
    assert "whatsapp.toml is written." in told
    assert "today.toml is there already, with the same content." in told
    assert "today.toml is written" not in told


@pytest.mark.parametrize("name", ["webshop_nl/plus_chat", "utility_de/plus_chat", "webshop_nl/whatsapp_first_bot"])
def test_a_copy_beside_another_today_builds_on_a_base_of_another_name(cli, folder: Path, name: str) -> None:
    cli("new", "first.toml", "--from", "webshop_nl/plus_whatsapp")
    (folder / "first.toml").rename(folder / "plus_whatsapp.toml")
    mine = (folder / "today.toml").read_bytes() + b"# mine\n"
    (folder / "today.toml").write_bytes(mine)
    answer = cli("new", "second.toml", "--from", name)
    assert answer.code == 0, answer.err
    assert "today.toml has other content and is left alone; today_2.toml stands in its place as base." in answer.err
    assert (folder / "today.toml").read_bytes() == mine
    copied, shipped = cli("show", "second.toml", "--json"), cli("show", name, "--json")
    copy, original = (json.loads(each.out)["scenario"] for each in (copied, shipped))
    assert {**copy, "base": []} == {**original, "base": []}
    third = cli("new", "third.toml", "--from", name)
    assert "today_2.toml is there already, with the same content." in third.err


def test_a_base_whose_own_base_got_another_name_is_copied_anew(cli, folder: Path) -> None:
    cli("new", "plain.toml", "--from", "webshop_nl/slow_adoption")
    (folder / "today.toml").write_bytes((folder / "today.toml").read_bytes() + b"# mine\n")
    assert cli("new", "slow.toml", "--from", "webshop_nl/slow_adoption").code == 0
    assert 'base = "plus_whatsapp_2.toml"' in (folder / "slow.toml").read_text(encoding="utf-8")
    assert 'base = ["today_2.toml"' in (folder / "plus_whatsapp_2.toml").read_text(encoding="utf-8")


def test_a_copy_cannot_take_the_name_of_a_file_it_builds_on(cli, folder: Path) -> None:
    answer = cli("new", "today.toml", "--from", "webshop_nl/plus_chat")
    assert answer.code == 2
    assert "choose another name" in answer.err
    assert not (folder / "today.toml").exists()


def test_new_names_what_can_be_copied(cli) -> None:
    answer = cli("new", "mine.toml", "--from", "webshop_nl/plus_whatsap")
    assert answer.code == 2
    assert "did you mean 'webshop_nl/plus_whatsapp'?" in answer.err


def test_check_tells_every_mistake_with_its_place_and_goes_on_to_the_next_file(cli, folder: Path) -> None:
    broken = (folder / "small.toml").read_text(encoding="utf-8").replace("handling =", "handeling =")
    (folder / "broken.toml").write_text(broken.replace("days = 1", "days = 0"), encoding="utf-8")
    answer = cli("check", "broken.toml", "small.toml")
    assert answer.code == 2
    assert "broken.toml:16:1: channels.phone.handeling is not a known setting; did you mean 'handling'?" in answer.err
    assert "broken.toml:6:" in answer.err
    assert "small.toml: no mistakes" in answer.out


def test_check_lists_estimates_with_their_reasons(cli) -> None:
    out = cli("check", "small.toml").out
    assert "channels.phone.patience: estimate of ours: nobody has timed it" in out


def test_check_answers_programs_too(cli, folder: Path) -> None:
    (folder / "broken.toml").write_text("schema = 1\nnam = 'x'\n", encoding="utf-8")
    answer = cli("check", "--json", "broken.toml", "small.toml")
    broken, good = json.loads(answer.out)["files"]
    assert (broken["ok"], good["ok"]) == (False, True)
    assert {"file", "line", "column", "text"} == set(broken["mistakes"][0])
    assert answer.err == ""


def test_show_tells_where_each_value_comes_from(cli) -> None:
    lines = cli("show", "larger.toml").out.splitlines()
    (handling,) = [line for line in lines if line.startswith("channels.phone.patience.mean")]
    assert "small.toml:17" in handling
    (agents,) = [line for line in lines if line.startswith("groups.front_office.agents")][:1]
    assert "larger.toml:6" in agents


def test_what_show_prints_is_a_scenario_that_means_the_same(cli, folder: Path) -> None:
    (folder / "resolved.toml").write_text(cli("show", "larger.toml").out, encoding="utf-8")
    resolved, original = (json.loads(cli("show", name, "--json").out) for name in ("resolved.toml", "larger.toml"))
    assert {**resolved["scenario"], "base": [], "sources": {}} == {**original["scenario"], "base": [], "sources": {}}


def test_show_repeats_sources(cli) -> None:
    assert "nobody has timed it" in cli("show", "small.toml").out


def test_the_schema_is_json_and_knows_every_table(cli) -> None:
    schema = json.loads(cli("schema").out)
    assert {"period", "channels", "groups"} <= set(schema["properties"])


def test_the_starter_is_plain_toml() -> None:
    from channelmix.cli.scenario_files import STARTER

    assert tomllib.loads(STARTER.read_text(encoding="utf-8"))["schema"] == 1
