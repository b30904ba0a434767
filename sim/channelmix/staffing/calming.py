"""
Plans of many intervals calmed: fewer ups and downs from one interval to the next, at next to no more cost.

A search that takes people away one by one ends with numbers such as 0 2 0 1 2 2, which nobody would roster. It is
foretold what one agent fewer costs each promise (``harms``); of the ways to make a day smoother (``ripples``) many
are then tried at once, some time apart, and those only that are foretold to leave every promise some room. All
customers of the search meet the plan; what is most to blame for a promise that is missed is taken back. What peaks
cost that were taken away pays at last for an agent where one is missing. Days that still miss a promise, and the
dearest ones of a plan that would cost too much more, stay as they were.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.harms import Harms, Idea, Stretch
from channelmix.staffing.ripples import bends, ups_and_downs, ways
from channelmix.staffing.touching import Day, DayByDay
from channelmix.staffing.trials import Trial

_BATCHES, _MENDINGS = 2, 4
"""Times that ways are tried, and that agents are added where one is missing; this and what follows are estimates of
ours."""

_REACH, _APART = 1.5, 0.75
"""Hours: an agent is moved at most so far; what is tried at once lies at least so far apart."""

_FELT = 1.5
"""Hours after which an agent who is missing is no longer felt."""

_ROOM = 0.6
"""Share of what chance may account for that a way must leave to each promise that it touches."""

_DEAREST = 1.001
"""A calm plan may cost so many times as much."""

_REPAIRS = 3
"""Times that days are left as they were, before all are."""

_FORETOLD = 10.0
"""How many times as much harm that was foretold tells of what made a promise missed as its being near."""

_NOTHING = 1e-9
"""What floating point leaves of a room or a price that is the same."""

_WORTH_ADDING = 0.5
"""An agent is added where one brings at least so much of the most that one can bring."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Calming(DayByDay):
    """Calms plans; G groups, Q goals, I intervals, K cells."""

    def calmed(self, now: Trial) -> Trial:
        """Return a plan with fewer ups and downs that keeps every promise at hardly more cost, else the same plan."""
        if not now.keeps_all:
            return now
        harms = Harms(
            trials=self.trials, space=self.space, structure=self.structure, due=self.due, period=self.period, now=now
        )
        stretches = harms.stretches()
        trial, room = now, now.room
        for turn in range(_BATCHES + _MENDINGS):
            if turn < _BATCHES:
                for stretch in stretches:
                    stretch.new = list(self._chosen(stretch, self._with(now.plan, [stretch]), room, now))
            trial = self.trials.of(self._with(now.plan, stretches))
            if trial.keeps_all and turn >= _BATCHES - 1:
                break
            room = np.where(trial.kept, trial.room, now.room)
            self._answer(trial, stretches, harms, turn=turn)
        return self._settled(now, trial)

    def _with(self, plan: Indices, stretches: Sequence[Stretch]) -> Indices:
        """Return a plan after all that stands or is tried."""
        result = plan.copy()
        for stretch in stretches:
            for group, at, by in (place for idea in [*stretch.kept, *stretch.new] for place in idea):
                result[group, at] += by
        return self.space.clipped(result)

    def _chosen(self, stretch: Stretch, plan: Indices, room: Reals, now: Trial) -> Iterator[Idea]:
        """Yield ways to make a day smoother, the best first, some time apart, that leave each promise its room."""
        left, taken = room[stretch.cells], np.zeros(len(stretch.columns), np.bool_)
        floor = np.minimum(now.room, _ROOM * now.error)[stretch.cells]
        first, apart = int(stretch.columns[0]), self.size(_APART)
        for way in ways(plan, stretch.columns, stretch.groups, space=self.space, reach=self.size(_REACH)):
            at = [column - first for _, column, _ in way.places]
            if way.places in stretch.refused or taken[max(min(at) - apart, 0) : max(at) + apart + 1].any():
                continue
            change = stretch.change(way.places)
            if (left + change >= floor - _NOTHING)[change < -_NOTHING].all():
                left = left + change
                taken[min(at) : max(at) + 1] = True
                yield way.places

    def _answer(self, trial: Trial, stretches: Sequence[Stretch], harms: Harms, *, turn: int) -> None:
        """Take back for each cell that is missed what is most to blame, or add an agent; all else that is new stays."""
        added: list[tuple[Stretch, Idea]] = []
        for cell in np.flatnonzero(~trial.kept).tolist():
            mine = [stretch for stretch in stretches if (stretch.cells == cell).any()]
            if harms.waits_long[cell]:
                _take_back(cell, mine, is_last=turn >= _BATCHES + _MENDINGS - 2)
            elif turn >= _BATCHES - 1:
                ideas = [(each, self._added(each, cell, trial.plan)) for each in mine[-1:]]
                added += [(stretch, idea) for stretch, idea in ideas if idea is not None]
            else:
                self._refuse(cell, mine)
        for stretch in stretches:
            stretch.kept = [idea for idea in [*stretch.kept, *stretch.new] if idea not in stretch.refused]
            stretch.new = []
        for stretch, idea in added:
            stretch.kept.append(idea)

    def _refuse(self, cell: int, stretches: Sequence[Stretch]) -> None:
        """Refuse the way that is most to blame for a cell, of what is being tried, else of what stood."""
        cells = self.trials.cells
        where = np.flatnonzero(cells.cell[cells.goal[cell]] == cell)
        new = [(each, idea) for each in stretches for idea in each.new]
        old = [(each, idea) for each in stretches for idea in each.kept]
        for tried in (new, old):
            blames = [self._blame(stretch, idea, cell, where) for stretch, idea in tried]
            if blames and max(blames) > 0:
                stretch, idea = tried[int(np.argmax(blames))]
                stretch.refused.add(idea)
                return

    def _blame(self, stretch: Stretch, idea: Idea, cell: int, where: Indices) -> float:
        """Return how likely a way has made a cell miss its promise: what was foretold, and how near it is."""
        at = np.array([column for _, column, _ in idea])
        apart = max(int(where[0] - at.max()), 2 * int(at.min() - where[-1]), 0)
        harm = max(-float(stretch.change(idea)[stretch.cells == cell].sum()), 0.0)
        return _FORETOLD * harm + 1 / (1 + apart) if harm > 0 or apart <= self.size(_FELT) else 0.0

    def _added(self, stretch: Stretch, cell: int, plan: Indices) -> Idea | None:
        """Return one agent more for a cell, where numbers then go up and down least; None if none would help."""
        here = np.ix_(np.array(stretch.groups, np.int64), stretch.columns)
        harm = np.where((plan < self.space.most)[here], stretch.harm_to(cell), 0.0)
        if not (harm > 0).any():
            return None
        more = np.array([bends(plan[group], stretch.columns).more for group in stretch.groups])
        price = self.space.price[here]
        rank = np.where(harm >= _WORTH_ADDING * harm.max(), more + price / price.max(), np.inf)
        place, at = (int(each) for each in np.unravel_index(int(np.argmin(rank)), rank.shape))
        return ((stretch.groups[place], int(stretch.columns[at]), 1),)

    def _settled(self, before: Trial, after: Trial) -> Trial:
        """Return a plan with days as before that miss a promise, or that make it too dear, the dearest first."""
        most = _DEAREST * self.space.cost(before.plan) + _NOTHING
        days = sorted(self.days(before), key=lambda day: -self._dearer(after.plan, before.plan, day))
        for repair in range(_REPAIRS):
            plan, lost = after.plan.copy(), np.flatnonzero(~after.kept)
            for day in days:
                own = lost if repair else lost[np.isin(self.trials.cells.first[lost], day.intervals)]
                if np.isin(own, day.cells).any() or self.space.cost(plan) > most:
                    where = np.ix_(np.array(day.groups, np.int64), day.intervals)
                    plan[where] = before.plan[where]
            if np.array_equal(plan, after.plan):
                break
            after = self.trials.of(plan)
        is_smoother = sum(map(ups_and_downs, after.plan)) < sum(map(ups_and_downs, before.plan))
        return after if after.keeps_all and is_smoother and self.space.cost(after.plan) <= most else before

    def _dearer(self, after: Indices, before: Indices, day: Day) -> float:
        where = np.ix_(np.array(day.groups, np.int64), day.intervals)
        return float(((after - before) * self.space.price)[where].sum())


def _take_back(cell: int, stretches: Sequence[Stretch], *, is_last: bool) -> None:
    """Refuse ways that leave work undone for which somebody waits long: those by which anybody goes, else one half."""
    found = [
        (stretch, idea)
        for stretch in stretches for idea in [*stretch.kept, *stretch.new] if stretch.takes_from(idea, cell)
    ]  # fmt: skip
    going = [
        (stretch, idea) for stretch, idea in found if stretch.change(idea)[stretch.cells == cell].sum() < -_NOTHING
    ]
    for stretch, idea in found if is_last else going or found[::2]:
        stretch.refused.add(idea)
