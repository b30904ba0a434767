"""
The audit of a run: every channel beside the nearest exact model, and the checks of its books.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from channelmix.audit.assumptions import broken
from channelmix.audit.books import MOST_REPLAYED, Check, checks
from channelmix.audit.lines import AVERAGED, FIGURES, STEADY, NoSteadyState, figures_of, loads_of, model_of
from channelmix.audit.played import Played
from channelmix.audit.pools import Part, Pool, pools_of
from channelmix.results import Figure, share_figure
from channelmix.simulate import Run

_NO_END = "more work than agents can do, and nobody leaves: the model's line grows without end"


@dataclass(frozen=True)
class Beside:
    """One simulated figure beside that of the model."""

    name: str
    model: float
    simulated: Figure
    z: float | None
    """How many standard errors apart, as a normal score; None where an assumption is broken or the error unknown."""

    def as_dict(self) -> dict[str, Any]:
        """Return the figure as it stands in the audit's JSON."""
        return {"model": self.model, **self.simulated.estimate().as_dict(), "z": self.z}


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One channel beside the nearest exact model."""

    channel: str
    model: str
    source: str
    load: float
    """Offered load in the model's eyes, all channels of its line, mean over the time with agents on duty, agents."""
    agents: float
    """Mean number of agents on duty, in that time."""
    taken: str
    """How the model takes the period."""
    broken: tuple[str, ...]
    """Assumptions of the model that the scenario breaks."""
    figures: tuple[Beside, ...]
    """Empty where the model has no steady state."""

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as it stands in the audit's JSON."""
        return {
            "model": self.model, "source": self.source, "load": self.load, "agents": self.agents,
            "taken": self.taken, "steady": self.taken == STEADY, "assumptions_hold": not self.broken,
            "broken": list(self.broken),
            "figures": {each.name: each.as_dict() for each in self.figures},
        }  # fmt: skip


@dataclass(frozen=True)
class Audit:
    """All that an audit found."""

    comparisons: tuple[Comparison, ...]
    checks: tuple[Check, ...]
    replayed: int
    """How many replications were played again for the checks."""

    @property
    def holds(self) -> bool:
        """Whether every check of the books holds."""
        return all(check.holds for check in self.checks)

    def as_dict(self) -> dict[str, Any]:
        """Return the audit as it stands under "audit" in the JSON."""
        return {
            "holds": self.holds,
            "replications_replayed": self.replayed,
            "channels": {each.channel: each.as_dict() for each in self.comparisons},
            "checks": [check.as_dict() for check in self.checks],
        }


def audit(run: Run) -> Audit:
    """
    Put every channel of a run beside the nearest exact model, and check the run's books.

    Up to five replications are played again for the checks.
    """
    replayed = min(run.counts.replications, MOST_REPLAYED)
    played = [Played(*run.simulation.lived(replication)) for replication in range(replayed)]
    found = {each.channel: each for pool in pools_of(run) for each in _comparisons(run, pool)}
    ordered = tuple(found[name] for name in run.simulation.channels if name in found)
    return Audit(ordered, checks(run, played), replayed)


def _comparisons(run: Run, pool: Pool) -> Iterator[Comparison]:
    model = model_of(pool)
    reasons = broken(run.loaded.scenario, pool, model)
    for part in pool.parts:
        taken = STEADY
        try:
            known, taken = figures_of(pool, model, part) if part.rates.any() else ({}, STEADY)
        except NoSteadyState:
            known, taken = {}, AVERAGED
            reasons = tuple(dict.fromkeys((*reasons, _NO_END)))
        time = pool.lengths * (pool.agents > 0.0) if pool.agents.any() else pool.lengths
        yield Comparison(
            channel=part.name,
            model=model.name,
            source=model.source,
            load=float((loads_of(pool).sum(axis=0) * time).sum() / time.sum()),
            agents=float((pool.agents * time).sum() / time.sum()),
            taken=taken,
            broken=reasons,
            figures=tuple(
                _beside(name, known[name], _simulated(run, pool, part, name), judged=not reasons)
                for name in FIGURES
                if name in known
            ),
        )


def _beside(name: str, model: float, simulated: Figure, *, judged: bool) -> Beside:
    error = simulated.standard_error
    z = None
    if judged and simulated.value is not None and error:
        z = normal_score((simulated.value - model) / error, replications=len(simulated.pulls))
    return Beside(name, model, simulated, z)


def normal_score(apart: float, *, replications: int) -> float:
    """
    Return how many standard errors would be as unlikely if the standard error were known.

    With few replications it is not: three of them are four apart by chance once in twenty times. The tail of
    Student's t is turned into that of the normal distribution.

    Examples:
        >>> round(normal_score(4.0, replications=3), 2), round(normal_score(-4.0, replications=1000), 2)
        (1.9, -3.98)
    """
    from scipy.special import ndtri, stdtr

    tail = float(stdtr(replications - 1, -abs(apart)))
    return math.copysign(-float(ndtri(tail)), apart) if tail > 0.0 else apart


def _simulated(run: Run, pool: Pool, part: Part, name: str) -> Figure:
    """Return the simulated figure that a model's figure stands beside."""
    if name == "occupancy":
        numbers = list(pool.group_numbers)
        busy, on_duty = (run.counts.groups[key][:, numbers].sum(axis=1) for key in ("busy", "on_duty"))
        return share_figure(busy, on_duty)
    if name == "rejected_share":
        column = {key: run.counts.channels[key][:, part.number] for key in ("rejected", "offered")}
        return share_figure(column["rejected"], column["offered"])
    return run.figures.channels[part.name][name]
