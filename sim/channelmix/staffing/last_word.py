"""
Many customers have the last word on a plan that few have found.

Who is met by hundreds of plans must be few, and few leave much to chance: a plan is asked for more than is promised,
and others may see it miss a promise all the same. Where many may be met a few times, room is therefore counted so that
the plan in hand is as safe by the few as it is by the many. The search goes on from there, with less to spare, and of
what it finds each day stands if the many see no promise lost by it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.staffing.search import Search
from channelmix.staffing.touching import DayByDay
from channelmix.staffing.trials import Trial, Trials

_TURNS = 2
"""Times that few customers search on, and many have the last word; more changed nothing on a desk of four channels.
This and what follows are estimates of ours."""

DEAREST = 1.1
"""What many customers lack may make the plan so many times as dear; what costs more is hardly in reach, and left."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LastWord(DayByDay):
    """Lets many customers judge what few find; ``trials`` are the many."""

    search: Callable[[Trials], Search]
    """Returns a search on the customers of some trials, for what these ask for."""

    def had(self, few: Trials, found: Trial) -> tuple[Trials, Trial]:
        """
        Return the few customers, by whom the plan is as safe as by the many, and the plan that the many let stand.

        Args:
            few: Where the plan was found; safety that was asked for there is replaced.
            found: The plan.
        """
        many = self._asking(few, self.trials)
        for _ in range(_TURNS):
            few, before = few.agreeing(many.of(found.plan)), found.plan
            search = self.search(few)
            for better in (search.raised, partial(search.weighed, rounds=1)):
                after = better(few.of(found.plan))
                many = self._asking(few, many)
                found = few.of(replace(self, trials=many).standing(found.plan, after.plan))
            if np.array_equal(before, found.plan):
                break
        few = few.agreeing(many.of(found.plan))
        return few, few.of(found.plan)

    def _asking(self, few: Trials, many: Trials) -> Trials:
        """Return the many, who are asked for as much as the few."""
        return many if many.cells is few.cells else replace(self.trials, cells=few.cells, tried={})

    def standing(self, plan_before: Indices, after: Indices) -> Indices:
        """Return a changed plan without the changes of days by which a promise is lost, or the plan before."""
        if self.space.cost(after) > DEAREST * self.space.cost(plan_before):
            return plan_before
        before = self.trials.of(plan_before)
        days = self.days(before)
        plan = after
        while not np.array_equal(plan, before.plan):
            lost = np.flatnonzero(before.kept & ~self.trials.of(plan).kept)
            mine = [day for day in days if np.isin(lost, day.cells).any()]
            back = plan.copy()
            for day in mine:
                where = np.ix_(np.array(day.groups, np.int64), day.intervals)
                back[where] = before.plan[where]
            if np.array_equal(back, plan):
                return plan if not len(lost) else before.plan
            plan = back
        return plan
