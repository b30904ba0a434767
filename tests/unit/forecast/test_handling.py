"""Handling time ahead."""

import numpy as np
import pytest

from channelmix.errors import DataError
from channelmix.forecast.handling import fit_handling

DAYS = np.datetime64("2024-01-01") + np.arange(500)


def drifting(growth: float, *, contacts: float = 200.0) -> tuple[np.ndarray, np.ndarray]:
    """Return seconds and contacts of days whose handling time grows by a share a year."""
    rng = np.random.default_rng(2)
    counts = rng.poisson(contacts, 500)
    mean = 300 * np.exp(growth * np.arange(500) / 365)
    return mean * np.exp(0.6 / np.sqrt(np.maximum(counts, 1)) * rng.standard_normal(500)), counts


def test_calls_that_get_longer_are_followed():
    seconds, contacts = drifting(0.25)
    handling = fit_handling(DAYS, seconds, contacts)
    truth = 300 * np.exp(0.25 * np.arange(500, 528) / 365)
    assert handling.forecast(handling.ahead(28)) == pytest.approx(truth, rel=0.05)


def test_this_check_notices_a_mean_of_the_whole_history():
    seconds, _ = drifting(0.25)
    assert seconds.mean() != pytest.approx(300 * np.exp(0.25 * 514 / 365), rel=0.05)


def test_a_day_with_few_contacts_says_little():
    seconds, contacts = drifting(0.0)
    seconds[-7:], contacts[-7:] = 900.0, 2
    handling = fit_handling(DAYS, seconds, contacts)
    assert handling.forecast(handling.ahead(7)) == pytest.approx(np.full(7, 300), rel=0.06)


def test_paths_lie_about_the_forecast_in_seconds():
    handling = fit_handling(DAYS, *drifting(0.0))
    days = handling.ahead(14)
    drawn = handling.paths(days, 500).values
    assert np.median(drawn, axis=0) == pytest.approx(handling.forecast(days), rel=0.02)
    assert (drawn > 200).all()


def test_contacts_without_handling_time_are_refused():
    with pytest.raises(DataError, match=r"2024-01-01 had contacts, so it must be above 0 \(got 0\)"):
        fit_handling(DAYS, np.zeros(500), np.full(500, 10))
    with pytest.raises(DataError, match=r"needs 14 days with contacts and their mean \(got 0\)"):
        fit_handling(DAYS, np.full(500, np.nan), np.full(500, 10))
