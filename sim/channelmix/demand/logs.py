"""
First contacts as a log has them: the same in every replication, on the days of the simulation.

Days before the first and after the last of the log repeat its nearest same weekday; a day in
between that it does not name has no contacts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import numpy as np

from channelmix.calendars import LocalClock
from channelmix.demand.columns import constant
from channelmix.demand.people import Arrived, Selection
from channelmix.demand.piecewise import DayRate, cumulated
from channelmix.engine.inputs import SECOND, Indices, Times
from channelmix.streams import Counters, customer_ids

UNKNOWN = -1
_HOURS = 24


@dataclass(frozen=True)
class LogRow:
    """One contact of a log."""

    start: datetime
    handling_s: float | None = None
    patience_s: float | None = None


@dataclass(frozen=True, eq=False)
class ContactLog:
    """The contacts of a channel's log, laid on the days of a clock; in order of day and index."""

    origin: str
    """The channel."""
    customers: Counters
    arrival: Times
    handling: Times
    """Microseconds; ``UNKNOWN`` where the log does not say."""
    patience: Times
    clock: LocalClock

    @classmethod
    def of(cls, channel: str, rows: Sequence[LogRow], clock: LocalClock) -> "ContactLog":
        """Return the log of a channel, at least one row, on every day of a clock."""
        by_date: dict[date, list[LogRow]] = {}
        for row in sorted(rows, key=lambda row: row.start):
            by_date.setdefault(row.start.date(), []).append(row)
        days = [_rows_of(by_date, clock.date(day)) for day in range(clock.days)]
        names = [customer_ids(clock.ordinal(day), np.arange(len(rows))) for day, rows in enumerate(days)]
        together = [row for rows in days for row in rows]
        day = np.repeat(np.arange(clock.days), [len(rows) for rows in days])
        seconds = np.array([_second(row) for row in together], np.int64)
        arrival = clock.times(day, seconds) + np.array([row.start.microsecond for row in together], np.int64)
        return cls(
            origin=channel,
            customers=np.concatenate([np.empty(0, np.uint64), *names]),
            arrival=np.asarray(arrival, np.int64),
            handling=_microseconds([row.handling_s for row in together]),
            patience=_microseconds([row.patience_s for row in together]),
            clock=clock,
        )

    def arrived(self, channel: int, until: int) -> Arrived:
        """Return those who come before ``until``, in a channel by its number."""
        came = Arrived(self.origin, self.customers, self.arrival, constant(channel, len(self.arrival)))
        return came.between(0, until)

    @cached_property
    def rates(self) -> tuple[DayRate | None, ...]:
        """The contacts of each day as a rate by the hour, for whoever comes beside those of the log."""
        day = np.searchsorted(self.clock.day_start, self.arrival, side="right") - 1
        hour = self.clock.second_of_day(self.arrival) // 3600
        counts = np.zeros((self.clock.days, _HOURS))
        np.add.at(counts, (day, hour), 1)
        return tuple(
            cumulated([(hour * 3600, (hour + 1) * 3600, float(n)) for hour, n in enumerate(mine)], day, self.clock)
            for day, mine in enumerate(counts)
        )

    def known(self, people: Selection, column: Times) -> tuple[Indices, Times]:
        """Return places in a selection of first contacts whose value the log knows, and the values."""
        if self.origin not in people.people.origins:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        origin = people.people.origins.index(self.origin)
        start, end = people.bounds[origin : origin + 2].tolist()
        values = column[np.searchsorted(self.customers, people.customers[start:end])]
        places = np.flatnonzero(values != UNKNOWN)
        return places + start, values[places]


def _rows_of(by_date: dict[date, list[LogRow]], when: date) -> list[LogRow]:
    if min(by_date) <= when <= max(by_date):
        return by_date.get(when, [])
    same = [known for known in by_date if known.weekday() == when.weekday()]
    nearest = min(same, key=lambda known: (abs((known - when).days), known), default=None)
    return [] if nearest is None else by_date[nearest]


def _second(row: LogRow) -> int:
    return row.start.hour * 3600 + row.start.minute * 60 + row.start.second


def _microseconds(seconds: Sequence[float | None]) -> Times:
    return np.array([UNKNOWN if value is None else round(value * SECOND) for value in seconds], np.int64)
