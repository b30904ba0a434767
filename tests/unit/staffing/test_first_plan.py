"""Work as water, until when it is due, and what is added where contacts are missing in time."""

import numpy as np
import pytest

from channelmix.staffing.cover import due_of
from channelmix.staffing.due import due_intervals
from channelmix.staffing.fluid import Fluid
from channelmix.staffing.goals import cells_of
from channelmix.staffing.guess import first_plan
from channelmix.staffing.load import Load
from channelmix.staffing.raising import Raising
from channelmix.staffing.space import Space
from channelmix.staffing.trials import Trial


def space_of(most, price=(1.0,)):
    most = np.array(most)
    every = np.repeat(np.array(price)[:, None], most.shape[1], axis=1)
    return Space(
        least=np.zeros_like(most), most=most, paid_hours=np.ones(most.shape), price=every,
        day=np.zeros(most.shape[1], np.int64), grid=np.arange(most.shape[1] + 1),
    )  # fmt: skip


def fluid(work, due, pace=((1.0,),), **settings):
    work = np.array(work, float)
    settings = {"safety": np.zeros(work.shape), "space": space_of(np.full((len(pace), work.shape[1]), 99)), **settings}
    return Fluid(work=work, due=np.array(due), pace=np.array(pace), fullest=np.ones(len(pace)), **settings)


def test_work_that_may_wait_is_spread_so_that_no_interval_has_more_than_it_must():
    assert fluid([[6, 0, 0, 0]], [[2, 2, 2, 3]]).solved()[0] == pytest.approx([2, 2, 2, 0])


def test_work_that_is_due_at_once_is_done_at_once():
    """Control for the spreading."""
    assert fluid([[6, 0, 0, 0]], [[0, 1, 2, 3]]).solved()[0] == pytest.approx([6, 0, 0, 0])


def test_the_cheaper_of_two_groups_does_the_work_of_both_channels_where_it_may():
    found = fluid(
        [[4, 4], [2, 2]], [[0, 1], [0, 1]], pace=((1.0, 0.0), (1.0, 1.0)), space=space_of([[3, 3], [9, 9]], (1.0, 1.5))
    ).solved()
    assert found.tolist() == [pytest.approx([3, 3]), pytest.approx([3, 3])]


def test_safety_staff_works_on_what_may_wait():
    apart = fluid([[4, 4], [2, 0]], [[0, 1], [1, 1]], pace=((1.0, 1.0),), safety=np.array([[2.0, 2.0], [0.0, 0.0]]))
    assert apart.cost() == pytest.approx(12.0), "the two units of email fit into the four of safety staff"


def test_the_nights_messages_are_due_in_the_first_interval_after_it(problem, phone_and_email):
    found = problem(phone_and_email, "channels.email.target.within=1 h")
    due = due_intervals(found, 1)
    assert due[[3, 9, 12]].tolist() == [9, 10, 13]
    assert due[20] == 24, "nobody is on duty any more"


def test_a_first_plan_has_people_wherever_there_is_work(problem, phone):
    found = problem(phone)
    plan = first_plan(found, Load(np.where(found.space.allowed, 3.0, 0.0), np.zeros((1, 24)), np.ones(1)))
    assert (plan[0, 9:11] >= 3).all()
    assert plan.sum() == plan[0, 9:11].sum()


def raising(problem, **settings):
    load = Load(np.ones((len(problem.scenario.channels), 24)), np.zeros((1, 24)), np.ones(1))
    return Raising(space=problem.space, cells=problem.cells, due=due_of(problem, load), **settings)


def trial_of(problem, plan, room, weight):
    cells = problem.cells.count
    return Trial(
        plan=plan, surplus=np.zeros((1, 24)), held=np.ones((1, 24)), weight=np.full(cells, weight),
        share=np.zeros(cells), room=room, error=np.zeros(cells),
    )  # fmt: skip


def test_as_many_agents_are_added_as_the_missing_contacts_keep_busy(problem, phone):
    found = problem(phone)
    room = np.zeros(found.cells.count)
    room[9] = -0.5
    now = trial_of(found, np.where(found.space.allowed, 2, 0), room, weight=100.0)
    more = raising(found).raised(now) - now.plan
    assert more[0].nonzero()[0].tolist() == [9]
    assert more[0, 9] == pytest.approx(50 * 3 / 60, abs=1), "50 calls of three minutes in an hour"


def test_what_has_barely_helped_is_added_again_with_more_emphasis(problem, phone):
    found = problem(phone)
    room = np.zeros(found.cells.count)
    room[9] = -0.5
    adding = raising(found)
    first = adding.raised(trial_of(found, np.where(found.space.allowed, 2, 0), room, 100.0))
    again = adding.raised(trial_of(found, first, room * 0.95, 100.0))
    assert again[0, 9] - first[0, 9] > 2 * (first[0, 9] - 2)


def test_intervals_of_few_contacts_are_judged_together_within_their_day(problem, phone):
    found = problem(phone, "period.days=2")
    cells = cells_of(found.goals, per="interval", day=found.space.day, closing=np.zeros((1, 48), bool))
    joined = cells.joined(np.tile([0.5] * 12 + [9.0] * 12, 2), found.space.day, np.array([3.0]))
    assert joined.first.tolist() == [0, 6, *range(12, 24), 24, 30, *range(36, 48)]
    quiet = cells.joined(np.tile([0.0] * 9 + [9.0] * 15, 2), found.space.day, np.array([3.0]))
    assert quiet.first.tolist() == [*range(9, 24), *range(33, 48)], "a cell is named after its first contacts"
    assert np.bincount(joined.cell[0]).tolist()[:3] == [6, 6, 1]
