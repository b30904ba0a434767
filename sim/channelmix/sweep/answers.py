"""
What a sweep answers: the price of a promise, what matters most, and which strategy is best where.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from channelmix.compare.ranking import chances
from channelmix.results import Estimate, Figure, difference
from channelmix.simulate.named import Name
from channelmix.sweep.playing import Trial
from channelmix.sweep.points import Point

COST = Name("total", "", "cost_per_year")


@dataclass(frozen=True)
class Step:
    """One step of the price of a promise: by the means nothing cheaper in the sweep reaches as much."""

    trial: Trial
    reached: Estimate
    cost: Estimate
    surely_more: bool | None = None
    """Whether it surely reaches more than the step before, and surely costs more; None for the first."""


def price(trials: Sequence[Trial], promise: Name) -> list[Step]:
    """
    Return what each level of a promise costs at least, cheapest first.

    Args:
        trials: Of a sweep.
        promise: A figure of which more, or less, is better.
    """
    known = [
        (trial, reached, cost)
        for trial in trials
        if (reached := trial.figure(promise)) is not None and reached.value is not None
        and (cost := trial.figure(COST)) is not None and cost.value is not None
    ]  # fmt: skip
    known.sort(key=lambda entry: (entry[2].value or 0.0, -promise.better * (entry[1].value or 0.0)))
    steps: list[Step] = []
    before: tuple[Figure, Figure] | None = None
    for trial, reached, cost in known:
        if before is None:
            steps.append(Step(trial, reached.estimate(), cost.estimate()))
        elif promise.better * ((reached.value or 0.0) - (before[0].value or 0.0)) > 0:
            gain = difference(*((reached, before[0]) if promise.better > 0 else (before[0], reached)))
            is_sure = all(_is_above_nothing(change) for change in (gain, difference(cost, before[1])))
            steps.append(Step(trial, reached.estimate(), cost.estimate(), is_sure))
        else:
            continue
        before = reached, cost
    return steps


def _is_above_nothing(change: Figure) -> bool:
    low = change.estimate().low
    return low is not None and low > 0


@dataclass(frozen=True)
class Swing:
    """How far one setting moves a figure from where the file has it."""

    key: str
    values: tuple[object, ...]
    """Those at the least and the largest change."""
    changes: tuple[Estimate, Estimate]

    @property
    def width(self) -> float:
        """From the least change to the largest."""
        least, most = (change.mean or 0.0 for change in self.changes)
        return max(most, 0.0) - min(least, 0.0)


def tornado(trials: Sequence[Trial], figure: Name, strategy: str) -> list[Swing]:
    """
    Return how far each setting moves a figure, the widest first.

    Args:
        trials: Of a sweep of one setting at a time, whose first point is the file as it is.
        figure: What is moved.
        strategy: Of which scenario.
    """
    mine = [trial for trial in trials if trial.strategy == strategy]
    base = next((trial.figure(figure) for trial in mine if not trial.point), None)
    keys = dict.fromkeys(key for trial in mine for key in trial.point)
    swings = []
    for key in keys:
        moved = [
            (trial.point[key], difference(found, base).estimate())
            for trial in mine
            if key in trial.point and base is not None and (found := trial.figure(figure)) is not None
        ]
        known = [(value, change) for value, change in moved if change.mean is not None]
        if known:
            least, most = (pick(known, key=lambda entry: entry[1].mean or 0.0) for pick in (min, max))
            swings.append(Swing(key, (least[0], most[0]), (least[1], most[1])))
    return sorted(swings, key=lambda swing: -swing.width)


def margins(trials: Sequence[Trial], figure: Name) -> tuple[str, list[Swing]]:
    """
    Return who is best with the file as it is, and how far ahead at the worst and best value of each setting.

    Where a setting's least margin is below 0 it changes the ranking; those that bring the leader
    nearest to that come first.

    Args:
        trials: Of a sweep of one setting at a time, over several strategies.
        figure: By which they are ranked.
    """
    base = [trial for trial in trials if not trial.point]
    leaders = winners(base, figure)
    if not leaders or len(base) < 2:
        return "", []
    leader = leaders[0].strategy
    ahead = [(point, margin) for point, margin in _ahead(trials, figure, leader) if margin.mean is not None]
    swings = []
    for key in dict.fromkeys(key for point, _ in ahead for key in point):
        mine = [(point[key], margin) for point, margin in ahead if key in point]
        least, most = (pick(mine, key=lambda entry: entry[1].mean or 0.0) for pick in (min, max))
        swings.append(Swing(key, (least[0], most[0]), (least[1], most[1])))
    return leader, sorted(swings, key=lambda swing: swing.changes[0].mean or 0.0)


def _ahead(trials: Sequence[Trial], figure: Name, leader: str) -> Iterator[tuple[Point, Estimate]]:
    """Yield each point with how far the leader is ahead of the best of the others; below 0 it is behind."""
    for _, of_point in groupby(trials, key=lambda trial: trial.point):
        found = {trial.strategy: (trial, own) for trial in of_point if (own := trial.figure(figure)) is not None}
        others = [entry for name, entry in found.items() if name != leader and entry[1].value is not None]
        if leader in found and others:
            trial, mine = found[leader]
            best = max(others, key=lambda entry: figure.better * (entry[1].value or 0.0))[1]
            ahead = difference(mine, best) if figure.better > 0 else difference(best, mine)
            yield trial.point, ahead.estimate()


@dataclass(frozen=True)
class Winner:
    """Which strategy is best at a point, and how probably."""

    point: Point
    strategy: str
    probability: float | None
    estimate: Estimate
    """Its figure."""
    dearer: Estimate | None
    """How much more it costs a year than the cheapest there; None where a cost is not known."""


def winners(trials: Sequence[Trial], figure: Name) -> list[Winner]:
    """Return the best strategy of each point in one figure; points at which a strategy lacks it are left out."""
    found = []
    for _, of_point in groupby(trials, key=lambda trial: trial.point):
        mine = list(of_point)
        figures = [own for trial in mine if (own := trial.figure(figure)) is not None and own.value is not None]
        if len(figures) < len(mine):
            continue
        place = max(range(len(mine)), key=lambda number: figure.better * (figures[number].value or 0.0))
        chance = chances(figures, figure.better).best[place]
        best, dearer = mine[place], _dearer(mine, place)
        found.append(Winner(best.point, best.strategy, chance, figures[place].estimate(), dearer))
    return found


def _dearer(trials: Sequence[Trial], place: int) -> Estimate | None:
    """Return how much more one of the trials of a point costs a year than the cheapest of them."""
    costs = [cost for trial in trials if (cost := trial.figure(COST)) is not None and cost.value is not None]
    if len(costs) < len(trials):
        return None
    return difference(costs[place], min(costs, key=lambda cost: cost.value or 0.0)).estimate()
