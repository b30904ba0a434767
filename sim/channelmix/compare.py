"""
Which scenario differs from the first, by how much, and how sure.

All scenarios are played with the same seed and replications, so they meet the same customers:
what chance does to one it does to the others, and differences show much sooner. Each
difference is "second minus first" with its paired 95 % interval, each by itself. The verdict
never says more than the interval: "more" or "less" only where it excludes zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channelmix.errors import InputError
from channelmix.results import CONFIDENCE, Estimate, Figure, difference, to_json
from channelmix.scenario import Loaded, load
from channelmix.simulate import Run, run
from channelmix.simulate.replications import Progress

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1

Changes = dict[str, "Change"]


@dataclass(frozen=True)
class Change:
    """By how much a figure is larger than in the first scenario, and whether that is sure."""

    estimate: Estimate
    verdict: str | None
    """"more", "less", "same" (always the same number) or "unsure"; None where there is no interval."""

    @classmethod
    def of(cls, figure: Figure, against: Figure) -> "Change":
        """Return the change of a figure measured on the same customers."""
        estimate = difference(figure, against).estimate()
        return cls(estimate, _verdict(estimate))

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers and the verdict under their names."""
        return {**self.estimate.as_dict(), "verdict": self.verdict}


def _verdict(estimate: Estimate) -> str | None:
    low, high = estimate.low, estimate.high
    if low is None or high is None:
        return None
    if low == high == 0:
        return "same"
    return "more" if low > 0 else "less" if high < 0 else "unsure"


@dataclass(frozen=True)
class Difference:
    """One scenario against the first; only channels and groups that both have."""

    scenario: str
    against: str
    same_period: bool
    """Whether both simulate the same days, and so the same customers; if not, intervals are still right but wider."""
    channels: dict[str, Changes]
    groups: dict[str, Changes]
    total: Changes

    def as_dict(self) -> dict[str, Any]:
        """Return the difference as it stands in the summary."""
        return {
            "scenario": self.scenario,
            "against": self.against,
            "same_period": self.same_period,
            "channels": {name: _plain(changes) for name, changes in self.channels.items()},
            "groups": {name: _plain(changes) for name, changes in self.groups.items()},
            "total": _plain(self.total),
        }


def _plain(changes: Changes) -> dict[str, Any]:
    return {name: change.as_dict() for name, change in changes.items()}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Runs of several scenarios on the same customers, and their differences from the first."""

    runs: tuple[Run, ...]

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """The second and each further scenario against the first."""
        return tuple(_difference(each, self.runs[0]) for each in self.runs[1:])

    @cached_property
    def summary(self) -> dict[str, Any]:
        """All figures and differences as plain values."""
        return {
            "schema": SCHEMA,
            "replications": self.runs[0].replications,
            "seed": self.runs[0].seed,
            "confidence": CONFIDENCE,
            "scenarios": [each.summary for each in self.runs],
            "differences": [each.as_dict() for each in self.differences],
        }

    def json(self) -> bytes:
        """Return the summary as JSON: the same bytes for the same inputs."""
        return to_json(self.summary)

    @property
    def frame(self) -> "pd.DataFrame":
        """Differences, one row each: scenario, kind, name, figure, mean, low, high, verdict."""
        import pandas as pd

        rows = [row for each in self.differences for row in _rows(each)]
        return pd.DataFrame(rows, columns=["scenario", "kind", "name", "figure", "mean", "low", "high", "verdict"])


def compare(
    scenarios: Sequence[Loaded | str | Path], *, replications: int | None = None, seed: int | None = None,
    engine: str | None = None, workers: int = 1, progress: Progress | None = None,
) -> Comparison:  # fmt: skip
    """
    Simulate several scenarios on the same customers and compare each with the first.

    Args:
        scenarios: Two or more: loaded scenarios, paths or names of shipped ones.
        replications: How many of each; absent: as the first scenario says.
        seed: Names all random numbers; absent: as the first scenario says.
        engine: "fast" or "reference"; absent: fast.
        workers: How many processes; see ``run``.
        progress: Called with (replications done, of how many), over all scenarios together.

    Raises:
        InputError: If there are fewer than two scenarios, and whatever ``run`` raises.
    """
    if len(scenarios) < 2:
        raise InputError(f"compare needs two scenarios or more (got {len(scenarios)}); one alone is for run")
    loaded = [each if isinstance(each, Loaded) else load(each) for each in scenarios]
    first = loaded[0].scenario.run
    count = first.replications if replications is None else replications
    runs: list[Run] = []
    for number, each in enumerate(loaded):
        runs.append(
            run(
                each, replications=count, seed=first.seed if seed is None else seed, engine=engine, workers=workers,
                progress=_part(progress, number, len(loaded)), volume_factors=_factors(each, runs),
            )
        )  # fmt: skip
    return Comparison(tuple(runs))


def _factors(loaded: Loaded, runs: Sequence[Run]) -> dict[str, float]:
    """Return how volumes that count all contacts were read in an earlier run, where the same arrivals stand in both."""
    factors: dict[str, float] = {}
    for name, channel in loaded.scenario.channels.items():
        for earlier in runs:
            theirs = earlier.loaded.scenario.channels.get(name)
            if theirs is not None and theirs.arrivals == channel.arrivals and name in earlier.offered_fit.factors:
                factors.setdefault(name, earlier.offered_fit.factors[name])
    return factors


def _part(progress: Progress | None, number: int, parts: int) -> Progress | None:
    """Return what to tell while one of several runs goes on."""
    if progress is None:
        return None
    return lambda done, of: progress(number * of + done, parts * of)


def _difference(each: Run, first: Run) -> Difference:
    return Difference(
        scenario=each.name,
        against=first.name,
        same_period=_period(each) == _period(first),
        channels=_of_each(each.figures.channels, first.figures.channels),
        groups=_of_each(each.figures.groups, first.figures.groups),
        total=_changes(each.figures.total, first.figures.total),
    )


def _period(each: Run) -> tuple[object, ...]:
    period = each.loaded.scenario.period
    return period.start, period.days, period.timezone


def _of_each(
    figures: Mapping[str, Mapping[str, Figure]], against: Mapping[str, Mapping[str, Figure]]
) -> dict[str, Changes]:
    return {name: _changes(mine, against[name]) for name, mine in figures.items() if name in against}


def _changes(figures: Mapping[str, Figure], against: Mapping[str, Figure]) -> Changes:
    return {name: Change.of(figure, against[name]) for name, figure in figures.items()}


def _rows(each: Difference) -> list[dict[str, Any]]:
    parts = [("channel", name, changes) for name, changes in each.channels.items()]
    parts += [("group", name, changes) for name, changes in each.groups.items()]
    parts.append(("total", "", each.total))
    return [
        {"scenario": each.scenario, "kind": kind, "name": name, "figure": figure, **change.as_dict()}
        for kind, name, changes in parts
        for figure, change in changes.items()
    ]
