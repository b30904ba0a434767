"""results.xlsx: formulas that LibreOffice recalculates, native charts, three languages."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter

from channelmix.report.language import LANGUAGES, speaking
from channelmix.report.numbers import Kind
from channelmix.report.results_workbook import results_workbook
from channelmix.report.reversal import bill_of
from channelmix.report.stored import Study, study_of
from channelmix.report.workbook_parts import Sheets

SOFFICE = shutil.which("soffice")


@pytest.fixture
def study(cli: Callable, folder: Path) -> Study:
    assert cli("compare", "small.toml", "larger.toml", "--replications", "3").code == 0
    (place,) = (folder / "runs").iterdir()
    return study_of(place, *(json.loads((place / f"{name}.json").read_bytes()) for name in ("summary", "manifest")))


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}


def sheet_with_formulas(content: bytes) -> str:
    (name,) = [name for name, text in parts(content).items() if "<f>" in text]
    return name


def without_values(content: bytes, change: float) -> bytes:
    """Return a workbook whose formulas have no values, and whose hours cost so much more."""
    chosen, memory = sheet_with_formulas(content), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(memory, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == chosen:
                sheet = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", text.decode())
                text = re.sub(r'(<c r="B3"[^>]*>)<v>0</v>', rf"\1<v>{change}</v>", sheet).encode()
            new.writestr(name, text)
    return memory.getvalue()


def what_if(content: bytes) -> list[list[object]]:
    rows = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_name("What if").to_python()
    return [row[:6] for row in rows if row[0] in {"Small", "One agent more"}]


def test_what_a_formula_shows_before_it_is_recalculated_is_what_was_simulated(study: Study) -> None:
    costs = [case.summary["total"]["cost_per_year"]["mean"] for case in study.cases]
    shown = what_if(results_workbook(study))
    assert [row[3] for row in shown] == pytest.approx(costs)
    assert [row[5] for row in shown] == [1, 2]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_workbook_and_recalculates_it(study: Study, tmp_path: Path) -> None:
    book = tmp_path / "results.xlsx"
    book.write_bytes(without_values(results_workbook(study), change=0.5))
    assert all(row[3] in ("", 0.0) for row in what_if(book.read_bytes()))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        str(SOFFICE),
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "out"),
        str(book),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    bills = [bill_of(case) for case in study.cases]
    expected = [bill.at(staff=1.5) for bill in bills if bill is not None]
    rows = what_if((tmp_path / "out" / "results.xlsx").read_bytes())
    assert [row[3] for row in rows] == pytest.approx(expected)
    assert [row[4] for row in rows] == pytest.approx([0.0, expected[1] - expected[0]])


def test_the_workbook_has_native_charts_tables_and_panes_that_stay(study: Study) -> None:
    found = parts(results_workbook(study))
    charts = [text for name, text in found.items() if name.startswith("xl/charts/chart")]
    assert sum("<c:barChart>" in text for text in charts) == 4
    assert sum("<c:lineChart>" in text for text in charts) == 3
    assert sum("c:errBars" in text for text in charts) == 3
    sheets = [text for name, text in found.items() if name.startswith("xl/worksheets/sheet")]
    assert all('state="frozen"' in text for text in sheets)
    assert len([name for name in found if name.startswith("xl/tables/")]) == len(sheets) - 2


def test_money_shows_whole_from_a_hundred_on_and_its_cells_hold_all_of_it(study: Study) -> None:
    content = results_workbook(study)
    rows = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_name("Total").to_python()
    shown = {row[0]: row[3] for row in rows if row[2] == "cost a year"}
    exact = {case.name: case.summary["total"]["cost_per_year"]["mean"] for case in study.cases}
    assert shown == pytest.approx(exact, rel=1e-12)


def test_small_money_is_written_with_its_sign_by_a_format_without_conditions(tmp_path: Path) -> None:
    """LibreOffice drops the minus where a format with conditions has one part left for all other values."""
    path = tmp_path / "money.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        amounts = (-8.94, 8.94, -18.06, -1234.5, 99.949, 99.95)
        Sheets.of(book).table("Money", ["amount"], [(Kind.MONEY, (amount,)) for amount in amounts])
    assert "[" not in "".join(re.findall(r'formatCode="([^"]*)"', parts(path.read_bytes())["xl/styles.xml"]))
    if SOFFICE is None:
        pytest.skip("needs LibreOffice")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = [SOFFICE, profile, "--headless", "--convert-to", "html", "--outdir", str(tmp_path), str(path)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    page = (tmp_path / "money.html").read_text(encoding="utf-8")
    shown = [re.sub("<[^>]*>", "", cell).strip() for cell in re.findall(r"<td[^>]*sdval=[^>]*>(.*?)</td>", page, re.S)]
    assert shown == ["-8.94", "8.94", "-18.06", "-1,235", "99.95", "100"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_speaks_the_language_of_the_report(study: Study, language: str) -> None:
    with speaking(language) as spoken:
        content = results_workbook(study)
    assert spoken.missing == set()
    names = python_calamine.load_workbook(io.BytesIO(content)).sheet_names
    assert names[0] == {"en": "How to read", "nl": "Leeswijzer", "de": "Lesehilfe"}[language]
