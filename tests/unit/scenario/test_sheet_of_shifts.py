"""The sheet of shifts of a plan as planners leave it: what stands there is paid, so it is read as meant, or refused."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
import xlsxwriter

from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.report.shift_tables import paid_notes
from channelmix.scenario.document import UnreadableError
from channelmix.scenario.readers import PlanLine, read_plan_file
from channelmix.scenario.shift_lines import ShiftLine
from channelmix.scenario.shifts_of_plan import odd_shifts

MONDAY = date(2024, 3, 4)
HEADINGS = {
    "en": ("group", "shift", "start", "end", "breaks", "agents", "paid hours of each", "EUR a paid hour"),
    "nl": ("groep", "dienst", "begin", "einde", "pauzes", "medewerkers", "betaalde uren", "EUR"),
    "de": ("Gruppe", "Schicht", "Beginn", "Ende", "Pausen", "Mitarbeitende", "bezahlte Stunden", "EUR"),
}
SHIFT = ("desk", "day", datetime(2024, 3, 4, 8), datetime(2024, 3, 4, 12), "10:00–10:15", 5, 4, 30)


@pytest.fixture
def read(tmp_path):
    """Return a function: write a plan with one shift in row 4, cells changed; return its shifts or its mistakes."""

    def write(changed=None, *, headings=HEADINGS["en"], title="How to read: shifts", desk="time"):
        path = tmp_path / "plan.xlsx"
        with xlsxwriter.Workbook(str(path), {"default_date_format": "ddd d mmm hh:mm"}) as book:
            grid, page = book.add_worksheet("desk"), book.add_worksheet("Shifts")
            for row, values in enumerate([(desk, "mon"), ("08:00", 5), ("09:00", 0)]):
                grid.write_row(row, 0, values)
            rows = {1: (title,), 3: headings, 4: SHIFT}
            written = {f"{'ABCDEFGH'[at]}{row}": value for row, cells in rows.items() for at, value in enumerate(cells)}
            for cell, value in (written | (changed or {})).items():
                page.write(cell, value)
        try:
            return read_plan_file(path, week_of=MONDAY).shifts
        except UnreadableError as error:
            return [str(mistake).partition(": ")[2] for mistake in error.mistakes]

    return write


DAY = ShiftLine(
    "desk", "day", SHIFT[2], SHIFT[3], ((datetime(2024, 3, 4, 10), datetime(2024, 3, 4, 10, 15)),), 5, 4, 30
)


@pytest.mark.parametrize("language", HEADINGS)
def test_shifts_are_read_in_each_language_with_remarks_and_sums_around_them(read, language):
    assert read(headings=HEADINGS[language]) == (DAY,)
    around = {"A2": "of Ans", "A6": "all", "F6": 5, "C8": "ask Ans", "J4": "ill?", "A9": "desk", "F9": "many"}
    assert read(around, headings=HEADINGS[language]) == (DAY,)
    again = {f"{letter}5": word for letter, word in zip("ABCDEF", HEADINGS[language], strict=False)}
    assert read(again, headings=HEADINGS[language]) == (DAY,), "headings repeated, as of a second page"


def test_a_shift_that_ends_or_starts_at_midnight_is_read_though_excel_keeps_a_day_there(read):
    (shift,) = read({"D4": datetime(2024, 3, 5)})
    assert shift.end == datetime(2024, 3, 5)
    (shift,) = read({"C4": datetime(2024, 3, 4), "E4": ""})
    assert shift.start == datetime(2024, 3, 4)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"G4": "5,0 h"}, 'cell G4: paid hours of each must be a number of 0 or more (got "5,0 h")'),
        ({"G4": -4}, "cell G4: paid hours of each must be a number of 0 or more (got -4.0)"),
        ({"H4": "dertig"}, 'cell H4: price of a paid hour must be a number of 0 or more (got "dertig")'),
        ({"F4": "vijf"}, 'cell F4: agents must be a whole number of 0 or more (got "vijf")'),
        ({"F4": -5}, "cell F4: agents must be a whole number of 0 or more (got -5.0)"),
        ({"F4": 2.5}, "cell F4: agents must be a whole number of 0 or more (got 2.5)"),
        ({"C4": "ma 4 mrt 08:00"}, "cell C4: start must be a local date and time, such as 2019-03-04 08:00 (got "
         '"ma 4 mrt 08:00")'),
        ({"C4": ""}, "cell C4: start must be a local date and time"),
        ({"D4": "12 uur"}, "cell D4: end must be a local date and time"),
        ({"D4": datetime(2024, 3, 4, 7)}, "cell D4: end must be after start, 2024-03-04 08:00 (got 2024-03-04 07:00)"),
        ({"E4": "elf uur"}, "cell E4: breaks must be times such as 10:00–10:15, 12:00–12:30 (got "),
        ({"E4": "10:00–10:15, 11:00"}, "cell E4: breaks must be times"),
        ({"A4": ""}, "cell A4: group must be the name of a group (got none)"),
        ({"A5": "desk", "B5": "late", "F5": 2}, "cell C5: start must be a local date and time"),
    ],
)  # fmt: skip
def test_a_cell_that_is_filled_and_says_no_time_or_number_is_refused_by_its_name(read, cells, told):
    assert read(cells)[0].startswith(f'sheet "Shifts", {told}')


def test_a_sheet_of_which_no_time_can_be_read_is_still_one_of_shifts_and_all_mistakes_are_told_at_once(read):
    found = read({"C4": "ma 08:00", "D4": "ma 12:00", "F4": "vijf"}, desk="group: desk")
    assert [each.partition(" must")[0].rpartition(" cell ")[2] for each in found] == [
        "C4: start",
        "D4: end",
        "F4: agents",
    ]


def test_times_may_be_text_paid_hours_empty_and_nobody_may_work_a_shift(read):
    (shift,) = read({"C4": "2024-03-04 08:00", "D4": "4-3-2024 12:00", "F4": "", "G4": ""})
    assert (shift.start, shift.end, shift.agents, shift.paid_hours) == (DAY.start, DAY.end, 0, None)


def test_headings_with_other_words_or_without_the_row_above_are_passed_over(read):
    assert read(headings=("wie", "wat", "van", "tot", "rust", "aantal", "uren", "prijs")) == (DAY,)
    assert read({"C2": SHIFT[2], "D2": SHIFT[3], "A2": "desk", "F2": 1}, headings=())[0].agents == 1


def shift(**changes):
    return ShiftLine(**({"group": "desk", "name": "day", "start": DAY.start, "end": DAY.end, "breaks": (), "agents": 2}
                        | changes))  # fmt: skip


LINES = [PlanLine("desk", datetime(2024, 3, 4, 8), 2), PlanLine("desk", datetime(2024, 3, 4, 12), 0)]
PERIOD = SimpleNamespace(timezone="Europe/Amsterdam", interval=SimpleNamespace(seconds=3600))


@pytest.mark.parametrize(
    ("shifts", "told"),
    [
        ([shift(paid_hours=4.0)], None),
        ([shift(paid_hours=3.75, breaks=DAY.breaks)], None),
        ([shift(paid_hours=3.5)], "pays 3.5 hours for day of desk on Mon 4 Mar 08:00, which lasts 4 without its "
         "breaks: so little is counted; else write there the hours that one agent is paid"),
        ([shift(paid_hours=3.5), shift(paid_hours=1.0, agents=3)], "pays 1 hours for day of desk on Mon 4 Mar 08:00, "
         "which lasts 4 without its breaks; others that are paid for less: 2: so little is counted; else"),
        ([shift(paid_hours=3.5, agents=0)], None),
        ([shift(start=datetime(2024, 3, 5, 8), end=datetime(2024, 3, 5, 12))], "has a shift on Tue 5 Mar 08:00, a day "
         "that the sheet of its group has not: nothing is paid for shifts on such days"),
        ([shift(group="dekc")], "names dekc, of which the plan has no sheet: nothing is paid for shifts of such"),
    ],
)  # fmt: skip
def test_shifts_that_are_paid_for_less_than_they_last_or_for_nothing_are_told_in_the_readers_language(shifts, told):
    said = list(odd_shifts("plan.xlsx", shifts, LINES, PERIOD))
    found = [text for text in said if "adds up to" not in text]
    assert len(found) == int(told is not None)
    for language, beginning in (
        ("nl", "plan.xlsx: het blad met diensten "),
        ("de", "plan.xlsx: das Blatt der Schichten "),
    ):
        with speaking(language) as spoken:
            for text in found:
                assert text.startswith(f"plan.xlsx: its sheet of shifts {told}")
                assert told_caution(text).startswith(beginning)
                assert "its sheet" not in told_caution(text)
            assert spoken.missing == set()


def test_a_night_in_which_clocks_skip_an_hour_is_not_paid_for_it_and_no_slip():
    night = {"start": datetime(2024, 3, 30, 22), "end": datetime(2024, 3, 31, 6), "agents": 1}
    lines = [PlanLine("desk", datetime(2024, 3, 30, 22), 1), PlanLine("desk", datetime(2024, 3, 30, 23), 1)]

    def told(paid):
        return [each for each in odd_shifts("p", [shift(**night, paid_hours=paid)], lines, PERIOD) if "pays" in each]

    assert [len(told(paid)) for paid in (7.0, 6.5)] == [0, 1]


def test_where_only_some_shifts_have_paid_hours_the_line_says_so_and_not_that_none_is_known():
    known, unknown = {"paid_hours": 4.0}, {}
    for rows, told in (([known, unknown], "what some of these shifts are paid is not known: their paid hours are"),
                       ([unknown], "what these shifts are paid is not known: paid hours are")):  # fmt: skip
        (note,) = paid_notes(SimpleNamespace(summary={"shifts": rows}))
        assert note.startswith(told)
