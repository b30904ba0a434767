"""``report``: one page and one workbook with the figures of summary.json, safe whatever names say."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
import python_calamine
from tests.cli.conftest import LARGER, SMALL

from channelmix.report.language import Language, speaking
from channelmix.report.numbers import Kind, written
from channelmix.report.stored import study_of
from channelmix.report.study_html import study_html
from channelmix.report.study_pictures import sections
from channelmix.results import Estimate
from channelmix.scenario.readers import read_plan

ODD = "=cmd|' /C calc'!A0"
SCRIPT = "<script>alert(1)"
FILES = ("summary", "manifest")
MADE = ["report.html", "results.xlsx", "plan.xlsx"]
VOID = {"meta", "br", "line", "rect", "circle", "path", "polyline"}


class Marked(Language):
    """A language in which everything that was translated stands between brackets."""

    def translate(self, text: str) -> str:
        return f"⟦{text}⟧"

    def day(self, day, form: str) -> str:
        return f"⟦{form}⟧"


def kept(folder: Path) -> Path:
    (found,) = (folder / "runs").iterdir()
    return found


def kept_first(folder: Path) -> Path:
    return min((folder / "runs").iterdir())


def figures(found: object) -> Estimate:
    assert isinstance(found, dict)
    return Estimate(found["mean"], found["low"], found["high"])


class Structure(HTMLParser):
    """Collects tags, attributes and what is open, and refuses what is closed in the wrong order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def loads_nothing(text: str) -> bool:
    """Tell whether a page holds no script and nothing that a browser would fetch or run."""
    page = Structure(text)
    active = {"script", "iframe", "img", "link", "object", "embed", "form", "base"} & set(page.tags)
    asking = {name for name, _ in page.attributes if name.startswith("on") or name in {"src", "href", "xlink:href"}}
    return not active and not asking and not re.search(r"https?:|//\w|url\(|@import", text)


@pytest.fixture
def compared(cli: Callable, folder: Path) -> Path:
    assert cli("compare", "small.toml", "larger.toml", "--replications", "4").code == 0
    answer = cli("report", str(kept(folder)))
    assert answer.code == 0, answer.err
    assert [Path(line).name for line in answer.out.splitlines()] == MADE[: 2 + answer.out.count("plan.xlsx")]
    return kept(folder)


def test_the_page_and_the_workbook_show_the_figures_of_the_summary(compared: Path) -> None:
    text = html.unescape((compared / "report.html").read_text(encoding="utf-8")).replace("\xa0", " ")
    summary = json.loads((compared / "summary.json").read_bytes())
    assert all(word in text for word in ("Small", "One agent more", "formula 'offered'", "4 replications"))
    for scenario in summary["scenarios"]:
        cost, _ = written(figures(scenario["total"]["cost_per_year"]), Kind.MONEY)
        assert f"<b>{cost}</b>" in text
        level, ends = written(figures(scenario["channels"]["phone"]["service_level"]), Kind.SHARE)
        assert f"<td>{level}<small>{ends}</small>" in text

    book = python_calamine.load_workbook(str(compared / "results.xlsx"))
    assert book.sheet_names == ["How to read", "Channels", "Groups", "Total", "Differences", "What if",
                                "Waits and worst days", "Service by weekday", "By interval"]  # fmt: skip
    rows = book.get_sheet_by_name("Channels").to_python()
    written_levels = {row[0]: row[3:6] for row in rows if row[1:3] == ["phone", "service level"]}
    assert written_levels == {
        scenario["scenario"]: [scenario["channels"]["phone"]["service_level"][end] for end in ("mean", "low", "high")]
        for scenario in summary["scenarios"]
    }
    changes = book.get_sheet_by_name("Differences").to_python()
    (change,) = [row for row in changes if row[2:4] == ["all", "cost a year"]]
    expected = summary["differences"][0]["total"]["cost_per_year"]
    assert change[4:7] == [expected[end] for end in ("mean", "low_together", "high_together")]
    told = {"more": "higher, sure", "less": "lower, sure", "unsure": "not sure"}
    assert change[7] == told[expected["verdict_together"]]


def test_the_page_is_one_sound_file_that_asks_nobody_for_anything(compared: Path) -> None:
    text = (compared / "report.html").read_text(encoding="utf-8")
    page = Structure(text)
    assert page.open == []
    assert loads_nothing(text)
    assert len(text.encode()) < 1_000_000
    assert "prefers-color-scheme: dark" in text
    assert "@page { size: A4" in text
    assert ("name", "viewport") in page.attributes


def test_the_check_of_what_a_page_loads_notices_what_it_forbids() -> None:
    assert loads_nothing("<p>nothing</p>")
    for bad in ("<script>1</script>", '<p onclick="x">', "<style>@import 'a'</style>", '<a href="x">', "https://a.nl"):
        assert not loads_nothing(bad)


def test_a_plan_in_which_nobody_waits_stands_beside_those_in_which_some_do(compared: Path) -> None:
    study = study_of(compared, *(json.loads((compared / f"{name}.json").read_bytes()) for name in FILES))
    at_once = {
        "phone": {**study.spread[1]["phone"], "waits_s": dict.fromkeys(study.spread[1]["phone"]["waits_s"], 0.0)}
    }
    (picture,) = sections(replace(study, spread=[study.spread[0], at_once]))[2].pictures
    assert [row.label for row in picture.sheet.rows] == [case.name for case in study.cases]


def test_every_picture_has_a_title_a_description_a_table_and_its_replications(compared: Path) -> None:
    text = (compared / "report.html").read_text(encoding="utf-8")
    pictures = re.findall(r"<figure[^>]*>.*?</figure>", text, re.DOTALL)
    titles = [re.findall(r"<figcaption>(.*?)</figcaption>", picture)[0] for picture in pictures]
    assert titles == [
        "phone: service level", "phone: mean wait for an agent", "phone: how waits are spread",
        "Cost against contacts in time", "Cost and the price of an agent&#x27;s hour",
        "front_office: occupancy", "phone: arrivals", "phone: wait", "front_office: agents on duty",
    ]  # fmt: skip
    for picture in pictures:
        for part in ('viewBox="0 0 360 ', "<title>", "<desc>", "<details>", "<tbody>"):
            assert part in picture
        assert "4 replications" in picture or "worked out from the mean figures" in picture
        assert not re.search(r"<desc></desc>|\bnan\b|\binf\b", picture)


def names_removed(text: str) -> str:
    """Return a page in the marked language without what was translated and without names from files."""
    shown = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    told = [value or "" for name, value in Structure(text).attributes if name in {"aria-label", "data-label"}]
    shown = html.unescape(" ".join([re.sub(r"<[^>]*>", " ", shown), *told]))
    while "⟦" in shown and shown != (inner := re.sub(r"⟦[^⟦⟧]*⟧", " ", shown)):
        shown = inner
    return shown


def test_nothing_on_the_page_escapes_translation_but_names(compared: Path) -> None:
    study = study_of(compared, *(json.loads((compared / f"{name}.json").read_bytes()) for name in FILES))
    with speaking(Marked("marked")):
        text = study_html(study)
    names = {"Small", "One", "agent", "more", "phone", "front_office", "EUR", "offered"}
    keys = {key for case in study.cases for key, _ in case.estimates}
    left = set(re.findall(r"[A-Za-z_]{2,}", names_removed(text)))
    assert left - names - {part for key in keys for part in key.split(".")} == set()


def test_this_check_notices_a_text_that_was_not_translated() -> None:
    assert "waits" in names_removed("<p>⟦plans ⟦3⟧⟧ waits</p>")
    assert "plans" not in names_removed("<p>⟦plans ⟦3⟧⟧ waits</p>")


@pytest.mark.parametrize(("language", "words"), [
    ("nl", ("bezettingsgraad", "bereikbaar", "per jaar", "slechtste van twintig dagen", "ma 1 mrt 2027")),
    ("de", ("Auslastung", "erreichbar", "im Jahr", "schlechtesten von zwanzig Tagen", "Mo., 1. März 2027")),
])  # fmt: skip
def test_the_report_speaks_dutch_and_german(cli: Callable, compared: Path, language: str, words: tuple[str]) -> None:
    assert cli("report", str(compared), "--language", language).code == 0
    text = html.unescape((compared / "report.html").read_text(encoding="utf-8"))
    assert f'<html lang="{language}">' in text
    assert all(word in text for word in words)
    summary = json.loads((compared / "summary.json").read_bytes())
    with speaking(language) as spoken:
        cost, _ = written(figures(summary["scenarios"][0]["total"]["cost_per_year"]), Kind.MONEY)
    assert re.fullmatch(r"\d+\.\d{3}", cost)
    assert cost in text
    assert spoken.missing == set()


def test_names_from_files_are_text_on_the_page_and_in_the_workbook(cli: Callable, folder: Path) -> None:
    text = SMALL.replace("[channels.phone]", f'[channels."{SCRIPT}"]').replace('"phone"', f'"{SCRIPT}"')
    text = text.replace('name = "Small"', f'name = "{ODD}"').replace("front_office", '"=cmd!A1"')
    (folder / "small.toml").write_text(text.partition("[sources]")[0], encoding="utf-8")
    assert cli("run", "small.toml", "--replications", "2").code == 0
    assert cli("report", str(kept(folder))).code == 0
    page = (kept(folder) / "report.html").read_text(encoding="utf-8")
    assert "script" not in Structure(page).tags
    assert html.escape(SCRIPT) in page
    sheet = python_calamine.load_workbook(str(kept(folder) / "results.xlsx")).get_sheet_by_name("Channels")
    assert sheet.to_python()[1][:2] == [ODD, SCRIPT]
    groups = python_calamine.load_workbook(str(kept(folder) / "results.xlsx")).get_sheet_by_name("Groups")
    assert groups.to_python()[1][1] == "=cmd!A1"
    plan = python_calamine.load_workbook(str(kept(folder) / "plan.xlsx"))
    assert plan.sheet_names == ["How to read", "=cmd!A1"]
    assert [row[0] for row in plan.get_sheet_by_name("How to read").to_python()].count("=cmd!A1") == 1


def test_a_report_says_no_more_than_compare_does(cli: Callable, folder: Path) -> None:
    """One replication tells nothing of the error, so nothing may be called sure or met."""
    assert cli("compare", "small.toml", "larger.toml", "--replications", "1").code == 0
    assert cli("report", str(kept(folder))).code == 0
    page = (kept(folder) / "report.html").read_text(encoding="utf-8")
    first_screen = page.partition("<h2>How well")[0]
    assert "✓ all met" not in first_screen
    assert "✓ cheaper" not in first_screen
    assert "sure at 95 %" not in re.sub("not sure at 95 %", "", first_screen)
    assert "Over the whole period no plan is sure to meet all targets, judged on 1 replication." in first_screen
    assert "? not sure: phone" in first_screen


def test_out_leaves_the_run_folder_as_it_is_and_several_folders_get_one_each(cli: Callable, folder: Path) -> None:
    (folder / "larger.toml").write_text(LARGER, encoding="utf-8")
    for name in ("small.toml", "larger.toml"):
        assert cli("run", name, "--replications", "2").code == 0
    folders = sorted((folder / "runs").iterdir())
    answer = cli("report", *map(str, folders), "--out", "reports")
    assert answer.code == 0, answer.err
    assert sorted(path.parent.name for path in (folder / "reports").rglob("report.html")) == [f.name for f in folders]
    assert not list((folder / "runs").rglob("report.html"))


def test_without_a_folder_the_newest_is_taken_and_without_any_that_is_told(cli: Callable, folder: Path) -> None:
    answer = cli("report")
    assert (answer.code, answer.out) == (2, "")
    assert "there is no run folder here" in answer.err
    assert cli("run", "small.toml", "--replications", "2").code == 0
    newest = folder / "runs" / "29990101T000000Z-later-0a1b2c3d"
    newest.mkdir()
    for file in kept_first(folder).glob("*.*"):
        (newest / file.name).write_bytes(file.read_bytes())
    assert cli("report").code == 0
    assert (newest / "report.html").is_file()
    assert not (kept_first(folder) / "report.html").exists()


@pytest.mark.parametrize(
    "harm", ["no folder", "no intervals", "another command", "other names", "words for figures", "another version"]
)
def test_what_is_no_run_folder_is_told_and_nothing_is_written(cli: Callable, folder: Path, harm: str) -> None:
    assert cli("run", "small.toml", "--replications", "2").code == 0
    place = kept(folder)
    if harm == "no folder":
        place = folder / "nowhere"
    elif harm == "no intervals":
        (place / "intervals.parquet").write_bytes(b"nothing")
    elif harm == "another command":
        (place / "summary.json").write_text('{"points": []}', encoding="utf-8")
    elif harm == "words for figures":
        summary = (place / "summary.json").read_text(encoding="utf-8").replace('"mean": 0.', '"mean": "x", "mean_": 0.')
        (place / "summary.json").write_text(summary, encoding="utf-8")
    elif harm == "other names":
        summary = (place / "summary.json").read_text(encoding="utf-8").replace('"phone"', '"<script>"')
        (place / "summary.json").write_text(summary, encoding="utf-8")
    else:
        manifest = json.loads((place / "manifest.json").read_bytes())
        manifest["scenarios"][0]["resolved"]["period"] = {"start": "soon"}
        (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    answer = cli("report", str(place), "--out", "reports")
    assert (answer.code, answer.out) == (2, "")
    assert "got '" in answer.err
    assert "Traceback" not in answer.err
    assert not (folder / "reports").exists()


def test_the_plan_that_staff_left_goes_with_the_report(cli: Callable, folder: Path) -> None:
    assert cli("staff", "small.toml", "--replications", "4").code == 0
    answer = cli("report", "--out", "reports")
    assert answer.code == 0, answer.err
    assert [Path(line).name for line in answer.out.splitlines()] == MADE
    assert (folder / "reports" / "plan.xlsx").read_bytes() == (kept(folder) / "plan.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("language", "explained", "checked"),
    [("nl", "Leeswijzer", "Gecontroleerd op "), ("de", "Lesehilfe", "Geprüft an ")],
)
def test_the_plan_that_staff_left_is_told_in_the_language_of_the_report_and_reads_back(
    cli: Callable, folder: Path, language: str, explained: str, checked: str
) -> None:
    assert cli("staff", "small.toml", "--replications", "4").code == 0
    assert cli("report", "--out", "reports", "--language", language).code == 0
    book = python_calamine.load_workbook(str(folder / "reports" / "plan.xlsx"))
    cover = [str(cell) for row in book.get_sheet_by_name(explained).to_python() for cell in row]
    assert any(line.startswith(checked) for line in cover)
    assert not {"group", "paid hours incl. shrinkage", "hours on duty"} & set(cover)
    english, spoken = (
        {line for line in read_plan(place / "plan.xlsx", week_of=date(2027, 3, 1)) if line.agents}
        for place in (kept(folder), folder / "reports")
    )
    assert english == spoken
    assert english


def test_a_sweep_shows_which_setting_changes_who_is_best(cli: Callable, folder: Path) -> None:
    vary = ("--vary", "channels.phone.handling=200,600", "--vary", "groups.front_office.shrinkage=0.1,0.2")
    assert cli("sweep", "small.toml", "larger.toml", "--design", "one", *vary, "--replications", "3").code == 0
    swept = kept(folder)
    assert cli("compare", "small.toml", "larger.toml", "--replications", "3", "--out", "compared").code == 0
    (compared,) = (folder / "compared").iterdir()
    answer = cli("report", str(compared), "--sweep", str(swept), "--language", "nl")
    assert answer.code == 0, answer.err
    text = html.unescape((compared / "report.html").read_text(encoding="utf-8"))
    (figure,) = [part for part in text.split("<figure>") if "Hoe ver One agent more voorligt" in part]
    assert "afhandeltijd van phone: " in figure
    assert "3 replicaties" in figure
    first_screen = text.partition("<table")[0]
    assert "One agent more blijft voor op contacten op tijd, welke van deze instellingen ook verandert" in first_screen


def test_what_is_no_sweep_is_told(cli: Callable, folder: Path) -> None:
    assert cli("run", "small.toml", "--replications", "2").code == 0
    answer = cli("report", str(kept(folder)), "--sweep", str(kept(folder)))
    assert (answer.code, answer.out) == (2, "")
    assert "needs what 'sweep --design one' left (got 'run')" in answer.err
    assert not (kept(folder) / "report.html").exists()


def test_the_plan_of_a_run_simulates_back_unchanged(cli: Callable, folder: Path) -> None:
    assert cli("run", "small.toml", "--replications", "2").code == 0
    answer = cli("report", "--out", "reports")
    assert answer.code == 0, answer.err
    assert [Path(line).name for line in answer.out.splitlines()] == MADE
    both = cli("compare", "small.toml", "small.toml+reports/plan.xlsx", "--replications", "2", "--json")
    assert both.code == 0, both.err
    (change,) = json.loads(both.out)["differences"]
    verdicts = {entry["verdict"] for figures in change["groups"].values() for entry in figures.values()}
    assert verdicts == {"same"}
    assert change["total"]["cost_per_year"]["mean"] == 0


def test_the_plan_beside_a_report_is_that_of_changed_settings_too(cli: Callable, folder: Path) -> None:
    for name, agents in (("few", 2), ("many", 5)):
        text = f"start,agents\n2027-03-01 09:00,{agents}\n2027-03-01 12:00,0\n"
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    text = re.sub(r"^agents = .*$", 'agents = { file = "few.csv" }', SMALL, flags=re.MULTILINE)
    (folder / "small.toml").write_text(text, encoding="utf-8")
    assert (
        cli("run", "small.toml", "--set", 'groups.front_office.agents.file="many.csv"', "--replications", "2").code == 0
    )
    (folder / "small.toml").unlink()
    answer = cli("report", "--out", "reports")
    assert [Path(line).name for line in answer.out.splitlines()] == MADE, answer.err
    sheet = python_calamine.load_workbook(str(folder / "reports" / "plan.xlsx")).get_sheet_by_index(1)
    assert {row[1] for row in sheet.to_python()[1:] if row[1]} == {5.0}


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_plan_whose_files_have_changed_is_written_from_their_copies_or_not_at_all(
    cli: Callable, folder: Path, is_kept: bool
) -> None:
    plan = "start,agents\n2027-03-01 09:00,2\n2027-03-01 12:00,0\n"
    (folder / "plan.csv").write_text(plan, encoding="utf-8")
    text = re.sub(r"^agents = .*$", 'agents = { file = "plan.csv" }', SMALL, flags=re.MULTILINE)
    (folder / "small.toml").write_text(text, encoding="utf-8")
    answer = cli("run", "small.toml", "--replications", "2")
    assert answer.code == 0, answer.err
    (folder / "plan.csv").write_text(plan.replace(",2", ",9"), encoding="utf-8")
    for copy in kept(folder).glob("inputs/*-plan.csv") if not is_kept else ():
        copy.unlink()
    answer = cli("report", "--out", "reports")
    assert answer.code == 0, answer.err
    assert [Path(line).name for line in answer.out.splitlines()] == (MADE if is_kept else MADE[:2])
    assert ("files it was simulated from have changed" in answer.err) == (not is_kept)


@pytest.mark.parametrize("words", [("report", ""), ("report", "--out", ""), ("rerun", ""), ("resume", "")])
def test_an_empty_name_is_not_taken_for_the_folder_one_is_in(cli, words: tuple[str, ...]) -> None:
    answer = cli(*words)
    assert answer.code == 2
    assert "must be the name of a file or folder (got '')" in answer.err
