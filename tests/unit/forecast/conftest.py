"""Histories made by a known rule, so that a forecast can be held against the truth."""

import numpy as np
import pytest

from channelmix.forecast.series import Daily

WEEK = np.array([1.2, 1.05, 1.0, 0.95, 1.1, 0.5, 0.3])


def made(days: int, *, seed: int = 1, scale: float = 1000.0, noise: float = 0.08, first: str = "2023-01-02") -> Daily:
    """Return a history with a week, a year and day noise, ``days`` long, from a Monday on."""
    rng = np.random.default_rng(seed)
    when = np.datetime64(first) + np.arange(days)
    year = 1 + 0.2 * np.sin(2 * np.pi * np.arange(days) / 365.25)
    values = scale * WEEK[np.arange(days) % 7] * year * np.exp(noise * rng.standard_normal(days))
    return Daily.of(when, values)


@pytest.fixture(scope="session")
def make():
    return made


@pytest.fixture(scope="session")
def history() -> Daily:
    return made(800)
