"""
Crowds: people of whose time next to nothing goes to anybody whom fewer would not have served in time, too.

A promise for the work of a night or a Sunday can take many people in the first hour, who soon wait for calls. So
from the top of each group's day agents are taken away as long as that costs hardly any contact its answer in time:
simulation counts how many are late without them, and their work is held against the time that they are paid for.
What the other promises then lack is added again, and it is known what a crowd costs and which promise it is for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.space import Space
from channelmix.staffing.touching import Day, DayByDay
from channelmix.staffing.trials import Trial, Trials

IDLE = 0.1
"""People are a crowd if less than this share of their time is the work of contacts in time because of them; an
estimate of ours: of the plans looked at, crowds brought up to .05 and the last people of other hours .25 to .9."""

_LEAST = 0.005
"""Share of a plan's cost below which a crowd is none."""

_STEP = 8
"""From the top one in so many is taken away at a time."""

_FAR, _HANDFUL = 4 / 3, 3
"""People stand out who are more than so many times as many as at that time on any other day, and so many more."""

_COLOURS = 2
"""Days next to each other are tried in different trials, since work waits from one to the next."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Crowd:
    """People of a group on a day who hardly serve anybody; I intervals."""

    group: int
    cell: int
    """The promise that is furthest missed without them."""
    fewer: Indices
    """(I,) how many they are in each interval."""

    def taken(self, plan: Indices, *, back: bool = False) -> Indices:
        """Return a plan without them, or with them again."""
        less = plan.copy()
        less[self.group] += self.fewer if back else -self.fewer
        return less


@dataclass(frozen=True, kw_only=True, eq=False)
class Crowds(DayByDay):
    """Finds crowds in a plan; G groups, I intervals, K cells."""

    mend: Callable[[Trials, Trial], Trial]
    """Adds what a plan lacks, by what some trials ask for."""

    def found(self, now: Trial) -> list[Crowd]:
        """Return the crowds of a plan, the dearest first."""
        crowds = [crowd for day, group in self._doubtful(now) if (crowd := self._crowd(day, group, now)) is not None]
        worth = _LEAST * self.space.cost(now.plan)
        return [crowd for crowd in sorted(crowds, key=self._cost, reverse=True) if self._cost(crowd) >= worth]

    def standing_out(self, now: Trial) -> list[Crowd]:
        """Return people who are far more than at the same time on any other day and whom a promise needs."""
        found = []
        beyond = [self._beyond(now.plan, group) for group in range(len(now.plan))]
        for day in self.days(now):
            for group in day.groups:
                fewer = np.where(np.isin(np.arange(now.plan.shape[1]), day.intervals), beyond[group], 0)
                if fewer.any():
                    crowd = Crowd(group=group, cell=-1, fewer=fewer)
                    low = self.trials.of(self.space.clipped(crowd.taken(now.plan)))
                    found += [] if low.keeps_all else [replace(crowd, cell=self._furthest(low, day))]
        return sorted(found, key=self._cost, reverse=True)

    def _beyond(self, plan: Indices, group: int) -> Indices:
        """Return how many more there are than at the same time on any other day, where they stand out; (I,)."""
        usual = np.array([usual_at(self.space, plan[group], group, each) for each in range(plan.shape[1])])
        more = plan[group] - usual
        return np.asarray(np.where((usual >= 0) & (more >= _HANDFUL) & (plan[group] > _FAR * usual), more, 0))

    def without(self, now: Trial, crowds: Sequence[Crowd]) -> tuple[Trials, Trial]:
        """Return the plan without some crowds, with what other promises lack; theirs are let off by what it gives."""
        plan = now.plan
        for crowd in crowds:
            plan = crowd.taken(plan)
        trials = replace(self.trials, tried=dict(self.trials.tried), let_off=set(self.trials.let_off))
        less = trials.of(self.space.clipped(plan))
        cells = np.zeros(trials.cells.count, np.bool_)
        cells[[crowd.cell for crowd in crowds if not less.kept[crowd.cell]]] = True
        return trials, self.mend(trials, trials.let_go(cells, -less.room, less))

    def _cost(self, crowd: Crowd) -> float:
        return float(crowd.fewer @ self.space.price[crowd.group])

    def _doubtful(self, now: Trial) -> Iterator[tuple[Day, int]]:
        """Yield the groups of days whose topmost agents hardly serve anybody, as one trial for many days tells."""
        days = self.days(now)
        for place in range(max(len(day.groups) for day in days) if days else 0):
            for colour in range(_COLOURS):
                mine = [day for day in days if day.number % _COLOURS == colour and place < len(day.groups)]
                yield from self._idle_tops([(day, day.groups[place]) for day in mine], now)

    def _idle_tops(self, tops: Sequence[tuple[Day, int]], now: Trial) -> Iterator[tuple[Day, int]]:
        plan = now.plan
        for day, group in tops:
            plan = self._lowered(plan, group, day.intervals)
        trial = self.trials.of(plan)
        for day, group in tops:
            inside = np.isin(np.arange(plan.shape[1]), day.intervals)
            taken = float((now.plan - plan)[group, inside].sum())
            if taken and self._lost(now, trial, group)[day.cells].sum() < IDLE * taken:
                yield day, group

    def _crowd(self, day: Day, group: int, now: Trial) -> Crowd | None:
        """Return the people of a group on a day whom hardly anybody misses: of the day, of its halves, and so on."""
        low, stretches = now, [day.intervals]
        while stretches:
            stretch = stretches.pop(0)
            lower = self._sunk(low, group, stretch)
            stretches += self._halves(np.flatnonzero((low.plan - lower.plan)[group]))
            low = lower
        fewer = (now.plan - low.plan)[group]
        if not fewer.any():
            return None
        return Crowd(group=group, cell=self._furthest(low, day), fewer=fewer)

    def _halves(self, there: Indices) -> list[Indices]:
        """Return some intervals in two parts by the time of day, of days alike all of them; none if there is one."""
        first = there if self.space.twin is None else self.space.twin[there]
        heads = np.unique(first)
        return [there[np.isin(first, half)] for half in np.array_split(heads, 2)] if len(heads) > 1 else []

    def _furthest(self, low: Trial, day: Day) -> int:
        """Return the promise of a day that is furthest missed."""
        short = low.room / np.maximum(self.trials.cells.slack, 1e-9)
        return int(day.cells[np.argmin(short[day.cells])])

    def _sunk(self, now: Trial, group: int, stretch: Indices) -> Trial:
        """Return the plan with a stretch of hours lowered from the top as far as hardly anybody misses those."""
        while True:
            lower = self._lowered(now.plan, group, stretch)
            taken = float((now.plan - lower)[group].sum())
            if not taken:
                return now
            trial = self.trials.of(lower)
            if self._lost(now, trial, group).sum() >= IDLE * taken:
                return now
            now = trial

    def _lowered(self, plan: Indices, group: int, stretch: Indices) -> Indices:
        """Return a plan with the top of a group's stretch taken off."""
        top = int(plan[group, stretch].max())
        lower = plan.copy()
        lower[group, stretch] = np.minimum(plan[group, stretch], top - max(top // _STEP, 1))
        return self.space.clipped(lower)

    def _lost(self, before: Trial, after: Trial, group: int) -> Reals:
        """Return the work of contacts that are late without some agents, cell by cell, in their intervals; (K,)."""
        cells = self.trials.cells
        late = np.maximum(cells.sums(before.surplus - after.surplus), 0.0)
        pace = self.due.pace[cells.goal, group]
        helps: Flags = pace > 0
        best = np.maximum(self.due.pace.max(axis=1)[cells.goal], 1e-9)
        return np.asarray(late * self.due.work[cells.goal] / np.where(helps, pace, best))


def usual_at(space: Space, numbers: Indices, group: int, at: int) -> int:
    """Return the most of a group's numbers, (I,), at the same time on other days on which it may be on duty, or -1."""
    grid, day = space.grid[:-1], space.day
    since = grid - grid[np.searchsorted(day, day)]
    is_same = (since == since[at]) & (day != day[at]) & (space.most[group] > 0)
    return int(numbers[is_same].max()) if is_same.any() else -1
