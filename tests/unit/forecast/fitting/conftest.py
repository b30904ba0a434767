"""A generated history of two years and five survey points, and the forecast of it, fitted once."""

import pytest
from tests.unit.forecast.fitting.generated import history_frame, survey_rows

import channelmix.forecast as forecasting


@pytest.fixture(scope="session")
def frame():
    return history_frame()


@pytest.fixture(scope="session")
def surveys():
    return survey_rows()


@pytest.fixture(scope="session")
def forecast(frame, surveys):
    return forecasting.fit(frame, surveys=surveys, country="NL", until="2029-12-31", engine="ridge", draws=60)
