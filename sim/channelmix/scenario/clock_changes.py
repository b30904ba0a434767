"""
Local times that a change of the clocks skips or shows twice.

A telephone system that reports by local time has an hour too little in spring and an hour twice in
autumn; a table filled in by hand has neither. Both are read, and what becomes of the rows is told.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo


class Showing(Enum):
    """How often clocks show a local time."""

    NEVER = "never"
    ONCE = "once"
    TWICE = "twice"


def showing(when: datetime, timezone: str) -> Showing:
    """
    Return how often the clocks of a time zone show a local time.

    Args:
        when: Local date and time, without a zone.
        timezone: IANA name.

    Examples:
        >>> showing(datetime(2027, 3, 28, 2, 30), "Europe/Amsterdam").value
        'never'
        >>> showing(datetime(2027, 10, 31, 2, 30), "Europe/Amsterdam").value
        'twice'
    """
    if not _changes_near(when.date().toordinal(), timezone):
        return Showing.ONCE
    zone = ZoneInfo(timezone)
    first, second = (when.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return Showing.ONCE
    returned = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return Showing.TWICE if returned == when else Showing.NEVER


@lru_cache(maxsize=8192)
def _changes_near(ordinal: int, timezone: str) -> bool:
    """Return whether the clocks change on a day, the one before or the one after."""
    zone, midnight = ZoneInfo(timezone), datetime.fromordinal(ordinal)
    ends = (midnight - timedelta(days=1), midnight + timedelta(days=2))
    return len({end.replace(tzinfo=zone).utcoffset() for end in ends}) > 1


def times_with(wanted: Showing, times: Iterable[datetime], timezone: str) -> list[datetime]:
    """Return the times that the clocks show as often as wanted, in order, each once."""
    return sorted({when for when in times if showing(when, timezone) is wanted})


def first_and_last(times: list[datetime]) -> str:
    """
    Write the first and the last of some local times.

    Examples:
        >>> first_and_last([datetime(2027, 3, 28, 2, 0), datetime(2027, 3, 28, 2, 45)])
        '2027-03-28 02:00 to 2027-03-28 02:45'
    """
    ends = [f"{when:%Y-%m-%d %H:%M}" for when in (times[0], times[-1])]
    return " to ".join(dict.fromkeys(ends))
