"""A smooth shape, as much of it as each of two days needs, on which the outcome is a formula."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import poisson

from channelmix.engine.inputs import HOUR
from channelmix.staffing.cover import Due
from channelmix.staffing.goals import Cells, Goal
from channelmix.staffing.guess import may_be_late
from channelmix.staffing.scaling import Scaling, evened
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial

DAYS, EACH = 2, 40
COUNT = DAYS * EACH
DAY = np.repeat(np.arange(DAYS), EACH)
LOAD = np.tile(6 + 4 * np.sin(np.linspace(0, np.pi, EACH)), DAYS)
"""Customers of each quarter of an hour; in time are those who find one of the agents free, all being new to it."""


@dataclass
class Made:
    """A trial by formula."""

    cells: Cells
    limit: float = 0.8
    asked: int = 0
    replications: range = range(1)

    def of(self, plan):
        self.asked += 1
        good = LOAD * poisson.cdf(plan[0] - 1, LOAD)
        weight = np.bincount(DAY, LOAD)
        share = np.bincount(DAY, good) / weight
        room = share - self.limit
        return Trial(plan=plan, surplus=(good - self.limit * LOAD)[None], held=LOAD[None], weight=weight, share=share,
                     room=room, error=np.zeros(DAYS))  # fmt: skip


def made():
    goals = (Goal("service", "phone", 0, 0.8, at_least=True, per="day"),)
    cells = Cells(
        goals=goals, cell=DAY[None], goal=np.zeros(DAYS, int), first=np.arange(DAYS) * EACH,
        demanded=np.ones(DAYS, bool), tolerance=np.zeros(DAYS),
    )  # fmt: skip
    space = Space(
        least=np.zeros((1, COUNT), int), most=np.full((1, COUNT), 60), paid_hours=np.ones((1, COUNT)),
        price=np.ones((1, COUNT)), day=DAY, grid=np.arange(COUNT + 1) * HOUR // 4,
    )  # fmt: skip
    structure = Structure(
        parts=((0,),), part_of_goal=np.zeros(1, int), stride=np.full(1, 6), block=np.ones(1, int), back=np.ones(1, int),
        day=DAY, helps=np.ones((1, 1), bool),
    )  # fmt: skip
    due = Due(last=np.arange(COUNT)[None], work=np.ones(1), pace=np.ones((1, 1)))
    return {"trials": Made(cells), "space": space, "structure": structure, "due": due, "period": DAY}


def cheapest():
    """Return the agents of the cheapest plan of a day: one after the other where the next brings most."""
    load, agents = LOAD[:EACH], np.zeros(EACH, int)
    while (load * poisson.cdf(agents - 1, load)).sum() < 0.8 * load.sum():
        block = load * (poisson.cdf(agents + 7, load) - poisson.cdf(agents - 1, load)) / 8
        agents[np.argmax(np.maximum(block, load * poisson.pmf(agents, load)))] += 1
    return int(agents.sum())


def test_as_much_of_a_shape_is_taken_as_each_day_needs_and_hours_run_smoothly() -> None:
    parts = made()
    found = parts["trials"].of(Scaling(**parts).scaled(LOAD + np.zeros((1, COUNT))))
    assert found.keeps_all
    assert found.plan.sum() <= 1.06 * DAYS * cheapest()
    assert np.abs(np.diff(found.plan[0, :EACH])).max() <= 1
    assert parts["trials"].asked < 12


def test_evening_out_keeps_what_a_day_holds_apart_from_its_edges() -> None:
    space = made()["space"]
    numbers = np.zeros((1, COUNT))
    numbers[0, 20] = 16.0
    smooth = evened(numbers, space)
    assert smooth.sum() == 16.0
    assert smooth.max() == 4.0
    assert (smooth[0, EACH:] == 0).all(), "the other day stays as it is"


def test_the_first_of_a_cell_may_be_late_and_what_is_lost_waits_for_what_is_asked() -> None:
    due = np.array([0, 1, 2, 3, 9])
    cell = np.array([-1, 0, 0, 0, 0])
    lost = np.array([False, False, False, False, True])
    found = may_be_late(due, np.ones(5), cell=cell, late=0.5, is_lost=lost)
    assert found.tolist() == [2, 2, 2, 3, 9]
