"""
Agents traded between the hours of a day: fewer where customers wait least, more where they wait most.

A promise over a day leaves open in which hours it is kept. What one agent changes in one quarter of an hour is lost
in chance there, so whole stretches are tried: an agent fewer for two hours, or for two hours here against one hour
there, then shorter stretches. Every change is simulated and stays only if all promises are kept, on every day and
for groups that share no customers at the same time, since days hardly disturb one another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.stepping import Idea, Step, changed, stepped
from channelmix.staffing.touching import DayByDay
from channelmix.staffing.trials import Trial

_HOURS = (2.0, 1.0, 0.5)
"""Lengths of the stretches, one after the other."""

_FEWER = 8
"""So many stretches in which customers wait least are tried without one agent."""

_PAIRS = 4
"""Of so many in which they wait least, and so many in which they wait most, each pair is tried."""


@dataclass(kw_only=True, eq=False)
class _Day:
    """What is tried for the groups of one part on one day."""

    groups: Sequence[int]
    intervals: Indices
    cells: Indices
    """Promises that these groups may break on this day."""
    level: int = 0
    """Which of ``_HOURS`` is tried."""
    ideas: list[Idea] = field(default_factory=list)
    is_stale: bool = True
    """Whether ideas are to be thought of anew."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Trading(DayByDay):
    """Trades agents between hours; G groups, Q goals, I intervals, K cells."""

    def traded(self, now: Trial, *, most: int) -> Trial:
        """Return a cheaper plan that keeps every promise, after so many changes of each day; else the same plan."""
        if not now.keeps_all:
            return now
        days = [_Day(groups=day.groups, intervals=day.intervals, cells=day.cells) for day in self.days(now)]
        for _ in range(min(most, self.affordable(now))):
            chosen = [(day, idea) for day in days if (idea := self._next(day, now)) is not None]
            if not chosen:
                break
            now, kept = stepped(self.trials, now, chosen)
            for day in kept:
                day.is_stale = True
        return now

    def _next(self, day: _Day, now: Trial) -> Idea | None:
        """Return what is tried next on a day, None at the end; after a success from the best stretches on again."""
        while day.level < len(_HOURS):
            if day.is_stale:
                day.ideas, day.is_stale = list(self._ideas(day, now))[::-1], False
            while day.ideas:
                idea = day.ideas.pop()
                if self._is_allowed(idea, now.plan):
                    return idea
            day.level, day.is_stale = day.level + 1, True
        return None

    def _is_allowed(self, idea: Sequence[Step], plan: Indices) -> bool:
        after = changed(plan, idea)
        is_cheaper = self.space.cost(after) < self.space.cost(plan) - 1e-9
        return is_cheaper and bool((self.space.clipped(after) == after).all())

    def _ideas(self, day: _Day, now: Trial) -> Iterator[Idea]:
        """
        Yield what to try: agents away where most stand, and where customers wait least, then trades for half as long.

        Where most stand customers often wait most, behind work that came overnight, and formulas ask for more than
        it takes.
        """
        size = self.size(_HOURS[day.level])
        stretches = [block for block in np.array_split(day.intervals, max(len(day.intervals) // size, 1)) if len(block)]
        merit = self._merit(day, now)
        ranked = sorted(stretches, key=lambda block: -float(merit[block].mean()))
        away = [(group, block, -1) for block in ranked for group in self._by_price(day, block)]
        fullest = max(away, key=lambda step: float(now.plan[step[0], step[1]].mean()))
        yield from ((step,) for step in [fullest, *away[:_FEWER]])
        if size > 1:
            half = [part for block in ranked[::-1] for part in np.array_split(block, 2)][: 2 * _PAIRS : 2]
            for group, block, sign in away[:_PAIRS]:
                for more in half:
                    if not np.isin(more, block).any():
                        yield (group, block, sign), (group, more, 1)

    def _by_price(self, day: _Day, block: Indices) -> list[int]:
        return sorted(day.groups, key=lambda group: -float(self.space.price[group, block].sum()))

    def _merit(self, day: _Day, now: Trial) -> Reals:
        """Return how well each interval is served, by the promise of the day that has least room; (I,)."""
        cells = self.trials.cells
        own = day.cells[self.period[cells.first[day.cells]] == self.period[day.intervals[0]]]
        mine = own if len(own) else day.cells
        worst = mine[np.argmin(now.room[mine] / np.maximum(cells.slack[mine], 1e-9))]
        goal = int(cells.goal[worst])
        merit: Reals = now.surplus[goal] / np.maximum(now.held[goal], 1e-9)
        return merit
