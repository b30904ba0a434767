"""
How much of a study's time goes into drawing customers and into compiled code: the rest is overhead.

``python benchmarks/overhead.py [REPLICATIONS]`` plays W2 and W1 on one thread, in processor seconds. Each of the two
is timed whenever the study itself enters it, so that the parts are of one and the same run and can never exceed it.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from channelmix.demand.population import Population
from channelmix.engine.kernel import Ready
from channelmix.simulate.replications import PlayBlock, day_starts
from channelmix.simulate.study import begin

HERE = Path(__file__).parent
TRIES = 15
"""The middle of their shares is told, which other work on the machine moves least."""


@contextmanager
def timed(home: type, name: str, spent: list[float]) -> Iterator[None]:
    """Add to ``spent`` the processor seconds of each call of a method."""
    method: Callable[..., Any] = getattr(home, name)

    def called(*given: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return method(*given, **named)
        finally:
            spent.append(time.process_time() - started)

    setattr(home, name, called)
    try:
        yield
    finally:
        setattr(home, name, method)


def shares(path: Path, replications: int) -> tuple[float, float, float]:
    """Return the least seconds of a whole study, and the shares of drawing and of compiled code with its memory."""
    simulation = begin(path, engine="fast").simulation
    block = PlayBlock(simulation.play, 1, day_starts(simulation.interval_starts))
    block(range(1))
    tries = []
    for _ in range(TRIES):
        drawing: list[float] = []
        playing: list[float] = []
        with timed(Population, "contacts", drawing), timed(Ready, "counted", playing):
            started = time.process_time()
            block(range(replications))
            whole = time.process_time() - started
        tries.append((whole, sum(drawing) / whole, sum(playing) / whole))
    return min(whole for whole, _, _ in tries), median(each for _, each, _ in tries), median(each for *_, each in tries)


def main() -> None:
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    for name in ("w2.toml", "w1.toml"):
        whole, drawing, playing = shares(HERE / name, replications)
        contacts = sum(_contacts(HERE / name, number) for number in range(3)) / 3
        print(
            f"{name}: {contacts:,.0f} contacts a replication; {1e9 * whole / contacts / replications:.0f} ns a "
            f"contact, of which drawing {drawing:.0%} and compiled code {playing:.0%}, together {drawing + playing:.1%}"
        )


def _contacts(path: Path, number: int) -> int:
    simulation = begin(path, engine="fast").simulation
    return simulation.population.contacts(simulation.seed, number, simulation.horizons[0]).first


if __name__ == "__main__":
    main()
