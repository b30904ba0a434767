"""
Duties exchanged for others of the same day: a shorter one, one that starts later, one with another break.

Every promise that was kept is kept, and nothing costs more. An exchange stays if it costs less, or leaves more room
for the next one to cost less. Differences of single duties foretell what each would do, and the best of each day and
part are tried together; where no single duty helps, two go for one, or one for two. By how much exchanges of a kind
fell short of what was foretold is taken off what is foretold of the next.
"""

from dataclasses import dataclass, field

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.corners import MOST_SPARE, Corner, corner_of
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool
from channelmix.staffing.trials import Trial

_ROUNDS = 20
"""Times differences are measured; plans remembered cost no trial, so trials alone would not end it. This and
what follows here are estimates of ours."""

_FRESH = 8
"""Trials for which differences are believed once duties have changed."""

_LONGEST = 24
"""Trials for which they are if nothing has changed."""

_REPAIRS = 3
"""Times that exchanges are taken back which are to blame for a missed promise, before all are."""

_DOUBTFUL = -0.2
"""Exchanges that are foretold to miss a promise by less than this share of a duty are tried all the same."""

_WORTH = 0.02
"""What an exchange must be worth, as share of a duty."""

_LEAST = 1e-6
"""Least price to divide by."""

_FEW = 15
"""Where no exchange of one duty helps: so many are thought of two at a time."""

_Duties = tuple[int, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Effects:
    """What one agent on a duty does to the room of each cell, (K, D) each, and what was tried since."""

    less: Reals
    more: Reals
    tried: set[tuple[_Duties, _Duties]] = field(default_factory=set)
    short: dict[tuple[_Duties, _Duties], float] = field(default_factory=dict)
    """By how many duties' room an exchange of some kinds of duty fell short of what was foretold, if it did."""


@dataclass(frozen=True, eq=False)
class _Exchange:
    corner: Corner
    out: _Duties
    into: _Duties
    kinds: tuple[_Duties, _Duties]
    spare: float
    """What room is foretold to be left, in duties."""

    def gain(self, pool: Pool, before: Trial, after: Trial) -> float:
        """Return what it saves, and what the room is worth that it brings."""
        saved = pool.price[list(self.out)].sum() - pool.price[list(self.into)].sum()
        return float(saved + self.corner.worth * (self.corner.spare(after.room) - self.corner.spare(before.room)))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Side:
    """Ways to let some duties go, or to add some; N of them, for the C cells of a corner."""

    duties: list[_Duties]
    change: Reals
    """(C, N) by how much they change the room of each cell, in duties."""
    price: Reals
    """(N,)"""
    kinds: list[_Duties]
    """Of each way the kinds of its duties: group, template and start, not where breaks lie."""

    def only(self, places: Indices) -> "_Side":
        """Return some of the ways."""
        duties, kinds = ([each[place] for place in places.tolist()] for each in (self.duties, self.kinds))
        return _Side(duties=duties, kinds=kinds, change=self.change[:, places], price=self.price[places])

    def pairs(self, most: Indices) -> "_Side":
        """Return the ways two at a time, a duty at most so often, (D,)."""
        one, other = np.triu_indices(len(self.duties))
        enough = [a != b or most[self.duties[a][0]] > 1 for a, b in zip(one.tolist(), other.tolist(), strict=True)]
        one, other = one[enough], other[enough]
        return _Side(
            duties=[self.duties[a] + self.duties[b] for a, b in zip(one.tolist(), other.tolist(), strict=True)],
            kinds=[_both(self.kinds[a], self.kinds[b]) for a, b in zip(one.tolist(), other.tolist(), strict=True)],
            change=self.change[:, one] + self.change[:, other], price=self.price[one] + self.price[other],
        )  # fmt: skip


def _both(one: _Duties, other: _Duties) -> _Duties:
    return tuple(sorted(one + other))


def exchanged(pool: Pool, now: Worked, *, until: int) -> Worked:
    """
    Return duties that cost no more, or leave more room; every promise kept before is kept.

    Args:
        pool: The duties.
        now: Who works them.
        until: Trials of the search, all told, after which to stop.
    """
    for _ in range(_ROUNDS):
        if pool.trials.count >= until:
            break
        effects = _Effects(less=pool.effects(now.trial, -1), more=pool.effects(now.trial, 1))
        every = [corner_of(pool, now, duties=duties, less=effects.less) for duties in pool.corners]
        corners = [corner for corner in every if corner is not None]
        before = now
        for turn in range(_LONGEST):
            best = [_best(pool, now, corner=corner, effects=effects) for corner in corners]
            chosen = [each for each in best if each is not None]
            if not chosen or pool.trials.count >= until or (turn >= _FRESH and now is not before):
                break
            now = _proved(pool, now, chosen, effects=effects)
        if now is before:
            break
    return now


def _best(pool: Pool, now: Worked, *, corner: Corner, effects: _Effects) -> _Exchange | None:
    """Return the exchange of a corner that is foretold to be worth most, None if none is worth it."""
    out = _side(pool, corner, corner.duties[now.agents[corner.duties] > 0], effects.less)
    into = _side(pool, corner, corner.duties, effects.more)
    nothing = _Side(duties=[()], kinds=[()], change=np.zeros((len(corner.cells), 1)), price=np.zeros(1))
    room = now.trial.room[corner.cells] / corner.scale
    single = _worthiest(corner, room, out, _joined(into, nothing), effects=effects)
    if single is not None:
        return single
    tight = room <= room.min() + 1
    idle = out.only(np.argsort(-out.change[tight].mean(axis=0) / np.maximum(out.price, _LEAST))[:_FEW])
    useful = into.only(np.argsort(-into.change[tight].mean(axis=0) / np.maximum(into.price, _LEAST))[:_FEW])
    twice = np.full(len(pool.duties), 2)
    found = [
        _worthiest(corner, room, idle.pairs(now.agents), into, effects=effects),
        _worthiest(corner, room, out, useful.pairs(twice), effects=effects),
    ]
    fitting = [each for each in found if each is not None]
    return max(fitting, key=lambda each: _saved(pool, each), default=None)


def _saved(pool: Pool, exchange: _Exchange) -> float:
    return float(pool.price[list(exchange.out)].sum() - pool.price[list(exchange.into)].sum())


def _side(pool: Pool, corner: Corner, duties: Indices, change: Reals) -> _Side:
    return _Side(
        duties=[(duty,) for duty in duties.tolist()], kinds=[(kind,) for kind in pool.kind[duties].tolist()],
        price=pool.price[duties],
        change=change[np.ix_(corner.cells, duties)] / corner.scale[:, None],
    )  # fmt: skip


def _joined(one: _Side, other: _Side) -> _Side:
    return _Side(
        duties=one.duties + other.duties, kinds=one.kinds + other.kinds, change=np.hstack([one.change, other.change]),
        price=np.concatenate([one.price, other.price]),
    )  # fmt: skip


def _worthiest(corner: Corner, room: Reals, out: _Side, into: _Side, *, effects: _Effects) -> _Exchange | None:
    """Return the best exchange of any way out for any way in that was not tried; room of cells in duties."""
    found, most, here = None, _WORTH * corner.worth, float(np.minimum(room, MOST_SPARE).min())
    kind_of = {kind: number for number, kind in enumerate(dict.fromkeys(into.kinds))}
    kind = np.array([kind_of[each] for each in into.kinds], np.int64)
    for place, (duties, leaves) in enumerate(zip(out.duties, out.kinds, strict=True)):
        short = np.array([effects.short.get((leaves, comes), 0.0) for comes in kind_of])
        spare = np.minimum((room + out.change[:, place])[:, None] + into.change, MOST_SPARE).min(axis=0)
        worth = out.price[place] - into.price + corner.worth * (spare - short[kind] - here)
        worth[spare - short[kind] < _DOUBTFUL] = -np.inf
        while worth[best := int(np.argmax(worth))] > most:
            comes = into.duties[best]
            if (duties, comes) not in effects.tried and not set(duties) & set(comes):
                found, most = _Exchange(corner, duties, comes, (leaves, into.kinds[best]), spare[best]), worth[best]
            worth[best] = -np.inf
    return found


def _proved(pool: Pool, now: Worked, chosen: list[_Exchange], *, effects: _Effects) -> Worked:
    """Return the duties after those of some exchanges that a trial bears out; the same if it bears out none."""
    effects.tried.update((each.out, each.into) for each in chosen)
    chosen = _allowed(pool, now, chosen)
    for around in range(_REPAIRS):
        if not chosen:
            break
        agents = _after(now, chosen)
        trial = pool.trial(agents)
        for each in chosen:
            short = each.spare - each.corner.spare(trial.room)
            effects.short[each.kinds] = max(short, effects.short.get(each.kinds, 0.0))
        missed = np.flatnonzero(now.trial.kept & ~trial.kept)
        bad = set(pool.blamed(missed, [duty for each in chosen for duty in each.out], -effects.less, around=around))
        kept = [each for each in chosen if bad.isdisjoint(each.out) and each.gain(pool, now.trial, trial) > 0]
        if len(kept) == len(chosen):
            return now if len(missed) else Worked(agents=agents, trial=trial)
        chosen = kept
    return now


def _allowed(pool: Pool, now: Worked, chosen: list[_Exchange]) -> list[_Exchange]:
    """Return the exchanges that rules of templates and groups allow, one after the other."""
    fine: list[_Exchange] = []
    for each in chosen:
        agents = _after(now, [*fine, each])
        if pool.allows(agents, plan=pool.plan(agents)):
            fine.append(each)
    return fine


def _after(now: Worked, chosen: list[_Exchange]) -> Indices:
    agents = now.agents.copy()
    for each in chosen:
        np.subtract.at(agents, list(each.out), 1)
        np.add.at(agents, list(each.into), 1)
    return agents
