"""What no input explains between two versions: called the program only if its versions differ."""

import numpy as np
import pytest

from channelmix.forecast.fitting import diff
from channelmix.forecast.fitting.api import fit
from channelmix.scenario.stored import stored_forecast


@pytest.fixture
def two(frame, tmp_path):
    """Store two versions fitted to the same days, the second with all contacts of the draws doubled."""
    made = fit(frame, until="2026-12-31", engine="ridge", draws=20)
    made.save("service", tmp_path)
    made.draws.contacts[:] *= 2
    made.save("service", tmp_path)
    return [stored_forecast(f"{tmp_path / 'service'}@{version}") for version in (1, 2)]


def test_a_rest_without_another_version_of_the_program_is_called_chance(two) -> None:
    (step,) = diff.difference(*two).steps
    assert (step.what, step.detail) == ("chance of the draws", "each step fits 60 draws in place of all")


def test_a_rest_with_another_version_of_the_program_names_it(two) -> None:
    two[1].card["versions"]["numpy"] = "0.1"
    (step,) = diff.difference(*two).steps
    assert (step.what, step.detail) == ("the program", f"numpy {np.__version__} → 0.1")
