"""
How long will a search take? One trial is timed, and so many are to be expected as searches have taken.

What a search would refuse is refused here, too; of a very large operation, of which only a part of the
customers is tried, only what is wrong before anybody comes.
"""

import time
from collections.abc import Sequence

from channelmix.scenario import Loaded
from channelmix.simulate.sizes import seconds_of_one, size_of
from channelmix.staffing.alternatives.searching import count_of
from channelmix.staffing.duties import duties_of
from channelmix.staffing.problem import problem_of
from channelmix.staffing.requirement import COARSE, begin, searched_on
from channelmix.staffing.search import is_large
from channelmix.staffing.shifts import expected_trials

_TRIALS = {False: (30, 30), True: (35, 45)}
"""
Trials of a search, few replications and all of them, in small and large plans; about half to twice as many.

Counted by us: the trials of the searches of ``benchmarks/staff_*.toml`` and ``tests/validation/staffing``, rounded.
"""

_OF_A_SEARCH = {"promises": 0.45, "skills": 1.0, "concurrency": 1.0}
"""What a search for an alternative takes, of that for the plan: those for other promises begin with it."""


def expected_seconds(
    loaded: Loaded, *, replications: int, seed: int, engine: str | None, workers: int, shifts: bool,
    alternatives: Sequence[str] = (),
) -> float:  # fmt: skip
    """
    Return about how long a plan is searched for.

    Args:
        loaded: The scenario with its files.
        replications: Customers to search on.
        seed: Names all random numbers.
        engine: "fast" or "reference"; absent: the quicker one.
        workers: How many replications are played side by side.
        shifts: Whether shifts are built, too.
        alternatives: Kinds of alternatives that are searched besides.

    Raises:
        InputError: If there is nothing to keep, or a promise that no number of agents can keep.
    """
    size = size_of(loaded)
    if size.is_large(engine):
        problem = problem_of(loaded, seed=seed, engine=engine)
        one = seconds_of_one(loaded, size, seed=seed, engine=engine) / min(workers, replications)
        search, contacts = one * _played(min(replications, COARSE), replications, is_large=True), float(size.counted)
    else:
        started = time.perf_counter()
        begun = begin(loaded, replications=replications, seed=seed, engine=engine, threads=workers)
        problem, timed = begun.problem, time.perf_counter()
        begun.trials.tallies(problem.own)
        few = len(begun.trials.replications)
        one = (time.perf_counter() - timed) / few
        replications = searched_on(begun, replications)
        search = timed - started + one * _played(few, replications, is_large=is_large(problem.space))
        contacts = begun.trials.contacts_kept / max(begun.trials.customers_kept, 1)
    others = sum(_OF_A_SEARCH[kind] * count_of(kind, loaded, problem) for kind in alternatives)
    played, programs = expected_trials(len(duties_of(problem)), replications, contacts) if shifts else (0.0, 0.0)
    return search * (1 + others) + one * played + programs


def _played(few: int, replications: int, *, is_large: bool) -> int:
    """Return how many replications a search plays."""
    of_few, of_all = _TRIALS[is_large]
    return of_few * few + of_all * replications
