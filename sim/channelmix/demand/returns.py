"""
Which contacts may follow: who comes back, why, where to and how much later.

Level by level: attempt 0 is the first contact; a contact that may end in a way after which the
customer returns gets a row for that return. A customer has at most one contact per attempt and
channel, whichever reason leads to it, and at most ``MAX_ATTEMPTS`` returns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from channelmix.demand.backlog import already_waiting
from channelmix.demand.columns import constant, counting, nobody
from channelmix.demand.lives import Comeback, Life
from channelmix.demand.logs import ContactLog
from channelmix.demand.people import People, Selection
from channelmix.demand.placing import in_order
from channelmix.engine.inputs import Flags, Indices, Reason, Times

MAX_ATTEMPTS = 10
"""Most returns of one customer; being sent to another channel (closed, or waited too long) counts as one."""


@dataclass(frozen=True)
class Part:
    """The contacts of one channel and attempt."""

    life: Life
    attempt: int
    people: Selection
    rows: slice | Indices
    """Where they stand in ``Contacts``."""
    contained: Flags | None
    """Whom the bot keeps; None: nobody."""

    @property
    def log(self) -> ContactLog | None:
        """What a log knows of them: of first contacts only."""
        return None if self.attempt else self.life.log

    def rows_at(self, places: Indices) -> Indices:
        """Return where some of the contacts stand."""
        return self.rows.start + places if isinstance(self.rows, slice) else self.rows[places]


@dataclass(frozen=True)
class Link:
    """Rows after which other rows may follow."""

    rows: Indices
    reasons: tuple[Reason, ...]
    child: Indices
    after: Times


@dataclass(frozen=True)
class Plan:
    """Every contact that can come about, without its numbers yet."""

    rows: int
    arrival: Times
    """(first,) when each of the first contacts arrives, in order."""
    channel: Indices
    """(first,) the channel of each."""
    parts: tuple[Part, ...]
    links: tuple[Link, ...]

    @property
    def first(self) -> int:
        """How many first contacts there are; their rows come before all others."""
        return len(self.arrival)


@dataclass(frozen=True)
class _Lead:
    """Contacts that may be followed by one in another channel, or the same."""

    part: Part
    places: Indices
    reasons: tuple[Reason, ...]
    to: int
    after: Times

    @property
    def who(self) -> Indices:
        return self.part.people.who[self.places]


def plan(people: People, lives: Sequence[Life]) -> Plan:
    """
    Return every contact that the customers of a replication can make.

    Args:
        people: The customers.
        lives: The channels, by number.
    """
    arrival, channel_of, level = _first_parts(people, lives)
    parts, links, rows = list(level), list[Link](), len(people)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        leads = [lead for part in level for lead in _leads(part) if len(lead.places)]
        level = []
        for channel in sorted({lead.to for lead in leads}):
            to_channel = [lead for lead in leads if lead.to == channel]
            who = _united([lead.who for lead in to_channel])
            selection = people.select(who, channel=lives[channel].name, attempt=attempt)
            level.append(_part(lives[channel], attempt, selection, rows=slice(rows, rows + len(who))))
            row_of = np.empty(len(people), np.int64)
            row_of[who] = counting(rows + len(who))[rows:]
            links += [
                Link(each.part.rows_at(each.places), each.reasons, row_of[each.who], each.after) for each in to_channel
            ]
            rows += len(who)
        parts += level
    return Plan(rows, arrival, channel_of, tuple(parts), tuple(links))


def _first_parts(people: People, lives: Sequence[Life]) -> tuple[Times, Indices, list[Part]]:
    """Return arrivals and channels of the first contacts, in order of (arrival, channel, customer), and the parts."""
    by_channel = people.by_channel()
    if len(by_channel) == 1 and bool((people.arrival[1:] >= people.arrival[:-1]).all()):
        (number,) = by_channel
        everybody = people.select(None, channel=lives[number].name, attempt=0)
        part = _part(lives[number], 0, everybody, rows=slice(0, len(people)))
        return people.arrival, constant(number, len(people)), [part]
    selections = [people.select(who, channel=lives[number].name, attempt=0) for number, who in by_channel.items()]
    ends = np.cumsum([0, *map(len, selections)])
    times = people.arrival  # already by channel, if each has a stretch of the table and these follow one another
    if [each.stretch and each.stretch.start for each in selections] != ends[:-1].tolist():
        times = np.concatenate([each.arrivals() for each in selections])
    rows, arrival, channel = in_order(times, ends[1:], np.array(list(by_channel), np.int64))
    bounds = pairwise(ends.tolist())
    parts = [
        _part(lives[number], 0, selection, rows=rows[start:end])
        for number, selection, (start, end) in zip(by_channel, selections, bounds, strict=True)
    ]
    return arrival, channel, parts


def _part(life: Life, attempt: int, people: Selection, *, rows: slice | Indices) -> Part:
    contained = people.uniform("contained") < life.containment if life.containment else None
    if contained is not None and not attempt:
        contained[already_waiting(people)] = False
    return Part(life, attempt, people, rows, contained)


def _leads(part: Part) -> Iterator[_Lead]:
    life, closed = part.life, None
    if life.never_followed:
        return
    if life.turns_away and not life.always_open:
        if part.attempt == 0:
            closed = life.is_closed(part.people.arrivals())
        if life.diverts_to is not None:
            places = counting(len(part.people)) if closed is None else np.flatnonzero(closed)
            yield _Lead(part, places, (Reason.CLOSED,), life.diverts_to, constant(0, len(places)))
    if life.overflows_to is not None:
        stays = nobody(len(part.people)) if part.contained is None else part.contained
        places = np.flatnonzero(~stays) if closed is None else np.flatnonzero(~stays & ~closed)
        yield _Lead(part, places, (Reason.OVERFLOW,), life.overflows_to, constant(0, len(places)))
    for comeback in life.comebacks:
        yield from _back(part, comeback, closed)


def _back(part: Part, comeback: Comeback, closed: Flags | None) -> Iterator[_Lead]:
    """Yield who comes back in one way, by channel."""
    comes = part.people.uniform(comeback.purpose) < comeback.share
    if closed is not None:
        comes &= ~closed
    if Reason.LATE in comeback.reasons and not part.attempt:
        comes[already_waiting(part.people)] = False
    if Reason.CONTAINED in comeback.reasons:
        comes &= False if part.contained is None else part.contained
    elif part.contained is not None and Reason.BUSY not in comeback.reasons:
        comes &= ~part.contained
    places = np.flatnonzero(comes)
    those = part.people.only(places)
    after = those.times(f"{comeback.purpose}-delay", comeback.after)
    if not comeback.bounds:
        yield _Lead(part, places, comeback.reasons, comeback.to[0], after)
        return
    choice = np.searchsorted(comeback.bounds, those.uniform(f"{comeback.purpose}-to"), side="right")
    for place, to in enumerate(comeback.to):
        chosen = choice == place
        yield _Lead(part, places[chosen], comeback.reasons, to, after[chosen])


def _united(several: Sequence[Indices]) -> Indices:
    """
    Return who is in any of several ascending lists, ascending.

    Examples:
        >>> _united([np.array([1, 3]), np.array([2, 3])])
        array([1, 2, 3])
    """
    if len(several) == 1:
        return several[0]
    together = np.sort(np.concatenate(several), kind="stable")
    is_new = np.concatenate([[True], together[1:] != together[:-1]])
    return np.asarray(together[is_new])
