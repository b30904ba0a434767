"""
How much of a study's time goes into drawing customers and into compiled code: the rest is overhead.

``python benchmarks/overhead.py [REPLICATIONS]`` plays W2 and W1 on one thread, in processor seconds.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from channelmix.engine import kernel
from channelmix.engine.inputs import Contacts
from channelmix.simulate import compiled
from channelmix.simulate.replications import PlayBlock, day_starts
from channelmix.simulate.simulation import Simulation
from channelmix.simulate.study import begin

HERE = Path(__file__).parent
TRIES = 15
"""Each measures all three in turn; the middle of the ratios is told, which other work on the machine moves least."""


def seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds of work."""
    started = time.process_time()
    work()
    return time.process_time() - started


def shares(path: Path, replications: int) -> tuple[float, float]:
    """Return the least seconds of a whole study, and the share of drawing and of compiled code with its memory."""
    study = begin(path, engine="fast")
    simulation: Simulation = study.simulation
    asked = compiled.questions(simulation.promises, simulation.prices.tariff)
    ready = kernel.Ready.of(simulation.operation, asked)
    stop = simulation.horizons[0]

    def draw(number: int) -> Contacts:
        return simulation.population.contacts(simulation.seed, number, stop)

    drawn = [draw(number) for number in range(replications)]
    block = PlayBlock(simulation.play, 1, day_starts(simulation.interval_starts))
    block(range(1))
    parts = (
        lambda: block(range(replications)),
        lambda: [draw(number) for number in range(replications)],
        lambda: [ready.counted(contacts, stop) for contacts in drawn],
    )
    tries = [[seconds(part) for part in parts] for _ in range(TRIES)]
    return min(whole for whole, _, _ in tries), median((drawing + playing) / whole for whole, drawing, playing in tries)


def main() -> None:
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    for name in ("w2.toml", "w1.toml"):
        whole, share = shares(HERE / name, replications)
        contacts = np.mean([_contacts(HERE / name, number) for number in range(3)])
        print(
            f"{name}: {contacts:,.0f} contacts a replication; {1e9 * whole / contacts / replications:.0f} ns a "
            f"contact, of which drawing and compiled code {share:.0%}"
        )


def _contacts(path: Path, number: int) -> int:
    simulation = begin(path, engine="fast").simulation
    return simulation.population.contacts(simulation.seed, number, simulation.horizons[0]).first


if __name__ == "__main__":
    main()
