"""
What size costs: time and memory from 10^4 to 10^7 contacts, replications, threads, and the rarer rules.

Run as ``python benchmarks/growth.py size|memory|threads|rules``; each prints a line a case. Size
grows the days of W1, all contacts of which stand in one replication.
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
from engines import FOLDER, offered, rate, ready

from channelmix.engine.inputs import SECOND
from channelmix.scenario import load
from channelmix.scenario.model import Scenario
from channelmix.simulate.prepare import prepare
from channelmix.simulate.simulation import Simulation

FAR_OFF = 30 * 24 * 3600 * SECOND
RULES = {
    "none": {},
    "overflow that never comes": {"overflow_after": FAR_OFF},
    "call-back that never comes": {"callback_after": FAR_OFF},
    "earliest due": {"due_order": True},
}


def of_days(days: int) -> Simulation:
    """Return W1 for so many days."""
    scenario = load(FOLDER / "w1.toml").scenario
    longer = scenario.model_dump(exclude_unset=True, by_alias=True)
    longer["period"]["days"] = days
    return prepare(Scenario.model_validate(longer), seed=1)


def size() -> None:
    """Print the time a contact in replications of ever more days."""
    first = 0.0
    for days in (1, 6, 56, 556):
        simulation = of_days(days)
        offered(simulation, 0)
        work = partial(offered, simulation)
        contacts, best = work(1), 1e9 / rate(work, 5 if days < 100 else 2)
        first = first or best
        print(f"{contacts:12,} contacts: {best:6.0f} ns a contact, {best / first:.2f} times the smallest")


def memory() -> None:
    """Print the peak memory of processes that play 1 and 100 replications of W2."""
    peaks = {}
    for replications in (1, 100):
        told = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        play = f"s = ready('w2'); [offered(s, number) for number in range({replications})]"
        program = f"from engines import offered, ready; {play}; {told}"
        command = [sys.executable, "-c", program]
        peaks[replications] = int(subprocess.run(command, cwd=FOLDER, stdout=-1, check=True).stdout) / 1024
        print(f"{replications:4} replications: {peaks[replications]:.0f} MB at most")
    print(f"ratio {peaks[100] / peaks[1]:.2f}")


def threads() -> None:
    """Print contacts a second of two threads against one, by the clock on the wall, turn and turn about."""
    simulation = ready("w2")
    offered(simulation, 0)
    best = {1: 0.0, 2: 0.0}
    for _ in range(5):
        for workers in best:
            started = time.perf_counter()
            with ThreadPoolExecutor(workers) as pool:
                contacts = sum(pool.map(partial(offered, simulation), range(40)))
            best[workers] = max(best[workers], contacts / (time.perf_counter() - started))
    print(f"one {best[1]:,.0f}, two {best[2]:,.0f} contacts a second: {best[2] / best[1]:.2f} times")


def rules() -> None:
    """Print the time a contact of W2 with one of the rarer rules in force."""
    plain = ready("w2")
    for name, changes in RULES.items():
        altered = {key: np.full(plain.operation.channels, value) for key, value in changes.items()}
        simulation = replace(plain, operation=replace(plain.operation, **altered))
        offered(simulation, 0)
        print(f"{name:28} {1e9 / rate(partial(offered, simulation), 3):6.0f} ns a contact")


if __name__ == "__main__":
    {"size": size, "memory": memory, "threads": threads, "rules": rules}[sys.argv[1]]()
