"""
Sums of whole numbers by place, exact and quick.

``numpy.add.at`` is exact and slow, ``numpy.bincount`` quick and in floating point, where whole
numbers below 2**53 are exact too; so the quick way is taken whenever it cannot be wrong.
"""

import numpy as np

from channelmix.engine.inputs import Flags, Indices, Times

_EXACT = 1 << 53


def sums_by(place: Indices, values: Times | Flags, places: int) -> Times:
    """
    Return the sum of the values at each place.

    Args:
        place: From 0 to below ``places``, one for each value.
        values: Whole numbers, or flags to count.
        places: Length of the result.

    Examples:
        >>> sums_by(np.array([0, 2, 2]), np.array([5, 1, 2]), 3)
        array([5, 0, 3])
    """
    if values.dtype == np.bool_:
        return np.bincount(place[values], minlength=places)
    if not len(values) or (values.min() >= 0 and float(values.sum(dtype=np.float64)) < _EXACT):
        return np.bincount(place, values, places).astype(np.int64)
    sums = np.zeros(places, np.int64)
    np.add.at(sums, place, values)
    return sums
