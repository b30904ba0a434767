"""
A scenario made ready to play: what one replication needs, and nothing of files or models.

A ``Simulation`` is small, frozen and picklable; playing a replication of it is a pure
function of its number. Contacts are first drawn until some time past the counted period, and
only if counted contacts are still open then, up to the end of the cool-down. That changes no
figure, since what comes later changes nothing before.
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

from channelmix.engine.inputs import Contacts, Operation, Outcomes
from channelmix.simulate.engines import engine_called
from channelmix.simulate.figures import Prices
from channelmix.simulate.service import Promises
from channelmix.simulate.tallies import Tally, tally


class Population(Protocol):
    """Where the customers come from."""

    keeps_customers: ClassVar[bool]
    """Whether who is asked for until the same time again is not drawn again."""

    def contacts(self, seed: int, replication: int, until: int) -> Contacts:
        """Return the contacts of a replication whose first attempts arrive before ``until``."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Simulation:
    """One scenario and one seed, ready to play."""

    channels: tuple[str, ...]
    groups: tuple[str, ...]
    operation: Operation
    """With ``stop`` at the end of the cool-down."""
    population: Population
    promises: Promises
    prices: Prices
    seed: int
    horizons: tuple[int, ...]
    """Ends to try one after the other, rising; the last is ``operation.stop``."""
    interval_starts: tuple[str, ...]
    """Local date and time of each interval."""
    engine: str
    """The name of the engine that plays."""
    replications_per_draw: int = 1
    """So many replications in a row share a draw of the forecast, and so are alike."""

    def play(self, replication: int) -> Tally:
        """Play one replication and count it."""
        if self.engine == "fast":
            from channelmix.simulate import compiled

            return compiled.play(self, replication)
        return tally(*self.lived(replication), self.promises, self.prices.tariff)

    def lived(self, replication: int) -> tuple[Operation, Contacts, Outcomes]:
        """Play one replication and return all that happened in it, contact by contact."""
        play = engine_called(self.engine)
        for stop in self.horizons:
            operation = replace(self.operation, stop=stop)
            contacts = self.population.contacts(self.seed, replication, stop)
            outcomes = play(operation, contacts)
            if outcomes.complete:
                break
        return operation, contacts, outcomes
