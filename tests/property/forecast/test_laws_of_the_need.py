"""What holds for the forecast of any history; CHANNELMIX_TEST_EFFORT=20 tries twenty times as many."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channelmix.errors import DataError
from channelmix.forecast import need, shape
from channelmix.forecast.series import Daily

EFFORT = int(os.environ.get("CHANNELMIX_TEST_EFFORT", "1"))
MONDAY = np.datetime64("2024-01-01")
LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)


@st.composite
def histories(draw: st.DrawFn) -> Daily:
    """Return histories of any length and size, with closed weekdays, gaps, zeros and outliers."""
    days = draw(st.integers(20, 420))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    week = rng.uniform(0.2, 1.5, 7)
    week[list(draw(st.sets(st.integers(0, 6), max_size=3)))] = 0.0
    mean = draw(st.sampled_from([0.5, 8.0, 300.0, 2e5])) * week[np.arange(days) % 7]
    values = rng.poisson(mean * np.exp(0.2 * rng.standard_normal(days))).astype(float)
    values[rng.random(days) < draw(st.sampled_from([0.0, 0.1, 0.4]))] = np.nan
    values[rng.random(days) < draw(st.sampled_from([0.0, 0.02]))] *= 20
    return Daily.of(MONDAY + np.arange(days), values)


def fitted(daily: Daily, **options):
    """Return the forecast, or None where the history says too little."""
    try:
        return need.fit(daily, engine="ridge", country="NL", **options)
    except DataError:
        return None


@settings(max_examples=12 * EFFORT, deadline=None)
@given(histories(), st.integers(0, 5))
def test_forecasts_are_finite_not_negative_ordered_closed_when_closed_and_the_same_again(daily, seed):
    found = fitted(daily)
    if found is None:
        return
    days = found.ahead(35)
    quantiles, drawn = found.intervals(days, LEVELS), found.paths(days, 20, seed=seed).values
    for values in (found.forecast(days), quantiles, drawn):
        assert np.isfinite(values).all()
        assert (values >= 0).all()
        assert (values[..., ~found.open_on(days)] == 0).all()
    assert (np.diff(quantiles, axis=0) >= 0).all()
    assert np.array_equal(drawn, fitted(daily).paths(days, 20, seed=seed).values)
    assert np.array_equal(drawn[:7], found.paths(days, 7, seed=seed).values)
    parts = shape.named("office").split(days, drawn)
    assert parts.sum(axis=2) == pytest.approx(drawn)


@settings(max_examples=5 * EFFORT, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(daily, shuffler):
    found = fitted(daily)
    if found is None:
        return
    order = list(range(len(daily.days)))
    shuffler.shuffle(order)
    shuffled = Daily.of(daily.days[order], daily.values[order], open=daily.open[order])
    assert np.array_equal(found.forecast(found.ahead(28)), fitted(shuffled).forecast(found.ahead(28)))


@settings(max_examples=5 * EFFORT, deadline=None)
@given(histories())
def test_a_thousand_times_the_history_is_a_thousand_times_the_forecast(daily):
    found = fitted(daily)
    if found is None:
        return
    larger = fitted(Daily(daily.days, 1000 * daily.values, daily.open))
    days = found.ahead(28)
    for one, other in (
        (found.forecast(days), larger.forecast(days)),
        (found.intervals(days, LEVELS), larger.intervals(days, LEVELS)),
        (found.paths(days, 5).values, larger.paths(days, 5).values),
    ):
        assert other == pytest.approx(1000 * one, rel=1e-6, abs=1e-6 * found.scale.unit)
