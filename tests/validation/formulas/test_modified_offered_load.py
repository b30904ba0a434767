"""Loads that change over the day: the modified offered load against the day itself, solved moment by moment."""

import math

import numpy as np
import pytest

from channelmix.queueing import (
    ErlangA,
    ErlangC,
    Exponential,
    Goal,
    agents_over_the_day,
    delay_for_safety,
    delay_when_patience_equals_handling,
    interval_loads,
    offered_load,
    safety_for_delay,
    square_root_staffing,
)

STEP = 1 / 2000
DAY = 12.0
"""Handling times in a day whose arrivals rise and fall once."""


def arrivals_at(t):
    return 30.0 - 18.0 * np.cos(2.0 * math.pi * t / DAY)


def delays_through_the_day(agents: int, hang_up: float) -> list[float]:
    """Return the share of time that all are busy in each of 12 hours: Kolmogorov's equations, small steps."""
    states = np.arange(160)
    down = np.minimum(states, agents) + np.maximum(states - agents, 0) * hang_up
    shares, busy = np.zeros(len(states)), np.zeros(int(DAY))
    shares[0] = 1.0
    for step in range(int(DAY / STEP)):
        up = float(arrivals_at(step * STEP))
        flow = up * shares[:-1] - down[1:] * shares[1:]
        shares[:-1] -= STEP * flow
        shares[1:] += STEP * flow
        busy[int(step * STEP)] += shares[agents:].sum() * STEP
    return busy.tolist()


EDGES = np.linspace(0.0, DAY, 601)
RATES = 30.0 - 18.0 * np.diff(np.sin(2.0 * math.pi * EDGES / DAY)) * DAY / (2.0 * math.pi) / np.diff(EDGES)
HOURS = np.arange(DAY + 1)


@pytest.mark.parametrize("hang_up", [0.5, 2.0])
def test_erlang_a_under_the_modified_offered_load_follows_the_day(hang_up):
    agents = 50
    exact = delays_through_the_day(agents, hang_up)
    loads = offered_load(EDGES, RATES, Exponential(1.0), at=HOURS[:-1] + 0.5)
    found = [ErlangA(load=load, agents=agents, handling=1.0, patience=1.0 / hang_up).all_busy_share for load in loads]
    of_the_moment = [
        ErlangA(load=float(load), agents=agents, handling=1.0, patience=1.0 / hang_up).all_busy_share
        for load in arrivals_at(HOURS[:-1] + 0.5)
    ]
    assert found == pytest.approx(exact, abs=0.05)
    assert np.abs(np.subtract(of_the_moment, exact)).max() > 0.15, "control: the arrivals of the moment will not do"


def test_delays_are_exact_at_every_moment_where_patience_is_as_handling():
    exact = delays_through_the_day(40, 1.0)
    places, weights = np.polynomial.legendre.leggauss(8)
    at = (HOURS[:-1, None] + (places + 1.0) / 2.0).ravel()
    loads = offered_load(EDGES, RATES, Exponential(1.0), at=at)
    shares = np.array([delay_when_patience_equals_handling(float(load), 40) for load in loads])
    assert shares.reshape(12, 8) @ (weights / 2.0) == pytest.approx(exact, abs=2e-4)


def test_agents_over_the_day_keep_the_chance_to_wait_level_and_those_of_the_arrivals_do_not():
    loads = interval_loads(EDGES, RATES, Exponential(1.0), grid=HOURS)
    goal = Goal(max_delayed=0.2)

    def needed(load: float) -> int:
        return ErlangA.agents_needed(goal, load=load, handling=1.0, patience=1.0)

    agents = agents_over_the_day(loads, needed)
    naive = agents_over_the_day(arrivals_at(HOURS[:-1] + 0.5), needed)
    assert agents == [fewest_of(float(load)) for load in loads]
    assert max(np.subtract(naive, agents)) > 4
    assert min(np.subtract(naive, agents)) < -4


def fewest_of(load: float) -> int:
    return next(n for n in range(1, 200) if delay_when_patience_equals_handling(load, n) <= 0.2)


@pytest.mark.parametrize("patience", [0.25, 1.0, 4.0, math.inf])
def test_safety_for_a_delay_gives_that_delay_at_a_large_load(patience):
    safety = safety_for_delay(0.3, patience=patience)
    assert delay_for_safety(safety, patience=patience) == pytest.approx(0.3, rel=1e-9)
    load = 40_000.0
    agents = int(square_root_staffing(load, safety=safety))
    line = (
        ErlangC(load=load, agents=agents, handling=1.0)
        if patience == math.inf
        else ErlangA(load=load, agents=agents, handling=1.0, patience=patience)
    )
    assert line.delayed_share == pytest.approx(0.3, abs=0.004)


def test_where_patience_is_as_handling_the_safety_is_a_normal_quantile():
    """1.281551565545 is the 90 % quantile of the normal distribution."""
    assert safety_for_delay(0.1, patience=1.0) == pytest.approx(1.281551565545, rel=1e-9)
