"""
Scenario -> operation: names become numbers, hours become switches, rules become arrays.

Channels and groups are numbered in the order of the scenario file. An agent's capacity is the
least common multiple of the group's concurrencies, so that weights are whole numbers.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from channelmix.demand.days import OpenDays
from channelmix.engine.inputs import NEVER, Flags, Indices, Operation, Reason, WhenClosed
from channelmix.scenario.model import Scenario
from channelmix.simulate.frame import Frame
from channelmix.simulate.staff import Switches
from channelmix.simulate.waiting import group_choice, microseconds, second_groups, waiting_rules


def build_operation(scenario: Scenario, frame: Frame, plans: Sequence[Switches]) -> Operation:
    """
    Return a scenario's rules and staff as the engines take them.

    Args:
        scenario: A scenario that has been checked.
        frame: The time it covers.
        plans: For each group when its planned number of agents changes, from time zero on.
    """
    routes = routes_of(scenario)
    return Operation(
        **_channel_rules(scenario),
        **waiting_rules(scenario),
        **group_choice(scenario, routes),
        **_gates(scenario, frame),
        **_group_rules(scenario, routes),
        route=_route_table(routes, len(scenario.groups)),
        **_staff(plans),
        after_counts_days=_counted_days(scenario),
        day_start=frame.clock.day_start,
        count_from=frame.count_from,
        count_until=frame.count_until,
        stop=frame.stop,
        grid=frame.grid,
    )


def _channel_rules(scenario: Scenario) -> dict[str, Any]:
    channels = scenario.channels.values()
    rules = {"reject": WhenClosed.REJECT, "queue": WhenClosed.QUEUE}
    return {
        "when_closed": np.array([rules.get(each.closed_rule, WhenClosed.DIVERT) for each in channels], np.int64),
        "clears_at_closing": np.array([each.at_closing == "clear" for each in channels]),
        "inactive_after": np.array([microseconds(each.released_after) for each in channels], np.int64),
        "lines": np.array([NEVER if each.lines is None else each.lines for each in channels], np.int64),
    }


# ---------------------------------------------------------------------- opening hours


def _gates(scenario: Scenario, frame: Frame) -> dict[str, Any]:
    open_days = OpenDays(scenario, frame.clock)
    spans = [_open_spans(name, frame, open_days) for name in scenario.channels]
    switches = sorted(
        (moment, channel, opens)
        for channel, mine in enumerate(spans)
        for start, end in mine
        for moment, opens in ((start, True), (end, False))
        if 0 < moment < frame.clock.day_start[-1]
    )
    return {
        "open_at_start": np.array([any(start == 0 for start, _ in mine) for mine in spans]),
        "gate_time": np.array([moment for moment, _, _ in switches], np.int64),
        "gate_channel": np.array([channel for _, channel, _ in switches], np.int64),
        "gate_opens": np.array([opens for _, _, opens in switches], np.bool_),
        "day_is_open": _open_days(scenario, frame, open_days),
    }


def _open_spans(channel: str, frame: Frame, open_days: OpenDays) -> list[tuple[int, int]]:
    """Return from when to when a channel is open, joined over midnight."""
    clock = frame.clock
    spans: list[tuple[int, int]] = []
    for day in range(clock.days):
        for opens, closes in open_days.hours(channel, day):
            start, end = clock.at(day, opens), clock.at(day, closes)
            if spans and spans[-1][1] == start:
                start = spans.pop()[0]
            if start < end:
                spans.append((start, end))
    return spans


def _open_days(scenario: Scenario, frame: Frame, open_days: OpenDays) -> Flags:
    days = range(frame.clock.days)
    return np.array([[bool(open_days.hours(name, day)) for day in days] for name in scenario.channels])


# ---------------------------------------------------------------------- groups


def _group_rules(scenario: Scenario, routes: Sequence[Sequence[int]]) -> dict[str, Any]:
    groups = list(scenario.groups.values())
    shape = (len(groups), len(scenario.channels))
    weight, rank, speed = np.zeros(shape, np.int64), np.full(shape, -1, np.int64), np.ones(shape)
    capacity = [math.lcm(*(group.holds(name) for name in group.channels)) for group in groups]
    for channel, name in enumerate(scenario.channels):
        for number in _groups_serving(scenario, routes, channel):
            group = groups[number]
            weight[number, channel] = capacity[number] // group.holds(name)
            rank[number, channel] = next(place for place, tier in enumerate(group.ranks) if name in tier)
            speed[number, channel] = group.speed.get(name, 1.0)
    return {
        "capacity": np.array(capacity, np.int64),
        "weight": weight,
        "rank": rank,
        "speed": speed,
        "slowdown": _padded([group.slowdown for group in groups]),
    }


def _groups_serving(scenario: Scenario, routes: Sequence[Sequence[int]], channel: int) -> Sequence[int]:
    """Return the groups of a channel's route, and the one that its contacts are handed over to."""
    second = second_groups(scenario)[channel]
    return [*routes[channel], *([second] if second >= 0 and second not in routes[channel] else [])]


def _padded(rows: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Return rows as one table; shorter ones go on with their last value."""
    longest = max(map(len, rows))
    return np.array([[*row, *[row[-1]] * (longest - len(row))] for row in rows])


def routes_of(scenario: Scenario) -> list[list[int]]:
    """
    Return for each channel the groups that serve it, in the order in which a contact tries them.

    That is the channel's own list, without groups that cannot handle it; or, without a list, groups
    with fewer skills first, then file order.
    """
    numbers = {name: number for number, name in enumerate(scenario.groups)}
    routes = []
    for name, channel in scenario.channels.items():
        able = [group for group, settings in scenario.groups.items() if name in settings.channels]
        if channel.groups is not None:
            able = [choice.group for choice in channel.groups if choice.group in able]
        else:
            able.sort(key=lambda group: len(scenario.groups[group].channels))
        routes.append([numbers[group] for group in able])
    return routes


def _route_table(routes: Sequence[Sequence[int]], groups: int) -> Indices:
    return np.array([[*route, *[-1] * (groups - len(route))] for route in routes], np.int64)


def _staff(plans: Sequence[Switches]) -> dict[str, Any]:
    changes = sorted((moment, group, agents) for group, plan in enumerate(plans) for moment, agents in plan[1:])
    times, groups, agents = np.array(changes, np.int64).reshape(-1, 3).T
    return {
        "agents_at_start": np.array([plan[0][1] for plan in plans], np.int64),
        "plan_time": times,
        "plan_group": groups,
        "plan_agents": agents,
    }


def _counted_days(scenario: Scenario) -> Flags:
    """Return for which channel and reason the days until a customer comes back are opening days."""
    flags = np.zeros((len(scenario.channels), len(Reason)), np.bool_)
    for number, channel in enumerate(scenario.channels.values()):
        returns = {
            Reason.ABANDONED: channel.redial,
            Reason.BUSY: channel.redial,
            Reason.UNRESOLVED: channel.unresolved,
            Reason.CONTAINED: channel.bot.returns if channel.bot else None,
            Reason.LATE: channel.late,
        }
        for reason, chance in returns.items():
            flags[number, reason] = chance is not None and chance.after.counts_days
    return flags
