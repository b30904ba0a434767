"""
How much of a study's time goes into drawing customers and into compiled code: the rest is overhead.

``python benchmarks/overhead.py [REPLICATIONS]`` plays W2 and W1 on one thread, in processor seconds.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from channelmix.engine import kernel
from channelmix.simulate import compiled
from channelmix.simulate.replications import PlayBlock, day_starts
from channelmix.simulate.simulation import Simulation
from channelmix.simulate.study import begin

HERE = Path(__file__).parent
TRIES = 3


def seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds of work, the least of some tries."""
    found = []
    for _ in range(TRIES):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def shares(path: Path, replications: int) -> tuple[float, float, float]:
    """Return the seconds of a whole study, of drawing its customers, and of compiled code with its memory."""
    study = begin(path, engine="fast")
    simulation: Simulation = study.simulation
    asked = compiled.questions(simulation.promises, simulation.prices.tariff)
    ready = kernel.Ready.of(simulation.operation, asked)
    stop = simulation.horizons[0]

    def draw(number: int) -> object:
        return simulation.population.contacts(simulation.seed, number, stop)

    drawn = [draw(number) for number in range(replications)]
    block = PlayBlock(simulation.play, 1, day_starts(simulation.interval_starts))
    block(range(1))
    return (
        seconds(lambda: block(range(replications))),
        seconds(lambda: [draw(number) for number in range(replications)]),
        seconds(lambda: [ready.counted(contacts, stop) for contacts in drawn]),  # type: ignore[arg-type]
    )


def main() -> None:
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    for name in ("w2.toml", "w1.toml"):
        whole, drawing, playing = shares(HERE / name, replications)
        contacts = np.mean([_contacts(HERE / name, number) for number in range(3)])
        each = 1e9 / contacts / replications
        print(
            f"{name}: {contacts:,.0f} contacts a replication; {whole * each:.0f} ns a contact, of which drawing "
            f"{drawing * each:.0f} and compiled code {playing * each:.0f}: {(drawing + playing) / whole:.0%}"
        )


def _contacts(path: Path, number: int) -> int:
    simulation = begin(path, engine="fast").simulation
    return simulation.population.contacts(simulation.seed, number, simulation.horizons[0]).first


if __name__ == "__main__":
    main()
