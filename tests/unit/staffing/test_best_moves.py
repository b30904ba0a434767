"""The program of single agents, where days are alike: what it adds and takes away is the same on all of them."""

import numpy as np
import pytest

from channelmix.engine.inputs import HOUR
from channelmix.staffing.differences import Move
from channelmix.staffing.program import best_moves
from channelmix.staffing.space import Space
from channelmix.staffing.trials import Trial

DAY = np.repeat([0, 1], 3)
PLAN = np.full((1, 6), 5)


def space(twin=None):
    """Two days of three intervals; alike if told so."""
    ones = np.ones(PLAN.shape)
    return Space(least=np.zeros_like(PLAN), most=np.full_like(PLAN, 9), paid_hours=ones, price=ones, day=DAY,
                 grid=np.arange(7) * HOUR, twin=twin)  # fmt: skip


def trial(room):
    none = np.zeros(len(room))
    return Trial(plan=PLAN, surplus=np.zeros((1, 6)), held=np.zeros((1, 6)), weight=none + 1, share=none, room=room,
                 error=none)  # fmt: skip


def moved(room, *, sign, twin=None, cells=(0,) * 6, brings=0.01):
    """Return the plan after the best moves, if an agent brings or costs as much in each interval."""
    moves = [Move(0, at, sign, np.array([cells[at]]), np.array([sign * brings])) for at in range(6)]
    now = trial(np.array(room))
    return best_moves(now, moves, room=now.room, space=space(twin), must_gain=sign < 0, notes=[])


ALIKE = np.array([0, 1, 2, 0, 1, 2])


@pytest.mark.parametrize(("short", "more"), [(0.02, 2), (0.04, 4), (0.03, 4)])
def test_what_days_alike_lack_together_is_added_once(short, more) -> None:
    plan = moved([-short], sign=1, twin=ALIKE)
    assert (plan[0, :3] == plan[0, 3:]).all()
    assert (plan - PLAN).sum() == more


def test_agents_leave_all_days_alike_together() -> None:
    plan = moved([0.025], sign=-1, twin=ALIKE)
    assert (PLAN - plan).sum() == 2, "one of each day; of one day alone nobody may go"
    assert (plan[0, :3] == plan[0, 3:]).all()


def test_a_promise_of_one_day_alone_binds_all_of_them() -> None:
    cells = (0, 0, 0, 1, 1, 1)
    assert (moved([0.1, 0.0], sign=-1, twin=ALIKE, cells=cells) == PLAN).all()
    assert (moved([0.1, 0.0], sign=-1, cells=cells) - PLAN).tolist() == [[-1, -1, -1, 0, 0, 0]], "control: not alike"
