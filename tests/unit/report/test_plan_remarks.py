"""What a planner should notice in a plan, in a line each."""

from channelmix.report.plan_remarks import beyond_reach, price_of_yours
from channelmix.staffing.noticing import noticed

PLENTY = {"occupancy": 0.6}


def told(goals=(), **groups):
    return list(noticed({"goals": goals, "groups": groups}))


def test_groups_of_whom_nobody_is_needed_are_told_with_the_reason():
    others = {"why": "others", "by": ["desk"], "no_more": True}
    assert told(desk=PLENTY, late={"idle": others}) == [
        "nobody of late is needed: its promises are kept by desk, whose hours cost no more"
    ]
    (line,) = told(late={"idle": {"why": "no_promise"}})
    assert line == "nobody of late is needed: nothing is promised of its channels"


def test_agents_who_are_nearly_always_busy_are_told_with_the_key_unless_the_scenario_sets_a_limit():
    assert told(desk={"occupancy": 0.981}) == [
        "agents of desk are busy 98.1 % of their time in this plan; groups.desk.max_occupancy caps it"
    ]
    assert told([{"kind": "occupancy", "of": "desk"}], desk={"occupancy": 0.981}) == []
    assert told(desk={"occupancy": 0.95}) == []


def test_a_plan_of_ones_own_is_called_dearer_or_cheaper_by_hours_and_money():
    group = {"paid_hours": 104.0, "paid_hours_found": 100.0, "cost": 3100.0, "cost_found": 3000.0}
    assert price_of_yours([group], (30, 31), "EUR") == (
        "your plan takes 4.0 paid hours more and EUR 100 more, and keeps 1 fewer of the promises"
    )
    free = {**group, "paid_hours": 100.0, "cost": 0.0, "cost_found": 0.0}
    assert price_of_yours([free], (31, 31), "EUR") == "your plan takes as many paid hours, and keeps as many promises"


def test_what_nobody_can_keep_is_told_beside_its_promise():
    assert beyond_reach([{"let_off": 0, "beyond": "1 more is"}, {"let_off": 0}], ["phone", "email"]) == [
        "phone: 1 more is"
    ]
