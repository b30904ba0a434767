"""
The period interval by interval, in both accounts.

By *arrival*: what became of those who came in the interval, however late. By *work*: what was
done in the interval, whoever it was for, as telephone systems report it; these columns say
``done_``. All are means over the replications.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from channelmix.engine.inputs import SECOND, Indices, Times
from channelmix.results import Reals
from channelmix.simulate.counts import Counts
from channelmix.simulate.tallies import BY_OUTCOME

_WORK = {
    "done_started": "started",
    "done_started_in_time": "started_in_time",
    "done_replies": "replied",
    "done_lost": "lost",
    "backlog": "backlog",
}

Table = dict[str, list[Any]]


def interval_table(
    counts: Counts, *, starts: Sequence[str], channels: Sequence[str], groups: Sequence[str], capacity: Indices,
    grid: Times,
) -> Table:  # fmt: skip
    """
    Return one row for each channel and interval, then one for each group and interval.

    Args:
        counts: Of all replications.
        starts: Local time at which each interval starts.
        channels: Names.
        groups: Names.
        capacity: Capacity units of one agent of each group.
        grid: Edges of the intervals, microseconds.

    Returns:
        Columns of equal length; None where a column does not apply or has nothing to divide by.
    """
    rows: list[Mapping[str, Any]] = []
    for number, name in enumerate(channels):
        columns = channel_columns(counts, number)
        rows += [{"kind": "channel", "name": name, **row} for row in _rows(starts, columns)]
    for number, name in enumerate(groups):
        columns = group_columns(counts, number, int(capacity[number]), np.diff(grid))
        rows += [{"kind": "group", "name": name, **row} for row in _rows(starts, columns)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name: [row.get(name) for row in rows] for name in names}


def channel_columns(counts: Counts, channel: int) -> dict[str, Reals]:
    """Return the columns of a channel, (I,) each."""
    arrived = {name: values[channel] for name, values in counts.by_arrival.items()}
    done = {name: counts.by_work[source][channel] for name, source in _WORK.items()}
    return {
        **{name: arrived[name] / counts.replications for name in ("offered", *BY_OUTCOME, "first_attempts")},
        "service_level": _ratio(arrived["good"], arrived["due"]),
        "wait_mean_s": _ratio(arrived["waited"] / SECOND, arrived["queued"]),
        **{name: values / counts.replications for name, values in done.items()},
    }


def group_columns(counts: Counts, group: int, capacity: int, lengths: Times) -> dict[str, Reals]:
    """Return the columns of a group, (I,) each; ``agents`` is the mean number on duty."""
    time = {name: values[group] for name, values in counts.agents.items()}
    return {
        "agents": time["on_duty"] / lengths / counts.replications,
        "occupancy": _ratio(time["busy"], time["on_duty"]),
        "load": _ratio(time["used"], time["on_duty"] * capacity),
        "overtime_agents": time["overtime"] / lengths / counts.replications,
    }


def _rows(starts: Sequence[str], columns: Mapping[str, Reals]) -> list[dict[str, Any]]:
    cells = {
        name: [None if np.isnan(value) else value for value in values.tolist()] for name, values in columns.items()
    }
    return [
        {"start": start, **{name: values[interval] for name, values in cells.items()}}
        for interval, start in enumerate(starts)
    ]


def _ratio(above: Times | Reals, below: Times) -> Reals:
    """Return the ratio, NaN where there is nothing to divide by."""
    result = np.full(len(below), np.nan)
    np.divide(above, below, out=result, where=below != 0)
    return result
