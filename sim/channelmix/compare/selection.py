"""
Play on until the best is found, with a promised probability, and drop the others on the way.

The procedure is KN (Kim and Nelson, "A fully sequential procedure for indifference-zone
selection in simulation", ACM TOMACS 11, 2001): all scenarios meet the same customers; as soon
as one lies so far behind another that chance cannot explain it, it is dropped and costs no
more time. The promise: if the best is better than the next by at least the *indifference* (the
smallest difference worth caring for), it is chosen with at least the stated probability; if the
two are closer, one that is good enough is.

KN is proved for means of normal numbers. A replication's mean, or its pull on a ratio, is a
sum over many contacts, so the promise holds for large enough replications; the benchmark
``benchmarks/coverage.py`` measures it. Scenarios are looked at after every 20 replications,
which can only make wrong eliminations rarer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from channelmix.compare.names import listed
from channelmix.errors import InputError
from channelmix.results import CONFIDENCE, Figure
from channelmix.simulate.named import Name

FIRST_STAGE = 40
"""Replications from which the variances of differences are taken."""

STAGE = 20


@dataclass(frozen=True)
class Contestant:
    """One scenario in a selection, and how far it came."""

    scenario: str
    replications: int
    value: float | None
    """The figure after so many replications."""
    dropped: bool


@dataclass(frozen=True)
class Selection:
    """The outcome of a selection."""

    by: Name
    indifference: float
    confidence: float
    contestants: tuple[Contestant, ...]
    best: str | None
    """The chosen scenario; None if the budget ended before one was left."""

    @property
    def promise(self) -> str:
        """What is promised, in words that never say more than the procedure does."""
        if self.best is None:
            left = listed(each.scenario for each in self.contestants if not each.dropped)
            return f"The budget ended before one scenario was left; still in the race: {left}. Nothing is promised."
        return (
            f"{self.best}: the best in {self.by} with probability {100 * self.confidence:.0f} % or more, "
            f"if it differs from the next by {self.indifference:g} or more"
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the selection as plain values."""
        return {
            "by": str(self.by),
            "procedure": "KN (Kim and Nelson 2001)",
            "indifference": self.indifference,
            "confidence": self.confidence,
            "best": self.best,
            "promise": self.promise,
            "contestants": [
                {"scenario": each.scenario, "replications": each.replications, "value": each.value,
                 "dropped": each.dropped}
                for each in self.contestants
            ],
        }  # fmt: skip


@dataclass
class Race:
    """KN, step by step: shown the figures after each stage, it tells who is still in."""

    contestants: int
    better: int
    indifference: float
    confidence: float = CONFIDENCE

    def __post_init__(self) -> None:
        self.alive = list(range(self.contestants))
        self._variances: np.ndarray[Any, np.dtype[np.float64]] | None = None

    def look(self, figures: Sequence[Figure], replications: int) -> list[int]:
        """
        Drop whom chance cannot excuse any more, and return who is left.

        Args:
            figures: Of those still in, in the order of ``alive``, after equally many replications.
            replications: How many; at the first look ``FIRST_STAGE``.
        """
        if any(figure.value is None for figure in figures):
            raise InputError("a selection needs a figure that every scenario has")
        if self._variances is None:
            self._variances = _variances(figures)
        values = np.array([figure.value for figure in figures], np.float64) * self.better
        spread = self._variances[np.ix_(self.alive, self.alive)]
        slack = self.indifference / 2 * (self._factor * spread / self.indifference**2 / replications - 1)
        behind = values[None, :] - np.maximum(slack, 0.0)
        np.fill_diagonal(behind, -np.inf)
        survives = values >= behind.max(axis=1)
        settled = bool((slack <= 0).sum() >= len(values) * (len(values) - 1))
        places = np.flatnonzero(survives)
        self.alive = [self.alive[place] for place in (places[:1] if settled else places)]
        return self.alive

    @property
    def _factor(self) -> float:
        """KN's h squared, with c = 1."""
        degrees = FIRST_STAGE - 1
        eta = ((2 * (1 - self.confidence) / (self.contestants - 1)) ** (-2 / degrees) - 1) / 2
        return float(2 * eta * degrees)


def _variances(figures: Sequence[Figure]) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Return the variance of the difference of one replication, for each pair, from the first stage."""
    pulls = np.stack([figure.pulls for figure in figures])
    count = pulls.shape[1]
    if count < 2:
        raise InputError("a selection needs a figure that is a mean or a ratio")
    differences = pulls[:, None, :] - pulls[None, :, :]
    variances: np.ndarray[Any, np.dtype[np.float64]] = (differences**2).sum(axis=2) * (count * count / (count - 1))
    return variances
