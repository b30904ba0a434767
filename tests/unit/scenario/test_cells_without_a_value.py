"""Errors, formulas never worked out, and numbers of two meanings are never taken for a number of agents."""

import zipfile
from datetime import date

import pytest
import xlsxwriter

from channelmix.scenario.cells import read_sheets
from channelmix.scenario.document import UnreadableError
from channelmix.scenario.readers import read_plan, read_volumes
from channelmix.scenario.worked_out import merged_in_open_document, not_worked_out

MONDAY = date(2024, 3, 4)
ODS = """<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c">
<table:table table:name="desk">
<table:table-row><table:table-cell table:number-columns-repeated="2"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="1"/>
<table:table-cell table:formula="of:=NA()" office:value-type="string" calcext:value-type="error">
<text:p>#N/A</text:p></table:table-cell>
<table:table-cell table:formula="of:=[.A1]+1"/>
<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/></table:table-row>
</table:table></office:document-content>"""


def workbook(path, **formulas):
    """Write a plan of two hours, with formulas and what they show in its cells."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("desk")
        for row, cells in enumerate([["time", "mon", "tue"], ["09:00", 4, 5], ["10:00", 3, 3], ["11:00", 0, 0]]):
            sheet.write_row(row, 0, cells)
        for cell, (formula, shown) in formulas.items():
            sheet.write_formula(cell, formula, None, shown)
    return path


def refused(path, read=read_plan, **arguments):
    with pytest.raises(UnreadableError) as error:
        read(path, **arguments)
    return [str(mistake).removeprefix(f"{path}:") for mistake in error.value.mistakes]


@pytest.mark.parametrize(
    ("cell", "formula", "shown", "got"),
    [
        ("B3", "=#REF!+1", "#REF!", "#REF!"),
        ("C2", "=NA()", "#N/A", "#N/A"),
        ("B4", "=A1+1", "", "=A1+1"),
        ("C4", "=A1+1", 0, "=A1+1"),
        ("A3", "=1/0", "#DIV/0!", "#DIV/0!"),
        ("C1", "=NA()", "#N/A", "#N/A"),
    ],
)
def test_a_cell_without_a_known_value_is_refused_by_sheet_and_cell_with_the_way_out(
    tmp_path, cell, formula, shown, got
):
    (told,) = refused(workbook(tmp_path / "plan.xlsx", **{cell: (formula, shown)}), week_of=MONDAY)
    assert f'sheet "desk", cell {cell}: ' in told
    assert f'(got "{got}"); let Excel or LibreOffice work the sheet out' in told


def test_formulas_that_were_worked_out_are_numbers_and_empty_texts_are_empty_cells(tmp_path):
    """Control: not every formula is refused."""
    path = workbook(tmp_path / "plan.xlsx", B2=("=2+2", 4), C4=('=IF(A1>0,1,"")', " "))
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b'<c r="C4" t="str">' in sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<v> </v>", b"<v></v>")
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    assert [line.agents for line in read_plan(path, week_of=MONDAY)] == [4, 5, 3, 3, 0]


def test_a_name_of_a_channel_may_be_no_error_either(tmp_path):
    path = tmp_path / "volumes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("v")
        sheet.write_row(0, 0, ["start", "channel", "contacts"])
        sheet.write_row(1, 0, ["2024-03-04 09:00", "", 3])
        sheet.write_formula("B2", "=NA()", None, "#N/A")
    (told,) = refused(path, read=read_volumes)
    assert 'cell B2: channel must be a name (got "#N/A")' in told


def test_cells_of_libreoffice_that_stand_for_many_are_found_at_each_place(tmp_path):
    with zipfile.ZipFile(tmp_path / "plan.ods", "w") as book:
        book.writestr("content.xml", ODS)
    cells = not_worked_out(tmp_path / "plan.ods")["desk"]
    assert {place: text.strip() for place, text in cells.items()} == {
        (1, 1): "#N/A", (1, 2): "=[.A1]+1", (2, 1): "#N/A", (2, 2): "=[.A1]+1",
    }  # fmt: skip


def test_merged_cells_of_libreoffice_are_found_behind_those_that_stand_for_many(tmp_path):
    merged = '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="3"/>'
    behind = f'<table:table-row><table:table-cell table:number-columns-repeated="2"/>{merged}</table:table-row>'
    with zipfile.ZipFile(tmp_path / "plan.ods", "w") as book:
        book.writestr("content.xml", ODS.replace("</table:table>", f"{behind}</table:table>"))
    assert merged_in_open_document(tmp_path / "plan.ods")["desk"] == [((3, 2), (5, 3))]


def test_where_nothing_tells_an_error_from_an_empty_cell_no_cell_between_numbers_may_be_empty(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("time,mon\n09:00,1\n10:00,\n11:00,2\n12:00,\n", encoding="utf-8")
    (sheet,) = read_sheets(path)
    assert len(read_plan(path, week_of=MONDAY)) == 2
    sheet.hides_errors = True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("channelmix.scenario.readers.every_sheet", lambda path: [sheet])
        (told,) = refused(path, week_of=MONDAY)
    assert told == (
        "3:2: must be a number, 0 for nobody (got an empty cell, or an error: this kind of workbook does not tell "
        "which); write 0, or save it as .xlsx"
    )


def test_numbers_under_no_day_are_refused(tmp_path):
    (tmp_path / "plan.csv").write_text("time,mon,\n09:00,1,7\n", encoding="utf-8")
    assert read_plan(tmp_path / "plan.csv", week_of=MONDAY), "a remark without a heading is no number"
    with xlsxwriter.Workbook(str(tmp_path / "plan.xlsx")) as book:
        sheet = book.add_worksheet("desk")
        sheet.write_row(0, 0, ["time", "mon"])
        sheet.write_row(1, 0, ["09:00", 1, 7])
    (told,) = refused(tmp_path / "plan.xlsx", week_of=MONDAY)
    assert "cell C1: must name the day of the numbers below it" in told


@pytest.mark.parametrize(
    ("separator", "text", "meant"),
    [
        (";", "1,5", 1.5), (";", "1.5", 1.5), (";", "1000", 1000), (";", "0.125", 0.125), ("\t", "12.5", 12.5),
        (",", "1.000", 1), (",", "1.5", 1.5),
        (";", "1.000", None), (";", "12.345.678", None), (";", "1.000,5", None), ("\t", "2.500", None),
        (",", '"1,000"', None), (",", '"1,5"', None),
    ],
)  # fmt: skip
def test_a_number_means_what_its_dialect_says_or_is_refused(tmp_path, separator, text, meant):
    path = tmp_path / "volumes.csv"
    path.write_text(
        separator.join(["start", "channel", "contacts"]) + f"\n2024-03-04 09:00{separator}a{separator}{text}\n"
    )
    if meant is None:
        assert "2:3: contacts must" in refused(path, read=read_volumes)[0]
    else:
        assert read_volumes(path)[0].contacts == meant


@pytest.mark.parametrize(("text", "ways"), [("1.250", ["1250", "1,250"]), ("2.345.678", ["2345678"])])
def test_every_way_out_of_a_number_left_open_is_accepted(tmp_path, text, ways):
    path = tmp_path / "volumes.csv"
    path.write_text(f"start;channel;contacts\n2024-03-04 09:00;a;{text}\n")
    assert refused(path, read=read_volumes)[0].endswith(f"write {' or '.join(ways)}")
    for way in ways:
        path.write_text(f"start;channel;contacts\n2024-03-04 09:00;a;{way}\n")
        assert read_volumes(path)[0].contacts == float(way.replace(",", "."))


def test_a_number_too_large_in_every_reading_is_told_the_limit_and_no_way_that_is_refused(tmp_path):
    path = tmp_path / "volumes.csv"
    path.write_text("start;channel;contacts\n2024-03-04 09:00;a;12.345.678\n")
    assert refused(path, read=read_volumes)[0].endswith("(got 12.345.678); it must be a number of 0 to 10,000,000")


def test_a_column_whose_other_numbers_have_points_tells_what_a_point_means(tmp_path):
    path = tmp_path / "volumes.csv"
    path.write_text("start;channel;contacts\n2024-03-04 09:00;a;1.250\n2024-03-04 10:00;a;12.5\n")
    assert [line.contacts for line in read_volumes(path)] == [1.25, 12.5]
    path.write_text("start;channel;contacts\n2024-03-04 09:00;a;1.250\n")
    assert refused(path, read=read_volumes) == [
        "2:3: contacts must not leave open whether a point parts thousands (got 1.250); write 1250 or 1,250"
    ]
