"""
A scenario as a staffing problem: plans that are allowed, promises to keep, ways to try a plan.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

from channelmix.calendars import LocalClock
from channelmix.demand.days import OpenDays
from channelmix.engine.inputs import DAY, SECOND, Flags, Indices, Times
from channelmix.errors import InputError
from channelmix.scenario import Loaded
from channelmix.scenario.model import Scenario
from channelmix.simulate.engines import engine_for
from channelmix.simulate.frame import Frame, frame_of
from channelmix.simulate.offered import OfferedFit, offered_of
from channelmix.simulate.prepare import FileData, prepare
from channelmix.simulate.simulation import Simulation
from channelmix.staffing.goals import Cells, Goal, cells_of, goals_of
from channelmix.staffing.space import Space, space_of
from channelmix.staffing.structure import Structure, structure_of
from channelmix.staffing.switches import Layout, layout_of, own_plan
from channelmix.staffing.trials import Trials

FIRST_SEARCH = 2**30
"""Number of the first replication that a search uses; runs use others, so that they meet customers new to the plan."""

_WARM_UP = 3 * DAY
"""
Longest warm-up of a search, a weekend and the day before it, where the days before repeat the plan that is tried. Where
the scenario's own agents work before it, what they leave is older than that and not the plan's doing.
"""

_AFTER = 36 * 3600 * SECOND
"""So long after the period contacts are drawn at first in a search: till the evening of the next day."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """What has to be staffed."""

    scenario: Scenario
    simulation: Simulation
    """As ``run`` plays it."""
    short: Simulation
    """The same with a shorter warm-up and fewer contacts after the period, for the search."""
    layout: Layout
    space: Space
    goals: tuple[Goal, ...]
    cells: Cells
    structure: Structure
    clock: LocalClock
    starts: tuple[datetime, ...]
    """Local start of each interval."""
    own: Indices
    """(G, I) agents of the scenario's own plan."""
    not_planned: tuple[date, ...]
    """Days of the warm-up that the plan says nothing of, since the period has no such weekday; they keep own staff."""
    fit: OfferedFit
    """How volumes that count all contacts were read."""

    @cached_property
    def local_starts(self) -> npt.NDArray[np.datetime64]:
        """Local start of each interval, (I,), to the microsecond."""
        return np.array(self.starts, "datetime64[us]")

    def trials(
        self, replications: Sequence[int], *, threads: int = 1, cells: Cells | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> Trials:  # fmt: skip
        """Return a way to try plans on the customers of some replications."""
        return Trials(
            simulation=self.short, whole=self.simulation, layout=self.layout, cells=cells or self.cells,
            replications=replications, confidence=self.scenario.staffing.confidence, threads=threads, check=check,
        )  # fmt: skip

    def with_cells(self, cells: Cells) -> "Problem":
        """Return the same problem with other cells to keep."""
        return replace(self, cells=cells)


def problem_of(
    loaded: Loaded, *, seed: int, files: FileData | None = None, engine: str | None = None,
    known: Mapping[str, float] | None = None,
) -> Problem:  # fmt: skip
    """
    Return a scenario as a staffing problem.

    Args:
        loaded: The scenario with its files.
        seed: Names all random numbers.
        files: What its files hold, if that is not what was loaded.
        engine: "fast" or "reference"; absent: the quicker one.
        known: First attempts per contact given, of channels for which that is settled.

    Raises:
        InputError: If the scenario promises nothing, so that nobody would be needed.
    """
    scenario, files = loaded.scenario, files or FileData.of(loaded)
    goals = goals_of(scenario)
    if not goals:
        raise InputError(
            f"{loaded.path}: staffing needs a target to keep (got none); give a channel a target such as "
            f'target = {{ share = 0.80, within = "20 s" }}'
        )
    fit = offered_of(loaded, seed=seed, files=files, known=known)
    simulation = prepare(scenario, seed=seed, files=files, volume_factors=fit.factors)
    simulation = replace(simulation, engine=engine_for(engine))
    frame = frame_of(scenario)
    clock, grid = frame.clock, frame.grid
    open_days = OpenDays(scenario, clock)
    layout = layout_of(scenario, files, clock=clock, grid=grid, open_days=open_days)
    begins = 0 if layout.keeps_own else frame.count_from - _WARM_UP
    short = prepare(scenario, seed=seed, files=files, volume_factors=fit.factors, not_before=begins)
    own = own_plan(scenario, files, clock=clock, grid=grid, open_days=open_days)
    space = space_of(scenario, clock=clock, grid=grid, own=own, hours_of=open_days)
    closing = _closing(scenario, space, clock=clock, grid=grid, open_days=open_days)
    return Problem(
        scenario=scenario,
        simulation=simulation,
        short=replace(short, horizons=_sooner(short, frame), engine=simulation.engine),
        layout=layout,
        space=space,
        goals=goals,
        cells=cells_of(goals, day=space.day, closing=closing),
        structure=structure_of(
            scenario, simulation.operation, goals, interval_s=scenario.period.interval.seconds, day=space.day
        ),
        clock=clock,
        starts=tuple(clock.local(int(edge)) for edge in grid[:-1]),
        own=own,
        not_planned=_not_planned(frame),
        fit=fit,
    )


def _sooner(simulation: Simulation, frame: Frame) -> tuple[int, ...]:
    """Return the ends to try one after the other, with an early one before them; figures are the same."""
    return tuple(sorted({min(frame.count_until + _AFTER, simulation.horizons[0]), *simulation.horizons}))


def _not_planned(frame: Frame) -> tuple[date, ...]:
    """Return the days of the warm-up on whose weekday the period has no day."""
    clock = frame.clock
    first, counted, until = (
        int(np.searchsorted(clock.day_start, moment, side="right")) - 1
        for moment in (frame.first_arrival, frame.count_from, frame.count_until - 1)
    )
    covered = {clock.date(day).weekday() for day in range(counted, until + 1)}
    return tuple(clock.date(day) for day in range(first, counted) if clock.date(day).weekday() not in covered)


def _closing(scenario: Scenario, space: Space, *, clock: LocalClock, grid: Times, open_days: OpenDays) -> Flags:
    """
    Return at the end of which intervals the day's work of each channel ends, shape (C, I).

    That is at closing; in a channel without opening hours, when the last agent who serves it may be on duty.
    """
    first_day = int(np.searchsorted(clock.day_start, grid[0], side="right")) - 1
    flags = np.zeros((len(scenario.channels), len(grid) - 1), np.bool_)
    for number, (name, channel) in enumerate(scenario.channels.items()):
        able = np.array([name in group.channels for group in scenario.groups.values()])
        on_duty = space.allowed[able].any(axis=0)
        for day in np.unique(space.day):
            mine = np.flatnonzero(on_duty & (space.day == day))
            hours = open_days.hours(name, int(day) + first_day) if channel.hours is not None else ()
            if hours:
                mine = mine[grid[mine] < clock.at(int(day) + first_day, hours[-1][1])]
            flags[number, mine[-1:]] = True
    return flags
