"""
Which days and hours a scenario is open: weekdays, special days and closed days in one answer.

Arrivals, opening gates and staff all ask here, so that a holiday means the same to each of them.
"""

import numpy as np

from channelmix.calendars import DAY_SECONDS, LocalClock
from channelmix.engine.inputs import Times
from channelmix.scenario.closed_days import closed_dates
from channelmix.scenario.model import Scenario
from channelmix.scenario.week import Hours

ALL_DAY: Hours = ((0, DAY_SECONDS),)


class OpenDays:
    """The opening hours of a scenario's channels on each day of a clock."""

    def __init__(self, scenario: Scenario, clock: LocalClock) -> None:
        self._scenario = scenario
        self._clock = clock
        self._special = {special.date: special for special in scenario.period.special_days}
        self.closed = closed_dates(scenario.period, [clock.date(day) for day in range(clock.days)])
        """Closed days among those of the clock, with the reason; hours of a special day come first."""

    def hours(self, channel: str, day: int) -> Hours:
        """Return when a channel is open on a day of the clock; () if it is closed."""
        exception = self._exception(day)
        if exception is not None:
            return exception
        hours = self._scenario.channels[channel].hours
        return ALL_DAY if hours is None else hours.by_weekday[self._clock.date(day).weekday()]

    def staffed(self, day: int) -> Hours:
        """Return when agents may be on duty at all on a day: always, but for closed days and hours of special days."""
        exception = self._exception(day)
        return ALL_DAY if exception is None else exception

    def is_closed(self, day: int) -> bool:
        """Return whether everything is closed on a day, whatever the weekday's hours."""
        return self._exception(day) == ()

    def _exception(self, day: int) -> Hours | None:
        """Return the hours that replace those of the weekday: of a special day, else none on a closed day."""
        when = self._clock.date(day)
        special = self._special.get(when)
        if special is not None and special.hours is not None:
            return special.hours.ranges
        return () if when in self.closed else None

    def gates(self, channel: str) -> Times:
        """Return the times at which a channel opens and closes, in turn, from the first day on."""
        gates: list[int] = []
        for day in range(self._clock.days):
            for opens, closes in self.hours(channel, day):
                start, end = self._clock.at(day, opens), self._clock.at(day, closes)
                if gates and gates[-1] == start:
                    gates[-1] = end
                elif start < end:
                    gates += [start, end]
        return np.array(gates, np.int64)

    def volume(self, day: int) -> float:
        """Return the factor on the day's contacts."""
        special = self._special.get(self._clock.date(day))
        return 1.0 if special is None else special.volume
