"""
Breaks spread over their windows, so that a group does not sit down all at once.

Of duties that differ in their breaks alone one costs as much as another, and a search takes whichever comes first. So
at its end agents change to other breaks of the same shift, those at which fewest of their group are away. Each change
is simulated: all of them at once, where that misses a promise one half of them and then the other, and so on, as far as
the effort goes; what is not proved by then stays where it was.
"""

from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool

_ROUNDS = 2
"""Times that everybody chooses, knowing what the others chose."""

_MOST_TRIALS = 16
"""What this may take: a third of what a week's search for shifts takes, where breaks cannot be spread all at once."""


def staggered(pool: Pool, now: Worked) -> Worked:
    """Return the same shifts with breaks spread as far as every promise kept before is kept; they cost the same."""
    away = _away(pool)
    kinds = _choices(pool, now.agents, away)
    waiting, until = deque([kinds]), pool.trials.count + _MOST_TRIALS
    while waiting and pool.trials.count < until:
        part = waiting.popleft()
        found = _tried(pool, now, away, part)
        if found is not None:
            now = found
        elif len(part) > 1:
            middle = len(part) // 2
            waiting += (part[:middle], part[middle:])
    return now


def _away(pool: Pool) -> Flags:
    """Return in which intervals who works a duty is at a break, (D, I): those in which others of its kind are ready."""
    away = np.zeros_like(pool.present)
    for kind in np.unique(pool.kind):
        mine = np.flatnonzero(pool.kind == kind)
        away[mine] = pool.present[mine].any(axis=0) & ~pool.present[mine]
    return away


def _choices(pool: Pool, agents: Indices, away: Flags) -> list[Indices]:
    """Return the duties of each kind that somebody works and whose breaks may lie elsewhere."""
    kinds = (np.flatnonzero(pool.kind == kind) for kind in np.unique(pool.kind[agents > 0]))
    return [mine for mine in kinds if len(mine) > 1 and away[mine].any()]


def _tried(pool: Pool, now: Worked, away: Flags, kinds: Sequence[Indices]) -> Worked | None:
    """Return the duties with the breaks of some kinds spread; None where that is not allowed or misses a promise."""
    agents = _spread(pool, now.agents, away, kinds)
    if np.array_equal(agents, now.agents):
        return now
    plan = pool.plan(agents)
    if not pool.allows(agents, plan=plan):
        return None
    trial = pool.trials.of(plan)
    return Worked(agents=agents, trial=trial) if (trial.kept | ~now.trial.kept).all() else None


def _spread(pool: Pool, agents: Indices, away: Flags, kinds: Sequence[Indices]) -> Indices:
    """Return the agents with those of some kinds at the breaks at which fewest of their group are away."""
    agents = agents.copy()
    at_break = np.zeros_like(pool.most)
    np.add.at(at_break, pool.group, agents[:, None] * away)
    for _ in range(_ROUNDS):
        for kind in kinds:
            mine = at_break[pool.group[kind[0]]]
            mine -= agents[kind] @ away[kind]
            agents[kind] = np.bincount(list(_placed(mine, away[kind], agents[kind])), minlength=len(kind))
    return agents


def _placed(at_break: Indices, away: Flags, agents: Indices) -> Iterator[int]:
    """Yield for each agent of a kind the breaks that it takes, adding it to those of its group who are away."""
    for _ in range(int(agents.sum())):
        more = away @ (2 * at_break + 1)
        choice = int(np.lexsort((-agents, more))[0])
        at_break += away[choice]
        yield choice
