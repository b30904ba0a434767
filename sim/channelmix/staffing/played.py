"""
The check of a plan as a run: what ``run`` would print if the plan were the scenario's own.
"""

from dataclasses import replace

import numpy as np

from channelmix.scenario import Loaded
from channelmix.simulate import Run, inputs_digest
from channelmix.simulate.figures import FigureSet, Prices, all_figures
from channelmix.simulate.shift_pay import pay_notes
from channelmix.staffing.requirement import Requirement
from channelmix.staffing.shifts import Shifts, shift_rows


def run_of_plan(loaded: Loaded, found: Requirement, seed: int, shifts: Shifts | None = None) -> Run:
    """Return the check of a plan that was found for a scenario; of shifts all that is paid counts, breaks included."""
    problem = found.problem
    simulation = replace(problem.simulation, operation=problem.layout.laid(found.plan, problem.simulation.operation))
    if shifts is not None:
        simulation = replace(simulation, prices=_with_shifts(found, shifts))
    return Run(
        loaded=loaded,
        simulation=simulation,
        counts=found.counts,
        figures=figures_of(found, simulation.prices),
        replications=found.replications,
        seed=seed,
        engine=simulation.engine,
        inputs_sha256=inputs_digest(loaded),
        offered_fit=problem.fit,
        shifts=() if shifts is None else shift_rows(loaded.scenario, shifts),
        pay_notes=() if shifts is not None else pay_notes(replace(loaded, shifts={})),
    )  # fmt: skip


def _with_shifts(found: Requirement, shifts: Shifts) -> Prices:
    """Return the prices of a period with what its shifts are paid for beside the hours on duty."""
    prices, hours = found.problem.simulation.prices, found.problem.space.hours(found.plan)
    paid, cost = np.array([shifts.of_group(group) for group in range(len(hours))]).T
    return replace(prices, paid_besides=paid - hours, cost_besides=cost - hours * prices.per_paid_hour)


def figures_of(found: Requirement, prices: Prices | None = None) -> FigureSet:
    """Return the figures of the check; absent prices are those of the scenario."""
    simulation = found.problem.simulation
    return all_figures(
        found.counts, prices or simulation.prices, channels=simulation.channels, groups=simulation.groups,
        capacity=simulation.operation.capacity, formulas=simulation.promises.formula,
    )  # fmt: skip
