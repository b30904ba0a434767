"""
Shares that sum to exactly 1, and the log-ratios in which they move.

Shares are compositions (Aitchison 1986, "The Statistical Analysis of Compositional Data"): only
ratios between them mean anything, so they drift in log-ratios, where no share can leave 0 to 1.
A share of 0 has no logarithm; every share is therefore first mixed with a small even margin,
which going back takes off again, so that a share that has always been 0 stays exactly 0.
"""

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

MARGIN = 0.01
"""Part of the whole that is spread evenly over the channels before logarithms are taken. Estimate of ours."""

_PARTS = 2.0**40
"""Shares are whole multiples of 1 / 2**40, so that any sum of them is exact."""


def exact(shares: Reals) -> Reals:
    """
    Return shares that sum to exactly 1 along the last axis, in any order of adding.

    Args:
        shares: Numbers of 0 or more with a positive sum, shape ``(..., channels)``.

    Examples:
        >>> shares = exact(np.array([[0.1, 0.2, 0.7], [1.0, 1.0, 1.0]]))
        >>> shares.sum(axis=1).tolist(), (shares[:, 2] + shares[:, 1] + shares[:, 0]).tolist()
        ([1.0, 1.0], [1.0, 1.0])
    """
    parts = np.rint(shares / shares.sum(axis=-1, keepdims=True) * _PARTS)
    largest = np.expand_dims(parts.argmax(axis=-1), -1)
    rest = _PARTS - parts.sum(axis=-1, keepdims=True)
    np.put_along_axis(parts, largest, np.take_along_axis(parts, largest, -1) + rest, -1)
    return np.asarray(parts / _PARTS)


def basis(channels: int) -> Reals:
    """
    Return orthonormal contrasts between channels, shape ``(channels, channels - 1)``.

    Examples:
        >>> np.round(basis(3).T @ basis(3), 12) + 0.0
        array([[1., 0.],
               [0., 1.]])
    """
    contrasts = np.tril(np.ones((channels, channels)), -1)[:, : channels - 1] * -1.0
    np.fill_diagonal(contrasts, np.arange(channels - 1, 0, -1))
    return np.asarray(contrasts / np.linalg.norm(contrasts, axis=0))


def to_log_ratios(shares: Reals) -> Reals:
    """Return the log-ratios of shares, shape ``(..., channels)`` to ``(..., channels - 1)``."""
    channels = shares.shape[-1]
    mixed = (1 - MARGIN) * shares + MARGIN / channels
    return np.asarray(np.log(mixed) @ basis(channels))


def from_log_ratios(ratios: Reals) -> Reals:
    """
    Return the shares of log-ratios: the inverse of ``to_log_ratios``, exact sums included.

    Examples:
        >>> from_log_ratios(to_log_ratios(np.array([0.25, 0.75, 0.0])))
        array([0.25, 0.75, 0.  ])
    """
    channels = ratios.shape[-1] + 1
    logs = ratios @ basis(channels).T
    mixed = np.exp(logs - logs.max(axis=-1, keepdims=True))
    mixed /= mixed.sum(axis=-1, keepdims=True)
    return exact(np.clip(mixed - MARGIN / channels, 0.0, None))


def sampling_variance(shares: Reals, counts: Reals) -> Reals:
    """
    Return the variance of log-ratios that multinomial counts alone would give, the mean over the contrasts.

    Args:
        shares: Observed shares, shape ``(n, channels)``.
        counts: Contacts behind them, shape ``(n,)``; infinity where the share is no sample.
    """
    channels = shares.shape[1]
    mixed = (1 - MARGIN) * shares + MARGIN / channels
    least = np.maximum(shares, np.minimum(0.5 / np.maximum(counts, 0.5), 1 / channels)[:, None])
    slope = (1 - MARGIN) / mixed
    centred = slope - slope.mean(axis=1, keepdims=True)
    single = (slope**2 * least * (1 - 1 / channels)).sum(axis=1) - (least * centred).sum(axis=1) ** 2
    return np.asarray(np.maximum(single, 0.0) / np.maximum(counts, 0.5) / (channels - 1))
