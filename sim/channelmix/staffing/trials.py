"""
A plan put to the test: the same customers meet every plan, so that plans differ by themselves alone.

Customers are drawn once and kept, plans that were tried are remembered, and replications run side
by side on threads. What comes back is, for each cell of each goal, how much room is left.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import floor
from typing import ClassVar

import numpy as np

from channelmix.engine.inputs import DAY, Contacts, Flags, Indices
from channelmix.results import Reals, student_quantile
from channelmix.simulate.simulation import Population, Simulation
from channelmix.simulate.tallies import Tally
from channelmix.staffing.goals import Cells
from channelmix.staffing.switches import Layout


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """What a plan did for R replications: Q goals, I intervals, K cells."""

    plan: Indices
    """(G, I)"""
    surplus: Reals
    """(Q, I) by how much the numerator is better than promised, mean of the replications."""
    held: Reals
    """(Q, I) what it is held against, mean of the replications."""
    weight: Reals
    """(K,) what each cell's share is taken of, mean of the replications."""
    share: Reals
    """(K,) what came out; NaN where there was nothing."""
    room: Reals
    """(K,) by how much it is better than promised, less what chance may account for; 0 or more: kept."""
    error: Reals
    """(K,) what chance may account for, at the stated confidence."""

    @property
    def kept(self) -> Flags:
        """Whether each cell is kept, (K,)."""
        return np.asarray(self.room >= -_ROUNDING)

    @property
    def keeps_all(self) -> bool:
        """Whether every cell is kept."""
        return bool(self.kept.all())

    @property
    def missing(self) -> float:
        """How much is missing in all cells together, in contacts."""
        return float(np.maximum(-self.room, 0.0) @ self.weight)


MOST_KEPT_BYTES = 2**30
"""Customers of one search are kept up to this size; who comes after is drawn anew for each trial."""

_CLEARLY = 3
"""Errors below what is promised, of which one is asked for, that are chance no longer, not even among hundreds of
promises: an estimate of ours."""

_FEW = 3
"""Replications of which the contacts are counted."""

_ROUNDING = 1e-9
_SURELY = 0.95
"""Confidence by which chance is told from a promise missed, where less is stated: an estimate of ours."""


@dataclass(eq=False)
class _Kept:
    """A population that remembers the customers it has drawn, as many as fit in; others are drawn again."""

    keeps_customers: ClassVar = True
    inner: Population
    drawn: dict[tuple[int, int, int], Contacts] = field(default_factory=dict)
    size: int = 0
    """Bytes that the customers take who are kept."""

    def contacts(self, seed: int, replication: int, until: int) -> Contacts:
        """Return the contacts of a replication, the same whether they were kept or not."""
        key = (seed, replication, until)
        known = self.drawn.get(key)
        if known is not None:
            return known
        found = self.inner.contacts(seed, replication, until)
        if self.size < MOST_KEPT_BYTES:
            self.drawn[key] = found
            self.size += sum(column.nbytes for column in vars(found).values() if isinstance(column, np.ndarray))
        return found

    def forget(self) -> None:
        """Let go of all customers."""
        self.drawn.clear()
        self.size = 0


@dataclass(kw_only=True, eq=False)
class Trials:
    """Tries plans on the customers of fixed replications."""

    simulation: Simulation
    whole: Simulation
    """The same as ``run`` plays it, for those who check."""
    layout: Layout
    cells: Cells
    replications: Sequence[int]
    confidence: float
    threads: int = 1
    later: int | None = None
    """How many replications decide later; absent: as many as here. Chance counts as it will then."""
    safety: Reals | None = None
    """(K,) taken off the room of each cell beside what chance may account for; absent: nothing."""
    check: Callable[[], None] = lambda: None
    """Called before each trial; raises to stop."""
    tried: dict[bytes, Trial] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What the user must be told of the search; trials made from these add to the same."""
    let_off: set[int] = field(default_factory=set)
    """Cells that only a crowd would keep, so that less is asked of them; trials made from these add to the same."""

    def __post_init__(self) -> None:
        population = self.simulation.population
        self._kept = population if isinstance(population, _Kept) else _Kept(population)
        self.simulation = replace(self.simulation, population=self._kept)

    @property
    def count(self) -> int:
        """How many plans were tried."""
        return len(self.tried)

    @property
    def customers_kept(self) -> int:
        """Of how many replications the customers are kept."""
        return len(self._kept.drawn)

    @cached_property
    def contacts_of_one(self) -> float:
        """
        How many contacts a replication has, possible ones included: of a few replications, till a day after the period.

        How far others are drawn, threads decide; who decides by their number must not depend on that.
        """
        end = min(self.simulation.operation.count_until + DAY, self.simulation.horizons[0])
        few = [self._kept.contacts(self.simulation.seed, each, end).rows for each in self.replications[:_FEW]]
        return sum(few) / len(few)

    def forget(self) -> None:
        """Let go of the customers; who is asked for again is drawn again, the same."""
        self._kept.forget()

    def of(self, plan: Indices) -> Trial:
        """Return what a plan does; tried at most once."""
        key = plan.tobytes()
        if key not in self.tried:
            self.check()
            trial = self._scaled(trial_of(self.tallies(plan), plan, self.cells, self.confidence))
            self.tried[key] = trial if self.safety is None else replace(trial, room=trial.room - self.safety)
        return self.tried[key]

    @property
    def cells_asked(self) -> Cells:
        """The cells that are kept as promised, without those that were let off."""
        return self.cells.without(np.isin(np.arange(self.cells.count), list(self.let_off)))

    def let_go(self, hopeless: Flags, short: Reals, now: Trial) -> Trial:
        """
        Ask no more of some cells than a plan gives them, and return that plan's trial by that.

        Args:
            hopeless: (K,) the cells.
            short: (K,) by how much they are short under the plan.
            now: The plan, tried.
        """
        more = np.where(hopeless, np.maximum(short, 0.0) + _ROUNDING, 0.0)
        self.cells = self.cells.forgiven(more)
        self.tried = {key: replace(trial, room=trial.room + more) for key, trial in self.tried.items()}
        self.let_off.update(np.flatnonzero(hopeless).tolist())
        return self.of(now.plan)

    def _scaled(self, trial: Trial) -> Trial:
        """Return the trial with the error that more replications will have."""
        if self.later is None or len(self.replications) < 2:
            return trial
        error = trial.error * min(np.sqrt(len(self.replications) / self.later), 1.0)
        return replace(trial, room=trial.room + trial.error - error, error=error)

    def tallies(self, plan: Indices) -> list[Tally]:
        """Return what each replication counted under a plan."""
        staffed = replace(self.simulation, operation=self.layout.laid(plan, self.simulation.operation))
        if self.threads == 1:
            return [staffed.play(number) for number in self.replications]
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(staffed.play, self.replications))

    def entire(self, replications: Sequence[int]) -> "Trials":
        """Return trials on other customers, played with all of the warm-up as ``run`` does."""
        return replace(self, simulation=self.whole, replications=replications, safety=None, later=None, tried={})

    def on_first(self, count: int) -> "Trials":
        """Return trials on the first of the customers, where chance counts as on all; the same if there are no more."""
        if count >= len(self.replications):
            return self
        later = self.later or len(self.replications)
        return replace(self, replications=self.replications[:count], later=later, tried={})

    def agreeing(self, other: Trial) -> "Trials":
        """
        Return trials on these customers by which a plan has the room that others gave it; all room is off by as much.

        Args:
            other: The plan, tried on other customers.
        """
        plain = replace(self, safety=None, tried={})
        off = plain.of(other.plan).room - other.room
        known = {key: replace(trial, room=trial.room - off) for key, trial in plain.tried.items()}
        return replace(self, safety=off, tried=known)

    def with_cells(self, cells: Cells) -> "Trials":
        """Return trials on the same customers for other cells."""
        return replace(self, cells=cells, tried={})


def trial_of(tallies: Sequence[Tally], plan: Indices, cells: Cells, confidence: float) -> Trial:
    """
    Return how far a plan keeps its promises.

    The error of a share is that of a ratio of sums over replications (delta method), and at least
    that of as many independent contacts as were counted, which few replications may understate.
    """
    counted = [[goal.counted(each) for each in tallies] for goal in cells.goals]
    above, below = (
        np.array([[pair[part] for pair in mine] for mine in counted]).reshape(len(cells.goals), len(tallies), -1)
        for part in (0, 1)
    )
    limits = np.array([goal.limit for goal in cells.goals])[:, None, None]
    sign = np.array([1.0 if goal.at_least else -1.0 for goal in cells.goals])
    surplus = sign[:, None, None] * (above - limits * below)
    gained, held, reached = cells.sums(surplus), cells.sums(below), cells.sums(above)
    with np.errstate(divide="ignore", invalid="ignore"):
        margin = gained.sum(axis=0) / held.sum(axis=0)
        share = reached.sum(axis=0) / held.sum(axis=0)
        error = _error(gained - margin * held, held, share, cells=cells, confidence=confidence)
    nothing = held.sum(axis=0) == 0
    room = np.where(nothing, np.where(cells.demanded, -1.0, 0.0), margin - error) + cells.tolerance
    return Trial(
        plan=plan, surplus=surplus.mean(axis=1), held=below.mean(axis=1), weight=held.mean(axis=0), share=share,
        room=room, error=np.where(nothing, 0.0, error),
    )  # fmt: skip


def chance_factor(confidence: float) -> float:
    """
    Return by what to stretch an error of some confidence so that it tells chance from a promise missed.

    Of one of little confidence next to nothing is left to tell by; it is stretched to that of 95 %.

    Examples:
        >>> chance_factor(0.99), round(chance_factor(0.6), 2)
        (1.0, 6.49)
    """
    from scipy.special import ndtri

    return max(float(ndtri(_SURELY) / max(ndtri(confidence), _ROUNDING)), 1.0)


def is_chance(trial: Trial, confidence: float) -> bool:
    """Whether of the cells in which anybody came no more fall short than confidence allows, and none is missed."""
    short = trial.room + trial.error < 0
    return (
        int(short.sum()) <= most_short(int((trial.weight > 0).sum()), confidence)
        and not is_missed(trial, confidence).any()
    )


def most_short(cells: int, confidence: float) -> int:
    """
    Return how many of so many promises may come out short by chance, where each is kept with some confidence.

    Examples:
        >>> most_short(26, 0.95), most_short(10, 0.9)
        (1, 1)
    """
    return floor((1 - confidence) * cells + _ROUNDING)


def is_missed(trial: Trial, confidence: float) -> Flags:
    """Return whether each cell falls short of its promise by more than chance may account for, (K,)."""
    chance = trial.error * chance_factor(confidence)
    return np.asarray(trial.room + trial.error < -(_CLEARLY - 1) * chance)


def _error(off: Reals, held: Reals, share: Reals, *, cells: Cells, confidence: float) -> Reals:
    """Return what chance may account for in each cell's share, shape (K,)."""
    count, total = len(off), held.sum(axis=0)
    if count < 2:
        return np.zeros(cells.count)
    reach = student_quantile(confidence, count - 1)
    spread = np.sqrt(count / (count - 1) * (off**2).sum(axis=0)) / total
    is_share = np.array([not (goal.is_count or goal.of_group) for goal in cells.goals], np.bool_)[cells.goal]
    alone = np.sqrt(np.where(is_share, share * (1 - share), 0.0) / total)
    result: Reals = reach * np.where(spread > _ROUNDING, np.maximum(spread, alone), 0.0)
    return result
