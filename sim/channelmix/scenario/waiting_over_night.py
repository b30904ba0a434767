"""
Promises that run on while nobody is on duty, and what to write instead: told before anything is played.
"""

from collections.abc import Iterator

from channelmix.scenario.channel import Channel
from channelmix.scenario.model import Scenario
from channelmix.scenario.units import DAY_SECONDS, clock
from channelmix.scenario.week import WEEKDAYS, WeekHours

_WEEK = 7 * DAY_SECONDS


def overnight_notes(scenario: Scenario) -> Iterator[str]:
    """Yield each promise that falls due in closed hours for those who come before them, with what to write instead."""
    for name, channel in scenario.channels.items():
        target = channel.target
        if target is None or channel.hours is None or channel.closed_rule != "queue" or target.clock != "wall":
            continue
        closes, opens = _longest_closed(channel.hours)
        if target.within.seconds < opens - closes:
            yield (
                f"channels.{name}.target runs on while closed ({_told(closes)} to {_told(opens)}): what comes then, or "
                f"shortly before, may fall due before anybody is back, however many agents there are; if that is not "
                f"meant, add {instead(channel)}, so that the promise stands still while closed"
            )


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


def _longest_closed(hours: WeekHours) -> tuple[float, float]:
    """Return from when to when a channel is closed longest, in seconds of a week and the one after it."""
    spans = sorted((day * DAY_SECONDS + opens, day * DAY_SECONDS + closes)
                   for day, mine in enumerate(hours.by_weekday) for opens, closes in mine)  # fmt: skip
    if not spans:
        return 0.0, 0.0
    later = [*spans[1:], (spans[0][0] + _WEEK, 0.0)]
    return max(((closes, opens) for (_, closes), (opens, _) in zip(spans, later, strict=True)),
               key=lambda each: each[1] - each[0])  # fmt: skip


def _told(second: float) -> str:
    day, time = divmod(int(second), DAY_SECONDS)
    return f"{WEEKDAYS[day % 7]} {clock(time)}"
