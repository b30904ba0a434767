"""Own plans: days are judged together only if their agents come and go at the same moments, within intervals, too."""

import pytest

from channelmix.scenario import load
from channelmix.simulate import run
from channelmix.staffing import staff
from channelmix.staffing.alike import _own_changes
from channelmix.staffing.judging import judged
from channelmix.staffing.problem import problem_of

EVEN = 'groups.desk.agents={ mon-fri = { "00:00" = 6, "10:00" = 5 } }'
BUT_WEDNESDAY = (
    'groups.desk.agents={ mon-tue = { "00:00" = 6, "10:00" = 5 }, '
    'wed = { "00:00" = 6, "09:05" = 8, "09:10" = 6, "10:00" = 5 }, thu-fri = { "00:00" = 6, "10:00" = 5 } }'
)


@pytest.fixture
def desk(loaded_of, phone):
    """A desk of many numbers, whose promises hold over days; Monday to Friday are alike."""
    text = phone.replace("1 h", "15 min").replace("days = 1", "days = 7").replace("09:00-11:00", "09:00-13:00")
    path = loaded_of(text + '\n[staffing]\nper = "day"\n').path
    return lambda *changes: load(path, changes)


def together(goals) -> list[list[str]]:
    """Return the days of the month that are judged together."""
    return [[date[-2:] for date in mine] for mine in goals[0].get("alike", [])]


def test_a_day_whose_agents_change_within_an_interval_is_not_like_others(desk) -> None:
    goals = {name: judged(run(desk(plan))).summary["promises"]["goals"]
             for name, plan in (("even", EVEN), ("other", BUT_WEDNESDAY))}  # fmt: skip
    assert together(goals["other"]) == [["04", "05", "07", "08"]]
    assert together(goals["even"]) == [["04", "05", "06", "07", "08"]], "control: at one time on all days"


def test_beside_the_plan_found_the_same_days_are_judged_together(desk) -> None:
    against = staff(desk(BUT_WEDNESDAY), against=True).summary["against"]
    assert together(against["goals"]) == [["04", "05", "07", "08"]]


def test_changes_are_told_by_the_time_of_their_day(desk) -> None:
    monday, tuesday, wednesday, *_, sunday = _own_changes(problem_of(desk(BUT_WEDNESDAY), seed=1))
    assert monday == tuesday != wednesday
    assert not sunday
