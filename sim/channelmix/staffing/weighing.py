"""
Agents less here and more there, over all intervals of a day and all groups, weighed against one another by a program.

Where promises hold over days, what one group is let off another may take over, and what the morning gives up the
evening may need. Single differences say what each agent brings, and a program of each day chooses among all of them
(``day_program``), so that the day costs less and runs evenly. Each day by itself stands or falls: the changes of days
that keep their promises are taken, and for the others it is learned how much more the promises suffer from many
changes at once than from each, before the program is solved again. Then all is measured anew around the plan in hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import HOUR, Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.day_program import DayProgram
from channelmix.staffing.differences import Move, moves_around
from channelmix.staffing.ripples import ups_and_downs
from channelmix.staffing.touching import Day, DayByDay
from channelmix.staffing.trials import Trial

Step = tuple[int, Indices, int]
"""A group, intervals, and by how many agents they change."""

Steps = tuple[Step, ...]
"""Steps of a day that are made together."""

MOST_MEASURED = 40
"""Customers on whom differences are measured, at most; this and what follows are estimates of ours."""

_MOST_CUTS = 8
"""Turns in which programs of days that miss a promise are solved again; afterwards such days stay as they were."""

_REPAIRS = 4
"""Times that days are left as they were that still miss a promise, before all are."""

_STEP_H = 0.3
"""Agent hours that an agent's coming or going is worth: one who does both must be of use for twice as long."""

_ROOM = 0.2
"""Share of what chance may account for that is asked of every promise beside what it must keep."""

_BEYOND, _MORE = 0.6, 0.25
"""How much more is asked of a promise that was missed: of what was missing, and of what chance may account for."""

_TIMES = 3.0
"""By so much at most a promise is found at a time to suffer more from many changes than from each by itself."""

_FEWER = 0.8
"""A day that misses a promise is tried again with this share of its changes at most."""

_FORETOLD = 1e-4
"""Of less that was foretold nothing can be learned."""

_WORTH = 1e-3
"""A round that saves less of the cost than this, ups and downs counted, is the last."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighing(DayByDay):
    """Weighs changes of a plan; G groups, I intervals, K cells."""

    def weighed(self, now: Trial, *, rounds: int) -> Trial:
        """Return a cheaper and more even plan that keeps every promise, after so many rounds at most, else the same."""
        harder = np.ones(self.trials.cells.count)
        for _ in range(rounds if now.keeps_all else 0):
            better = self._round(now, harder)
            gain = self._value(now.plan) - self._value(better.plan)
            is_done = better is now or gain < _WORTH * self.space.cost(now.plan)
            now, harder = better, np.sqrt(harder)
            if is_done:
                break
        return now

    def _value(self, plan: Indices) -> float:
        """Return what a plan costs, with its ups and downs at the price of each part's dearest agent who may move."""
        price = np.where(self.space.most > self.space.least, self.space.price, 0.0)
        uneven = sum(
            float(price[list(part)].max()) * sum(map(ups_and_downs, plan[list(part)])) for part in self.structure.parts
        )
        return self.space.cost(plan) + self._step * uneven

    @property
    def _step(self) -> float:
        """What an agent's coming or going is worth, in agents of the dearest interval."""
        return _STEP_H * HOUR / float(np.median(np.diff(self.space.grid)))

    def _round(self, now: Trial, harder: Reals) -> Trial:
        """
        Return a better plan, or the same one.

        Args:
            now: The plan.
            harder: (K,) how many times as much as was measured each cell suffers; what is learned is written here.
        """
        tries = [_Try(program) for program in self._programs(now)]
        left, safety = tries, _ROOM * now.error
        for turn in range(_MOST_CUTS + _REPAIRS):
            for each in left:
                if turn < _MOST_CUTS:
                    each.solve(now.room - safety, harder, self.trials.notes)
                if turn >= _MOST_CUTS or not self._is_better(now.plan, each):
                    each.steps = ()
            trial = self.trials.of(changed(now.plan, [step for each in tries for step in each.steps]))
            if trial.keeps_all:
                return trial
            left = _blamed(tries, np.flatnonzero(~trial.kept))
            for each in left:
                each.learn(harder, now=now, trial=trial)
            safety += np.where(trial.kept, 0.0, _MORE * trial.error - _BEYOND * trial.room)
        return now

    def _is_better(self, plan: Indices, each: "_Try") -> bool:
        """Whether the steps of a day cost less with its ups and downs, at the price by which it was chosen."""
        one, other = (
            self.space.cost(every) + self._step * each.program.dearest * sum(map(ups_and_downs, every))
            for every in (changed(plan, each.steps), plan)
        )
        return bool(each.steps) and one < other

    def _programs(self, now: Trial) -> list[DayProgram]:
        some = self.trials.on_first(MOST_MEASURED)
        at = some.of(now.plan)
        moves = [
            move for sign in (-1, 1)
            for move in moves_around(some, at, space=self.space, structure=self.structure, sign=sign)
        ]  # fmt: skip
        mine = [(day, [move for move in moves if _is_of(day, move)]) for day in self.days(now)]
        return [DayProgram(day, now.plan, own, self.space, self._step) for day, own in mine if own]


@dataclass(eq=False)
class _Try:
    """What is tried on a day."""

    program: DayProgram
    most: float = np.inf
    """So many agents may come or go in all."""
    steps: Steps = ()

    def solve(self, room: Reals, harder: Reals, notes: list[str]) -> None:
        """Choose the best changes."""
        plan = self.program.solved(room, harder, self.most, notes)
        self.steps = _steps_of(self.program.day, plan - self.program.plan)

    def learn(self, harder: Reals, *, now: Trial, trial: Trial) -> None:
        """Change fewer, and write down how many times as much as was foretold the cells suffer that miss promises."""
        self.most = _FEWER * sum(len(where) * abs(by) for _, where, by in self.steps)
        cells, (losses, gains) = self.program.day.cells, self.program.foretold(changed(self.program.plan, self.steps))
        taught: Flags = ~trial.kept[cells] & (losses < -_FORETOLD)
        mine = cells[taught]
        seen = (trial.room[mine] - now.room[mine] - gains[taught]) / losses[taught]
        harder[mine] = np.maximum(harder[mine], np.minimum(seen, _TIMES * harder[mine]))


def _blamed(tries: Sequence[_Try], missed: Indices) -> list[_Try]:
    """Return the changed days that make cells miss promises: their own, else the last one before, else all of them."""
    changing = [each for each in tries if each.steps]
    found: list[_Try] = []
    for cell in missed.tolist():
        own = [each for each in tries if cell in each.program.day.cells]
        first = min((each.program.day.number for each in own), default=0)
        earlier = [
            each for each in changing
            if own and each.program.day.groups == own[0].program.day.groups and each.program.day.number < first
        ]  # fmt: skip
        before = sorted(earlier, key=lambda each: each.program.day.number)
        found += [each for each in own if each.steps] or before[-1:] or changing
    return list(dict.fromkeys(found))


def _is_of(day: Day, move: Move) -> bool:
    return move.group in day.groups and move.interval in day.intervals


def changed(plan: Indices, steps: Sequence[Step]) -> Indices:
    """Return a plan after some steps."""
    result = plan.copy()
    for group, where, by in steps:
        result[group, where] += by
    return result


def _steps_of(day: Day, difference: Indices) -> Steps:
    """Return the steps of a day that make up a difference between plans, (G, I)."""
    steps: list[Step] = []
    for group in day.groups:
        mine = difference[group, day.intervals]
        steps += [(group, day.intervals[mine == by], by) for by in np.unique(mine[mine != 0]).tolist()]
    return tuple(steps)
