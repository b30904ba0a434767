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
from channelmix.scenario.typical_week import days_stood_for
from channelmix.simulate.figures import WEEKS_PER_YEAR
from channelmix.staffing.plan_lines import Lines, alike_where_shared, lines_of_period
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
    twice: tuple[tuple[int, int], ...] = ()
    """Row and column of the cells whose time the clocks show twice, so that they are worked and paid twice."""

    @property
    def hours_on_duty(self) -> float:
        """Hours on duty of all agents."""
        again = sum(self.agents[row][column] or 0 for row, column in self.twice)
        return (sum(agents for _, agents in self.filled()) + again) * self.hours_of_cell

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


def as_read_back(problem: Problem, plan: Indices) -> Indices:
    """Return a plan, agents of shape (G, I), as its sheet gives it back: in the hour that comes twice, twice alike."""
    return alike_where_shared(lines_of_period(problem.scenario).of_interval, plan)


def group_sheets(problem: Problem, plan: Indices) -> tuple[GroupSheet, ...]:
    """Return a plan, agents of shape (G, I), as one sheet for each group."""
    return sheets_of(problem.scenario, problem.space.allowed | (plan > 0), plan)


def sheets_of(scenario: "Scenario", flags: Flags, plan: Indices) -> tuple[GroupSheet, ...]:
    """
    Return a plan as one sheet for each group.

    Args:
        scenario: Whose groups they are.
        flags: Where anybody of each group may be on duty, shape (G, I), by interval of its period.
        plan: Agents, shape (G, I).
    """
    lines = lines_of_period(scenario)
    return tuple(
        _sheet(scenario, lines, name, plan[number], flags[number]) for number, name in enumerate(scenario.groups)
    )


def _sheet(scenario: "Scenario", lines: Lines, name: str, agents: Indices, flags: Flags) -> GroupSheet:
    table: dict[time, dict[date, int | None]] = {}
    starts = [(start, number) for number, mine in enumerate(lines.of_interval) for start in mine]
    shown = _rows_shown(starts, flags if flags.any() else np.ones(len(flags), np.bool_))
    for start, number in starts:
        if start.time() in shown:
            known = table.setdefault(start.time(), {}).get(start.date())
            mine = int(agents[number]) if flags[number] or not flags.any() else None
            table[start.time()][start.date()] = mine if known is None else max(known, mine or 0)
    days = sorted({start.date() for start, _ in starts})
    times = sorted(table)
    group = scenario.groups[name]
    return GroupSheet(
        group=name,
        times=tuple(times),
        days=tuple(days),
        agents=_closed_off([[table[moment].get(day) for day in days] for moment in times]),
        hours_of_cell=lines.seconds / 3600,
        twice=tuple(
            sorted((times.index(each.time()), days.index(each.date())) for each in lines.twice if each.time() in shown)
        ),
        shrinkage=group.shrinkage,
        cost_per_hour=group.cost_per_hour,
    )


def _rows_shown(starts: Sequence[tuple[datetime, int]], used: Flags) -> set[time]:
    """Return the times from the first used one to one after the last; with each start stands its interval."""
    every = sorted({start.time() for start, _ in starts})
    places = [every.index(start.time()) for start, number in starts if used[number]]
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
    return {sheet.group: sheet.hours_on_duty / (1 - sheet.shrinkage) for sheet in sheets}


def fte_hours(scenario: "Scenario") -> float:
    """
    Return the paid hours of a full-time employee in as many days as a scenario's period stands for.

    To the hundredth of an hour, so that a planner reads 36 where ``weeks_per_year`` says 52.18 for all weeks of a year.
    """
    money = scenario.money
    return round(money.hours_per_fte_week * money.weeks_per_year / WEEKS_PER_YEAR * days_stood_for(scenario) / 7, 2)
