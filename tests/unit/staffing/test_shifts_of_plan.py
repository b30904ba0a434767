"""The sheet of shifts beside the sheets of groups: where they no longer agree that is told, and never as written."""

import re
from datetime import datetime
from types import SimpleNamespace

import numpy as np
import pytest

from channelmix.report.cautions import told_caution
from channelmix.report.language import say, speaking
from channelmix.scenario.shift_lines import ShiftLine, _breaks
from channelmix.scenario.shifts_of_plan import paid_beyond
from channelmix.staffing.duties import duties_of
from channelmix.staffing.plan_sheet import as_read_back, group_sheets
from channelmix.staffing.shifts import shift_rows
from channelmix.staffing.tongue import ENGLISH, Tongue
from channelmix.staffing.workbook import Cover, plan_workbook

SHIFTS = """
[[work_shift]]
name = "day"
start = ["08:15", "09:00"]
length = "4 h 30 min"
breaks = [{ length = "30 min", between = ["10:00", "11:30"] }, { length = "15 min", between = ["11:30", "12:30"] }]
[[work_shift]]
name = "night"
start = ["21:30"]
length = "8 h"
breaks = [{ length = "1 h", between = ["23:30", "03:00"], paid = true }]
"""
ROUND_THE_CLOCK = 'channels.phone.hours={mon-sun="00:00-24:00"}'
SECOND = '\n[groups.second]\nhandles = ["phone"]\nagents = 1\n'


@pytest.fixture
def desk(problem, phone):
    """Return a problem of two groups with shifts by day and by night."""
    return lambda *changes: problem(
        phone + SECOND + SHIFTS, ROUND_THE_CLOCK, 'period.timezone="Europe/Amsterdam"', *changes
    )


@pytest.fixture
def written(loaded_of, phone, tmp_path):
    """Return what loading warns of a plan of duties that chance chose, its rows of shifts or its agents changed."""

    def write(found, *changes, rows_of=lambda rows: rows, plan_of=lambda plan: plan, tongue=ENGLISH):
        duties = duties_of(found)
        agents = np.random.default_rng(5).integers(0, 3, len(duties)) * (np.arange(len(duties)) % 3 == 0)
        plan = np.zeros_like(found.space.most)
        for duty, count in zip(duties, agents.tolist(), strict=True):
            plan[duty.group] += count * duty.present
        worked = SimpleNamespace(duties=duties, agents=agents)
        rows = [row for row in shift_rows(found.scenario, worked) if row["agents"]]
        sheets = group_sheets(found, as_read_back(found, plan_of(plan)))
        cover = Cover(title="desk", lines=(), currency="EUR", tongue=tongue)
        (tmp_path / "plan.xlsx").write_bytes(plan_workbook(sheets, cover, rows_of(rows)))
        file = f'{{file="{tmp_path / "plan.xlsx"}"}}'
        loaded = loaded_of(
            phone + SECOND + SHIFTS, ROUND_THE_CLOCK, 'period.timezone="Europe/Amsterdam"', *changes,
            f"groups.desk.agents={file}", f"groups.second.agents={file}",
        )  # fmt: skip
        assert loaded.plans_of_shifts == ("plan.xlsx",)
        return [each.partition("plan.xlsx: ")[2] for each in loaded.warnings if "sheet of shifts" in each]

    return write


@pytest.mark.parametrize("interval", ["15 min", "30 min", "1 h", "2 h"])
@pytest.mark.parametrize(
    ("start", "days"), [("2024-03-04", 1), ("2024-03-04", 3), ("2024-03-04", 7), ("2024-03-25", 7), ("2024-10-21", 14)]
)
def test_shifts_as_they_were_written_make_their_plan_by_night_and_where_the_clocks_change(
    desk, written, start, days, interval
) -> None:
    changes = (f"period.start={start}", f"period.days={days}", f'period.interval="{interval}"')
    found = desk(*changes)
    assert written(found, *changes) == []
    is_compared = interval != "2 h" or start == "2024-03-04"
    assert bool(written(found, *changes, rows_of=nine)) == is_compared, "control: rows of another length are not"


def changed(**values):
    return lambda rows: [{**rows[0], **values}, *rows[1:]]


def nine(rows):
    return [{**row, "agents": 9} for row in rows]


def moved(pause):
    return lambda rows: changed(breaks=[pause, *rows[0]["breaks"][1:]])(rows)


DAY = ("period.days=2", 'period.interval="30 min"')


@pytest.mark.parametrize(
    ("rows_of", "told"),
    [
        (changed(agents=9), r" on Mon 4 Mar 08:30, where the sheet of the group says \d"),
        (lambda rows: rows[1:], " on Mon 4 Mar 08:30, where"),
        (changed(start="2024-03-04T06:00"), " on Mon 4 Mar 06:00, where the sheet of the group says 0"),
        (moved(["2024-03-04T12:15", "2024-03-04T12:45"]), " on Mon 4 Mar "),
        (changed(group="second"), " on Mon 4 Mar 08:30, where"),
    ],
)
def test_shifts_that_were_changed_are_told_by_the_first_time_at_which_they_differ(desk, written, rows_of, told) -> None:
    cautions = written(desk(*DAY), *DAY, rows_of=rows_of)
    (caution,) = [each for each in cautions if each.startswith("its sheet of shifts is not simulated")]
    assert caution.endswith(
        "; change both alike, or delete the sheet of shifts, which is not shown and counts only for what is paid "
        "besides"
    )
    assert re.search(told, caution), caution


def test_agents_that_were_changed_are_told_with_both_numbers_in_the_language_of_the_reader(desk, written) -> None:
    def one_more(plan):
        more = plan.copy()
        more[1, 19] += 2
        return more

    with speaking("nl"):
        tongue = Tongue(say)
    found = desk(*DAY)
    (caution,) = written(found, *DAY, plan_of=one_more)
    here, there = (int(caution.partition(words)[2].split()[0].strip(";")) for words in ("adds up to ", "group says "))
    assert there == here + 2
    assert " agents of second on Mon 4 Mar 09:30, " in caution
    assert "more times" not in caution
    with speaking("nl") as spoken:
        assert written(found, *DAY, plan_of=one_more, tongue=tongue) == [caution], "whatever language it is written in"
        assert told_caution(f"plan.xlsx: {caution}").startswith("plan.xlsx: het blad met diensten wordt niet ")
        assert spoken.missing == set()


@pytest.mark.parametrize("typed", ["9:30-10:00", "09:30 – 10:00", "9:30—10:00"])
def test_breaks_are_read_as_people_type_them(typed) -> None:
    start = datetime(2024, 3, 4, 8)
    assert list(_breaks(typed, start)) == list(_breaks("09:30–10:00", start)) != []


def test_a_plan_by_other_intervals_or_of_other_days_is_not_held_against_its_shifts(desk, written) -> None:
    def a_year_later(rows):
        return [{**row, "start": "2025-03-04T09:00", "end": "2025-03-04T13:00", "paid_hours": 4} for row in rows]

    assert written(desk(*DAY), *DAY, rows_of=nine), "control"
    (caution,) = written(desk(*DAY), *DAY, rows_of=a_year_later)
    assert "a day that the sheet of its group has not: nothing is paid for shifts on such days" in caution
    assert written(desk(*DAY), DAY[0], 'period.interval="15 min"', rows_of=nine) == []


@pytest.mark.parametrize(("more", "told"), [(2.0, True), (1.01, True), (1.0, False), (0.0, False)])
def test_shifts_paid_for_over_an_hour_more_than_they_last_are_told_and_counted_as_written(
    desk, written, more, told
) -> None:
    def paid(rows):
        return [{**rows[0], "paid_hours": 4.5 + more}, *rows[1:]]

    cautions = written(desk(*DAY), *DAY, rows_of=paid)
    assert cautions == [
        f"its sheet of shifts pays {4.5 + more:g} hours for day of desk on Mon 4 Mar 08:15, which lasts 4.5: as much "
        "is counted, as where travel is paid; else write there the hours that one agent is paid"
    ] * told  # fmt: skip


def shift_of(name, agents, paid_hours):
    return ShiftLine("desk", name, datetime(2024, 3, 4, 8), datetime(2024, 3, 4, 16), (), agents, paid_hours)


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ([], ["late, which lasts 8: as"]),
        ([shift_of("noon", 1, 9.5)], ["late, which lasts 8: as", "noon, which lasts 8: as"]),
        ([shift_of("noon", 3, 9.5)], ["late, which lasts 8, and so 3 more shifts: as"]),
        ([shift_of("noon", 1, 9.5), shift_of("noon", 1, 9.5)], ["late, which lasts 8, and so 2 more shifts: as"]),
        ([shift_of("noon", 1, 9.0), shift_of("noon", 0, 9.5)], ["late, which lasts 8: as"]),
    ],
)
def test_other_shifts_that_are_paid_for_more_are_counted_and_a_single_one_is_told_by_itself(others, told) -> None:
    found = list(paid_beyond("plan.xlsx", [*others, shift_of("late", 2, 11.0)]))
    assert [re.sub(r".* for (\w+) of desk on Mon 4 Mar 08:00(.*: as) much.*", r"\1\2", each) for each in found] == told
    with speaking("nl") as spoken:
        assert all(told_caution(each).startswith("plan.xlsx: het blad met diensten betaalt ") for each in found)
        assert spoken.missing == set()
