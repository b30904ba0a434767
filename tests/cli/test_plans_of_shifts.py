"""plan.xlsx of ``staff --shifts``: what is said where its shifts are held against agents, or no longer make them."""

import json
import shutil
from pathlib import Path

import pytest
import python_calamine
from tests.cli.conftest import SMALL

from channelmix.cli import execute

TEMPLATE = """
[[work_shift]]
name = "morning"
start = ["08:00"]
length = "5 h"
breaks = [{ length = "1 h", between = ["10:00", "12:00"] }]
"""
QUICK = ("--set", "period.interval=1 h", "--set", "channels.phone.arrivals.per_day=40", "--replications", "2")


@pytest.fixture(scope="module")
def found_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with shifts.toml and the plan.xlsx that ``staff`` has made of it, once for all tests."""
    folder = tmp_path_factory.mktemp("shifts")
    (folder / "shifts.toml").write_text(SMALL + TEMPLATE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert execute(["staff", "shifts.toml", *QUICK, "--shifts", "--plan", "plan.xlsx", "--no-run-folder"]) == 0
    return folder


@pytest.fixture
def in_shifts(found_once: Path, folder: Path) -> Path:
    """A folder with shifts.toml, and plan.xlsx that its shifts make."""
    for name in ("shifts.toml", "plan.xlsx"):
        shutil.copy(found_once / name, folder)
    return folder


OF_SHIFTS = "plan.xlsx is made of shifts, and the plan found is not"


@pytest.mark.parametrize(
    ("scenario", "plan", "told"),
    [
        ("shifts.toml", "plan.xlsx", f"{OF_SHIFTS}: agents who come and go at any interval cost less than shifts can, "
         "so that what yours takes more may be no saving; add --shifts"),
        ("small.toml", "plan.xlsx", "may be no saving; give [[work_shift]] and add --shifts"),
        ("shifts.toml", "mine.csv", "the plan found is not made of shifts: if yours is, what it takes more may be no"),
    ],
)  # fmt: skip
def test_a_plan_of_shifts_beside_one_without_is_told_with_the_way_out(
    cli, in_shifts: Path, scenario: str, plan: str, told: str
) -> None:
    (in_shifts / "mine.csv").write_text("start,agents\n2027-03-01 09:00,5\n2027-03-01 12:00,0\n")
    answer = cli("staff", scenario, *QUICK, "--against", plan, "--plan", "found.xlsx", "--json")
    found = json.loads(answer.out)
    (caution,) = found["against"]["cautions"]
    assert told in caution
    assert caution in found["cautions"]
    assert caution in answer.err, "before the search, which may take long"
    first = python_calamine.load_workbook("found.xlsx").get_sheet_by_name("How to read").to_python()
    assert any(str(row[0]).startswith("Please note: ") and caution[:60] in str(row[0]) for row in first)


def test_the_page_says_so_beside_the_price_and_shifts_beside_shifts_say_nothing(cli, in_shifts: Path) -> None:
    words = ("staff", "shifts.toml", *QUICK, "--against", "plan.xlsx", "--no-run-folder")
    page, beside_shifts = cli(*words).out, cli(*words, "--shifts").out
    assert OF_SHIFTS in page
    assert "; the one found is not made of shifts, see above" in page
    assert "not made of shifts" not in beside_shifts
    assert OF_SHIFTS not in beside_shifts
    by_hours = "at the cost_per_hour of groups: paid breaks and prices of shifts are in neither"
    assert [by_hours in each for each in (page, beside_shifts)] == [False, True]
    (in_shifts / "mine.csv").write_text("start,agents\n2027-03-01 09:00,5\n2027-03-01 12:00,0\n")
    plain = cli("staff", "small.toml", *QUICK, "--against", "mine.csv", "--no-run-folder")
    assert "made of shifts" not in plain.out + plain.err, "neither has any"


@pytest.mark.parametrize(("price", "shown"), [("cost_per_hour = 0", "0"), ("", "–")])
def test_shifts_that_are_said_to_cost_nothing_cost_0_and_those_of_no_price_have_no_cost(
    cli, folder: Path, price: str, shown: str
) -> None:
    text = (folder / "small.toml").read_text().replace("cost_per_hour = 30", "")
    (folder / "shifts.toml").write_text(text + TEMPLATE + price)
    answer = cli("staff", "shifts.toml", *QUICK, "--shifts", "--plan", "plan.xlsx")
    assert answer.code == 0, answer.err
    table = answer.out.partition("Agents needed\n")[2].partition("\n ")[0].splitlines()
    assert [row.split()[-1] for row in table if row.startswith(("front_office", "all "))] == [shown, shown]
    assert cli("report", "--out", "reports", "--language", "nl").code == 0
    for path, sheet in (("plan.xlsx", "How to read"), ("reports/plan.xlsx", "Leeswijzer")):
        *_, group, total = python_calamine.load_workbook(path).get_sheet_by_name(sheet).to_python()
        assert [group[4], group[5], total[5]] == ([0.0, 0.0, 0.0] if price else ["", "–", "–"])
