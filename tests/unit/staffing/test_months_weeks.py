"""Years ahead, the weeks that are searched: most for a short time, corrected by those that are searched both ways."""

from types import SimpleNamespace

import numpy as np
import pytest

from channelmix.staffing.ahead import weeks
from channelmix.staffing.ahead.study import _far_apart
from channelmix.staffing.ahead.weeks import Searching, Wanted, thrift_of
from channelmix.staffing.ahead.wording import how_found
from channelmix.staffing.requirement import find_requirement

BY_DAY = """
[staffing]
per = "day"
"""


def found(*hours: float, parts: tuple[tuple[int, ...], ...] = ((0, 1), (2,))) -> SimpleNamespace:
    """Return what a search found, as far as hours go: three groups, of which two share customers."""
    plan = np.array(hours)
    space = SimpleNamespace(hours=lambda plan: plan, paid_hours=np.ones(3))
    return SimpleNamespace(plan=plan, problem=SimpleNamespace(space=space, structure=SimpleNamespace(parts=parts)))


def test_what_a_long_search_saves_is_one_share_for_groups_that_share_customers() -> None:
    pairs = [(found(60, 30, 20), found(80, 20, 20)), (found(50, 40, 0), found(70, 30, 0))]
    assert thrift_of(pairs).tolist() == pytest.approx([0.9, 0.9, 1.0])
    assert thrift_of([(found(5, 5, 5), found(0, 0, 5))]).tolist() == [1.0, 1.0, 1.0]


def test_the_first_week_and_the_one_farthest_from_it_are_searched_long() -> None:
    assert _far_apart(np.array([[10.0, 1.0], [11.0, 1.0], [10.0, 9.0], [12.0, 4.0]])) == [0, 2]
    assert set(_far_apart(np.array([[10.0, 1.0]]))) == {0}


@pytest.fixture
def asked(monkeypatch) -> list[tuple[int, bool, bool]]:
    """Let searches find the same at once; return what they were asked for."""
    asked: list[tuple[int, bool, bool]] = []

    def searched(loaded, *, replications, is_short, may_be_more, stage, **_: object):
        asked.append((replications, is_short, may_be_more))
        return found(110, 0, 50) if is_short else found(100, 0, 50)

    monkeypatch.setattr(weeks, "find_requirement", searched)
    monkeypatch.setattr(weeks, "paths_of", lambda *_, **__: {})
    monkeypatch.setattr(weeks, "replace", lambda files, **_: files)
    return asked


def searching_by(per: str | None) -> Searching:
    """Return what searches weeks of three groups whose promises hold per interval or per day."""
    week = SimpleNamespace(contacts=np.ones((1, 7)), handling_s=np.ones(1), moved=np.zeros(0))
    nothing = SimpleNamespace(forecasts={}, adoptions={})
    formula = SimpleNamespace(
        work=lambda *_: np.ones(1), hours=lambda week: np.ones((3, 7)), by_day=lambda hours: hours[:, None]
    )
    futures = SimpleNamespace(months=[SimpleNamespace(name="2027-01")], shiftings=(), week=lambda *_: week)
    scenario = SimpleNamespace(period=SimpleNamespace(start=None), staffing=SimpleNamespace(per=per))
    return Searching(
        loaded=SimpleNamespace(scenario=scenario), files=nothing, calendar=None, formula=formula, futures=futures,
        replications=24, seed=1, engine=None, workers=1, stage=lambda what: None,
    )  # fmt: skip


WANTED = [Wanted(0, draw, np.array([draw])) for draw in range(4)]


def test_weeks_searched_for_a_short_time_take_what_a_long_search_is_held_to_find(asked) -> None:
    searching = searching_by(None)
    played = searching.played(WANTED, [0, 2])
    assert [each.is_short for each in played] == [False, True, False, True]
    assert [each.hours.tolist() for each in played] == [[100, 0, 50], pytest.approx([100, 0, 50])] * 2
    assert played[1].found.sum() == 160
    assert asked == [(24, False, True)] * 2 + [(12, True, False)] * 4
    asked.clear()
    assert not any(each.is_short for each in searching.played(WANTED[:2], [0, 1]))
    assert asked == [(24, False, True)] * 2


def test_weeks_whose_promises_hold_over_days_are_all_searched_long(asked) -> None:
    assert [each.hours.tolist() for each in searching_by("day").played(WANTED, [0, 2])] == [[100, 0, 50]] * 4
    assert asked == [(24, False, True)] * 4


def test_a_short_search_tries_far_fewer_plans_and_keeps_its_promises_too(loaded_of, phone) -> None:
    text = phone.replace("2024-03-04\ndays = 1", "2024-03-04\ndays = 7").replace('"1 h"', '"15 min"')
    loaded, tried = loaded_of(text.replace("09:00-11:00", "09:00-13:00") + BY_DAY), {}
    for is_short in (True, False):
        told: list[str] = []
        result = find_requirement(loaded, replications=3, seed=1, is_short=is_short, stage=told.append)
        assert result.search.keeps_all
        assert is_short or result.spare.any()
        tried[is_short] = told.count("searching"), result.problem.space.cost(result.plan)
    assert tried[True][0] < 0.6 * tried[False][0]
    assert tried[True][1] < 1.1 * tried[False][1]


def test_what_short_searches_cost_and_what_is_taken_off_for_it_is_said() -> None:
    week = {"month": "2027-01", "search": "long", "paid_hours_a_week": 100.0, "paid_hours_found": 100.0}
    short = {**week, "month": "2028-01", "search": "short", "paid_hours_a_week": 98.0}
    error = {"largest": 0.02, "mean": 0.01, "groups": {}}
    told = how_found({"simulated": [week, short, short], "error": error})
    assert "Of the weeks 1 were searched as long as any plan, the others for less time; 2.0% are taken off" in told
    assert "taken off" not in how_found({"simulated": [week], "error": error})
