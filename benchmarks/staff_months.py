"""
How far months ahead lie from weeks that are simulated afterwards: the law of ``staff --months``, held against a dozen.

    python benchmarks/staff_months.py SCENARIO FORECAST [MONTHS [WEEKS [WORKERS]]]

Each held-out week is one of any month and any path of the forecast, drawn at random, searched and simulated as
the weeks of the command itself are. A week's search errs, too: two seeds of the same week differ by a few per cent.
"""

import sys
from dataclasses import replace
from time import perf_counter, process_time

import numpy as np

from channelmix.results import Reals
from channelmix.staffing.ahead import YearsAhead, outlook_of, staff_months
from channelmix.staffing.ahead.levels import paths_of
from channelmix.staffing.requirement import find_requirement

SEED = 20261128


def held_out(found: YearsAhead, *, month: int, draw: int, workers: int) -> tuple[Reals, Reals]:
    """Return the hours of a week by the law and as simulated, by group, shape ``(G,)`` each."""
    outlook, futures = found.outlook, found.futures
    draws = futures.near(month, draw, found.law.parts(found.work))
    loaded, like = outlook.forecasted.loaded, outlook.files.forecasts
    monday = loaded.scenario.period.start
    paths = paths_of(futures, month, draws, like=like, calendar=outlook.calendar, monday=monday)
    files = replace(outlook.files, forecasts=paths)
    week = find_requirement(loaded, replications=found.replications, seed=found.seed, files=files, threads=workers)
    return found.law.hours(found.work[draws, month].mean(axis=0)), week.problem.space.hours(week.plan)


def main(scenario: str, forecast: str, months: str = "2027-01..2029-12", weeks: str = "12", workers: str = "1") -> None:
    """Print each held-out week, and the errors in sum."""
    begun, clock = process_time(), perf_counter()
    found = staff_months(outlook_of(scenario, months=months, forecast=forecast), workers=int(workers))
    took, account = perf_counter() - clock, found.summary["error"]
    print(f"staff --months: {process_time() - begun:.1f} processor seconds, {took:.0f} s by the clock")
    print(f"by its own account {account}", flush=True)
    random = np.random.default_rng(SEED)
    pairs = []
    for _ in range(int(weeks)):
        month, draw = int(random.integers(len(found.months))), int(random.integers(len(found.work)))
        told, hours = held_out(found, month=month, draw=draw, workers=int(workers))
        pairs.append((told, hours))
        print(
            f"{found.months[month].name} path {draw}: law {told.round(1)}, simulated {hours.round(1)}, "
            f"off {told.sum() / hours.sum() - 1:+.1%}, by group {np.round(100 * (told / hours - 1), 1)} %",
            flush=True,
        )
    told, hours = (np.array(each) for each in zip(*pairs, strict=True))
    in_sum(told, hours, hours_per_fte=float(found.loaded.scenario.money.hours_per_fte_week))
    print(f"{process_time() - begun:.1f} processor seconds in all")


def in_sum(told: Reals, hours: Reals, *, hours_per_fte: float) -> None:
    """Print how far the law is off in all weeks, hours of shape ``(K, G)``."""
    off = told.sum(axis=1) / hours.sum(axis=1) - 1
    print(f"off on average {np.abs(off).mean():.1%}, at most {np.abs(off).max():.1%}; bias {off.mean():+.1%}")
    groups = 100 * np.abs(told / hours - 1)
    print(f"by group on average {groups.mean(axis=0).round(1)} %, at most {groups.max(axis=0).round(1)} %")
    fte = np.abs(np.column_stack([told - hours, (told - hours).sum(axis=1)])) / hours_per_fte
    print(f"in FTE, by group and all: on average {fte.mean(axis=0).round(2)}, at most {fte.max(axis=0).round(2)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
