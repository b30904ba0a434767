"""
Tallies of many replications, added in the order of the replications.

Columns keep one row a replication, since intervals come from how replications differ; waits
are kept by section and intervals as sums, so memory hardly grows with replications and not at
all with contacts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Times
from channelmix.simulate.tallies import Columns, Tally
from channelmix.simulate.waits import SECTIONS, Histogram


@dataclass(frozen=True, kw_only=True, eq=False)
class Counts:
    """What R replications counted, for C channels, G groups and I intervals."""

    replications: int
    channels: Columns
    """(R, C) each."""
    groups: Columns
    """(R, G) each, agents' time in the whole period."""
    waits: tuple[tuple[Histogram, ...], ...]
    """For each channel the waits by section."""
    by_arrival: Columns
    """(C, I) each, summed over replications; so are the next two."""
    by_work: Columns
    agents: Columns
    """(G, I)"""


def add_up(tallies: Iterable[Tally]) -> Counts:
    """
    Add up replications; their order decides which section each wait lies in.

    Args:
        tallies: At least one, in the order of their replications.
    """
    channels: list[Columns] = []
    groups: list[Columns] = []
    sections: list[tuple[Histogram, ...]] = []
    sums: dict[str, Columns] = {}
    for number, each in enumerate(tallies):
        channels.append(each.channels)
        groups.append({name: cells.sum(axis=1) for name, cells in each.agents.items()})
        for part in ("by_arrival", "by_work", "agents"):
            sums[part] = _added(sums.get(part), getattr(each, part))
        if number < SECTIONS:
            sections.append(each.waits)
        else:
            pairs = zip(sections[number % SECTIONS], each.waits, strict=True)
            sections[number % SECTIONS] = tuple(Histogram.merged(pair) for pair in pairs)
    return Counts(
        replications=len(channels),
        channels=_stacked(channels),
        groups=_stacked(groups),
        waits=tuple(zip(*sections, strict=True)),
        by_arrival=sums["by_arrival"],
        by_work=sums["by_work"],
        agents=sums["agents"],
    )


def _added(sums: Columns | None, more: Columns) -> Columns:
    return more if sums is None else {name: sums[name] + values for name, values in more.items()}


def _stacked(rows: list[Mapping[str, Times]]) -> dict[str, Times]:
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}
