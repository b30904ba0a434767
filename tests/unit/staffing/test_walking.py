"""Intervals that walk by themselves, on a day whose outcome is a formula: the exact least number, in a few trials."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.stats import poisson

from channelmix.staffing.goals import Cells, Goal
from channelmix.staffing.space import Space
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial
from channelmix.staffing.walking import Walking, walking_groups

COUNT = 96
HOURS = (np.arange(COUNT) + 0.5) / 4
PRESENT = 100 + 10 * (np.sin(HOURS) - np.cos(HOURS))
"""People present in each interval on average, when patience equals handling: Poisson, whatever the staffing."""


@dataclass
class Made:
    """A trial by formula: who comes is delayed if all are busy; a late interval feels the agents of the one before."""

    cells: Cells
    limit: float
    felt: float = 0.0
    asked: int = 0

    def of(self, plan):
        self.asked += 1
        before = np.concatenate([plan[0, :1], plan[0, :-1]]) - PRESENT
        delayed = poisson.sf(plan[0] - 1, PRESENT - self.felt * before)
        room = self.limit - delayed
        held = np.full(COUNT, 25.0)
        return Trial(plan=plan, surplus=room[None], held=held[None], weight=held, share=delayed, room=room,
                     error=np.zeros(COUNT))  # fmt: skip


def made(limit, *, felt=0.0):
    goals = (Goal("delayed", "phone", 0, limit, at_least=False),)
    cells = Cells(
        goals=goals, cell=np.arange(COUNT)[None], goal=np.zeros(COUNT, int), first=np.arange(COUNT),
        demanded=np.zeros(COUNT, bool), tolerance=np.zeros(COUNT),
    )  # fmt: skip
    space = Space(
        least=np.zeros((1, COUNT), int), most=np.full((1, COUNT), 400), paid_hours=np.ones((1, COUNT)),
        price=np.ones((1, COUNT)), day=np.zeros(COUNT, int), grid=np.arange(COUNT + 1),
    )  # fmt: skip
    structure = Structure(
        parts=((0,),), part_of_goal=np.zeros(1, int), stride=np.full(1, 6), block=np.ones(1, int), back=np.ones(1, int),
        day=np.zeros(COUNT, int), helps=np.ones((1, 1), bool),
    )  # fmt: skip
    trials = Made(cells, limit, felt)
    return trials, Walking(trials=trials, space=space, structure=structure, walks=np.ones(1, bool))


def least(trials, plan):
    """Return whether one agent fewer would miss the promise, interval by interval, the others left alone."""
    fewer = [np.where(np.arange(COUNT) == place, plan - 1, plan) for place in range(COUNT)]
    return np.array([not trials.of(each).kept[place] for place, each in enumerate(fewer)])


@pytest.mark.parametrize("limit", [0.02, 0.1, 0.5, 0.9])
@pytest.mark.parametrize("start", [40, 160])
def test_every_interval_ends_at_the_very_least_number_in_a_few_trials(limit, start) -> None:
    trials, walking = made(limit)
    found = walking.walked(trials.of(np.full((1, COUNT), start)))
    exact = [next(n for n in range(400) if poisson.sf(n - 1, load) <= limit) for load in PRESENT]
    assert found.plan[0].tolist() == exact
    assert trials.asked < 20


@pytest.mark.parametrize("felt", [0.3, -0.3])
def test_intervals_that_feel_the_one_before_keep_all_and_can_spare_hardly_anybody(felt) -> None:
    trials, walking = made(0.5, felt=felt)
    found = walking.walked(trials.of(np.full((1, COUNT), 120)))
    assert found.keeps_all
    assert least(trials, found.plan).mean() > 0.9


def test_this_check_notices_agents_who_are_too_many() -> None:
    """Control: a plan of one agent more than needed everywhere can spare all of them."""
    trials, walking = made(0.5)
    found = walking.walked(trials.of(np.full((1, COUNT), 120)))
    assert not least(trials, found.plan + 1).any()


def test_only_groups_alone_with_live_promises_by_interval_walk(problem, phone, phone_and_email) -> None:
    def walks(*words):
        one = problem(*words)
        return walking_groups(one.structure, one.goals).tolist()

    assert walks(phone) == [True]
    assert walks(phone_and_email) == [True, False], "email may wait for a day"
    assert walks(phone, 'staffing.per="day"') == [False]
    assert walks(phone + '[groups.second]\nhandles = ["phone"]\nagents = 1\n') == [False, False]
