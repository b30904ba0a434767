"""
How far months ahead lie from weeks that are simulated afterwards: the law of ``staff --months``, held against a dozen.

    python benchmarks/staff_months.py SCENARIO FORECAST [MONTHS [WEEKS]]

Each held-out week is one of any month and any path of the forecast, drawn at random, searched and simulated as
the weeks of the command itself are. A week's search errs, too: two seeds of the same week differ by a few per cent.
"""

import sys
from dataclasses import replace
from time import process_time

import numpy as np

from channelmix.results import Reals
from channelmix.staffing.ahead import YearsAhead, outlook_of, staff_months
from channelmix.staffing.ahead.levels import paths_of
from channelmix.staffing.requirement import find_requirement

SEED = 20261128


def held_out(found: YearsAhead, *, month: int, draw: int, seed: int) -> tuple[Reals, Reals]:
    """Return the hours of a week by the law and as simulated, by group, shape ``(G,)`` each."""
    outlook, futures = found.outlook, found.futures
    draws = futures.near(month, draw, found.law.parts(found.work))
    loaded, like = outlook.forecasted.loaded, outlook.files.forecasts
    monday = loaded.scenario.period.start
    paths = paths_of(futures, month, draws, like=like, calendar=outlook.calendar, monday=monday)
    files = replace(outlook.files, forecasts=paths)
    week = find_requirement(loaded, replications=found.replications, seed=seed, files=files)
    return found.law.hours(found.work[draws, month].mean(axis=0)), week.problem.space.hours(week.plan)


def main(scenario: str, forecast: str, months: str = "2027-01..2029-12", weeks: str = "12") -> None:
    """Print each held-out week, and the errors in sum."""
    begun = process_time()
    found = staff_months(outlook_of(scenario, months=months, forecast=forecast))
    print(
        f"staff --months: {process_time() - begun:.1f} processor seconds; by its own account {found.summary['error']}"
    )
    random = np.random.default_rng(SEED)
    pairs = []
    for _ in range(int(weeks)):
        month, draw = int(random.integers(len(found.months))), int(random.integers(len(found.work)))
        told, hours = held_out(found, month=month, draw=draw, seed=found.seed)
        pairs.append((told, hours))
        print(
            f"{found.months[month].name} path {draw}: law {told.round(1)}, simulated {hours.round(1)}, "
            f"off {told.sum() / hours.sum() - 1:+.1%}, by group {np.round(100 * (told / hours - 1), 1)} %",
            flush=True,
        )
    off = np.array([told.sum() / hours.sum() - 1 for told, hours in pairs])
    groups = np.abs(np.array([told / hours - 1 for told, hours in pairs]))
    print(f"off on average {np.abs(off).mean():.1%}, at most {np.abs(off).max():.1%}; bias {off.mean():+.1%}")
    usual, largest = ((100 * each).round(1) for each in (groups.mean(axis=0), groups.max(axis=0)))
    print(f"by group on average {usual} %, at most {largest} %")
    print(f"{process_time() - begun:.1f} processor seconds in all")


if __name__ == "__main__":
    main(*sys.argv[1:])
