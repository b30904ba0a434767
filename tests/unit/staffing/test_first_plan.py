"""Work as water, until when it is due, and what is added where contacts are missing in time."""

import numpy as np
import pytest

from channelmix.staffing.cover import due_of, goes_round
from channelmix.staffing.differences import Change, Credit
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


WEEK = """
[channels.email]
kind = "deferred"
arrivals = { per_day = 20 }
handling = "6 min"
target = { share = 0.50, within = "24 h" }
[groups.back]
handles = ["email"]
agents = { mon-fri = { "08:00" = 2, "18:00" = 0 }, sat-sun = 0 }
"""


def test_sundays_emails_are_spread_until_the_first_of_them_is_due_not_over_the_first_hour(problem, phone):
    found = problem(phone + WEEK, "period.days=7")
    load = Load(np.ones((2, 168)), np.zeros((2, 168)), np.ones(2))
    spots = due_of(found, load).spots(1, np.arange(6 * 24, 168), found.space)
    assert spots.tolist() == [8, 9, 10, 11, 12], "half may be late: those who came before noon"


def test_what_is_added_on_monday_for_sunday_is_credited_to_monday(problem, phone):
    found = problem(phone + WEEK, "period.days=7")
    monday, friday = np.array([10]), np.array([4 * 24 + 17])
    changes = (Change(1, [monday, friday]),)
    gained = np.zeros((2, 168))
    gained[1, 6 * 24 + 11] = 1.0
    of_monday, of_friday = Credit(changes, cells=found.cells, structure=found.structure).effects(gained)[0]
    assert of_friday.sum() == 1, "control: a period that ends knows nobody after it"
    round_about = goes_round(found)
    of_monday, of_friday = Credit(changes, cells=found.cells, structure=round_about.structure).effects(gained)[0]
    assert (of_monday.sum(), of_friday.sum()) == (1, 0)


def test_agents_that_are_added_go_where_fewest_are(problem, phone):
    found = problem(phone, "channels.phone.hours={mon-fri='09:00-15:00'}", "staffing.per='day'",
                    "channels.phone.target.within=6 h")  # fmt: skip
    plan = np.where(found.space.allowed, np.where(np.arange(24) == 12, 1, 4), 0)
    more = raising(found).raised(trial_of(found, plan, np.array([-0.2]), weight=60.0)) - plan
    assert more[0].nonzero()[0].tolist() == [12]


def test_a_promise_that_only_a_crowd_would_keep_is_given_up_and_nothing_beyond_use_is_added(problem, phone):
    found = problem(phone)
    room = np.zeros(found.cells.count)
    room[9] = -0.2
    adding, plan = raising(found), np.where(found.space.allowed, 2, 0)
    for _ in range(20):
        now = trial_of(found, plan, room, weight=20.0)
        plan = adding.raised(now)
        lost = adding.hopeless(now, plan)
        if lost is not None:
            break
    assert lost is not None
    assert lost.cells.nonzero()[0].tolist() == [9]
    assert lost.before.plan[0, 9] <= 4
    assert plan[0, 9] <= 23
    kept = trial_of(found, plan, np.zeros(found.cells.count), weight=20.0)
    assert adding.hopeless(kept, plan) is None, "control: nothing that is kept is given up"
