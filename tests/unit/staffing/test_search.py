"""The search, on an operation that needs no simulation: what it finds is held against all plans."""

from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pytest

from channelmix.staffing.cover import Due
from channelmix.staffing.exhaustive import cheapest
from channelmix.staffing.goals import Cells, Goal
from channelmix.staffing.search import Search
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial


@dataclass
class Made:
    """Trials whose outcome is a formula: two channels, served by specialists of each and by generalists."""

    load: np.ndarray
    cells: Cells
    asked: int = 0
    notes: list = field(default_factory=list)
    let_off: set = field(default_factory=set)

    def of(self, plan):
        self.asked += 1
        a, b, both = plan.astype(float)
        first = np.minimum(a + both * 0.9, 60)
        second = np.minimum(b + np.maximum(both - np.maximum(self.load[0] - a, 0), 0) * 0.9, 60)
        share = 1 - np.exp(-np.stack([first, second]) / self.load)
        surplus = share - 0.8
        flat = surplus.ravel()
        return Trial(plan=plan, surplus=surplus, held=np.ones_like(surplus), weight=np.ones(flat.size),
                     share=share.ravel(), room=flat, error=np.zeros(flat.size))  # fmt: skip


def made(rng, intervals):
    goals = (Goal("service", "a", 0, 0.8, at_least=True), Goal("service", "b", 1, 0.8, at_least=True))
    count = 2 * intervals
    cells = Cells(
        goals=goals, cell=np.arange(count).reshape(2, intervals), goal=np.repeat([0, 1], intervals),
        first=np.tile(np.arange(intervals), 2), demanded=np.zeros(count, bool), tolerance=np.zeros(count),
    )  # fmt: skip
    price = np.repeat(np.array([[1.0], [1.0], [rng.uniform(1.1, 1.9)]]), intervals, axis=1)
    space = Space(
        least=np.zeros((3, intervals), np.int64), most=np.full((3, intervals), 40), paid_hours=np.ones_like(price),
        price=price, day=np.zeros(intervals, np.int64), grid=np.arange(intervals + 1),
    )  # fmt: skip
    structure = Structure(
        parts=((0, 1, 2),), part_of_goal=np.zeros(2, np.int64), stride=np.full(3, 2), block=np.ones(3, np.int64),
        back=np.zeros(2, np.int64), day=np.zeros(intervals, np.int64),
        helps=np.array([[True, False, True], [False, True, True]]),
    )  # fmt: skip
    due = Due(
        last=np.tile(np.arange(intervals), (2, 1)), work=np.full(2, 4.0),
        pace=np.array([[1.0, 0.0, 0.9], [0.0, 1.0, 0.9]]),
    )  # fmt: skip
    trials = Made(rng.uniform(1.5, 6, (2, intervals)), cells)
    return trials, space, {"trials": trials, "space": space, "structure": structure, "due": due}


def best_of_all(trials, space, interval=0):
    plans = [np.array(numbers)[:, None] for numbers in product(range(12), repeat=3)]
    one = Made(trials.load[:, [interval]], trials.cells)
    kept = [plan for plan in plans if (one.of(plan).room >= 0).all()]
    return min(float((plan * space.price[:, [interval]]).sum()) for plan in kept)


@pytest.mark.parametrize("seed", range(8))
def test_a_single_interval_is_staffed_as_cheaply_as_any_plan_can_and_proven(seed):
    trials, space, parts = made(np.random.default_rng(seed), 1)
    found = Search(**parts).from_plan(np.array([[3], [9], [2]]))
    proof = cheapest(trials, found, space, most_trials=500)
    assert proof.is_complete
    assert space.cost(proof.best.plan) == pytest.approx(best_of_all(trials, space))


def test_many_intervals_are_staffed_within_two_per_cent_of_the_best_of_each():
    trials, space, parts = made(np.random.default_rng(5), 12)
    found = Search(**parts).from_plan(np.full((3, 12), 8))
    best = sum(best_of_all(trials, space, interval) for interval in range(12))
    assert found.keeps_all
    assert space.cost(found.plan) <= 1.02 * best
    assert trials.asked < 200


def test_a_search_without_rounds_stays_where_it_began():
    """Control: it is the search, not the first plan, that is cheap."""
    trials, space, parts = made(np.random.default_rng(5), 12)
    found = Search(**parts, rounds=0).from_plan(np.full((3, 12), 8))
    assert space.cost(found.plan) > 1.3 * sum(best_of_all(trials, space, interval) for interval in range(12))
