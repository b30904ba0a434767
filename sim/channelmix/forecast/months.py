"""
Months of which there is a part only: named as such, so that nobody takes fifteen days for a month.
"""

import numpy as np

from channelmix.forecast.series import Days

_DAY, _MONTH = np.timedelta64(1, "D"), np.timedelta64(1, "M")


def days_in(month: np.datetime64) -> int:
    """
    Return how many days a month has.

    Examples:
        >>> days_in(np.datetime64("2028-02"))
        29
    """
    start = month.astype("datetime64[M]")
    return int(((start + _MONTH).astype("datetime64[D]") - start.astype("datetime64[D]")) / _DAY)


def part_months(first: np.datetime64, last: np.datetime64) -> list[tuple[str, int, int]]:
    """
    Return the first and last month of a stretch of days where it has a part only: month, days there, days in all.

    Examples:
        >>> part_months(np.datetime64("2026-01-01"), np.datetime64("2026-03-15"))
        [('2026-03', 15, 31)]
    """
    days = np.arange(first.astype("datetime64[D]"), last.astype("datetime64[D]") + _DAY)
    months, counts = np.unique(days.astype("datetime64[M]"), return_counts=True)
    found = [(str(month), int(count), days_in(month)) for month, count in zip(months, counts, strict=True)]
    return [each for each in found if each[1] < each[2]]


def are_whole(months: Days, days: Days) -> list[bool]:
    """
    Return of each month whether all of its days are among some.

    Examples:
        >>> days = np.arange("2026-01-20", "2026-03-01", dtype="datetime64[D]")
        >>> are_whole(np.array(["2026-01", "2026-02"], "datetime64[M]"), days)
        [False, True]
    """
    month = days.astype("datetime64[M]")
    return [int((month == each).sum()) == days_in(each) for each in months.astype("datetime64[M]")]
