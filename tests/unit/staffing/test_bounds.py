"""The bound: what any plan that keeps the promises costs at least."""

from dataclasses import replace

import numpy as np
import pytest

from channelmix.queueing import Exponential, GeneralPatience, Goal
from channelmix.staffing import staff
from channelmix.staffing.bounds import cost_bound
from channelmix.staffing.envelope import closed, envelopes
from channelmix.staffing.load import Load

AN_AGENT_HOUR = 30 / 0.75


@pytest.mark.parametrize(("per", "agent_hours"), [("interval", 8 + 2), ("day", 8.4), ("week", 8.4)])
def test_a_promise_over_the_day_may_be_kept_where_agents_stand_anyhow(problem, phone, per, agent_hours):
    """
    Ten agents' work in the first of three hours, half a one's in the last; two must be there in all of them.

    Of those promised in the first hour, 8 agents' work may last into the second; the two of the last hour are no help.
    Over the day they are: 0.8 * 10.5 in all.
    """
    found = problem(
        phone, f'staffing.per="{per}"', "staffing.min_agents.desk=2", 'channels.phone.hours.mon-fri="09:00-12:00"',
        'channels.phone.target={share=0.8, within="30 min"}',
    )  # fmt: skip
    active = np.zeros((1, 24))
    active[0, [9, 11]] = 10, 0.5
    bound = cost_bound(found, found.cells, Load(active, np.zeros((1, 24)), np.ones(1)))
    assert bound == pytest.approx(agent_hours * AN_AGENT_HOUR, rel=0.01)


def test_work_that_falls_due_after_the_period_need_not_be_done_in_it_but_the_rest_must(problem, phone):
    """Ten agents' hours fall due within the day, five after it: of 0.8 * 15 promised, 5 may be those."""
    found = problem(
        phone,
        'staffing.per="day"',
        'channels.phone.target={share=0.8, within="6 h"}',
        'channels.phone.hours.mon-fri="09:00-24:00"',
    )
    active = np.zeros((1, 24))
    active[0, [9, 22]] = 10, 5
    bound = cost_bound(found, found.cells, Load(active, np.zeros((1, 24)), np.ones(1)))
    assert bound == pytest.approx((0.8 * 15 - 5) * AN_AGENT_HOUR, rel=0.01)


@pytest.mark.parametrize(
    ("busy", "per"), [(0.7, "interval"), (4.0, "interval"), (4.0, "day"), (30.0, "interval"), (150.0, "interval")]
)
def test_the_bound_of_one_queue_lies_less_than_one_agent_below_the_exact_minimum_and_never_above(
    problem, phone, busy, per
):
    found = problem(phone, f'staffing.per="{per}"')
    active = np.zeros((1, 24))
    active[0, [9, 10]] = busy
    agents = cost_bound(found, found.cells, Load(active, np.zeros((1, 24)), np.ones(1))) / AN_AGENT_HOUR / 2
    goal = Goal(share=0.8, within=20.0)
    exact = GeneralPatience.agents_needed(goal, load=busy, handling=180.0, patience=Exponential(180.0))
    assert exact - 1 < agents <= exact
    assert agents > 0.8 * busy, "control: that much the work alone would say"


@pytest.mark.parametrize(("patience", "agent_hours"), [("false", 15.0), ('"1 h"', 0.9 * 15.0)])
def test_where_nobody_gives_up_those_who_are_late_are_worked_for_too(problem, phone_and_email, patience, agent_hours):
    found = problem(
        phone_and_email, 'channels.email.target={share=0.9, within="2 h"}', f"channels.email.patience={patience}",
        "groups.back.cost_per_hour=1", "groups.desk.cost_per_hour=1",
    )  # fmt: skip
    active = np.zeros((2, 24))
    active[1, 9:14] = 3
    bound = cost_bound(found, found.cells, Load(active, np.zeros((2, 24)), np.ones(2)))
    assert bound == pytest.approx(agent_hours, rel=0.01)


def test_the_curve_of_a_live_channel_lies_above_the_formula_for_any_number_of_agents(problem, phone):
    found = problem(phone)
    active = np.zeros((1, 24))
    active[0, [9, 10]] = 5.0, 9.0
    (curve,) = envelopes(found, Load(active, np.zeros((1, 24)), np.ones(1)))
    for hour, busy in ((9, 5.0), (10, 9.0)):
        for agents in range(1, 20):
            line = GeneralPatience(load=busy, agents=agents, handling=180.0, patience=Exponential(180.0))
            most = (curve.height[:, hour] + curve.slope[:, hour] * agents).min()
            assert most >= line.service_level(20.0) - 0.01
    assert (curve.height[:, 9] + curve.slope[:, 9] * 4).min() < 0.6, "control: a curve that says something"


def test_points_below_the_line_between_their_neighbours_are_left_out_of_a_curve():
    height, slope = closed(np.array([1.0, 2.0, 3.0]), np.array([0.0, 0.0, 0.9]))
    assert (height + slope * 3).min() == pytest.approx(0.9)
    assert (height + slope * 1).min() == pytest.approx(0.3)


def test_a_bound_is_not_told_of_a_plan_that_keeps_every_promise_for_less(loaded_of, phone):
    found = staff(loaded_of(phone, "run.replications=2"))
    assert found.summary["check"]["kept"] == found.summary["check"]["cells"]
    told = [
        replace(found, requirement=replace(found.requirement, bound=share * found.plan_cost)).summary["bound"]
        for share in (0.99, 1.0, 1.01)
    ]
    assert told == [0.99 * found.plan_cost, found.plan_cost, 0.0]
