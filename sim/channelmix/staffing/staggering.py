"""
Breaks spread over their windows, so that a group does not sit down all at once, and nobody at the edge of a shift.

Of duties that differ in their breaks alone one costs as much as another, and a search takes whichever comes first, or
what serves best: often a break in the first or last half hour, where it makes the shift shorter and is no rest. So at
its end agents change to other breaks of the same shift, those at which the smallest share of their group is away; a
break that leaves very uneven stretches of work counts as a larger share.
Each change is simulated, those of all days together: all of a day at once; where that misses a promise one half of
them and then the other, and so on, and of a shift that may not change as a whole one agent, as far as the effort goes.
What is not proved by then stays where it was.
"""

from collections import deque
from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, eq=False)
class _Breaks:
    """Where the breaks of each duty lie."""

    away: Flags
    """(D, I) whether who works it is at a break: where others of its kind are ready."""
    unease: Reals
    """(D,) how uneven the stretches of work are, counted as a share of the group who are away too many."""

    def crowd(self, duties: Indices, shares: Reals) -> Reals:
        """Return how many are away at the breaks of some duties, by their shares of a group in each interval, (N,)."""
        result: Reals = self.away[duties] @ shares + self.unease[duties] * self.away[duties].sum(axis=1)
        return result


def staggered(pool: Pool, now: Worked) -> Worked:
    """Return the same shifts with breaks spread as far as every promise kept before is kept; they cost the same."""
    breaks = _breaks(pool)
    waiting = {number: deque([list(kinds)]) for number, kinds in _choices(pool, now.agents, breaks.away).items()}
    until = pool.trials.count + _MOST_TRIALS
    while any(waiting.values()) and pool.trials.count < until:
        parts = {number: mine.popleft() for number, mine in waiting.items() if mine}
        bad, now = _tried(pool, now, breaks, parts)
        for number in bad:
            waiting[number] += _smaller(parts[number])
    return now


def _smaller(part: list[_Kind]) -> list[list[_Kind]]:
    """Return what to try of some kinds that could not all change: each half, or one agent of a single kind."""
    if len(part) == 1:
        return [] if part[0].is_one else [[_Kind(part[0].duties, is_one=True)]]
    return [part[: len(part) // 2], part[len(part) // 2 :]]


def _tried(
    pool: Pool, now: Worked, breaks: _Breaks, parts: Mapping[int, Sequence[_Kind]]
) -> tuple[Sequence[int], Worked]:
    """Return the corners that may not change so, and the duties with the others changed."""
    good = list(parts)
    while good:
        agents = _spread(pool, now.agents, breaks, [kind for number in good for kind in parts[number]])
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


def _breaks(pool: Pool) -> _Breaks:
    """Return where the breaks of all duties lie."""
    return _Breaks(away=pool.away, unease=pool.unease)


def _choices(pool: Pool, agents: Indices, away: Flags) -> dict[int, list[_Kind]]:
    """Return for each corner the duties of each kind that somebody works and whose breaks may lie elsewhere."""
    found: dict[int, list[_Kind]] = {}
    for number, corner in enumerate(pool.corners):
        worked = np.unique(pool.kind[corner[agents[corner] > 0]])
        kinds = (corner[pool.kind[corner] == kind] for kind in worked)
        found[number] = [_Kind(mine) for mine in kinds if len(mine) > 1 and away[mine].any()]
    return {number: kinds for number, kinds in found.items() if kinds}


def _spread(pool: Pool, agents: Indices, breaks: _Breaks, kinds: Sequence[_Kind]) -> Indices:
    """Return the agents with those of some kinds at even breaks at which few of their group are away."""
    agents = agents.copy()
    at_break = np.zeros_like(pool.most)
    np.add.at(at_break, pool.group, agents[:, None] * breaks.away)
    there = np.maximum(pool.plan(agents) + at_break, 1)
    for _ in range(_ROUNDS):
        for kind in kinds:
            duties, group = kind.duties, pool.group[kind.duties[0]]
            before = agents[duties].copy()
            leaves = before
            if kind.is_one:
                leaves = _worst_placed(breaks.crowd(duties, at_break[group] / there[group]), before)
            at_break[group] -= leaves @ breaks.away[duties]
            agents[duties] -= leaves
            for _ in range(int(leaves.sum())):
                crowd = breaks.crowd(duties, (at_break[group] + 0.5) / there[group])
                choice = duties[np.lexsort((-before, np.round(crowd / _LEAST_CHANGE)))[0]]
                at_break[group] += breaks.away[choice]
                agents[choice] += 1
    return agents


def _worst_placed(crowd: Reals, agents: Indices) -> Indices:
    """Return one agent of those at the breaks at which most are away, (N,)."""
    return np.asarray(np.arange(len(agents)) == np.argmax(np.where(agents > 0, crowd, -np.inf)), np.int64)
