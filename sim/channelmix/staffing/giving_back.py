"""
What buys nothing is given back, and of what buys little, or stands out, it is told what it costs.

A crowd (``crowds``) whose promise other customers than the search's see missed all the same is taken out, if with
what is then added for other promises those customers see none of them lost. What is told of it, and of a crowd that
keeps its promise and stays, or of people who are far more than on other days, are figures of checks: fresh customers
meet the plan with them and without. Where those see the promise kept by a crowd that was given back, it comes back.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.simulate.counts import Counts
from channelmix.staffing.crowds import Crowd, Crowds, usual_at
from channelmix.staffing.trials import Trial, Trials

MOST = 6
"""So many crowds of a plan are looked at, the dearest ones."""

_MOST_TOLD = 2
"""Of so many who stay, and so many who stand out, it is told what they cost."""

_WORTH = 0.002
"""A crowd that saves less than this share of the plan's cost, once others have what they lack, is none."""

_MENDINGS = 2
"""Times that more is asked for promises that other customers see lost without a crowd."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Crowded:
    """A crowd as it is told: what it costs, and what its promise comes to with it and without."""

    group: int
    cell: int
    at: int
    """The interval in which it is largest."""
    agents: int
    """How many are there then."""
    without: int
    """How many are there without it."""
    usual: int | None
    """The most that are there at that time on other days; None: there are none."""
    cost: float
    """Of the period."""
    share_with: float
    share_without: float
    is_given_back: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Lean:
    """A plan without the crowds that buy nothing."""

    trials: Trials
    found: Trial
    given: tuple[tuple[Crowd, float], ...] = ()
    """What was given back for a promise, each with what that saves."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """A plan, and how it fares on fresh customers."""

    trials: Trials
    found: Trial
    check: Trial
    counts: Counts
    crowds: tuple[Crowded, ...] = ()


Check = Callable[[Trials, Indices], tuple[Trial, Counts]]
"""Plays a plan for fresh customers, who are the same each time."""


def lean(now: Trial, finder: Crowds, others: Callable[[Trials], Trials]) -> Lean:
    """
    Return a plan without the crowds that buy nothing.

    Args:
        now: The plan on the customers of the search.
        finder: Finds crowds, on those customers.
        others: Returns many other customers, with what some trials ask for.
    """
    result = Lean(trials=finder.trials, found=now)
    for crowd in finder.found(now)[:MOST] if now.keeps_all else ():
        here = replace(finder, trials=result.trials)
        seen = others(here.trials).of(result.found.plan)
        trials, less = here.without(result.found, [crowd])
        is_free = crowd.cell not in trials.let_off
        if not is_free and not misses(seen, crowd.cell, here.trials):
            continue
        trials, less = _mended(here, trials, less, seen=seen, others=others)
        saved = here.space.cost(result.found.plan) - here.space.cost(less.plan)
        is_lost = _lost(seen, others(trials).of(less.plan)).any()
        if less.keeps_all and not is_lost and saved >= _WORTH * here.space.cost(now.plan):
            result = Lean(trials=trials, found=less, given=(*result.given, *(() if is_free else ((crowd, saved),))))
    return result


def _mended(
    finder: Crowds, trials: Trials, less: Trial, *, seen: Trial, others: Callable[[Trials], Trials]
) -> tuple[Trials, Trial]:
    """Return a plan with more for those promises that other customers see lost by it."""
    for _ in range(_MENDINGS):
        after = others(trials).of(less.plan)
        lost = _lost(seen, after)
        if not lost.any():
            break
        more = np.where(lost, -(after.room + after.error), 0.0)
        safety = more if trials.safety is None else trials.safety + more
        trials = replace(trials, safety=safety, tried={})
        less = finder.mend(trials, trials.of(less.plan))
    return trials, less


def told(now: Outcome, given: Sequence[tuple[Crowd, float]], finder: Crowds, check: Check) -> Outcome:
    """
    Return a plan with what is told of its crowds, and with those that fresh customers see keep their promise after all.

    Args:
        now: The plan as it was checked.
        given: The crowds that it was to do without.
        finder: Finds crowds on the customers of the search.
        check: Plays a plan for fresh customers.
    """
    for crowd, saved in [each for each in given if each[0].cell in now.trials.let_off]:
        plan = finder.space.clipped(crowd.taken(now.found.plan, back=True))
        seen, counts = check(now.trials, plan)
        is_kept = not misses(seen, crowd.cell, now.trials)
        entry = _entry(crowd, finder, plans=(plan, now.found.plan), cost=saved, checks=(seen, now.check))
        if is_kept:
            now.trials.let_off.discard(crowd.cell)
            now = replace(now, found=now.trials.of(plan), check=seen, counts=counts)
        now = replace(now, crowds=(*now.crowds, replace(entry, is_given_back=not is_kept)))
    others = [*finder.standing_out(now.found)[:_MOST_TOLD], *finder.found(now.found)[:_MOST_TOLD]]
    known = {each.cell for each in now.crowds}
    staying = {crowd.cell: crowd for crowd in others if crowd.cell not in known}
    return replace(now, crowds=(*now.crowds, *_staying(now, list(staying.values()), finder, check)))


def _staying(now: Outcome, crowds: Sequence[Crowd], finder: Crowds, check: Check) -> Iterator[Crowded]:
    """Yield what is told of crowds that stay."""
    for crowd in crowds:
        trials, less = finder.without(now.found, [crowd])
        saved = finder.space.cost(now.found.plan) - finder.space.cost(less.plan)
        if less.keeps_all and crowd.cell in trials.let_off and saved >= _WORTH * finder.space.cost(now.found.plan):
            seen, _ = check(trials, less.plan)
            if misses(seen, crowd.cell, trials):
                plans = now.found.plan, less.plan
                yield _entry(crowd, finder, plans=plans, cost=saved, checks=(now.check, seen))


def misses(seen: Trial, cell: int, trials: Trials) -> bool:
    """Whether customers see less of a promise than was promised."""
    goal, share = trials.cells.goals[int(trials.cells.goal[cell])], float(seen.share[cell])
    return share < goal.limit if goal.at_least else share > goal.limit


def _lost(before: Trial, after: Trial) -> Flags:
    """Return which promises are lost that were kept before, by no more than chance less; (K,)."""
    kept, still = (each.room + each.error >= 0 for each in (before, after))
    return np.asarray(kept & ~still)


def _entry(
    crowd: Crowd, finder: Crowds, *, plans: tuple[Indices, Indices], cost: float, checks: tuple[Trial, Trial]
) -> Crowded:
    """Return what is told of a crowd, from the plan with it and the one without, and their checks."""
    there, less = (plan[crowd.group] for plan in plans)
    at = int(np.argmax(np.where(crowd.fewer > 0, there - less, -1)))
    usual = usual_at(finder.space, there, crowd.group, at)
    share_with, share_without = (float(each.share[crowd.cell]) for each in checks)
    return Crowded(
        group=crowd.group, cell=crowd.cell, at=at, agents=int(there[at]), without=int(less[at]),
        usual=usual if usual >= 0 else None, cost=cost, share_with=share_with,
        share_without=share_without, is_given_back=False,
    )  # fmt: skip
