"""
How long a row of a staff plan holds, and what a reader may not expect of it.

Each row holds for the shortest distance between two rows of one day, which is the interval of any plan
that gives every interval. After that nobody is planned until the next row. Rows one a day hold for the
day if they stand at midnight; at any other time they leave open when people go home.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from channelmix.scenario.clock_changes import Showing, showing
from channelmix.scenario.readers import PlanLine
from channelmix.scenario.units import DAY_SECONDS


def holds_seconds(starts: Sequence[datetime]) -> int:
    """
    Return how long each row holds, from the local times at which the rows of a plan begin.

    Examples:
        >>> at = [datetime(2027, 3, 1, 9), datetime(2027, 3, 1, 9, 30), datetime(2027, 3, 2, 9)]
        >>> holds_seconds(at), holds_seconds(at[1:])
        (1800, 86400)
    """
    rising = sorted(set(starts))
    return min(
        (int((later - at).total_seconds()) for at, later in pairwise(rising) if at.date() == later.date()),
        default=DAY_SECONDS,
    )


def leaves_open(lines: Sequence[PlanLine]) -> str | None:
    """Return what a plan must say because its rows do not tell how long they hold; None if they do."""
    if holds_seconds([line.start for line in lines]) < DAY_SECONDS:
        return None
    odd = next((line for line in lines if line.start.time() != time() and line.agents), None)
    if odd is None:
        return None
    return (
        f"must be a plan that tells how long people stay (got one row a day, such as {odd.start:%Y-%m-%d %H:%M}); "
        "give a row for each interval, the last with 0 agents"
    )


def oddities(lines: Sequence[PlanLine], timezone: str) -> Iterator[str]:
    """Yield what to say of hours without a row between two rows of a day, and of rows that hold to midnight."""
    starts = [line.start for line in lines]
    holds = timedelta(seconds=holds_seconds(starts))
    holes = [hole for day in _by_day(starts).values() for hole in _holes(day, holds, timezone)]
    if holes:
        (first, last), more = holes[0], len(holes) - 1
        span = f"{first:%Y-%m-%d %H:%M} to {last:%H:%M}" + (f" and {more:,} more" if more else "")
        yield (
            f"has no row from {span}: nobody is planned there, since each row holds for {_span(holds)}, the shortest "
            "distance between two; write 0 if that is meant"
        )
    late = [line for line in lines if line.agents and (line.start + holds).date() > line.start.date()]
    late = [line for line in late if (line.start + holds).time() != time()]
    if late:
        yield (
            f"has {late[0].agents:,} agents from {late[0].start:%Y-%m-%d %H:%M} to midnight: each row holds for "
            f"{_span(holds)}, the shortest distance between two; give a row with 0 where they leave"
        )


def _by_day(starts: Sequence[datetime]) -> dict[date, list[datetime]]:
    days: defaultdict[date, list[datetime]] = defaultdict(list)
    for start in sorted(set(starts)):
        days[start.date()].append(start)
    return days


def _holes(starts: Sequence[datetime], holds: timedelta, timezone: str) -> Iterator[tuple[datetime, datetime]]:
    """Yield from when to when a day has no row between two, but for hours that its clocks skip."""
    for at, later in pairwise(starts):
        if later - at > holds and showing(at + holds, timezone) is not Showing.NEVER:
            yield at + holds, later


def _span(holds: timedelta) -> str:
    """
    Write how long a row holds.

    Examples:
        >>> _span(timedelta(minutes=30)), _span(timedelta(hours=1, minutes=30)), _span(timedelta(days=1))
        ('30 min', '90 min', '24 h')
    """
    seconds = int(holds.total_seconds())
    sizes = {"h": 3600, "min": 60, "s": 1}
    return next(f"{seconds // size} {unit}" for unit, size in sizes.items() if seconds % size == 0)
