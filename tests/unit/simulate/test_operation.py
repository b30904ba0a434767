"""Scenarios as arrays: hours, staff, slots and routes, one rule at a time."""

from datetime import date, datetime

import pytest

from channelmix.demand.days import OpenDays
from channelmix.engine.inputs import DAY, HOUR, NEVER, SECOND, Reason, WhenClosed
from channelmix.scenario.readers import PlanLine
from channelmix.simulate.frame import frame_of
from channelmix.simulate.operation import build_operation
from channelmix.simulate.staff import planned, steps_by_day, steps_of_lines


def operation_of(scenario):
    frame = frame_of(scenario)
    open_days = OpenDays(scenario, frame.clock)
    plans = [
        planned(steps_by_day(group.agents.by_weekday, frame.clock), frame.clock, open_days)
        for group in scenario.groups.values()
    ]
    return build_operation(scenario, frame, plans)


def gates(operation, channel=0):
    rows = zip(operation.gate_time, operation.gate_channel, operation.gate_opens, strict=True)
    return [(int(time) / HOUR, bool(opens)) for time, which, opens in rows if which == channel]


def plan(operation, group=0):
    rows = zip(operation.plan_time, operation.plan_group, operation.plan_agents, strict=True)
    return [(int(time) / HOUR, int(agents)) for time, which, agents in rows if which == group]


EMAIL = {"kind": "deferred", "handling": {"mean": "5 min"}}
CHAT = {"kind": "chat", "handling": {"mean": "5 min"}}


def test_channels_open_and_close_with_their_hours(scenario_of):
    operation = operation_of(scenario_of())
    assert not operation.open_at_start[0]
    assert gates(operation)[:4] == [(8, True), (18, False), (32, True), (42, False)]


def test_a_channel_without_hours_never_closes(scenario_of):
    operation = operation_of(scenario_of(channels={"email": EMAIL}))
    assert operation.open_at_start[1]
    assert gates(operation, channel=1) == []


def test_hours_up_to_midnight_and_from_midnight_on_are_one_opening(scenario_of):
    hours = {"mon": "20:00-24:00", "tue": "00:00-04:00"}
    assert gates(operation_of(scenario_of(channels={"phone": {"hours": hours}})))[:2] == [(20, True), (28, False)]


def test_closed_days_shut_every_channel_and_send_everybody_home(scenario_of):
    operation = operation_of(
        scenario_of(
            period={"closed_on": [date(2024, 3, 5)], "warm_up": "0 s"},
            channels={"email": EMAIL},
            groups={"front": {"agents": 5}},
        )
    )
    assert gates(operation)[:3] == [(8, True), (18, False), (56, True)]
    assert gates(operation, channel=1) == [(24, False), (48, True)]
    assert (operation.agents_at_start[0], plan(operation)) == (5, [(24, 0), (48, 5)])
    assert operation.day_is_open[:, :3].tolist() == [[True, False, True], [True, False, True]]


def test_hours_of_a_special_day_hold_for_channels_and_staff(scenario_of):
    special = {"date": date(2024, 3, 4), "hours": "10:00-12:00"}
    operation = operation_of(scenario_of(period={"special_days": [special]}, groups={"front": {"agents": 5}}))
    assert gates(operation)[:2] == [(10, True), (12, False)]
    assert (operation.agents_at_start[0], plan(operation)[:3]) == (0, [(10, 5), (12, 0), (24, 5)])


def test_a_step_holds_to_the_next_and_only_changes_are_listed(scenario_of):
    agents = {"mon": {"08:00": 3, "09:00": 3, "12:00": 2, "18:00": 0}, "tue": 1}
    assert plan(operation_of(scenario_of(groups={"front": {"agents": agents}})))[:5] == [
        (8, 3), (12, 2), (18, 0), (24, 1), (48, 0),
    ]  # fmt: skip


def test_staff_follows_the_wall_clock_on_the_day_the_clocks_change(scenario_of):
    period = {"timezone": "Europe/Amsterdam", "start": date(2024, 3, 31)}
    operation = operation_of(
        scenario_of(period=period, groups={"front": {"agents": {"sun": {"08:00": 1, "09:00": 2}}}})
    )
    assert plan(operation)[:3] == [(7, 1), (8, 2), (23, 0)]


def test_rows_of_a_staff_file_hold_for_one_interval_and_repeat_on_the_same_weekday(scenario_of):
    frame = frame_of(scenario_of(period={"days": 8}))
    rows = [
        PlanLine(None, datetime(2024, 3, 4, 8), 4),
        PlanLine(None, datetime(2024, 3, 4, 8, 30), 5),
        PlanLine(None, datetime(2024, 3, 4, 10, 0), 2),
    ]
    days = steps_of_lines(rows, frame.clock)
    assert [days[0].at(second) for second in (0, 28_800, 30_600, 32_400, 36_000, 37_800)] == [0, 4, 5, 0, 2, 0]
    assert days[7] == days[0]
    assert days[1].values == ()


def test_capacity_is_the_least_common_multiple_of_the_concurrencies(scenario_of):
    operation = operation_of(
        scenario_of(
            channels={"chat": CHAT, "whatsapp": CHAT | {"kind": "messaging"}},
            groups={
                "front": {"handles": ["phone", ["chat", "whatsapp"]], "concurrency": {"chat": 3, "whatsapp": 4}},
                "calls": {"handles": ["phone"], "agents": 1},
            },
        )
    )
    assert operation.capacity.tolist() == [12, 1]
    assert operation.weight.tolist() == [[12, 4, 3], [1, 0, 0]]
    assert operation.rank.tolist() == [[0, 1, 1], [0, -1, -1]]
    assert operation.route.tolist() == [[1, 0], [0, -1], [0, -1]]


def test_a_channel_s_own_list_of_groups_goes_before_the_rule_and_leaves_others_out(scenario_of):
    groups = {name: {"handles": ["phone"], "agents": 1} for name in ("a", "b")}
    operation = operation_of(scenario_of(channels={"phone": {"groups": ["b", "front"]}}, groups=groups))
    assert operation.route.tolist() == [[2, 0, -1]]
    assert operation.weight[:, 0].tolist() == [1, 0, 1]
    assert operation.rank[:, 0].tolist() == [0, -1, 0]


def test_slowdown_goes_on_with_its_last_value_and_speed_is_one_unless_stated(scenario_of):
    fast = {"handles": ["phone"], "agents": 1, "slowdown": [1.0, 1.1, 1.3], "speed": {"phone": 1.2}}
    operation = operation_of(scenario_of(groups={"fast": fast}))
    assert operation.slowdown.tolist() == [[1.0, 1.0, 1.0], [1.0, 1.1, 1.3]]
    assert operation.speed.tolist() == [[1.0], [1.2]]


def test_rules_of_closed_doors_lines_and_slots_are_those_of_the_kind_unless_stated(scenario_of):
    whatsapp = {"kind": "messaging", "handling": {"mean": "5 min"}, "inactive_after": "5 min", "when_closed": "phone"}
    operation = operation_of(
        scenario_of(
            channels={"email": EMAIL, "chat": CHAT, "whatsapp": whatsapp, "phone": {"lines": 7, "at_closing": "clear"}},
            groups={
                "front": {"handles": ["phone", "email", "chat", "whatsapp"], "concurrency": {"chat": 2, "whatsapp": 4}}
            },
        )
    )
    assert operation.when_closed.tolist() == [
        WhenClosed.REJECT, WhenClosed.QUEUE, WhenClosed.REJECT, WhenClosed.DIVERT,
    ]  # fmt: skip
    assert operation.lines.tolist() == [7, NEVER, NEVER, NEVER]
    assert operation.clears_at_closing.tolist() == [True, False, False, False]
    assert operation.inactive_after.tolist() == [NEVER, 0, NEVER, 300 * SECOND]


@pytest.mark.parametrize(("after", "counts"), [("1 day", True), ("2 working days", True), ("24 h", False)])
def test_delays_written_in_days_count_opening_days(scenario_of, after, counts):
    operation = operation_of(scenario_of(channels={"phone": {"unresolved": {"share": 0.1, "after": after}}}))
    assert operation.after_counts_days[0, Reason.UNRESOLVED] == counts
    assert not operation.after_counts_days[0, Reason.ABANDONED]


def test_the_operation_ends_with_the_cool_down(scenario_of):
    operation = operation_of(scenario_of())
    assert operation.stop == 15 * DAY
    assert operation.day_start[0] <= 0
    assert operation.day_start[-1] >= operation.stop
