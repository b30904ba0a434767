"""How long a row of a plan holds, and what is said where a reader may expect otherwise."""

from datetime import datetime

import pytest

from channelmix.errors import ScenarioError
from channelmix.scenario import load
from channelmix.scenario.plan_rows import leaves_open, oddities
from channelmix.scenario.readers import PlanLine


def lines(*rows):
    return [PlanLine(None, datetime(2024, 3, 31, *divmod(minute, 60)), agents) for minute, agents in rows]


def told(*rows, timezone="UTC"):
    return list(oddities(lines(*rows), timezone))


def test_hours_without_a_row_between_two_are_told_with_how_long_a_row_holds():
    assert told((540, 3), (570, 2), (720, 4), (750, 0), (900, 1), (930, 0)) == [
        "has no row from 2024-03-31 10:00 to 12:00 and 1 more: nobody is planned there, since each row holds for 30 "
        "min, the shortest distance between two; write 0 if that is meant"
    ]


def test_a_plan_of_every_interval_and_an_hour_that_clocks_skip_are_nothing_to_tell_of():
    assert told((540, 3), (570, 2), (600, 0)) == []
    assert told((60, 1), (180, 1), (240, 1), timezone="Europe/Amsterdam") == []
    assert told((1380, 2), (1410, 2)) == [], "the last half hour ends at midnight"


def test_a_last_row_that_holds_to_midnight_is_told():
    assert told((480, 9), (1020, 5)) == [
        "has 5 agents from 2024-03-31 17:00 to midnight: each row holds for 9 h, the shortest distance between two; "
        "give a row with 0 where they leave"
    ]
    assert told((480, 9), (1020, 0)) == []


def test_one_row_a_day_tells_how_long_people_stay_only_at_midnight():
    assert leaves_open(lines((0, 7))) is None
    assert leaves_open(lines((480, 9), (510, 0))) is None
    assert leaves_open(lines((480, 9))).startswith("must be a plan that tells how long people stay (got one row a day")


def test_a_plan_file_that_leaves_open_how_long_people_stay_is_refused_where_it_is_named(desk):
    path = desk(agents='{ file = "plan.csv" }')
    plan = path.with_name("plan.csv")
    plan.write_text("start,agents\n2024-03-04 08:00,9\n")
    with pytest.raises(ScenarioError, match=r"desk.toml:14:19: groups.desk.agents.file must be a plan that tells how"):
        load(path)
    plan.write_text("start,agents\n2024-03-04 08:00,9\n2024-03-04 17:00,2\n")
    assert any("to midnight: each row holds for 9 h" in warning for warning in load(path).warnings)
