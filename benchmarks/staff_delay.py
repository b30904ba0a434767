"""
Staffing for a chance of delay that holds all day: the example of Feldman, Mandelbaum, Massey and Whitt (2008).

    python benchmarks/staff_delay.py 8000

Calls arrive at 100 + 20 sin t an hour, handling and patience are exponential with mean 1 h, the system is
empty at first; agents change every quarter. Because patience equals handling, calls in the system are Poisson
whatever the staffing, and the chance of delay of a quarter depends on its own agents only, by a formula. Told are
what one agent changes by that formula, and the least and largest share delayed in any quarter after t = 5 under the
plan that ``staff`` finds: by the formula, and simulated on fresh customers. One agent changes it by 4 points at 50 %.
So the fewest agents with at most 50 % leave some quarter at 46 %, whoever finds them; to come within 3 points of 50 %
each quarter must round to the nearest agent, and ``staff`` is asked for half a step more than the target.
"""

import math
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy.stats import poisson

from channelmix.scenario import load
from channelmix.staffing.requirement import Requirement, find_requirement

SETTLED = 5 * 4
"""Quarters that are left out."""

FRESH, BATCH = 20_000, 200
"""Fresh customers on whom the plan is checked, so many days at a time."""

STEP_MINUTES = 5
SCENARIO = """\
schema = 1
name = "delay"
[period]
start = 2024-03-04
days = 1
interval = "{interval}"
warm_up = "0 s"
cool_down = "3 h"
[profiles.sine]
{profile}
[channels.phone]
kind = "voice"
{open}arrivals = {{ per_day = {per_day}, profile = "sine" }}
handling = {{ mean = "1 h", distribution = "exponential" }}
patience = {{ mean = "1 h", distribution = "exponential" }}
max_delayed_share = {limit}
[groups.desk]
handles = ["phone"]
agents = 100
[staffing]
confidence = 0.51
"""


def scenario(limit: float, *, hours: int = 24, interval: str = "15 min") -> str:
    """Return the first hours of the example as a scenario, its rate constant over five minutes."""
    edges = np.arange(0, hours * 60 + 1, STEP_MINUTES) / 60
    amounts = 100 * np.diff(edges) - 20 * np.diff(np.cos(edges))
    weights = [
        f'"{math.floor(t):02d}:{round(60 * (t % 1)):02d}" = {w:.9f}' for t, w in zip(edges, amounts, strict=False)
    ]
    until = f"{hours:02d}:00"
    opening = "" if hours == 24 else f'hours = {{ mon = "00:00-{until}" }}\n'
    weights += [] if hours == 24 else [f'"{until}" = 0']
    return SCENARIO.format(
        profile="\n".join(weights), per_day=float(amounts.sum()), limit=limit, open=opening, interval=interval
    )


def delay_of(plan: np.ndarray, *, points: int = 60) -> np.ndarray:
    """Return by formula the chance that a call of each quarter is delayed, who comes later in it counted as such."""
    t = (np.arange(24 * 4 * points) + 0.5) / (4 * points)
    present = 100 * (1 - np.exp(-t)) + 10 * (np.sin(t) - np.cos(t) + np.exp(-t))
    calls = 100 + 20 * np.sin(t)
    delayed = poisson.sf(np.repeat(plan, points) - 1, present) * calls
    return delayed.reshape(-1, points).sum(axis=1) / calls.reshape(-1, points).sum(axis=1)


def fewest(limit: float) -> np.ndarray:
    """Return by formula the fewest agents of each quarter with at most so many delayed."""
    shares = np.array([delay_of(np.full(24 * 4, agents)) for agents in range(1, 200)])
    return 1 + (shares <= limit).argmax(axis=0)


def found_for(limit: float, replications: int, folder: Path) -> Requirement:
    """Return the plan for at most so many delayed."""
    path = folder / "delay.toml"
    path.write_text(scenario(limit))
    return find_requirement(load(path), replications=replications, seed=7, threads=2)


def simulated(found: Requirement, plan: np.ndarray) -> np.ndarray:
    """Return the share delayed in each quarter on fresh customers."""
    delayed, queued = np.zeros((2, plan.shape[1]))
    for first in range(0, FRESH, BATCH):
        trials = found.trials.entire(range(first, first + BATCH))
        for tally in trials.tallies(plan):
            delayed += tally.by_arrival["delayed"][0]
            queued += tally.by_arrival["queued"][0]
    return delayed / queued


def told(what: str, shares: np.ndarray) -> None:
    """Print the least and largest share after t = 5."""
    settled = shares[SETTLED:]
    print(f"  {what:<38}{settled.min():.3f} to {settled.max():.3f}, on average {settled.mean():.3f}")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    with tempfile.TemporaryDirectory() as place:
        for target, half_a_step in ((0.5, 0.018), (0.9, 0.009)):
            least = fewest(target)
            print(f"{target:.1f}:")
            told("one agent changes, by formula", delay_of(least - 1) - delay_of(least))
            told(f"fewest for at most {target}, by formula", delay_of(least))
            found = found_for(target + half_a_step, count, Path(place))
            told("found, by formula", delay_of(found.plan[0]))
            told(f"found, simulated on {FRESH:,} days", simulated(found, found.plan))
            told("control: five agents fewer", simulated(found, found.plan - np.minimum(5, found.plan)))
