"""Volumes and staff plans as planners keep them: CSV of three countries and workbooks."""

from datetime import date, datetime, time

import pytest
import xlsxwriter

from channelmix.scenario.document import UnreadableError
from channelmix.scenario.readers import PlanLine, VolumeLine, read_plan, read_volumes

MONDAY = date(2019, 3, 4)


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Return a function: write a CSV file and return its path."""
    monkeypatch.chdir(tmp_path)

    def write(content, name="data.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path.relative_to(tmp_path)

    return write


@pytest.fixture
def workbook(tmp_path, monkeypatch):
    """Return a function: write a workbook of sheets with rows and return its path."""
    monkeypatch.chdir(tmp_path)

    def write(**sheets):
        formats = {"default_date_format": "yyyy-mm-dd hh:mm"}
        with xlsxwriter.Workbook(str(tmp_path / "plan.xlsx"), formats) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return (tmp_path / "plan.xlsx").relative_to(tmp_path)

    return write


def mistakes_of(read, path, **arguments):
    with pytest.raises(UnreadableError) as error:
        read(path, **arguments)
    return [str(mistake) for mistake in error.value.mistakes]


@pytest.mark.parametrize(
    "text",
    [
        "start,channel,contacts,handling_s\n2019-03-04 08:00,phone,12.5,300\n",
        "start;channel;contacts;handling_s\r\n04-03-2019 08:00;phone;12,5;300\r\n",
        "Start\tChannel\tContacts\tHandling_s\n04.03.2019 08:00:00\tphone\t12,5\t300,0\n",
        "\ufeffcontacts;remark;channel;start;handling_s\n12,5;busy;phone;2019-03-04T08:00;300\n\n;;;;\n",
    ],
)
def test_volumes_of_english_dutch_and_german_files_are_the_same(text, written):
    assert read_volumes(written(text)) == (VolumeLine("phone", datetime(2019, 3, 4, 8), 12.5, 300.0),)


def test_handling_is_optional_and_may_be_unknown_in_some_rows(written):
    text = "start,channel,contacts,handling_s\n2019-03-04 08:00,phone,1,\n2019-03-04 08:30,phone,1,0\n"
    assert [line.handling_s for line in read_volumes(written(text))] == [None, None]


def test_volumes_may_stand_in_a_workbook(workbook):
    path = workbook(Volumes=[["start", "channel", "contacts"], [datetime(2019, 3, 4, 8, 30), "phone", 12.5]])
    assert read_volumes(path) == (VolumeLine("phone", datetime(2019, 3, 4, 8, 30), 12.5),)


def test_a_decimal_comma_beside_commas_is_a_mistake_and_never_a_thousand(written):
    text = 'start,channel,contacts\n2019-03-04 08:00,phone,"1,5"\n'
    assert mistakes_of(read_volumes, written(text)) == [
        'data.csv:2:3: contacts must be a number of 0 or more (got "1,5")'
    ]


def test_every_mistake_of_a_file_is_told_up_to_twenty(written):
    rows = "".join(f"2019-03-04 {hour:02d}:00,phone,-1\n" for hour in range(24))
    told = mistakes_of(read_volumes, written("start,channel,contacts\n" + rows))
    assert told[0] == 'data.csv:2:3: contacts must be a number of 0 or more (got "-1")'
    assert (len(told), told[-1]) == (21, "data.csv:22:1: ... and 4 more such mistakes")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "data.csv: must have a row of column names and rows of values (got none)"),
        (b"start,channel,contacts\n", "data.csv: must have a row of column names and rows of values (got none)"),
        (b"start,channel\n1,2\n", "data.csv:1:1: must have the columns start, channel, contacts (got start, channel)"),
        (b"PK\x03\x04\xff", "data.csv:1:1: is not UTF-8 text (got byte 0xFF at byte 5); name it .xlsx"),
        (
            b"start,channel,contacts\n2019-03-04T08:00Z,phone,1\n",
            'data.csv:2:1: start must be a local date and time, such as 2019-03-04 08:00 (got "2019-03-04T08:00Z")',
        ),
        (b"start,channel,contacts\n2019-03-04 08:00,,1\n", "data.csv:2:2: channel must be a name (got none)"),
        (
            b"start,channel,contacts\n2019-03-04 08:00,phone,nan\n",
            'data.csv:2:3: contacts must be a number of 0 or more (got "nan")',
        ),
        (
            b"start,channel,contacts\n2019-03-04 08:00,phone,1_0\n",
            'data.csv:2:3: contacts must be a number of 0 or more (got "1_0")',
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_way_out(content, expected, written):
    assert mistakes_of(read_volumes, written(content)) == [expected]


def test_a_workbook_that_is_none_is_a_mistake(written):
    (mistake,) = mistakes_of(read_volumes, written("start,channel\n", "data.xlsx"))
    assert mistake.startswith("data.xlsx: is not a workbook that can be read")


def test_a_plan_by_date_gives_agents_of_each_group(written):
    text = "start,group,agents\n2019-03-04 08:00,front,12\n2019-03-04 08:00,back,3\n"
    assert read_plan(written(text), week_of=MONDAY) == (
        PlanLine("front", datetime(2019, 3, 4, 8), 12),
        PlanLine("back", datetime(2019, 3, 4, 8), 3),
    )


def test_a_plan_without_groups_is_of_whoever_names_it(written):
    (line,) = read_plan(written("start;agents\n04-03-2019 08:00;12\n"), week_of=MONDAY)
    assert line == PlanLine(None, datetime(2019, 3, 4, 8), 12)


def test_a_plan_by_weekday_is_laid_on_the_week_of_the_period(written):
    text = "weekday;time;agents\nmon;08:00;12\nzaterdag;9:30;4\nSonntag;10:00;2\n"
    lines = read_plan(written(text), week_of=date(2019, 3, 6))
    assert [line.start for line in lines] == [
        datetime(2019, 3, 4, 8), datetime(2019, 3, 9, 9, 30), datetime(2019, 3, 10, 10),
    ]  # fmt: skip


def test_a_workbook_may_have_a_sheet_for_each_group_with_times_down_and_days_across(workbook):
    path = workbook(
        front=[["", "mon", "tue"], [time(8), 12, 11], [time(8, 30), 13, ""]],
        back=[["time", datetime(2019, 3, 4)], ["08:00", 3]],
    )
    lines = read_plan(path, week_of=MONDAY)
    assert [(line.group, line.start, line.agents) for line in lines] == [
        ("front", datetime(2019, 3, 4, 8), 12),
        ("front", datetime(2019, 3, 5, 8), 11),
        ("front", datetime(2019, 3, 4, 8, 30), 13),
        ("back", datetime(2019, 3, 4, 8), 3),
    ]


def test_a_workbook_with_a_column_of_agents_is_read_as_rows(workbook):
    path = workbook(Plan=[["weekday", "time", "group", "agents"], ["mon", time(8), "front", 12]], Notes=[["a"], ["b"]])
    assert read_plan(path, week_of=MONDAY) == (PlanLine("front", datetime(2019, 3, 4, 8), 12),)


def test_mistakes_in_a_workbook_name_sheet_row_and_column(workbook):
    path = workbook(front=[["", "mon", "mnday"], ["8 o'clock", 12, 1], [time(9), 1.5, 1]])
    assert mistakes_of(read_plan, path, week_of=MONDAY) == [
        'plan.xlsx:1:3: sheet "front", cell C1: must be a day, such as 2019-03-04 or mon, or a remark without numbers '
        'below it (got "mnday")',
        'plan.xlsx:2:1: sheet "front", cell A2: must be a time of day, such as 08:30 (got "8 o\'clock")',
        'plan.xlsx:3:2: sheet "front", cell B3: mon must be a whole number of 0 or more (got 1.5)',
    ]


def test_a_row_with_more_cells_than_columns_is_a_mistake_that_names_decimal_commas(written):
    text = "start,channel,contacts\n2019-03-04 08:00,phone,12,5\n2019-03-04 08:30,phone,12,\n"
    assert mistakes_of(read_volumes, written(text)) == [
        "data.csv:2:4: must have at most 3 cells, one a column (got 4); with decimal commas, separate by semicolons"
    ]


def test_the_hour_that_clocks_show_twice_may_stand_twice_and_is_added_up(written):
    text = "start,channel,contacts,handling_s\n" + 2 * "2027-10-31 02:30,phone,6,100\n" + "2027-10-31 03:00,phone,1,\n"
    lines = read_volumes(written(text), timezone="Europe/Amsterdam")
    assert [(line.start.hour, line.contacts, line.handling_s) for line in lines] == [(2, 12, 100), (3, 1, None)]


@pytest.mark.parametrize(("row", "timezone"), [("2027-10-31 02:30", "UTC"), ("2027-10-30 02:30", "Europe/Amsterdam")])
def test_any_other_time_stands_once(row, timezone, written):
    text = "start,channel,contacts\n" + 2 * f"{row},phone,6\n"
    (mistake,) = mistakes_of(read_volumes, written(text), timezone=timezone)
    assert "must not give the same time twice" in mistake


def test_no_time_stands_three_times(written):
    text = "start,channel,contacts\n" + 3 * "2027-10-31 02:30,phone,6\n"
    assert len(mistakes_of(read_volumes, written(text), timezone="Europe/Amsterdam")) == 1
