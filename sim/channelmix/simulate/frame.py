"""
From when to when: warm-up, counted period, cool-down, and the grid of intervals.

Time zero is local midnight of the day on which the warm-up begins, or earlier if contacts have
been waiting since then. The grid follows elapsed time from each local midnight, so a day on which
the clocks change has four intervals of 15 minutes fewer or more.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from channelmix.calendars import LocalClock
from channelmix.demand.backlog import longest_age
from channelmix.engine.inputs import DAY, HOUR, Times
from channelmix.scenario.model import Scenario
from channelmix.scenario.units import Duration
from channelmix.scenario.warm_up import carries_over, warm_up_of

CARRIED_LOOKAHEAD = 4 * DAY
"""How far past the counted period customers are drawn at first: over a long weekend where work is carried over."""
LIVE_LOOKAHEAD = 4 * HOUR
"""The same where every contact ends on its day."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """The time of a simulation, in microseconds of its clock."""

    clock: LocalClock
    first_arrival: int
    """Start of the warm-up."""
    count_from: int
    count_until: int
    stop: int
    """End of the cool-down."""
    horizons: tuple[int, ...]
    """Ends to try one after the other until all counted contacts have ended; the last is ``stop``."""
    grid: Times
    """Edges of the intervals of the counted period."""

    @property
    def interval_starts(self) -> tuple[str, ...]:
        """Local date and time at which each interval starts."""
        return tuple(self.clock.local(int(edge)).isoformat(timespec="minutes") for edge in self.grid[:-1])


def frame_of(scenario: Scenario) -> Frame:
    """Return the time that a scenario simulates and counts."""
    period = scenario.period
    warm_up, cool_down = warm_up_of(scenario), period.cool_down.microseconds
    midnight = LocalClock(period.timezone, period.start, 1)
    starts_on = _first_day(midnight, warm_up)
    first_day = date.fromordinal(starts_on.toordinal() - -(-longest_age(scenario) // DAY))
    first_counted = (period.start - first_day).days
    clock = LocalClock(period.timezone, first_day, first_counted + period.days + cool_down // DAY + 2)
    count_from, count_until = (int(clock.day_start[first_counted + days]) for days in (0, period.days))
    begins = int(clock.day_start[(starts_on - first_day).days])
    return Frame(
        clock=clock,
        first_arrival=begins if _is_whole_days(warm_up) else count_from - warm_up.microseconds,
        count_from=count_from,
        count_until=count_until,
        stop=count_until + cool_down,
        horizons=_horizons(scenario, count_until, cool_down),
        grid=_grid(clock.day_start[first_counted : first_counted + period.days + 1], period.interval.microseconds),
    )


def _horizons(scenario: Scenario, count_until: int, cool_down: int) -> tuple[int, ...]:
    first = CARRIED_LOOKAHEAD if carries_over(scenario) else LIVE_LOOKAHEAD
    return tuple(count_until + ahead for ahead in sorted({min(first, cool_down), cool_down}))


def _is_whole_days(span: Duration) -> bool:
    return span.counts_days and span.amount % 1 == 0


def _first_day(midnight: LocalClock, warm_up: Duration) -> date:
    """Return the local day on which the warm-up begins; whole days are local ones, of 23 to 25 hours."""
    if _is_whole_days(warm_up):
        return date.fromordinal(midnight.ordinal(0) - int(warm_up.amount))
    return midnight.local(-warm_up.microseconds).date()


def _grid(midnights: Times, step: int) -> Times:
    starts = [np.arange(start, end, step) for start, end in pairwise(midnights)]
    return np.concatenate([*starts, midnights[-1:]])
