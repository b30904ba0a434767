"""Programs end after so many nodes: the machine's speed decides nothing, and where it did, that is told."""

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint

from channelmix.staffing.limits import STRUCK, within_limits


@pytest.fixture
def knapsack():
    """A program of 30 whole numbers that takes more than the first node."""
    rng = np.random.default_rng(4)
    weights, worth = rng.integers(50, 100, (5, 30)).astype(float), rng.integers(50, 100, 30).astype(float)
    constraints = LinearConstraint(weights, ub=weights.sum(axis=1) / 3)

    def solved(notes, **limits):
        return within_limits(
            -worth, constraints=constraints, bounds=Bounds(0, 1), integrality=np.ones(30, np.int64), gap=0.0,
            notes=notes, **limits,
        )  # fmt: skip

    return solved


def test_the_same_program_has_the_same_answer_and_nothing_to_tell(knapsack):
    notes: list[str] = []
    first, again = knapsack(notes, nodes=5), knapsack(notes, nodes=5)
    assert first is not None
    assert np.array_equal(first, again)
    assert notes == []


def test_a_limit_of_time_that_strikes_is_told_once(knapsack):
    notes: list[str] = []
    for _ in range(2):
        knapsack(notes, nodes=10**6, longest_s=1e-6)
    assert notes == [STRUCK]


def test_what_was_noted_in_a_search_is_told_with_the_plan(loaded_of, phone):
    from channelmix.staffing import staff

    found = staff(loaded_of(phone), replications=2)
    found.requirement.trials.notes.append(STRUCK)
    assert STRUCK in found.summary["cautions"]
