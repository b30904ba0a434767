"""
Columns of a replication that need not be worked out: one value throughout, or 0, 1, 2, ...

Most columns of most scenarios are such: no bot, no wrap-up, one turn each. A value throughout is one
number seen many times, and nobody may write to it, so that a replication does not pay for what it does not use.
"""

import numpy as np

from channelmix.engine.inputs import Flags, Indices

_counted: Indices = np.arange(0)
"""The longest column of 0, 1, 2, ... so far."""


def constant(value: int, *shape: int) -> Indices:
    """
    Return an array of the same whole number throughout, read-only.

    Examples:
        >>> constant(-1, 3)
        array([-1, -1, -1])
    """
    return np.ndarray(shape, np.int64, buffer=np.int64(value).tobytes(), strides=(0,) * len(shape))


def nobody(length: int) -> Flags:
    """
    Return ``length`` times false, read-only.

    Examples:
        >>> nobody(2)
        array([False, False])
    """
    return np.ndarray(length, np.bool_, buffer=b"\0", strides=(0,))


def counting(length: int) -> Indices:
    """
    Return 0, 1, ... ``length - 1``, read-only.

    Examples:
        >>> counting(3)
        array([0, 1, 2])
    """
    global _counted  # a column that is shared because it never changes
    known = _counted
    if len(known) < length:
        known = np.arange(length + length // 8, dtype=np.int64)
        known.setflags(write=False)
        _counted = known
    return known[:length]
