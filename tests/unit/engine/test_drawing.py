"""Numbers of chance that compiled code works out are those of the readable code, to the last bit."""

import numpy as np
import pytest

from channelmix import streams
from channelmix.demand import arrivals, distributions, placing
from channelmix.demand.piecewise import DayRate
from channelmix.streams import customer_ids

drawing = pytest.importorskip("channelmix.engine.kernel.drawing", reason="the compiled engine needs numba")
compiled = pytest.importorskip("channelmix.simulate.compiled", reason="the compiled engine needs numba")

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


@pytest.fixture
def rows():
    return np.random.default_rng(1).permutation(50)[:40]


@pytest.mark.parametrize("values", [np.arange(40) * 7, np.broadcast_to(np.int64(3), 40)], ids=["each", "one for all"])
def test_compiled_code_puts_values_where_numpy_does(rows, values):
    ours, theirs = np.full((2, 50), -1)
    drawing.put(ours, rows, values)
    placing.IN_NUMPY.put(theirs, rows, values)
    assert np.array_equal(ours, theirs)
    assert (ours == -1).sum() == 10


@pytest.mark.parametrize("many", [True, False])
def test_compiled_code_puts_turns_where_numpy_does(rows, many):
    counts = np.random.default_rng(2).integers(1, 5, 50) if many else np.ones(50, np.int64)
    turn_at = np.concatenate([[0], np.cumsum(counts)])
    given = counts[rows] if many else None
    values = np.arange(counts[rows].sum())
    ours, theirs = np.full((2, turn_at[-1]), -1)
    drawing.put_turns(ours, turn_at, rows, given, values)
    placing.IN_NUMPY.put_turns(theirs, turn_at, rows, given, values)
    assert np.array_equal(ours, theirs)
    assert set(ours) >= set(values)


@pytest.mark.parametrize("order", [np.sort, np.negative], ids=["runs in order", "a run that is not"])
@pytest.mark.parametrize("ends", [[30], [0, 11, 11, 30], [7, 12, 29, 30]])
def test_compiled_code_puts_times_in_numpys_order_with_ties_as_they_stand(order, ends):
    times = np.random.default_rng(3).integers(0, 9, 30)
    runs = np.concatenate([order(run) for run in np.split(times, ends[:-1])])
    labels = np.arange(len(ends)) * 5
    ours, theirs = (put(runs, np.array(ends), labels) for put in (drawing.in_order, placing.IN_NUMPY.in_order))
    assert all(np.array_equal(mine, other) for mine, other in zip(ours, theirs, strict=True))
    rows, in_order, labelled = ours
    assert np.array_equal(in_order, np.sort(times if order is np.sort else -times))
    assert np.array_equal(runs, in_order[rows])
    assert np.array_equal(labelled[rows], np.repeat(labels, np.diff(ends, prepend=0)))


def test_nobody_needs_no_order():
    nobody = np.empty(0, np.int64)
    assert [column.tolist() for column in drawing.in_order(nobody, nobody, nobody)] == [[], [], []]


DAYS = {
    "one piece": DayRate(np.array([5, 1000]), np.array([0.0, 40.0])),
    "pieces, two of them empty": DayRate(np.array([7, 9, 30, 500, 999]), np.array([0.0, 0.0, 9.5, 9.5, 40.0])),
}


@pytest.mark.parametrize("rate", DAYS.values(), ids=DAYS.keys())
@pytest.mark.parametrize("factor", [1.0, 0.7])
@pytest.mark.parametrize("gaps", [0, 3, 200])
def test_compiled_code_follows_arrivals_as_numpy_does(rate, factor, gaps):
    drawn, limit = np.random.default_rng(5).exponential(size=gaps), rate.total * factor
    ours = compiled._follow(drawn, rate, factor, limit)
    theirs = arrivals._follow_in_numpy(drawn, rate, factor, limit)
    assert (theirs is None) == (gaps < 200)
    assert (ours is None and theirs is None) or np.array_equal(ours, theirs)


def test_this_check_notices_another_factor():
    rate, gaps = DAYS["one piece"], np.full(200, 0.7)
    assert not np.array_equal(compiled._follow(gaps, rate, 1.0, 30.0), compiled._follow(gaps, rate, 0.9, 30.0))
