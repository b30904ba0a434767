"""
From a first plan to the cheapest one that keeps every promise on the search's customers.

What is missing is added first (``raising``). Each round then measures what single agents change, lets a
mixed-integer program choose among those changes, and tries the plan that comes out. Where simulation
says that a cell misses its promise after all, the cell's safety is raised by as much and the program is
solved again: simulation cuts off what the differences promised too much. The search ends when no
change pays any more, or with sweeps that take agents away one by one (``sparing``). In large plans the
intervals of groups with live work of their own walk to their numbers by themselves (``walking``). Under promises over
days a program of each day follows, on more customers (``weighing``).
"""

from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.calming import Calming
from channelmix.staffing.cover import Due
from channelmix.staffing.differences import Move, moves_around
from channelmix.staffing.following import Following
from channelmix.staffing.goals import DAYS_A_WEEK
from channelmix.staffing.program import best_moves
from channelmix.staffing.raising import Hopeless, Raising
from channelmix.staffing.scaling import Scaling
from channelmix.staffing.space import Space
from channelmix.staffing.sparing import MOST_SWEEPS, Sparing
from channelmix.staffing.structure import Structure
from channelmix.staffing.trials import Trial, Trials
from channelmix.staffing.walking import Walking
from channelmix.staffing.weighing import Weighing

MOST_ROUNDS = 6
_MOST_CUTS = 3
_MOST_RAISES = 10
_MOST_LIFTS = 25
_MOST_GIVEN_UP = 12
_BARELY = 0.98
"""Lifts that leave more than this share of what is missing are of no use."""

_BEYOND = 1.2
"""By how much more than what was missing a cell's safety is raised."""

_WORTH = 2e-3
LARGE = 60
"""Numbers to choose from which on a plan is large: sweeps must do."""


@dataclass(kw_only=True)
class Search:
    """Mends a plan until no agent can be spared."""

    trials: Trials
    space: Space
    structure: Structure
    due: Due
    rounds: int = MOST_ROUNDS
    """Most rounds of measuring what single agents change."""
    walks: Flags | None = None
    """(G,) groups whose intervals walk to their numbers by themselves, if the plan is large; absent: none."""

    def from_plan(self, plan: Indices) -> Trial:
        """Return the best plan found from a first one; it may miss promises that no plan in reach keeps."""
        first = self.walked(self.trials.of(self.space.clipped(plan)))
        if first.keeps_all and self._is_walk:
            return first
        best = self.swept(self.raised(first))
        for _ in range(self.rounds):
            better = self._round(best)
            gain = self.space.cost(best.plan) - self.space.cost(better.plan)
            is_done = better is best or (best.keeps_all and gain < self._worth * self.space.cost(best.plan))
            best = better
            if is_done:
                break
        return best

    def scaling(self) -> Scaling:
        """Return a way to find as much of a plan as it takes, day by day or week by week."""
        return Scaling(trials=self.trials, space=self.space, structure=self.structure, due=self.due, period=self.period)

    def followed(self, shape: Reals) -> Trial:
        """Return a plan after that of another week, shape (G, I), with what is missing."""
        return self.raised(Following(scaling=self.scaling(), shape=shape).found())

    def kept(self, now: Trial) -> Trial:
        """Return a plan with what is missing, first by more of whole days, then where it is missing."""
        return self.raised(self.scaling().mended(now))

    def weighed(self, now: Trial, *, rounds: int) -> Trial:
        """Return a plan whose agents have been weighed against one another, day by day; else the same plan."""
        weighing = Weighing(
            trials=self.trials, space=self.space, structure=self.structure, due=self.due, period=self.period
        )
        return weighing.weighed(now, rounds=rounds)

    def calmed(self, now: Trial) -> Trial:
        """Return a large plan with fewer ups and downs from one interval to the next, else the same plan."""
        if not is_large(self.space) or self._is_walk:
            return now
        calming = Calming(
            trials=self.trials, space=self.space, structure=self.structure, due=self.due, period=self.period
        )
        return calming.calmed(now)

    @property
    def period(self) -> Indices:
        """Return the day of each interval, the first one of those alike, or the week if promises hold over weeks."""
        is_weekly = any(goal.per == "week" for goal in self.trials.cells.goals)
        return self.space.day // DAYS_A_WEEK if is_weekly else self.space.pattern

    @property
    def _is_walk(self) -> bool:
        """Whether nothing is left to do once all have walked."""
        return self.walks is not None and bool(self.walks.all()) and is_large(self.space)

    def walked(self, now: Trial) -> Trial:
        """Return a plan whose intervals have walked, where they do."""
        if self.walks is None or not self.walks.any() or not is_large(self.space):
            return now
        walking = Walking(trials=self.trials, space=self.space, structure=self.structure, walks=self.walks)
        return walking.walked(now)

    @property
    def _worth(self) -> float:
        """Return the share of the cost that a round must save to be followed by another one."""
        return _WORTH if is_large(self.space) else 0.0

    def swept(self, now: Trial) -> Trial:
        """
        Return a plan without the agents whom nobody misses; in small ones rounds do the rest.

        Where days are to be alike it is left as it is: a day program may do with fewer of all of them (``weighed``).
        """
        if not now.keeps_all or self.space.twin is not None:
            return now
        sparing = Sparing(
            trials=self.trials, space=self.space, structure=self.structure, due=self.due, mend=self.raised
        )
        return sparing.swept(now, most=MOST_SWEEPS if is_large(self.space) else 1)

    def raised(self, now: Trial) -> Trial:
        """Return a plan with agents added where promises are missed, until none is or nothing more can be added."""
        for _ in range(_MOST_GIVEN_UP):
            raising = Raising(space=self.space, cells=self.trials.cells, due=self.due, let_off=self.trials.let_off)
            now, lost = self._raised(raising, now)
            if lost is None:
                break
            now = self.trials.let_go(lost.cells, -lost.before.room, lost.before)
        return now if now.keeps_all else self._lifted(raising, now)

    def _raised(self, raising: Raising, now: Trial) -> tuple[Trial, Hopeless | None]:
        """Return a plan with the work that is missing added, and what is lost on a crowd, as soon as anything is."""
        for _ in range(_MOST_RAISES):
            if now.keeps_all:
                break
            plan = raising.raised(now)
            lost = raising.hopeless(now, plan)
            if lost is not None:
                return now, lost
            now = self.trials.of(plan)
        return now, None

    def _lifted(self, raising: Raising, now: Trial) -> Trial:
        """Return a plan with more and more agents around what is missing, as long as that helps."""
        for _ in range(_MOST_LIFTS):
            if now.keeps_all:
                return now
            lifted = self.trials.of(raising.lifted(now))
            if not lifted.keeps_all and lifted.missing >= _BARELY * now.missing:
                break
            now = lifted
        return now

    def _round(self, now: Trial) -> Trial:
        """Return a better plan than this one, or the same."""
        moves = self._moves(now)
        safety = np.zeros(self.trials.cells.count)
        best, trial = now, now
        for _ in range(_MOST_CUTS):
            plan = best_moves(
                now, moves, room=now.room - safety, space=self.space, must_gain=now.keeps_all, notes=self.trials.notes
            )
            if (plan == now.plan).all():
                return best
            trial = self.trials.of(plan)
            best = self._better(best, trial)
            if trial.keeps_all:
                return best
            safety += _BEYOND * np.maximum(-trial.room, 0.0)
        return self._better(best, self.raised(trial))

    def _moves(self, now: Trial) -> list[Move]:
        around = [-1, 1] if self._needs_both(now) else [-1]
        return [
            move
            for sign in around
            for move in moves_around(self.trials, now, space=self.space, structure=self.structure, sign=sign)
        ]

    def _needs_both(self, now: Trial) -> bool:
        """Whether adding agents may help: something is missing, or groups or intervals can stand in for one another."""
        cells = self.trials.cells
        over_time = len(np.unique(cells.goal)) < cells.count and cells.count < self.space.most.shape[1]
        return not now.keeps_all or over_time or any(len(part) > 1 for part in self.structure.parts)

    def _better(self, one: Trial, other: Trial) -> Trial:
        """Return the plan that keeps more; of two that keep all, the cheaper one."""
        if one.keeps_all != other.keeps_all:
            return one if one.keeps_all else other
        if one.keeps_all:
            return other if self.space.cost(other.plan) < self.space.cost(one.plan) - 1e-9 else one
        return other if other.missing < one.missing else one


def is_large(space: Space) -> bool:
    """Whether there are many numbers to choose."""
    return int((space.most > space.least).sum()) > LARGE
