"""
All duties of a day changed at once, after a model of the day that is fitted to simulated differences.

An exchange of one duty for another often costs more than it saves; several together may pay: two late shifts for one
late and one part-time, on a day that has a duty too many in the evening. To simulate all sets of exchanges would take
too long. So what one agent more or less does in each interval is measured, and a day costs less by a stated amount in
that way which leaves most room where least is (``foretelling``). What comes out for all days is simulated. Where a
promise is missed after all, as much more is asked of it, the days that it may be due to save half as much, and what is
missed at last stays as it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.foretelling import Foretold, foretold_of
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool

_ROUNDS = 10
"""Times that differences are measured."""

_CUTS = 3
"""Trials a round that ask more of what was missed."""

_SAVED = 0.05
"""Share of a day's cost that is to be saved at first."""

_LEAST_SAVED = 0.1
"""What is no longer worth a trial, in duties of the cheapest kind."""

_LEAST_SPARE = -0.3
"""Room that must be foretold, in duties; a little less than none, since differences are in doubt."""


@dataclass(kw_only=True, eq=False)
class _Savings:
    """What is still to be saved on each corner."""

    of: list[float]
    least: float

    @property
    def open(self) -> list[int]:
        """Return the corners on which anything is worth a trial."""
        return [number for number, amount in enumerate(self.of) if amount >= self.least]

    def halve(self, corners: list[int]) -> None:
        """Save half as much on some corners."""
        for number in corners:
            self.of[number] /= 2


def reshaped(pool: Pool, now: Worked, *, until: int) -> Worked:
    """
    Return duties that cost less, or the same; every promise kept before is kept.

    Args:
        pool: The duties.
        now: Who works them.
        until: Trials of the search, all told, after which to stop.
    """
    savings = _Savings(
        of=[_SAVED * float(now.agents[each] @ pool.price[each]) for each in pool.corners],
        least=_LEAST_SAVED * float(pool.price[pool.price > 0].min(initial=np.inf)),
    )
    for _ in range(_ROUNDS):
        if pool.trials.count >= until or not savings.open:
            break
        now = _Round(pool=pool, now=now, foretold=foretold_of(pool, now), savings=savings).better()
    return now


@dataclass(kw_only=True, eq=False)
class _Round:
    """Savings tried after one measurement; K cells."""

    pool: Pool
    now: Worked
    foretold: Foretold
    savings: _Savings
    asked: Reals = field(init=False)
    """(K,) room to be foretold beside none at all, since as much was missed before."""

    def __post_init__(self) -> None:
        self.asked = np.zeros(self.pool.trials.cells.count)

    def better(self) -> Worked:
        """Return duties that cost less, as far as simulation finds that they keep what was kept; else those of now."""
        agents, tried = self.now.agents, self.savings.open
        for _ in range(_CUTS):
            agents = self._chosen(self._as_before(agents, tried), tried)
            if np.array_equal(agents, self.now.agents):
                return self.now
            trial = self.pool.trial(agents)
            missed = np.flatnonzero(self.now.trial.kept & ~trial.kept)
            if not len(missed):
                return Worked(agents=agents, trial=trial)
            off = self.foretold.room(trial.plan) - self.asked - trial.room
            self.asked[missed] += np.maximum(off, 0.0)[missed]
            tried = [each for each in self._changed(agents) if self.foretold.touches(self.pool.corners[each], missed)]
            self.savings.halve(tried)
        return self._proved(self._as_before(agents, tried))

    def _changed(self, agents: Indices) -> Iterator[int]:
        """Yield the corners whose duties differ from those of now."""
        for number, corner in enumerate(self.pool.corners):
            if not np.array_equal(agents[corner], self.now.agents[corner]):
                yield number

    def _as_before(self, agents: Indices, corners: list[int]) -> Indices:
        agents = agents.copy()
        for number in corners:
            agents[self.pool.corners[number]] = self.now.agents[self.pool.corners[number]]
        return agents

    def _chosen(self, agents: Indices, corners: list[int]) -> Indices:
        """Return the agents with those of some corners chosen anew, where that can save anything worth a trial."""
        for number in corners:
            while self.savings.of[number] >= self.savings.least:
                after, spare = self.foretold.saved(
                    agents, self.pool.corners[number], self.savings.of[number], asked=self.asked
                )
                if spare >= _LEAST_SPARE and self.pool.allows(after, plan=self.pool.plan(after)):
                    agents = after
                    break
                self.savings.halve([number])
        return agents

    def _proved(self, agents: Indices) -> Worked:
        plan = self.pool.plan(agents)
        if not self.pool.allows(agents, plan=plan):
            return self.now
        trial = self.pool.trials.of(plan)
        return Worked(agents=agents, trial=trial) if (trial.kept | ~self.now.trial.kept).all() else self.now
