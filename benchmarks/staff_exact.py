"""
Agents found by ``staff`` for one queue in steady state, against the exact minimum: 100 random cases.

    python benchmarks/staff_exact.py 100

A third each is Erlang C, Erlang A and M/M/n+G (gamma, Weibull or lognormal patience); loads from 1 to 25
erlangs; promised is a service level, a share delayed or a share abandoned. Each case plays 30 days of 24 hours
to search, and as many fresh ones. Told are how often the answer is the exact minimum, one more, one fewer, and
anything else; of those off by one, whether the exact figure at the smaller number lies within the simulation's error,
and whether the output says that one agent fewer is in doubt.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from channelmix.queueing import Duration, Exponential, Gamma, GeneralPatience, Goal, Lognormal, Never, Weibull
from channelmix.scenario import load
from channelmix.staffing.requirement import Requirement, find_requirement

REPLICATIONS = 30
SCENARIO = """\
schema = 1
name = "one queue"
[period]
start = 2024-03-04
days = 1
interval = "24 h"
warm_up = "4 h"
[channels.phone]
kind = "voice"
arrivals = {{ per_hour = {rate} }}
handling = {{ mean = {handling}, distribution = "exponential" }}
{patience}
{promise}
[groups.desk]
handles = ["phone"]
agents = 60
"""
SHAPES = {"gamma": Gamma, "weibull": Weibull.with_cv, "lognormal": Lognormal}


def patience_of(chance: np.random.Generator, kind: int) -> tuple[Duration, str]:
    """Return a patience, and how a scenario writes it."""
    if kind == 0:
        return Never(), ""
    mean = round(chance.uniform(60, 600))
    if kind == 1:
        return Exponential(mean), f'patience = {{ mean = {mean}, distribution = "exponential" }}'
    name, cv = str(chance.choice(list(SHAPES))), round(chance.uniform(0.6, 1.6), 2)
    return SHAPES[name](mean, cv=cv), f'patience = {{ mean = {mean}, cv = {cv}, distribution = "{name}" }}'


def goal_of(chance: np.random.Generator, kind: int) -> tuple[Goal, str]:
    """Return what is asked, and how a scenario writes it; nobody abandons where nobody is impatient."""
    asked = chance.choice(["service", "delayed"] if kind == 0 else ["service", "service", "delayed", "abandoned"])
    if asked == "service":
        share, within = round(chance.uniform(0.6, 0.95), 2), int(chance.integers(5, 60))
        return Goal(share=share, within=within), f"target = {{ share = {share}, within = {within} }}"
    limit = round(chance.uniform(0.1, 0.5) if asked == "delayed" else chance.uniform(0.02, 0.1), 3)
    goal = Goal(max_delayed=limit) if asked == "delayed" else Goal(max_abandoned=limit)
    return goal, f"max_{asked}_share = {limit}"


def off_by(line: GeneralPatience, goal: Goal) -> float:
    """Return by how much a line is better than asked, in shares."""
    rooms = {
        "share": line.service_level(goal.within) - goal.share,
        "delayed": goal.max_delayed - line.delayed_share,
        "abandoned": goal.max_abandoned - line.abandoned_share,
    }
    used = "share" if goal.share else "delayed" if goal.max_delayed < 1 else "abandoned"
    return rooms[used]


def judged(found: Requirement, exact: int, better: float) -> str:
    """Return how an answer compares: ``better`` is how the exact line with the smaller number does."""
    agents, error = int(found.plan[0, 0]), float(found.search.error[0])
    if agents == exact:
        return "the exact minimum"
    if abs(agents - exact) > 1:
        return f"off by {agents - exact:+d}"
    says = bool(found.spare[0, 0]) if agents > exact else found.check.room[0] < 0
    within = abs(better) <= 2 * error
    return f"{agents - exact:+d}, {'within' if within else 'beyond'} the error, {'said' if says else 'not said'}"


def cases(count: int, folder: Path, *, more_work: float = 1.0) -> Counter[str]:
    """Return how often each verdict was given; ``more_work`` other than 1 is a control: formulas of another queue."""
    chance = np.random.default_rng(2026)
    verdicts: Counter[str] = Counter()
    for number in range(count):
        handling, erlangs = round(chance.uniform(60, 480)), round(chance.uniform(1, 25), 2)
        patience, told = patience_of(chance, number % 3)
        goal, promise = goal_of(chance, number % 3)
        path = folder / f"case{number}.toml"
        rate = erlangs * 3600 / handling
        path.write_text(SCENARIO.format(rate=rate, handling=handling, patience=told, promise=promise))
        found = find_requirement(load(path), replications=REPLICATIONS, seed=number, threads=2)
        line = {"load": erlangs * more_work, "handling": float(handling), "patience": patience}
        exact = GeneralPatience.agents_needed(goal, **line)
        smaller = min(exact, int(found.plan[0, 0]))
        keeps_up = smaller > line["load"] or number % 3
        better = off_by(GeneralPatience(agents=smaller, **line), goal) if keeps_up else -1.0
        verdicts[judged(found, exact, better)] += 1
    return verdicts


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for verdict, times in cases(int(sys.argv[1]) if len(sys.argv) > 1 else 100, Path(place)).most_common():
            print(f"{times:4d}  {verdict}")
