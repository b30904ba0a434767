"""
Breaks spread over their windows, so that a group does not sit down all at once.

Of duties that differ in their breaks alone one costs as much as another, and a search takes whichever comes first. So
at its end agents change to other breaks of the same shift, those at which the smallest share of their group is away.
Each change is simulated, those of all days together: all of a day at once; where that misses a promise one half of
them and then the other, and so on, and of a shift that may not change as a whole one agent, as far as the effort goes.
What is not proved by then stays where it was.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool

_ROUNDS = 2
"""Times that everybody chooses, knowing what the others chose; this and what follows here are estimates of ours."""

_MOST_TRIALS = 16
"""Trials that this may take, where breaks cannot be spread all at once."""

_LEAST_CHANGE = 1e-9
"""What differs by less is the same but for rounding."""


@dataclass(frozen=True, eq=False)
class _Kind:
    """Duties that differ in their breaks alone, and whether one agent of them changes or all do."""

    duties: Indices
    is_one: bool = False


def staggered(pool: Pool, now: Worked) -> Worked:
    """Return the same shifts with breaks spread as far as every promise kept before is kept; they cost the same."""
    away = _away(pool)
    waiting = {number: deque([list(kinds)]) for number, kinds in _choices(pool, now.agents, away).items()}
    until = pool.trials.count + _MOST_TRIALS
    while any(waiting.values()) and pool.trials.count < until:
        parts = {number: mine.popleft() for number, mine in waiting.items() if mine}
        bad, now = _tried(pool, now, away, parts)
        for number in bad:
            waiting[number] += _smaller(parts[number])
    return now


def _smaller(part: list[_Kind]) -> list[list[_Kind]]:
    """Return what to try of some kinds that could not all change: each half, or one agent of a single kind."""
    if len(part) == 1:
        return [] if part[0].is_one else [[_Kind(part[0].duties, is_one=True)]]
    return [part[: len(part) // 2], part[len(part) // 2 :]]


def _tried(pool: Pool, now: Worked, away: Flags, parts: Mapping[int, Sequence[_Kind]]) -> tuple[Sequence[int], Worked]:
    """Return the corners that may not change so, and the duties with the others changed."""
    good = list(parts)
    while good:
        agents = _spread(pool, now.agents, away, [kind for number in good for kind in parts[number]])
        if np.array_equal(agents, now.agents):
            break
        plan = pool.plan(agents)
        missed = np.zeros(0, np.int64)
        if pool.allows(agents, plan=plan):
            trial = pool.trials.of(plan)
            missed = np.flatnonzero(now.trial.kept & ~trial.kept)
            if not len(missed):
                return [number for number in parts if number not in good], Worked(agents=agents, trial=trial)
        blamed = [number for number in good if _works_for(pool, pool.corners[number], missed)]
        good = [number for number in good if number not in blamed] if blamed else []
    return [number for number in parts if number not in good], now


def _works_for(pool: Pool, corner: Indices, cells: Indices) -> bool:
    """Whether a corner's agents work on the day and for the part of any of some cells."""
    day, part = pool.day[corner[0]], pool.part[corner[0]]
    apart = pool.cell_day[cells] - day
    return bool(((pool.cell_part[cells] == part) & ((apart == 0) | (pool.cell_day[cells] < 0))).any())


def _away(pool: Pool) -> Flags:
    """Return in which intervals who works a duty is at a break, (D, I): those in which others of its kind are ready."""
    away = np.zeros_like(pool.present)
    for kind in np.unique(pool.kind):
        mine = np.flatnonzero(pool.kind == kind)
        away[mine] = pool.present[mine].any(axis=0) & ~pool.present[mine]
    return away


def _choices(pool: Pool, agents: Indices, away: Flags) -> dict[int, list[_Kind]]:
    """Return for each corner the duties of each kind that somebody works and whose breaks may lie elsewhere."""
    found: dict[int, list[_Kind]] = {}
    for number, corner in enumerate(pool.corners):
        worked = np.unique(pool.kind[corner[agents[corner] > 0]])
        kinds = (corner[pool.kind[corner] == kind] for kind in worked)
        found[number] = [_Kind(mine) for mine in kinds if len(mine) > 1 and away[mine].any()]
    return {number: kinds for number, kinds in found.items() if kinds}


def _spread(pool: Pool, agents: Indices, away: Flags, kinds: Sequence[_Kind]) -> Indices:
    """Return the agents with those of some kinds at the breaks at which least of their group are away."""
    agents = agents.copy()
    at_break = np.zeros_like(pool.most)
    np.add.at(at_break, pool.group, agents[:, None] * away)
    there = np.maximum(pool.plan(agents) + at_break, 1)
    for _ in range(_ROUNDS):
        for kind in kinds:
            duties, group = kind.duties, pool.group[kind.duties[0]]
            leaves = agents[duties].copy()
            if kind.is_one:
                leaves = _most_crowded(at_break[group], away[duties], agents[duties], there[group])
            at_break[group] -= leaves @ away[duties]
            agents[duties] -= leaves
            places = _placed(at_break[group], away[duties], agents[duties] + leaves, there[group], int(leaves.sum()))
            agents[duties] += np.bincount(list(places), minlength=len(duties))
    return agents


def _most_crowded(at_break: Indices, away: Flags, agents: Indices, there: Indices) -> Indices:
    """Return one agent of those at the breaks at which most are away, (N,)."""
    crowd = np.where(agents > 0, away @ (at_break / there), -np.inf)
    return np.asarray(np.arange(len(agents)) == np.argmax(crowd), np.int64)


def _placed(at_break: Indices, away: Flags, agents: Indices, there: Indices, count: int) -> Iterator[int]:
    """Yield for each of some agents of a kind the breaks that it takes, adding it to those who are away."""
    for _ in range(count):
        more: Reals = away @ ((2 * at_break + 1) / there)
        choice = int(np.lexsort((-agents, np.round(more / _LEAST_CHANGE)))[0])
        at_break += away[choice]
        yield choice
