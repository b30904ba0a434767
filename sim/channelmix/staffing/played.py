"""
The check of a plan as a run: what ``run`` would print if the plan were the scenario's own.
"""

from dataclasses import replace

from channelmix.scenario import Loaded
from channelmix.simulate import Run, inputs_digest
from channelmix.simulate.figures import FigureSet, all_figures
from channelmix.staffing.requirement import Requirement


def run_of_plan(loaded: Loaded, found: Requirement, seed: int) -> Run:
    """Return the check of a plan that was found for a scenario."""
    problem = found.problem
    simulation = replace(problem.simulation, operation=problem.layout.laid(found.plan, problem.simulation.operation))
    return Run(
        loaded=loaded,
        simulation=simulation,
        counts=found.counts,
        figures=figures_of(found),
        replications=found.replications,
        seed=seed,
        engine=simulation.engine,
        inputs_sha256=inputs_digest(loaded),
        offered_fit=problem.fit,
    )  # fmt: skip


def figures_of(found: Requirement) -> FigureSet:
    """Return the figures of the check."""
    simulation = found.problem.simulation
    return all_figures(
        found.counts, simulation.prices, channels=simulation.channels, groups=simulation.groups,
        capacity=simulation.operation.capacity, formulas=simulation.promises.formula,
    )  # fmt: skip
