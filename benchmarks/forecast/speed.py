"""
How long forecasts take: one series by the ridge engine, by both engines with 1,000 paths, and 50 series at once.

Run as ``python benchmarks/forecast/speed.py``; needs no data. Targets: 0.1 s for fit and 28 days by the ridge engine
from three years of days, 3 s for both engines with 1,000 paths, libraries loaded.
"""

import time

import numpy as np

from channelmix.forecast import need
from channelmix.forecast.many import fit_many
from channelmix.forecast.series import Daily

THREE_YEARS = 1096


def made(days: int, seed: int) -> Daily:
    """Return a history with a week and a year."""
    rng = np.random.default_rng(seed)
    when = np.datetime64("2023-01-02") + np.arange(days)
    week = np.array([1.2, 1.05, 1.0, 0.95, 1.1, 0.5, 0.3])[np.arange(days) % 7]
    year = 1 + 0.2 * np.sin(2 * np.pi * np.arange(days) / 365.25)
    return Daily.of(when, 1000 * week * year * np.exp(0.1 * rng.standard_normal(days)), name=f"line {seed}")


def best_of(count: int, work) -> tuple[float, float]:
    """Return the least wall and processor seconds."""
    walls, processors = [], []
    for _ in range(count):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return min(walls), min(processors)


def ridge(history: Daily) -> None:
    """Fit by the ridge engine and forecast 28 days."""
    fitted = need.fit(history, country="NL", engine="ridge")
    fitted.forecast(fitted.ahead(28))


def both(history: Daily) -> None:
    """Fit by both engines and draw 1,000 paths of 28 days."""
    fitted = need.fit(history, country="NL")
    fitted.paths(fitted.ahead(28), 1000)


def show(done: int, total: int, name: str) -> None:
    """Tell how far the fits are."""
    print(f"\r{done} of {total}: {name}  ", end="", flush=True)


def main() -> None:
    """Measure all three."""
    history = made(THREE_YEARS, 0)
    ridge(history)
    print("ridge, three years, 28 days: {:.3f} s ({:.3f} s of processor)".format(*best_of(5, lambda: ridge(history))))
    both(history)
    print("both engines, 1,000 paths:   {:.2f} s ({:.2f} s of processor)".format(*best_of(3, lambda: both(history))))
    series = {f"line {seed}": made(THREE_YEARS, seed) for seed in range(50)}
    for engine in ("ridge", "mean"):
        start = time.perf_counter()
        fitted = fit_many(series, country="NL", engine=engine, progress=show)
        seconds = time.perf_counter() - start
        print(f"\r50 series at once, {engine}: {seconds:.1f} s, {len(fitted.needs)} fitted")


if __name__ == "__main__":
    main()
