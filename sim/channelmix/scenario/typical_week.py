"""
Which days of a year a period stands for: its own, and closed days that make its last week whole.

A desk that opens from Monday to Saturday may be simulated for six days. A year has 52 such weeks all the same, and
not 61.
"""

from datetime import timedelta

from channelmix.scenario.model import Scenario

DAYS_PER_YEAR = 365.25
"""Mean length of a Julian year, one in four of which has a day more; the year that astronomers count by (IAU)."""

_WEEK = 7


def days_stood_for(scenario: Scenario) -> int:
    """
    Return the days by which amounts of a period are turned into those of a year.

    They are the period's own, unless it lacks those weekdays only on which all channels are closed.
    """
    period = scenario.period
    missing = [period.start + timedelta(days=day) for day in range(period.days, period.days + -period.days % _WEEK)]
    is_closed = all(
        channel.hours is not None and not channel.hours.by_weekday[day.weekday()]
        for day in missing
        for channel in scenario.channels.values()
    )
    return period.days + len(missing) if is_closed else period.days
