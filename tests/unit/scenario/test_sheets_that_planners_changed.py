"""Sheets of times by days as planners leave them: read as they are meant, or refused by sheet and cell."""

from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter

from channelmix.scenario.cells import Sheet
from channelmix.scenario.document import UnreadableError
from channelmix.scenario.plan_grid import grid_lines
from channelmix.scenario.plan_sheets import sheet_notes
from channelmix.scenario.readers import read_plan

MONDAY = date(2024, 3, 4)
AGENTS = [(4, 1), (5, 2), (6, 3), (0, 0)]


@pytest.fixture
def changed(tmp_path):
    """Return a function: write a plan of four half hours and two days, cells changed; return agents or mistakes."""

    def write(cells=None, merged=None, others=None, times=(9, 9.5, 10, 10.5), agents=AGENTS):
        path = tmp_path / "plan.xlsx"
        with xlsxwriter.Workbook(str(path), {"default_date_format": "hh:mm"}) as book:
            sheet = book.add_worksheet("desk")
            sheet.write_row(0, 0, ["time", "mon", "tue"])
            for row, (hour, numbers) in enumerate(zip(times, agents, strict=True), 1):
                sheet.write_datetime(row, 0, time(int(hour), round(hour % 1 * 60)))
                sheet.write_row(row, 1, numbers)
            for cell, value in (cells or {}).items():
                sheet.write(cell, value)
            if merged:
                sheet.merge_range(merged, 4)
            for name, rows in (others or {}).items():
                page = book.add_worksheet(name)
                for row, values in enumerate(rows):
                    page.write_row(row, 0, values)
        try:
            return [line.agents for line in read_plan(path, week_of=MONDAY)]
        except UnreadableError as error:
            return [str(mistake).partition(": ")[2].partition(": ")[2] or str(mistake) for mistake in error.mistakes]

    return write


PLAN = [4, 1, 5, 2, 6, 3, 0, 0]


def test_remarks_beside_and_below_and_sheets_of_their_own_change_nothing(changed):
    assert changed() == PLAN
    assert changed({"D1": "comment", "D3": "ask Ans", "A7": "checked by Ans", "D9": "again"}) == PLAN
    assert changed(others={"ideas": [["who", "what"], ["Ans", "two more on Friday"]]}) == PLAN


def book_of(path, **sheets):
    """Write a workbook of sheets by rows, under an explaining one as channelmix writes it."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in ({"How to read": [["How to read: Desk"], ["Change numbers as you like."]]} | sheets).items():
            page = book.add_worksheet(name)
            for row, values in enumerate(rows):
                page.write_row(row, 0, values)
    return path


def test_a_workbook_whose_plans_were_emptied_is_told_and_not_its_explaining_sheet_blamed(tmp_path):
    with pytest.raises(UnreadableError) as caught:
        read_plan(book_of(tmp_path / "plan.xlsx", desk=[]), week_of=MONDAY)
    (mistake,) = caught.value.mistakes
    assert "must have a sheet with times down the first column" in str(mistake)
    assert "cell" not in str(mistake)


def test_groups_without_rows_and_sheets_taken_for_notes_are_told(tmp_path):
    desk = [["time", "mon"], ["09:00", 4], ["09:30", 0]]
    plan = book_of(tmp_path / "plan.xlsx", desk=desk, pad=[["ideas"], ["more", 5]], remarks=[["who"], ["Ans"]])
    missing, unread = sheet_notes(plan, missing=["back"])
    assert missing == "plan.xlsx has no rows for back: there the agents of the scenario stay"
    assert 'sheet "pad" is taken for notes and not read' in unread
    assert "cell B2 holds a number" in unread


def test_an_emptied_sheet_of_a_group_is_refused_by_its_name(tmp_path):
    desk = [["time", "mon"], ["09:00", 4], ["09:30", 0]]
    with pytest.raises(UnreadableError) as caught:
        list(sheet_notes(book_of(tmp_path / "plan.xlsx", desk=desk, back=[]), missing=["back"]))
    assert 'sheet "back" is empty; write 0 where nobody is on duty' in str(caught.value.mistakes[0])


def test_whole_numbers_of_formulas_are_whole(changed):
    assert changed({"B2": 30.00000000000002, "B3": 6.9999999999})[:3] == [30, 1, 7]
    assert changed({"B2": 30.01})[0].endswith("must be a whole number of 0 or more (got 30.01)")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"times": (9, 9.5, 9.5, 10)}, "must not give the same time twice (got 09:30 again)"),
        ({"times": (9, 9.5, 10, 10.25)}, "must be a time 30 min from the next, as those of most rows are (got 10:15)"),
        ({"merged": "B2:B4"}, "must be a cell of its own, since merged ones hold one number (got B2:B4 merged)"),
        ({"cells": {"D1": "total", "D2": 5}}, "must be a day, such as 2019-03-04 or mon, or a remark without numbers"),
        ({"cells": {"A6": "total", "B6": 15}}, 'must be a time of day, such as 08:30 (got "total")'),
        ({"cells": {"B2": time(9)}}, "must be a whole number of 0 or more (got 09:00:00); give the cell the format"),
        ({"cells": {"D2": 3}}, "must name the day of the numbers below it"),
        ({"cells": {"H60": 7}}, "lies outside of the plan, with no day above it and no time beside it (got 7)"),
        ({"agents": [()] * 4}, "must be a number in some cell"),
    ],
)  # fmt: skip
def test_what_could_be_meant_in_two_ways_is_refused(changed, change, told):
    (mistake,) = changed(**change)
    assert told in mistake


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["09:00;5", "10:00;4"], 'must name the days of a plan, such as 2019-03-04 or mon (got "5"); put a row'),
        (["Plan of March;", "time;mon", "09:00;5"], "must have the columns start, agents (got plan of march)"),
        (["time;x", "Plan;", ";mon", "09:00;5"], "1:1: the first row must name the days of a plan"),
    ],
)  # fmt: skip
def test_a_plan_whose_first_row_names_no_days_is_told_what_stands_there(tmp_path, rows, told):
    path = tmp_path / "plan.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        read_plan(path, week_of=MONDAY)
    assert told in str(caught.value.mistakes[0])


def test_an_empty_cell_within_merged_ones_is_told_as_such(tmp_path):
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("desk")
        sheet.write_row(0, 0, ["weekday", "time", "agents"])
        sheet.merge_range("A2:A3", "mon")
        for row in (1, 2):
            sheet.write_row(row, 1, [f"{8 + row:02d}:00", 4])
    with pytest.raises(UnreadableError) as caught:
        read_plan(path, week_of=MONDAY)
    assert str(caught.value.mistakes[0]).endswith('(got ""); it is merged with A2: split them, and fill each')


def test_a_csv_file_with_days_across_its_first_row_needs_no_word_in_its_corner(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text(";mon;di\n09:00;5;2\n09:30;0;0\n", encoding="utf-8")
    assert [line.agents for line in read_plan(path, week_of=MONDAY)] == [5, 2, 0, 0]


def days(corner: str, *names: str) -> list[list[object]]:
    return [[corner, *names], ["09:00", *(4 for _ in names)], ["10:00", *(0 for _ in names)]]


@pytest.mark.parametrize(("name", "corner"), [("desk ", "time"), ("Copy", "group: desk")])
def test_a_day_of_a_group_that_two_sheets_give_is_refused(tmp_path, name, corner):
    path = book_of(tmp_path / "plan.xlsx", **{"desk": days("time", "mon"), name: days(corner, "mon", "tue")})
    with pytest.raises(UnreadableError) as caught:
        read_plan(path, week_of=MONDAY)
    (mistake,) = caught.value.mistakes
    assert f'sheet "{name}", cell A1: must not give desk on 2024-03-04 again, after sheet "desk"' in str(mistake)


def test_sheets_of_one_group_may_give_a_week_each(tmp_path):
    path = book_of(tmp_path / "plan.xlsx", desk=days("time", "mon"), more=days("group: desk", "tue"))
    assert [(line.group, line.agents) for line in read_plan(path, week_of=MONDAY)] == [
        ("desk", 4), ("desk", 0), ("desk", 4), ("desk", 0)
    ]  # fmt: skip


def test_the_sheet_of_a_group_that_gives_those_of_another_is_not_called_empty(tmp_path):
    path = book_of(tmp_path / "plan.xlsx", desk=days("group: post", "mon"))
    with pytest.raises(UnreadableError) as caught:
        list(sheet_notes(path, missing=["desk"]))
    told = str(caught.value.mistakes[0])
    assert 'sheet "desk" must give the agents of that group (its first cell says "group: post"); write 0' in told


@pytest.mark.parametrize("row", ["time;9999-12-31", "time;31/12/9999", "time;0001-01-01"])
def test_a_day_outside_of_the_years_with_known_clocks_is_refused(tmp_path, row):
    path = tmp_path / "plan.csv"
    path.write_text(f"{row}\n23:00;4\n23:45;4\n", encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        read_plan(path, week_of=MONDAY)
    assert str(caught.value.mistakes[0]).startswith(f"{path}:1:2: ")


def test_a_thousand_written_as_text_is_left_open_by_the_numbers_beside_it(changed):
    (told,) = changed({"B2": "1.000"})
    assert told.endswith("must not leave open whether a point parts thousands (got 1.000); write it as a number")
    assert changed({"B2": 1000}) == [1000, *PLAN[1:]]


def test_a_plan_of_many_days_is_read_without_naming_all_of_them_again_for_each_number(tmp_path):
    named = []

    class Head(str):
        def casefold(self) -> str:
            named.append(self)
            return super().casefold()

        def strip(self, chars: str | None = None) -> "Head":
            return self

        def __str__(self) -> str:
            return self

    days = [Head(MONDAY + timedelta(days=day)) for day in range(60)]
    sheet = Sheet("plan.xlsx", "desk", [["time", *days], *([time(hour), *[1.0] * 60] for hour in range(9, 17))])
    assert len(list(grid_lines(sheet, MONDAY))) == 60 * 8
    assert len(named) < 10 * len(days), "and not 8 times as often as there are days, squared"


@pytest.mark.parametrize(
    "right", ["Mon 4 Mar 2024", "ma 4 mrt. 2024", "Mo, 4. Mrz 2024", "Monday 4 Mar 2024", "4 Mar 2024"]
)
def test_a_day_in_words_is_read_with_its_weekday_and_without(changed, right):
    assert changed({"B1": right}) == PLAN


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("Tue 4 Mar 2024", 'must have the weekday of its date, which is mon (got "Tue 4 Mar 2024")'),
        ("zo 4 mrt 2024", "must have the weekday of its date, which is mon"),
        ("xx 4 Mar 2024", 'must be a local date and time, such as 2019-03-04 08:00 (got "xx 4 Mar 2024")'),
    ],
)
def test_a_weekday_that_its_date_has_not_is_refused_in_words_of_each_language(changed, wrong, told):
    (mistake,) = changed({"B1": wrong})
    assert told in mistake


def dated(day, *hours):
    return {f"A{row}": datetime(2024, 3, day, hour) for row, hour in enumerate(hours, 2)}


def test_dates_of_times_that_are_not_those_of_the_days_above_are_refused(changed):
    assert changed(dated(4, 9, 10, 11, 12)) == PLAN, "weekdays say nothing of a date"
    heads = {"B1": "2024-03-04", "C1": "2024-03-05"}
    assert changed(dated(4, 9, 10, 11, 12) | heads) == PLAN
    found = changed(dated(6, 9, 10, 11, 12) | heads)
    rule = "must be a time of day, or have the date of a day above, the same in all rows"
    assert found == [f"{rule} (got 2024-03-06 {hour}:00); write {hour}:00" for hour in ("09", "10", "11", "12")]
    (over_night,) = changed(dated(4, 21, 22, 23) | {"A5": datetime(2024, 3, 5, 20)} | heads)
    assert over_night == f"{rule} (got 2024-03-05 20:00); write 20:00"


def test_sheets_of_two_groups_that_each_name_the_other_are_refused_and_names_that_excel_does_not_take_are_not(tmp_path):
    path = book_of(tmp_path / "plan.xlsx", desk=days("group: online", "mon"), online=days("group: desk", "mon"))
    with pytest.raises(UnreadableError) as caught:
        read_plan(path, week_of=MONDAY)
    first, second = map(str, caught.value.mistakes)
    assert first.endswith(
        'sheet "desk", cell A1: must not name a group other than its sheet, "desk", which another sheet gives '
        '(got "group: online"); write time there, or give the sheet another name'
    )
    assert '"online"' in second
    sheets = {"a_b": days("group: a/b", "mon"), "a_b (2)": days("group: a_b", "mon")}
    assert {line.group for line in read_plan(book_of(path, **sheets), week_of=MONDAY)} == {"a/b", "a_b"}


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_the_line_in_which_excel_is_told_what_separates_is_no_row(tmp_path, first):
    path = tmp_path / "plan.csv"
    path.write_text(f"{first}\r\nstart;agents\r\n2024-03-04 09:00;5\r\n2024-03-04 10:00;0\r\n", encoding="utf-8-sig")
    assert [line.agents for line in read_plan(path, week_of=MONDAY)] == [5, 0]
    path.write_text(f"{first}\ntime;mon\n09:00;2,0\n10:00;0\n", encoding="utf-8")
    assert [line.agents for line in read_plan(path, week_of=MONDAY)] == [2, 0]
    path.write_text(f"{first}\nstart;agents\n2024-03-04 09:00;vijf\n", encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"plan\.csv:3:2: agents must be a whole number"):
        read_plan(path, week_of=MONDAY)


def test_what_the_first_line_says_separates_does_so_though_others_are_more(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("sep=|\nstart|agents|a, b, c\n2024-03-04 09:00|5|x\n2024-03-04 10:00|0|y\n", encoding="utf-8")
    assert [line.agents for line in read_plan(path, week_of=MONDAY)] == [5, 0]
