"""Agents of two groups weighed against one another, on two days whose outcome is a formula."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import poisson

from channelmix.engine.inputs import HOUR
from channelmix.staffing.cover import Due
from channelmix.staffing.goals import Cells, Goal
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trading import Trading
from channelmix.staffing.trials import Trial
from channelmix.staffing.weighing import Weighing

DAYS, EACH = 2, 24
COUNT = DAYS * EACH
DAY = np.repeat(np.arange(DAYS), EACH)
LOAD = np.tile(8 + 3 * np.sin(np.linspace(0, np.pi, EACH)), DAYS)
"""Customers of each half hour; in time are those who find one of both groups' agents free, all being new to it."""

DEAR, CHEAP = 0, 1


@dataclass
class Made:
    """A trial by formula."""

    cells: Cells
    replications: range = range(1)
    lost_below: tuple[int, int, int] | None = None
    """A day that misses its promise unless so many agents of the dear group stand in some interval."""

    def __post_init__(self):
        self.notes = []

    def of(self, plan):
        good = LOAD * poisson.cdf(plan.sum(axis=0) - 1, LOAD)
        weight = np.bincount(DAY, LOAD)
        share = np.bincount(DAY, good) / weight
        room = share - 0.8
        if self.lost_below is not None and plan[DEAR, self.lost_below[1]] < self.lost_below[2]:
            room[self.lost_below[0]] = -1.0
        return Trial(plan=plan, surplus=(good - 0.8 * LOAD)[None], held=LOAD[None], weight=weight, share=share,
                     room=room, error=np.zeros(DAYS))  # fmt: skip


def made():
    goals = (Goal("service", "phone", 0, 0.8, at_least=True, per="day"),)
    cells = Cells(
        goals=goals, cell=DAY[None], goal=np.zeros(DAYS, int), first=np.arange(DAYS) * EACH,
        demanded=np.ones(DAYS, bool), tolerance=np.zeros(DAYS),
    )  # fmt: skip
    price = np.repeat([[2.0], [1.0]], COUNT, axis=1)
    space = Space(
        least=np.zeros((2, COUNT), int), most=np.full((2, COUNT), 60), paid_hours=np.ones((2, COUNT)),
        price=price, day=DAY, grid=np.arange(COUNT + 1) * HOUR // 2,
    )  # fmt: skip
    structure = Structure(
        parts=((0, 1),), part_of_goal=np.zeros(1, int), stride=np.full(2, 3), block=np.ones(2, int),
        back=np.ones(1, int), day=DAY, helps=np.ones((1, 2), bool),
    )  # fmt: skip
    due = Due(last=np.arange(COUNT)[None], work=np.ones(1), pace=np.ones((1, 2)))
    return {"trials": Made(cells), "space": space, "structure": structure, "due": due, "period": DAY}


def start(parts, dear=14, cheap=0):
    return parts["trials"].of(np.repeat([[dear], [cheap]], COUNT, axis=1))


def test_what_a_dear_group_does_a_cheap_one_takes_over() -> None:
    parts = made()
    first = start(parts, dear=14)
    assert first.keeps_all
    found = Weighing(**parts).weighed(first, rounds=12)
    assert found.keeps_all
    assert found.plan[DEAR].sum() <= 0.5 * first.plan[DEAR].sum()
    traded = Trading(**parts).traded(first, most=150)
    assert traded.plan[CHEAP].sum() == 0, "control: trades between hours leave each group its own"
    assert parts["space"].cost(found.plan) < 0.85 * parts["space"].cost(traded.plan)


def test_a_day_that_loses_its_promise_keeps_its_plan_and_the_other_day_gets_cheaper() -> None:
    parts = made()
    first = start(parts)
    parts["trials"].lost_below = (1, EACH + 5, 14)
    found = Weighing(**parts).weighed(first, rounds=4)
    assert found.keeps_all
    assert found.plan[DEAR, EACH + 5] == 14
    both = (parts["space"].price * (found.plan - first.plan))[:, DAY == 0].sum()
    assert both < 0, "the first day does not wait for the second"


def test_a_plan_that_misses_a_promise_is_left_to_others() -> None:
    parts = made()
    poor = start(parts, dear=3)
    assert not poor.keeps_all
    assert Weighing(**parts).weighed(poor, rounds=4) is poor


def test_a_plan_without_rounds_stays() -> None:
    parts = made()
    first = start(parts)
    assert Weighing(**parts).weighed(first, rounds=0) is first
