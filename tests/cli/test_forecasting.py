"""The commands about history and forecasts, as an analyst uses them."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from channelmix.cli.forecasting import forecast


def history(days: int = 60, *, contacts: int = 100) -> str:
    first = date(2026, 1, 5)
    lines = [f"{first + timedelta(days=n)},phone,{contacts + n % 7}" for n in range(days)]
    return "\n".join(["date,channel,contacts", *lines]) + "\n"


@pytest.mark.parametrize("member", forecast.members, ids=lambda member: str(member.name))
def test_every_command_of_the_family_has_help_an_example_and_described_options(cli, member) -> None:
    answer = cli("forecast", str(member.name), "--help")
    assert answer.code == 0
    assert f"Example: channelmix forecast {member.name}" in " ".join(answer.out.split())
    options = [option for option in member.params if hasattr(option, "hidden") and not option.hidden]
    assert [option.opts for option in options if not option.help] == []


def test_an_audit_prints_what_it_found_and_what_may_be_decided(cli, folder: Path) -> None:
    (folder / "history.csv").write_text(history() + "2026-01-05,phone,100\n", encoding="utf-8")
    answer = cli("forecast", "audit", "history.csv", "--country", "NL")
    assert answer.code == 0
    assert "61 rows by day · read as generic" in answer.out
    assert "--decide copies=[once]|sum" in answer.out


def test_an_audit_that_finds_an_obstacle_ends_with_2_and_still_tells_everything(cli, folder: Path) -> None:
    (folder / "history.csv").write_text(history(10), encoding="utf-8")
    answer = cli("forecast", "audit", "history.csv")
    assert answer.code == 2
    assert "Stands in the way of a forecast" in answer.out
    assert "1 finding in the way of a forecast" in answer.err


def test_an_audit_as_json_is_for_programs(cli, folder: Path) -> None:
    (folder / "history.csv").write_text(history(), encoding="utf-8")
    content = json.loads(cli("forecast", "audit", "history.csv", "--json").out)
    assert content["channels"]["phone"]["days_known"] == 60
    assert [finding["code"] for finding in content["findings"]] == ["short"]


def test_a_history_that_is_not_there_is_told_with_its_neighbour(cli, folder: Path) -> None:
    (folder / "history.csv").write_text(history(), encoding="utf-8")
    answer = cli("forecast", "audit", "histori.csv")
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean 'history.csv'" in answer.err
