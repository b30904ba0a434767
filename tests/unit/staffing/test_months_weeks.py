"""Years ahead, the weeks that are searched: most for a short time, corrected by those that are searched both ways."""

from types import SimpleNamespace

import numpy as np
import pytest

from channelmix.staffing.ahead import weeks
from channelmix.staffing.ahead.study import _far_and_central
from channelmix.staffing.ahead.weeks import Searching, Wanted, thrift_of
from channelmix.staffing.ahead.wording import how_found
from channelmix.staffing.beginning import leaves_hours_open
from channelmix.staffing.problem import problem_of
from channelmix.staffing.requirement import find_requirement
from channelmix.staffing.trials import Trials

BY_DAY = """
[staffing]
per = "day"
"""


def found(*hours: float, parts: tuple[tuple[int, ...], ...] = ((0, 1), (2,))) -> SimpleNamespace:
    """Return what a search found, as far as hours go: three groups, of which two share customers."""
    plan = np.array(hours)
    space = SimpleNamespace(hours=lambda plan: plan.ravel(), paid_hours=np.ones((3, 1)))
    problem = SimpleNamespace(space=space, structure=SimpleNamespace(parts=parts))
    return SimpleNamespace(plan=plan[:, None], problem=problem, trials=SimpleNamespace(forget=lambda: None))


def test_what_a_long_search_saves_is_one_share_for_groups_that_share_customers() -> None:
    pairs = [(found(60, 30, 20), found(80, 20, 20)), (found(50, 40, 0), found(70, 30, 0))]
    assert thrift_of(pairs).tolist() == pytest.approx([0.9, 0.9, 1.0])
    assert thrift_of([(found(5, 5, 5), found(0, 0, 5))]).tolist() == [1.0, 1.0, 1.0]


def test_weeks_that_follow_a_model_take_the_mean_division_of_those_searched_long_and_not_the_luck_of_one() -> None:
    pairs = [(found(60, 30, 20), found(80, 20, 20)), (found(50, 40, 0), found(80, 20, 0))]
    thrift = thrift_of(pairs, found(80, 20, 20))
    assert (thrift * [160, 40, 20]).tolist() == pytest.approx([180 * 190 / 280, 180 * 90 / 280, 20])


def test_the_week_farthest_from_the_first_is_searched_both_ways_and_the_central_one_is_followed() -> None:
    places = np.array([[11.0, 1.0], [10.0, 9.0], [12.0, 4.0], [13.0, 4.0]])
    assert _far_and_central(np.array([10.0, 1.0]), places) == (1, 2)
    assert _far_and_central(np.array([10.0, 1.0]), np.zeros((0, 2))) == (0, 0)


@pytest.fixture
def asked(monkeypatch) -> list[tuple[int, bool, bool, bool]]:
    """Let searches find the same at once; return what they were asked for, and whether they had a plan to follow."""
    asked: list[tuple[int, bool, bool, bool]] = []

    def searched(loaded, *, replications, is_short, may_be_more, like, stage, **_: object):
        asked.append((replications, is_short, may_be_more, like is not None))
        return found(110, 0, 50) if is_short else found(100, 0, 50)

    monkeypatch.setattr(weeks, "find_requirement", searched)
    monkeypatch.setattr(weeks, "paths_of", lambda *_, **__: {})
    monkeypatch.setattr(weeks, "replace", lambda files, **_: files)
    return asked


def searching_by(per: str | None, monkeypatch, *, is_large: bool = True) -> Searching:
    """Return what searches weeks of three groups whose promises hold per interval or per day."""
    week = SimpleNamespace(contacts=np.ones((1, 7)), counted=np.ones(1), handling_s=np.ones(1), moved=np.zeros(0))
    nothing = SimpleNamespace(forecasts={}, adoptions={})
    formula = SimpleNamespace(
        work=lambda *_: np.ones(1),
        hours=lambda week: np.ones((3, 7)),
        by_day=lambda hours: hours.reshape(3, -1),
        problem=None,
    )
    names = [SimpleNamespace(name=f"2027-0{number}") for number in range(1, 5)]
    futures = SimpleNamespace(months=names, shiftings=(), week=lambda *_: week)
    scenario = SimpleNamespace(period=SimpleNamespace(start=None), staffing=SimpleNamespace(per=per))
    monkeypatch.setattr(weeks, "leaves_hours_open", lambda problem: is_large and per == "day")
    monkeypatch.setattr(weeks, "may_be_short", lambda problem: is_large or per != "day")
    return Searching(
        loaded=SimpleNamespace(scenario=scenario), files=nothing, calendar=None, formula=formula, futures=futures,
        replications=24, seed=1, engine=None, workers=1, stage=lambda what: None,
    )  # fmt: skip


OTHERS = [Wanted(month, month, np.array([month])) for month in (3, 1, 2)]
FIRST = Wanted(0, 7, np.array([7]))


def test_weeks_searched_for_a_short_time_take_what_a_long_search_is_held_to_find(asked, monkeypatch) -> None:
    searching, heard = searching_by(None, monkeypatch), []
    played = searching.played(OTHERS, far=1, central=2, first=lambda known: heard.append(len(known)) or FIRST)
    assert heard == [3]
    assert [(each.month, each.is_first, each.is_short) for each in played] == [
        (0, True, False), (1, False, False), (2, False, True), (3, False, True),
    ]  # fmt: skip
    assert [each.hours.tolist() for each in played] == [[100, 0, 50]] * 2 + [pytest.approx([100, 0, 50])] * 2
    assert played[2].found.sum() == 160
    assert sorted(asked) == [(12, True, False, False)] * 4 + [(24, False, True, False)] * 2


def test_weeks_by_the_day_follow_the_plan_of_a_week_searched_long_on_as_many_customers(asked, monkeypatch) -> None:
    played = searching_by("day", monkeypatch).played(OTHERS, far=1, central=2, first=lambda known: FIRST)
    assert [each.hours.tolist() for each in played] == [pytest.approx([100, 0, 50])] * 4
    assert [each.is_short for each in played] == [False, False, False, True]
    assert sorted(asked) == [(24, False, True, False)] * 3 + [(24, True, True, True)] * 3


def test_small_weeks_by_the_day_are_all_searched_long_and_so_is_a_single_one(asked, monkeypatch) -> None:
    searching = searching_by("day", monkeypatch, is_large=False)
    assert not any(each.is_short for each in searching.played(OTHERS, far=1, central=2, first=lambda known: FIRST))
    assert asked == [(24, False, True, False)] * 4
    asked.clear()
    (only,) = searching.played([], far=0, central=0, first=lambda known: FIRST)
    assert only.is_first
    assert asked == [(24, False, True, False)]


def test_a_short_search_plays_far_less_and_keeps_its_promises_too(loaded_of, phone, monkeypatch) -> None:
    text = phone.replace("2024-03-04\ndays = 1", "2024-03-04\ndays = 2").replace('"1 h"', '"15 min"')
    loaded, tried = loaded_of(text.replace("09:00-11:00", "09:00-17:00") + BY_DAY), {}
    assert leaves_hours_open(problem_of(loaded, seed=1)), "only plans of many numbers are searched for a short time"

    played, plays = [], Trials.tallies
    monkeypatch.setattr(
        Trials, "tallies", lambda trials, plan: (played.append(len(trials.replications)), plays(trials, plan))[1]
    )  # fmt: skip

    def search(name: str, **how: object):
        played.clear()
        result = find_requirement(loaded, replications=3, seed=1, **how)
        assert result.search.keeps_all
        tried[name] = sum(played), result.problem.space.cost(result.plan)
        return result

    long = search("long")
    assert not long.spare.any(), "of a day's promise one agent in one interval is always within chance"
    search("short", is_short=True)
    search("twice as much", is_short=True, like=2.0 * long.plan)
    search("hardly more", is_short=True, like=1.05 * long.plan)
    for name, (replications, cost) in tried.items():
        assert name == "long" or replications < 0.6 * tried["long"][0]
        assert cost < 1.1 * tried["long"][1]


def test_what_short_searches_cost_and_what_is_taken_off_for_it_is_said() -> None:
    week = {"month": "2027-01", "search": "long", "paid_hours_a_week": 100.0, "paid_hours_found": 100.0}
    short = {**week, "month": "2028-01", "search": "short", "paid_hours_a_week": 98.0}
    error = {"largest": 0.02, "mean": 0.01, "groups": {}}
    told = how_found({"simulated": [week, short, short], "error": error})
    assert (
        "Of these, 1 were searched as long as any plan, the others for less time. Off the hours of the others 2.0 %"
        in told
    )
    assert "Off the hours" not in how_found({"simulated": [week], "error": error})
