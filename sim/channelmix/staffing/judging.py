"""
Whether a plan that was played keeps its promises, each interval or day by itself: judged as ``staff`` judges.

Nothing is searched, so a planner who has changed a plan knows within seconds. What nobody could keep is left out as in
a search. That only a crowd would keep a promise is what only a search finds out, so here such a promise counts.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from channelmix.errors import InputError
from channelmix.scenario import Loaded
from channelmix.simulate import Run
from channelmix.staffing.alike import own_judged_alike, together
from channelmix.staffing.beginning import COARSE, begin, leaves_hours_open, searched_on
from channelmix.staffing.checking import judged_count
from channelmix.staffing.finer import ENOUGH
from channelmix.staffing.goals import goals_of
from channelmix.staffing.load import load_of
from channelmix.staffing.problem import FIRST_SEARCH, Problem, problem_of
from channelmix.staffing.reachable import within_reach_in_part
from channelmix.staffing.reading import AskedOfOwn, kept_goals
from channelmix.staffing.trials import Trials, trial_of


def is_judged(loaded: Loaded) -> bool:
    """Return whether a scenario wants its promises judged one by one: it says over what, or its agents are a plan."""
    scenario = loaded.scenario
    return bool((scenario.staffing.per in ("day", "interval") or loaded.plans) and goals_of(scenario))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Judged(AskedOfOwn):
    """What is asked of a plan, found without a search, and on how many replications it is judged."""

    replications: int


def judged(run: Run, *, threads: int = 1) -> Run:
    """
    Return a run with how well its plan keeps each promise, as its summary then tells under ``promises``.

    Args:
        run: What was played.
        threads: How many replications are played side by side.
    """
    if not is_judged(run.loaded):
        return run
    asked = _asked(run, threads)
    simulation = asked.problem.simulation
    with ThreadPoolExecutor(threads) as pool:
        tallies = list(pool.map(simulation.play, range(asked.replications)))
    if leaves_hours_open(asked.problem):
        alike = own_judged_alike(asked.problem, asked.cells, tallies)
        asked = replace(asked, problem=alike, cells=together(alike, asked.cells))
    check = trial_of(tallies, asked.problem.own, asked.cells, run.loaded.scenario.staffing.confidence)
    goals = kept_goals(asked, check)
    return replace(run, promises={"checked_on": asked.replications, **_sums(goals), "goals": goals})


def _asked(run: Run, threads: int) -> _Judged:
    """Return what is in reach, and on how many replications a search would judge it, within reason."""
    count = run.replications
    try:
        begun = begin(run.loaded, replications=count, seed=run.seed, threads=threads, known=run.offered_fit.factors)
    except InputError:
        return _in_part(run, threads)
    return _Judged(
        problem=begun.problem, cells=begun.single, replications=_judged_on(begun.problem, begun.trials, count)
    )


def _judged_on(problem: Problem, trials: Trials, count: int) -> int:
    """Return on how many replications to judge, by a trial of some: on more than asked for where these are few."""
    finer = judged_count(searched_on(problem, trials, count), trials.contacts_of_one)
    return finer if finer > count else min(count, ENOUGH)


def _in_part(run: Run, threads: int) -> _Judged:
    """Return what is in reach where a search would refuse some promises: theirs all count, and are missed."""
    problem = problem_of(run.loaded, seed=run.seed, known=run.offered_fit.factors)
    tried = range(FIRST_SEARCH, FIRST_SEARCH + min(run.replications, COARSE))
    simulation = problem.simulation
    drawn = [simulation.population.contacts(run.seed, number, simulation.horizons[0]) for number in tried]
    trials = problem.trials(tried, threads=threads)
    cells = within_reach_in_part(problem, trials, load_of(simulation.operation, drawn))
    return _Judged(problem=problem, cells=cells, replications=_judged_on(problem, trials, run.replications))


def _sums(goals: list[dict[str, Any]]) -> dict[str, int]:
    """Return the counts of all promises together, each by the rule of a single one."""
    names = ("cells", "kept", "barely", "doubtful", "missed")
    return {name: sum(goal[name] for goal in goals) for name in names}
