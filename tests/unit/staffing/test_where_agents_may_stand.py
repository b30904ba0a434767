"""Which plans are allowed, what they cost, and how they lie on the clock."""

import numpy as np
import pytest

from channelmix.errors import ScenarioError
from channelmix.simulate.prepare import FileData, prepare
from channelmix.staffing import staff


def hours_of(problem, group=0):
    return [problem.starts[place].hour for place in np.flatnonzero(problem.space.allowed[group])]


def test_agents_may_be_on_duty_while_their_channel_is_open(problem):
    assert hours_of(problem()) == [9, 10]


def test_work_without_opening_hours_is_done_when_the_groups_own_plan_has_somebody(problem, phone_and_email):
    assert hours_of(problem(phone_and_email), 1) == list(range(9, 17))


def test_hours_of_staffing_come_before_those_of_channels(problem, phone):
    assert hours_of(problem(phone, 'staffing.hours="10:00-13:00"')) == [10, 11, 12]


def test_nobody_is_on_duty_on_a_closed_day(problem, phone):
    assert not problem(phone, "period.closed_on=[2024-03-04]").space.allowed.any()


def test_an_agent_costs_the_paid_hour_with_shrinkage_in_it(problem):
    space = problem().space
    assert space.price[0, 9] == pytest.approx(30 / 0.75)
    assert space.hours(np.ones((1, 24), np.int64))[0] == pytest.approx(24 / 0.75)


def test_least_and_most_agents_hold_wherever_somebody_may_be_on_duty(problem, phone):
    found = problem(phone, "staffing.min_agents={desk=2}", "staffing.max_agents={desk=5}")
    assert found.space.least[0].tolist() == [2 if hour in (9, 10) else 0 for hour in range(24)]
    assert found.space.most[0].max() == 5


def test_the_own_plan_laid_as_a_plan_is_the_operation_of_run(problem, phone_and_email, loaded_of):
    """Also on the days around the period, which repeat the scenario's own staff where the plan has no such weekday."""
    found, loaded = problem(phone_and_email), loaded_of(phone_and_email)
    run = prepare(loaded.scenario, seed=1, files=FileData.of(loaded)).operation
    laid = found.layout.laid(found.own, run)
    for name in ("agents_at_start", "plan_time", "plan_group", "plan_agents"):
        assert np.array_equal(getattr(laid, name), getattr(run, name)), name
    assert len(run.plan_time) > 20, "a week of warm-up is in it"


def test_another_plan_is_another_operation(problem):
    found = problem()
    laid = found.layout.laid(found.own + 1, found.simulation.operation)
    assert not np.array_equal(laid.plan_agents, found.simulation.operation.plan_agents)


@pytest.mark.parametrize("per", ["interval", "day"])
def test_a_plan_in_which_nothing_is_left_to_choose_is_the_cheapest(loaded_of, phone, per):
    limits = ("staffing.min_agents={desk=5}", "staffing.max_agents={desk=5}", f'staffing.per="{per}"')
    found = staff(loaded_of(phone, *limits), replications=2)
    assert [n for n in found.summary["groups"]["desk"]["agents"] if n] == [5, 5]


def test_more_agents_than_anybody_plans_are_refused_and_not_cut_to_as_many_as_may_be(problem, phone):
    with pytest.raises(ScenarioError, match=r"staffing\.min_agents\.desk must be at most 100000 \(got 200000\)"):
        problem(phone, "staffing.min_agents={desk=200000}")
