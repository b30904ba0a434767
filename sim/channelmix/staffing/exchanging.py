"""
Duties exchanged for others of the same day: a shorter one, one that starts later, one with another break.

What an exchange would do is foretold by single differences; the best of each day and part are tried together. One
is taken if it costs less, or leaves more room for the next one to cost less, and no promise is missed for it.
"""

from dataclasses import dataclass, field

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool
from channelmix.staffing.trials import Trial

_ROUNDS = 20
"""Times differences are measured; plans remembered cost no trial, so trials alone would not end it."""

_FRESH = 8
"""Trials for which differences are believed."""

_REPAIRS = 3
_MOST_SPARE = 3.0
"""Room for more duties than these to go is worth nothing."""

_DOUBTFUL = -0.2
"""Exchanges that are foretold to miss a promise by less than this share of a duty are tried all the same."""

_WORTH = 0.02
"""What an exchange must be worth, as share of a duty."""

_LEAST = 1e-6
_NONE = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class _Corner:
    """A day and part: its duties, its cells, and in what room is told."""

    duties: Indices
    cells: Indices
    scale: Reals
    """Room that one duty takes from each cell, on average."""
    worth: float
    """What a duty costs, on average."""

    def spare(self, room: Reals) -> float:
        """Return how many duties' room is left, where least is."""
        return float(np.minimum(room[self.cells] / self.scale, _MOST_SPARE).min())


@dataclass(frozen=True, kw_only=True, eq=False)
class _Effects:
    """What one agent on a duty does to the room of each cell, (K, D) each, and what was tried since."""

    less: Reals
    more: Reals
    tried: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True, eq=False)
class _Exchange:
    corner: _Corner
    out: int
    into: int

    def gain(self, pool: Pool, before: Trial, after: Trial) -> float:
        """Return what it saves, and what the room is worth that it brings."""
        saved = pool.price[self.out] - (0.0 if self.into == _NONE else pool.price[self.into])
        return float(saved + self.corner.worth * (self.corner.spare(after.room) - self.corner.spare(before.room)))


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
        every = [_corner(pool, now, duties=duties, less=effects.less) for duties in pool.corners]
        corners = [corner for corner in every if corner is not None]
        before = now
        for _ in range(_FRESH):
            best = [_best(pool, now, corner=corner, effects=effects) for corner in corners]
            chosen = [each for each in best if each is not None]
            if not chosen or pool.trials.count >= until:
                break
            now = _with(pool, now, chosen, effects=effects)
        if now is before:
            break
    return now


def _corner(pool: Pool, now: Worked, *, duties: Indices, less: Reals) -> _Corner | None:
    worked = duties[now.agents[duties] > 0]
    cells = np.flatnonzero((less[:, duties] < 0).any(axis=1) & (now.trial.weight > 0))
    if not len(worked) or not len(cells):
        return None
    scale = np.maximum(-less[np.ix_(cells, worked)].mean(axis=1), _LEAST)
    return _Corner(duties=duties, cells=cells, scale=scale, worth=float(pool.price[worked].mean()))


def _best(pool: Pool, now: Worked, *, corner: _Corner, effects: _Effects) -> _Exchange | None:
    """Return the exchange of a corner that is foretold to be worth most, None if none is worth it."""
    found, most = None, _WORTH * corner.worth
    room, here = now.trial.room[corner.cells] / corner.scale, corner.spare(now.trial.room)
    gained = effects.more[np.ix_(corner.cells, corner.duties)] / corner.scale[:, None]
    into = np.append(corner.duties, _NONE)
    price = np.append(pool.price[corner.duties], 0.0)
    gained = np.hstack([gained, np.zeros((len(gained), 1))])
    for out in corner.duties[now.agents[corner.duties] > 0].tolist():
        left = room + effects.less[corner.cells, out] / corner.scale
        spare = np.minimum((left[:, None] + gained).min(axis=0), _MOST_SPARE)
        worth = pool.price[out] - price + corner.worth * (spare - here)
        worth[spare < _DOUBTFUL] = -np.inf
        worth[
            [place for place, other in enumerate(into.tolist()) if (out, other) in effects.tried or other == out]
        ] = -np.inf
        place = int(np.argmax(worth))
        if worth[place] > most:
            found, most = _Exchange(corner, out, int(into[place])), float(worth[place])
    return found


def _with(pool: Pool, now: Worked, chosen: list[_Exchange], *, effects: _Effects) -> Worked:
    """Return the duties with those of some exchanges that prove to be worth it."""
    effects.tried.update((each.out, each.into) for each in chosen)
    chosen = _allowed(pool, now, chosen)
    for repair in range(_REPAIRS):
        if not chosen:
            break
        agents = _after(now, chosen)
        trial = pool.trial(agents)
        missed = np.flatnonzero(now.trial.kept & ~trial.kept)
        bad = set(pool.blamed(missed, [each.out for each in chosen], -effects.less, around=repair))
        kept = [each for each in chosen if each.out not in bad and each.gain(pool, now.trial, trial) > 0]
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
        agents[each.out] -= 1
        if each.into != _NONE:
            agents[each.into] += 1
    return agents
