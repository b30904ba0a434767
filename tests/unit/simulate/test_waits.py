"""Wait histograms: exact where it matters, narrow elsewhere, mergeable without a trace."""

import numpy as np
import pytest

from channelmix.simulate.waits import SECTIONS, Histogram, bins_of, quantile_figure, sections


def test_bins_are_exact_to_a_millisecond_up_to_two_seconds():
    milliseconds = np.arange(2048)
    assert np.array_equal(bins_of(milliseconds * 1000), milliseconds)


def test_bins_above_two_seconds_are_narrower_than_a_thousandth_of_the_wait():
    waits = np.unique(np.geomspace(2_048_000, 3e12, 200_000).astype(np.int64))
    bins = bins_of(waits)
    assert np.all(np.diff(bins) >= 0)
    for start in np.linspace(0, len(waits) - 2, 500).astype(int):
        same = waits[bins == bins[start]]
        assert same.max() - same.min() <= 0.001 * same.min()


def test_bins_leave_no_gap():
    assert np.array_equal(
        np.unique(bins_of(np.arange(0, 20_000_000, 500))), np.arange(bins_of(np.array([19_999_999]))[0] + 1)
    )


def test_a_quantile_is_exact_where_waits_are_equal():
    assert Histogram.of(np.array([61_234_567] * 9 + [0])).quantile_s(50) == pytest.approx(61.234567, abs=0)


def test_a_quantile_is_within_a_thousandth_of_the_exact_one():
    waits = np.random.default_rng(1).exponential(60e6, 10_001).astype(np.int64)
    for per_cent in (50, 90, 95):
        exact = np.sort(waits)[-(-per_cent * 10_001 // 100) - 1] / 1e6
        assert Histogram.of(waits).quantile_s(per_cent) == pytest.approx(exact, rel=0.001)


def test_merging_histograms_loses_nothing():
    waits = np.random.default_rng(2).integers(0, 10**9, 999)
    whole, parts = Histogram.of(waits), Histogram.merged([Histogram.of(part) for part in np.array_split(waits, 7)])
    assert all(np.array_equal(getattr(whole, name), getattr(parts, name)) for name in ("bins", "counts", "sums"))


def test_sections_hold_every_replication_once():
    parts = sections([Histogram.of(np.full(r + 1, r * 1000)) for r in range(45)])
    assert len(parts) == SECTIONS
    assert sum(part.total for part in parts) == 45 * 46 // 2
    assert parts[3].bins.tolist() == [3, 23, 43]


def test_a_quantile_of_no_waits_is_null():
    assert quantile_figure([Histogram.of(np.array([], np.int64))] * 3, 50).value is None


def test_empty_sections_neither_shift_nor_widen_a_quantile():
    full = [Histogram.of(np.array([1, 2, 3]) * 1_000_000 * k) for k in (1, 2, 3)]
    empty = [Histogram.of(np.array([], np.int64))]
    assert quantile_figure(full + empty, 50).value == quantile_figure(full, 50).value == 3.0
    assert quantile_figure(full, 50).estimate().high > 3.0
