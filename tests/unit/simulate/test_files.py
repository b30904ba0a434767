"""Tables of planners: dialects, workbooks, and every mistake with its file and line."""

from datetime import datetime

import pytest

from channelmix.errors import DataError
from channelmix.simulate.files import read_files
from channelmix.simulate.tables import moment_of, read_rows


@pytest.fixture
def with_volumes(scenario_of, tmp_path):
    def build(text, name="volumes.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path, scenario_of(channels={"phone": {"arrivals": {"file": str(path)}}})

    return build


VOLUMES = "start,channel,contacts,handling_s\n2024-03-04 08:00,phone,12.5,300\n2024-03-04 08:30,email,3,\n"


def test_volumes_are_those_of_the_channel_that_names_the_file(with_volumes):
    _, scenario = with_volumes(VOLUMES)
    (row,) = read_files(scenario).volumes["phone"]
    assert (row.start, row.contacts, row.handling_s) == (datetime(2024, 3, 4, 8), 12.5, 300)


@pytest.mark.parametrize(
    "text",
    [
        "start;channel;contacts\n04-03-2024 08:00;phone;12,5\n",
        "start\tchannel\tcontacts\n04.03.2024 08:00\tphone\t12,5\n",
        "\ufeffContacts,Channel,Start,remark\n12.5,phone,2024-03-04T08:00,\n\n",
    ],
)
def test_dutch_german_and_english_dialects_read_alike(with_volumes, text):
    _, scenario = with_volumes(text)
    (row,) = read_files(scenario).volumes["phone"]
    assert (row.start, row.contacts) == (datetime(2024, 3, 4, 8), 12.5)


def test_a_comma_between_thousands_is_no_decimal_comma(with_volumes):
    _, scenario = with_volumes('start,channel,contacts\n2024-03-04 08:00,phone,"1,234"\n')
    with pytest.raises(DataError, match=r"contacts must be a number of 0 or more \(got '1,234'\)"):
        read_files(scenario)


def test_a_workbook_reads_like_a_csv_file(with_volumes, tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path, scenario = with_volumes("", name="volumes.xlsx")
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["start", "channel", "contacts"])
    sheet.write_datetime(1, 0, datetime(2024, 3, 4, 8, 15), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    sheet.write_row(1, 1, ["phone", 7])
    book.close()
    (row,) = read_files(scenario).volumes["phone"]
    assert (row.start, row.contacts) == (datetime(2024, 3, 4, 8, 15), 7)


def test_staff_of_a_file_goes_to_its_group(scenario_of, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("start,group,agents\n2024-03-04 08:00,front,4\n2024-03-04 08:00,back,9\n")
    files = read_files(scenario_of(groups={"front": {"agents": {"file": str(path)}}}))
    assert [row.agents for row in files.staff["front"]] == [4]


def test_every_mistake_of_a_file_is_told_with_its_line(with_volumes):
    text = "start,channel,contacts\nMonday,phone,1\n2024-03-04 08:00,phone,-3\n2024-03-04 09:00,phone,nan\n"
    path, scenario = with_volumes(text)
    with pytest.raises(DataError) as caught:
        read_files(scenario)
    assert str(caught.value).splitlines() == [
        f"{path}:2: start must be a local date and time such as 2019-03-04 08:00 (got 'Monday')",
        f"{path}:3: contacts must be a number of 0 or more (got '-3')",
        f"{path}:4: contacts must be a number of 0 or more (got 'nan')",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must name the columns start, channel, contacts"),
        ("start,contacts\n", r"must name the columns start, channel, contacts \(got start, contacts\)"),
        (VOLUMES.replace("phone", "fax"), r"must name phone in some row \(got email, fax\)"),
        (VOLUMES + "2024-03-04 08:00,phone,9,\n", r"one row only \(got 2024-03-04 08:00:00 again\)"),
        (VOLUMES.encode("utf-16"), "must be UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(with_volumes, text, message):
    path, scenario = with_volumes(text)
    with pytest.raises(DataError, match=message) as caught:
        read_files(scenario)
    assert str(path) in str(caught.value)


def test_a_missing_or_broken_file_says_why(with_volumes, tmp_path):
    path, scenario = with_volumes(VOLUMES)
    path.unlink()
    with pytest.raises(DataError, match="cannot be read"):
        read_files(scenario)
    _, scenario = with_volumes("not a workbook", name="volumes.xlsx")
    with pytest.raises(DataError, match="workbook cannot be read"):
        read_files(scenario)


def test_many_mistakes_are_not_told_one_by_one(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("start\n" + "never\n" * 50)
    with pytest.raises(DataError, match=r"\.\.\. and 30 more"):
        read_rows(path, lambda row: moment_of(row, "start"), needed=["start"])
