"""
The shifts that a plan's workbook tells: what is paid of them beside the plan, and whether they still make it.

``staff --shifts`` writes a sheet of shifts beside the sheets of groups. What is simulated are the groups'; of the sheet
of shifts only what is paid is read, since paid breaks are in no interval. Who changes the one and not the other should
hear of it. The two are compared by the rule by which shifts make a plan: an agent counts in the intervals that lie
wholly within the shift and outside of its breaks.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from channelmix.scenario.cells import Sheet
from channelmix.scenario.clock_changes import Showing, showing
from channelmix.scenario.period import Period
from channelmix.scenario.plan_rows import holds_seconds
from channelmix.scenario.readers import PlanLine
from channelmix.scenario.settings import MOST_MONEY
from channelmix.scenario.units import day_and_time

_GROUP, _NAME, _START, _END, _BREAKS, _AGENTS, _PAID, _PRICE = 0, 1, 2, 3, 4, 5, 6, 7
"""Columns of the sheet."""

_BREAK = re.compile(r"(\d{1,2}):(\d\d)\s*[–—-]\s*(\d{1,2}):(\d\d)")
"""A break as it is written, or as people write one."""

_DAY = timedelta(days=1)

_CLOCKS_BACK_H = 1.0
"""Hours by which clocks that are put back may lengthen a shift, paid for what it lasts."""


@dataclass(frozen=True)
class ShiftLine:
    """So many agents who work a shift with breaks at the same times."""

    group: str
    name: str
    start: datetime
    end: datetime
    breaks: tuple[tuple[datetime, datetime], ...]
    agents: int
    paid_hours: float | None = None
    """Hours that one of them is paid, paid breaks included and shrinkage not; None if the sheet does not tell."""
    cost_per_hour: float | None = None
    """What such an hour costs, where it is not the price of the group's hours."""

    def present(self, interval: timedelta, phase: timedelta) -> Iterator[datetime]:
        """Yield the intervals, by their local starts, that lie wholly within the shift and outside of its breaks."""
        midnight = datetime.combine(self.start.date(), time())
        at = self.start + (phase - (self.start - midnight)) % interval
        while at + interval <= self.end:
            if all(at + interval <= first or last <= at for first, last in self.breaks):
                yield at
            at += interval

    def as_dict(self) -> dict[str, Any]:
        """Return the shift as plain values, as the summary of ``staff`` has it."""
        paid, price = self.paid_hours, self.cost_per_hour
        return {
            "group": self.group,
            "shift": self.name,
            "start": self.start.isoformat(timespec="minutes"),
            "end": self.end.isoformat(timespec="minutes"),
            "breaks": [[at.isoformat(timespec="minutes") for at in pause] for pause in self.breaks],
            "agents": self.agents,
            **({} if paid is None else {"paid_hours": paid}),
            **({} if price is None else {"cost_per_hour": price}),
        }


def hours_on_duty(shift: ShiftLine, rows: Sequence[datetime], timezone: str) -> float:
    """
    Return in how many hours of its group's plan an agent of a shift counts as ready to work.

    Args:
        shift: The shift.
        rows: Local starts of all rows that the group has in the plan.
        timezone: Whose clocks they are: an hour that these show twice counts twice.

    Examples:
        >>> at = datetime(2027, 3, 1, 9)
        >>> pause = (at + timedelta(hours=1), at + timedelta(hours=1, minutes=15))
        >>> line = ShiftLine("desk", "day", at, at + timedelta(hours=4), (pause,), 1)
        >>> hours_on_duty(line, [at + timedelta(minutes=30 * row) for row in range(10)], "UTC")
        3.5
    """
    length = holds_seconds(list(rows))
    placed = _placed(shift, rows, timedelta(seconds=length))
    return sum(_SHOWN[showing(at, timezone)] for at in placed) * length / 3600


_SHOWN = {Showing.NEVER: 0, Showing.ONCE: 1, Showing.TWICE: 2}
"""How often clocks show an interval."""


def no_longer_made(
    file: str, shifts: Sequence[ShiftLine], lines: Sequence[PlanLine], period: Period
) -> Iterator[str]:  # fmt: skip
    """
    Yield what to say of a plan whose shifts add up to other agents than the sheets of its groups say.

    Nothing is said where rows are not as long as intervals of the scenario are, so that the two cannot be compared.

    Args:
        file: The workbook, as messages call it.
        shifts: What its sheet of shifts says.
        lines: What the sheets of groups say.
        period: Whose intervals and clocks they are.
    """
    length = period.interval.seconds
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
            f"{file}: its sheet of shifts adds up to {here:,} agents of {group} on {day_and_time(start)}, where "
            f"the sheet of the group says {there:,}{more}: the sheets of groups are simulated, of that of shifts only "
            "what is paid beside hours on duty counts; delete that sheet or change both alike, since no shifts are "
            "shown that make another plan"
        )


def paid_beyond(file: str, shifts: Sequence[ShiftLine]) -> Iterator[str]:
    """
    Yield what to say of shifts that are paid for over an hour more than they last, as travel may be, or by a slip.

    An hour is left to clocks that are put back within a shift. Of several shifts the one that is paid most beyond its
    length is named, and the others are counted, one for each agent.

    Args:
        file: The workbook, as messages call it.
        shifts: What its sheet of shifts says.

    Returns:
        One sentence for all of them, or two if there is a single other shift; none if no shift is paid so much.

    Examples:
        >>> at = datetime(2027, 3, 1, 9)
        >>> shift = ShiftLine("desk", "day", at, at + timedelta(hours=8), (), agents=1, paid_hours=9.5)
        >>> [told] = paid_beyond("plan.xlsx", [shift])
        >>> told.partition(" for ")[0]
        'plan.xlsx: its sheet of shifts pays 9.5 hours'
    """
    odd = [shift for shift in shifts if shift.agents and _beyond(shift) > _CLOCKS_BACK_H]
    odd.sort(key=_beyond, reverse=True)
    others = sum(shift.agents for shift in odd[1:])
    for first in odd if others == 1 else odd[:1]:
        more = f", and so {others:,} more shifts" if others > 1 else ""
        yield (
            f"{file}: its sheet of shifts pays {first.paid_hours:g} hours for {first.name} of {first.group} on "
            f"{day_and_time(first.start)}, which lasts {_lasts(first):g}{more}: as much is counted, as where travel is "
            "paid; else write there the hours that one agent is paid"
        )


def _beyond(shift: ShiftLine) -> float:
    """Return by how many hours a shift is paid for more than it lasts; 0 or less if it is not."""
    return (shift.paid_hours or 0.0) - _lasts(shift)


def _lasts(shift: ShiftLine) -> float:
    """Return how many hours a shift lasts by its clock."""
    return (shift.end - shift.start).total_seconds() / 3600


def _by_group(lines: Sequence[PlanLine]) -> dict[str, dict[datetime, int]]:
    groups: defaultdict[str, dict[datetime, int]] = defaultdict(dict)
    for line in lines:
        groups[line.group or ""][line.start] = line.agents
    return groups


def _made(
    shifts: Sequence[ShiftLine], group: str, rows: dict[datetime, int], interval: timedelta
) -> Counter[datetime]:  # fmt: skip
    """Return the agents that a group's shifts make, also in days that the plan has not."""
    made: Counter[datetime] = Counter()
    for shift in (shift for shift in shifts if shift.group == group):
        for at in _placed(shift, list(rows), interval, within=False):
            made[at] += shift.agents
    return made


def _placed(
    shift: ShiftLine, rows: Sequence[datetime], interval: timedelta, *, within: bool = True
) -> Iterator[datetime]:  # fmt: skip
    """
    Yield the intervals of a plan in which an agent of a shift is ready; in whole weeks the last night ends on the first
    morning, and in others it ends beyond the plan, of which nothing is told ``within`` it.
    """
    first, last = min(rows).date(), max(rows).date()
    span = last - first + _DAY
    phase = min(rows) - datetime.combine(first, time())
    for at in shift.present(interval, phase % interval):
        if at.date() > last and span.days % 7 == 0:
            yield at - span
        elif at.date() <= last or not within:
            yield at


def shifts_of(sheet: Sheet) -> Iterator[ShiftLine]:
    """Yield the shifts of a sheet; a row that is none makes nobody."""
    for row in range(len(sheet.rows)):
        start, end, agents = (sheet.cell(row, column) for column in (_START, _END, _AGENTS))
        if isinstance(start, datetime) and isinstance(end, datetime) and (count := _number(agents)) is not None:
            paid, price = (_number(sheet.cell(row, column)) for column in (_PAID, _PRICE))
            group, name = (str(sheet.cell(row, column)).strip() for column in (_GROUP, _NAME))
            breaks = tuple(_breaks(str(sheet.cell(row, _BREAKS)), start))
            yield ShiftLine(group, name, start, end, breaks, round(count), paid, price)


def _number(cell: object) -> float | None:
    """Return what a cell says if that is a number of 0 or more that can be added up."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    return float(cell) if 0 <= cell <= MOST_MONEY else None


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
