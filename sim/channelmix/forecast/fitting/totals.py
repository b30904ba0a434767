"""
The channels of a history laid side by side, and their sum: what need is fitted to.

A day is unknown if it is unknown in any channel that was open; before its launch a channel had no
contacts. The days of the sum are those of all channels together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from channelmix.forecast.history import History
from channelmix.forecast.series import Daily, Days, Reals, day_range


@dataclass(frozen=True, eq=False)
class Beside:
    """Channels of a history on the same days."""

    channels: tuple[str, ...]
    days: Days
    contacts: Reals
    """Shape ``(channels, days)``, NaN where unknown, 0 before a channel's launch and where it was closed."""
    handling_s: Reals
    """Same shape."""
    open: NDArray[np.bool_]
    """Whether each channel was open, same shape."""

    @property
    def total(self) -> Daily:
        """The contacts of all channels."""
        return Daily(self.days, self.contacts.sum(axis=0), np.asarray(self.open.any(axis=0)), "all channels")

    def until(self, count: int) -> "Beside":
        """Return the first ``count`` days."""
        return Beside(
            self.channels, self.days[:count], self.contacts[:, :count], self.handling_s[:, :count], self.open[:, :count]
        )  # fmt: skip

    def months(self) -> tuple[Days, Reals]:
        """
        Return the middle of each month with 15 known days or more, and the channels' contacts in it.

        A month in which a channel was launched counts from its launch on.
        """
        month = self.days.astype("datetime64[M]")
        known = ~np.isnan(self.contacts).any(axis=0)
        for first in np.argmax(np.nan_to_num(self.contacts) > 0, axis=1):
            known &= ~((month == month[first]) & (np.arange(len(month)) < first))
        middles, sums = [], []
        for name in np.unique(month):
            mine = known & (month == name)
            if mine.sum() >= _LEAST_OF_MONTH:
                middles.append(self.days[mine][mine.sum() // 2])
                sums.append(self.contacts[:, mine].sum(axis=1))
        return np.array(middles, "datetime64[D]"), np.array(sums).T

    def launched(self) -> dict[str, tuple[Days, int]]:
        """Return first day and months to learn from, of channels that begin a month or more after the history."""
        firsts = np.argmax(np.nan_to_num(self.contacts) > 0, axis=1)
        middles, _ = self.months()
        return {
            name: (self.days[first], int((middles >= self.days[first]).sum()))
            for name, first in zip(self.channels, firsts, strict=True)
            if first >= _LATE
        }


_LATE = 28
_LEAST_OF_MONTH = 15


def beside(history: History) -> Beside:
    """Return the channels of a history on common days, in order of their names."""
    names = tuple(sorted(history.channels))
    first, last = np.datetime64(history.first), np.datetime64(history.last)
    days = day_range(first, int((last - first).astype(int)) + 1)
    shape = (len(names), len(days))
    contacts, handling, is_open = np.zeros(shape), np.full(shape, np.nan), np.zeros(shape, bool)
    for row, name in enumerate(names):
        channel = history.channels[name]
        start = int((channel.daily.days[0] - first).astype(int))
        span = slice(start, start + len(channel.daily.days))
        contacts[row, span] = np.where(channel.daily.open, channel.daily.values, 0.0)
        contacts[row, span.stop :] = np.nan
        handling[row, span] = channel.handling_s
        is_open[row, span] = channel.daily.open
        is_open[row, span.stop :] = True
    return Beside(names, days, contacts, handling, is_open)
