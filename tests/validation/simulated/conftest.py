"""Plays small scenarios and holds their figures against a known value, four standard errors either way."""

import math
import os
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest

from channelmix.scenario.model import Scenario
from channelmix.simulate.prepare import prepare
from channelmix.simulate.tallies import Tally

PHONE = {"kind": "voice"}


def scenario_of(channels: Mapping[str, Any], groups: Mapping[str, Any], **tables: Any) -> Scenario:
    """Return one day from midnight, with channels that are voice unless they say otherwise."""
    period = {"start": date(2026, 3, 2), "days": 1, **tables.pop("period", {})}
    named = {name: {**PHONE, **channel} for name, channel in channels.items()}
    return Scenario.model_validate({"schema": 1, "period": period, "channels": named, "groups": groups, **tables})


EFFORT = int(os.environ.get("CHANNELMIX_TEST_EFFORT", "1"))
"""How many times as many days to play: more find smaller faults, in as many times the time."""


def play_days(scenario: Scenario, replications: int, seed: int = 1) -> list[Tally]:
    simulation = prepare(scenario, seed=seed)
    return [simulation.play(replication) for replication in range(replications * EFFORT)]


def z_score(
    tallies: list[Tally],
    above: Callable[[Tally], float],
    below: Callable[[Tally], float],
    expected: float,
    expected_error: float = 0.0,
) -> float:
    """Return how many standard errors the ratio of sums lies from ``expected`` (delta method)."""
    numerators, denominators = (np.array([of(tally) for tally in tallies], float) for of in (above, below))
    ratio = numerators.sum() / denominators.sum()
    pulls = (numerators - ratio * denominators) / denominators.sum()
    error = math.sqrt((pulls**2).sum() * len(pulls) / (len(pulls) - 1) + expected_error**2)
    return float((ratio - expected) / error)


@pytest.fixture
def make():
    return scenario_of


@pytest.fixture
def play():
    return play_days


@pytest.fixture
def z():
    return z_score
