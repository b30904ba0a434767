"""
Chance in compiled code: from the names of customers to uniform numbers, from those to times, and those to their rows.

The readable twins are ``streams.uniforms``, ``demand.distributions`` and ``demand.placing``; the bits are the same.
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
    for each in (hash_names, round_times, put_values, put_runs, merge):
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


def rows_in_order(times: Times, ends: Indices) -> Indices:
    """Return the place of each time in their common order, as ``demand.placing.rows_in_order`` says."""
    rows, heads = np.empty(len(times), np.int64), np.empty(2 * len(ends), np.int64)
    if not merge(times, ends, heads, rows, len(ends)):
        rows[np.argsort(times, kind="stable")] = np.arange(len(times))
    return rows


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
def merge(times: int, ends: int, heads: int, rows: int, runs: int) -> bool:
    """
    Write the place of each time in their common order, and return whether each run was in order by itself.

    Args:
        times: Where they stand, run by run.
        ends: Where the runs end, counted from the first time.
        heads: Room for two numbers a run: its next time, and the place of that.
        rows: Where the places in order are to stand.
        runs: How many runs there are.
    """
    t, e, h, out, start = pointer_to(times), pointer_to(ends), pointer_to(heads), pointer_to(rows), 0
    for run in range(runs):
        h[2 * run], h[2 * run + 1] = t[start] if start < e[run] else FAR, start
        start = e[run]
    for number in range(start):
        first, time = 0, h[0]
        for run in range(1, runs):
            is_earlier = h[2 * run] < time
            first, time = run if is_earlier else first, h[2 * run] if is_earlier else time
        place = h[2 * first + 1]
        out[place] = number
        place += 1
        after = t[place] if place < e[first] else FAR
        if after < time:
            return False
        h[2 * first], h[2 * first + 1] = after, place
    return True


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
