"""
The reference engine against the natural SimPy program of one phone queue (W1), in the same process.

W1: 30 calls a minute, exponential handling of 5 min and patience of 3 min, 150 agents, 10 h.
Run as ``python benchmarks/reference_engine.py``; prints contacts a second of one core with the
drawing of customers included, the best of three each.
"""

import random
import time
from datetime import date

import simpy

from channelmix.scenario.model import Scenario
from channelmix.simulate.prepare import prepare

W1 = {
    "schema": 1,
    "period": {"start": date(2026, 3, 2), "days": 1},
    "channels": {
        "phone": {
            "kind": "voice",
            "hours": {"mon-sun": "00:00-10:00"},
            "arrivals": {"per_hour": 1800},
            "handling": {"mean": "5 min", "distribution": "exponential"},
            "patience": {"mean": "3 min", "distribution": "exponential"},
            "target": {"share": 0.8, "within": "20 s"},
        }
    },
    "groups": {"team": {"handles": ["phone"], "agents": 150}},
}


def natural_simpy(seed: int) -> int:
    """Simulate W1 with a process a caller and a resource of agents; return the number of callers."""
    chance = random.Random(seed)
    env = simpy.Environment()
    agents = simpy.Resource(env, capacity=150)
    waits: list[float] = []
    callers = 0

    def caller():
        came = env.now
        with agents.request() as turn:
            served = yield turn | env.timeout(chance.expovariate(1 / 180))
            waits.append(env.now - came)
            if turn in served:
                yield env.timeout(chance.expovariate(1 / 300))

    def arrivals():
        nonlocal callers
        while True:
            yield env.timeout(chance.expovariate(0.5))
            if env.now >= 36_000:
                return
            callers += 1
            env.process(caller())

    env.process(arrivals())
    env.run()
    return callers


def contacts_a_second(play) -> float:
    """Return the best rate of three replications."""
    rates = []
    for seed in range(3):
        start = time.perf_counter()
        contacts = play(seed)
        rates.append(contacts / (time.perf_counter() - start))
    return max(rates)


def main() -> None:
    """Measure both, and print their ratio."""
    simulation = prepare(Scenario.model_validate(W1), seed=1)
    simulation.play(0)
    ours = contacts_a_second(lambda seed: int(simulation.play(seed).channels["offered"][0]))
    natural = contacts_a_second(natural_simpy)
    print(f"reference engine {ours:,.0f}, natural SimPy {natural:,.0f} contacts a second, ratio {ours / natural:.2f}")


if __name__ == "__main__":
    main()
