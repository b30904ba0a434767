"""Paths that a plan is chosen on and judged on: never the same draws, never the same customers, an honest interval."""

import math

import pytest

from channelmix.staffing.path_numbers import Draws, share_interval


@pytest.mark.parametrize(("count", "per_draw"), [(20, 1), (1000, 1), (7, 3), (500, 2)])
def test_a_plan_is_judged_on_draws_and_customers_that_it_was_not_chosen_on(count, per_draw) -> None:
    draws = Draws(count, per_draw)
    chosen, first, second = draws.to_choose_on(100), draws.fresh(200), draws.fresh(200, batch=1)
    of = [{number // per_draw % count for number in each} for each in (chosen, first, second)]
    assert not of[0] & (of[1] | of[2])
    assert len({*chosen, *first, *second}) == 500 * per_draw
    assert draws.distinct(first) == min(200, count // 2)


def test_of_a_single_draw_only_customers_are_new_and_it_says_so() -> None:
    draws = Draws(1)
    assert not draws.has_two_halves
    assert set(draws.to_choose_on(100)).isdisjoint(draws.fresh(200))


@pytest.mark.parametrize(("kept", "count"), [(180, 200), (10, 10), (0, 50), (93, 100)])
def test_the_interval_is_wilsons(kept, count) -> None:
    z = 1.959963984540054
    middle = (kept / count + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(kept / count * (1 - kept / count) / count + z * z / (4 * count**2))
    assert share_interval(kept / count, count) == pytest.approx((max(middle - half, 0), min(middle + half, 1)))


def test_fewer_draws_leave_more_doubt() -> None:
    """Control: an interval that took two hundred paths of ten draws for two hundred cases would be too narrow."""
    (low, high), (of_few, until) = share_interval(0.9, 200), share_interval(0.9, 10)
    assert until - of_few > 3 * (high - low)
