"""Shifts that begin before any channel of their group opens, or go on when all have closed."""

from collections.abc import Iterator, Sequence

import numpy as np

from channelmix.engine.inputs import HOUR, Indices
from channelmix.staffing.duties import Duty
from channelmix.staffing.problem import Problem
from channelmix.staffing.resting import is_open

_WORTH_TELLING = 0.01
"""Share of all hours on duty from which on those at closed channels are told: an estimate of ours."""


def at_closed_channels(problem: Problem, duties: Sequence[Duty], agents: Indices) -> Iterator[str]:
    """
    Yield how many shifts have people on duty while no channel of theirs is open, and for how many hours.

    Args:
        problem: What is staffed.
        duties: The shifts, D of them.
        agents: How many work each, shape ``(D,)``.
    """
    opened = np.array([is_open(problem, name) for name in problem.scenario.channels])
    serves, hours = problem.simulation.operation.weight > 0, np.diff(problem.space.grid) / HOUR
    closed = ~np.array([opened[mine].any(axis=0) for mine in serves])
    idle = np.array([duty.present & closed[duty.group] for duty in duties], np.bool_).reshape(-1, len(hours))
    lost = agents * (idle @ hours)
    every = sum(count * (duty.present @ hours) for duty, count in zip(duties, agents.tolist(), strict=True))
    if lost.sum() >= _WORTH_TELLING * every and lost.any():
        yield (
            f"in {agents[lost > 0].sum():,} of {agents.sum():,} shifts people are on duty while none of their channels "
            f"is open, for {lost.sum():,.1f} hours in all; starts and lengths in the templates decide that"
        )
