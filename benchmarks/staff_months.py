"""
How far months ahead lie from weeks that are simulated afterwards: the law of ``staff --months``, held against a dozen.

    python benchmarks/staff_months.py SCENARIO FORECAST [MONTHS [WEEKS [WORKERS [SEEDS]]]]

Each held-out week is one of any month and any path of the forecast, drawn at random, searched and simulated as
the long weeks of the command itself are, once for each of some seeds. A week's search errs, too: how far two seeds of
the same week lie apart is printed, and no law can be nearer than that tells.
"""

import sys
from dataclasses import replace
from time import perf_counter, process_time

import numpy as np

from channelmix.results import Reals
from channelmix.staffing.ahead import YearsAhead, outlook_of, staff_months
from channelmix.staffing.ahead.adopted import laid
from channelmix.staffing.ahead.levels import PATHS, paths_of
from channelmix.staffing.requirement import find_requirement

SEED = 20261128


def held_out(found: YearsAhead, *, month: int, draw: int, seeds: int, workers: int) -> tuple[Reals, Reals]:
    """Return the hours of a week by the law, by group, shape ``(G,)``, and as found with some seeds, ``(seeds, G)``."""
    outlook, futures = found.outlook, found.futures
    draws = futures.near(month, draw, found.law.parts(found.work))
    loaded, like = outlook.forecasted.loaded, outlook.files.forecasts
    monday = loaded.scenario.period.start
    paths = paths_of(futures, month, draws, like=like, calendar=outlook.calendar, monday=monday)
    files = replace(outlook.files, forecasts=paths, adoptions=laid(futures.shiftings, month, draws, PATHS))
    hours = []
    for seed in range(found.seed, found.seed + seeds):
        week = find_requirement(loaded, replications=found.replications, seed=seed, files=files, threads=workers)
        hours.append(week.problem.space.hours(week.plan))
        week.trials.forget()
    return found.law.hours(found.work[draws, month].mean(axis=0)), np.array(hours)


def main(
    scenario: str, forecast: str, months: str = "2027-01..2029-12", weeks: str = "12", workers: str = "1",
    seeds: str = "1",
) -> None:  # fmt: skip
    """Print each held-out week, and the errors in sum."""
    begun, clock = process_time(), perf_counter()
    found = staff_months(outlook_of(scenario, months=months, forecast=forecast), workers=int(workers))
    took, account = perf_counter() - clock, found.summary["error"]
    print(f"staff --months: {process_time() - begun:.1f} processor seconds, {took:.0f} s by the clock")
    print(
        f"{found.law.factors.size} factors fitted to {len(found.played)} weeks of {found.law.factors.shape[0]} groups"
    )
    print(f"by its own account {account}", flush=True)
    random = np.random.default_rng(SEED)
    told, hours = [], []
    for _ in range(int(weeks)):
        month, draw = int(random.integers(len(found.months))), int(random.integers(len(found.work)))
        law, week = held_out(found, month=month, draw=draw, seeds=int(seeds), workers=int(workers))
        told.append(law)
        hours.append(week)
        print(
            f"{found.months[month].name} path {draw}: law {law.round(1)}, simulated {week.round(1).tolist()}, "
            f"off {np.round(100 * (law.sum() / week.sum(axis=1) - 1), 1)} %",
            flush=True,
        )
    of_one = float(found.loaded.scenario.money.hours_per_fte_week)
    in_sum(np.array(told), np.array(hours), hours_per_fte=of_one)
    print(f"{process_time() - begun:.1f} processor seconds in all")


def in_sum(told: Reals, hours: Reals, *, hours_per_fte: float) -> None:
    """Print how far the law is off in all weeks, shape ``(K, G)``, hours of some seeds, shape ``(K, seeds, G)``."""
    off = (told.sum(axis=1)[:, None] / hours.sum(axis=2) - 1).ravel()
    print(f"off on average {np.abs(off).mean():.1%}, at most {np.abs(off).max():.1%}; bias {off.mean():+.1%}")
    by_group = told[:, None] - hours
    fte = np.concatenate([by_group, by_group.sum(axis=2, keepdims=True)], axis=2).reshape(len(off), -1) / hours_per_fte
    print(f"in FTE, by group and all: bias {fte.mean(axis=0).round(2)}", end=", ")
    print(f"off on average {np.abs(fte).mean(axis=0).round(2)}, at most {np.abs(fte).max(axis=0).round(2)}")
    if hours.shape[1] > 1:
        apart = np.diff(hours[:, :2], axis=1)[:, 0]
        between = 2 * np.abs(apart.sum(axis=1)) / hours[:, :2].sum(axis=(1, 2))
        print(f"two seeds of a week: {between.mean():.1%} apart on average, at most {between.max():.1%}", end="; ")
        print(f"by group {(np.abs(apart).mean(axis=0) / hours_per_fte).round(2)} FTE on average")


if __name__ == "__main__":
    main(*sys.argv[1:])
