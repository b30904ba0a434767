"""
How many contacts join each channel's line, and how many agents are planned, by interval of the counted period.

Contacts come from the settings where those alone decide it; where customers come back, change channel or are moved by
events, or where a bot or closed doors keep some away, as many as were simulated on average.
"""

from collections.abc import Sequence

import numpy as np

from channelmix.demand import Population
from channelmix.demand.piecewise import DayRate
from channelmix.engine.inputs import Operation
from channelmix.queueing.durations import Array
from channelmix.scenario.channel import Channel
from channelmix.simulate import Run

_NOT_IN_LINE = ("rejected", "contained", "diverted")


def arrivals_by_interval(run: Run) -> Array:
    """Return the contacts that join the line of each channel in each interval, shape ``(C, I)``."""
    stated, joined = _stated(run, first_only=False), _simulated(run)
    return np.array([counted if of_settings is None else of_settings
                     for of_settings, counted in zip(stated, joined, strict=True)])  # fmt: skip


def first_attempts(run: Run, channel: int) -> Array | None:
    """Return the first attempts on a channel in each interval, shape ``(I,)``, if its settings alone decide them."""
    return _stated(run, first_only=True)[channel]


def _simulated(run: Run) -> Array:
    """Return the contacts that joined each line in each interval, mean over replications."""
    simulated = run.counts.by_arrival["offered"].astype(np.float64)
    kept_away = sum(run.counts.by_arrival[name] for name in _NOT_IN_LINE)
    lines = np.array([channel.lines is not None for channel in run.loaded.scenario.channels.values()])
    return np.asarray((simulated - np.where(lines[:, None], 0, kept_away)) / run.counts.replications)


def _stated(run: Run, *, first_only: bool) -> list[Array | None]:
    """Return the expected contacts of channels whose settings alone decide them; None of the others."""
    scenario, population = run.loaded.scenario, run.simulation.population
    if not isinstance(population, Population):
        return [None] * len(scenario.channels)
    moving = bool(scenario.channel_shift or scenario.events)
    comes_back = not first_only and any(channel.returns for channel in scenario.channels.values())
    found: list[Array | None] = []
    for name, channel in scenario.channels.items():
        sources = [source for source in population.sources if source.channel == name]
        simple = not (moving or comes_back or channel.bot or _is_diverted(channel) or _is_given(channel))
        found.append(_expected(run, sources[0].rates) if simple and len(sources) == 1 else None)
    return found


def _is_given(channel: Channel) -> bool:
    """Whether arrivals come from a log or a forecast, which differ from one replication to the next or not at all."""
    arrivals = channel.arrivals
    return arrivals is not None and (arrivals.contacts is not None or arrivals.forecast is not None)


def _expected(run: Run, rates: Sequence[DayRate | None]) -> Array:
    """Return the expected contacts in each interval from those of each day."""
    grid = run.simulation.operation.grid
    before = np.zeros(len(grid))
    for rate in rates:
        if rate is not None:
            before += [rate.before(int(edge)) for edge in grid]
    return np.diff(before)


def agents_by_interval(operation: Operation) -> Array:
    """
    Return the agents planned in each interval, shape ``(G, I)``: a mean where the plan changes within.
    """
    grid = operation.grid
    found = np.zeros((operation.groups, len(grid) - 1))
    for group in range(operation.groups):
        mine = operation.plan_group == group
        times = np.concatenate([[0], operation.plan_time[mine], [max(operation.stop, int(grid[-1]))]])
        levels = np.concatenate([[operation.agents_at_start[group]], operation.plan_agents[mine]])
        worked = np.concatenate([[0.0], np.cumsum(levels * np.diff(times))])
        found[group] = np.diff(np.interp(grid, times, worked)) / np.diff(grid)
    return found


def _is_diverted(channel: Channel) -> bool:
    return channel.closed_rule not in {"reject", "queue"} and channel.hours is not None
