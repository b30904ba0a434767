"""
The compiled engine against the reference engine and the natural SimPy programs, on one core and in one process.

W1, W2 and W3 stand in ``w1.toml``, ``w2.toml`` and ``w3.toml``, the natural programs of W1 and W2 in
``reference_engine.py`` and ``simpy_w2.py``; nobody has written one of W3, so that W2's stands in.
Run as ``python benchmarks/engines.py``; it prints contacts a second, the drawing of customers
and all counting included, best of five (of two for SimPy).
"""

import time
from functools import partial
from pathlib import Path

from reference_engine import natural_simpy
from simpy_w2 import natural_simpy_w2

from channelmix.engine import kernel
from channelmix.scenario import load
from channelmix.simulate.compiled import ends_of, questions
from channelmix.simulate.prepare import prepare
from channelmix.simulate.simulation import Simulation

FOLDER = Path(__file__).parent


def ready(name: str) -> Simulation:
    """Return a scenario of this folder, ready to play."""
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
    """Return nanoseconds a contact of drawing, and of playing and counting."""
    stop, asked = ends_of(simulation)[0], questions(simulation.promises, simulation.prices.tariff)
    ready = kernel.Ready.of(simulation.operation, asked)
    contacts = [offered(simulation, number) for number in range(5)]
    drawn = [simulation.population.contacts(1, number, stop) for number in range(5)]

    def draw(number: int) -> int:
        simulation.population.contacts(1, number, stop)
        return contacts[number]

    def play(number: int) -> int:
        ready.counted(drawn[number], stop)
        return contacts[number]

    return f"drawing {1e9 / rate(draw, 5):.0f} ns, playing and counting {1e9 / rate(play, 5):.0f} ns a contact"


def main() -> None:
    """Measure each workload against its baseline."""
    slow = {"w1": rate(natural_simpy, 2), "w2": rate(natural_simpy_w2, 2)}
    for name, contacts in slow.items():
        print(f"{name} natural SimPy: {contacts:,.0f} contacts a second")
    for name, baseline in (("w1", "w1"), ("w2", "w2"), ("w3", "w2")):
        simulation = ready(name)
        simulation.play(0)
        fast = rate(partial(offered, simulation), 5)
        ratio = f"{fast / slow[baseline]:.0f} times natural SimPy on {baseline}"
        print(f"{name} compiled: {fast:,.0f} contacts a second, {ratio}; {parts(simulation)}")


if __name__ == "__main__":
    main()
