"""
Duties of a day exchanged by chance, one to three for as many or one fewer, and kept where that proves to pay.

Every promise that was kept is kept, and nothing costs more. An exchange stays if no promise of its days is missed for
it, and it saves money, or leaves more room at the same cost. Exchanges are drawn among duties that overlap, since what
single duties do to a promise foretells poorly what three of them do together; but of some that were drawn the one is
tried that single differences speak for most. One of each day and part is tried in the same trial, each stands or falls
by itself, and from time to time a trial proves all that stayed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.corners import Corner, corner_of
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool
from channelmix.staffing.proving import NEIGHBOURS, promises_around, proved

_SIZES = (1, 1, 2, 2, 3)
"""How many duties go together, one of these by chance; this and what follows here are estimates of ours."""

_OVERLAP = 0.7
"""At least this share of a duty that comes lies within those that go."""

_DRAWN, _DRAWS = 20, 200
"""Exchanges of which the best foretold one is tried, and draws at most to find so many."""

_DOUBT = 0.3
"""How far what is foretold is believed: the scale of a chance that is added to it, in duties."""

_EVEN = 0.3
"""Share of the drawn exchanges that change no cost which are looked at."""

_BETWEEN = 8
"""Tries after which what stayed is proved."""

_MEASURED = 40
"""Tries for which differences of single duties are believed."""

_SAME = 1e-9
"""Costs that differ by no more are the same but for rounding."""


def climbed(pool: Pool, now: Worked, *, until: int) -> Worked:
    """
    Return duties that cost no more; every promise kept before is kept.

    Args:
        pool: The duties.
        now: Who works them.
        until: Trials of the search, all told, after which to stop.
    """
    chance = np.random.default_rng(pool.trials.simulation.seed)
    seen: set[tuple[int, bytes]] = set()
    while pool.trials.count < until:
        climb = _Climb(pool=pool, now=now, chance=chance, seen=seen, until=until)
        now = climb.after(_MEASURED)
        if climb.is_over:
            break
    return now


@dataclass(frozen=True, eq=False)
class _Exchange:
    agents: Indices
    """Of the corner's duties, after it, (N,)."""
    saved: float


@dataclass(kw_only=True, eq=False)
class _Climb:
    """Tries exchanges of duties around which differences were measured."""

    pool: Pool
    now: Worked
    """The last that was proved."""
    chance: np.random.Generator
    seen: set[tuple[int, bytes]]
    """Duties of each corner that were tried."""
    until: int
    is_over: bool = False
    """Whether nothing is left to try."""
    agents: Indices = field(init=False)
    """(D,) with all that stayed since."""
    room: Reals = field(init=False)
    """(K,) of those, as far as trials tell in which other corners changed, too."""

    def __post_init__(self) -> None:
        less, more = self.pool.effects(self.now.trial, -1), self.pool.effects(self.now.trial, 1)
        every = (corner_of(self.pool, self.now, duties=duties, less=less) for duties in self.pool.corners)
        self._draws = [_Draw(self.pool, corner, less=less, more=more) for corner in every if corner is not None]
        self.agents, self.room = self.now.agents, self.now.trial.room

    def after(self, tries: int) -> Worked:
        """Return the duties after so many tries; fewer if nothing is left to try, or no more trials may be made."""
        for number in range(1, tries + 1):
            drawn = dict(self._drawn())
            self.is_over = not drawn
            if self.is_over or self.pool.trials.count >= self.until:
                break
            self._try(drawn)
            if number % _BETWEEN == 0:
                self._prove()
        return self._prove()

    def _drawn(self) -> Iterator[tuple[int, _Exchange]]:
        """Yield an exchange of each corner that has one, with the corner's number; rules allow all of them together."""
        agents = self.agents
        for number, draw in enumerate(self._draws):
            exchange = draw.exchange(agents, self.room, self.chance)
            if exchange is None:
                continue
            key = (int(draw.corner.duties[0]), exchange.agents.tobytes())
            after = _with(agents, draw.corner, exchange)
            if key not in self.seen and self.pool.allows(after, plan=self.pool.plan(after)):
                self.seen.add(key)
                agents = after
                yield number, exchange

    def _try(self, drawn: dict[int, _Exchange]) -> None:
        """Keep those exchanges that pay, by one trial of all; each by the promises near it."""
        before, after = self.agents, self.agents
        for number, exchange in drawn.items():
            after = _with(after, self._draws[number].corner, exchange)
        trial = self.pool.trial(after)
        missed, room, self.agents = self.now.trial.kept & ~trial.kept, self.room.copy(), before.copy()
        for number, exchange in drawn.items():
            draw = self._draws[number]
            corner = draw.corner
            gains = exchange.saved > _SAME or corner.spare(trial.room) > corner.spare(self.room)
            if gains and not (missed & draw.near).any():
                self.agents[corner.duties] = exchange.agents
                room[corner.cells] = trial.room[corner.cells]
        self.room = room

    def _prove(self) -> Worked:
        """Return the duties that a trial bears out, and go on from there."""
        self.now = proved(self.pool, self.now, self.agents)
        self.agents, self.room = self.now.agents, self.now.trial.room
        return self.now


def _with(agents: Indices, corner: Corner, exchange: _Exchange) -> Indices:
    agents = agents.copy()
    agents[corner.duties] = exchange.agents
    return agents


class _Draw:
    """Draws exchanges of a corner's N duties for others of them; I intervals, C cells of the corner."""

    def __init__(self, pool: Pool, corner: Corner, *, less: Reals, more: Reals) -> None:
        mine = corner.duties
        self.corner = corner
        self.near: Flags = promises_around(pool, mine, around=NEIGHBOURS) | (less[:, mine] < 0).any(axis=1)
        self._less, self._more = (each[np.ix_(corner.cells, mine)] for each in (less, more))
        self._price = pool.price[mine]
        present = pool.present[mine]
        self._present = present[:, present.any(axis=0)].astype(np.float64)

    @cached_property
    def _length(self) -> Reals:
        """In how many intervals who works each duty is ready, (N,)."""
        return np.asarray(self._present.sum(axis=1))

    def exchange(self, agents: Indices, room: Reals, chance: np.random.Generator) -> _Exchange | None:
        """Return of some exchanges drawn by chance the one that most speaks for; None if none was found."""
        mine, best, most = agents[self.corner.duties], None, -np.inf
        here, found = room[self.corner.cells], 0
        for _ in range(_DRAWS):
            exchange = self._any(mine, chance)
            if exchange is None:
                continue
            worth = self._worth(exchange, mine, here) + _DOUBT * chance.gumbel()
            if worth > most:
                best, most = exchange, worth
            found += 1
            if found == _DRAWN:
                break
        return best

    def _any(self, mine: Indices, chance: np.random.Generator) -> _Exchange | None:
        """Return an exchange drawn by chance, None if it changes nothing or costs more."""
        worked = np.repeat(np.arange(len(mine)), mine)
        out = chance.permutation(worked)[: _SIZES[chance.integers(len(_SIZES))]]
        fitting = self._present @ self._present[out].max(axis=0) >= _OVERLAP * self._length if len(out) else np.zeros(0)
        inside = np.flatnonzero(fitting)
        count = len(out) - int(chance.integers(2)) if len(inside) else 0
        after = mine.copy()
        np.subtract.at(after, out, 1)
        np.add.at(after, inside[chance.integers(len(inside), size=count)] if count else [], 1)
        saved = float((mine - after) @ self._price)
        if saved < -_SAME or np.array_equal(after, mine) or (saved <= _SAME and chance.random() > _EVEN):
            return None
        return _Exchange(after, saved)

    def _worth(self, exchange: _Exchange, mine: Indices, room: Reals) -> float:
        """Return what an exchange is foretold to save and to leave of room, in duties."""
        change = exchange.agents - mine
        after = room + self._less @ np.maximum(-change, 0) + self._more @ np.maximum(change, 0)
        return exchange.saved / max(self.corner.worth, _SAME) + min(float(self.corner.spares(after)), 1.0)
