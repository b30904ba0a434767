"""
How long will months ahead take? One typical week tells, and so many of them are searched at most.
"""

import time

import numpy as np

from channelmix.staffing.ahead import study
from channelmix.staffing.ahead.weeks import LONG, LONG_BY_DAY, SHORT, may_be_short
from channelmix.staffing.beginning import leaves_hours_open
from channelmix.staffing.expected import PLAN, expected_seconds
from channelmix.staffing.guess import first_plan
from channelmix.staffing.load import Load
from channelmix.staffing.problem import Problem, problem_of


def expected_ahead_seconds(
    outlook: study.Outlook, *, replications: int, seed: int, engine: str | None, workers: int
) -> float:
    """
    Return about how many seconds the search of months ahead takes at most: where weeks are alike, fewer are searched.

    Args:
        outlook: The scenario under a forecast, and the months.
        replications: Customers that each week is searched on.
        seed: Names all random numbers.
        engine: "fast" or "reference"; absent: the quicker one.
        workers: How many replications are played side by side.

    Raises:
        InputError: If there is nothing to keep, or a promise that no number of agents can keep.
    """
    loaded = outlook.forecasted.loaded
    week = expected_seconds(loaded, replications=replications, seed=seed, engine=engine, workers=workers, shifts=False)[
        PLAN
    ]
    by_formula = min(len(outlook.months), study.MONTHS_BY_FORMULA) + study.BY_FORMULA + study.SIMULATED
    problem = problem_of(loaded, seed=seed, files=outlook.files, engine=engine)
    long = LONG_BY_DAY if leaves_hours_open(problem) else LONG
    weeks = long + study.SIMULATED * SHORT if may_be_short(problem) else study.SIMULATED
    return weeks * week + by_formula * _seconds_of_a_formula(problem)


def _seconds_of_a_formula(problem: Problem) -> float:
    """Return how long formulas take for the plan of one week, measured."""
    work = np.ones((len(problem.scenario.channels), len(problem.space.day)))
    started = time.perf_counter()
    first_plan(problem, Load(work, np.zeros_like(work), np.ones(len(work))))
    return time.perf_counter() - started
