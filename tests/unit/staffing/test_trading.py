"""Agents traded between hours, on two days whose outcome is a formula: close to the cheapest plan there is."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import poisson

from channelmix.engine.inputs import HOUR
from channelmix.staffing.choosing import chosen
from channelmix.staffing.cover import Due
from channelmix.staffing.goals import Cells, Goal
from channelmix.staffing.guess import may_be_late
from channelmix.staffing.levelling import Levelling, ups_and_downs
from channelmix.staffing.scaling import Scaling, evened
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trading import Trading
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
    needs: tuple[int, int, int] | None = None
    """A day that misses its promise unless in some interval so many agents stand."""

    def of(self, plan):
        self.asked += 1
        good = LOAD * poisson.cdf(plan[0] - 1, LOAD)
        weight = np.bincount(DAY, LOAD)
        share = np.bincount(DAY, good) / weight
        room = share - self.limit
        if self.needs is not None and plan[0, self.needs[1]] < self.needs[2]:
            room[self.needs[0]] = -1.0
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


def test_trading_ends_close_to_the_cheapest_plan_and_keeps_every_day() -> None:
    parts = made()
    start = parts["trials"].of(np.full((1, COUNT), 14))
    found = Trading(**parts).traded(start, most=150)
    assert found.keeps_all
    assert found.plan.sum() <= 1.05 * DAYS * cheapest()
    assert start.plan.sum() > 1.15 * DAYS * cheapest(), "the start is far from it"


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


def test_short_peaks_and_dips_that_no_promise_needs_are_levelled_and_those_that_it_needs_stay() -> None:
    parts = made()
    trials = parts["trials"]
    needed = Scaling(**parts).scaled(LOAD + np.zeros((1, COUNT)))
    for place in range(EACH, 2 * EACH):
        if trials.of(needed).kept[1]:
            needed[0, place] -= 1
    needed[0, EACH + 30] += 12
    assert trials.of(needed).kept[1], "control: the second day keeps its promise by a peak"
    start = needed.copy()
    start[0, :EACH] += 1
    start[0, [10, 20]] = 30, 6
    found = Levelling(**parts).levelled(trials.of(start))
    assert found.keeps_all
    assert np.abs(np.diff(found.plan[0, :EACH])).max() <= 1
    assert found.plan[0, EACH + 30] == needed[0, EACH + 30]
    assert found.plan.sum() <= start.sum()


def jagged(parts):
    """Return a plan that keeps both days by more than it needs, with a peak, a dip beside one, and a lonely agent."""
    start = Scaling(**parts).scaled(LOAD + np.zeros((1, COUNT))) + 1
    start[0, [5, 12, 13, 30, EACH + 9]] += np.array([4, -2, 2, 1, 3])
    return start


def test_single_peaks_go_or_move_into_dips_and_no_plan_gets_dearer_or_less_smooth() -> None:
    parts = made()
    start = jagged(parts)
    found = Levelling(**parts).smoothed(parts["trials"].of(start)).found
    assert found.keeps_all
    assert found.plan.sum() <= start.sum() - 4
    assert ups_and_downs(found.plan[0]) <= ups_and_downs(start[0]) - 16
    assert found.plan[0, 5] <= start[0, 6], "no higher than beside it"


def test_peaks_stay_that_a_promise_needs() -> None:
    parts = made()
    plan = np.full((1, COUNT), 14)
    plan[0, 20] = 30
    parts["trials"].needs = (0, 20, 30)
    found = Levelling(**parts).smoothed(parts["trials"].of(plan)).found
    assert found.plan[0, 20] == 30


def test_of_a_day_on_which_other_customers_lose_a_promise_the_earlier_plan_is_kept() -> None:
    parts, others = made(), made()["trials"]
    others.needs = (1, EACH + 9, jagged(parts)[0, EACH + 9])
    levelling = Levelling(**parts)
    start = parts["trials"].of(jagged(parts))
    smooth = levelling.smoothed(start)
    assert smooth.found.plan[0, EACH + 9] < start.plan[0, EACH + 9], "control: without others it goes"
    found = levelling.witnessed(start, smooth, others)
    assert found.plan[0, EACH + 9] == start.plan[0, EACH + 9]
    assert (found.plan[0, DAY == 0] == smooth.found.plan[0, DAY == 0]).all()


def test_of_two_finished_plans_each_day_is_taken_from_the_smooth_one_unless_the_other_is_clearly_cheaper() -> None:
    parts = made()
    trials, space, structure = parts["trials"], parts["space"], parts["structure"]
    least = Scaling(**parts).scaled(LOAD + np.zeros((1, COUNT)))
    smooth, jagged = least + (DAY == 0), least + 2 * (DAY == 1)
    jagged[0, :2] += np.array([1, -1])
    finished = [(trials, trials.of(plan), False) for plan in (jagged, smooth)]
    assert all(trial.keeps_all for _, trial, _ in finished)
    _, found, _ = chosen(finished, space, structure)
    assert (found.plan[0, DAY == 0] == jagged[0, DAY == 0]).all()
    assert (found.plan[0, DAY == 1] == smooth[0, DAY == 1]).all()


def test_a_plan_that_misses_a_promise_is_never_chosen_before_one_that_keeps_all() -> None:
    parts = made()
    trials, space, structure = parts["trials"], parts["space"], parts["structure"]
    good, poor = (trials.of(np.full((1, COUNT), agents)) for agents in (14, 4))
    for pair in ((good, poor), (poor, good)):
        assert chosen([(trials, each, False) for each in pair], space, structure)[1] is good
