"""
Work as water: the cheapest hours that hold the work which promises leave time for, and no more.

Contacts become amounts of work that arrive in an interval and must be done before their promise is
due; agents work at their best pace, nobody waits for chance. That is a linear program. With all of the
work and the safety staff of live channels in it, it makes a good first plan: who does what, and how
far email and the night's messages can be spread. With the promised share of the work only, it is a
bound on what that share takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Indices
from channelmix.results import Reals
from channelmix.staffing.space import Space

_MISSED = 1e3
"""What work costs that cannot be done in time, in its dearest agents."""

_PEAK = 1e-3
"""What a group's highest number of a day costs, in agents of an interval: a tie-break that spreads work."""


@dataclass(frozen=True, eq=False)
class Ceiling:
    """What share of some contacts is in time at most, and how much of it has to be; I intervals, S lines, N cells."""

    height: Reals
    """(S, I)"""
    slope: Reals
    """(S, I) the share is at most height + slope * places, by each line."""
    places: Reals
    """(G,) places of an agent."""
    weight: Reals
    """(N, I) how much each interval counts in each cell."""
    least: Reals
    """(N,) share of each cell, at least."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Fluid:
    """Work of C channels in I intervals, and how G groups may do it."""

    space: Space
    work: Reals
    """(C, I) contacts' work that arrives, agent-intervals at pace 1."""
    due: Indices
    """(C, I) the last interval in which what arrives is in time; from I on in the period that follows, if it goes
    round, from 2 I on never; else never from I on."""
    pace: Reals
    """(G, C) contacts' work that an agent does at once; 0: not served."""
    safety: Reals
    """(C, I) contacts' work that agents stand ready for beside that which comes."""
    fullest: Reals
    """(G,) share of their time that agents can be at work, where work waits for them."""
    goes_round: bool = False
    """Whether what is left at the end of the period is there at its beginning."""
    ceilings: Sequence[Ceiling] = ()
    """What has to be in time beside, of contacts who do not wait for their work to be done."""

    def solved(self) -> Reals | None:
        """Return the agents of the cheapest plan, (G, I), not rounded; None if there is none."""
        return _Program(self).solved()

    def cost(self) -> float:
        """Return what the cheapest plan costs, 0 if there is none."""
        found = self.solved()
        return 0.0 if found is None else float((found * self.space.price).sum())


class _Program:
    """The linear program of a fluid: agents, work done, readiness, work left, work too late, peaks, shares in time."""

    def __init__(self, fluid: Fluid) -> None:
        self.fluid = fluid
        self.pairs = np.argwhere(fluid.pace > 0)
        self.channels, self.intervals = fluid.work.shape
        groups = len(fluid.pace)
        sizes = [groups, len(self.pairs), len(self.pairs), self.channels, self.channels, groups, len(fluid.ceilings)]
        self.first = np.concatenate([[0], np.cumsum(sizes)]) * self.intervals
        self.rows: list[tuple[Indices, Indices, Reals]] = []
        self.limits: list[tuple[Reals, Reals]] = []
        self.count = 0

    def _at(self, kind: int, number: int) -> Indices:
        """Return the variables of a kind (0 agents, 1 done, 2 ready, 3 left, 4 late, 5 peak, 6 share) in interval."""
        start = self.first[kind] + number * self.intervals
        return np.arange(start, start + self.intervals)

    def _rows(self, terms: Sequence[tuple[Indices, float | Reals]], low: Reals, high: Reals) -> None:
        """Add a row for every interval: the sum of variables times factors lies between low and high."""
        row = np.arange(self.count, self.count + self.intervals)
        for variables, factor in terms:
            self.rows.append((row, variables, np.zeros(self.intervals) + factor))
        self.limits.append((low, high))
        self.count += self.intervals

    def solved(self) -> Reals | None:
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, vstack

        for group in range(len(self.fluid.pace)):
            self._agents(group)
        for channel in range(self.channels):
            self._work(channel)
        for number, ceiling in enumerate(self.fluid.ceilings):
            self._share(self._at(6, number), ceiling)
        row, column, factor = (np.concatenate(parts) for parts in zip(*self.rows, strict=True))
        matrix = csr_array((factor, (row, column)), shape=(self.count, int(self.first[-1])))
        low, high = (np.concatenate(parts) for parts in zip(*self.limits, strict=True))
        equal, below, above = low == high, (low != high) & np.isfinite(high), (low != high) & np.isfinite(low)
        found = linprog(
            self._costs(),
            A_ub=vstack([matrix[below], -matrix[above]]), b_ub=np.concatenate([high[below], -low[above]]),
            A_eq=matrix[equal], b_eq=low[equal], bounds=self._bounds(), method="highs",
        )  # fmt: skip
        if found.status != 0:
            return None
        return np.asarray(found.x)[: self.first[1]].reshape(-1, self.intervals)

    def _agents(self, group: int) -> None:
        """Agents hold what they do and stand ready for; work that waits fills at most a share of their time."""
        mine = [number for number, (g, _) in enumerate(self.pairs) if g == group]
        done = [(self._at(1, number), -1.0) for number in mine]
        ready = [(self._at(2, number), -1.0) for number in mine]
        live = [term for term, number in zip(done, mine, strict=True) if self._is_live(int(self.pairs[number, 1]))]
        nothing, any_number = np.zeros(self.intervals), np.full(self.intervals, np.inf)
        self._rows([(self._at(0, group), 1.0), *live, *ready], nothing, any_number)
        self._rows([(self._at(0, group), float(self.fluid.fullest[group])), *done], nothing, any_number)
        peak = self._at(5, group)[self.fluid.space.day]
        self._rows([(peak, 1.0), (self._at(0, group), -1.0)], nothing, any_number)

    def _is_live(self, channel: int) -> bool:
        return bool(self.fluid.safety[channel].any())

    def _work(self, channel: int) -> None:
        """What was left and arrives is done or left; what is left must not be due yet; readiness is kept."""
        fluid, every = self.fluid, np.arange(self.intervals)
        able = [(number, float(fluid.pace[g, channel])) for number, (g, c) in enumerate(self.pairs) if c == channel]
        left, before = self._at(3, channel), np.roll(self._at(3, channel), 1)
        work = fluid.work[channel]
        self._rows([(left, 1.0), *((self._at(1, n), pace) for n, pace in able)], work, work)
        row = np.arange(self.count - self.intervals, self.count)
        kept = every if fluid.goes_round else every[1:]
        self.rows.append((row[kept], before[kept], np.full(len(kept), -1.0)))
        late = (self._at(4, channel), -1.0)
        self._rows([(left, 1.0), late], np.full(self.intervals, -np.inf), self._not_due(channel))
        if self._is_live(channel):
            ready = [(self._at(2, n), pace) for n, pace in able]
            self._rows(ready, self._asked(channel), np.full(self.intervals, np.inf))

    def _share(self, share: Indices, ceiling: Ceiling) -> None:
        """The share in time lies below every line, and over each cell it is as much as was promised."""
        for height, slope in zip(ceiling.height, ceiling.slope, strict=True):
            agents = [(self._at(0, int(g)), -slope * ceiling.places[g]) for g in np.flatnonzero(ceiling.places)]
            self._rows([(share, 1.0), *agents], np.full(self.intervals, -np.inf), height)
        for weight, least in zip(ceiling.weight, ceiling.least.tolist(), strict=True):
            counted = np.flatnonzero(weight)
            self.rows.append((np.full(len(counted), self.count), share[counted], weight[counted]))
            self.limits.append((np.array([least * weight.sum()]), np.array([np.inf])))
            self.count += 1

    def _asked(self, channel: int) -> Reals:
        """Return what must be ready in each interval, nothing where nobody who is able may be on duty."""
        able = self.fluid.pace[:, channel] > 0
        on_duty = self.fluid.space.allowed[able].any(axis=0)
        return np.where(on_duty, self.fluid.safety[channel], 0.0)

    def _not_due(self, channel: int) -> Reals:
        """Return how much of the work that came may be left at the end of each interval."""
        count = self.intervals
        work, due = self.fluid.work[channel], np.minimum(self.fluid.due[channel], 2 * count)
        marks = np.concatenate([work, np.zeros(count + 1)])
        np.subtract.at(marks, due, work)
        left = np.cumsum(marks)[:-1].reshape(2, count)
        return np.asarray(np.maximum(left[0] + left[1] if self.fluid.goes_round else left[0], 0.0))

    def _costs(self) -> Reals:
        space = self.fluid.space
        dearest = space.price.max(initial=1.0)
        costs = np.zeros(self.first[-1])
        costs[: self.first[1]] = space.price.ravel()
        costs[self.first[4] : self.first[5]] = _MISSED * dearest
        costs[self.first[5] : self.first[6]] = _PEAK * dearest
        return costs

    def _bounds(self) -> list[tuple[float, float | None]]:
        space = self.fluid.space
        agents = list(zip(space.least.ravel().astype(float), space.most.ravel().astype(float), strict=True))
        shares = [(0.0, 1.0)] * int(self.first[7] - self.first[6])
        return [*agents, *[(0.0, None)] * int(self.first[6] - self.first[1]), *shares]
