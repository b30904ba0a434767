"""
Staffing for a chance of delay that holds all day, held against a formula.

The example of Feldman, Mandelbaum, Massey and Whitt (2008), its first six hours: calls arrive at 100 + 20 sin t an
hour, handling and patience are exponential with mean 1 h. Calls in the system are Poisson whatever the staffing.
The full day, and longer: ``benchmarks/staff_delay.py``.
"""

import math

import numpy as np
from benchmarks.staff_delay import STEP_MINUTES, scenario
from scipy.stats import poisson

from channelmix.scenario import load
from channelmix.staffing.requirement import find_requirement

HOURS, DAYS = 6, 60
SETTLED = 2 * 60 // STEP_MINUTES


def delay_of(agents):
    """Return by formula the chance of delay in each interval, at its middle."""
    t = (np.arange(len(agents)) + 0.5) * STEP_MINUTES / 60
    present = 100 * (1 - np.exp(-t)) + 10 * (np.sin(t) - np.cos(t) + np.exp(-t))
    return poisson.sf(agents - 1, present)


def misses(agents, limit):
    """Return how far the chance of delay lies from the limit beyond one agent, in standard errors of the search."""
    chance = delay_of(agents)
    nearest = np.clip(limit, chance, delay_of(np.maximum(agents - 1, 0)))
    error = math.sqrt(limit * (1 - limit) / DAYS)
    return np.abs(nearest - limit)[SETTLED : HOURS * 60 // STEP_MINUTES] / error


def test_every_interval_gets_the_fewest_agents_that_keep_its_chance_of_delay(tmp_path) -> None:
    limit = 0.5
    (tmp_path / "delay.toml").write_text(scenario(limit, hours=HOURS, interval=f"{STEP_MINUTES} min"))
    agents = find_requirement(load(tmp_path / "delay.toml"), replications=DAYS, seed=7, may_be_more=False).plan[0]
    agents = agents[: HOURS * 60 // STEP_MINUTES]
    assert misses(agents, limit).max() < 4.5
    assert misses(agents + 11, limit).max() > 4.5, "control: eleven agents too many are noticed"
    assert misses(agents - 11, limit).max() > 4.5, "control: eleven agents too few are noticed"
