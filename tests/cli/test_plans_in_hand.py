"""What planners hold in their hands: plan.xlsx in their language, and plans named where they do not belong."""

import csv
from pathlib import Path

import pytest
import python_calamine

NIGHT = (
    'channels.phone={ kind = "deferred", hours = { mon-sun = "09:00-12:00" }, arrivals = { per_hour = 3 }, '
    'handling = "5 min", target = { share = 0.8, within = "18 h" } }'
)
WEEK = ("--set", NIGHT, "--set", "period.days=7", "--set", 'period.interval="3 h"')


def cover(path: Path, sheet: str) -> list[list[object]]:
    return python_calamine.load_workbook(str(path)).get_sheet_by_name(sheet).to_python()


def test_the_plan_says_what_to_heed_and_keeps_its_hours_and_money_in_another_language(cli, folder: Path) -> None:
    found = cli("staff", "small.toml", *WEEK, "--set", "groups.front_office.shrinkage=0.2", "--plan", "p.xlsx",
                "--replications", "2")  # fmt: skip
    assert found.code == 0, found.err
    assert cli("report", "--out", "reports", "--language", "nl").code == 0
    english, dutch = cover(folder / "p.xlsx", "How to read"), cover(folder / "reports/plan.xlsx", "Leeswijzer")
    assert any(str(row[0]).startswith("Please note: channels.phone.target runs on") for row in english)
    assert any(str(row[0]).startswith("Let op: channels.phone.target loopt door") for row in dutch)
    (mine,), (theirs,) = ([row[1:] for row in rows if row[0] == "front_office"] for rows in (english, dutch))
    assert mine == pytest.approx(theirs)
    assert mine[2] == pytest.approx(0.2)
    assert mine[0] == max(cell for row in cover(folder / "p.xlsx", "front_office")[1:] for cell in row[1:] if cell)


def test_the_first_sheet_of_a_plan_begins_with_its_totals_then_tells_promises_and_last_how_to_read_it(
    cli, folder: Path
) -> None:
    assert cli("staff", "small.toml", *WEEK, "--plan", "p.xlsx", "--replications", "2").code == 0
    rows = [[cell for cell in row if cell != ""] for row in cover(folder / "p.xlsx", "How to read")]
    table = ["group", "most at once", "hours on duty", "shrinkage", "paid hours incl. shrinkage"]
    assert rows[0][0].startswith("How to read: "), "by which readers know that it is no plan"
    assert rows[2][:5] == table
    assert [row[0] for row in rows[3:5]] == ["front_office", "all"]
    about, reading = (rows.index([heading]) for heading in ("About this plan", "Reading and changing it"))
    assert 5 < about < reading
    assert any(row and "in time, every" in row[0] for row in rows[about:reading])
    assert any(row and row[0].startswith("Please note: ") for row in rows[about:reading])
    assert any(row and "1 - shrinkage" in row[0] for row in rows[reading:])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "mine.csv"], "mine.csv is a table, not a scenario"),
        (["check", "mine.csv"], "FILE.toml+mine.csv"),
        (["run", "small.toml+mine.txt"], "what follows a plus is a plan that ends in .xlsx"),
        (["staff", "small.toml+mine.csv"], "'channelmix staff small.toml --against mine.csv'"),
    ],
)  # fmt: skip
def test_a_plan_where_none_belongs_is_refused_with_the_way_out(cli, folder: Path, words: list[str], told: str) -> None:
    for name in ("mine.csv", "mine.txt"):
        (folder / name).write_text("start,agents\n2027-03-01 09:00,2\n2027-03-01 12:00,0\n", encoding="utf-8")
    answer = cli(*words)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


def test_a_dry_run_says_what_the_search_would_say_first(cli) -> None:
    answer = cli("staff", "small.toml", *WEEK, "--dry-run")
    assert answer.code == 0, answer.err
    assert "channels.phone.target runs on while nobody is on duty" in answer.err


OTHER = 'groups.second={ handles = ["phone"], agents = 0 }'


@pytest.mark.parametrize(
    "rows",
    [["time;2027-03-01", "09:00;2", "12:00;0"], ["start,group,agents", "2027-03-01 09:00,,2", "2027-03-01 12:00,,0"]],
)
def test_a_plan_of_no_group_is_not_laid_on_every_group_of_a_scenario(cli, folder: Path, rows: list[str]) -> None:
    (folder / "mine.csv").write_text("\n".join(rows), encoding="utf-8")
    assert cli("check", "small.toml+mine.csv").code == 0, "one group: it is whose they are"
    answer = cli("check", "small.toml+mine.csv", "--set", OTHER)
    assert answer.code == 2
    assert "mine.csv must say whose agents it gives, for small.toml has 2 groups: front_office, second" in answer.err
    assert cli("check", 'small.toml+groups.front_office.agents={file="mine.csv"}', "--set", OTHER).code == 0


@pytest.mark.parametrize("name", ["plan+shifts.csv", 'the "new" plan.csv', "plan\\b.csv"])
def test_a_plan_may_have_any_name(cli, folder: Path, name: str) -> None:
    (folder / name).write_text("start,agents\n2027-03-01 09:00,2\n2027-03-01 12:00,0\n", encoding="utf-8")
    answer = cli("check", f"small.toml+{name}")
    assert answer.code == 0, answer.err


@pytest.mark.parametrize("name", ["a\\b", "d'e\"sk", "front=back", 'it\'s \\ "both"'])
def test_a_group_of_a_plan_may_have_any_name(cli, folder: Path, name: str) -> None:
    key = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = (folder / "small.toml").read_text(encoding="utf-8").replace("[groups.front_office]", f"[groups.{key}]")
    (folder / "odd.toml").write_text(text, encoding="utf-8")
    rows = [["start", "group", "agents"], ["2027-03-01 09:00", name, "2"], ["2027-03-01 12:00", name, "0"]]
    with (folder / "mine.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    answer = cli("check", "odd.toml+mine.csv")
    assert answer.code == 0, answer.err


def test_warnings_name_their_line_in_a_terminal_and_read_as_sentences_on_page_and_workbooks(cli, folder: Path) -> None:
    text = (folder / "small.toml").read_text(encoding="utf-8")
    (folder / "soon.toml").write_text(
        text.replace("[channels.phone]\n", '[channels.phone]\nredial = { share = 0.4, after = "5 s" }\n'),
        encoding="utf-8",
    )
    found = cli("staff", "soon.toml", "--plan", "p.xlsx", "--replications", "2")
    assert found.code == 0, found.err
    said = "channels.phone.redial.after brings customers back after 5 s; is another unit meant, such as 5 min?"
    assert f": {said}" in found.out + found.err, "an author finds the line"
    assert "soon.toml:" in found.out + found.err
    for language, told in (("en", f"Please note: {said}"), ("nl", "Let op: channels.phone.redial.after")):
        assert cli("report", "--out", language, "--language", language).code == 0
        page = (folder / language / "report.html").read_text(encoding="utf-8")
        books = ["p.xlsx", *(f"{language}/{name}" for name in ("plan.xlsx", "results.xlsx"))]
        cells = " ".join(
            str(row[0]) for name in books
            for row in python_calamine.load_workbook(str(folder / name)).get_sheet_by_index(0).to_python()
        )  # fmt: skip
        assert "channels.phone.redial.after" in page
        assert told in cells
        for place in ("soon.toml:", "?."):
            assert place not in cells
            assert place not in page
