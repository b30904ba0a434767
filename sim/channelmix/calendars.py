"""
Local days and what happens on them: clock changes, weekdays, public holidays.

The engines count microseconds from local midnight of the first day and know no time zones.
A day on which the clocks change has 23 or 25 hours here, so a shift of eight hours that spans
the change is seven or nine hours long, as it is for those who work it.
"""

import datetime
from collections.abc import Iterable, Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import ArrayLike

from channelmix.engine.inputs import SECOND, Indices, Times
from channelmix.errors import InputError

DAY_SECONDS = 86_400
"""Seconds of a local day without a change of the clocks."""

_EPOCH = datetime.date(1970, 1, 1)
_PROBE_SECONDS = 6 * 3600
"""Clock changes of one zone lie further apart than this."""


def time_zone(name: str) -> ZoneInfo:
    """
    Return a time zone by its name in the IANA data base.

    Raises:
        InputError: If there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(f"timezone must be a name such as Europe/Amsterdam (got {name!r})") from error


class LocalClock:
    """
    Turns local dates and times into microseconds since the first day's midnight, and back.

    A local time that the spring change skips counts as the moment of the change; one that the
    autumn change repeats counts as its first occurrence; ``twice`` tells which those are.

    Args:
        timezone: IANA name.
        first_day: The local day that begins at time zero.
        days: How many days to cover, 1 or more. Times before or after them are off by the clock
            changes that lie outside.

    Raises:
        InputError: If the time zone is unknown.

    Examples:
        >>> clock = LocalClock("Europe/Amsterdam", datetime.date(2026, 3, 28), days=3)
        >>> [int(length) // 3_600_000_000 for length in np.diff(clock.day_start)]
        [24, 23, 24]
        >>> clock.local(clock.at(1, 2 * 3600))
        datetime.datetime(2026, 3, 29, 3, 0)
    """

    def __init__(self, timezone: str, first_day: datetime.date, days: int) -> None:
        self.timezone = timezone
        self.first_day = first_day
        self.days = days
        # In seconds of a local clock that was never changed, from the first midnight on.
        zone = time_zone(timezone)
        first = (first_day - _EPOCH).days * DAY_SECONDS
        changes = list(_changes(zone, first - DAY_SECONDS, first + (days + 1) * DAY_SECONDS))
        offsets = [_offset(zone, first - DAY_SECONDS), *(offset for _, offset in changes)]
        self._changes = np.array([moment for moment, _ in changes], np.int64)
        self._offsets = np.array(offsets, np.int64)
        self._origin = self._moments(first)
        self.day_start: Times = self.times(np.arange(days + 1), np.zeros(days + 1, np.int64))
        """Local midnights, shape ``(days + 1,)``; the last ends the last day."""

    def _moments(self, local_seconds: ArrayLike) -> Times:
        """Return UTC seconds of local seconds, both since 1970."""
        local = np.asarray(local_seconds, np.int64)
        passed = np.searchsorted(self._changes + self._offsets[:-1], local, side="right")
        moments = local - self._offsets[passed]
        if len(self._changes):
            skipped = (passed > 0) & (moments < self._changes[passed - 1])
            moments = np.where(skipped, self._changes[passed - 1], moments)
        return moments

    def _local_seconds(self, times: ArrayLike) -> Times:
        """Return whole local seconds since 1970 of times of this clock."""
        moments = np.asarray(times, np.int64) // SECOND + self._origin
        return np.asarray(moments + self._offsets[np.searchsorted(self._changes, moments, side="right")])

    def date(self, day: int) -> datetime.date:
        """Return the date of a day by its number, 0 the first."""
        return self.first_day + datetime.timedelta(days=day)

    def ordinal(self, day: int) -> int:
        """Return ``date.toordinal()`` of a day by its number."""
        return self.first_day.toordinal() + day

    def day_of(self, day: datetime.date) -> int:
        """Return the number of a date, 0 the first day; below 0 or at least ``days`` if not covered."""
        return (day - self.first_day).days

    def at(self, day: int, seconds: int) -> int:
        """
        Return the time of a local time of day.

        Args:
            day: Number of the day, 0 the first.
            seconds: Seconds of the local day, 0 to 86,400 (24:00 is the next midnight).
        """
        return int(self.times(day, seconds))

    def twice(self, day: int) -> tuple[int, int] | None:
        """
        Return from which to which second of a day its clock shows every time twice; None on all other days.

        Examples:
            >>> LocalClock("Europe/Amsterdam", datetime.date(2026, 10, 24), days=3).twice(1)
            (7200, 10800)
        """
        midnight = ((self.first_day - _EPOCH).days + day) * DAY_SECONDS
        for change, (old, new) in zip(self._changes, pairwise(self._offsets), strict=True):
            begins, ends = int(change + new) - midnight, int(change + old) - midnight
            if 0 <= begins < ends <= DAY_SECONDS:
                return begins, ends
        return None

    def times(self, day: ArrayLike, seconds: ArrayLike) -> Times:
        """Return ``at`` for arrays of days and seconds, broadcast."""
        first = (self.first_day - _EPOCH).days
        local = (np.asarray(day, np.int64) + first) * DAY_SECONDS + np.asarray(seconds, np.int64)
        return (self._moments(local) - self._origin) * SECOND

    def moment(self, local: datetime.datetime) -> int:
        """Return the time of a local date and time of day."""
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        return self.at(self.day_of(local.date()), seconds) + local.microsecond

    def local(self, moment: int) -> datetime.datetime:
        """Return a time as local date and time of day, without the zone."""
        seconds = int(self._local_seconds(moment))
        return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds, microseconds=moment % SECOND)

    def second_of_day(self, times: Times) -> Indices:
        """Return what local clocks show at ``times``, in whole seconds since midnight."""
        return self._local_seconds(times) % DAY_SECONDS


def _offset(zone: ZoneInfo, moment: int) -> int:
    offset = datetime.datetime.fromtimestamp(moment, datetime.UTC).astimezone(zone).utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


def _changes(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the moments at which the clocks change, and the offset from there on; all in UTC seconds."""
    for low, high in pairwise(range(start, end + _PROBE_SECONDS, _PROBE_SECONDS)):
        old, new = _offset(zone, low), _offset(zone, high)
        if old == new:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(zone, middle) == old else (low, middle)
        yield high, new


def public_holidays(
    country: str, subdivision: str | None, years: Iterable[int]
) -> dict[datetime.date, tuple[str, ...]]:
    """
    Return a country's public holidays: by date, their names in the country's language and in English.

    Args:
        country: ISO 3166 code, such as NL or DE.
        subdivision: Its part, such as BY, or None for holidays of the whole country.
        years: Years to cover.

    Raises:
        InputError: If the country or subdivision is unknown.

    Examples:
        >>> public_holidays("NL", None, [2019])[datetime.date(2019, 4, 27)]
        ('Koningsdag', "King's Day")
        >>> public_holidays("GB", "ENG", [2022])[datetime.date(2022, 1, 3)]
        ("New Year's Day (observed)",)
    """
    import holidays

    covered = list(years)
    names: dict[datetime.date, list[str]] = {}
    try:
        plain = holidays.country_holidays(country, subdiv=subdivision)
        for language in dict.fromkeys([plain.default_language, "en_US"]):
            in_language = holidays.country_holidays(country, subdiv=subdivision, years=covered, language=language)
            for day, name in in_language.items():
                names.setdefault(day, []).append(name)
    except NotImplementedError as error:  # so the library says that it does not know the place
        place = f"{country}-{subdivision}" if subdivision else country
        raise InputError(f"country must be a code with known holidays, such as NL or DE (got {place!r})") from error
    return {day: tuple(dict.fromkeys(names[day])) for day in sorted(names)}
