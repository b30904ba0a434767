"""
A plan laid over the clock: the very switches that a plan file with the same numbers would give.

The days of the period take their numbers from the plan; days outside it repeat the nearest same
weekday, as with any file. Weekdays that the period lacks (a single Monday with a week of warm-up)
keep the scenario's own staff. The layout is worked out once, so that a search may lay thousands of
plans at little cost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from channelmix.calendars import LocalClock
from channelmix.demand.days import OpenDays
from channelmix.engine.inputs import Indices, Operation, Times
from channelmix.scenario.model import Scenario
from channelmix.scenario.readers import PlanLine
from channelmix.scenario.steps import Steps
from channelmix.simulate.prepare import FileData, own_steps
from channelmix.simulate.staff import planned, steps_of_lines
from channelmix.staffing.plan_lines import lines_of_grid

_OWN = 1 << 40
"""From this number on a height of the layout is not an interval but the scenario's own agents."""


@dataclass(frozen=True, eq=False)
class Layout:
    """When the plan of each group may change, and to which interval's number."""

    times: tuple[Times, ...]
    """For each group the moments, rising, the first at time zero."""
    heights: tuple[Indices, ...]
    """For each moment 0 for nobody, 1 + interval, or ``_OWN`` + the scenario's own agents."""

    @property
    def keeps_own(self) -> bool:
        """Whether agents of the scenario's own are on duty at any time that the plan says nothing of."""
        return any((heights > _OWN).any() for heights in self.heights)

    def laid(self, plan: Indices, operation: Operation) -> Operation:
        """Return an operation that is staffed by a plan, shape (G, I)."""
        at_start: list[int] = []
        moments, groups, agents = [], [], []
        for group, (times, heights) in enumerate(zip(self.times, self.heights, strict=True)):
            mine = self._numbers(plan[group], heights)
            changes = np.flatnonzero(np.diff(mine) != 0) + 1
            at_start.append(int(mine[0]))
            moments.append(times[changes])
            groups.append(np.full(len(changes), group, np.int64))
            agents.append(mine[changes])
        moment, group_of, number = (np.concatenate(parts) for parts in (moments, groups, agents))
        order = np.lexsort((group_of, moment))
        return replace(
            operation,
            agents_at_start=np.array(at_start, np.int64),
            plan_time=moment[order],
            plan_group=group_of[order],
            plan_agents=number[order],
        )

    @staticmethod
    def _numbers(plan: Indices, heights: Indices) -> Indices:
        of_interval = np.concatenate([[0], plan])
        is_own = heights >= _OWN
        return np.where(is_own, heights - _OWN, of_interval[np.where(is_own, 0, heights)])


def layout_of(scenario: Scenario, files: FileData, *, clock: LocalClock, grid: Times, open_days: OpenDays) -> Layout:
    """Return how plans of a scenario's counted period lie on its clock."""
    lines = lines_of_grid(clock, grid, interval_s=scenario.period.interval.seconds)
    starts = [(start, number) for number, mine in enumerate(lines.of_interval) for start in mine]
    covered = {start.weekday() for start, _ in starts}
    of_plan = steps_of_lines([PlanLine(None, start, 1 + number) for start, number in starts], clock)
    switches = []
    for name in scenario.groups:
        own = own_steps(scenario, files, name, clock)
        days = [
            of_plan[day] if clock.date(day).weekday() in covered else _marked(own[day]) for day in range(clock.days)
        ]
        switches.append(planned(days, clock, open_days))
    return Layout(
        times=tuple(np.array([moment for moment, _ in each], np.int64) for each in switches),
        heights=tuple(np.array([height for _, height in each], np.int64) for each in switches),
    )


def own_plan(scenario: Scenario, files: FileData, *, clock: LocalClock, grid: Times, open_days: OpenDays) -> Indices:
    """Return the agents of the scenario's own plan at the start of each interval, shape (G, I)."""
    rows = []
    for name in scenario.groups:
        switches = planned(own_steps(scenario, files, name, clock), clock, open_days)
        times = np.array([moment for moment, _ in switches], np.int64)
        agents = np.array([number for _, number in switches], np.int64)
        rows.append(agents[np.searchsorted(times, grid[:-1], side="right") - 1])
    return np.array(rows, np.int64)


def lines_of(plan: Indices, groups: Sequence[str], starts: Sequence[datetime]) -> Mapping[str, tuple[PlanLine, ...]]:
    """Return a plan as the lines of a plan file, by group."""
    return {
        name: tuple(PlanLine(name, start, int(agents)) for start, agents in zip(starts, plan[number], strict=True))
        for number, name in enumerate(groups)
    }


def _marked(own: Steps) -> Steps:
    return Steps((0, *(start for start in own.starts if start)), (_OWN + own.at(0), *_raised(own)))


def _raised(own: Steps) -> tuple[float, ...]:
    return tuple(_OWN + value for start, value in zip(own.starts, own.values, strict=True) if start)
