"""
Columns of a replication that need not be worked out: one value throughout, or 0, 1, 2, ...

Most columns of most scenarios are such: no bot, no wrap-up, one turn each. They are slices of
shared arrays that nobody may write to, so that a replication does not pay for what it does not use.
"""

from collections.abc import Callable

import numpy as np

from channelmix.engine.inputs import Flags, Indices

_SHARED: dict[int | None, Indices] = {}


def constant(value: int, length: int) -> Indices:
    """
    Return ``length`` times the same whole number, read-only.

    Examples:
        >>> constant(-1, 3)
        array([-1, -1, -1])
    """
    return _shared(value, length, lambda size: np.full(size, value, np.int64))


def nobody(length: int) -> Flags:
    """
    Return ``length`` times false, read-only.

    Examples:
        >>> nobody(2)
        array([False, False])
    """
    return constant(0, length // 8 + 1).view(np.bool_)[:length]


def counting(length: int) -> Indices:
    """
    Return 0, 1, ... ``length - 1``, read-only.

    Examples:
        >>> counting(3)
        array([0, 1, 2])
    """
    return _shared(None, length, lambda size: np.arange(size, dtype=np.int64))


def _shared(key: int | None, length: int, make: Callable[[int], Indices]) -> Indices:
    known = _SHARED.get(key)
    if known is None or len(known) < length:
        known = make(length + length // 8)
        known.setflags(write=False)
        _SHARED[key] = known
    return known[:length]
