"""Alternatives of plans whose days are judged together: numbers of cells are told from days."""

from dataclasses import replace

import numpy as np
import pytest

from channelmix.staffing.alternatives import alternatives_of
from channelmix.staffing.alternatives.doubt import _keeps
from channelmix.staffing.alternatives.helping import Helping, cost_of
from channelmix.staffing.alternatives.searching import _noted
from channelmix.staffing.alternatives.variants import promise_variants
from channelmix.staffing.requirement import find_requirement


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
