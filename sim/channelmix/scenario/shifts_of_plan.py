"""
Whether the shifts that a plan's workbook tells still make its plan.

``staff --shifts`` writes a sheet of shifts beside the sheets of groups, for reading: what is simulated are the groups'.
Who changes the one and not the other should hear of it. The two are compared by the rule by which shifts make a plan:
an agent counts in the intervals that lie wholly within the shift and outside of its breaks.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from channelmix.scenario.cells import Sheet
from channelmix.scenario.clock_changes import Showing, showing
from channelmix.scenario.period import Period
from channelmix.scenario.plan_rows import holds_seconds
from channelmix.scenario.readers import PlanLine
from channelmix.scenario.units import day_and_time

_GROUP, _START, _END, _BREAKS, _AGENTS = 0, 2, 3, 4, 5
"""Columns of the sheet."""

_BREAK = re.compile(r"(\d{1,2}):(\d\d)\s*[–—-]\s*(\d{1,2}):(\d\d)")
"""A break as it is written, or as people write one."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Shift:
    group: str
    start: datetime
    end: datetime
    breaks: tuple[tuple[datetime, datetime], ...]
    agents: int

    def present(self, interval: timedelta, phase: timedelta) -> Iterator[datetime]:
        """Yield the intervals, by their local starts, that lie wholly within the shift and outside of its breaks."""
        midnight = datetime.combine(self.start.date(), time())
        at = self.start + (phase - (self.start - midnight)) % interval
        while at + interval <= self.end:
            if all(at + interval <= first or last <= at for first, last in self.breaks):
                yield at
            at += interval


def no_longer_made(sheet: Sheet, lines: Sequence[PlanLine], period: Period) -> Iterator[str]:
    """
    Yield what to say of a plan whose shifts add up to other agents than the sheets of its groups say.

    Nothing is said where rows are not as long as intervals of the scenario are, so that the two cannot be compared.

    Args:
        sheet: The sheet of shifts.
        lines: What the sheets of groups say.
        period: Whose intervals and clocks they are.
    """
    shifts, length = list(_shifts(sheet)), period.interval.seconds
    found = {group: rows for group, rows in _by_group(lines).items() if holds_seconds(list(rows)) == length}
    days = {start.date() for rows in found.values() for start in rows}
    if not days & {shift.start.date() for shift in shifts}:
        return
    wrong = [
        (start, group, made[start], rows.get(start, 0))
        for group, rows in found.items()
        for made in (_made(shifts, group, rows, timedelta(seconds=length)),)
        for start in sorted(made.keys() | rows.keys())
        if start.date() in days
        and made[start] != rows.get(start, 0)
        and showing(start, period.timezone) is not Showing.NEVER
    ]
    if wrong:
        start, group, here, there = min(wrong)
        more = f", and differs at {len(wrong) - 1:,} more times" if len(wrong) > 1 else ""
        yield (
            f"{sheet.file}: its sheet of shifts adds up to {here:,} agents of {group} on {day_and_time(start)}, where "
            f"the sheet of the group says {there:,}{more}: the sheets of groups are simulated, that of shifts is for "
            "reading"
        )


def _by_group(lines: Sequence[PlanLine]) -> dict[str, dict[datetime, int]]:
    groups: defaultdict[str, dict[datetime, int]] = defaultdict(dict)
    for line in lines:
        groups[line.group or ""][line.start] = line.agents
    return groups


def _made(
    shifts: Sequence[_Shift], group: str, rows: dict[datetime, int], interval: timedelta
) -> Counter[datetime]:  # fmt: skip
    """Return the agents that a group's shifts make; in whole weeks the last night ends on the first morning."""
    first, last = min(rows).date(), max(rows).date()
    span = last - first + _DAY
    phase = min(rows) - datetime.combine(first, time())
    made: Counter[datetime] = Counter()
    for shift in (shift for shift in shifts if shift.group == group):
        for at in shift.present(interval, phase % interval):
            made[at - span if at.date() > last and span.days % 7 == 0 else at] += shift.agents
    return made


def _shifts(sheet: Sheet) -> Iterator[_Shift]:
    """Yield the shifts of a sheet; a row that is none makes nobody."""
    for row in range(len(sheet.rows)):
        start, end, agents = (sheet.cell(row, column) for column in (_START, _END, _AGENTS))
        is_number = isinstance(agents, int | float) and not isinstance(agents, bool)
        if isinstance(start, datetime) and isinstance(end, datetime) and is_number:
            breaks = tuple(_breaks(str(sheet.cell(row, _BREAKS)), start))
            yield _Shift(str(sheet.cell(row, _GROUP)).strip(), start, end, breaks, round(agents))


def _breaks(text: str, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """
    Yield the breaks of a shift.

    Examples:
        >>> [(first.day, last.hour) for first, last in _breaks("23:45–00:15, 02:00–03:00", datetime(2027, 3, 1, 22))]
        [(1, 0), (2, 3)]
    """
    midnight = datetime.combine(start.date(), time())
    for found in _BREAK.finditer(text):
        first, last = (midnight + timedelta(hours=int(found[at]), minutes=int(found[at + 1])) for at in (1, 3))
        first += _DAY if first < start else timedelta()
        yield first, last + _DAY * -((last - first) // _DAY)
