"""
Where agents may stand: which plans are allowed, and what an agent costs in each interval.

A plan is a table of whole numbers, one for each group and interval of the counted period. Agents
of a group may be on duty in the hours that ``[staffing]`` names, else while one of its channels is
open, else (work without opening hours, such as email) when the group's own plan has somebody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.calendars import LocalClock
from channelmix.demand.days import OpenDays
from channelmix.engine.inputs import HOUR, SECOND, Flags, Indices, Times
from channelmix.results import Reals
from channelmix.scenario.group import Group
from channelmix.scenario.model import Scenario
from channelmix.scenario.own_agents import hours_tell_duty, tells_hours
from channelmix.scenario.steps import MOST_AGENTS
from channelmix.scenario.week import Hours


@dataclass(frozen=True, kw_only=True, eq=False)
class Space:
    """The plans that are allowed, for G groups and I intervals."""

    least: Indices
    """(G, I)"""
    most: Indices
    """(G, I) 0 where nobody may be on duty."""
    paid_hours: Reals
    """(G, I) paid hours of one agent in one interval, shrinkage included."""
    price: Reals
    """(G, I) what that costs; paid hours themselves where no group costs anything."""
    day: Indices
    """(I,) day of the period that each interval lies in, 0 the first."""
    grid: Times
    """(I + 1,) edges of the intervals, microseconds."""
    twin: Indices | None = None
    """(I,) the first of the intervals that all have the same agents, as at one time of days alike; absent: each its
    own."""

    @property
    def allowed(self) -> Flags:
        """Where anybody may be on duty, (G, I)."""
        return self.most > 0

    def cost(self, plan: Indices) -> float:
        """Return what a plan costs."""
        return float((plan * self.price).sum())

    def hours(self, plan: Indices) -> Reals:
        """Return the paid hours of each group, (G,)."""
        total: Reals = (plan * self.paid_hours).sum(axis=1)
        return total

    def clipped(self, plan: Indices | Reals) -> Indices:
        """Return the nearest plan that is allowed; of intervals that have the same agents all have the most of any."""
        clipped = np.clip(np.asarray(plan), self.least, self.most).astype(np.int64)
        if self.twin is None:
            return clipped
        most = np.zeros_like(clipped.T)
        np.maximum.at(most, self.twin, clipped.T)
        return most[self.twin].T.copy()

    def on_first(self, numbers: Reals) -> Reals:
        """
        Return needs, (G, I), of intervals that have the same agents as the largest at the first of them, else 0.

        What one of the days alike lacks is not less for the others' having enough.
        """
        if self.twin is None:
            return numbers
        largest = np.zeros_like(numbers.T)
        np.maximum.at(largest, self.twin, numbers.T)
        return np.asarray(largest.T)

    @property
    def pattern(self) -> Indices:
        """Day of each interval, (I,); of days that all have the same agents, the first one."""
        return self.day if self.twin is None else self.day[self.twin]


def space_of(
    scenario: Scenario, *, clock: LocalClock, grid: Times, own: Indices, hours_of: OpenDays | None = None
) -> Space:
    """
    Return the plans that a scenario allows.

    Args:
        scenario: The scenario.
        clock: Its days.
        grid: Edges of the intervals of the counted period, shape (I + 1,).
        own: Agents of the scenario's own plan at the start of each interval, shape (G, I).
        hours_of: The opening hours, if known already.
    """
    open_days = hours_of or OpenDays(scenario, clock)
    days = np.searchsorted(clock.day_start, grid[:-1], side="right") - 1
    most, least = np.zeros((2, len(scenario.groups), len(grid) - 1), np.int64)
    for number, (name, group) in enumerate(scenario.groups.items()):
        on_duty = _duty(scenario, group, clock=clock, grid=grid, days=days, open_days=open_days)
        if on_duty is None:
            on_duty = own[number] > 0
        most[number, on_duty] = scenario.staffing.max_agents.get(name, MOST_AGENTS)
        least[number, on_duty] = scenario.staffing.min_agents.get(name, 0)
    groups = scenario.groups.values()
    paid = np.outer([1 / (1 - group.shrinkage) for group in groups], np.diff(grid) / HOUR)
    costs = np.array([group.cost_per_hour for group in groups])
    return Space(
        least=least, most=most, paid_hours=paid, price=paid * (costs[:, None] if costs.any() else 1.0),
        day=days - days[0], grid=grid,
    )  # fmt: skip


def _duty(
    scenario: Scenario, group: Group, *, clock: LocalClock, grid: Times, days: Indices, open_days: OpenDays
) -> Flags | None:
    """Return in which intervals agents of a group may be on duty; None if no opening hours tell."""
    if not hours_tell_duty(scenario, group):
        return None
    flags = np.zeros(len(grid) - 1, np.bool_)
    for day in np.unique(days):
        flags |= _touched(_spans(scenario, group, clock, int(day), open_days), clock, grid, int(day))
    return flags


def seconds_of_duty(scenario: Scenario, *, clock: LocalClock, grid: Times) -> Mapping[str, float]:
    """Return how long agents of each group may be on duty by the hours that tell it; groups without any left out."""
    open_days, found = OpenDays(scenario, clock), {}
    days = np.unique(np.searchsorted(clock.day_start, grid[:-1], side="right") - 1).tolist()
    for name, group in scenario.groups.items():
        if hours_tell_duty(scenario, group):
            spans = ((day, _spans(scenario, group, clock, day, open_days)) for day in days)
            found[name] = sum(_covered(each, clock, day) for day, each in spans) / SECOND
    return found


def _covered(spans: Sequence[Hours], clock: LocalClock, day: int) -> int:
    """Return for how many microseconds of a day any of the spans lasts."""
    covered, until = 0, 0
    for opens, closes in sorted((clock.at(day, a), clock.at(day, b)) for hours in spans for a, b in hours):
        covered += max(closes - max(opens, until), 0)
        until = max(until, closes)
    return covered


def _spans(scenario: Scenario, group: Group, clock: LocalClock, day: int, open_days: OpenDays) -> list[Hours]:
    """Return the hours of a day in which agents of a group may be on duty, of its channels or as stated."""
    stated, staffed = scenario.staffing.hours, open_days.staffed(day)
    if stated is not None:
        return [_cut(stated.by_weekday[clock.date(day).weekday()], staffed)]
    telling = (name for name in group.channels if tells_hours(scenario.channels[name]))
    return [_cut(open_days.hours(name, day), staffed) for name in telling]


def _cut(hours: Hours, within: Hours) -> Hours:
    pairs = [(max(a, c), min(b, d)) for a, b in hours for c, d in within]
    return tuple((start, end) for start, end in pairs if start < end)


def _touched(spans: Sequence[Hours], clock: LocalClock, grid: Times, day: int) -> Flags:
    """Return which intervals overlap any of the spans of a day."""
    flags = np.zeros(len(grid) - 1, np.bool_)
    for hours in spans:
        for opens, closes in hours:
            flags |= (grid[:-1] < clock.at(day, closes)) & (grid[1:] > clock.at(day, opens))
    return flags
