"""
The compiled engine against the reference engine and the natural SimPy program, on one core and in one process.

W1 and W2 stand in ``w1.toml`` and ``w2.toml``. Run as ``python benchmarks/engines.py``; it
prints contacts a second, the drawing of customers and all counting included, best of five (of one for the slow ones).
"""

import time
from functools import partial
from pathlib import Path

from reference_engine import natural_simpy

from channelmix.scenario import load
from channelmix.simulate.engines import engine_called
from channelmix.simulate.prepare import prepare
from channelmix.simulate.simulation import Simulation

FOLDER = Path(__file__).parent


def ready(name: str) -> Simulation:
    return prepare(load(FOLDER / f"{name}.toml").scenario, seed=1)


def offered(simulation: Simulation, replication: int) -> int:
    """Play a replication and return its contacts."""
    return int(simulation.play(replication).channels["offered"].sum())


def rate(work, times: int) -> float:
    """Return the best number of contacts a second; ``work`` takes a replication and returns its contacts."""
    rates = []
    for replication in range(times):
        started = time.process_time()
        contacts = work(replication)
        rates.append(contacts / (time.process_time() - started))
    return max(rates)


def parts(simulation: Simulation) -> str:
    """Return nanoseconds a contact of drawing, playing and all together."""
    play, stop = engine_called("fast"), simulation.horizons[0]
    drawn = [simulation.population.contacts(1, number, stop) for number in range(3)]
    drawing = rate(lambda number: simulation.population.contacts(1, number, stop).rows, 5)
    playing = rate(lambda number: [play(simulation.operation, drawn[number])] and drawn[number].rows, 3)
    return f"drawing {1e9 / drawing:.0f} ns, playing {1e9 / playing:.0f} ns"


def main() -> None:
    slow = rate(natural_simpy, 1)
    print(f"natural SimPy, W1: {slow:,.0f} contacts a second")
    for name in ("w1", "w2"):
        simulation = ready(name)
        simulation.play(0)
        fast = rate(partial(offered, simulation), 5)
        print(f"{name} compiled: {fast:,.0f}, {fast / slow:.0f} times natural SimPy on W1; {parts(simulation)}")


if __name__ == "__main__":
    main()
