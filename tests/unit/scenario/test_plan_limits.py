"""A plan with more or fewer agents than the scenario allows is told, wherever a scenario is read."""

from pathlib import Path

import pytest

from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.scenario import load

DESK = """
schema = 1
name = "Desk"
[period]
start = 2027-03-01
days = 2
interval = "1 h"
[channels.phone]
kind = "voice"
hours = { mon-fri = "09:00-12:00" }
arrivals = { per_hour = 10 }
handling = "5 min"
patience = "2 min"
[groups.desk]
handles = ["phone"]
agents = { file = "plan.csv" }
[staffing]
"""


def warnings_of(folder: Path, limits: str, *agents: int) -> list[str]:
    rows = [f"2027-03-01 {9 + hour:02d}:00,{number}" for hour, number in enumerate(agents)]
    rows += [f"2027-03-02 {9 + hour:02d}:00,0" for hour in range(4)]
    (folder / "plan.csv").write_text("\n".join(["start,agents", *rows]), encoding="utf-8")
    (folder / "desk.toml").write_text(DESK + limits, encoding="utf-8")
    return [each for each in load(folder / "desk.toml").warnings if "staffing.m" in each]


def test_more_agents_than_allowed_are_told_with_how_often_and_the_most(tmp_path: Path) -> None:
    (told,) = warnings_of(tmp_path, "max_agents = { desk = 4 }", 4, 5, 7, 0)
    assert (
        "groups.desk.agents.file has more agents than staffing.max_agents, 4, in 2 rows, the most 7 on Mon 1 Mar 11:00"
        in told
    )
    assert warnings_of(tmp_path, "max_agents = { desk = 7 }", 4, 5, 7, 0) == []


def test_fewer_agents_than_allowed_are_told_but_not_after_closing_nor_on_days_off(tmp_path: Path) -> None:
    (told,) = warnings_of(tmp_path, "min_agents = { desk = 2 }", 1, 0, 2, 0)
    assert "has fewer agents than staffing.min_agents, 2, in 2 rows, the fewest 0 on Mon 1 Mar 10:00" in told
    assert warnings_of(tmp_path, "min_agents = { desk = 2 }", 2, 3, 2, 0) == []


def test_a_row_that_is_left_out_counts_as_nobody_in_opening_hours_alone(tmp_path: Path) -> None:
    warnings_of(tmp_path, "min_agents = { desk = 2 }", 3, 3, 3, 0)
    plan = tmp_path / "plan.csv"
    plan.write_text(plan.read_text().replace("2027-03-01 09:00,3\n", ""))
    (told,) = [each for each in load(tmp_path / "desk.toml").warnings if "staffing.m" in each]
    assert "has fewer agents than staffing.min_agents, 2, in 1 row, the fewest 0 on Mon 1 Mar 09:00" in told


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "in 1 rij, op zijn meest 7 op ma 1 mrt 11:00"), ("de", "in 1 Zeile, höchstens 7 am Mo 1. März 11:00")],
)
def test_it_is_told_in_other_languages(tmp_path: Path, language: str, words: str) -> None:
    (told,) = warnings_of(tmp_path, "max_agents = { desk = 6 }", 4, 5, 7, 0)
    with speaking(language) as spoken:
        assert words in told_caution(told)
    assert spoken.missing == set()


@pytest.mark.parametrize(
    ("closed", "is_told"),
    [
        ("closed_on = [2027-03-01]", True),
        ('country = "NL"\nclosed_on = "public"', False),
        ("closed_on = [2027-03-02]", False),
        ('closed_on = [2027-03-01]\nspecial_days = [{ date = 2027-03-01, hours = "10:00-12:00" }]', False),
    ],
)
def test_agents_on_a_closed_day_are_told(tmp_path: Path, closed: str, is_told: bool) -> None:
    warnings_of(tmp_path, "", 4, 5, 7, 0)
    text = DESK.replace("days = 2\n", f"days = 2\n{closed}\n")
    (tmp_path / "desk.toml").write_text(text, encoding="utf-8")
    told = [each for each in load(tmp_path / "desk.toml").warnings if "closed by period.closed_on" in each]
    assert bool(told) == is_told
    if told:
        assert "has agents on Mon 1 Mar, closed by period.closed_on; nobody works then, and nobody is paid" in told[0]
        with speaking("nl"):
            assert "volgens period.closed_on gesloten" in told_caution(told[0])


def test_agents_on_a_public_holiday_are_told(tmp_path: Path) -> None:
    """King's Day of 2027 is a Tuesday; closed by its name, or with all others."""
    (tmp_path / "plan.csv").write_text("start,agents\n2027-04-27 09:00,3\n2027-04-27 10:00,0\n", encoding="utf-8")
    for closed in ('"public"', '["King\'s Day"]'):
        text = DESK.replace("2027-03-01", "2027-04-27").replace(
            "days = 2", f'days = 1\ncountry = "NL"\nclosed_on = {closed}'
        )
        (tmp_path / "desk.toml").write_text(text, encoding="utf-8")
        assert any("has agents on Tue 27 Apr, closed" in each for each in load(tmp_path / "desk.toml").warnings)
