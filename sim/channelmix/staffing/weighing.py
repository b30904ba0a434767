"""
Agents less here and more there, over all intervals of a day and all groups, weighed against one another by a program.

Where promises hold over days, what one group is let off another may take over, and what the morning gives up the
evening may need. Single differences say what each agent brings, and the program chooses among all of them, as in a
round of any search. But it is each day by itself that stands or falls: the changes of days that keep their promises
are taken, and of the others more room is asked before the program is solved again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.differences import Move, moves_around
from channelmix.staffing.program import best_moves
from channelmix.staffing.stepping import Idea, Step, changed, stepped
from channelmix.staffing.touching import Day, DayByDay
from channelmix.staffing.trials import Trial

_MOST_CUTS = 4
"""Times that a program is solved for a day before the day is left as it is."""

_BEYOND = 1.2
"""By how much more than what was missing more room is asked."""

_WORTH = 2e-3
"""A round that saves less of the cost than this is the last."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighing(DayByDay):
    """Weighs changes of a plan; G groups, I intervals, K cells."""

    def weighed(self, now: Trial, *, rounds: int) -> Trial:
        """Return a cheaper plan that keeps every promise, after so many rounds at most; else the same plan."""
        for _ in range(rounds if now.keeps_all else 0):
            better = self._round(now)
            gain = self.space.cost(now.plan) - self.space.cost(better.plan)
            is_done = gain < _WORTH * self.space.cost(now.plan)
            now = better
            if is_done:
                break
        return now

    def _round(self, now: Trial) -> Trial:
        moves = [
            move
            for sign in (-1, 1)
            for move in moves_around(self.trials, now, space=self.space, structure=self.structure, sign=sign)
        ]
        safety = np.zeros(self.trials.cells.count)
        left = self.days(now)
        for _ in range(_MOST_CUTS):
            chosen = list(self._ideas(left, now, moves, safety))
            if not chosen:
                break
            trial = self.trials.of(changed(now.plan, [step for _, idea in chosen for step in idea]))
            better, kept = stepped(self.trials, now, chosen)
            left = [day for day, _ in chosen if day not in kept]
            cells = np.unique(np.concatenate([day.cells for day in left])) if left else np.zeros(0, np.int64)
            safety[cells] += _BEYOND * np.maximum(-trial.room[cells], 0.0)
            now = better
        return now

    def _ideas(
        self, days: Sequence[Day], now: Trial, moves: Sequence[Move], safety: Reals
    ) -> Iterator[tuple[Day, Idea]]:
        """Yield what is to be changed on each of some days, where that saves anything."""
        mine = [move for move in moves if any(_is_of(day, move) for day in days)]
        plan = best_moves(
            now, mine, room=now.room - safety, space=self.space, must_gain=False, notes=self.trials.notes
        )  # fmt: skip
        for day in days:
            idea = tuple(_steps(day, plan - now.plan))
            if sum(by * float(self.space.price[group, at].sum()) for group, at, by in idea) < -1e-9:
                yield day, idea


def _is_of(day: Day, move: Move) -> bool:
    return move.group in day.groups and move.interval in day.intervals


def _steps(day: Day, difference: Indices) -> Iterator[Step]:
    """Yield the steps of a day that make up a difference between plans, (G, I)."""
    for group in day.groups:
        mine = difference[group, day.intervals]
        for by in np.unique(mine[mine != 0]).tolist():
            yield group, day.intervals[mine == by], by
