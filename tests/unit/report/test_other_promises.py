"""Shares in time of unlike promises are called so, and never subtracted, ranked or called better."""

import pytest

from channelmix.compare import Comparison, compare
from channelmix.report.cases import cases_of
from channelmix.report.comparison_page import comparison_page
from channelmix.report.language import LANGUAGES, speaking
from channelmix.report.managers import price_in_service
from channelmix.report.results_workbook import _changes
from channelmix.report.sheets import Page
from channelmix.report.stored import Study
from channelmix.report.study_pictures import _service

BASE = """
schema = 1
name = "{name}"

[period]
start = 2027-03-01
days = 1

[channels.phone]
kind = "voice"
hours = {{ mon-sun = "09:00-12:00" }}
arrivals = {{ per_hour = 60 }}
handling = "4 min"
patience = "3 min"
target = {{ share = 0.8, within = "{within}" }}

[groups.desk]
handles = ["phone"]
agents = {{ "09:00" = {agents}, "12:00" = 0 }}
cost_per_hour = 30
"""
WHY = "another promise (within 30 s; within 20 s): not compared"


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> Comparison:
    folder = tmp_path_factory.mktemp("promises")
    plans = [("Today", "30 s", 4), ("Sooner", "20 s", 6), ("More", "30 s", 5)]
    for name, within, agents in plans:
        text = BASE.format(name=name, within=within, agents=agents)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return compare([folder / f"{name}.toml" for name, _, _ in plans], replications=8)


@pytest.fixture
def page(found: Comparison) -> Page:
    return comparison_page(cases_of(found.runs), found.summary["differences"], found.summary)


def study_in(found: Comparison) -> Study:
    cases, nothing = cases_of(found.runs), [()] * len(found.runs)
    return Study(cases=cases, differences=found.summary["differences"], summary=found.summary, intervals=nothing)


def test_the_table_of_differences_calls_another_promise_so(page: Page) -> None:
    differences = page.sheets[-1]
    (level,) = [row for row in differences.rows if row.label.strip() == "service level"]
    assert [cell.verdict for cell in level.cells] == ["another promise", "better, sure"]
    assert level.cells[0].text == "–"
    assert f"service level of phone: {WHY}" in differences.notes


def test_no_share_is_called_the_best_of_unlike_ones_and_each_plan_has_its_own_verdict(page: Page) -> None:
    service = page.sheets[0]
    (level,) = [row for row in service.rows if row.label.strip() == "service level"]
    assert not any(cell.text.startswith("*") for cell in level.cells)
    assert all(cell.verdict for cell in level.cells)
    targets = [note for note in service.notes if note.startswith("phone: target")]
    assert [note.rpartition(" (")[2] for note in targets] == ["Today, More)", "Sooner)"]


def test_sentences_say_that_another_promise_is_not_compared(page: Page, found: Comparison) -> None:
    told = "\n".join(page.findings.lines)
    sooner = next(line for line in page.findings.lines if line.startswith("Sooner against Today"))
    assert "points" not in sooner
    assert "less mean wait for an agent in phone" in sooner
    assert sooner.endswith(f"; service level of phone: {WHY}.")
    assert "more of phone answered within 30 s" in told
    best = "\n".join(line for remark in page.remarks for line in remark.lines)
    assert f"Service level of phone: {WHY}." in best
    assert "Best in service level" not in best
    assert "By the means no plan beats" not in best
    first, case, _ = cases_of(found.runs)
    assert price_in_service(case, first, found.summary["differences"][0]) == f"Service level of phone: {WHY}."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_of_differences_and_the_pictures_say_so_in_every_language(found: Comparison, language: str) -> None:
    with speaking(language) as spoken:
        lines = [cells for _, cells in _changes(study_in(found))]
        pictures = list(_service(cases_of(found.runs)))
    assert spoken.missing == set()
    why = {
        "en": WHY,
        "nl": "andere serviceafspraak (binnen 30 s; binnen 20 s): niet vergeleken",
        "de": "andere Servicezusage (innerhalb von 30 s; innerhalb von 20 s): nicht verglichen",
    }[language]
    assert [cells[4:7] for cells in lines if cells[-1] == why] == [(None, None, None)]
    assert sum(why in picture.notes for picture in pictures) == 1


def test_this_check_notices_where_all_promise_the_same(found: Comparison) -> None:
    alike = Comparison((found.runs[0], found.runs[2]))
    page = comparison_page(cases_of(alike.runs), alike.summary["differences"], alike.summary)
    told = [*page.findings.lines, *page.sheets[-1].notes, *(line for each in page.remarks for line in each.lines)]
    assert not any("another promise" in line for line in told)
    assert any(line.startswith("Best in service level of phone") for line in told)
