"""
A plan of an earlier run as the workbook that planners keep: what ``report`` writes beside its pictures.

It is the agents that a scenario states, or those that ``staff`` found, told in the language of the report. It has a
sheet for each group like the plan that ``staff`` writes, and simulates back unchanged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np

from channelmix.demand.days import OpenDays
from channelmix.engine.inputs import HOUR, Flags, Indices
from channelmix.scenario import Loaded, Scenario
from channelmix.simulate.frame import frame_of
from channelmix.simulate.prepare import FileData
from channelmix.simulate.shift_pay import paid_besides, shift_rows
from channelmix.staffing.plan_sheet import fte_hours, sheets_of
from channelmix.staffing.switches import own_plan
from channelmix.staffing.tongue import ENGLISH, Tongue
from channelmix.staffing.workbook import Cover, free_groups, plan_workbook


def own_plan_workbook(loaded: Loaded, tongue: Tongue = ENGLISH) -> bytes:
    """Return plan.xlsx of a scenario's own agents, with the shifts of which they are made where its plan tells."""
    scenario, frame = loaded.scenario, frame_of(loaded.scenario)
    days = OpenDays(scenario, frame.clock)
    plan = own_plan(scenario, FileData.of(loaded), clock=frame.clock, grid=frame.grid, open_days=days)
    starts = tuple(frame.clock.local(int(edge)) for edge in frame.grid[:-1])
    lines = (tongue.say("The agents that the scenario states, as they were simulated."),)
    cover = replace(_cover(scenario, lines, tongue), in_shifts=_in_shifts(loaded, plan, np.diff(frame.grid)))
    return _workbook(scenario, starts, plan, cover, shift_rows(loaded))


def _in_shifts(loaded: Loaded, plan: Indices, lengths: Indices) -> Mapping[str, tuple[float, float]]:
    """Return by group the paid hours and the cost of a plan that is made of shifts; nothing where that is not known."""
    if not loaded.shifts:
        return {}
    hours = (plan * lengths).sum(axis=1) / HOUR
    found = {}
    for (name, group), on_duty in zip(loaded.scenario.groups.items(), hours.tolist(), strict=True):
        besides, cost = paid_besides(loaded, name)
        paid = on_duty / (1 - group.shrinkage)
        found[name] = paid + besides, paid * group.cost_per_hour + cost
    return found


def found_plan_workbook(
    scenario: Scenario, found: Mapping[str, Any], lines: Sequence[str], tongue: Tongue = ENGLISH
) -> bytes:
    """
    Return plan.xlsx of the agents that ``staff`` found.

    Args:
        scenario: For which it found them.
        found: Its ``starts``, ``groups`` and ``shifts``, as its summary has them.
        lines: What was asked, and how well it is kept.
        tongue: The language.
    """
    starts = tuple(datetime.fromisoformat(start) for start in found["starts"])
    groups, shifts = found["groups"], found.get("shifts") or ()
    plan = np.array([groups[name]["agents"] for name in scenario.groups], np.int64)
    paid = {name: (float(group["paid_hours"]), float(group["cost"])) for name, group in groups.items()}
    cover = replace(_cover(scenario, lines, tongue), in_shifts=paid if shifts else {}, free=free_groups(groups))
    return _workbook(scenario, starts, plan, cover, shifts)


def _cover(scenario: Scenario, lines: Sequence[str], tongue: Tongue) -> Cover:
    return Cover(
        title=scenario.name, lines=tuple(lines), currency=scenario.money.currency, tongue=tongue,
        hours_per_fte=fte_hours(scenario),
    )  # fmt: skip


def _workbook(
    scenario: Scenario, starts: Sequence[datetime], plan: Indices, cover: Cover,
    shifts: Sequence[Mapping[str, Any]] = (),
) -> bytes:  # fmt: skip
    flags = np.array([_on_duty(agents, starts) for agents in plan]).reshape(plan.shape)
    return plan_workbook(sheets_of(scenario, flags, plan), cover, shifts)


def _on_duty(agents: Indices, starts: Sequence[datetime]) -> Flags:
    """Return which intervals lie between the first and the last with anybody on duty, day by day."""
    flags = np.zeros(len(agents), np.bool_)
    dates = np.array([start.date().toordinal() for start in starts])
    for day in np.unique(dates):
        places = np.flatnonzero((dates == day) & (agents > 0))
        if len(places):
            flags[places[0] : places[-1] + 1] = True
    return flags
