"""The bound: what any plan that keeps the promises costs at least."""

import numpy as np
import pytest

from channelmix.staffing.bounds import cost_bound
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
        phone, f'staffing.per="{per}"', "staffing.min_agents.desk=2", 'channels.phone.hours.mon-fri="09:00-12:00"'
    )
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
