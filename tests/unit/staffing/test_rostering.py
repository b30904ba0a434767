"""The program of the cheapest duties: its quick first try, and what it does where that is not good enough."""

from dataclasses import replace

import numpy as np
import pytest

from channelmix.staffing.duties import duties_of
from channelmix.staffing.rostering import Roster

HOUR = """
[[work_shift]]
name = "hour"
start = ["08:00"]
length = "3 h"
"""


@pytest.fixture
def roster(problem, phone):
    """Return a roster of duties that cover two of three hours, and of one dear duty that covers all of them."""
    found = problem(phone + HOUR)
    (whole,) = duties_of(found)

    def duty(hours, price):
        present = np.zeros_like(whole.present)
        present[[8 + hour for hour in hours]] = True
        return replace(whole, present=present, price=price)

    pairs = [duty(hours, 1.0) for hours in ((0, 1), (1, 2), (0, 2))]

    def made(dear, *, out_of_reach=0):
        program = Roster(duties=[*pairs, duty((0, 1, 2), dear)], shifts=found.scenario.work_shift)
        required = np.zeros((1, whole.present.size), np.int64)
        required[0, 8:11] = 1
        required[0, 20] = out_of_reach
        program.cover(required)
        return program

    return made


def test_duties_that_the_relaxed_program_does_not_use_are_looked_at_where_those_it_uses_are_dear(roster):
    """Half an agent on each pair costs 1.5; whole ones on pairs 2, on the duty of all hours 1.8."""
    assert np.rint(roster(1.8).solved()[:4]).tolist() == [0, 0, 0, 1]


def test_agents_out_of_reach_make_no_cover_look_cheap(roster):
    """Each agent missing counts as ten thousand duties, of which a share would pay for anything."""
    program = roster(1.8, out_of_reach=200)
    found = program.solved()
    assert np.rint(found[:4]).tolist() == [0, 0, 0, 1]
    assert np.rint(found[program.missing]).tolist() == [0, 0, 0, 200]


def test_duties_that_the_relaxed_program_uses_are_enough_where_they_are_as_cheap(roster, monkeypatch):
    asked = []
    monkeypatch.setattr(Roster, "_solution", lambda self, most, whole, solve=Roster._solution: (
        asked.append(int(whole.sum())) or solve(self, most, whole)
    ))  # fmt: skip
    assert np.rint(roster(1.4).solved()[:4]).tolist() == [0, 0, 0, 1]
    assert len(asked) == 2
    assert asked[0] == 0, "the relaxed program has no whole numbers"
