"""
Who is planned to be on duty when, laid over real days.

A plan is steps by weekday, or lines of a file: so many agents from each start for one interval
(the shortest distance between two lines of a day), nobody where there is no line. Days that a file does not
cover repeat its nearest same weekday; weekdays around the period that it has no line of keep the agents in whose place
it was put, if they are known. Nobody is planned on closed days, nor outside the opening
hours of special days. In the hour that the autumn change repeats, the steps of that hour are repeated, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from channelmix.calendars import LocalClock
from channelmix.demand.days import OpenDays
from channelmix.engine.inputs import SECOND
from channelmix.scenario.plan_rows import holds_seconds
from channelmix.scenario.readers import PlanLine
from channelmix.scenario.steps import Steps
from channelmix.scenario.week import Hours

_DAY_SECONDS = 86_400
_NOBODY = Steps((), ())

Switches = list[tuple[int, int]]
"""(time, agents) in rising time, the first at time zero; each holds to the next."""


@dataclass(frozen=True)
class Around:
    """Agents in whose place a plan was put: they work on weekdays around the period that the plan says nothing of."""

    weekdays: frozenset[int]
    """Weekdays that are simulated before or after the period and that it has not, Monday as 0."""
    by_weekday: Sequence[Steps] = ()
    """Seven entries, Monday first; none where lines say it."""
    lines: Sequence[PlanLine] = ()

    def steps(self, clock: LocalClock) -> list[Steps]:
        """Return the steps of every day of the clock; nobody on weekdays of the period."""
        days = steps_of_lines(self.lines, clock) if self.lines else steps_by_day(self.by_weekday, clock)
        return [steps if clock.date(day).weekday() in self.weekdays else _NOBODY for day, steps in enumerate(days)]


def steps_by_day(plan: Sequence[Steps], clock: LocalClock) -> list[Steps]:
    """Return the steps of every day of the clock from those of seven weekdays, Monday first."""
    return [plan[clock.date(day).weekday()] for day in range(clock.days)]


def steps_of_lines(lines: Sequence[PlanLine], clock: LocalClock, *, around: Around | None = None) -> list[Steps]:
    """Return the steps of every day of the clock from the lines of a file, and from others on weekdays around it."""
    spacing = holds_seconds([line.start for line in lines])
    by_date: dict[date, dict[int, int]] = {}
    for line in lines:
        by_date.setdefault(line.start.date(), {})[_second_of_day(line.start)] = line.agents
    known = {day: _steps(agents, spacing) for day, agents in by_date.items()}
    others = [_NOBODY] * clock.days if around is None else around.steps(clock)
    return [_nearest(known, clock.date(day), otherwise=others[day]) for day in range(clock.days)]


def planned(days: Sequence[Steps], clock: LocalClock, open_days: OpenDays) -> Switches:
    """
    Return when the planned number of agents changes.

    Args:
        days: Steps of every day of the clock.
        clock: The days.
        open_days: Tells on which days and hours nobody works.

    Returns:
        Changes only; the first entry is at time zero.
    """
    switches: Switches = []
    for day, steps in enumerate(days):
        for moment, agents in _moments(list(_within(steps, open_days.staffed(day))), clock, day):
            if switches and switches[-1][0] == moment:
                switches.pop()
            if not switches or switches[-1][1] != agents:
                switches.append((moment, agents))
    return switches


def _moments(steps: Sequence[tuple[int, int]], clock: LocalClock, day: int) -> Switches:
    """Return when the steps of a day begin; in the hour that its clock shows twice they are gone through twice."""
    found = [(clock.at(day, second), agents) for second, agents in steps]
    if (twice := clock.twice(day)) is None:
        return found
    begins, ends = twice
    back = clock.at(day, begins) + (ends - begins) * SECOND
    at_begin = next(agents for second, agents in reversed(steps) if second <= begins)
    inside = [(back + (second - begins) * SECOND, agents) for second, agents in steps if begins < second < ends]
    return sorted([*found, (back, at_begin), *inside], key=lambda step: step[0])


def _within(steps: Steps, hours: Hours) -> Iterator[tuple[int, int]]:
    """Yield (second of the day, agents) from midnight on, 0 outside of the hours."""
    edges = {0, *steps.starts, *(edge for span in hours for edge in span if edge < _DAY_SECONDS)}
    for second in sorted(edges):
        is_inside = any(opens <= second < closes for opens, closes in hours)
        yield second, int(steps.at(second)) if is_inside else 0


def _second_of_day(moment: datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _steps(agents: Mapping[int, int], spacing: int) -> Steps:
    """Return the steps of a day on which each number holds for one interval only."""
    ends = {second + spacing: 0 for second in agents if second + spacing < _DAY_SECONDS}
    heights = dict(sorted((ends | dict(agents)).items()))
    return Steps(tuple(heights), tuple(heights.values()))


def _nearest(known: Mapping[date, Steps], wanted: date, *, otherwise: Steps) -> Steps:
    same_weekday = [day for day in known if day.weekday() == wanted.weekday()]
    nearest = min(same_weekday, key=lambda day: (abs((day - wanted).days), day), default=None)
    return otherwise if nearest is None else known[nearest]
