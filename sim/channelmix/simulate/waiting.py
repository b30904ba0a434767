"""
Scenario -> the rules of waiting: moving on, calls back, promises, and what groups keep room for.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from channelmix.engine.inputs import NEVER, Chased, Clock
from channelmix.scenario.channel import Channel
from channelmix.scenario.model import Scenario
from channelmix.scenario.service import ResponseTarget
from channelmix.scenario.units import Duration


def microseconds(span: Duration | None) -> int:
    """Return a span as the engines take it; NEVER for none."""
    return NEVER if span is None else span.microseconds


def waiting_rules(scenario: Scenario) -> dict[str, Any]:
    """Return the entries of ``Operation`` that say what waiting contacts may do, and what they are promised."""
    channels = list(scenario.channels.values())
    callbacks = [channel.callback for channel in channels]
    promises = [(channel.target, channel.response_target) for channel in channels]
    return {
        "overflow_after": _times(each.overflow.after if each.overflow else None for each in channels),
        "callback_after": _times(back.after if back and back.share else None for back in callbacks),
        "callback_within": _times(back.within if back else None for back in callbacks),
        "interrupts": np.array([channel.rules.live for channel in channels]),
        "may_leave_later": np.array([channel.response_patience is not None for channel in channels]),
        "may_go_silently": np.array([channel.silent > 0 for channel in channels]),
        "second_group": np.array(second_groups(scenario), np.int64),
        "due_order": np.array([channel.discipline == "due" for channel in channels]),
        "promise": np.array([[_limit(target) for target in both] for both in promises], np.int64),
        "promise_clock": np.array([[clock_of(target) for target in both] for both in promises], np.int64),
        "chased_when": np.array([_chased(channel) for channel in channels], np.int64),
    }


def group_choice(scenario: Scenario, routes: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Return the entries of ``Operation`` that say what groups wait for, keep free, and put aside."""
    shape = (len(scenario.groups), len(scenario.channels))
    opens_after, reserve = np.full(shape, NEVER), np.zeros(shape, np.int64)
    drains, interruptible = np.zeros((2, *shape), np.bool_)
    for channel, (name, settings) in enumerate(scenario.channels.items()):
        waits = {choice.group: choice.after for choice in settings.groups or ()}
        for number, (group_name, group) in enumerate(scenario.groups.items()):
            if number in routes[channel]:
                wait = waits.get(group_name)
                opens_after[number, channel] = wait.microseconds if wait else 0
                reserve[number, channel] = group.reserve.get(name, 0)
            drains[number, channel] = name in group.drain
            interruptible[number, channel] = name in group.interruptible
    return {"opens_after": opens_after, "reserve": reserve, "drains": drains, "interruptible": interruptible}


def second_groups(scenario: Scenario) -> list[int]:
    """Return for each channel the number of the group that its contacts are handed over to; -1: none."""
    numbers = {name: number for number, name in enumerate(scenario.groups)}
    transfers = [channel.transfer for channel in scenario.channels.values()]
    return [numbers[transfer.to] if transfer and transfer.share else -1 for transfer in transfers]


def clock_of(target: ResponseTarget | None) -> Clock:
    """Return what a promise is timed by."""
    if target is None or target.clock == "wall":
        return Clock.WALL
    return Clock.OPEN_DAYS if target.within.counts_days else Clock.OPEN_TIME


def _times(spans: Any) -> Any:
    return np.array([microseconds(span) for span in spans], np.int64)


def _limit(target: ResponseTarget | None) -> int:
    return NEVER if target is None else target.within.microseconds


def _chased(channel: Channel) -> Chased:
    if channel.late is None or not channel.late.share:
        return Chased.NEVER
    return Chased.REPLY if channel.measured_to == "reply" else Chased.START
