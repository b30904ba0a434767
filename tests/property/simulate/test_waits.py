"""Wait histograms, on whatever waits there may be."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from channelmix.simulate.waits import Histogram, bins_of

WAITS = st.lists(st.integers(0, 3 * 10**12), min_size=1, max_size=60)


@given(WAITS)
def test_longer_waits_never_lie_in_lower_bins(waits):
    ordered = np.sort(np.array(waits))
    assert np.all(np.diff(bins_of(ordered)) >= 0)


@given(WAITS, st.sampled_from([1, 50, 90, 95, 100]))
def test_a_quantile_is_exact_to_a_millisecond_or_a_thousandth(waits, per_cent):
    exact = sorted(waits)[-(-per_cent * len(waits) // 100) - 1] / 1e6
    assert abs(Histogram.of(np.array(waits)).quantile_s(per_cent) - exact) <= max(0.001, 0.001 * exact)


@given(WAITS, WAITS, WAITS)
def test_histograms_merge_in_any_grouping(first, second, third):
    parts = [Histogram.of(np.array(waits)) for waits in (first, second, third)]
    left = Histogram.merged([Histogram.merged(parts[:2]), parts[2]])
    right = Histogram.merged([parts[0], Histogram.merged(parts[1:])])
    assert all(np.array_equal(getattr(left, name), getattr(right, name)) for name in ("bins", "counts", "sums"))
    assert left.total == len(first) + len(second) + len(third)
