"""Alternatives of plans whose days are judged together: numbers of cells are told from days."""

from dataclasses import replace

import numpy as np
import pytest

from channelmix.staffing.alike import asking_of, tied
from channelmix.staffing.alternatives import alternatives_of
from channelmix.staffing.alternatives.doubt import _keeps, taken_over
from channelmix.staffing.alternatives.helping import Helping, cost_of
from channelmix.staffing.alternatives.searching import _noted
from channelmix.staffing.alternatives.variants import promise_variants
from channelmix.staffing.requirement import find_requirement
from channelmix.staffing.settling import Settling


@pytest.fixture
def loaded(loaded_of, phone):
    """A desk of four numbers, each with a promise of its own."""
    return loaded_of(phone, "period.interval=30 min")


@pytest.fixture
def best(loaded):
    return find_requirement(loaded, replications=6, seed=1)


def divided(found, heads, let_off=()):
    """Return what was found with its four cells judged together as told, some of these let off, on the same plan."""
    cells = found.single.together(np.array(heads))
    trials = replace(found.trials, cells=cells, let_off=set(let_off), safety=None, tried={})
    return replace(found, cells=cells, trials=trials, search=trials.of(found.plan))


LAST, FIRST, NONE = [0, 1, 2, 2], [0, 0, 2, 3], [0, 1, 2, 3]
"""The two last intervals judged together, the two first, each by itself."""


def test_what_was_let_off_is_told_by_single_days_however_they_are_judged(best) -> None:
    nine = int(best.single.first[0])
    assert divided(best, LAST, {1}).let_off_days == {(0, nine + 1)}
    assert divided(best, FIRST, {1}).let_off_days == {(0, nine + 2)}
    assert divided(best, FIRST, {0}).let_off_days == {(0, nine), (0, nine + 1)}
    assert divided(best, NONE).let_off_days == set()


@pytest.mark.parametrize(
    ("heads", "let_off", "is_taken"), [(LAST, {1}, False), (FIRST, {1}, True), (NONE, {2}, True), (NONE, {1}, False)]
)
def test_another_search_that_lets_off_other_days_is_not_the_plan(
    loaded, best, monkeypatch, heads, let_off, is_taken
) -> None:
    dear = divided(replace(best, plan=best.plan + (best.plan > 0)), FIRST, {1})
    again = divided(best, heads, let_off)
    monkeypatch.setattr(Helping, "searched", lambda helping, other, **how: again)
    answer = alternatives_of([], loaded, dear, seed=1)
    assert cost_of(answer.plan) == pytest.approx(cost_of(best if is_taken else dear))


def test_days_let_off_besides_are_counted_each(loaded, best) -> None:
    variant = next(promise_variants(loaded))
    plan = divided(best, NONE, {1})
    assert ": 1 more of its promises" in _noted(variant, divided(best, FIRST, {0}), plan)
    assert not _noted(variant, divided(best, NONE, {1}), plan)


def test_a_dearer_promise_kept_over_other_days_is_tried_before_it_is_taken_for_less(best) -> None:
    few = replace(best, plan=best.plan - (best.plan > 0))
    assert not _keeps(divided(best, LAST), divided(few, FIRST)), "as many cells, of other intervals"
    assert _keeps(divided(best, LAST), divided(few, LAST)), "control: no less was asked, and was kept"


def test_safety_of_a_plan_is_not_asked_of_other_days(loaded, best) -> None:
    higher, first = next(each.loaded for each in promise_variants(loaded) if each.value == 0.85), best.single.first
    turned = replace(best.single, cell=np.where(best.single.cell < 0, -1, 3 - best.single.cell), first=first[::-1])
    for cells, expected in ((best.single, [0.01, 0.0, 0.0, 0.0]), (turned, [0.0] * 4)):
        trials = replace(best.trials, cells=cells, safety=np.array([0.01, 0.0, 0.0, 0.0]), tried={})
        start = replace(best, cells=cells, trials=trials)
        other = find_requirement(higher, replications=6, seed=1, start=start, may_be_more=False)
        safety = other.trials.safety
        assert (np.zeros(4) if safety is None else safety).tolist() == expected


@pytest.fixture
def week(loaded_of, phone):
    """A desk of many numbers, whose promises hold over days; Monday to Friday are alike."""
    text = phone.replace("1 h", "15 min").replace("days = 1", "days = 7").replace("09:00-11:00", "09:00-13:00")
    return loaded_of(text + '\n[staffing]\nper = "day"\n')


def test_a_cheaper_plan_that_fails_one_of_the_days_judged_together_is_not_taken_over(week) -> None:
    found = find_requirement(week, replications=6, seed=1)
    space, more = found.problem.space, found.plan + (found.plan > 0)
    assert (space.pattern[space.day == 2] == space.pattern[space.day == 3]).all(), "Wednesday is like Thursday"
    dear, on = replace(found, plan=more, search=found.trials.of(more)), space.day == 2
    poor, fair = more.copy(), found.plan
    poor[:, on] = np.maximum(poor[:, on] - 2, 0)
    other = replace(found, plan=poor)
    assert found.trials.of(poor).keeps_all, "their mean keeps its promise"
    assert taken_over(dear, other) is None
    assert taken_over(dear, replace(found, plan=fair)) is not None, "control: as many on all of them"


def test_a_plan_for_more_that_fails_one_of_the_days_judged_together_is_not_taken_for_less(week) -> None:
    found = find_requirement(week, replications=6, seed=1)
    space, more = found.problem.space, found.plan + (found.plan > 0)
    poor, on = more.copy(), space.day == 2
    poor[:, on] = np.maximum(poor[:, on] - 2, 0)
    single = replace(found, cells=asking_of(tied(found.problem, None), found.single, found.trials).cells)
    assert not single.cells.divides_like(found.cells), "what was asked of it is asked of other days"
    assert found.trials.of(poor).keeps_all, "their mean keeps its promise"
    assert not _keeps(found, replace(single, plan=poor))
    assert _keeps(found, replace(single, plan=more)), "control: as many on all of them"


def test_a_cheaper_plan_with_other_agents_on_one_day_is_judged_by_that_day(week) -> None:
    found = find_requirement(week, replications=6, seed=1)
    more = found.plan + 2 * (found.plan > 0)
    dear, plan = replace(found, plan=more, search=found.trials.of(more)), found.plan.copy()
    plan[:, found.problem.space.day == 2] += (found.plan > 0)[:, found.problem.space.day == 2]
    taken = taken_over(dear, replace(found, plan=plan))
    assert taken is not None
    assert taken.cells.count == found.cells.count + 1
    assert (taken.problem.space.clipped(plan) == plan).all()


def test_days_of_an_alternative_are_alike_only_if_those_of_the_plan_are(week, monkeypatch) -> None:
    found, seen, shaped = find_requirement(week, replications=6, seed=1), [], Settling.shaped

    def watched(settling, *what):
        result = shaped(settling, *what)
        seen.append(result[0].problem.space.twin is not None)
        return result

    monkeypatch.setattr(Settling, "shaped", watched)
    single = tied(found.problem, None)
    trials = asking_of(single, found.single, found.trials)
    for start in (found, replace(found, problem=single, cells=trials.cells, trials=trials)):
        find_requirement(week, replications=6, seed=1, start=start)
    assert seen == [True, False]
