"""The rules of waiting as arrays: one setting of the scenario file at a time."""

from channelmix.demand.days import OpenDays
from channelmix.engine.inputs import NEVER, SECOND, Chased, Clock, Reason
from channelmix.simulate.frame import frame_of
from channelmix.simulate.operation import build_operation
from channelmix.simulate.staff import planned, steps_by_day

EMAIL = {"kind": "deferred", "handling": {"mean": "5 min"}}
GROUPS = {"front": {"handles": ["phone", "email"]}, "back": {"handles": ["phone", "email"], "agents": 2}}


def operation_of(scenario):
    frame = frame_of(scenario)
    open_days = OpenDays(scenario, frame.clock)
    plans = [
        planned(steps_by_day(group.agents.by_weekday, frame.clock), frame.clock, open_days)
        for group in scenario.groups.values()
    ]
    return build_operation(scenario, frame, plans)


def two_channels(scenario_of, phone=None, email=None, groups=None):
    channels = {"phone": phone or {}, "email": {**EMAIL, **(email or {})}}
    both = {name: {**settings, **(groups or {}).get(name, {})} for name, settings in GROUPS.items()}
    return operation_of(scenario_of(channels=channels, groups=both))


def test_an_operation_that_uses_no_rare_rule_says_so(scenario_of):
    assert two_channels(scenario_of).rules_used == ()


def test_each_rule_that_is_used_is_named(scenario_of):
    phone = {
        "overflow": {"after": "2 min", "to": "email"},
        "callback": {"after": "1 min", "share": 0.3, "within": "1 h"},
        "transfer": {"share": 0.1, "to": "back"},
        "response_patience": "5 min",
        "groups": ["front", {"group": "back", "after": "12 s"}],
    }
    email = {"target": {"share": 0.9, "within": "1 day"}, "discipline": "due", "silent": 0.2, "patience": "2 days"}
    email["late"] = {"share": 0.2, "after": "1 h", "to": "phone"}
    front = {"reserve": {"phone": 1}, "drain": ["phone"], "interruptible": ["email"]}
    used = two_channels(scenario_of, phone, email, {"front": front}).rules_used
    assert used == (
        "overflow", "callback", "interruption", "response patience", "silent abandonment", "transfer", "due order",
        "chase", "delayed groups", "reserve", "drain",
    )  # fmt: skip


def test_waits_before_moving_on_are_those_of_the_file(scenario_of):
    phone = {"overflow": {"after": "2 min", "to": "leave"}, "callback": {"after": "10 s", "share": 0.3}}
    operation = two_channels(scenario_of, phone)
    assert operation.overflow_after.tolist() == [120 * SECOND, NEVER]
    assert operation.callback_after.tolist() == [10 * SECOND, NEVER]
    assert operation.callback_within.tolist() == [NEVER, NEVER]


def test_a_further_group_opens_later_and_one_left_out_never_does(scenario_of):
    phone = {"groups": ["front", {"group": "back", "after": "12 s"}]}
    operation = two_channels(scenario_of, phone, {"groups": ["front"]})
    assert operation.opens_after.tolist() == [[0, 0], [12 * SECOND, NEVER]]
    assert operation.weight.tolist() == [[1, 1], [1, 0]]


def test_a_second_group_serves_what_is_handed_over_and_nothing_new(scenario_of):
    operation = two_channels(scenario_of, {"transfer": {"share": 0.1, "to": "back"}, "groups": ["front"]})
    assert operation.second_group.tolist() == [1, -1]
    assert operation.route.tolist() == [[0, -1], [0, 1]]
    assert operation.weight[1, 0] == 1
    assert operation.opens_after[1, 0] == NEVER


def test_calls_and_chats_interrupt_and_mail_does_not(scenario_of):
    operation = two_channels(scenario_of, groups={"back": {"interruptible": ["email"]}})
    assert operation.interrupts.tolist() == [True, False]
    assert operation.interruptible.tolist() == [[False, False], [False, True]]


def test_promises_are_those_of_the_targets(scenario_of):
    email = {"target": {"share": 0.9, "within": "4 h"}, "response_target": {"share": 0.9, "within": "1 h"}}
    email["late"] = {"share": 0.5, "after": "1 day"}
    operation = two_channels(scenario_of, email=email)
    assert operation.promise.tolist() == [[20 * SECOND, NEVER], [4 * 3600 * SECOND, 3600 * SECOND]]
    assert operation.promise_clock.tolist() == [[Clock.WALL] * 2] * 2
    assert operation.chased_when.tolist() == [Chased.NEVER, Chased.REPLY]
    assert operation.after_counts_days[1, Reason.LATE]
