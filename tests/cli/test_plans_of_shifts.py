"""plan.xlsx of ``staff --shifts``: what is said where its shifts are held against agents, or no longer make them."""

import html
import json
import re
import shutil
import zipfile
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
        group, total = python_calamine.load_workbook(path).get_sheet_by_name(sheet).to_python()[3:5]
        assert [group[5], group[6], total[6]] == ([0.0, 0.0, 0.0] if price else ["", "–", "–"])


PAID_BREAKS = """
[[work_shift]]
name = "morning"
start = ["08:00"]
length = "5 h"
cost_per_hour = 33
breaks = [{ length = "1 h", between = ["10:00", "12:00"], paid = true }]
"""


@pytest.fixture(scope="module")
def paid_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario of paid breaks beside a shrinkage, the plan of its shifts, and the run folder."""
    folder = tmp_path_factory.mktemp("paid")
    text = SMALL.replace("cost_per_hour = 30", "cost_per_hour = 30\nshrinkage = 0.2") + PAID_BREAKS
    (folder / "shifts.toml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert execute(["staff", "shifts.toml", *QUICK, "--shifts", "--plan", "plan.xlsx", "--out", "found"]) == 0
    return folder


@pytest.fixture
def paid(paid_once: Path, folder: Path) -> Path:
    """A folder with copies of these."""
    shutil.copytree(paid_once, folder, dirs_exist_ok=True)
    return folder


def summary_in(place: str) -> dict:
    (found,) = Path(place).glob("*/summary.json")
    return json.loads(found.read_text(encoding="utf-8"))


def kept_in(place: str) -> str:
    (found,) = Path(place).iterdir()
    return str(found)


def cells_of(path: str, sheet: str) -> list[list]:
    return python_calamine.load_workbook(path).get_sheet_by_name(sheet).to_python()


def given_two_more(path: str) -> None:
    """Give the first group of a plan two agents more at its first time, as a planner does in its sheet."""
    with zipfile.ZipFile(path) as book:
        parts = {part: book.read(part) for part in book.namelist()}
    sheet, cell = "xl/worksheets/sheet2.xml", rb'(<c r="B2" s="\d+"><v>)(\d+)'
    parts[sheet], changed = re.subn(cell, lambda found: b"%s%d" % (found[1], int(found[2]) + 2), parts[sheet])
    assert changed == 1
    with zipfile.ZipFile(path, "w") as book:
        for part, content in parts.items():
            book.writestr(part, content)


def test_a_plan_of_shifts_costs_the_same_in_staff_and_in_run_with_its_paid_breaks_and_prices(cli, paid: Path) -> None:
    answer = cli("run", "shifts.toml+plan.xlsx", *QUICK, "--out", "runs")
    assert answer.code == 0, answer.err
    staffed, run = summary_in("found"), summary_in("runs")
    (found,) = Path("found").glob("*/staffing.json")
    planned = json.loads(found.read_text())["groups"]["front_office"]
    agents = sum(row["agents"] for row in run["shifts"])
    assert planned["paid_hours"] == pytest.approx(agents * 5 / 0.8)
    assert planned["cost"] == pytest.approx(33 * planned["paid_hours"])
    for figure in ("paid_hours", "cost", "cost_per_year", "fte"):
        assert run["total"][figure] == pytest.approx(staffed["total"][figure]), figure
    overtime = run["groups"]["front_office"]["overtime_hours"]["mean"] / 0.8
    assert run["total"]["paid_hours"]["mean"] == pytest.approx(planned["paid_hours"] + overtime)
    assert run["shifts"] == staffed["shifts"]
    assert "without paid breaks" not in answer.out
    assert "front_office, morning 08:00–13:00" in answer.out


@pytest.mark.parametrize(("language", "heading"), [("en", "Shifts"), ("nl", "Diensten"), ("de", "Schichten")])
def test_shifts_that_no_longer_make_the_agents_of_a_plan_are_not_shown_and_the_reason_is(
    cli, paid: Path, language: str, heading: str
) -> None:
    given_two_more("plan.xlsx")
    answer = cli("run", "shifts.toml+plan.xlsx", *QUICK, "--out", "runs")
    assert "change both alike, or delete the sheet of shifts, which is not shown" in " ".join(answer.out.split())
    assert "shifts" not in summary_in("runs")
    assert cli("report", kept_in("runs"), "--out", "r", "--language", language).code == 0
    page = Path("r/report.html").read_text(encoding="utf-8")
    for text in (answer.out, page):
        assert "morning 08:00–13:00" not in text
        assert "paid for these shifts" not in text
    assert f"<h2>{heading}</h2>" not in page
    assert heading not in python_calamine.load_workbook("r/results.xlsx").sheet_names
    told = {"en": "which is not shown", "nl": "dat niet wordt getoond", "de": "das nicht gezeigt wird"}
    assert told[language] in page
    assert cells_of("r/plan.xlsx", heading)[3:], "it stays in the plan, which simulates back as it was given"


def test_a_week_that_repeats_a_day_of_shifts_pays_their_breaks_on_each_of_its_days(cli, paid: Path) -> None:
    for days, place in (("1", "one"), ("8", "eight")):
        cli("run", "shifts.toml+plan.xlsx", *QUICK, "--set", f"period.days={days}", "--out", place)
    one, eight = ({name: figures["mean"] for name, figures in summary_in(place)["groups"]["front_office"].items()}
                  for place in ("one", "eight"))  # fmt: skip
    besides = [each["paid_hours"] - each["staffed_hours"] / 0.8 for each in (one, eight)]
    assert besides[0] > 1
    assert besides[1] == pytest.approx(2 * besides[0]), "both of its Mondays, and no other day, of which the plan tells"


def test_a_plan_that_does_not_tell_its_shifts_says_that_paid_breaks_are_not_in_its_cost(cli, paid: Path) -> None:
    told = "paid hours and cost of front_office are those of the hours on duty, without paid breaks"
    (found,) = Path("found").glob("*/plan.csv")
    shutil.copy(found, "plan.csv")
    assert told in " ".join(cli("run", "shifts.toml+plan.csv", *QUICK, "--out", "runs").out.split())
    assert cli("report", kept_in("runs"), "--out", "reports").code == 0
    assert told in Path("reports/report.html").read_text(encoding="utf-8")
    assert told in " ".join(str(row[0]) for row in cells_of("reports/results.xlsx", "How to read"))
    assert told not in cli("run", "small.toml", *QUICK, "--no-run-folder").out, "no shifts, no paid breaks"


@pytest.mark.parametrize(
    ("language", "heading", "sheet", "explains", "words", "price"),
    [
        ("en", "Shifts", "Shifts", "How to read", "stands beside the shrinkage of front_office", "with agents who"),
        ("nl", "Diensten", "Diensten", "Leeswijzer", "staat naast de shrinkage van front_office", "bij elk interval"),
        ("de", "Schichten", "Schichten", "Lesehilfe", "steht neben der Shrinkage von front_office", "jedem Intervall"),
    ],
)  # fmt: skip
def test_page_and_workbooks_of_staff_and_of_run_have_the_shifts_and_all_that_staff_warned_of(
    cli, paid: Path, language: str, heading: str, sheet: str, explains: str, words: str, price: str
) -> None:
    cli("run", "shifts.toml+plan.xlsx", *QUICK, "--out", "runs")
    for place in ("found", "runs"):
        assert cli("report", kept_in(place), "--out", place[:1], "--language", language).code == 0
        page = Path(f"{place[:1]}/report.html").read_text(encoding="utf-8")
        after = page.partition(f"<h2>{heading}</h2>")[2].partition("</section>")[0]
        assert "front_office, morning 08:00–13:00" in after
        assert "10:00–11:00" in after or "11:00–12:00" in after, "each with its breaks"
        head, *rows = cells_of(f"{place[:1]}/results.xlsx", sheet)
        assert {row[2] for row in rows} == {"morning"}
        assert sum(row[9] for row in rows) == sum(row["agents"] for row in summary_in(place)["shifts"])
        assert sum(row[10] for row in rows) == pytest.approx(sum(row[9] for row in rows) * 5 / 0.8)
        assert len(head) == len(set(head)) == 11
        plan = cells_of(f"{place[:1]}/plan.xlsx", sheet)
        assert [row[6] for row in plan[3:]] == [5.0] * len(rows), "paid hours of each"
        assert [row[7] for row in plan[3:]] == [33.0] * len(rows)
        for told in (words, *([price] if place == "found" else ())):
            assert told in page
            assert told in " ".join(str(row[0]) for row in cells_of(f"{place[:1]}/results.xlsx", explains)), told
    first = " ".join(str(row[0]) for row in cells_of("f/plan.xlsx", explains))
    assert words in first
    assert price in first


def test_paid_hours_are_called_the_same_everywhere_and_those_before_shrinkage_otherwise(cli, paid: Path) -> None:
    assert cli("report", kept_in("found"), "--out", "reports").code == 0
    name, (plan,) = "paid hours incl. shrinkage", Path("found").glob("*/plan.xlsx")
    assert name in cells_of("reports/results.xlsx", "Shifts")[0]
    assert name in cells_of(str(plan), "How to read")[2]
    assert name in [row[2] for row in cells_of("reports/results.xlsx", "Total")]
    assert name in cli("staff", "shifts.toml", *QUICK, "--shifts", "--no-run-folder").out
    assert cells_of(str(plan), "Shifts")[2][6] == "paid hours of each, before shrinkage"


def test_the_terminal_tells_in_one_line_what_the_plan_takes_more_in_shifts(cli, paid: Path) -> None:
    page = " ".join(cli("staff", "shifts.toml", *QUICK, "--shifts", "--no-run-folder").out.split())
    (found,) = Path("found").glob("*/staffing.json")
    kept = json.loads(found.read_text())
    (line,) = [text for text in kept["cautions"] if "in shifts" in text]
    assert page.count(line) == 1
    assert line.startswith(f"the plan takes EUR {kept['total']['plan_cost']:,.0f} in shifts, ")
    assert kept["total"]["cost_per_year"]["mean"] == pytest.approx(kept["total"]["plan_cost"] * 365.25), "no overtime"
    assert "there overtime counts" not in page


def test_every_caution_of_a_search_stands_on_the_page_and_in_both_workbooks_too(cli, paid: Path) -> None:
    """One more, of breaks that all have together, is put beside those that this search gives."""
    (found,) = Path("found").glob("*/staffing.json")
    kept = json.loads(found.read_text())
    together = "nobody can take phone at Mon 1 Mar 10:00: all 3 of front_office have their break"
    found.write_text(json.dumps({**kept, "cautions": [*kept["cautions"], together]}), encoding="utf-8")
    assert cli("report", kept_in("found"), "--out", "reports").code == 0
    page = html.unescape(Path("reports/report.html").read_text(encoding="utf-8")).replace("\N{NO-BREAK SPACE}", " ")
    first = {name: " ".join(str(row[0]) for row in cells_of(f"reports/{name}.xlsx", "How to read"))
             for name in ("results", "plan")}  # fmt: skip
    assert len(kept["cautions"]) >= 1
    for caution in (*kept["cautions"], *kept["let_off"], together):
        assert caution in page, caution
        assert caution in first["results"], caution
        assert caution in first["plan"] or caution == together, "plan.xlsx is that of the search"
