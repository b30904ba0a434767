"""
Waits, kept in bins so that memory does not grow with the number of contacts.

A bin is one millisecond wide up to two seconds and less than 0.1 % of the wait above. Each bin
also keeps the sum of its waits, so that a quantile is the mean of the waits in its bin: exact
wherever they are equal (nobody waited; everybody waited a minute). All numbers are integers,
so histograms of replications can be merged in any grouping with the same result.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from channelmix.engine.inputs import SECOND, Indices, Times
from channelmix.results import Figure, nothing, sectioned_figure, share_figure

SECTIONS = 20
"""Replication r lies in section r % SECTIONS, so that sections grow evenly when replications are added."""

_MILLISECOND = 1000
_ROUNDING = 1e-9
_EXACT_BITS = 11
_HALF = 1 << (_EXACT_BITS - 1)


def bins_of(waits: Times) -> Indices:
    """
    Return the bin of each wait.

    Args:
        waits: Microseconds, 0 or more, any shape.

    Examples:
        >>> bins_of(np.array([0, 999, 1000, 2_048_000, 2_049_999, 2_050_000]))
        array([   0,    0,    1, 2048, 2048, 2049])
    """
    milliseconds = waits // _MILLISECOND
    bits = np.frexp(milliseconds.astype(np.float64))[1].astype(np.int64)
    shift = np.maximum(bits - _EXACT_BITS, 0)
    bins: Indices = (milliseconds >> shift) + shift * _HALF
    return bins


@dataclass(frozen=True, eq=False)
class Histogram:
    """Waits by bin, bins in rising order and none of them empty."""

    bins: Indices
    counts: Indices
    sums: Times
    """Microseconds waited in each bin."""

    @classmethod
    def of(cls, waits: Times) -> "Histogram":
        """Return the histogram of waits in microseconds."""
        return cls._collect(bins_of(waits), np.ones(len(waits), np.int64), waits)

    @classmethod
    def merged(cls, histograms: Sequence["Histogram"]) -> "Histogram":
        """Return one histogram of all the waits of several, at least one."""
        if len(histograms) == 1:
            return histograms[0]
        columns = zip(*((each.bins, each.counts, each.sums) for each in histograms), strict=True)
        return cls._collect(*(np.concatenate(column) for column in columns))

    @classmethod
    def _collect(cls, bins: Indices, counts: Indices, sums: Times) -> "Histogram":
        gathered = np.zeros((2, int(bins.max(initial=-1)) + 1), np.int64)
        np.add.at(gathered[0], bins, counts)
        np.add.at(gathered[1], bins, sums)
        distinct = np.flatnonzero(gathered[0])
        return cls(distinct, gathered[0][distinct], gathered[1][distinct])

    @property
    def total(self) -> int:
        """Number of waits."""
        return int(self.counts.sum())

    def quantile_s(self, per_cent: int) -> float:
        """
        Return the wait, in seconds, that ``per_cent`` of the waits do not exceed; at least one wait is needed.

        Examples:
            >>> Histogram.of(np.array([0, 0, 0, 60_000_000])).quantile_s(75)
            0.0
            >>> Histogram.of(np.array([0, 0, 0, 60_000_000])).quantile_s(76)
            60.0
        """
        return self._mean_s(self.place_of(-(-per_cent * self.total // 100)))

    def wait_s(self, share: float) -> float:
        """Return the wait, in seconds, that a share of the waits does not exceed."""
        return self._mean_s(self.place_of(self.rank(share)))

    def rank(self, share: float) -> int:
        """Return how many waits a share of them are, rounded up."""
        return min(math.ceil(share * self.total - _ROUNDING), self.total)

    def place_of(self, rank: int) -> int:
        """Return the place of the bin that holds the wait of a rank, counted from 1."""
        return int(np.searchsorted(np.cumsum(self.counts), max(rank, 1)))

    def _mean_s(self, place: int) -> float:
        return int(self.sums[place]) / int(self.counts[place]) / SECOND


def sections(histograms: Sequence[Histogram]) -> tuple[Histogram, ...]:
    """Return the waits of replications, given in order, as at most ``SECTIONS`` sections."""
    return tuple(Histogram.merged(histograms[start::SECTIONS]) for start in range(min(SECTIONS, len(histograms))))


def quantile_figure(sectioned: Sequence[Histogram], per_cent: int, pooled: Histogram | None = None) -> Figure:
    """
    Return a quantile of all waits together, in seconds, with the interval that the sections give.

    Args:
        sectioned: Waits by section.
        per_cent: Which quantile.
        pooled: All sections together, if they have been merged already.
    """
    pooled = Histogram.merged(sectioned) if pooled is None else pooled
    if not pooled.total:
        return nothing()
    values = [section.quantile_s(per_cent) if section.total else 0.0 for section in sectioned]
    totals = [section.total for section in sectioned]
    figure = sectioned_figure(pooled.quantile_s(per_cent), values, totals)
    if not len(figure.pulls):
        return figure
    return replace(figure, ends=partial(_ends, pooled, per_cent / 100, _share_error(sectioned, pooled, per_cent)))


def _share_error(sectioned: Sequence[Histogram], pooled: Histogram, per_cent: int) -> Figure:
    """Return the share of waits up to a quantile, with its error by section."""
    last = pooled.bins[pooled.place_of(pooled.rank(per_cent / 100))]
    below = [int(section.counts[section.bins <= last].sum()) for section in sectioned]
    return share_figure(below, [section.total for section in sectioned])


def _ends(pooled: Histogram, share: float, error: Figure, confidence: float) -> tuple[float, float]:
    reach = error.reach(confidence) or 0.0
    return pooled.wait_s(max(share - reach, 0.0)), pooled.wait_s(min(share + reach, 1.0))
