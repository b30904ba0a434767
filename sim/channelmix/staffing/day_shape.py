"""
The shape of a plan for promises over days: in which hours agents stand, before any of it is simulated.

Work that may wait is done when it costs least (``fluid``). Of a live channel whose promise holds over a day, places
stand where one more brings most contacts in time, by the concave curves of ``envelope``: where customers are many,
more of them are served in time by one more agent, and so the day's promise takes the fewest hours there. How much of
the shape a day needs, the simulator says (``scaling``).
"""

from dataclasses import replace

import numpy as np

from channelmix.results import Reals
from channelmix.staffing.envelope import ceiling_of, envelopes
from channelmix.staffing.goals import Cells
from channelmix.staffing.guess import asked_work, due_at_last, fluid_of
from channelmix.staffing.load import Load
from channelmix.staffing.problem import Problem


def day_numbers(problem: Problem, load: Load, cells: Cells) -> Reals | None:
    """
    Return a plan from formulas before it is rounded, (G, I), for promises over days; None if there is none.

    Work may lie over to the week that follows, the first of what a promise lets be late is late, and calls that
    nobody hears are no work.

    Args:
        problem: What has to be staffed.
        load: What customers bring.
        cells: What is in reach of any plan.
    """
    channels = range(len(load.active))
    work = np.array([asked_work(problem, load, number) for number in channels])
    due = np.array([due_at_last(problem, number, load=load, cells=cells) for number in channels])
    fluid = fluid_of(problem, load, work=work, due=due)
    curves = envelopes(problem, load)
    by_curve = np.isin(list(channels), [problem.goals[curve.goal].number for curve in curves])
    return replace(
        fluid,
        safety=np.where(by_curve[:, None], 0.0, fluid.safety),
        ceilings=[ceiling_of(cells, curve, load.active, problem) for curve in curves],
    ).solved()
