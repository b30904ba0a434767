"""A stray number far outside of a table is told, not laid out in memory up to where it stands."""

import zipfile

import pytest
import xlsxwriter

from channelmix.scenario.cells import read_sheets
from channelmix.scenario.document import UnreadableError
from channelmix.scenario.far_cells import far_cell

ODS = """<office:document-content xmlns:office="o" xmlns:table="t"><table:table table:name="desk">
<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell table:number-columns-repeated="16383"/>
<table:table-cell{value}/></table:table-row></table:table></office:document-content>"""


def book(path, cell, value):
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("desk")
        sheet.write_row(0, 0, ["start", "agents"])
        sheet.write(cell, value, workbook.add_format({"bold": True}))
    return path


def test_a_number_in_the_last_cell_of_a_sheet_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(UnreadableError) as caught:
        read_sheets(book(tmp_path / "plan.xlsx", "XFD1048576", 3))
    (mistake,) = caught.value.mistakes
    assert str(mistake).endswith(
        'sheet "desk" must have at most 10,000,000 cells up to its last (got one in row 1048576, and in column XFD); '
        "delete what lies far outside of the table"
    )


@pytest.mark.parametrize(("cell", "value"), [("XFD1048576", None), ("XFD2", 3), ("C1000000", 3)])
def test_a_format_far_out_and_a_long_row_or_column_are_no_far_cells(tmp_path, cell, value):
    assert far_cell(book(tmp_path / "plan.xlsx", cell, value)) is None


@pytest.mark.parametrize(("value", "found"), [(' office:value-type="float"', True), ("", False)])
def test_an_open_document_is_asked_as_well(tmp_path, value, found):
    with zipfile.ZipFile(tmp_path / "plan.ods", "w") as open_document:
        open_document.writestr("content.xml", ODS.format(value=value))
    assert far_cell(tmp_path / "plan.ods") == (("desk", (1048575, 16383)) if found else None)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("plan.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "; save it without a password, or name"),
        ("plan.xlsx", b"start,agents\n", "; name a table of text .csv"),
        ("plan.ods", b"", "; the file is empty"),
        ("plan.xls", b"PK\x03\x04", ")"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_what_may_help(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        read_sheets(tmp_path / name)
    (mistake,) = caught.value.mistakes
    assert "is not a workbook that can be read (" in str(mistake)
    assert str(mistake).endswith(told) or f"){told}" in str(mistake)


@pytest.mark.parametrize("content", [b"", b"<Relationships/>", b"no XML"])
def test_a_file_that_is_no_workbook_has_none(tmp_path, content):
    with zipfile.ZipFile(tmp_path / "plan.xlsx", "w") as archive:
        archive.writestr("_rels/.rels", content)
    assert far_cell(tmp_path / "plan.xlsx") is None
