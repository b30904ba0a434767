"""
What changing several duties of a day would do to its promises, foretold from single agents more and fewer.

Of those who can serve a channel in an interval each further one brings less than the one before, and each further one
who is missing is missed more: in the proportion of what one more brings to what one fewer takes there. Whoever serves
a channel counts, of whatever group, since two groups that lose an agent each leave nobody. So a duty exchanged for
another changes nothing where both are ready, and one agent's leaving is dear where few are left.
"""

from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.results import Reals
from channelmix.staffing.paring import Worked
from channelmix.staffing.pool import Pool

_RATIO = (1.3, 4.0)
"""Least and most of what one fewer takes against what one more brings: differences of single agents are in doubt."""

_FARTHEST = 2
"""Agents of a group more or fewer in an interval, at most."""

_MOST_SPARE = 2.0
"""Room for more duties than these is worth nothing."""

_ALL = 0.05
"""What room of all cells is worth, against that of the cell that has least."""

_DEAR = 4.0
"""What it is worth to come a duty's price nearer to what is to be saved, in duties' room."""

_STEPS = 60
_INTO = 40
"""So many duties are thought of to go to, those that bring most where room is least."""

_BETTER, _LEAST = 1e-6, 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Foretold:
    """A plan with its duties, and what others would do to K cells; G groups, I intervals."""

    pool: Pool
    now: Worked
    share: Reals
    """(K, G, I) what an agent of a group is to a cell, against one of the group that is most to it there."""
    less: Reals
    """(K, I) room that the first agent fewer takes."""
    ratio: Reals
    """(K, I) what each further one takes against the one before, and each one more against the next."""
    most: Reals
    """(K, I) what an interval can take from a cell at most."""

    def room(self, plan: Indices) -> Reals:
        """Return the room that each cell is foretold to have under a plan, (K,)."""
        change = np.einsum("kgi,gi->ki", self.share, plan - self.now.trial.plan)
        result: Reals = self.now.trial.room + _effect(change, self.less, self.ratio, self.most).sum(axis=-1)
        return result

    def touches(self, corner: Indices, cells: Indices) -> bool:
        """Whether agents of a corner change any of some cells."""
        group, present = self.pool.group[corner], self.pool.present[corner]
        return any(
            bool((self.share[cells, number] * self.less[cells])[:, present[group == number].any(axis=0)].any())
            for number in np.unique(group)
        )

    def saved(self, agents: Indices, corner: Indices, saving: float, *, asked: Reals) -> tuple[Indices, float]:
        """
        Return the agents with those of a corner costing so much less, and the least room foretold, in duties.

        Args:
            agents: Of all duties, (D,).
            corner: Duties that may change.
            saving: What they are to cost less.
            asked: Room to be left in each cell beside none, (K,).
        """
        search = _Search(foretold=self, corner=corner, agents=agents.copy(), saving=saving, asked=asked)
        return search.found()


def foretold_of(pool: Pool, now: Worked) -> Foretold:
    """Return what is foretold of plans near one, by measuring single agents more and fewer."""
    less = np.maximum(-_smooth(pool.singles(now.trial, -1, side_by_side=False)), 0.0)
    more = np.maximum(_smooth(pool.singles(now.trial, 1, side_by_side=False)), 0.0)
    weight = less + more
    top = weight.max(axis=1)
    share = weight / np.maximum(top, _LEAST)[:, None]
    first = np.maximum(less.max(axis=1), more.max(axis=1))
    ratio = np.clip(first / np.maximum(more.max(axis=1), _LEAST), *_RATIO)
    return Foretold(
        pool=pool, now=now, share=share, less=first, ratio=ratio, most=np.maximum(_at_stake(pool, now), first)
    )


def _at_stake(pool: Pool, now: Worked) -> Reals:
    """Return the share of each cell's contacts that come around an interval: no more can be lost there, (K, I)."""
    cells, trial = pool.trials.cells, now.trial
    held = np.zeros((cells.count, pool.most.shape[1]))
    for goal in range(len(cells.goals)):
        inside = np.flatnonzero(cells.cell[goal] >= 0)
        mine = cells.cell[goal, inside]
        held[mine, inside] = trial.held[goal, inside] / np.maximum(trial.weight[mine], _LEAST)
    return np.maximum(np.maximum(held, np.roll(held, 1, axis=1)), np.roll(held, -1, axis=1))


def _smooth(single: Reals) -> Reals:
    """Return effects evened out over neighbouring intervals where there are any: chance is large in each by itself."""
    there = (single != 0).astype(np.float64)
    total, count = 2 * single, 2 * there
    total[..., 1:] += single[..., :-1]
    total[..., :-1] += single[..., 1:]
    count[..., 1:] += there[..., :-1]
    count[..., :-1] += there[..., 1:]
    return np.where(there > 0, total / np.maximum(count, 1.0), 0.0)


def _effect(change: Reals, less: Reals, ratio: Reals, most: Reals) -> Reals:
    """Return by how much the room changes if so many agents more (above zero) or fewer are there."""
    power = np.exp(-change * np.log(ratio))
    return np.asarray(np.maximum(less * (1 - power) / (ratio - 1), -most))


@dataclass(kw_only=True, eq=False)
class _Search:
    """Steepest ascent: an agent leaves a duty, comes to one, or both, as long as that brings what is asked nearer."""

    foretold: Foretold
    corner: Indices
    agents: Indices
    saving: float
    asked: Reals

    def __post_init__(self) -> None:
        pool, foretold = self.foretold.pool, self.foretold
        self._group, present = pool.group[self.corner], pool.present[self.corner]
        self._inside = inside = np.flatnonzero(present.any(axis=0))
        self._price = pool.price[self.corner]
        now = self.agents[self.corner]
        self._budget = float(now @ self._price) - self.saving
        self._dear = max(float(now @ self._price) / max(now.sum(), 1), _LEAST)
        of_groups = (foretold.share * foretold.less[:, None])[:, np.unique(self._group)]
        self._cells = np.flatnonzero(of_groups[:, :, inside].any(axis=(1, 2)))
        # P pairs of a cell and an interval that is something to it, by cell, and where each of C cells has its first
        self._of, at = np.nonzero(foretold.less[np.ix_(self._cells, inside)])
        self._first = np.searchsorted(self._of, np.arange(len(self._cells)))
        self._pairs = self._cells[self._of], inside[at]
        self._less, self._ratio, self._most = (
            each[self._pairs] for each in (foretold.less, foretold.ratio, foretold.most)
        )
        # (N, P) what each duty is to a cell in an interval
        share = foretold.share[self._pairs[0], :, self._pairs[1]]
        self._brings = share[:, self._group].T * present[:, self._pairs[1]]
        self._may_come = self._allowed()
        self._measure(pool.plan(self.agents), present[:, inside], now)

    def _measure(self, plan: Indices, present: Flags, now: Indices) -> None:
        """Set what lies around the corner's own duties: room, its scale, and how many may be at each place."""
        pool, foretold, inside = self.foretold.pool, self.foretold, self._inside
        change = np.einsum("kgi,gi->ki", foretold.share, plan - foretold.now.trial.plan)
        self._change = change[self._pairs]
        here = self._by_cell(_effect(self._change, self._less, self._ratio, self._most))
        self._elsewhere = foretold.room(plan)[self._cells] - here - self.asked[self._cells]
        taken = self._by_cell(self._brings * self._less)
        self._scale = np.maximum((now @ taken) / max(now.sum(), 1), _LEAST)
        # (N, G I) where each duty is
        there = np.zeros((len(now), len(pool.most), len(inside)), np.int64)
        there[np.arange(len(now)), self._group] = present
        self._there = there.reshape(len(now), -1)
        self._at = at = plan[:, inside].ravel()
        self._low = np.maximum(at - _FARTHEST, np.minimum(pool.problem.space.least[:, inside].ravel(), at))
        self._high = np.minimum(at + _FARTHEST, np.maximum(pool.most[:, inside].ravel(), at))

    def _allowed(self) -> Flags:
        """Return the duties to which agents may come, (N,): of templates with few starts only at those in use."""
        pool, corner = self.foretold.pool, self.corner
        may = np.ones(len(corner), np.bool_)
        for number, shift in enumerate(pool.problem.scenario.work_shift):
            if shift.max_starts is not None:
                in_use = np.unique(pool.starts[(pool.template == number) & (self.foretold.now.agents > 0)])
                may &= (pool.template[corner] != number) | np.isin(pool.starts[corner], in_use)
        return may

    def found(self) -> tuple[Indices, float]:
        """Return the agents of all duties, and the least room foretold, in duties; none if too much is paid."""
        if not len(self._cells):
            return self.agents, -np.inf
        for _ in range(_STEPS):
            if not self._step():
                break
        is_cheap = float(self.agents[self.corner] @ self._price) <= self._budget + _LEAST
        return self.agents, float(self._spare(self._change).min(initial=_MOST_SPARE)) if is_cheap else -np.inf

    def _by_cell(self, each: Reals) -> Reals:
        """Return the sums of each cell's pairs, (..., C)."""
        return np.add.reduceat(each, self._first, axis=-1) if len(self._first) else each[..., :0]

    def _spare(self, change: Reals) -> Reals:
        """Return the room of each cell, in duties, for changes of shape (..., P)."""
        effect = self._by_cell(_effect(change, self._less, self._ratio, self._most))
        return np.asarray(np.minimum((self._elsewhere + effect) / self._scale, _MOST_SPARE))

    def _value(self, spare: Reals, cost: Reals) -> Reals:
        beyond = np.maximum(cost - self._budget, 0.0) / self._dear
        return np.asarray(spare.min(axis=-1) + _ALL * spare.mean(axis=-1) - _DEAR * beyond)

    def _step(self) -> bool:
        """Make the best single change; return whether there was one."""
        mine = self.agents[self.corner]
        out, into, cost = np.flatnonzero(mine > 0), self._into(), float(mine @ self._price)
        stays = np.zeros((1, *self._brings.shape[1:])), np.zeros((1, self._there.shape[1]), np.int64)
        (goes, leaves), (comes, arrives) = (
            (np.concatenate([self._brings[some], stays[0]]), np.concatenate([self._there[some], stays[1]]))
            for some in (out, into)
        )
        saved = np.append(self._price[out], 0.0)[:, None] - np.append(self._price[into], 0.0)
        value = self._value(self._spare(self._change + comes - goes[:, None]), cost - saved)
        at = self._at + arrives - leaves[:, None]
        value[((at < self._low) | (at > self._high)).any(axis=2)] = -np.inf
        row, column = np.unravel_index(int(np.argmax(value)), value.shape)
        if value[row, column] <= float(self._value(self._spare(self._change), np.array(cost))) + _BETTER:
            return False
        self._change = self._change + comes[column] - goes[row]
        self._at = self._at + arrives[column] - leaves[row]
        for duty, sign in ((out[row : row + 1], -1), (into[column : column + 1], 1)):
            self.agents[self.corner[duty]] += sign
        return True

    def _into(self) -> Indices:
        """Return the duties that bring most for their price where room is least."""
        spare = self._spare(self._change)
        slope = self._less * np.exp(-self._change * np.log(self._ratio))
        weight = np.exp(-2 * (spare - spare.min(initial=0.0))) / self._scale
        worth = self._brings @ (slope * weight[self._of]) / np.maximum(self._price, _LEAST)
        worth[~self._may_come] = -np.inf
        return np.argsort(-worth, kind="stable")[: min(_INTO, int(self._may_come.sum()))]
