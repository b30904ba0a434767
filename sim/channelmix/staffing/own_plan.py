"""
The agents that a scenario states, as the workbook that planners keep: what ``report`` writes beside its pictures.

It is a sheet for each group like that of a plan found by ``staff``, and simulates back unchanged.
"""

from datetime import datetime

import numpy as np

from channelmix.demand.days import OpenDays
from channelmix.engine.inputs import Flags, Indices
from channelmix.scenario import Loaded
from channelmix.simulate.frame import frame_of
from channelmix.simulate.prepare import FileData
from channelmix.staffing.plan_sheet import sheets_of
from channelmix.staffing.switches import own_plan
from channelmix.staffing.workbook import Cover, plan_workbook


def own_plan_workbook(loaded: Loaded) -> bytes:
    """Return plan.xlsx of a scenario's own agents."""
    scenario, frame = loaded.scenario, frame_of(loaded.scenario)
    days = OpenDays(scenario, frame.clock)
    plan = own_plan(scenario, FileData.of(loaded), clock=frame.clock, grid=frame.grid, open_days=days)
    starts = tuple(frame.clock.local(int(edge)) for edge in frame.grid[:-1])
    flags = np.array([_on_duty(agents, starts) for agents in plan]).reshape(plan.shape)
    lines = ("The agents that the scenario states, as they were simulated.",)
    cover = Cover(title=scenario.name, lines=lines, currency=scenario.money.currency)
    return plan_workbook(sheets_of(scenario, starts, flags, plan), cover)


def _on_duty(agents: Indices, starts: tuple[datetime, ...]) -> Flags:
    """Return which intervals lie between the first and the last with anybody on duty, day by day."""
    flags = np.zeros(len(agents), np.bool_)
    dates = np.array([start.date().toordinal() for start in starts])
    for day in np.unique(dates):
        places = np.flatnonzero((dates == day) & (agents > 0))
        if len(places):
            flags[places[0] : places[-1] + 1] = True
    return flags
