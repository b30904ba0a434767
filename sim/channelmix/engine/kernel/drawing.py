"""
Chance in compiled code: from the names of customers to uniform numbers, from those to times, and those to their rows.

The readable twins are ``streams.uniforms``, ``demand.distributions``, ``demand.arrivals`` and ``demand.placing``; the
bits are the same.
Logarithms and other functions are left to numpy in between, whose last bits differ from other libraries'.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channelmix.engine.inputs import Indices, Times
from channelmix.engine.kernel.compiling import bits_of, entry, entry_in_vectors, helper, pointer_to, real_of, whole
from channelmix.engine.kernel.layout import FAR

_GOLDEN, _SLOT_FACTOR = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1342543DE82EF95)
_FACTOR_1, _FACTOR_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFT_1, _SHIFT_2, _SHIFT_3, _SHIFT_OUT = (np.uint64(bits) for bits in (30, 27, 31, 12))
_ONE = np.uint64(0x3FF0000000000000)
_BELOW_ONE = 1.0 - 2.0**-53

Numbers = NDArray[np.float64]
Names = NDArray[np.uint64]


def make_ready() -> None:
    """Load the machine code, or compile it."""
    for each in (hash_names, round_times, follow, put_values, put_runs, merge):
        each.make_ready()


def uniforms_of(names: Names, starts: Names, second: np.uint64, numbers: Numbers) -> None:
    """Write a uniform number for each name, as ``streams.Hash`` says."""
    hash_names(np.ascontiguousarray(names), starts, starts.size > 1, int(second), numbers, names.size)


def times_of(numbers: Numbers, mean: float | Numbers, longest: int) -> None:
    """Write whole microseconds over numbers around a mean, as ``demand.distributions.Rounding`` says."""
    means: Any = np.ascontiguousarray(mean, np.float64).reshape(-1)
    round_times(numbers, means, means.size > 1, longest, numbers.size)


def put(column: Times, rows: Indices, values: Times) -> None:
    """Write a value for each of some rows into a column, as ``demand.placing.put`` says."""
    put_values(
        column, np.ascontiguousarray(rows), np.ascontiguousarray(values, np.int64), values.strides[0] != 0, len(rows)
    )


def put_turns(column: Times, turn_at: Indices, rows: Indices, counts: Indices | None, values: Times) -> None:
    """Write values for the turns of some rows into a column, as ``demand.placing.put_turns`` says."""
    work, many = np.ascontiguousarray(values, np.int64), counts is not None
    given = work if counts is None else np.ascontiguousarray(counts, np.int64)
    put_runs(column, turn_at, np.ascontiguousarray(rows), given, many, work, len(rows))


def in_order(times: Times, ends: Indices, labels: Indices) -> tuple[Indices, Times, Indices]:
    """Return the place of each time in their common order, times and labels, as ``demand.placing.in_order`` says."""
    rows, in_order, labelled = np.empty((3, len(times)), np.int64)
    if not merge(times, ends, labels, np.empty(4 * len(ends), np.int64), rows, in_order, labelled, len(ends)):
        order = np.argsort(times, kind="stable")
        rows[order] = np.arange(len(times))
        in_order, labelled = times[order], np.repeat(labels, np.diff(ends, prepend=0))[order]
    return rows, in_order, labelled


def times_below(
    gaps: Numbers, limit: float, factor: float, *, edges: Times, expected: Numbers, pace: Numbers
) -> Times | None:
    """Return when those come whose points lie below a limit, as ``demand.arrivals`` says; None if more may come."""
    times = np.empty(len(gaps) + 1, np.int64)
    day = np.ascontiguousarray(edges, np.int64), np.ascontiguousarray(expected, np.float64), np.ascontiguousarray(pace)
    if not follow(np.ascontiguousarray(gaps), len(gaps), np.array([limit, factor]), *day, len(pace), times):
        return None
    below: Times = times[: times[-1]]
    return below


@entry
def follow(
    gaps: int, count: int, limit_and_factor: int, edges: int, expected: int, pace: int, pieces: int, times: int
) -> bool:  # fmt: skip
    """
    Write the times at which points lie below a limit, and behind them how many; return whether the limit was reached.

    Args:
        gaps: Where the gaps between points stand.
        count: How many.
        limit_and_factor: Where the limit stands, and by what points are divided.
        edges: Where the edges of the day's pieces stand.
        expected: Where it stands how many are expected before each.
        pace: Where the microseconds for each contact stand, piece by piece.
        pieces: How many there are.
        times: Room for so many times and one number.
    """
    g, given, e, x, p, out = (
        pointer_to(gaps), pointer_to(limit_and_factor), pointer_to(edges), pointer_to(expected), pointer_to(pace),
        pointer_to(times),
    )  # fmt: skip
    limit, factor, point, piece = real_of(given[0]), real_of(given[1]), 0.0, 0
    for place in range(count):
        point += real_of(g[place])
        if point >= limit:
            out[count] = place
            return True
        at = point / factor
        while piece + 1 < pieces and at >= real_of(x[piece + 1]):
            piece += 1
        out[place] = e[piece] + int((at - real_of(x[piece])) * real_of(p[piece]))
    return False


@entry
def put_values(column: int, rows: int, values: int, step: int, count: int) -> None:
    """Write ``count`` values into a column, each at its row; one for all if ``step`` is 0."""
    c, r, v = pointer_to(column), pointer_to(rows), pointer_to(values)
    for place in range(count):
        c[r[place]] = v[place * step]


@entry
def put_runs(column: int, turn_at: int, rows: int, counts: int, many: int, values: int, count: int) -> None:
    """Write the values of ``count`` rows into a column, from where each row's turns begin; one each if not ``many``."""
    c, t, r, n, v, read = (
        pointer_to(column), pointer_to(turn_at), pointer_to(rows), pointer_to(counts), pointer_to(values), 0
    )  # fmt: skip
    for place in range(count):
        start = t[r[place]]
        for turn in range(n[place] if many else 1):
            c[start + turn] = v[read]
            read += 1


@entry
def merge(times: int, ends: int, labels: int, heads: int, rows: int, in_order: int, labelled: int, runs: int) -> bool:
    """
    Put times of several runs in their common order, and return whether each run was in order by itself.

    From both ends at once, which takes half as long: of the two the processor can work at one while it waits for the
    other.

    Args:
        times: Where they stand, run by run.
        ends: Where the runs end, counted from the first time.
        labels: Where a label of each run stands.
        heads: Room for four numbers a run: its next time and the place of that, from the front and from the back.
        rows: Where the places in order are to stand.
        in_order: Where the times in order are to stand.
        labelled: Where the labels of their runs are to stand.
        runs: How many runs there are.
    """
    t, e, names, h = pointer_to(times), pointer_to(ends), pointer_to(labels), pointer_to(heads)
    out, sorted_times, sorted_labels, count = pointer_to(rows), pointer_to(in_order), pointer_to(labelled), 0
    for run in range(runs):
        start, count = count, e[run]
        h[4 * run], h[4 * run + 1] = t[start] if start < count else FAR, start
        h[4 * run + 2], h[4 * run + 3] = t[count - 1] if start < count else -FAR, count - 1
    for number in range((count + 1) // 2):
        first, time, last, latest = 0, h[0], 0, h[2]
        for run in range(1, runs):
            is_earlier, is_later = h[4 * run] < time, h[4 * run + 2] >= latest
            first, time = run if is_earlier else first, h[4 * run] if is_earlier else time
            last, latest = run if is_later else last, h[4 * run + 2] if is_later else latest
        place, back = h[4 * first + 1], h[4 * last + 3]
        out[back], sorted_times[count - 1 - number], sorted_labels[count - 1 - number] = (
            count - 1 - number, latest, names[last]
        )  # fmt: skip
        out[place], sorted_times[number], sorted_labels[number] = number, time, names[first]
        after = t[place + 1] if place + 1 < e[first] else FAR
        before = t[back - 1] if back > (e[last - 1] if last else 0) else -FAR
        if after < time or before > latest:
            return False
        h[4 * first], h[4 * first + 1], h[4 * last + 2], h[4 * last + 3] = after, place + 1, before, back - 1
    reached = 0
    for run in range(runs):
        reached += h[4 * run + 1] > h[4 * run + 3]
    return reached == runs  # where a run is not in order, some of it may be reached from neither end


@entry_in_vectors
def hash_names(names: int, starts: int, step: int, second: int, numbers: int, count: int) -> None:
    """
    Write one uniform number for each name.

    Args:
        names: Where the names of customers stand.
        starts: What is added to each hashed name, slot and first key; one for all if ``step`` is 0.
        step: Whether there is one for each name.
        second: The second key.
        numbers: Where the uniform numbers are to stand.
        count: How many.
    """
    n, s, out, key = pointer_to(names), pointer_to(starts), pointer_to(numbers), np.uint64(second)
    if step:
        for place in range(count):
            mixed = mix(mix(np.uint64(n[place]) * _GOLDEN + np.uint64(s[place])) + key)
            out[place] = bits_of(real_of((mixed >> _SHIFT_OUT) | _ONE) - _BELOW_ONE)
    else:
        first = np.uint64(s[0])
        for place in range(count):
            mixed = mix(mix(np.uint64(n[place]) * _GOLDEN + first) + key)
            out[place] = bits_of(real_of((mixed >> _SHIFT_OUT) | _ONE) - _BELOW_ONE)


@helper
def mix(number: np.uint64) -> np.uint64:
    """Mix the bits of a number."""
    number = (number ^ (number >> _SHIFT_1)) * _FACTOR_1
    number = (number ^ (number >> _SHIFT_2)) * _FACTOR_2
    return number ^ (number >> _SHIFT_3)


@entry_in_vectors
def round_times(numbers: int, means: int, step: int, longest: int, count: int) -> None:
    """
    Write whole microseconds over numbers around a mean.

    Args:
        numbers: Where the numbers stand.
        means: By what they are multiplied; one for all if ``step`` is 0.
        step: Whether there is one for each.
        longest: No time is longer.
        count: How many.
    """
    out, given = pointer_to(numbers), pointer_to(means)
    if step:
        for place in range(count):
            out[place] = whole(min(real_of(out[place]) * real_of(given[place]), float(longest)))
    else:
        mean = real_of(given[0])
        for place in range(count):
            out[place] = whole(min(real_of(out[place]) * mean, float(longest)))
