"""Plans are picked, changed, played and shown; every figure is that of the command line."""

import io
import json
import re
import shlex
import zipfile
from html import unescape
from pathlib import Path

import pytest

from channelmix.cli import execute


def test_the_first_page_lists_plans_of_the_folder_shipped_ones_and_past_runs(visitor) -> None:
    text = visitor.get("/").text
    assert all(f'value="{name}"' in text for name in ("small.toml", "larger.toml", "webshop_nl/phone_email"))
    assert "None yet" in text
    address = visitor.asked("small.toml", "larger.toml")
    visitor.ended(address)
    assert address in visitor.get("/").text


def test_two_plans_are_compared_with_paired_differences_and_the_figures_of_the_command_line(
    visitor, workspace: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    address = visitor.asked("small.toml", "messenger.toml", **{"2:groups.front_office.agents": "1"})
    text = visitor.ended(address)
    assert "Against 1 Small" in text
    assert "With a messenger, front_office agents +1" in text
    kept = workspace / address.removeprefix("/")
    command = shlex.split(unescape(re.search(r'<code class="command">(.*?)</code>', text, re.DOTALL)[1]))
    assert execute([*command[1:], "--no-run-folder", "--json", "--quiet", "--workers", "1"]) == 0
    assert capfdbinary.readouterr().out == (kept / "summary.json").read_bytes()
    assert len(json.loads((kept / "summary.json").read_text())["scenarios"]) == 3
    spread = json.loads((kept / "spread.json").read_text())["scenarios"]
    assert all(each["phone"]["days"] + each["phone"]["few_days"] > 0 for each in spread), "days are counted here, too"


def test_the_answer_comes_before_the_pictures_and_plans_are_called_alike_in_both(visitor, workspace: Path) -> None:
    for name in ("small", "larger"):
        path = workspace / f"{name}.toml"
        path.write_text(re.sub('name = "[^"]+"', f'name = "Small{", larger" * (name == "larger")}"', path.read_text()))
    text = visitor.ended(visitor.asked("small.toml", "larger.toml"))
    answer, pictures = text.index('class="answer"'), text.index('class="differences"')
    assert answer < text.index('class="plans"') < pictures < text.index("How well is each channel served?")
    assert text.count("<svg", 0, pictures) == 0
    assert "2 Small, larger" in text[pictures:]
    assert re.search(r">2 larger", text) is None


def test_one_plan_alone_is_shown_too(visitor) -> None:
    assert "Done." in visitor.ended(visitor.asked("small.toml"))


def test_the_visitor_says_which_plan_the_others_are_held_against(visitor) -> None:
    text = visitor.ended(visitor.asked("larger.toml", "small.toml", first="2"))
    assert "Against 1 Small" in text


def test_every_lever_that_a_plan_has_can_be_moved(visitor) -> None:
    form = visitor.get("/plans", plan="messenger.toml").text
    fields = dict(re.findall(r'name="(1:[^"]+)"[^>]* value="([^"]*)"', unescape(form)))
    sizes = [key for key in fields if fields[key] == "100"]
    assert sizes == [
        "1:channels.phone.arrivals.per_day", "1:channels.phone.handling.mean", "1:channels.whatsapp.handling.mean",
    ]  # fmt: skip
    assert {key: value for key, value in fields.items() if key not in sizes} == {
        "1:channel_shift[1].share": "20", "1:channels.whatsapp.bot.containment": "30",
        "1:groups.front_office.agents": "0", "1:groups.front_office.concurrency.whatsapp": "3",
    }  # fmt: skip
    moved = dict(zip(fields, ("35", "45,5", "-1", "2", "110", "90", "100"), strict=True))
    text = visitor.ended(visitor.asked("messenger.toml", **moved))
    command = unescape(re.search(r'<code class="command">(.*?)</code>', text, re.DOTALL)[1])
    assert "channel_shift[1].share=0.35" in command
    assert "containment=0.455" in command
    assert 'agents={ "09:00" = 2, "12:00" = 0 }' in command
    assert re.search(r"channels\.phone\.handling\.mean=\d+", command)
    assert "whatsapp.handling" not in command
    assert "concurrency.whatsapp=2" in command


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("1:groups.front_office.agents", "a lot", "must be a whole number from -3 to 500 (got 'a lot')"),
        ("1:groups.front_office.agents", "-9", "must be a whole number from -3 to 500 (got '-9')"),
        ("1:channel_shift[1].share", "101", "must be a number from 0 to 100"),
        ("1:groups.front_office.concurrency.whatsapp", "2.5", "must be a whole number from 1 to 20"),
        ("1:groups.front_office.agents", "nan", "must be a whole number"),
        ("replications", "1e9", "replications must be a whole number from 2 to 2,000 (got '1e9')"),
    ],
)
def test_what_is_no_number_within_bounds_is_told_beside_the_form(visitor, field: str, value: str, told: str) -> None:
    answer = visitor.post("/runs", **{"plan": "messenger.toml", field: value})
    assert answer.status_code == 422
    assert told in unescape(answer.text)


def test_the_link_to_change_and_run_again_fills_in_the_same_form(visitor) -> None:
    moved = {"1:groups.front_office.agents": "2", "replications": "7"}
    text = visitor.ended(visitor.asked("small.toml", **moved))
    again = unescape(re.search(r'href="(/plans\?[^"]+)"', text)[1])
    form = visitor.get(again).text
    assert re.search(r'name="1:groups.front_office.agents"[^>]* value="2"', form)
    assert re.search(r'name="replications"[^>]* value="7"', form)


def test_report_and_workbook_can_be_taken_along(visitor) -> None:
    address = visitor.asked("small.toml", "larger.toml")
    visitor.ended(address)
    report = visitor.get(f"{address}/report.html")
    assert report.headers["content-disposition"] == 'attachment; filename="report.html"'
    assert "<svg" in report.text
    workbook = visitor.get(f"{address}/results.xlsx").content
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(workbook)).namelist()


def test_what_the_command_line_left_is_shown_too(visitor, workspace: Path, capfdbinary) -> None:
    assert execute(["compare", "small.toml", "larger.toml", "--replications", "3", "--workers", "1", "--quiet"]) == 0
    (kept,) = (workspace / "runs").iterdir()
    page = visitor.get(f"/runs/{kept.name}").text
    assert "Against 1 Small" in page
    assert "Change and run again" not in page, "it was not begun on the page, which has no form of it"
    assert kept.name in visitor.get("/").text


def test_a_plan_with_a_mistake_is_told_with_its_place_and_nothing_is_run(visitor, workspace: Path) -> None:
    (workspace / "broken.toml").write_text('schema = 1\nbase = "small.toml"\n[channels.phone]\nhandeling = 3\n')
    answer = visitor.get("/plans", plan="broken.toml")
    assert answer.status_code == 422
    assert "broken.toml:4:1" in answer.text
    assert not (workspace / "runs").exists()


def test_a_scenario_that_leaves_the_version_of_its_format_out_may_be_chosen(visitor, workspace: Path) -> None:
    (workspace / "plain.toml").write_text('base = "small.toml"\n')
    (workspace / "other.toml").write_text("[tool]\nline-length = 120\n")
    assert "plain.toml" in visitor.get("/").text
    assert "other.toml" not in visitor.get("/").text
    assert visitor.get("/plans", plan="plain.toml").status_code == 200


def test_terms_are_explained(visitor) -> None:
    assert "Occupancy" in visitor.get("/glossary").text


@pytest.mark.parametrize(
    "field", [{"2:groups.front_office.agents": "3"}, {"1:nosuch": "3"}, {"first": "2"}, {"first": "x"}]
)
def test_a_link_that_asks_for_a_plan_or_lever_that_is_not_there_is_refused(visitor, field: dict[str, str]) -> None:
    answer = visitor.get("/plans", plan="small.toml", **field)
    assert answer.status_code == 422
    assert "is not there" in answer.text
    assert visitor.get("/plans", plan="small.toml", first="1").status_code == 200


@pytest.mark.parametrize("file", ["report.html", "results.xlsx"])
def test_a_file_of_a_run_that_is_not_there_is_not_found(visitor, file: str) -> None:
    assert visitor.get(f"/runs/20260101T000000Z-run-00000000/{file}").status_code == 404
