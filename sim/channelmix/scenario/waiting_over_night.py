"""
Promises that run on while nobody is on duty, and what to write instead: told before anything is played.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from channelmix.scenario.channel import Channel
from channelmix.scenario.model import Scenario
from channelmix.scenario.units import DAY_SECONDS, clock
from channelmix.scenario.week import WEEKDAYS, Hours

_DAY = int(DAY_SECONDS)


def overnight_notes(scenario: Scenario) -> Iterator[str]:
    """Yield each promise that falls due in closed hours for those who come before them, with what to write instead."""
    for name, channel in scenario.channels.items():
        target = channel.target
        if target is None or channel.closed_rule != "queue" or target.clock != "wall":
            continue
        hours = _attended(scenario, name) if channel.hours is None else channel.hours.by_weekday
        closes, opens = _longest_without(hours)
        if target.within.seconds < opens - closes:
            when = "nobody is on duty" if channel.hours is None else "closed"
            keys = f"{'opening hours and ' if channel.hours is None else ''}{instead(channel)}"
            yield (
                f"channels.{name}.target runs on while {when} ({_told(closes)} to {_told(opens)}): what comes then, or "
                f"shortly before, may fall due before anybody is back, however many agents there are; if that is not "
                f"meant, add {keys}, so that the promise stands still while closed"
            )


def _attended(scenario: Scenario, name: str) -> list[Hours]:
    """Return by weekday when anybody who serves a channel is on duty; always, where a file says it."""
    able = [group.agents for group in scenario.groups.values() if name in group.channels]
    if any(agents.file is not None for agents in able):
        return [((0, _DAY),)] * 7
    days = []
    for day in range(7):
        steps = [agents.by_weekday[day] for agents in able]
        edges = sorted({0, _DAY, *(start for each in steps for start in each.starts)})
        days.append(tuple((start, end) for start, end in pairwise(edges) if any(each.at(start) for each in steps)))
    return days


def instead(channel: Channel) -> str:
    """
    Return the keys of a target whose promise stands still while closed: whole days are opening days then.

    A promise of 24 h would be two days or three in opening hours, so it becomes one of a day.
    """
    within = None if channel.target is None else channel.target.within
    if within is None or within.counts_days or within.seconds < DAY_SECONDS:
        return 'clock = "hours"'
    days = round(within.seconds / DAY_SECONDS)
    return f'clock = "hours", within = "{days} day{"s" if days > 1 else ""}"'


def _longest_without(hours: Sequence[Hours]) -> tuple[float, float]:
    """Return the longest time between two hours of a week, in its seconds and those of the week after it."""
    spans = sorted(
        (day * _DAY + opens, day * _DAY + closes) for day, mine in enumerate(hours) for opens, closes in mine
    )
    if not spans:
        return 0.0, 0.0
    later = [*spans[1:], (spans[0][0] + 7 * _DAY, 0.0)]
    return max(((closes, opens) for (_, closes), (opens, _) in zip(spans, later, strict=True)),
               key=lambda each: each[1] - each[0])  # fmt: skip


def _told(second: float) -> str:
    day, time = divmod(int(second), _DAY)
    return f"{WEEKDAYS[day % 7]} {clock(time)}"
