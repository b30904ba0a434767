"""Intervals hold the truth as often as they say, and this check notices those that do not."""

import math

import pytest
from benchmarks.interval_coverage import coverage, truths

STUDIES = 150


@pytest.fixture(scope="module")
def held():
    return coverage(STUDIES, seed=2)


def distance(share, nominal=0.95):
    return abs(share - nominal) / math.sqrt(nominal * (1 - nominal) / STUDIES)


@pytest.mark.parametrize("figure", truths())
def test_intervals_hold_the_truth_as_often_as_they_say(held, figure):
    """Means, ratios, differences and quantiles of a queue with a known answer, within four standard errors."""
    assert distance(held[figure]) < 4


def test_this_check_notices_a_queue_that_is_five_per_cent_busier():
    missed = coverage(60, seed=2, interval=1.05)
    assert all(share < 0.8 for name, share in missed.items() if not name.startswith("difference"))
