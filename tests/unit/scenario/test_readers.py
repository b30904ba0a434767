"""Limits of the data files beside scenarios."""

from datetime import date

import pytest

from channelmix.scenario.document import UnreadableError
from channelmix.scenario.readers import read_plan, read_volumes


def test_a_number_that_no_contact_center_reaches_is_refused_at_its_cell(tmp_path):
    path = tmp_path / "volumes.csv"
    path.write_text("start,channel,contacts\n2019-03-04 08:00,phone,1e300\n", encoding="utf-8")
    with pytest.raises(UnreadableError) as refused:
        read_volumes(path)
    assert "contacts must be a number of 0 to 10,000,000" in str(refused.value.mistakes[0])


def test_a_plan_that_gives_a_day_twice_is_refused_at_its_cell(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("time,2024-03-04,2024-03-04\n08:00,1,2\n", encoding="utf-8")
    with pytest.raises(UnreadableError) as refused:
        read_plan(path, week_of=date(2024, 3, 4))
    mistake = refused.value.mistakes[0]
    assert (mistake.line, mistake.column) == (1, 3)
    assert "must not give the same day twice (got" in str(mistake)


def test_empty_cells_of_a_plan_are_hours_without_agents(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("time,mon,sat\n08:00,1,\n09:00,2,1\n10:00,1,\n", encoding="utf-8")
    assert len(read_plan(path, week_of=date(2024, 3, 4))) == 4
