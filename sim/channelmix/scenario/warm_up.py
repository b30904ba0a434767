"""
What is simulated around the counted period: the warm-up before it, and the days after it.
"""

from datetime import timedelta

from channelmix.scenario.model import Scenario
from channelmix.scenario.units import Duration

_NONE = Duration(0)
_WEEK = Duration(7, "days")
_DAY_SECONDS = 86_400


def warm_up_of(scenario: Scenario) -> Duration:
    """
    Return the warm-up: as stated; else none if a starting backlog is given; else a week if contacts
    queue overnight or customers return; else none.
    """
    if scenario.period.warm_up is not None:
        return scenario.period.warm_up
    if any(channel.backlog_start for channel in scenario.channels.values()):
        return _NONE
    return _WEEK if carries_over(scenario) else _NONE


def carries_over(scenario: Scenario) -> bool:
    """Whether a day may leave work to the next one."""
    return any(channel.closed_rule == "queue" or channel.returns for channel in scenario.channels.values())


def weekdays_around(scenario: Scenario) -> frozenset[int]:
    """Return the weekdays, Monday as 0, that are simulated before or after the period, and of which it has none."""
    period = scenario.period
    before, after = (-int(-span.seconds // _DAY_SECONDS) for span in (warm_up_of(scenario), period.cool_down))
    after = after if carries_over(scenario) else 0
    counted = {(period.start + timedelta(days=day)).weekday() for day in range(min(period.days, 7))}
    days = [*range(-min(before, 7), 0), *range(period.days, period.days + min(after, 7))]
    return frozenset((period.start + timedelta(days=day)).weekday() for day in days) - counted
