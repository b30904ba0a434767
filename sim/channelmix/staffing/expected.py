"""
How long will a search take? One trial is timed, and so many are to be expected as searches have taken.

It is one of the plan from formulas, with which searches begin: under a plan that leaves work over, such as many a plan
of a file's own, days are simulated on until it is done, which took three times as long.

What a search would refuse is refused here, too; of a very large operation, of which only a part of the
customers is tried, only what is wrong before anybody comes.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from channelmix.scenario import Loaded
from channelmix.simulate.sizes import Size, seconds_of_one, size_of
from channelmix.staffing.alike import tied, twins_of
from channelmix.staffing.alternatives.asked import count_of, kinds_of
from channelmix.staffing.beginning import COARSE, Stage, begin, leaves_hours_open, searched_on
from channelmix.staffing.checking import judged_count
from channelmix.staffing.differences import changes_together
from channelmix.staffing.duties import duties_of, require_duties, require_templates
from channelmix.staffing.duty_patterns import DutyPatterns, patterns_of
from channelmix.staffing.guess import first_plan
from channelmix.staffing.paths import expected_searches, forecast_files
from channelmix.staffing.problem import Problem, problem_of
from channelmix.staffing.search import is_large
from channelmix.staffing.shifts import expected_trials
from channelmix.staffing.weighing import MOST_MEASURED

_TRIALS = {False: (20, 20), True: (35, 30)}
"""
Trials of a search, few replications and all of them, in small and large plans; about half to twice as many.

Counted by us: the trials of the searches of ``benchmarks/staff_*.toml`` and ``tests/validation/staffing``, rounded.
"""

_ROUNDS, _CUTS = 5, 3
"""Rounds in which agents are weighed against one another, and plans tried in each; counted by us, rounded."""

_ROUNDS_ALIKE = 2
"""Rounds more where days are alike and get the same; counted by us, rounded."""

_SETTLED = 20
"""Trials in which crowds are looked for and others see the end of such a search; counted by us, rounded."""

_PROGRAM_S = 0.004
"""Seconds that the program of a day takes for each number of agents that it may change; measured by us."""

_DRAWN = 4
"""Sets of customers that are drawn: those of the search, some to mend on, fresh ones with all of their warm-up."""

_OF_A_SEARCH = {"promises": 0.45, "skills": 0.6, "concurrency": 0.6}
"""What a search for an alternative takes, of that for the plan, with which it begins; counted by us, rounded."""

_ONCE_MORE = 0.5
"""What it takes to search the plan once more, with nothing changed, before all alternatives."""

PLAN = "the plan"


@dataclass(frozen=True, kw_only=True, eq=False)
class _Timed:
    """What a trial tells of a search."""

    problem: Problem
    first: float
    """Seconds that are spent once."""
    one: float
    """Seconds of a replication of the search, by all workers together."""
    drawn: float
    """Those that drawing its customers takes."""
    entire: float
    """Those of one with all of its warm-up, as it is checked."""
    few: int
    """Replications of the first, coarse search."""
    all: int
    """Those that decide."""
    contacts: float
    """Of a replication."""


def expected_seconds(
    loaded: Loaded, *, replications: int, seed: int, engine: str | None, workers: int, shifts: bool,
    alternatives: Sequence[str] = (), risk: bool = False, stage: Stage = lambda what: None,
) -> dict[str, float]:  # fmt: skip
    """
    Return about how long a plan is searched for, by ``PLAN`` and what is searched or built besides.

    Args:
        loaded: The scenario with its files.
        replications: Customers to search on.
        seed: Names all random numbers.
        engine: "fast" or "reference"; absent: the quicker one.
        workers: How many replications are played side by side.
        shifts: Whether shifts are built, too.
        alternatives: What is searched besides, as ``staff`` takes it.
        risk: Whether promises are to be kept in so many of a forecast's paths.
        stage: Told what is done, and each caution that a search would give.

    Raises:
        InputError: If there is nothing to keep, or a promise that no number of agents can keep; with ``shifts`` if
            there are no templates, or they leave a promise to nobody, with ``risk`` if nothing is forecast.
    """
    if shifts:
        require_templates(loaded)
        require_duties(problem_of(loaded, seed=seed, engine=engine))
    if risk:
        forecast_files(loaded)
    size = size_of(loaded)
    how = _of_a_part if size.is_large(engine) else partial(_of_a_trial, stage=stage)
    timed = how(loaded, size, replications=replications, seed=seed, engine=engine, workers=workers, is_risk=risk)
    search = timed.first + _programs_s(timed.problem) + timed.one * _played(timed) + timed.drawn * _DRAWN * timed.all
    if risk:
        searches, paths = expected_searches(replications)
        return {PLAN: searches * search + timed.entire * paths}
    kinds = kinds_of(alternatives)
    others = {kind: _OF_A_SEARCH[kind] * count_of(kind, alternatives, loaded) for kind in kinds}
    others |= {kind: others[kind] + _ONCE_MORE for kind in kinds[:1]}
    parts = {PLAN: search, **{f"--{kind}": times * search for kind, times in others.items()}}
    if shifts:
        played, programs = expected_trials(_choices(timed.problem), timed.all, timed.contacts)
        parts["--shifts"] = timed.one * played + programs
    return parts


def _choices(problem: Problem) -> int:
    """Return about among how many duties a search chooses, those of days alike counted once."""
    duties = duties_of(problem)
    alike = tied(problem, twins_of(problem) if leaves_hours_open(problem) else None)
    return len((patterns_of(alike, duties) or DutyPatterns.of_single(duties)).duties)


def _of_a_part(
    loaded: Loaded, size: Size, *, replications: int, seed: int, engine: str | None, workers: int, is_risk: bool
) -> _Timed:
    """Return what a part of the customers of a large operation tells."""
    one = seconds_of_one(loaded, size, seed=seed, engine=engine) / min(workers, replications)
    return _Timed(
        problem=problem_of(loaded, seed=seed, engine=engine), first=0.0, one=one, drawn=0.0, entire=one,
        few=min(replications, COARSE), all=replications, contacts=size.counted,
    )  # fmt: skip


def _of_a_trial(
    loaded: Loaded, size: Size, *, replications: int, seed: int, engine: str | None, workers: int, is_risk: bool,
    stage: Stage = lambda what: None,
) -> _Timed:  # fmt: skip
    """Return what a trial of few replications tells."""
    started = time.perf_counter()
    begun = begin(loaded, replications=replications, seed=seed, engine=engine, threads=workers, stage=stage)
    trials, plan = begun.trials, first_plan(begun.problem, begun.load)
    trials.forget()
    drawing = time.perf_counter()
    trials.tallies(plan)
    timed = time.perf_counter()
    trials.tallies(plan)
    few, ended = len(trials.replications), time.perf_counter()
    if is_risk:
        trials.entire(trials.replications).tallies(plan)
    return _Timed(
        problem=begun.problem, first=drawing - started, one=(ended - timed) / few,
        drawn=max(timed - drawing - (ended - timed), 0.0) / few,
        entire=(time.perf_counter() - ended) / few, few=few,
        all=replications if is_risk else searched_on(begun.problem, begun.trials, replications),
        contacts=trials.contacts_of_one,
    )  # fmt: skip


def _played(timed: _Timed) -> float:
    """Return how many replications a search plays."""
    of_few, of_all = _TRIALS[is_large(timed.problem.space)]
    played = of_few * timed.few + of_all * timed.all
    if not leaves_hours_open(timed.problem):
        return played
    judges = judged_count(timed.all, timed.contacts)
    together = changes_together(timed.problem.space.allowed, timed.problem.structure, side_by_side=False)
    measured = 2 * len(list(together)) * min(MOST_MEASURED, judges)
    return played + _rounds(timed.problem) * (measured + _CUTS * judges) + _SETTLED * judges


def _rounds(problem: Problem) -> int:
    return _ROUNDS if twins_of(problem) is None else _ROUNDS + _ROUNDS_ALIKE


def _programs_s(problem: Problem) -> float:
    """Return how many seconds are spent on programs, beside what is played."""
    return (
        _rounds(problem) * _CUTS * _PROGRAM_S * float(problem.space.allowed.sum())
        if leaves_hours_open(problem)
        else 0.0
    )
