"""
Staffing for a chance of delay that holds all day: the example of Feldman, Mandelbaum, Massey and Whitt (2008).

    python benchmarks/staff_delay.py 1000

Calls arrive at 100 + 20 sin t an hour, handling and patience are exponential with mean 1 h, the system is
empty at first; agents change every quarter. Because patience equals handling, calls in the system are Poisson
whatever the staffing, and the chance of delay of a quarter depends on its own agents only. Told are the least
and largest simulated share delayed in any quarter after t = 5, on fresh customers, for the plan that ``staff``
finds; one agent changes it by 4 points at 50 %, so a plan within 3 points must round to the nearest agent: ``staff``
is asked for half a step more than the target.
"""

import math
import sys
import tempfile
from pathlib import Path

import numpy as np

from channelmix.scenario import load
from channelmix.staffing.requirement import find_requirement

SETTLED = 5 * 4
"""Quarters that are left out."""

FRESH, BATCH = 4000, 200
"""Fresh customers on whom the plan is checked, so many days at a time."""

STEP_MINUTES = 5
SCENARIO = """\
schema = 1
name = "delay"
[period]
start = 2024-03-04
days = 1
interval = "15 min"
warm_up = "0 s"
cool_down = "3 h"
[profiles.sine]
{profile}
[channels.phone]
kind = "voice"
arrivals = {{ per_day = {per_day}, profile = "sine" }}
handling = {{ mean = "1 h", distribution = "exponential" }}
patience = {{ mean = "1 h", distribution = "exponential" }}
max_delayed_share = {limit}
[groups.desk]
handles = ["phone"]
agents = 100
[staffing]
confidence = 0.51
"""


def scenario(limit: float) -> str:
    """Return the example as a scenario, its rate constant over five minutes."""
    edges = np.arange(0, 24 * 60 + 1, STEP_MINUTES) / 60
    amounts = 100 * np.diff(edges) - 20 * np.diff(np.cos(edges))
    weights = [
        f'"{math.floor(t):02d}:{round(60 * (t % 1)):02d}" = {w:.9f}' for t, w in zip(edges, amounts, strict=False)
    ]
    return SCENARIO.format(profile="\n".join(weights), per_day=float(amounts.sum()), limit=limit)


def range_of_delay(limit: float, replications: int, folder: Path, *, fewer: int = 0) -> tuple[float, float, float]:
    """Return the least and largest share delayed in a quarter; ``fewer`` agents are a control."""
    path = folder / "delay.toml"
    path.write_text(scenario(limit))
    found = find_requirement(load(path), replications=replications, seed=7, threads=2)
    plan = np.maximum(found.plan - fewer, 0)
    delayed, queued = np.zeros((2, plan.shape[1]))
    for first in range(0, FRESH, BATCH):
        for tally in found.trials.entire(range(first, first + BATCH)).tallies(plan):
            delayed += tally.by_arrival["delayed"][0]
            queued += tally.by_arrival["queued"][0]
    share = (delayed / queued)[SETTLED:]
    return float(share.min()), float(share.max()), float(share.mean())


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as place:
        for target, half_a_step in ((0.5, 0.02), (0.9, 0.009)):
            low, high, mean = range_of_delay(target + half_a_step, count, Path(place))
            print(f"{target:.1f}: every quarter after t = 5 between {low:.3f} and {high:.3f}, on average {mean:.3f}")
