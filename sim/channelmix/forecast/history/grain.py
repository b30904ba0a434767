"""
Channels of one history that come by different steps: days beside half-hours, quarters after half-hours.

A report that changes its step, or a channel that is counted more coarsely than others, leaves holes in the finer
grid. They are no intervals in which nobody came: the coarse number is spread over them, and that is told.
"""

import math

import numpy as np
from numpy.typing import NDArray

from channelmix.forecast.history.findings import Ledger, counted
from channelmix.forecast.history.rows import Rows
from channelmix.forecast.series import MINUTES_OF_DAY

_FEWEST_ROWS = 20
"""So many rows of a fine step all lie on a coarser one once in a million times by chance, or less."""
_FEWEST_WHOLE_DAYS = 3
_MOST_DAYS = 0.8
"""Some programs leave out the time at midnight: then so many days have a row without one."""
_DAY_S = 86_400


def on_grid(name: str, rows: Rows, minutes: int, ledger: Ledger) -> tuple[Rows, int]:
    """
    Return the rows of a channel by the step of the history, and the step; rows by day stay as they are.

    Args:
        name: The channel.
        rows: Its rows, sorted by time.
        minutes: Step of the history; 1440 for days.
        ledger: Takes the findings.
    """
    if minutes == MINUTES_OF_DAY:
        return rows, minutes
    if not _of_day(rows).any():
        ledger.note(
            "grain", f"comes by day, others by {minutes} minutes", "the shape of its day will be assumed", channel=name
        )
        return rows, MINUTES_OF_DAY
    _refuse_whole_days(name, rows, ledger)
    for first, last, step in _coarse_stretches(rows, minutes):
        parts = step // minutes
        span = f"from {_day(rows, first)} to {_day(rows, last)}"
        ledger.repaired(
            "grain", f"comes by {step} minutes {span}, and the history by {minutes}",
            f"each of its numbers is spread evenly over {parts} intervals", channel=name, count=last - first + 1,
        )  # fmt: skip
        rows = _spread(rows, np.arange(first, last + 1), parts=parts, minutes=minutes)
    return rows, minutes


def _of_day(rows: Rows) -> NDArray[np.int64]:
    """Return the seconds since midnight of each row."""
    return np.asarray((rows.when - rows.when.astype("datetime64[D]")).astype(np.int64))


def _day(rows: Rows, at: int) -> str:
    return str(rows.when[at].astype("datetime64[D]"))


def _refuse_whole_days(name: str, rows: Rows, ledger: Ledger) -> None:
    """Refuse days, and rows, without a time among intervals: all their contacts would come at midnight."""
    _, group, sizes = np.unique(rows.when.astype("datetime64[D]"), return_inverse=True, return_counts=True)
    timed = np.bincount(group, weights=~rows.whole_day) > 0
    timeless = rows.whole_day & timed[group]
    if (
        len(np.unique(group[timeless])) > _MOST_DAYS * timed.sum()
        and not (~rows.whole_day & (_of_day(rows) == 0)).any()
    ):
        ledger.note(
            "grain", "one row of almost every day has a date and no time", "it is taken for the interval at midnight",
            channel=name,
        )  # fmt: skip
    elif timeless.any():
        ledger.refused(
            "grain", f"{counted(int(timeless.sum()), 'row')} without a time of day on days of intervals",
            "write the start of its interval, or leave it out", channel=name, count=int(timeless.sum()),
            examples=[str(day) for day in rows.when[timeless].astype("datetime64[D]")],
        )  # fmt: skip
    whole = rows.whole_day & (sizes[group] == 1)
    if whole.sum() >= _FEWEST_WHOLE_DAYS and (sizes > 1).sum() >= _FEWEST_WHOLE_DAYS:
        ledger.refused(
            "grain", f"{counted(int(whole.sum()), 'day')} of one number among days of intervals",
            "add the intervals up to days, or leave those days out", channel=name, count=int(whole.sum()),
            examples=[str(day) for day in rows.when[whole].astype("datetime64[D]")],
        )  # fmt: skip


def _coarse_stretches(rows: Rows, minutes: int) -> list[tuple[int, int, int]]:
    """Return first row, last row and step of the stretches at either end that come more coarsely, the last first."""
    of_day = _of_day(rows)
    if (step := _step(of_day)) > minutes:
        return [(0, len(rows) - 1, step)] if len(rows) >= _FEWEST_ROWS else []
    fine = np.flatnonzero(of_day % (2 * minutes * 60))
    days = rows.when.astype("datetime64[D]")
    before = int(np.searchsorted(days, days[fine[0]])) if len(fine) else 0
    after = int(np.searchsorted(days, days[fine[-1]], side="right")) if len(fine) else len(rows)
    found = [(first, last - 1, _step(of_day[first:last])) for first, last in ((after, len(rows)), (0, before))
             if last - first >= _FEWEST_ROWS]  # fmt: skip
    return [each for each in found if each[2] > minutes]


def _step(of_day: NDArray[np.int64]) -> int:
    """Return the coarsest step in minutes on which all rows lie."""
    return math.gcd(*np.unique(of_day).tolist(), _DAY_S) // 60


def _spread(rows: Rows, coarse: NDArray[np.int64], *, parts: int, minutes: int) -> Rows:
    """Return rows in which each coarse one is ``parts`` equal ones."""
    times = np.ones(len(rows), np.int64)
    times[coarse] = parts
    at = np.repeat(np.arange(len(rows)), times)
    place = np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)
    spread = rows.only(at)
    for counts in (spread.offered, spread.answered, spread.abandoned):
        counts /= times[at]
    spread.when[:] += (place * minutes * 60).astype("timedelta64[s]")
    return spread.only(np.lexsort((spread.queue.astype(str), spread.when)))
