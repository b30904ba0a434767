"""
The cheapest duties, as one mixed-integer program.

They cover a requirement, interval by interval, and keep the rules of templates: most agents, most starting
times, days a week, rest between shifts. HiGHS solves it through ``scipy.optimize.milp``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.scenario.changes import WorkShift
from channelmix.scenario.steps import MOST_AGENTS
from channelmix.staffing.duties import Duty
from channelmix.staffing.limits import within_limits
from channelmix.staffing.stretches import unease

_NODES = 10
"""Of a large program the first nodes take most of the time, and find nearly all; small ones need no more."""
_GAP = 1e-2
_NEAR = 2e-2
"""A solution so near to that of the relaxed program is good enough: searches on customers save more after it. This and
what follows are estimates of ours."""
_MISSING = 1e4
"""What one agent missing in one interval costs, in the dearest duty."""

_UNUSED = 1e-6
"""What the relaxed program may put on a variable that it does not use."""

_HEAD = 1e-3
"""What one more person costs beside the hours: only a tie-break."""

_UNEASY = 1e-3
"""What each 1 of unease costs, as share of its duty: .04 % for a break at the very edge. Of duties that cover as well,
the search begins with those whose breaks lie well, and no shift more is bought for that."""


@dataclass(kw_only=True, eq=False)
class Roster:
    """A program in the making: variables, and rows that bind them."""

    duties: Sequence[Duty]
    shifts: Sequence[WorkShift]
    cost: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[list[int], list[float], float]] = field(default_factory=list)
    """Each: variables, factors, and what their sum is at least."""
    missing: list[int] = field(default_factory=list)
    """Variables of agents who are missing from what is to be covered."""
    notes: list[str] = field(default_factory=list)
    """What the user must be told of the program."""

    def __post_init__(self) -> None:
        for duty in self.duties:
            limit = self.shifts[duty.template].max_agents
            price = duty.price * (1 + _UNEASY * unease(duty.start, duty.end, duty.breaks))
            self.variable(price, most=np.inf if limit is None else float(limit))
        for template, shift in enumerate(self.shifts):
            self._template(template, shift)

    def variable(self, cost: float, *, most: float = np.inf, whole: bool = True) -> int:
        """Add a variable of 0 or more and return its number."""
        self.cost.append(cost)
        self.most.append(most)
        self.whole.append(int(whole))
        return len(self.cost) - 1

    def at_least(self, variables: Sequence[int], factors: Sequence[float], limit: float) -> None:
        """Add a row."""
        self.rows.append((list(variables), list(factors), limit))

    def _template(self, template: int, shift: WorkShift) -> None:
        mine = [number for number, duty in enumerate(self.duties) if duty.template == template]
        starts = sorted({self.duties[number].start.time() for number in mine})
        if shift.max_agents is not None:
            for day in {self.duties[number].day for number in mine}:
                today = [number for number in mine if self.duties[number].day == day]
                self.at_least(today, [-1.0] * len(today), -float(shift.max_agents))
        if shift.max_starts is not None and len(starts) > shift.max_starts:
            used = [self.variable(0.0, most=1.0) for _ in starts]
            self.at_least(used, [-1.0] * len(used), -float(shift.max_starts))
            for number in mine:
                self.at_least([used[starts.index(self.duties[number].start.time())], number], [_MISSING, -1.0], 0.0)
        self._people(mine, shift)

    def _people(self, mine: Sequence[int], shift: WorkShift) -> None:
        """Count the people that each group needs: days a week, and rest between two days' shifts."""
        for group in sorted({self.duties[number].group for number in mine}):
            ours = [number for number in mine if self.duties[number].group == group]
            people = self.variable(_HEAD * max(self.duties[number].price for number in ours), whole=False)
            days = sorted({self.duties[number].day for number in ours})
            for week in {day // 7 for day in days}:
                in_week = [number for number in ours if self.duties[number].day // 7 == week]
                self.at_least([people, *in_week], [float(shift.max_days), *[-1.0] * len(in_week)], 0.0)
            for together in _never_of_one_person(self.duties, ours, days, shift):
                self.at_least([people, *together], [1.0, *[-1.0] * len(together)], 0.0)

    def cover(self, required: Indices) -> list[int]:
        """Ask for at least so many agents, (G, I), and return the variables of those who are missing."""
        price = _MISSING * max((duty.price for duty in self.duties), default=1.0)
        missing = []
        present, groups = np.array([duty.present for duty in self.duties]), np.array([d.group for d in self.duties])
        for group, interval in np.argwhere(required > 0):
            here = np.flatnonzero((groups == group) & present[:, interval]).tolist()
            missing.append(self.variable(price, whole=False))
            self.at_least([missing[-1], *here], [1.0] * (1 + len(here)), float(required[group, interval]))
        self.missing += missing
        return missing

    def tie(self, choice: Indices) -> None:
        """Ask for as many agents on each duty as on the others of its choice, numbers of shape (duties,)."""
        first: dict[int, int] = {}
        for number, mine in enumerate(choice.tolist()):
            head = first.setdefault(mine, number)
            if head != number:
                self.at_least([head, number], [1.0, -1.0], 0.0)
                self.at_least([number, head], [1.0, -1.0], 0.0)

    def limit(self, most: Indices) -> None:
        """Ask for at most so many agents of each group in each interval, (G, I), where the duties could exceed it."""
        for group in range(len(most)):
            ours = [n for n, duty in enumerate(self.duties) if duty.group == group]
            for interval in np.flatnonzero(most[group] < MOST_AGENTS):
                here = [n for n in ours if self.duties[n].present[interval]]
                if here:
                    self.at_least(here, [-1.0] * len(here), -float(most[group, interval]))

    def solved(self) -> Reals | None:
        """
        Return the value of every variable, None if there is no solution.

        Most duties differ in their breaks alone and cost the same. A program of those that the relaxed one uses is many
        times quicker; where its solution is nearly as cheap as the relaxed one, no other needs to be looked for.
        """
        relaxed = self._solution(np.array(self.most), np.zeros(len(self.whole), np.int64))
        if relaxed is None:
            return None
        used = (relaxed > _UNUSED) | (np.arange(len(relaxed)) >= len(self.duties))
        found = self._solution(np.where(used, self.most, 0.0), np.array(self.whole))
        if found is not None and self._is_near(found, relaxed):
            return found
        return self._solution(np.array(self.most), np.array(self.whole))

    def _is_near(self, found: Reals, relaxed: Reals) -> bool:
        """Whether no more agents are missing than in the relaxed program, and all else costs hardly more."""
        more = float((found - relaxed)[self.missing].sum())
        cost = np.array(self.cost)
        cost[self.missing] = 0.0
        return more <= _UNUSED and float(cost @ found) <= (1 + _NEAR) * float(cost @ relaxed)

    def _solution(self, most: Reals, whole: Indices) -> Reals | None:
        """Return the value of every variable, none above its most, where 1 stands in whole a whole number."""
        from scipy.optimize import Bounds, LinearConstraint
        from scipy.sparse import csr_array

        lengths = [len(variables) for variables, _, _ in self.rows]
        columns = np.concatenate([np.asarray(variables, np.int64) for variables, _, _ in self.rows])
        factors = np.concatenate([np.asarray(values) for _, values, _ in self.rows])
        matrix = csr_array(
            (factors, (np.repeat(np.arange(len(self.rows)), lengths), columns)),
            shape=(len(self.rows), len(self.cost)),
        )
        return within_limits(
            np.array(self.cost),
            constraints=LinearConstraint(matrix, lb=np.array([limit for _, _, limit in self.rows])),
            bounds=Bounds(0, most), integrality=whole, nodes=_NODES, gap=_GAP, notes=self.notes,
        )  # fmt: skip


def _never_of_one_person(
    duties: Sequence[Duty], ours: Sequence[int], days: Sequence[int], shift: WorkShift
) -> Iterator[list[int]]:
    """Yield duties of which one person can work one only: those of a day, and a late one before an early one."""
    rest = timedelta(seconds=shift.min_rest.seconds if shift.min_rest else 0.0)
    for day in days:
        today = [number for number in ours if duties[number].day == day]
        yield today
        later = [number for number in ours if duties[number].day == day + 1]
        for start in sorted({duties[number].start for number in later}) if shift.min_rest else []:
            early = [number for number in later if duties[number].start <= start]
            late = [number for number in today if duties[number].end + rest > start]
            if late:
                yield [*early, *late]
