"""
The shifts that a plan's workbook tells: what is paid of them beside the plan, and whether they still make it.

``staff --shifts`` writes a sheet of shifts beside the sheets of groups. What is simulated are the groups'; of the sheet
of shifts only what is paid is read, since paid breaks are in no interval. Who changes the one and not the other should
hear of it. The two are compared by the rule by which shifts make a plan: an agent counts in the intervals that lie
wholly within the shift and outside of its breaks.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from channelmix.scenario.clock_changes import Showing, showing
from channelmix.scenario.period import Period
from channelmix.scenario.plan_rows import holds_seconds
from channelmix.scenario.readers import PlanLine
from channelmix.scenario.shift_lines import ShiftLine
from channelmix.scenario.units import day_and_time

_DAY = timedelta(days=1)

_ROUNDED_H = 0.01
"""Hours by which paid hours may be rounded."""

_CLOCKS_BACK_H = 1.0
"""Hours by which clocks that are put back may lengthen a shift, paid for what it lasts."""


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


def odd_shifts(
    file: str, shifts: Sequence[ShiftLine], lines: Sequence[PlanLine], period: Period | None
) -> Iterator[str]:  # fmt: skip
    """Yield all that is worth saying of a sheet of shifts; for arguments see ``no_longer_made``."""
    yield from paid_beyond(file, shifts)
    yield from paid_for_nothing(file, shifts, lines)
    if period is not None:
        yield from paid_below(file, shifts, period.timezone)
        yield from no_longer_made(file, shifts, lines, period)


def paid_for_nothing(file: str, shifts: Sequence[ShiftLine], lines: Sequence[PlanLine]) -> Iterator[str]:
    """
    Yield what to say of shifts for which nothing is paid, since the plan has no sheet of their group, or not their day.

    The first of each kind is named.
    """
    planned = _by_group(lines)
    worked = [shift for shift in shifts if shift.agents]
    known = [(shift, rows) for shift in worked for rows in (planned.get(shift.group, planned.get("")),)]
    unknown = next((shift.group for shift, rows in known if rows is None), None)
    if unknown is not None:
        yield (
            f"{file}: its sheet of shifts names {unknown}, of which the plan has no sheet: nothing is paid for shifts "
            "of such groups"
        )
    beyond = [
        shift.start
        for shift, rows in known
        if rows is not None and shift.start.date() not in {start.date() for start in rows}
    ]
    if beyond:
        yield (
            f"{file}: its sheet of shifts has a shift on {day_and_time(min(beyond))}, a day that the sheet of its "
            "group has not: nothing is paid for shifts on such days"
        )


def paid_below(file: str, shifts: Sequence[ShiftLine], timezone: str) -> Iterator[str]:
    """
    Yield what to say of shifts that are paid for less than they last without any of their breaks.

    The one that lacks most is named, and the others are counted, one for each agent.
    """
    odd = [(lack, shift) for shift in shifts if (lack := _lack(shift, timezone)) > _ROUNDED_H and shift.agents]
    if not odd:
        return
    lack, first = max(odd, key=lambda each: each[0])
    others = sum(shift.agents for _, shift in odd) - first.agents
    more = f"; others that are paid for less: {others:,}" if others else ""
    yield (
        f"{file}: its sheet of shifts pays {first.paid_hours:g} hours for {first.name} of {first.group} on "
        f"{day_and_time(first.start)}, which lasts {round((first.paid_hours or 0.0) + lack, 2):g} without its "
        f"breaks{more}: so little is counted; else write there the hours that one agent is paid"
    )


def _lack(shift: ShiftLine, timezone: str) -> float:
    """Return by how many hours a shift is paid for less than it lasts without its breaks; 0 if nothing tells."""
    if shift.paid_hours is None:
        return 0.0
    breaks = [(max(first, shift.start), min(last, shift.end)) for first, last in shift.breaks]
    away = sum(_passed(first, last, timezone) for first, last in breaks if first < last)
    return _passed(shift.start, shift.end, timezone) - away - shift.paid_hours


def _passed(first: datetime, last: datetime, timezone: str) -> float:
    """Return how many hours pass from one local time to another."""
    zone = ZoneInfo(timezone)
    begins, ends = (at.replace(tzinfo=zone).astimezone(UTC) for at in (first, last))
    return (ends - begins).total_seconds() / 3600


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
            f"{file}: its sheet of shifts is not simulated, the sheets of groups are: it adds up to {here:,} agents of "
            f"{group} on {day_and_time(start)}, where the sheet of the group says {there:,}{more}; change both alike, "
            "or delete the sheet of shifts, which is not shown and counts only for what is paid besides"
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
