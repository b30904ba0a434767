"""
Random streams that do not disturb one another.

Every number that chance decides is found by *name*: (seed, replication, purpose) names a
stream, and within it a customer's day, index and slot (which attempt, which turn) name the
number. Nothing is drawn in sequence, so adding a channel, moving customers to another one,
adding agents or changing the number of workers leaves every other number as it was, and two
plans can be compared on the very same customers ("common random numbers").

The numbers are a keyed hash of the counter: the mixing function of SplitMix64 (Steele, Lea
and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with the constants of
Stafford's variant 13), applied twice with two 64-bit keys. Keys come from numpy's SeedSequence.
"""

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
_HALF_STEP = 2.0**-54


@lru_cache(maxsize=4096)
def _key(seed: int, replication: int, purpose: str) -> tuple[np.uint64, np.uint64]:
    digest = blake2b(purpose.encode(), digest_size=16).digest()
    words = [int.from_bytes(digest[at : at + 4], "little") for at in range(0, 16, 4)]
    first, second = np.random.SeedSequence([seed, replication, *words]).generate_state(2, np.uint64)
    return np.uint64(first), np.uint64(second)


def _mix(numbers: Counters) -> Counters:
    """Mix in place; ``numbers`` is a fresh array of the caller's."""
    numbers ^= numbers >> np.uint64(30)
    numbers *= _FACTOR_1
    numbers ^= numbers >> np.uint64(27)
    numbers *= _FACTOR_2
    numbers ^= numbers >> np.uint64(31)
    return numbers


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
    return np.asarray(indices, dtype=np.uint64) + (np.uint64(day) << np.uint64(40))


def uniforms(seed: int, replication: int, purpose: str, customers: Counters, slot: ArrayLike = 0) -> Uniforms:
    """
    Return one uniform number in (0, 1) for each customer of a stream.

    Args:
        seed: The study's seed, 0 or more.
        replication: Index of the replication, 0 or more.
        purpose: Name of the stream, for instance ``"patience/phone"``.
        customers: Names from ``customer_ids``, any shape.
        slot: Which of the customer's numbers of this purpose (attempt, turn, ...), 0 or more; broadcast.

    Returns:
        Numbers strictly between 0 and 1, of the broadcast shape; equal arguments give equal numbers.

    Examples:
        >>> ids = customer_ids(737000, np.arange(3))
        >>> np.array_equal(uniforms(1, 0, "work", ids)[1:], uniforms(1, 0, "work", ids[1:]))
        True
    """
    first, second = _key(seed, replication, purpose)
    with np.errstate(over="ignore"):
        counters = np.asarray(customers, np.uint64) * _GOLDEN + np.asarray(slot, np.uint64) * _SLOT_FACTOR + first
        numbers = _mix(np.atleast_1d(counters))
        numbers += second
        numbers = _mix(numbers)
    result = (numbers >> np.uint64(11)).astype(np.float64)
    result *= 2.0**-53
    result += _HALF_STEP
    return result.reshape(np.shape(counters))
