"""
Tallies of many replications, added up exactly.

Columns keep one row a replication, since intervals come from how replications differ; waits
are kept by section and intervals as sums, so memory hardly grows with replications and not at
all with contacts. All numbers are whole, so parts that were played anywhere, in any order and
in blocks of any length add up to the same counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from channelmix.engine.inputs import Times
from channelmix.simulate.tallies import Columns, Tally
from channelmix.simulate.waits import SECTIONS, Histogram

SUMS = ("by_arrival", "by_work", "agents")
"""What is summed over replications."""

BY_DAY = ("good", "due")
"""What is kept of every day of every replication."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Counts:
    """What R replications counted, for C channels, G groups and I intervals."""

    replications: int
    channels: Columns
    """(R, C) each."""
    groups: Columns
    """(R, G) each, agents' time in the whole period."""
    days: Columns = field(default_factory=dict)
    """(R, C, D) each, by day of arrival: what service levels are made of; nothing where days were not asked for."""
    waits: tuple[tuple[Histogram, ...], ...]
    """For each channel the waits by section; some may be empty where replications are few."""
    by_arrival: Columns
    """(C, I) each, summed over replications; so are the next two."""
    by_work: Columns
    agents: Columns
    """(G, I)"""


def add_up(tallies: Iterable[Tally], *, first: int = 0, alike: int = 1, days: Sequence[int] | None = None) -> Counts:
    """
    Add up replications that follow each other.

    Args:
        tallies: At least one, in the order of their replications.
        first: Number of the first; decides which section each wait lies in.
        alike: So many in a row go into one section, since they belong together.
        days: The first interval of each day, for counts by day.
    """
    channels: list[Columns] = []
    groups: list[Columns] = []
    by_day: list[Columns] = []
    sections: dict[int, list[tuple[Histogram, ...]]] = {}
    sums: dict[str, Columns] = {}
    for number, each in enumerate(tallies, first):
        channels.append(each.channels)
        groups.append({name: cells.sum(axis=1) for name, cells in each.agents.items()})
        if days is not None:
            by_day.append({name: np.add.reduceat(each.by_arrival[name], days, axis=1) for name in BY_DAY})
        for part in SUMS:
            sums[part] = _added(sums.get(part), getattr(each, part))
        sections.setdefault(number // alike % SECTIONS, []).append(each.waits)
    return Counts(
        replications=len(channels),
        channels=_stacked(channels),
        groups=_stacked(groups),
        days=_stacked(by_day) if by_day else {},
        waits=_sectioned(sections),
        **sums,
    )


def _added(sums: Columns | None, more: Columns) -> Columns:
    return more if sums is None else {name: sums[name] + values for name, values in more.items()}


def _stacked(rows: list[Mapping[str, Times]]) -> dict[str, Times]:
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}


def _sectioned(waits: Mapping[int, Sequence[tuple[Histogram, ...]]]) -> tuple[tuple[Histogram, ...], ...]:
    """Return the waits of each channel by section, from those of replications by section."""
    nothing = Histogram.of(np.empty(0, np.int64))
    channels = len(next(iter(waits.values()))[0])
    return tuple(
        tuple(
            Histogram.merged([each[channel] for each in waits[section]]) if section in waits else nothing
            for section in range(SECTIONS)
        )
        for channel in range(channels)
    )


_PARTS_AT_ONCE = 16
"""So many blocks wait to be taken in together: one by one takes five times as long."""


@dataclass
class Assembly:
    """Counts of blocks of replications on their way to those of a study; blocks may come in any order."""

    _rows: dict[int, Counts] = field(default_factory=dict)
    """By first replication; only the columns are kept of them."""
    _waits: tuple[tuple[Histogram, ...], ...] = ()
    _sums: dict[str, Columns] = field(default_factory=dict)
    _waiting: list[Counts] = field(default_factory=list)
    """Blocks whose waits and sums have not been taken in yet."""

    @property
    def blocks(self) -> list[range]:
        """The replications there are, in order."""
        return [range(first, first + part.replications) for first, part in sorted(self._rows.items())]

    def add(self, first: int, part: Counts) -> None:
        """Take in the replications from ``first`` on, which must be new."""
        self._rows[first] = replace(part, waits=(), by_arrival={}, by_work={}, agents={})
        self._waiting.append(part)
        if len(self._waiting) == _PARTS_AT_ONCE:
            self._take_in()

    def counts(self) -> Counts:
        """Return all of them together; the blocks must follow each other from 0 on."""
        self._take_in()
        parts = [part for _, part in sorted(self._rows.items())]
        return Counts(
            replications=sum(part.replications for part in parts),
            channels=_joined([part.channels for part in parts]),
            groups=_joined([part.groups for part in parts]),
            days=_joined([part.days for part in parts]),
            waits=self._waits,
            **self._sums,
        )

    def _take_in(self) -> None:
        if not self._waiting:
            return
        together = [part.waits for part in self._waiting] + ([self._waits] if self._waits else [])
        self._waits = tuple(tuple(map(_merged, *channel)) for channel in zip(*together, strict=True))
        for part in self._waiting:
            for name in SUMS:
                self._sums[name] = _added(self._sums.get(name), getattr(part, name))
        self._waiting.clear()


def _merged(*waits: Histogram) -> Histogram:
    return Histogram.merged([each for each in waits if len(each.bins)] or waits[:1])


def _joined(parts: Sequence[Columns]) -> dict[str, Times]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
