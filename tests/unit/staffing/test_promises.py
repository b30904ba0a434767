"""What has to be kept, where, and what nobody can keep."""

import numpy as np
import pytest

from channelmix.errors import InputError
from channelmix.staffing import staff
from channelmix.staffing.goals import cells_of, goals_of
from channelmix.staffing.load import load_of
from channelmix.staffing.structure import parts_of

CHANGES = [
    "channels.phone.max_abandoned_share=0.05",
    "channels.phone.max_delayed_share=0.3",
    "groups.desk.max_occupancy=0.85",
]


def test_every_promise_of_the_file_becomes_a_goal(loaded_of, phone_and_email):
    goals = goals_of(loaded_of(phone_and_email, *CHANGES).scenario)
    assert [(goal.owner, goal.kind, goal.limit) for goal in goals] == [
        ("phone", "service", 0.8), ("phone", "delayed", 0.3), ("phone", "abandoned", 0.05),
        ("email", "service", 0.9), ("email", "backlog", 12), ("desk", "occupancy", 0.85),
    ]  # fmt: skip


def test_goals_hold_by_interval_day_or_week_and_backlog_at_the_days_end(problem, phone_and_email):
    found = problem(phone_and_email, "period.days=8")
    closing = np.zeros((2, 8 * 24), bool)
    closing[1, 16::24] = True
    counts = {
        per: np.bincount(cells_of(found.goals, per=per, day=found.space.day, closing=closing).goal).tolist()
        for per in ("interval", "day", "week")
    }
    assert counts == {"interval": [192, 192, 8], "day": [8, 8, 8], "week": [2, 2, 8]}


def test_backlog_is_counted_when_the_last_agent_may_be_on_duty(problem, phone_and_email):
    found = problem(phone_and_email)
    backlog = [goal.kind for goal in found.goals].index("backlog")
    assert np.flatnonzero(found.cells.cell[backlog] >= 0).tolist() == [16]


def test_groups_hang_together_through_shared_channels():
    assert parts_of(np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]], bool)) == ((0, 1, 2), (3,))


def test_load_is_arrivals_times_handling_late_by_a_handling_time(problem, phone):
    found = problem(
        phone,
        "channels.phone.arrivals.per_hour=600",
        "channels.phone.handling={mean='10 min',distribution='deterministic'}",
    )
    contacts = [found.simulation.population.contacts(1, number, found.simulation.horizons[0]) for number in range(10)]
    active = load_of(found.simulation.operation, contacts).active[0]
    assert active[9:12] == pytest.approx([100 * 55 / 60, 100, 100 * 5 / 60], rel=0.05)
    assert active[:9].sum() == 0


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (["channels.phone.target={share=1,within=0}"], "channels.phone.target must be below 100 % in 0 s"),
        (["staffing.max_agents={desk=0}"], "nobody who serves phone may be on duty in the period"),
        (["period.closed_on=[2024-03-04]"], "nobody who serves phone may be on duty in the period"),
        (["staffing.max_agents={desk=1}"], r"as many agents as staffing\.max_agents allows \(desk 1\) .*; raise it"),
        (["channels.phone.target.measured_to=reply"], "channels.phone.target cannot be kept: at least 80.0 % is"),
        (["groups.desk.max_occupancy=0.001"], r"max_occupancy cannot be kept: at most 0\.1 % .* agents, .*raise it"),
        (["groups.desk.max_occupancy=0.0001"], r"max_occupancy cannot be kept: at most 0\.01 % is promised"),
        (["channels.phone.target=false"], "staffing needs a target to keep"),
    ],
)  # fmt: skip
def test_a_promise_that_nobody_can_keep_is_named_before_any_search(loaded_of, phone, changes, told):
    with pytest.raises(InputError, match=told):
        staff(loaded_of(phone, *changes))
