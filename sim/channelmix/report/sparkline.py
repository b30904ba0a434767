"""
The period in a line of text: eight heights of blocks for each channel and group, with its peak in words.

A day is shown by the hour, a week by four hours, a longer period by the day, so that a line fits a
terminal of 80 columns. Each line has a scale of its own, from nothing to its peak.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from channelmix.report.cases import Case
from channelmix.report.language import say, told_day
from channelmix.report.numbers import Kind, number
from channelmix.report.sheets import Cell, Row, Sheet

BLOCKS = "▁▂▃▄▅▆▇█"
_WIDEST = 62

Rows = Sequence[Mapping[str, Any]]


def sparkline(values: Sequence[float | None]) -> str:
    """
    Return values as blocks, the highest one full; a blank where nothing is known.

    Examples:
        >>> sparkline([0.0, 1.0, 2.0, None, 8.0])
        '▁▂▃ █'
    """
    most = max((value for value in values if value is not None), default=0.0)
    if not most:
        return "".join(" " if value is None else BLOCKS[0] for value in values)
    places = (None if value is None else min(int(value / most * len(BLOCKS)), len(BLOCKS) - 1) for value in values)
    return "".join(" " if place is None else BLOCKS[place] for place in places)


def over_time(case: Case, columns: Mapping[str, Sequence[Any]]) -> Sheet:
    """
    Return the period of a run as lines of blocks.

    Args:
        case: The run.
        columns: Its intervals, as ``Run.interval_columns`` has them.
    """
    rows: Rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    starts = list(dict.fromkeys(row["start"] for row in rows))
    edges = _edges(starts)
    lines = tuple(_line(label, kind, found, edges=edges) for label, kind, found in _wanted(case, rows))
    span = say("{days}, by {step}", days=_days(starts), step=_step(starts))
    return Sheet(
        say("Over time"), "", (span,), lines, (say("each line from 0 to its peak; means over the replications"),)
    )


def _wanted(case: Case, rows: Rows) -> Iterator[tuple[str, Kind, list[tuple[str, float | None]]]]:
    for name, channel in case.scenario.channels.items():
        mine = [row for row in rows if (row["kind"], row["name"]) == ("channel", name)]
        waits = channel.measured_to == "start"
        yield f"{name}, {say('arrivals')}", Kind.COUNT, [(row["start"], row["offered"]) for row in mine]
        what, column, kind = ("wait", "wait_mean_s", Kind.TIME) if waits else ("backlog", "backlog", Kind.COUNT)
        yield f"{name}, {say(what)}", kind, [(row["start"], row[column]) for row in mine]
    for name in case.scenario.groups:
        mine = [row for row in rows if (row["kind"], row["name"]) == ("group", name)]
        yield f"{name}, {say('occupancy')}", Kind.SHARE, [(row["start"], row["occupancy"]) for row in mine]


def _edges(starts: Sequence[str]) -> list[int]:
    """Return the places at which each block begins, and the end."""
    days = len({start[:10] for start in starts})
    hours = 1 if days == 1 else 4 if days <= 10 else 24
    keys = [(start[:10], int(start[11:13]) // hours) for start in starts]
    edges = [0, *(place for place, (before, key) in enumerate(pairwise(keys), 1) if before != key), len(starts)]
    step = -(-(len(edges) - 1) // _WIDEST)
    return [*edges[:-1:step], len(starts)]


def _line(label: str, kind: Kind, values: Sequence[tuple[str, float | None]], *, edges: Sequence[int]) -> Row:
    blocks = [_mean([value for _, value in values[start:end]]) for start, end in pairwise(edges)]
    known = [(value, start) for start, value in values if value is not None]
    if not known or not max(known)[0]:
        return Row(label, (Cell(sparkline(blocks)),))
    value, start = max(known, key=lambda each: each[0])
    moment = f"{told_day(date.fromisoformat(start[:10]), 'day')} {start[11:16]}"
    return Row(label, (Cell(sparkline(blocks), say("most {value} at {time}", value=number(value, kind), time=moment)),))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _days(starts: Sequence[str]) -> str:
    first, last = (told_day(date.fromisoformat(start[:10]), "short") for start in (starts[0], starts[-1]))
    return first if first == last else say("{from_day} to {to_day}", from_day=first, to_day=last)


def _step(starts: Sequence[str]) -> str:
    days = len({start[:10] for start in starts})
    return say("the hour") if days == 1 else say("four hours") if days <= 10 else say("the day")
