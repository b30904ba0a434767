"""
What a plan of shifts is paid beside its hours on duty, in ``run`` as in ``staff``.

Agents are simulated by the interval, and nobody is on duty in a break: a paid break, and what a shift has of intervals
that it does not fill, are in no interval. The sheet of shifts in a plan's workbook tells them, so that the same plan
costs the same whoever simulates it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from channelmix.demand.days import OpenDays
from channelmix.scenario.shift_lines import ShiftLine
from channelmix.scenario.shifts_of_plan import hours_on_duty, no_longer_made
from channelmix.simulate.figures import Prices
from channelmix.simulate.frame import frame_of

if TYPE_CHECKING:
    from channelmix.scenario import Loaded


def with_shifts(loaded: "Loaded", prices: Prices) -> Prices:
    """Return the prices of a scenario with what the shifts of its plan are paid for beside the hours on duty."""
    if not loaded.shifts:
        return prices
    pairs = [paid_besides(loaded, name) for name in loaded.scenario.groups]
    hours, cost = np.array(pairs, np.float64).reshape(-1, 2).T
    return replace(prices, paid_besides=hours, cost_besides=cost)


def paid_besides(loaded: "Loaded", group: str) -> tuple[float, float]:
    """Return paid hours beside those on duty of a group in the period, and what its shifts cost beside these hours."""
    settings, rows = loaded.scenario.groups[group], [line.start for line in loaded.plans.get(group, ())]
    worked, hours, cost = _worked(loaded, {start.date() for start in rows}), 0.0, 0.0
    for shift in loaded.shifts.get(group, ()):
        on_duty = hours_on_duty(shift, rows, loaded.scenario.period.timezone)
        paid = on_duty if shift.paid_hours is None else shift.paid_hours
        price = settings.cost_per_hour if shift.cost_per_hour is None else shift.cost_per_hour
        agents = shift.agents * worked[shift.start.date()] / (1 - settings.shrinkage)
        hours += agents * (paid - on_duty)
        cost += agents * (paid * price - on_duty * settings.cost_per_hour)
    return hours, cost


def _worked(loaded: "Loaded", planned: set[date]) -> Counter[date]:
    """Return on how many days of the period each day of a plan is worked: others repeat its nearest same weekday."""
    scenario, found = loaded.scenario, Counter[date]()
    clock = frame_of(scenario).clock
    open_days = OpenDays(scenario, clock)
    for number in range(clock.days):
        day = clock.date(number)
        if scenario.period.start <= day < scenario.period.end and not open_days.is_closed(number):
            same = [each for each in planned if each.weekday() == day.weekday()]
            nearest = min(same, key=lambda each: (abs(each - day), each), default=None)
            found.update([] if nearest is None else [nearest])
    return found


def shift_rows(loaded: "Loaded") -> list[dict[str, Any]]:
    """Return the shifts of which the plan of a scenario is made as plain values, by start."""
    every: list[ShiftLine] = [shift for shifts in loaded.shifts.values() for shift in shifts if shift.agents]
    groups = list(loaded.scenario.groups)
    return [shift.as_dict() for shift in sorted(every, key=lambda each: (each.start, groups.index(each.group)))]


def shifts_shown(loaded: "Loaded") -> list[dict[str, Any]]:
    """
    Return the shifts of which the agents that are simulated are made, as plain values, by start.

    Nothing where agents of a file were changed and its shifts were not, or the other way round: a table of such shifts
    would tell of another plan. The warnings of the scenario say so.
    """
    return [] if any(_no_longer_made(loaded)) else shift_rows(loaded)


def _no_longer_made(loaded: "Loaded") -> Iterator[str]:
    """Yield what is to be said of each file of a plan whose shifts no longer make its agents."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    for name in loaded.shifts:
        files[str(loaded.scenario.groups[name].agents.file)].append(name)
    for file, groups in files.items():
        shifts = [shift for name in groups for shift in loaded.shifts[name]]
        lines = [line for name in groups for line in loaded.plans[name]]
        yield from no_longer_made(file, shifts, lines, loaded.scenario.period)


def pay_notes(loaded: "Loaded") -> tuple[str, ...]:
    """Return what to say of groups whose paid hours lack paid breaks, since nothing tells the shifts of their plan."""
    scenario = loaded.scenario
    groups = [
        name
        for name in scenario.groups
        if any(
            pause.paid and (shift.groups is None or name in shift.groups)
            for shift in scenario.work_shift
            for pause in shift.breaks
        )
        and _nothing_tells(loaded, name)
    ]
    if not groups:
        return ()
    return (
        f"{loaded.scenario.name}: paid hours and cost of {', '.join(groups)} are those of the hours on duty, without "
        "paid breaks: agents are given by the interval, and nothing tells what their shifts are paid",
    )


def _nothing_tells(loaded: "Loaded", group: str) -> bool:
    """Whether no shift of a group's plan has paid hours; a line beside the table of shifts tells where only some do."""
    if group not in loaded.shifts:
        return True
    shifts = loaded.shifts[group]
    return bool(shifts) and all(shift.paid_hours is None for shift in shifts)
