"""
Control variates: what is known exactly tells how lucky the replications were.

How many customers come and how much work they bring is drawn, yet their means are known. Where
a replication drew 3 % too many calls, its service level is low for that reason; the part of
every figure that goes with such luck is taken out by regression, and the interval narrows. The
customers themselves do not change.

Source: Lavenberg and Welch, "A perspective on the use of control variables to increase the
efficiency of Monte Carlo simulations", Management Science 27, 1981; Nelson, "Control variate
remedies", Operations Research 38, 1990. With R replications and q controls the interval is
Student's with R - 1 - q degrees of freedom.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from channelmix.demand.population import Population
from channelmix.engine.inputs import HOUR
from channelmix.results import Figure, Reals
from channelmix.simulate.counts import Counts
from channelmix.simulate.figures import Figures, FigureSet
from channelmix.simulate.simulation import Simulation

FEWEST_SPARE = 10
"""Replications beyond the number of controls below which nothing is controlled."""

_NO_SPREAD = 1e-9


@dataclass(frozen=True)
class Control:
    """One thing whose mean is known."""

    channel: str
    what: str
    """"first_attempts" or "work_hours"."""
    expected: float
    values: Reals
    """(R,)"""

    @property
    def simulated(self) -> float:
        """Its mean over the replications."""
        return math.fsum(self.values) / len(self.values)


@dataclass(frozen=True)
class Controlled:
    """Figures with the luck taken out, and what that gained."""

    figures: FigureSet
    controls: tuple[Control, ...]
    gains: Mapping[str, float]
    """By figure (``phone.service_level``): how many times fewer replications are needed for the same interval."""

    def as_dict(self) -> dict[str, Any]:
        """Return the controls and gains as plain values."""
        return {
            "known": [
                {"channel": each.channel, "what": each.what, "expected": each.expected, "simulated": each.simulated}
                for each in self.controls
            ],
            "gains": dict(self.gains),
        }


def controlled(figures: FigureSet, simulation: Simulation, counts: Counts) -> Controlled:
    """
    Return figures with the luck of the draw taken out.

    Args:
        figures: As counted.
        simulation: What was played, with its known means.
        counts: Of all replications.
    """
    controls = tuple(_controls(simulation, counts))
    if not controls or counts.replications < len(controls) + FEWEST_SPARE:
        return Controlled(figures, controls, {})
    adjust = _adjustment(controls)
    adjusted = replace(
        figures,
        channels={name: _each(mine, adjust) for name, mine in figures.channels.items()},
        groups={name: _each(mine, adjust) for name, mine in figures.groups.items()},
        total=_each(figures.total, adjust),
    )
    return Controlled(adjusted, controls, _gains(figures, adjusted))


def _controls(simulation: Simulation, counts: Counts) -> list[Control]:
    """Return what varies, has a known mean and tells something that those before it do not."""
    operation, population = simulation.operation, simulation.population
    if not isinstance(population, Population):
        return []
    means = population.known_means(operation.count_from, operation.count_until)
    found: list[Control] = []
    for number, (name, mean) in enumerate(zip(simulation.channels, means, strict=True)):
        came, work = counts.channels["first_attempts"][:, number], counts.channels["first_work"][:, number]
        if mean.first_attempts is not None:
            found.append(Control(name, "first_attempts", mean.first_attempts, came.astype(np.float64)))
        if mean.work is not None:
            found.append(Control(name, "work_hours", mean.work / HOUR, work / HOUR))
    return _independent(found)


def _independent(controls: list[Control]) -> list[Control]:
    kept: list[Control] = []
    basis: list[Reals] = []
    for control in controls:
        size = float(np.linalg.norm(control.values))
        rest = control.values - control.simulated
        for direction in basis:
            rest = rest - direction * float(np.dot(direction, rest))
        length = float(np.linalg.norm(rest))
        if length > _NO_SPREAD * size:
            kept.append(control)
            basis.append(rest / length)
    return kept


Adjust = Callable[[Figure], Figure]


def _adjustment(controls: tuple[Control, ...]) -> Adjust:
    """Return what takes the luck out of a figure."""
    values = np.stack([control.values for control in controls], axis=1)
    means = np.array([control.simulated for control in controls])
    luck = means - np.array([control.expected for control in controls])
    centered = values - means
    count = len(values)
    weights = centered @ np.linalg.solve(centered.T @ centered, luck)
    """By replication: what the luck of all of them says when read off the pulls of one figure."""
    inflation = math.sqrt(1 + count * float(np.dot(weights, weights)))

    def adjust(figure: Figure) -> Figure:
        if figure.value is None or figure.parts is None or len(figure.pulls) != count:
            return figure
        slopes = np.linalg.lstsq(centered, figure.pulls, rcond=None)[0]
        value = figure.value - count * float(np.dot(slopes, luck))
        left = (figure.pulls - centered @ slopes) * inflation
        lowest, highest = figure.bounds
        return replace(figure, value=min(max(value, lowest), highest), pulls=left, spent=len(controls))

    return adjust


def _each(figures: Figures, adjust: Adjust) -> Figures:
    return {name: adjust(figure) for name, figure in figures.items()}


def _gains(raw: FigureSet, adjusted: FigureSet) -> dict[str, float]:
    from channelmix.simulate.named import all_names

    gains: dict[str, float] = {}
    for name in all_names(raw):
        before, after = name.of(raw).standard_error, name.of(adjusted).standard_error
        if before and after and after > _NO_SPREAD * before and name.of(adjusted).spent:
            gains[str(name)] = (before / after) ** 2
    return gains
