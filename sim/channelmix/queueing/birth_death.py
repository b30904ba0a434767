"""
The long-run shares of time in the states of a birth-and-death process: one up, one down, at given rates.

Weights are multiplied outwards from the likeliest state, so none overflows and the states that matter keep
full relative accuracy, however many there are.
"""

import numpy as np

from channelmix.queueing.checks import broken
from channelmix.queueing.durations import Array


def state_shares(births: Array, deaths: Array) -> Array:
    """
    Return the share of time in each of the states 0 to K.

    Args:
        births: Rate from state n to n + 1 for n = 0 .. K - 1, shape ``(K,)``, 0 or more.
        deaths: Rate from state n + 1 to n for n = 0 .. K - 1, shape ``(K,)``, above 0.

    Returns:
        Shares that sum to 1, shape ``(K + 1,)``.

    Raises:
        ValueError: If the shapes differ, a birth rate is negative, or a death rate is not above 0.

    Examples:
        >>> state_shares(np.array([1.0, 1.0]), np.array([1.0, 2.0]))
        array([0.4, 0.4, 0.2])
    """
    if births.shape != deaths.shape or births.ndim != 1:
        raise broken("deaths", f"must have the shape of births, {births.shape}", deaths.shape)
    if births.size and not (births.min() >= 0.0 and deaths.min() > 0.0):
        raise broken("rates", "must be 0 or more for births and above 0 for deaths", (births.min(), deaths.min()))
    ratios = births / deaths
    with np.errstate(divide="ignore"):
        likeliest = int(np.argmax(np.concatenate([[0.0], np.cumsum(np.log(ratios))])))
    upwards = np.cumprod(ratios[likeliest:])
    downwards = np.cumprod(1.0 / ratios[:likeliest][::-1])[::-1]
    weights = np.concatenate([downwards, [1.0], upwards])
    return np.asarray(weights / weights.sum())
