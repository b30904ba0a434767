"""Numbers of chance that compiled code works out are those of the readable code, to the last bit."""

import numpy as np
import pytest

from channelmix import streams
from channelmix.demand import distributions
from channelmix.streams import customer_ids

drawing = pytest.importorskip("channelmix.engine.kernel.drawing", reason="the compiled engine needs numba")

NAMES = customer_ids(737_000, np.arange(1003))
HALVES = np.array([0.5, 1.5, 2.5, 3.5, 1e30, 0.0, 0.49999999999999994])


def hashed(function, slot):
    """Return the numbers of some customers by one of the two functions."""
    starts = np.asarray(slot, np.uint64).reshape(-1) * streams._SLOT_FACTOR + np.uint64(2**63 + 5)
    numbers = np.empty(NAMES.size)
    function(NAMES, starts, np.uint64(2**64 - 3), numbers)
    return numbers


@pytest.mark.parametrize("slot", [0, 65536, np.arange(1003)], ids=["none", "one for all", "one for each"])
def test_compiled_uniform_numbers_are_those_of_numpy(slot):
    assert np.array_equal(hashed(drawing.uniforms_of, slot), hashed(streams._hash_in_numpy, slot))


def test_this_check_notices_another_slot():
    assert not np.array_equal(hashed(drawing.uniforms_of, 1), hashed(streams._hash_in_numpy, 2))


@pytest.mark.parametrize("mean", [1.0, 300_000_000.3, np.linspace(1, 9e8, 1010)], ids=["1", "one", "one for each"])
def test_compiled_times_are_those_of_numpy(mean):
    numbers = np.concatenate([HALVES, -np.log(hashed(streams._hash_in_numpy, 0))])
    ours, theirs = numbers.copy(), numbers.copy()
    drawing.times_of(ours, mean, distributions.LONGEST)
    distributions._round_in_numpy(theirs, mean, distributions.LONGEST)
    assert np.array_equal(ours.view(np.int64), theirs.view(np.int64))
    assert ours.view(np.int64).max() == distributions.LONGEST
