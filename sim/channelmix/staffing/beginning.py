"""
What is known before a search: the load, what is in reach of any plan, and on how many customers to search.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from channelmix.scenario import Loaded
from channelmix.simulate.prepare import FileData
from channelmix.staffing.alike import tied, together
from channelmix.staffing.cover import goes_round
from channelmix.staffing.finer import MOST_TIMES, finer_count
from channelmix.staffing.goals import Cells
from channelmix.staffing.load import Load, load_of
from channelmix.staffing.piling import cautions_of
from channelmix.staffing.problem import FIRST_SEARCH, Problem, problem_of
from channelmix.staffing.reachable import within_reach
from channelmix.staffing.search import is_large
from channelmix.staffing.trials import Trials
from channelmix.staffing.walking import walking_groups

Stage = Callable[[str], None]
"""Told in a few words what is being done, and each ``Caution`` before the search; raises to stop."""

COARSE = 24
"""Replications of the first, coarse search."""

_TRIALS_OF_SMALL, _TRIALS_OF_WALKS, _TRIALS_OF_LARGE, _TRIALS_OF_DAYS = 200, 20, 45, 160
"""Plans tried on all customers of a search, about, with those who rule out cheaper ones."""

_PILOTS = 8
_BATCH = 2**20
"""Replications of two sets of customers lie so far apart."""


class Start(Protocol):
    """What was found before, for the same groups and customers."""

    @property
    def problem(self) -> Problem:
        """What had to be staffed."""
        ...

    @property
    def cells(self) -> Cells:
        """What was in reach of any plan."""
        ...

    @property
    def single(self) -> Cells:
        """The same by single days."""
        ...

    @property
    def trials(self) -> Trials:
        """The customers of the search."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Begun:
    """All that is known before a search."""

    problem: Problem
    load: Load
    trials: Trials
    """Few replications, on which the problem was tried."""
    cells: Cells
    """What is in reach of any plan, days alike together."""
    single: Cells
    """The same by single days."""
    cautions: tuple[str, ...]


def begin(
    loaded: Loaded, *, replications: int, seed: int, threads: int = 1, stage: Stage = lambda what: None,
    files: FileData | None = None, engine: str | None = None, start: Start | None = None,
    known: Mapping[str, float] | None = None,
) -> Begun:  # fmt: skip
    """
    Return what is known before the search that ``find_requirement`` makes with the same arguments.

    Raises:
        InputError: If there is nothing to keep, or a promise that no number of agents can keep.
    """
    stage("measuring the load")
    problem = goes_round(problem_of(loaded, seed=seed, files=files, engine=engine, known=known))
    if start is not None:
        problem = replace(problem, short=replace(problem.short, population=start.trials.simulation.population))
    load = _load(problem)
    cautions = cautions_of(problem, load)
    for caution in cautions:
        stage(caution)
    trials = problem.trials(numbers(0, min(replications, COARSE)), threads=threads, check=lambda: stage("searching"))
    if start is not None:
        problem = tied(problem, start.problem.space.twin)
    if start is not None and start.problem.goals == problem.goals:
        trials, single = replace(trials, let_off=set(start.trials.let_off)), start.single
        cells = start.cells
    else:
        single = within_reach(problem, trials, load)
        cells = together(problem, single)
    return Begun(problem=problem, load=load, trials=trials, cells=cells, single=single, cautions=cautions)


def searched_on(problem: Problem, trials: Trials, replications: int) -> int:
    """Return on how many customers to search, by a trial of some: more than asked for where these are few."""
    contacts = trials.contacts_of_one
    if not is_large(problem.space):
        return finer_count(replications, contacts=contacts, trials=_TRIALS_OF_SMALL)
    if leaves_hours_open(problem):
        return finer_count(replications, contacts=contacts, trials=_TRIALS_OF_DAYS)
    if walking_groups(problem.structure, problem.goals).all():
        return finer_count(replications, contacts=contacts, trials=_TRIALS_OF_WALKS, most_times=2 * MOST_TIMES)
    return finer_count(replications, contacts=contacts, trials=_TRIALS_OF_LARGE)


def _load(problem: Problem) -> Load:
    simulation = problem.simulation
    until = simulation.horizons[0]
    pilots = [simulation.population.contacts(simulation.seed, number, until) for number in numbers(0, _PILOTS)]
    return load_of(simulation.operation, pilots)


def numbers(batch: int, count: int) -> range:
    """Return the numbers of the replications of a set of customers of searches, 0 the first set."""
    first = FIRST_SEARCH + batch * _BATCH
    return range(first, first + count)


def leaves_hours_open(problem: Problem) -> bool:
    """Whether promises over days leave open in which hours a plan of many numbers keeps them."""
    return is_large(problem.space) and is_by_day(problem)


def is_by_day(problem: Problem) -> bool:
    """Whether promises hold over days or weeks."""
    return problem.scenario.staffing.per in ("day", "week")
