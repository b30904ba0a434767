"""
How often 95 % intervals hold the truth: 1,000 studies of a queue with a known answer.

    python benchmarks/interval_coverage.py 1000

The queue is M/M/1 in equilibrium (load 0.7, mean service 1): contacts that wait at most t, share
delayed, mean wait and quantiles are known exactly. A study has 40 replications of about 400
contacts, started in equilibrium; the second queue of a difference serves the same contacts in
0.9 of the time. Means, ratios, differences and quantiles are made by the very functions that
make those of a run.
"""

import math
import sys
from collections.abc import Iterator

import numpy as np

from channelmix.engine.inputs import SECOND
from channelmix.results import Figure, difference, mean_figure, ratio_figure, share_figure
from channelmix.simulate.waits import SECTIONS, Histogram, quantile_figure

LOAD, WITHIN, REPLICATIONS, CONTACTS = 0.7, 2.0, 40, 400
FASTER = 0.9


def exact_quantile(share: float, load: float, service: float) -> float:
    """Return the wait that a share of contacts does not exceed: P(W > t) = load exp(-(1 - load) t / service)."""
    return max(service / (1 - load) * math.log(load / (1 - share)), 0.0)


def within(load: float, service: float) -> float:
    """Return the share of contacts that wait at most ``WITHIN``."""
    return 1 - load * math.exp(-(1 - load) * WITHIN / service)


def truths(interval: float = 1.0) -> dict[str, float]:
    """Return what is known; ``interval`` other than 1 is a control: truths of another queue."""
    load, faster = LOAD * interval, LOAD * interval * FASTER
    return {
        "mean (count)": CONTACTS * interval,
        "ratio (mean wait)": load / (1 - load) * interval,
        "share (service level)": within(load, interval),
        "difference (service level)": within(faster, FASTER) - within(LOAD, 1.0),
        "quantile 50 %": exact_quantile(0.5, load, interval),
        "quantile 90 %": exact_quantile(0.9, load, interval),
        "quantile 95 %": exact_quantile(0.95, load, interval),
    }


def studies(count: int, seed: int) -> Iterator[dict[str, Figure]]:
    """Yield the figures of studies."""
    chance = np.random.default_rng(seed)
    for _ in range(count):
        numbers = chance.poisson(CONTACTS, REPLICATIONS)
        longest = int(numbers.max())
        gaps = chance.exponential(1 / LOAD, (REPLICATIONS, longest))
        services = chance.exponential(1, (REPLICATIONS, longest))
        begin = chance.random(REPLICATIONS)
        yield figures(
            numbers, lindley(gaps, services, begin, 1.0), lindley(gaps, services * FASTER, begin, FASTER)
        )  # fmt: skip


def lindley(gaps: np.ndarray, services: np.ndarray, begin: np.ndarray, service: float) -> np.ndarray:
    """Return waits of contacts, the first in equilibrium."""
    load = LOAD * service
    wait = np.maximum(service / (1 - load) * np.log(load / (1 - begin)), 0.0)
    waits = np.empty(gaps.shape)
    for number in range(gaps.shape[1]):
        waits[:, number] = wait
        wait = np.maximum(wait + services[:, number] - gaps[:, number], 0.0)
    return waits


def figures(numbers: np.ndarray, waits: np.ndarray, faster: np.ndarray) -> dict[str, Figure]:
    """Return the figures of one study."""
    here = np.arange(waits.shape[1]) < numbers[:, None]
    level, other = (share_figure((here & (each <= WITHIN)).sum(axis=1), numbers) for each in (waits, faster))
    histograms = [
        Histogram.of(np.rint(row[:n] * SECOND).astype(np.int64)) for row, n in zip(waits, numbers, strict=True)
    ]
    sections = [Histogram.merged(histograms[start::SECTIONS]) for start in range(SECTIONS)]
    return {
        "mean (count)": mean_figure(numbers),
        "ratio (mean wait)": ratio_figure(np.where(here, waits, 0).sum(axis=1), numbers),
        "share (service level)": level,
        "difference (service level)": difference(other, level),
        **{f"quantile {share} %": quantile_figure(sections, share) for share in (50, 90, 95)},
    }


def coverage(count: int, *, seed: int = 1, interval: float = 1.0) -> dict[str, float]:
    """Return for each kind of figure the share of studies whose interval holds the truth."""
    known = truths(interval)
    hits = dict.fromkeys(known, 0)
    for study in studies(count, seed):
        for name, truth in known.items():
            estimate = study[name].estimate()
            hits[name] += estimate.low <= truth <= estimate.high
    return {name: hit / count for name, hit in hits.items()}


if __name__ == "__main__":
    for name, share in coverage(int(sys.argv[1]) if len(sys.argv) > 1 else 1000).items():
        print(f"{name:<28} {100 * share:5.1f} %")
