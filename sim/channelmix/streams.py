"""
Random streams that do not disturb one another.

Every number that chance decides is found by *name*: (seed, replication, purpose) names a
stream, and within it a customer's day, index and slot (which attempt, which turn) name the
number. Nothing is drawn in sequence, so adding a channel, moving customers to another one,
adding agents or changing the number of workers leaves every other number as it was, and two
plans can be compared on the very same customers ("common random numbers").

The numbers are a keyed hash of the counter: the mixing function of SplitMix64 (Steele, Lea
and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with the constants of
Stafford's variant 13), applied twice with two 64-bit keys, the BLAKE2b hash of the stream's
name. Long arrays are worked off in blocks that fit a core's cache: 5 to 10 ns a number, and less than 2 once
``hash_with`` has been given the compiled twin.
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray

Counters = NDArray[np.uint64]
Uniforms = NDArray[np.float64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FACTOR_1 = np.uint64(0xBF58476D1CE4E5B9)
_FACTOR_2 = np.uint64(0x94D049BB133111EB)
_SLOT_FACTOR = np.uint64(0xD1342543DE82EF95)
_SHIFT_1, _SHIFT_2, _SHIFT_3, _SHIFT_OUT = (np.uint64(bits) for bits in (30, 27, 31, 12))
_ONE = np.uint64(0x3FF0000000000000)
"""The bits of 1.0; a fraction of 52 bits below them makes a number in [1, 2)."""
_BELOW_ONE = 1.0 - 2.0**-53
_BLOCK = 1 << 15


@lru_cache(maxsize=4096)
def _key(seed: int, replication: int, purpose: str) -> tuple[np.uint64, np.uint64]:
    digest = blake2b(f"{seed}/{replication}/{purpose}".encode(), digest_size=16).digest()
    return np.uint64(int.from_bytes(digest[:8], "little")), np.uint64(int.from_bytes(digest[8:], "little"))


Hash = Callable[[Counters, Counters, np.uint64, Uniforms], object]
"""Takes names, what is added to each once it is multiplied (one for each or one for all), and the second key; fills an
array with uniform numbers."""


def _mix(numbers: Counters, spare: Counters) -> None:
    """Mix ``numbers`` in place; ``spare`` is as long and is overwritten."""
    numbers ^= np.right_shift(numbers, _SHIFT_1, out=spare)
    numbers *= _FACTOR_1
    numbers ^= np.right_shift(numbers, _SHIFT_2, out=spare)
    numbers *= _FACTOR_2
    numbers ^= np.right_shift(numbers, _SHIFT_3, out=spare)


def _to_unit_interval(numbers: Counters) -> None:
    """Turn the upper 52 bits into a number in (0, 1), in place: the odd multiples of 2**-53, each equally likely."""
    numbers >>= _SHIFT_OUT
    numbers |= _ONE
    fractions = numbers.view(np.float64)
    fractions -= _BELOW_ONE


def _hash_in_numpy(names: Counters, starts: Counters, second: np.uint64, result: Uniforms) -> None:
    spare = np.empty(min(_BLOCK, names.size), np.uint64)
    for at in range(0, names.size, _BLOCK):
        numbers = result[at : at + _BLOCK].view(np.uint64)
        np.multiply(names[at : at + _BLOCK], _GOLDEN, out=numbers)
        numbers += starts if starts.size == 1 else starts[at : at + _BLOCK]
        _mix(numbers, spare[: numbers.size])
        numbers += second
        _mix(numbers, spare[: numbers.size])
        _to_unit_interval(numbers)


_hash: Hash = _hash_in_numpy


def hash_with(twin: Hash) -> None:
    """From now on let ``uniforms`` work with a compiled twin, which must give the same numbers to the last bit."""
    global _hash  # there is one compiler in a process, and nobody can tell its numbers from ours
    _hash = twin


def customer_ids(day: int, indices: ArrayLike) -> Counters:
    """
    Return the 64-bit names of customers: the day's ordinal above, the index within the day below.

    Args:
        day: ``date.toordinal()`` of the local day on which they come.
        indices: Place among the customers of the day, from 0, below 2**40.

    Examples:
        >>> customer_ids(1, [0, 5])
        array([1099511627776, 1099511627781], dtype=uint64)
    """
    return np.asarray(indices, np.int64).view(np.uint64) + (np.uint64(day) << np.uint64(40))


def uniforms(
    seed: int, replication: int, purpose: str, customers: Counters, *, slot: ArrayLike = 0, out: Uniforms | None = None
) -> Uniforms:
    """
    Return one uniform number in (0, 1) for each customer of a stream.

    Args:
        seed: The study's seed, 0 or more.
        replication: Index of the replication, 0 or more.
        purpose: Name of the stream, for instance ``"patience/phone"``.
        customers: Names from ``customer_ids``, any shape.
        slot: Which of the customer's numbers of this purpose (attempt, turn, ...), 0 or more; broadcast.
        out: Where to put the numbers: 64-bit floats in one piece, shape ``(n,)``; absent: in an array of their own.

    Returns:
        Numbers strictly between 0 and 1, of the broadcast shape; equal arguments give equal numbers.

    Raises:
        ValueError: If ``out`` has not one place for each number, in one piece.

    Examples:
        >>> ids = customer_ids(737000, np.arange(3))
        >>> np.array_equal(uniforms(1, 0, "work", ids)[1:], uniforms(1, 0, "work", ids[1:]))
        True
    """
    first, second = _key(seed, replication, purpose)
    names, slots = np.asarray(customers, np.uint64), np.asarray(slot, np.uint64)
    if slots.ndim:
        names, slots = np.broadcast_arrays(names, slots)
    shape, names = names.shape, names.reshape(-1)
    if out is not None and (out.shape != (names.size,) or out.dtype != np.float64 or not out.flags.c_contiguous):
        raise ValueError(
            f"out must be {names.size} 64-bit floats in one piece (got {out.dtype} of shape {out.shape}, "
            f"strides {out.strides})"
        )
    starts = slots.reshape(-1) * _SLOT_FACTOR + first
    result = np.empty(names.size, np.float64) if out is None else out
    _hash(names, starts, second, result)
    return result.reshape(shape)
