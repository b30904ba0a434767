"""
How long will a search take? Two trials are timed, and so many are to be expected as searches have taken.
"""

import time

from channelmix.scenario import Loaded
from channelmix.staffing.problem import FIRST_SEARCH, problem_of
from channelmix.staffing.requirement import COARSE
from channelmix.staffing.search import is_large

_TRIALS = {False: (30, 30), True: (35, 45)}
"""Trials of a search, few replications and all of them, in small and large plans; about half to twice as many."""

_SHIFTS = (16, 20.0)
"""Trials of all replications that shifts take besides, and seconds of the programs."""


def expected_seconds(
    loaded: Loaded, *, replications: int, seed: int, engine: str | None, workers: int, shifts: bool
) -> float:
    """
    Return about how long a plan is searched for.

    Args:
        loaded: The scenario with its files.
        replications: Customers to search on.
        seed: Names all random numbers.
        engine: "fast" or "reference"; absent: the quicker one.
        workers: How many replications are played side by side.
        shifts: Whether shifts are built, too.
    """
    started = time.perf_counter()
    problem = problem_of(loaded, seed=seed, engine=engine)
    count = min(replications, COARSE)
    trials = problem.trials(range(FIRST_SEARCH, FIRST_SEARCH + count), threads=workers)
    trials.tallies(problem.own)
    begun = time.perf_counter()
    trials.tallies(problem.own)
    one = (time.perf_counter() - begun) / count
    few, all_of_them = _TRIALS[is_large(problem.space)]
    more, programs = _SHIFTS if shifts else (0, 0.0)
    once = begun - started
    return once + programs + one * (few * count + (all_of_them + more) * replications)
