"""
How large a replication is, and how long a very large one takes, without playing it whole.

Of a large operation a trial plays every so many of the customers, so that it ends in a second or two, and
its time is drawn out to all of them. The whole has longer queues than what is left of it, so that the answer
is a size and no forecast: about half to twice as long, by our trials. Contacts of a log are always played whole.
"""

import time
from dataclasses import dataclass, replace

from channelmix.scenario import Loaded
from channelmix.simulate.engines import engine_for
from channelmix.simulate.frame import frame_of
from channelmix.simulate.offered import expected_contacts
from channelmix.simulate.prepare import FileData, prepare

_WHOLE = {"fast": 400_000, "reference": 20_000}
"""Contacts that each engine plays in about a second at most: more are thinned to half as many."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """Contacts of one replication, as the scenario gives them: returns come on top."""

    counted: float
    """In the period."""
    played: float
    """Those before it, in the warm-up, included."""

    def is_large(self, engine: str | None) -> bool:
        """Whether an engine should not play all of them for a trial."""
        return self.played > _WHOLE[engine_for(engine)]


def size_of(loaded: Loaded) -> Size:
    """Return how large a replication of a scenario is."""
    frame, files = frame_of(loaded.scenario), FileData.of(loaded)
    given = [
        len(files.logs[name]) if name in files.logs else expected_contacts(loaded.scenario, name, frame, files)
        for name in loaded.scenario.channels
    ]
    counted = float(sum(given))
    period = frame.count_until - frame.count_from
    return Size(counted=counted, played=counted * (frame.count_until - frame.first_arrival) / period)


def seconds_of_one(loaded: Loaded, size: Size, *, seed: int, engine: str | None) -> float:
    """
    Return about how long one replication takes on one processor, from a part of its customers.

    Args:
        loaded: The scenario with its files.
        size: How large a replication is.
        seed: Names all random numbers.
        engine: "fast" or "reference"; absent: the quicker one.
    """
    chosen = engine_for(engine)
    share = _share(loaded, size, chosen)
    factors = dict.fromkeys(loaded.scenario.channels, share)
    simulation = prepare(loaded.scenario, seed=seed, files=FileData.of(loaded), volume_factors=factors)
    simulation = replace(simulation, engine=chosen)
    simulation.play(0)
    started = time.perf_counter()
    simulation.play(1)
    return (time.perf_counter() - started) / share


def _share(loaded: Loaded, size: Size, engine: str) -> float:
    """Return which part of the customers is played: all of them if there are few, or if a log names any."""
    return 1.0 if loaded.logs else min(_WHOLE[engine] / 2 / max(size.played, 1.0), 1.0)
