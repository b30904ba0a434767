"""Figures: values, intervals, differences and bytes, against numbers worked out by hand and by repeated sampling."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import stdtrit

from channelmix.results import (
    ANYTHING,
    Estimate,
    difference,
    estimates,
    mean_figure,
    nothing,
    ratio_figure,
    sectioned_figure,
    share_figure,
    student_quantile,
    to_json,
)

STUDIES = 2000


def covered(figures, truth):
    """Return the share of 95 % intervals that hold the truth, and how many standard errors it lies from 0.95."""
    hits = [figure.estimate().low <= truth <= figure.estimate().high for figure in figures]
    share = float(np.mean(hits))
    return share, abs(share - 0.95) / math.sqrt(0.95 * 0.05 / len(hits))


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 19, 99, 400, 1999, 2000, 2001])
def test_quantiles_of_students_t_are_those_of_scipy_to_nine_digits(degrees):
    shares = [0.001, 0.025, 0.3, 0.5, 0.6, 0.95, 0.975, 0.99, 0.9999, 0.99999]
    ours = [student_quantile(share, degrees) for share in shares]
    np.testing.assert_allclose(ours, stdtrit(degrees, shares), rtol=1e-9, atol=1e-12)


def busy_days(generator, replications=40):
    """Days with a random factor: (answered in time, offered), of which the true share in time is 0.6."""
    factor = generator.gamma(20.0, 0.05, replications)
    offered = generator.poisson(100 * factor)
    in_time = generator.binomial(offered, np.clip(0.8 - 0.2 * factor, 0, 1))
    return in_time, offered


def true_share_of_busy_days():
    """E[f (0.8 - 0.2 f)] / E[f] of a gamma factor with mean 1 and variance 0.05."""
    return 0.8 - 0.2 * 1.05


def test_a_mean_has_the_t_interval_of_the_textbook():
    estimate = mean_figure([1.0, 2.0, 3.0, 4.0], ANYTHING).estimate()
    half = 3.182446305284263 * math.sqrt(5 / 3) / 2
    assert (estimate.mean, estimate.low, estimate.high) == pytest.approx((2.5, 2.5 - half, 2.5 + half))


def test_a_ratio_divides_the_sums_and_not_the_ratios():
    assert ratio_figure([1, 9], [2, 10]).value == pytest.approx(10 / 12)


def test_a_ratio_has_the_delta_method_interval_of_the_textbook():
    above, below = np.array([8.0, 5.0, 9.0]), np.array([10.0, 8.0, 11.0])
    ratio = above.sum() / below.sum()
    error = np.std(above - ratio * below, ddof=1) / below.mean() / math.sqrt(3)
    assert ratio_figure(above, below).standard_error == pytest.approx(error)


def test_a_ratio_without_contacts_is_null():
    assert estimates({"asa_s": ratio_figure([0, 0], [0, 0])}) == {"asa_s": {"mean": None, "low": None, "high": None}}


@pytest.mark.parametrize("figure", [mean_figure([3.0]), ratio_figure([1], [2]), ratio_figure([1, 0], [2, 0])])
def test_what_rests_on_one_replication_has_no_interval(figure):
    estimate = figure.estimate()
    assert estimate.mean is not None
    assert (estimate.low, estimate.high) == (None, None)


def test_intervals_of_shares_stay_between_zero_and_one():
    estimate = share_figure([1, 0, 0], [1, 1, 1]).estimate()
    assert 0.0 < estimate.low < estimate.mean < estimate.high < 1.0


def test_intervals_of_counts_do_not_fall_below_zero():
    assert mean_figure([0, 0, 5]).estimate().low == 0.0


def test_the_difference_on_the_same_customers_is_narrower_than_on_other_customers():
    generator = np.random.default_rng(1)
    common, own = generator.normal(100, 10, 50), generator.normal(0, 1, 50)
    paired = difference(mean_figure(common + own), mean_figure(common)).standard_error
    unpaired = difference(mean_figure(common + own), mean_figure(np.roll(common, 7))).standard_error
    assert paired * 5 < unpaired


def test_the_difference_with_nothing_is_nothing():
    assert difference(nothing(), mean_figure([1.0, 2.0])).estimate() == Estimate(None, None, None)


def test_figures_of_other_numbers_of_replications_have_no_difference():
    with pytest.raises(ValueError, match=r"equally many replications \(got \(3, 2\)\)"):
        difference(mean_figure([1.0, 2.0, 3.0]), mean_figure([1.0, 2.0]))


def test_t_intervals_cover_the_mean_of_skewed_days_as_often_as_they_say():
    generator = np.random.default_rng(11)
    figures = [mean_figure(generator.gamma(9.0, 1.0, 40)) for _ in range(STUDIES)]
    share, errors = covered(figures, 9.0)
    assert errors < 4, share


def test_delta_method_intervals_cover_the_share_as_often_as_they_say():
    generator = np.random.default_rng(12)
    figures = [share_figure(*busy_days(generator)) for _ in range(STUDIES)]
    share, errors = covered(figures, true_share_of_busy_days())
    assert errors < 4, share


LATE = 0.02


def weeks_with_few_late(generator, late=LATE, replications=20):
    """Weeks of which most have hardly anyone late and a few have many: (answered in time, offered)."""
    offered = generator.poisson(120, replications)
    return offered - generator.binomial(offered, np.minimum(generator.exponential(late, replications), 1.0)), offered


def test_intervals_of_shares_near_one_cover_them_and_symmetric_ones_would_not():
    generator = np.random.default_rng(16)
    figures = [share_figure(*weeks_with_few_late(generator)) for _ in range(STUDIES)]
    assert covered(figures, 1 - LATE)[1] < 4
    symmetric = [figure.value - figure.reach() > 1 - LATE for figure in figures]
    ours = [figure.estimate().low > 1 - LATE for figure in figures]
    assert np.mean(ours) < 0.05 < np.mean(symmetric)


def test_a_difference_of_shares_is_no_more_than_its_base_has_room_for():
    generator = np.random.default_rng(17)
    bases = [share_figure(*weeks_with_few_late(generator, late=0.002, replications=4)) for _ in range(STUDIES)]
    others = [share_figure(*weeks_with_few_late(generator, replications=4)) for _ in range(STUDIES)]
    changes = [difference(other, base) for other, base in zip(others, bases, strict=True)]
    free = [replace(change, against=None) for change in changes]
    told = [change.estimate() for change in changes]
    assert all(each.high <= 1 - base.estimate().low for each, base in zip(told, bases, strict=True))
    assert all(each.low <= each.mean <= each.high for each in told)
    assert any(each.estimate().high > 1 - base.estimate().low for each, base in zip(free, bases, strict=True))
    assert covered(changes, 0.002 - LATE)[0] >= covered(free, 0.002 - LATE)[0] - 0.002


def test_from_a_base_of_a_hundred_per_cent_a_share_can_only_fall():
    all_in_time, some_late = share_figure([50] * 4, [50] * 4), share_figure([50, 50, 0, 50], [50] * 4)
    change = difference(some_late, all_in_time).estimate()
    assert change.low < change.mean < change.high == 0.0
    back = difference(all_in_time, some_late).estimate()
    assert (back.low < 0.0 < back.mean, back.high <= 1.0) == (True, True)


def test_delta_method_intervals_cover_a_paired_difference_of_shares_as_often_as_they_say():
    generator = np.random.default_rng(13)
    figures = []
    for _ in range(STUDIES):
        in_time, offered = busy_days(generator)
        better = in_time + generator.binomial(offered - in_time, 0.1)
        figures.append(difference(share_figure(better, offered), share_figure(in_time, offered)))
    share, errors = covered(figures, 0.1 * (1 - true_share_of_busy_days()))
    assert errors < 4, share


def test_sectioning_intervals_cover_the_quantile_as_often_as_they_say():
    generator = np.random.default_rng(14)
    figures = []
    for _ in range(STUDIES):
        waits = generator.exponential(10.0, (20, 200)) * generator.gamma(50.0, 0.02, (20, 1))
        figures.append(sectioned_figure(np.quantile(waits, 0.9), np.quantile(waits, 0.9, axis=1), [200] * 20))
    truth = float(np.quantile(generator.exponential(10.0, 4_000_000) * generator.gamma(50.0, 0.02, 4_000_000), 0.9))
    share, errors = covered(figures, truth)
    assert errors < 4, share


def test_this_check_notices_intervals_that_take_all_contacts_for_independent():
    generator = np.random.default_rng(12)
    hits = []
    for _ in range(STUDIES):
        in_time, offered = busy_days(generator)
        share = in_time.sum() / offered.sum()
        reach = 1.96 * math.sqrt(share * (1 - share) / offered.sum())
        hits.append(abs(share - true_share_of_busy_days()) <= reach)
    assert abs(np.mean(hits) - 0.95) > 4 * math.sqrt(0.95 * 0.05 / STUDIES)


def test_json_keeps_the_order_of_keys_and_rounds_to_ten_digits():
    text = to_json({"b": 1 / 3, "a": [1, 2.0, None], "naïve": -0.0}).decode()
    assert list(json.loads(text)) == ["b", "a", "naïve"]
    assert '"b": 0.3333333333' in text
    assert "-0.0" not in text


def test_json_refuses_what_is_no_number():
    with pytest.raises(ValueError, match="JSON"):
        to_json({"share": float("nan")})
