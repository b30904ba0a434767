"""
One path of people for groups that can do one another's work: hires, leavers and help, month by month.

Where a group can do another's work (``helping``), its people do so before anybody is hired. Of all paths that have
enough people for every group in every month, a linear program over all months and groups takes the one with the least
wages; of those the one with the least help that changes least from month to month. So nobody is hired in May whom June
does not need, and nobody is sent from group to group and back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from channelmix.errors import SolverFailed
from channelmix.results import Reals
from channelmix.staffing.ahead.helping import Helping
from channelmix.staffing.ahead.people import Staffing, followed, staffings, stay_of

_HELP, _BEYOND, _CHANGE = 1e-3, 1e-4, 1e-3
"""What a month of help costs in months of wages, how much more for each channel beyond, and what a change of it costs:
enough to choose among paths of the same wages, too little to hire anybody."""

_DIGITS = 6
"""Digits behind the point that are kept of the solver's figures: beyond lies noise."""


def path_of(
    needed: Reals, *, start: Reals, attrition: float, helpings: Sequence[Helping], prices: Reals
) -> list[list[Staffing]]:
    """
    Return hires, leavers and help of all groups, a list for each.

    Args:
        needed: Full-time equivalents by group and month, shape ``(G, M)``.
        start: Who is there before the first month, shape ``(G,)``.
        attrition: Share of people who leave within a year, 0 to below 1.
        helpings: Who can do whose work.
        prices: What an hour costs, shape ``(G,)``; with a 0 among them each the same, so that nobody works for nothing.

    Raises:
        SolverFailed: If HiGHS gives up, which it should not.

    Examples:
        >>> pair = Helping(giver=1, taker=0, rate=1.0, beyond=1)
        >>> front, both = path_of(np.array([[9.0], [2.0]]), start=np.array([8.0, 5.0]), attrition=0.0,
        ...                       helpings=[pair], prices=np.array([30.0, 33.0]))
        >>> front[0].hires, front[0].got, both[0].gives, both[0].over
        (0.0, 1.0, {0: 1.0}, 2.0)
    """
    if not helpings:
        pairs = zip(needed.tolist(), start.tolist(), strict=True)
        return [staffings(mine, start=begun, attrition=attrition) for mine, begun in pairs]
    hires, amounts = _Program(needed, start, stay_of(attrition), helpings, prices).solved()
    rows = [
        followed(mine, came, start=begun, attrition=attrition)
        for mine, came, begun in zip(needed.tolist(), hires.tolist(), start.tolist(), strict=True)
    ]
    return [
        [_helped(row, group, helpings, amounts[:, month].tolist()) for month, row in enumerate(mine)]
        for group, mine in enumerate(rows)
    ]


def _helped(row: Staffing, group: int, helpings: Sequence[Helping], amounts: Sequence[float]) -> Staffing:
    """Return a group's month with the help that it gives and gets."""
    pairs = list(zip(helpings, amounts, strict=True))
    gives = {pair.taker: amount for pair, amount in pairs if pair.giver == group and amount > 0}
    got = sum((pair.rate * amount for pair, amount in pairs if pair.taker == group), 0.0)
    return replace(row, gives=gives, got=got)


@dataclass(frozen=True, eq=False)
class _Program:
    """The linear program of G groups, K pairs and M months; its unknowns are blocks of people, hires, help, changes."""

    needed: Reals
    start: Reals
    stay: float
    helpings: Sequence[Helping]
    prices: Reals

    @property
    def size(self) -> tuple[int, int, int]:
        """Groups, pairs and months."""
        return len(self.start), len(self.helpings), self.needed.shape[1]

    def solved(self) -> tuple[Reals, Reals]:
        """Return hires, shape ``(G, M)``, and help of each pair in people of the giver, shape ``(K, M)``."""
        from scipy.optimize import linprog

        groups, pairs, months = self.size
        begun = np.zeros((months, groups))
        begun[0] = self.stay * self.start
        others = np.zeros(months * (groups + 2 * pairs))
        found = linprog(
            self._costs(), A_ub=self._limits(), b_ub=np.concatenate([-self.needed.T.ravel(), others]),
            A_eq=self._flow(), b_eq=begun.ravel(), method="highs",
        )  # fmt: skip
        if found.x is None:
            raise SolverFailed(
                f"HiGHS found no hires and help of {groups} groups over {months} months, though people can always be "
                f"hired (got status {found.status}: {found.message}); ask for fewer months, or let no group serve all "
                "channels of another, so that each hires by itself"
            )
        plain = np.maximum(np.round(np.asarray(found.x, np.float64), _DIGITS), 0.0)
        _, hires, help_, _ = np.split(plain, np.cumsum([months * groups, months * groups, months * pairs]))
        return hires.reshape(months, groups).T, help_.reshape(months, pairs).T

    def _costs(self) -> Reals:
        groups, pairs, months = self.size
        wages = self.prices / self.prices.mean() if self.prices.all() else np.ones(groups)
        help_ = [_HELP + _BEYOND * pair.beyond for pair in self.helpings]
        blocks = (wages, np.zeros(groups), np.array(help_), np.full(pairs, _CHANGE))
        return np.concatenate([np.tile(block, months) for block in blocks])

    def _flow(self) -> Any:
        """Return what says that people are those of the month before who stayed, and hires."""
        from scipy.sparse import csr_array, eye_array, hstack, kron

        groups, pairs, months = self.size
        every = eye_array(months * groups)
        stayed = every - self.stay * kron(eye_array(months, k=-1), eye_array(groups))
        return hstack([stayed, -every, csr_array((months * groups, 2 * months * pairs))], format="csr")

    def _limits(self) -> Any:
        """Return what says that people suffice, that none helps twice, and how much help changes."""
        from scipy.sparse import block_array, csr_array, eye_array, kron

        groups, pairs, months = self.size
        giver, taker = np.zeros((2, groups, pairs))
        for number, pair in enumerate(self.helpings):
            giver[pair.giver, number], taker[pair.taker, number] = 1.0, pair.rate
        every, people = eye_array(months), eye_array(months * groups)
        net, gross = (kron(every, csr_array(each)) for each in (giver - taker, giver))
        later = kron(every - eye_array(months, k=-1), eye_array(pairs))
        changes, nobody = eye_array(months * pairs), csr_array((months * pairs, months * groups))
        rows: list[list[Any]] = [
            [-people, None, net, None],
            [-people, None, gross, None],
            [nobody, nobody, later, -changes],
            [nobody, nobody, -later, -changes],
        ]
        return block_array(rows, format="csr")
