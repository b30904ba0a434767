"""
A requirement made of work shifts, and what they make of its promises.
"""

from dataclasses import replace

import numpy as np

from channelmix.engine.inputs import Flags
from channelmix.staffing.alike import asking_of, tied
from channelmix.staffing.beginning import Stage
from channelmix.staffing.bounds import cost_bound_of_shifts
from channelmix.staffing.checking import checked
from channelmix.staffing.closed_hours import at_closed_channels
from channelmix.staffing.duties import duties_of
from channelmix.staffing.duty_patterns import DutyPatterns, patterns_of
from channelmix.staffing.requirement import Requirement, as_judged
from channelmix.staffing.resting import all_at_break, at_edges, untaken
from channelmix.staffing.shifts import Shifts, find_shifts


def in_shifts(found: Requirement, *, replications: int, stage: Stage) -> tuple[Requirement, Shifts, Flags]:
    """
    Return the shifts, and what they make of a plan, checked on no fewer customers than they were proved on.

    The last is where breaks leave nobody, which is told; shape (C, I).

    Args:
        found: A plan that keeps every promise.
        replications: Of ``run``.
        stage: Told what is being done.

    Raises:
        InputError: If the templates cannot cover what is required.
    """
    stage("building shifts")
    duties = duties_of(found.problem)
    patterns = patterns_of(found.problem, duties)
    found = found if patterns is not None else _by_single_days(found)
    shifts = find_shifts(found.problem, found.trials, found.plan, patterns or DutyPatterns.of_single(duties))
    worked_by = found.problem, shifts.duties, shifts.agents, found.plan
    trials = replace(found.trials, replications=shifts.replications, tried={})
    check, counts = checked(trials, shifts.plan, replications)
    worked = replace(
        found, plan=shifts.plan, search=shifts.trial, check=check, counts=counts, trials=trials, is_proven=False,
        spare=np.zeros_like(found.spare), crowds=(),
        cautions=(
            *found.cautions, *untaken(*worked_by), *at_edges(*worked_by[:3]), *at_closed_channels(*worked_by[:3]),
        ),
        bound=cost_bound_of_shifts(found.problem, found.trials.cells_asked, found.load),
    )  # fmt: skip
    return as_judged(worked), shifts, all_at_break(*worked_by)


def _by_single_days(found: Requirement) -> Requirement:
    """Return what was found with each day by itself, as its duties are not the same on days alike."""
    problem = tied(found.problem, None)
    trials = replace(asking_of(problem, found.single, found.trials), safety=None)
    return replace(found, problem=problem, cells=trials.cells, trials=trials)
