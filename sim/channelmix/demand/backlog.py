"""
Contacts that are already waiting when the simulation begins: so many, so old, of a channel each.

They stand among the first contacts, arrived before the beginning, with origins of their own. They
are past any bot, and have so far been patient: what patience they have left counts from the beginning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.demand.columns import constant
from channelmix.demand.distributions import Durations
from channelmix.demand.people import Arrived, Chance, Selection
from channelmix.engine.inputs import Indices
from channelmix.scenario.model import Scenario
from channelmix.scenario.service import Backlog
from channelmix.streams import customer_ids

BACKLOG = "+backlog"
"""What is added to a channel's name to name those who are already waiting."""

_ALMOST_ALL = 0.9999
"""Ages beyond those of all but so many are cut, so that time has a beginning."""


@dataclass(frozen=True)
class Waiting:
    """What is already waiting in a channel."""

    channel: int
    origin: str
    count: int
    age: Durations
    oldest: int
    begins: int
    """When the simulation begins."""
    ordinal: int
    """Names the day of its beginning."""

    def arrived(self, chance: Chance) -> Arrived:
        """Return the contacts, oldest first."""
        names = customer_ids(self.ordinal, np.arange(self.count))
        ages = np.minimum(self.age.times(chance.uniform(f"backlog-age/{self.origin}", names)), self.oldest)
        order = np.argsort(-ages, kind="stable")
        return Arrived(self.origin, names[order], self.begins - ages[order], constant(self.channel, self.count))


def backlogs(scenario: Scenario, *, begins: int, ordinal: int) -> Sequence[Waiting]:
    """
    Return what is already waiting in the channels of a scenario.

    Args:
        scenario: The scenario.
        begins: When the simulation begins, at least ``longest_age`` after time zero.
        ordinal: Names the day of its beginning.
    """
    return [
        Waiting(number, name + BACKLOG, backlog.count, Durations.of(backlog.age), _oldest(backlog), begins, ordinal)
        for number, (name, channel) in enumerate(scenario.channels.items())
        if (backlog := channel.backlog_start) is not None and backlog.count
    ]


def longest_age(scenario: Scenario) -> int:
    """Return for how long the oldest of all who are already waiting may have waited, microseconds."""
    return max((_oldest(backlog) for backlog in _of(scenario)), default=0)


def already_waiting(people: Selection) -> Indices:
    """Return the places in a selection of those who were already waiting."""
    bounds = people.bounds.tolist()
    places = [
        np.arange(bounds[number], bounds[number + 1])
        for number, origin in enumerate(people.people.origins)
        if origin.endswith(BACKLOG)
    ]
    return np.concatenate([np.empty(0, np.int64), *places])


def _of(scenario: Scenario) -> Iterator[Backlog]:
    for channel in scenario.channels.values():
        if channel.backlog_start is not None and channel.backlog_start.count:
            yield channel.backlog_start


def _oldest(backlog: Backlog) -> int:
    return int(Durations.of(backlog.age).times(np.array([_ALMOST_ALL]))[0])
