"""
The period laid out as a week: days in rows, times of day in columns, for heat maps and their tables.

A period of more than a week becomes the mean of its weekdays. An hour that clocks show twice counts as its mean.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from channelmix.report.language import told_day
from channelmix.report.stored_intervals import Row

DAYS = 7


@dataclass(frozen=True)
class Week:
    """Values of one channel or group by day and time of day."""

    days: Sequence[str]
    times: Sequence[str]
    cells: Sequence[Sequence[float | None]]

    def between(self, first: str, last: str) -> "Week":
        """Return the part of each day from one time to another, both included."""
        kept = [place for place, time in enumerate(self.times) if first <= time <= last]
        cells = [[row[place] for place in kept] for row in self.cells]
        return Week(self.days, [self.times[place] for place in kept], cells)

    def by_hour(self, *, is_sum: bool, weights: "Week | None" = None) -> "Week":
        """Return one value an hour: the sum, or the mean, weighted if weights are given."""
        hours = list(dict.fromkeys(time[:2] for time in self.times))
        places = {hour: [at for at, time in enumerate(self.times) if time[:2] == hour] for hour in hours}
        cells = [
            [_together(row, weights.cells[day] if weights else None, places[hour], is_sum=is_sum) for hour in hours]
            for day, row in enumerate(self.cells)
        ]
        return Week(self.days, [f"{hour}:00" for hour in hours], cells)


def _together(
    row: Sequence[float | None], weights: Sequence[float | None] | None, places: Sequence[int], *, is_sum: bool
) -> float | None:
    known = [
        (value, 1.0 if weights is None else weights[place] or 0.0)
        for place in places
        if (value := row[place]) is not None
    ]
    total = sum(weight for _, weight in known)
    if not known or not total:
        return None
    return sum(value * weight for value, weight in known) / (1.0 if is_sum else total)


def week_of(rows: Sequence[Row], column: str) -> Week:
    """Return a column of the intervals of one channel or group as a week."""
    dates = {text: date.fromisoformat(text) for text in {row["start"][:10] for row in rows}}
    by_weekday = len(dates) > DAYS
    found: dict[tuple[int, str], list[float]] = defaultdict(list)
    names: dict[int, str] = {}
    for row in rows:
        day = dates[row["start"][:10]]
        place = day.weekday() if by_weekday else day.toordinal()
        if place not in names:
            names[place] = told_day(day, "weekday" if by_weekday else "day")
        if row[column] is not None:
            found[place, row["start"][11:16]].append(row[column])
    times = sorted({row["start"][11:16] for row in rows})
    cells = [[_mean(found.get((place, time))) for time in times] for place in sorted(names)]
    return Week([names[place] for place in sorted(names)], times, cells)


def _mean(values: Sequence[float] | None) -> float | None:
    return sum(values) / len(values) if values else None


def busy_hours(weeks: Sequence[Week]) -> tuple[str, str]:
    """Return the first and the last time of day at which anything happens in any of several weeks."""
    times = {
        time
        for week in weeks
        for cells in week.cells
        for time, value in zip(week.times, cells, strict=True)
        if value is not None and value > 0
    }
    return (min(times), max(times)) if times else ("00:00", "23:59")


Rows = Mapping[tuple[int, str, str], Sequence[Row]]
"""Rows of the whole period, by place of the scenario, kind and name."""


def rows_of(intervals: Sequence[Sequence[Row]]) -> Rows:
    """Return the rows of each channel and group of each scenario."""
    found: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for place, rows in enumerate(intervals):
        for row in rows:
            found[place, row["kind"], row["name"]].append(row)
    return found
