"""Plans of weeks in which the clocks change read back as they were written, to the minute and the paid hour."""

import io
import zipfile

import numpy as np
import pytest

from channelmix.staffing.plan_csv import plan_csv
from channelmix.staffing.plan_sheet import as_read_back, group_sheets, paid_hours
from channelmix.staffing.workbook import Cover, plan_workbook

COVER = Cover(title="desk", lines=("phone: kept",), currency="EUR")
WEEKS = ["2026-10-22", "2026-03-26"]
INTERVALS = ["15 min", "30 min", "1 h", "2 h", "3 h", "24 h"]
ROUND_THE_CLOCK = 'channels.phone.hours={mon-sun="00:00-24:00"}'


@pytest.fixture
def week(problem, phone):
    """Return a problem of seven days in which the clocks change, and a plan that changes all the time."""

    def build(first: str, interval: str, *changes: str):
        found = problem(
            phone, f"period.start={first}", "period.days=7", f'period.interval="{interval}"',
            'period.timezone="Europe/Amsterdam"', ROUND_THE_CLOCK, *changes,
        )  # fmt: skip
        drawn = np.random.default_rng(7).integers(0, 9, found.space.most.shape)
        return found, as_read_back(found, np.where(found.space.allowed, drawn, 0))

    return build


@pytest.mark.parametrize("file", ["plan.xlsx", "plan.csv"])
@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("first", WEEKS)
def test_a_plan_reads_back_as_it_was_written(week, tmp_path, first, interval, file):
    found, plan = week(first, interval)
    sheets = group_sheets(found, plan)
    (tmp_path / file).write_bytes(plan_workbook(sheets, COVER) if file.endswith("x") else plan_csv(sheets))
    again, _ = week(first, interval, f'groups.desk.agents={{file="{tmp_path / file}"}}')
    assert np.array_equal(again.own, plan)
    laid, played = again.layout.laid(plan, again.simulation.operation), again.simulation.operation
    assert np.array_equal(laid.plan_agents, played.plan_agents)
    assert np.array_equal(laid.plan_time, played.plan_time)


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("first", WEEKS)
def test_the_hours_of_the_sheet_are_those_of_the_plan(week, first, interval):
    found, plan = week(first, interval)
    sheets = group_sheets(found, plan)
    assert paid_hours(sheets)["desk"] == pytest.approx(found.space.hours(plan)[0], abs=1e-9)


def test_the_workbook_adds_up_the_hour_that_comes_twice_and_says_so(week):
    found, plan = week("2026-10-22", "30 min")
    (sheet,) = group_sheets(found, plan)
    with zipfile.ZipFile(io.BytesIO(plan_workbook([sheet], COVER))) as book:
        cover, words = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/sharedStrings.xml").decode()
    assert "SUM('desk'!B2:H49,'desk'!E6,'desk'!E7)*0.5" in cover.replace("&apos;", "'")
    assert "The hour that the clocks show twice stands once, and is worked and paid twice." in words
