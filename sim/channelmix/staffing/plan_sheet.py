"""
A plan as planners keep it: for each group a table of times by days.

The same table goes into the workbook and the CSV file, and both read back as the plan they came from.
Rows reach from the first interval in which anybody of the group may be on duty to one after the last,
so that a reader sees how long an interval is; a cell is empty before and after the hours of a day in which
anybody may be on duty, and says 0 between them and where they end.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.simulate.figures import WEEKS_PER_YEAR
from channelmix.staffing.problem import Problem

if TYPE_CHECKING:
    from channelmix.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class GroupSheet:
    """One group's agents."""

    group: str
    times: tuple[time, ...]
    days: tuple[date, ...]
    agents: tuple[tuple[int | None, ...], ...]
    """One row for each time, one number for each day; None before and after the hours of duty."""
    hours_of_cell: float
    """Hours on duty of one agent in one cell."""
    shrinkage: float
    cost_per_hour: float

    def filled(self) -> Iterator[tuple[datetime, int]]:
        """Yield start and agents of every cell that is not empty, in order of time."""
        for column, day in enumerate(self.days):
            for moment, row in zip(self.times, self.agents, strict=True):
                agents = row[column]
                if agents is not None:
                    yield datetime.combine(day, moment), agents

    def without_anybody(self) -> Iterator[tuple[datetime, int]]:
        """Yield midnight and 0 of every day whose cells are all empty."""
        for column, day in enumerate(self.days):
            if all(row[column] is None for row in self.agents):
                yield datetime.combine(day, time()), 0


def plain_sheet(sheet: GroupSheet) -> dict[str, Any]:
    """Return a group's sheet as plain values, of which ``GroupSheet`` can be made again."""
    times, days = ([each.isoformat() for each in values] for values in (sheet.times, sheet.days))
    return {**vars(sheet), "times": times, "days": days}


def as_read_back(starts: Sequence[datetime], plan: Indices) -> Indices:
    """
    Return a plan as its sheet gives it back: in the hour that comes twice, the larger number both times.

    Args:
        starts: Local start of each of I intervals.
        plan: Agents, shape (G, I).

    Examples:
        >>> two, three = datetime(2024, 10, 27, 2), datetime(2024, 10, 27, 3)
        >>> as_read_back([two, two.replace(fold=1), three], np.array([[4, 6, 1]]))
        array([[6, 6, 1]])
    """
    local = [start.replace(tzinfo=None, fold=0) for start in starts]
    places = {start: place for place, start in enumerate(dict.fromkeys(local))}
    of_interval = np.array([places[start] for start in local])
    largest = np.zeros((len(plan), len(places)), np.int64)
    for group, agents in enumerate(plan):
        np.maximum.at(largest[group], of_interval, agents)
    return largest[:, of_interval]


def group_sheets(problem: Problem, plan: Indices) -> tuple[GroupSheet, ...]:
    """Return a plan, agents of shape (G, I), as one sheet for each group."""
    return sheets_of(problem.scenario, problem.starts, problem.space.allowed | (plan > 0), plan)


def sheets_of(scenario: "Scenario", starts: Sequence[datetime], flags: Flags, plan: Indices) -> tuple[GroupSheet, ...]:
    """
    Return a plan as one sheet for each group.

    Args:
        scenario: Whose groups they are.
        starts: Local start of each of I intervals.
        flags: Where anybody of each group may be on duty, shape (G, I).
        plan: Agents, shape (G, I).
    """
    return tuple(
        _sheet(scenario, starts, name, plan[number], flags[number]) for number, name in enumerate(scenario.groups)
    )


def _sheet(scenario: "Scenario", starts: Sequence[datetime], name: str, agents: Indices, flags: Flags) -> GroupSheet:
    table: dict[time, dict[date, int | None]] = {}
    shown = _rows_shown(starts, flags if flags.any() else np.ones(len(flags), np.bool_))
    for number, start in enumerate(starts):
        if start.time() in shown:
            known = table.setdefault(start.time(), {}).get(start.date())
            mine = int(agents[number]) if flags[number] or not flags.any() else None
            table[start.time()][start.date()] = mine if known is None else max(known, mine or 0)
    days = sorted({start.date() for start in starts})
    times = sorted(table)
    group = scenario.groups[name]
    return GroupSheet(
        group=name,
        times=tuple(times),
        days=tuple(days),
        agents=_closed_off([[table[moment].get(day) for day in days] for moment in times]),
        hours_of_cell=scenario.period.interval.seconds / 3600,
        shrinkage=group.shrinkage,
        cost_per_hour=group.cost_per_hour,
    )


def _rows_shown(starts: Sequence[datetime], used: Flags) -> set[time]:
    """Return the times from the first used one to one after the last."""
    every = sorted({start.time() for start in starts})
    places = [every.index(start.time()) for start, is_used in zip(starts, used, strict=True) if is_used]
    return set(every[min(places) : max(places) + 2])


def _closed_off(rows: list[list[int | None]]) -> tuple[tuple[int | None, ...], ...]:
    """
    Say 0 between numbers of a day, and in the row below them, so that what stands above it ends.

    Examples:
        >>> _closed_off([[2, None], [None, None], [3, None], [None, None], [None, None]])
        ((2, None), (0, None), (3, None), (0, None), (None, None))
    """
    for column in range(len(rows[0]) if rows else 0):
        filled = [place for place, row in enumerate(rows) if row[column] is not None]
        for row in rows[filled[0] : filled[-1] + 2] if filled else ():
            row[column] = row[column] or 0
    return tuple(tuple(row) for row in rows)


def paid_hours(sheets: Sequence[GroupSheet]) -> Mapping[str, float]:
    """Return the paid hours of each group."""
    return {
        sheet.group: sum(agents for _, agents in sheet.filled()) * sheet.hours_of_cell / (1 - sheet.shrinkage)
        for sheet in sheets
    }


def fte_hours(scenario: "Scenario") -> float:
    """
    Return the paid hours of a full-time employee in as many days as a scenario's period has.

    To the hundredth of an hour, so that a planner reads 36 where ``weeks_per_year`` says 52.18 for all weeks of a year.
    """
    money = scenario.money
    return round(money.hours_per_fte_week * money.weeks_per_year / WEEKS_PER_YEAR * scenario.period.days / 7, 2)
