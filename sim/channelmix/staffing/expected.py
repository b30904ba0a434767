"""
How long will a search take? One trial is timed, and so many are to be expected as searches have taken.

What a search would refuse is refused here, too; of a very large operation, of which only a part of the
customers is tried, only what is wrong before anybody comes.
"""

import time

from channelmix.scenario import Loaded
from channelmix.simulate.sizes import seconds_of_one, size_of
from channelmix.staffing.problem import problem_of
from channelmix.staffing.requirement import COARSE, begin
from channelmix.staffing.search import is_large

_TRIALS = {False: (30, 30), True: (35, 45)}
"""
Trials of a search, few replications and all of them, in small and large plans; about half to twice as many.

Counted by us: the trials of the searches of ``benchmarks/staff_*.toml`` and ``tests/validation/staffing``, rounded.
"""

_SHIFTS = (16, 20.0)
"""
Trials of all replications that shifts take besides, and seconds of the programs.

Counted by us in ``benchmarks/staff_week.toml``, rounded.
"""


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

    Raises:
        InputError: If there is nothing to keep, or a promise that no number of agents can keep.
    """
    few, all_of_them = _TRIALS[True]
    more, programs = _SHIFTS if shifts else (0, 0.0)
    size = size_of(loaded)
    if size.is_large(engine):
        problem_of(loaded, seed=seed, engine=engine)
        one = seconds_of_one(loaded, size, seed=seed, engine=engine) / min(workers, replications)
        return programs + one * (few * min(replications, COARSE) + (all_of_them + more) * replications)
    started = time.perf_counter()
    begun = begin(loaded, replications=replications, seed=seed, engine=engine, threads=workers)
    timed = time.perf_counter()
    begun.trials.tallies(begun.problem.own)
    one = (time.perf_counter() - timed) / len(begun.trials.replications)
    few, all_of_them = _TRIALS[is_large(begun.problem.space)]
    return (
        timed - started + programs + one * (few * len(begun.trials.replications) + (all_of_them + more) * replications)
    )
