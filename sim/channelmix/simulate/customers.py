"""
Customers that several scenarios meet, drawn once.

Scenarios that differ in staff or rules only have the same customers, and drawing them costs half
as much as playing them and more (docs/benchmarks.md). Here the customers of a replication are
kept once a second scenario has asked for them, as far as memory allows, and handed to the next.
Whoever draws, they are the same, so no figure changes.
"""

import hashlib
import pickle
import threading
from collections import Counter, OrderedDict
from dataclasses import dataclass, field, fields
from typing import ClassVar

import numpy as np

from channelmix.engine.inputs import ByReason, Contacts
from channelmix.simulate.simulation import Population

MOST_BYTES = 300 * 10**6

_Place = tuple[int, int, int]
"""Seed, replication and end."""


@dataclass
class Customers:
    """Keeps customers of populations that were asked for more than once, those last used longest."""

    most_bytes: int = MOST_BYTES
    size: int = 0
    _asked: Counter[str] = field(default_factory=Counter)
    _kept: OrderedDict[str, dict[_Place, Contacts]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, population: Population) -> Population:
        """Return a population that draws the same customers, and keeps them once another has asked for the same."""
        name = hashlib.sha256(pickle.dumps(population)).hexdigest()
        with self._lock:
            self._asked[name] += 1
            self._kept.setdefault(name, {})
            self._kept.move_to_end(name)
        return _Shared(population, name, self)

    def known(self, name: str, place: _Place) -> Contacts | None:
        """Return customers that are kept."""
        return self._kept.get(name, {}).get(place)

    def keep(self, name: str, place: _Place, contacts: Contacts) -> None:
        """Keep customers that another scenario has asked for; let go of other populations where there is no room."""
        if self._asked[name] < 2:
            return
        size = bytes_of(contacts)
        with self._lock:
            while self.size + size > self.most_bytes and next(iter(self._kept), name) != name:
                _, gone = self._kept.popitem(last=False)
                self.size -= sum(map(bytes_of, gone.values()))
            mine = self._kept.get(name)
            if mine is not None and place not in mine and self.size + size <= self.most_bytes:
                mine[place] = contacts
                self.size += size


@dataclass(frozen=True)
class _Shared:
    """A population whose customers are kept."""

    keeps_customers: ClassVar = True
    population: Population
    name: str
    customers: Customers

    def contacts(self, seed: int, replication: int, until: int) -> Contacts:
        """Return the contacts of a replication whose first attempts arrive before ``until``."""
        place = (seed, replication, until)
        found = self.customers.known(self.name, place)
        if found is None:
            found = self.population.contacts(seed, replication, until)
            self.customers.keep(self.name, place, found)
        return found


def bytes_of(contacts: Contacts) -> int:
    """Return the memory that the columns of contacts take; one that repeats a single number takes none."""
    tables = [getattr(contacts, each.name) for each in fields(contacts)]
    columns = [column for table in tables for column in (table.columns if isinstance(table, ByReason) else [table])]
    return sum(column.nbytes for column in columns if isinstance(column, np.ndarray) and any(column.strides))
