"""
Duties taken away wherever the promises stand without them.

A cover of a requirement holds the peak of one quarter of an hour for a whole shift. So agents are taken off duties,
many in one trial: as many as single differences say can be spared, one at least on each day; whoever turns out to
be missed comes back.
"""

from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.pool import Pool
from channelmix.staffing.trials import Trial

_REPAIRS = 7
"""Times those who are missed come back, before all of a trial do."""

_PATIENCE = 3
"""Trials in a row that spare nobody, after which to stop."""

_LEAST_USE = 1e-3
_LEAST_ROOM = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Worked:
    """Who works which duty, and what that does."""

    agents: Indices
    """(D,)"""
    trial: Trial


def pared(pool: Pool, now: Worked, *, until: int) -> Worked:
    """
    Return duties without those whom nobody misses; every promise kept before is kept.

    Args:
        pool: The duties.
        now: Who works them.
        until: Trials of the search, all told, after which to stop.
    """
    harm = -pool.effects(now.trial, -1)
    needed = np.zeros(len(pool.duties), np.bool_)
    in_vain = 0
    while pool.trials.count < until and in_vain < _PATIENCE:
        gone = _spared(pool, now, harm=harm, needed=needed)
        if not gone:
            break
        fewer = _without(pool, now, gone, harm=harm, needed=needed)
        in_vain = in_vain + 1 if fewer is now else 0
        now = fewer
    return now


def _spared(pool: Pool, now: Worked, *, harm: Reals, needed: Flags) -> list[int]:
    """Return duties to take one agent off each: those that save most for the room they use, while room is left."""
    room, left, plan = np.maximum(now.trial.room, _LEAST_ROOM), now.agents.copy(), now.trial.plan.copy()
    gone: list[int] = []
    for corner in pool.corners:
        mine = corner[(now.agents[corner] > 0) & ~needed[corner]]
        use = (harm[:, mine] / room[:, None]).max(axis=0, initial=0.0)
        is_first = True
        for duty in mine[np.argsort(-pool.price[mine] / (use + _LEAST_USE), kind="stable")].tolist():
            while left[duty] > 0 and pool.is_free(duty, plan) and (is_first or (harm[:, duty] <= room).all()):
                left[duty] -= 1
                plan[pool.group[duty]] -= pool.present[duty]
                room = np.maximum(room - harm[:, duty], _LEAST_ROOM)
                gone.append(duty)
                is_first = False
    return gone


def _without(pool: Pool, now: Worked, gone: list[int], *, harm: Reals, needed: Flags) -> Worked:
    """Return the duties without some agents, but for those who are missed; these are marked as needed."""
    for repair in range(_REPAIRS + 1):
        agents = now.agents - np.bincount(gone, minlength=len(now.agents))
        trial = pool.trial(agents)
        missed = np.flatnonzero(now.trial.kept & ~trial.kept)
        if not len(missed):
            return Worked(agents=agents, trial=trial)
        back = set(pool.blamed(missed, gone, harm, around=repair // 2))
        if not back or repair == _REPAIRS:
            back = set(gone)
        needed[list(back)] = True
        for duty in back:
            gone.remove(duty)
        if not gone:
            break
    return now
