"""Plans of many quarters calmed: fewer ups and downs, at no more than a thousandth more, and every promise kept."""

from dataclasses import replace

import numpy as np
import pytest

from channelmix.staffing.beginning import begin
from channelmix.staffing.calming import Calming
from channelmix.staffing.cover import due_of
from channelmix.staffing.harms import Harms, Stretch
from channelmix.staffing.requirement import find_requirement
from channelmix.staffing.ripples import bends, ups_and_downs, ways

DESKS = """
[channels.chat]
kind = "chat"
hours = { mon-fri = "09:00-15:00" }
arrivals = { per_hour = 30 }
handling = { mean = "6 min" }
patience = "4 min"
target = { share = 0.80, within = "60 s" }
[groups.all_round]
handles = ["phone", "chat"]
agents = 3
concurrency = { chat = 2 }
cost_per_hour = 32
"""
ASKED, PEAKS = 24, 12


@pytest.fixture
def desks(loaded_of, phone):
    """Two groups that share calls, two days of quarter-hours."""
    text = phone.replace("1 h", "15 min").replace("days = 1", "days = 2").replace("09:00-11:00", "09:00-15:00")
    return loaded_of(text + DESKS)


@pytest.fixture
def parts(desks):
    """What a search is made of, and a plan with some people to spare and single peaks beside dips."""
    begun = begin(desks, replications=ASKED, seed=1)
    problem, trials = begun.problem, replace(begun.trials, cells=begun.cells, tried={})
    plan = problem.space.clipped(np.where(problem.space.most > 0, np.array([[6], [5]]), 0))
    for number in range(PEAKS):
        group, at = number % 2, np.flatnonzero(problem.space.most[0] > 0)[4 * number + 1]
        plan[group, [at, at + 1]] += [1, -1]
    due = due_of(problem, begun.load, begun.cells)
    made = {"trials": trials, "space": problem.space, "structure": problem.structure, "due": due}
    return {**made, "period": problem.space.day}, trials.of(plan)


def peaks(plan):
    """Return how many agents stand in one interval only, more than in both beside it."""
    beside = np.maximum(plan[:, :-2], plan[:, 2:])
    return int(np.maximum(plan[:, 1:-1] - beside, 0).sum())


def both_ways(plan):
    return sum(ups_and_downs(numbers) for numbers in plan)


def test_single_peaks_go_no_promise_is_lost_and_the_plan_costs_hardly_more(parts) -> None:
    made, before = parts
    assert before.keeps_all
    after = Calming(**made).calmed(before)
    assert after.keeps_all
    assert made["space"].cost(after.plan) <= 1.001 * made["space"].cost(before.plan)
    assert peaks(after.plan) <= peaks(before.plan) / 2
    assert both_ways(after.plan) < both_ways(before.plan)


def test_a_plan_that_misses_a_promise_is_left_alone(parts) -> None:
    made, _ = parts
    short = made["trials"].of(np.where(made["space"].most > 0, 1, 0))
    assert not short.keeps_all
    assert Calming(**made).calmed(short) is short


def test_what_would_miss_a_promise_is_taken_back_mended_or_left_as_it_was(parts, monkeypatch) -> None:
    made, before = parts
    monkeypatch.setattr(Stretch, "change", lambda stretch, idea: np.zeros(len(stretch.cells)))
    tight = find_tight(made, before)
    wild = Calming(**made)._with(tight.plan, tried(Calming(**made), tight))
    assert not made["trials"].of(wild).keeps_all, "the control: with nothing foretold promises are missed at first"
    after = Calming(**made).calmed(tight)
    assert after.keeps_all
    assert made["space"].cost(after.plan) <= 1.001 * made["space"].cost(tight.plan)
    assert both_ways(after.plan) <= both_ways(tight.plan)


def find_tight(made, before):
    """Return a plan from which hardly anybody may go: fewer at all times as far as that goes, then here and there."""
    now = before
    while (less := made["trials"].of(np.maximum(now.plan - 1, 0))).keeps_all:
        now = less
    for group, at in np.argwhere(before.plan > 0).tolist():
        less = now.plan.copy()
        less[group, at] -= 1
        trial = made["trials"].of(less)
        now = trial if trial.keeps_all else now
    return now


def tried(calming, now):
    stretches = Harms(
        trials=calming.trials, space=calming.space, structure=calming.structure, due=calming.due,
        period=calming.period, now=now,
    ).stretches()  # fmt: skip
    for stretch in stretches:
        stretch.new = list(calming._chosen(stretch, now.plan, now.room, now))
    return stretches


def test_every_way_makes_a_day_smoother_by_what_it_says_and_costs_no_more(parts) -> None:
    made, before = parts
    space = made["space"]
    columns = np.flatnonzero(space.day == 0)
    plan, first = before.plan.copy(), int(np.flatnonzero(space.most[0] > 0)[0])
    plan[:, first : first + 6] = [4, 5, 4, 4, 3, 4], [4, 3, 4, 4, 5, 4]
    found = ways(plan, columns, [0, 1], space=space, reach=6)
    assert {len(way.places) for way in found} == {1, 2, 4}
    for way in found:
        after = plan.copy()
        for group, at, by in way.places:
            after[group, at] += by
        gain = both_ways(plan[:, columns]) - both_ways(after[:, columns])
        assert 0 < way.worth - (len(way.places) == 1) <= gain
        assert space.cost(after) <= space.cost(plan) + 1e-9
        assert (space.clipped(after) == after).all()


def test_bends_are_what_ups_and_downs_change_by() -> None:
    numbers = np.array([0, 2, 3, 1, 4, 4, 0])
    turns = bends(numbers, np.arange(7), reach=3)
    for here in range(7):
        for there in range(7):
            moved = numbers.copy()
            moved[here] -= 1
            moved[there] += 1
            if 0 < abs(here - there) <= 3:
                assert turns.moved[here, there] == ups_and_downs(moved) - ups_and_downs(numbers)


def test_plans_of_many_quarters_are_calmed_at_the_end_of_a_search(desks, monkeypatch) -> None:
    seen, calmed = [], Calming.calmed
    monkeypatch.setattr(Calming, "calmed", lambda calming, now: seen.append(now) or calmed(calming, now))
    found = find_requirement(desks, replications=ASKED, seed=1)
    (before,) = seen
    assert both_ways(found.plan) < both_ways(before.plan)
    assert peaks(found.plan) < peaks(before.plan)
    assert found.search.keeps_all
    assert found.problem.space.cost(found.plan) <= 1.001 * found.problem.space.cost(before.plan)


def test_a_plan_that_shifts_are_built_from_is_left_as_it_was_found(desks, monkeypatch) -> None:
    monkeypatch.setattr(Calming, "calmed", lambda calming, now: pytest.fail("nobody works by this plan"))
    assert find_requirement(desks, replications=ASKED, seed=1, is_calm=False).search.keeps_all
