"""
Chance in compiled code: from the names of customers to uniform numbers, and from those to times.

The readable twins are ``streams.uniforms`` and ``demand.distributions``; the bits are the same. Logarithms
and other functions are left to numpy in between, whose last bits differ from other libraries'.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channelmix.engine.kernel.compiling import bits_of, entry_in_vectors, helper, pointer_to, real_of, whole

_GOLDEN, _SLOT_FACTOR = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1342543DE82EF95)
_FACTOR_1, _FACTOR_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFT_1, _SHIFT_2, _SHIFT_3, _SHIFT_OUT = (np.uint64(bits) for bits in (30, 27, 31, 12))
_ONE = np.uint64(0x3FF0000000000000)
_BELOW_ONE = 1.0 - 2.0**-53

Numbers = NDArray[np.float64]
Names = NDArray[np.uint64]


def make_ready() -> None:
    """Load the machine code, or compile it."""
    for each in (hash_names, round_times):
        each.make_ready()


def uniforms_of(names: Names, starts: Names, second: np.uint64, numbers: Numbers) -> None:
    """Write a uniform number for each name, as ``streams.Hash`` says."""
    hash_names(np.ascontiguousarray(names), starts, starts.size > 1, int(second), numbers, names.size)


def times_of(numbers: Numbers, mean: float | Numbers, longest: int) -> None:
    """Write whole microseconds over numbers around a mean, as ``demand.distributions.Rounding`` says."""
    means: Any = np.ascontiguousarray(mean, np.float64).reshape(-1)
    round_times(numbers, means, means.size > 1, longest, numbers.size)


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
