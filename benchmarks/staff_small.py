"""
Small operations with shared skills: what ``staff`` finds, against every cheaper plan there is.

    python benchmarks/staff_small.py 12

Each operation has two or three channels (phone, chat, WhatsApp) and two or three groups of different skills and
prices, one or two intervals. Every plan that costs less than 99 % of the one found is tried on the very
customers of the search, except those with fewer agents everywhere than one that has failed. Then the plan found meets
many fresh customers, which tells how often a promise is really missed: with a confidence of 95 % one in twenty may be.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.scenario import load
from channelmix.staffing.requirement import Requirement, find_requirement

REPLICATIONS, FRESH = 20, 300
WITHIN = 0.99
"""Plans that cost less than this share of the one found would refute it."""

PERIOD = """\
schema = 1
name = "small"
[period]
start = 2024-03-04
days = 1
interval = "6 h"
warm_up = "0 s"
"""
CHANNELS = {
    "phone": 'kind = "voice"\nhandling = { mean = "4 min", distribution = "exponential" }\npatience = "4 min"\n'
    "target = { share = 0.80, within = 20 }\n",
    "chat": 'kind = "chat"\nhandling = { mean = "8 min", cv = 0.8 }\npatience = "5 min"\n'
    "target = { share = 0.80, within = 60 }\n",
    "whatsapp": 'kind = "messaging"\nwhen_closed = "reject"\nhandling = { mean = "5 min", cv = 1.0 }\n'
    'turns = { mean = 2 }\nreply_delay = "3 min"\ninactive_after = "4 min"\n'
    'target = { share = 0.80, within = "10 min" }\n',
}
SKILLS = (("phone",), ("chat", "whatsapp"), ("phone", "chat", "whatsapp"))


def scenario(chance: np.random.Generator) -> str:
    """Return a random small operation."""
    channels = list(CHANNELS) if chance.random() < 0.6 else ["phone", str(chance.choice(["chat", "whatsapp"]))]
    intervals = int(chance.integers(1, 3))
    hours = f'"06:00-{6 + 6 * intervals:02d}:00"'
    parts = [PERIOD]
    for name in channels:
        rate = chance.uniform(12, 40)
        when = f"hours = {{ mon-sun = {hours} }}\narrivals = {{ per_hour = {rate:.1f} }}\n"
        parts.append(f"[channels.{name}]\n{when}{CHANNELS[name]}")
    groups = SKILLS if intervals == 1 else SKILLS[1:]
    for number, skills in enumerate(groups):
        mine = [name for name in skills if name in channels]
        held = ", ".join(f"{name} = 3" for name in mine if name != "phone")
        price = (30, 30, round(chance.uniform(31, 40)))[number + len(SKILLS) - len(groups)]
        parts.append(
            f"[groups.g{number}]\nhandles = {mine}\nagents = 9\ncost_per_hour = {price}\n".replace("'", '"')
            + (f"concurrency = {{ {held} }}\nslowdown = [1.0, 1.15, 1.3]\n" if held else "")
        )
    return "".join(parts)


@dataclass
class Verdict:
    """How near to the best the plan is, and how it does on fresh customers."""

    numbers: int
    tried: int
    gap: float
    """Share of the cost that the cheapest plan saves, 0 if none costs less than 99 %."""
    promises: int
    missed: int
    """Promises that fresh customers show to be missed."""


def judged(found: Requirement) -> Verdict:
    """Try every plan that is more than 1 % cheaper, and then many fresh customers."""
    space, trials = found.problem.space, found.trials
    places = np.argwhere(space.most > space.least)
    price = space.price[tuple(places.T)]
    cost = space.cost(found.plan)
    rows = _cheaper(found, places, price, WITHIN * cost)
    costs, left = rows @ price, np.ones(len(rows), np.bool_)
    tried, best = 0, cost
    while left.any():
        place = int(np.argmax(np.where(left, costs, -1.0)))
        plan = space.least.copy()
        plan[tuple(places.T)] = rows[place]
        tried += 1
        if trials.of(plan).keeps_all:
            best = float(costs[place])
            left &= costs < best
        else:
            left &= ~(rows <= rows[place]).all(axis=1)
    fresh = trials.entire(range(FRESH)).of(found.plan)
    missed = int((fresh.room + fresh.error < 0).sum())
    return Verdict(len(places), tried, 1 - best / cost, len(fresh.room), missed)


def _cheaper(found: Requirement, places: Indices, price: np.ndarray, budget: float) -> Indices:
    """Return every plan within a budget; no number is higher than what was found and three more, or twice as many."""
    now = found.plan[tuple(places.T)]
    most = 2 * now + 6 if len(places) <= 3 else now + 3
    rows = np.stack([axis.ravel() for axis in np.indices(most + 1)], axis=1)
    return rows[rows @ price < budget]


def verdicts(count: int, folder: Path) -> list[Verdict]:
    """Return the verdicts on so many random operations."""
    chance = np.random.default_rng(11)
    results = []
    for number in range(count):
        path = folder / f"small{number}.toml"
        path.write_text(scenario(chance))
        results.append(judged(find_requirement(load(path), replications=REPLICATIONS, seed=number, threads=2)))
        print(f"{number + 1:3d}: {results[-1]}", flush=True)
    return results


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        found = verdicts(int(sys.argv[1]) if len(sys.argv) > 1 else 12, Path(place))
    within = sum(each.gap <= 1 - WITHIN for each in found)
    print(
        f"within 1 % of the best: {within} of {len(found)}; largest gap {100 * max(each.gap for each in found):.1f} %"
    )
    print(f"promises missed by fresh customers: {sum(e.missed for e in found)} of {sum(e.promises for e in found)}")
