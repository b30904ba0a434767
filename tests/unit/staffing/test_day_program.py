"""The program of a day against every choice there is, on days of a few intervals."""

from itertools import product

import numpy as np
import pytest

from channelmix.engine.inputs import HOUR
from channelmix.staffing.day_program import DayProgram
from channelmix.staffing.differences import Move
from channelmix.staffing.ripples import ups_and_downs
from channelmix.staffing.space import Space
from channelmix.staffing.touching import Day

COUNT = 4
CELLS = np.array([0, 2])
"""Cells of the day; that between them is of another one."""
SAME = np.ones(3)


def program(seed, *, step=0.6):
    """Return a program of one or two groups, with effects and prices by chance."""
    rng = np.random.default_rng(seed)
    groups = range(1 + seed % 2)
    plan = rng.integers(1, 4, (len(groups), COUNT))
    price = np.repeat(rng.choice([1.0, 1.3, 2.0], (len(groups), 1)), COUNT, axis=1)
    space = Space(least=np.zeros_like(plan), most=np.full_like(plan, 9), paid_hours=price, price=price,
                  day=np.zeros(COUNT, int), grid=np.arange(COUNT + 1) * HOUR // 2)  # fmt: skip
    moves = [
        Move(group, at, sign, np.arange(3), sign * rng.uniform(0, 0.05, 3))
        for group in groups for at in range(COUNT) for sign in (-1, 1)
    ]  # fmt: skip
    day = Day(number=0, groups=groups, intervals=np.arange(COUNT), cells=CELLS)
    return DayProgram(day, plan, moves, space, step), rng.uniform(0.0, 0.08, 3)


def value(made, plan):
    """Return what a plan costs with its ups and downs, in agents of the dearest interval."""
    return made.space.cost(plan) / made.space.price.max() + made.step * sum(map(ups_and_downs, plan))


def allowed(made, room, *, harder=SAME):
    """Yield every plan that leaves both cells their room at no more cost."""
    changes = np.array(list(product((-1, 0, 1), repeat=made.plan.size))).reshape(-1, *made.plan.shape)
    for change in changes:
        left = room.copy()
        for move in made.moves:
            if change[move.group, move.interval] == move.sign:
                left += move.effects * (harder if move.sign < 0 else 1.0)
        if (left[CELLS] >= 0).all() and made.space.cost(made.plan + change) <= made.space.cost(made.plan) + 1e-9:
            yield made.plan + change


@pytest.mark.parametrize("seed", [0, 1, 3, 4, 5, 6, 7, 8])
def test_no_choice_is_better_by_more_than_the_gap(seed) -> None:
    made, room = program(seed)
    found = made.solved(room, SAME, np.inf, [])
    choices = list(allowed(made, room))
    assert any((found == choice).all() for choice in choices)
    best = min(value(made, choice) for choice in choices)
    assert value(made, found) <= 1.02 * best + 0.02
    assert value(made, made.plan) > 1.02 * best + 0.02, "control: there is something to find"


def test_cells_that_suffer_more_are_left_more() -> None:
    made, room = program(1)
    harder = np.array([3.0, 1.0, 3.0])
    found = made.solved(room, harder, np.inf, [])
    assert any((found == choice).all() for choice in allowed(made, room, harder=harder))
    easy = made.solved(room, SAME, np.inf, [])
    assert not any((easy == choice).all() for choice in allowed(made, room, harder=harder)), "control"


def test_no_more_come_and_go_than_may() -> None:
    made, room = program(1)
    free, few = (made.solved(room, SAME, most, []) for most in (np.inf, 2))
    assert np.abs(few - made.plan).sum() <= 2 < np.abs(free - made.plan).sum()


def test_room_that_is_missing_already_gets_no_less_and_as_much_more_as_the_same_money_buys() -> None:
    made, room = program(1)
    short = room.copy()
    short[0] = -0.06
    found = made.solved(short, SAME, np.inf, [])
    losses, gains = made.foretold(found)
    assert losses[0] + gains[0] > 0
    assert made.space.cost(found) <= made.space.cost(made.plan) + 1e-9
    losses, gains = made.foretold(made.solved(room, SAME, np.inf, []))
    assert losses[0] + gains[0] < 0, "control: with room to spare it is given up"


def test_without_ups_and_downs_only_cost_counts() -> None:
    made, room = program(3, step=0.0)
    found = made.solved(room, SAME, np.inf, [])
    assert made.space.cost(found) == pytest.approx(min(map(made.space.cost, allowed(made, room))), rel=0.02)


def test_what_is_foretold_is_the_sum_of_what_was_measured() -> None:
    made, _ = program(1)
    plan = made.plan.copy()
    plan[0, 1] -= 1
    plan[1, 2] += 1
    losses, gains = made.foretold(plan)
    less, more = (next(each for each in made.moves if (each.group, each.interval, each.sign) == key)
                  for key in ((0, 1, -1), (1, 2, 1)))  # fmt: skip
    assert losses == pytest.approx(less.effects[CELLS])
    assert gains == pytest.approx(more.effects[CELLS])


def test_midnight_is_no_end_of_duty() -> None:
    plan, here = np.full((1, 3 * COUNT), 5), np.arange(COUNT, 2 * COUNT)
    price = np.ones(plan.shape)
    space = Space(least=np.zeros_like(plan), most=np.full_like(plan, 9), paid_hours=price, price=price,
                  day=np.repeat([0, 1, 2], COUNT), grid=np.arange(3 * COUNT + 1) * HOUR // 2)  # fmt: skip
    moves = [Move(0, int(at), -1, np.arange(1), np.array([-0.01])) for at in here]
    day = Day(number=1, groups=[0], intervals=here, cells=np.arange(1))
    dear, cheap = (
        DayProgram(day, plan, moves, space, step).solved(np.array([0.035]), np.ones(1), np.inf, [])
        for step in (1.6, 0.1)
    )  # fmt: skip
    assert (dear == plan).all(), "three agents less are not worth one who goes and one who comes"
    assert cheap.sum() == plan.sum() - 3, "control: where coming and going costs little they are"


def shaped(intervals, *, twin=None, count=12, price=None, step=1.2, number=0):
    """Return a program of a group of five on some intervals of two days, an agent less of which costs each a share."""
    plan = np.zeros((1, count), int)
    plan[0, intervals] = 5
    prices = np.ones(plan.shape) if price is None else price
    space = Space(least=np.zeros_like(plan), most=np.where(plan > 0, 9, 0), paid_hours=prices, price=prices,
                  day=np.repeat([0, 1], count // 2), grid=np.arange(count + 1) * HOUR // 2, twin=twin)  # fmt: skip
    moves = [Move(0, at, -1, np.arange(1), np.array([-0.01])) for at in intervals]
    return DayProgram(Day(number=number, groups=[0], intervals=np.array(intervals), cells=np.arange(1)), plan, moves,
                      space, step)  # fmt: skip


def fewer(made, room):
    """Return where an agent leaves, if a promise has so much room."""
    return np.flatnonzero((made.plan - made.solved(np.array([room]), np.ones(1), np.inf, []))[0]).tolist()


def test_who_is_closed_at_noon_comes_and_goes_at_both_ends_of_it() -> None:
    noon, through = shaped([1, 2, 4, 5]), shaped([1, 2, 3, 4, 5])
    assert noon._edges == [(0, 0, 1), (0, 1, 2), (0, 2, 3), (0, 3, 4), (0, 4, 5), (0, 5, 6)]
    assert noon._rises.tolist() == [5, 0, -5, 5, 0, -5], "nobody is there at noon"
    assert fewer(noon, 0.025) in ([1, 2], [4, 5]), "one agent less, before noon or after it, is one who need not come"
    assert len(fewer(through, 0.045)) == 4, "control: where noon is open it is a stretch like others"
    assert fewer(through, 0.045) in ([1, 2, 3, 4], [2, 3, 4, 5])


def test_a_promise_of_two_parts_of_a_day_lets_one_of_them_give_to_the_other() -> None:
    moves = [Move(0, at, sign, np.arange(1), np.array([sign * by])) for at, by in ((1, 0.01), (2, 0.01), (4, 0.03),
             (5, 0.03)) for sign in (-1, 1)]  # fmt: skip
    price = np.ones((1, 12))
    price[0, 4:6] = 0.9
    made = shaped([1, 2, 4, 5], price=price, step=0.0)
    made = DayProgram(made.day, made.plan, moves, made.space, made.step)
    change = (made.solved(np.zeros(1), np.ones(1), np.inf, []) - made.plan)[0]
    assert change[[4, 5]].sum() > 0 > change[[1, 2]].sum(), "the afternoon is cheaper and brings more"
    assert made.space.cost(made.plan + change) < made.space.cost(made.plan)


def test_a_promise_over_a_week_lets_its_days_share_what_may_go() -> None:
    week = shaped([1, 2, 3, 7, 8, 9])
    gone = fewer(week, 0.035)
    assert gone in ([1, 2, 3], [7, 8, 9]), "all of one day, since nobody then comes for a part of one"
    assert len(fewer(week, 0.065)) == 6


def test_days_alike_of_a_program_lose_an_agent_at_the_same_time() -> None:
    alike = shaped([1, 2, 3, 7, 8, 9], twin=np.tile(np.arange(6), 2))
    assert fewer(alike, 0.065) == [1, 2, 3, 7, 8, 9]
    free = shaped([1, 2, 3, 7, 8, 9], twin=np.tile(np.arange(6), 2), step=0.0)
    gone = fewer(free, 0.035)
    assert len(gone) == 2, "an interval of both days; of one day alone nobody goes"
    assert gone[1] == gone[0] + 6
    assert len(fewer(shaped([1, 2, 3, 7, 8, 9], step=0.0), 0.035)) == 3, "control: where days are not alike"
