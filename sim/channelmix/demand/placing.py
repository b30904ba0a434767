"""
Putting numbers where they belong: each part draws its own, and rows stand in order of arrival.

Plain numpy, until ``place_with`` has been given compiled twins that do the same in one walk each.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from channelmix.demand.columns import counting
from channelmix.engine.inputs import Indices, Times


@dataclass(frozen=True)
class Placing:
    """The walks through rows of which there are compiled twins."""

    put: Callable[[Times, Indices, Times], object]
    """Takes a column, rows, and a value for each."""
    put_turns: Callable[[Times, Indices, Indices, Indices | None, Times], object]
    """Takes a column of turns, where each row's begin, rows, how many turns each has (None: one), and values of all."""
    in_order: Callable[[Times, Indices, Indices], tuple[Indices, Times, Indices]]
    """Takes times, where stretches of them end, and a label of each stretch."""


def put(column: Times, rows: slice | Indices, values: "Times | int") -> None:
    """
    Write values of some rows into a column.

    Examples:
        >>> column = np.zeros(3, np.int64)
        >>> put(column, np.array([2, 0]), np.array([7, 8]))
        >>> column
        array([8, 0, 7])
    """
    if isinstance(rows, slice) or isinstance(values, int):
        column[rows] = values
    else:
        _placing.put(column, rows, values)


def put_turns(column: Times, turn_at: Indices, rows: slice | Indices, counts: Indices | None, values: Times) -> None:
    """
    Write values of the turns of some rows into a column.

    Args:
        column: A value for each turn, shape ``(T,)``.
        turn_at: Where each row's turns begin, shape ``(N + 1,)``.
        rows: Which rows.
        counts: How many turns each of these has; None: one.
        values: Of their turns, row by row.
    """
    if isinstance(rows, slice):
        column[turn_at[rows.start] : turn_at[rows.stop]] = values
    else:
        _placing.put_turns(column, turn_at, rows, counts, values)


def in_order(times: Times, ends: Indices, labels: Indices) -> tuple[Indices, Times, Indices]:
    """
    Return the place of each time in their common order, and in that order times and labels; ties stay as they stand.

    Args:
        times: Stretch by stretch, each mostly in order by itself.
        ends: Where the stretches end.
        labels: One for each stretch.

    Examples:
        >>> in_order(np.array([1, 4, 2, 4]), np.array([2, 4]), np.array([7, 8]))
        (array([0, 2, 1, 3]), array([1, 2, 4, 4]), array([7, 8, 7, 8]))
    """
    return _placing.in_order(times, ends, labels)


def place_with(twins: Placing) -> None:
    """From now on let compiled twins do it, which must do the same."""
    global _placing  # as with ``streams.hash_with``
    _placing = twins


def ramps(counts: Indices) -> Indices:
    """
    Return 0 to ``count - 1`` for each count.

    Examples:
        >>> ramps(np.array([2, 0, 3]))
        array([0, 1, 0, 1, 2])
    """
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)


def _put_in_numpy(column: Times, rows: Indices, values: Times) -> None:
    column[rows] = values


def _put_turns_in_numpy(column: Times, turn_at: Indices, rows: Indices, counts: Indices | None, values: Times) -> None:
    starts = turn_at[rows]
    column[starts if counts is None else np.repeat(starts, counts) + ramps(counts)] = values


def _in_order_in_numpy(times: Times, ends: Indices, labels: Indices) -> tuple[Indices, Times, Indices]:
    order = np.argsort(times, kind="stable")
    rows = np.empty(len(times), np.int64)
    rows[order] = counting(len(times))
    return rows, times[order], np.repeat(labels, np.diff(ends, prepend=0))[order]


_placing = Placing(_put_in_numpy, _put_turns_in_numpy, _in_order_in_numpy)
IN_NUMPY = _placing
