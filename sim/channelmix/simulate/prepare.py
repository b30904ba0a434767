"""
A scenario -> a simulation ready to play: every room below asked once, in the right order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from channelmix import demand
from channelmix.calendars import LocalClock
from channelmix.demand import LogRow, VolumeRow
from channelmix.demand.days import OpenDays
from channelmix.demand.distributions import Numbers
from channelmix.demand.forecasts import ForecastVolume, shaped, shares_of
from channelmix.forecast.store.curves import Moving
from channelmix.forecast.store.stored import load_adoption, load_draws, load_profiles
from channelmix.scenario.changes import Adopted
from channelmix.scenario.model import Scenario
from channelmix.scenario.readers import PlanLine
from channelmix.scenario.steps import Steps
from channelmix.scenario.stored import StoredForecast
from channelmix.scenario.warm_up import weekdays_around
from channelmix.simulate.engines import engine_for
from channelmix.simulate.frame import Frame, frame_of
from channelmix.simulate.operation import build_operation
from channelmix.simulate.promises import prices_of, promises_of
from channelmix.simulate.simulation import Simulation
from channelmix.simulate.staff import Around, Switches, planned, steps_by_day, steps_of_lines

if TYPE_CHECKING:
    from channelmix.scenario import Loaded


@dataclass(frozen=True)
class FileData:
    """What stands in the files that a scenario names."""

    volumes: Mapping[str, Sequence[VolumeRow]] = field(default_factory=dict)
    """By channel."""
    logs: Mapping[str, Sequence[LogRow]] = field(default_factory=dict)
    """By channel."""
    plans: Mapping[str, Sequence[PlanLine]] = field(default_factory=dict)
    """By group."""
    forecasts: Mapping[str, ForecastVolume] = field(default_factory=dict)
    """By channel."""
    adoptions: Mapping[int, Moving] = field(default_factory=dict)
    """By place of the shift."""
    around: Mapping[str, Around] = field(default_factory=dict)
    """By group with a plan: who works on days around the period that the plan says nothing of."""

    @classmethod
    def of(cls, loaded: "Loaded") -> "FileData":
        """Return the content of the files that came with a loaded scenario."""
        volumes = {
            name: [VolumeRow(line.start, line.contacts, line.handling_s) for line in lines]
            for name, lines in loaded.volumes.items()
        }
        logs = {
            name: [LogRow(line.start, line.handling_s, line.patience_s) for line in lines]
            for name, lines in loaded.logs.items()
        }
        forecasts = {name: _forecast_volume(stored, name, loaded.scenario) for name, stored in loaded.forecasts.items()}
        adoptions = {place: load_adoption(stored.folder) for place, stored in loaded.adoptions.items()}
        return cls(volumes, logs, loaded.plans, forecasts, adoptions, _around(loaded))


def _around(loaded: "Loaded") -> dict[str, Around]:
    """Return, by group whose agents a plan replaced, who worked before it on weekdays that the period has not."""
    own = loaded.own_agents
    if own is None:
        return {}
    weekdays = weekdays_around(loaded.scenario)
    replaced = [name for name in loaded.plans if name in own.scenario.groups]
    return {
        name: Around(weekdays, own.scenario.groups[name].agents.by_weekday, own.plans.get(name, ()))
        for name in replaced
    }


def _forecast_volume(stored: StoredForecast, channel: str, scenario: Scenario) -> ForecastVolume:
    """Return one channel of a stored forecast, its days shaped as the scenario says, if it does."""
    draws, profiles = load_draws(stored.folder), load_profiles(stored.folder)
    place = draws.channels.index(channel)
    arrivals = scenario.channels[channel].arrivals
    own = scenario.profiles[arrivals.profile].by_weekday if arrivals is not None and arrivals.profile else None
    return ForecastVolume(
        draws.days[0], draws.contacts[place], draws.handling_s[place],
        profiles.of(channel) if own is None else shaped(shares_of(own), profiles.of(channel)),
        profiles.straying_of(channel),
    )  # fmt: skip


def prepare(
    scenario: Scenario, *, seed: int, files: FileData | None = None, volume_factors: Mapping[str, float] | None = None,
    not_before: int = 0,
) -> Simulation:  # fmt: skip
    """
    Return a scenario made ready to play.

    Args:
        scenario: A scenario that has been checked.
        seed: Names all random numbers.
        files: Content of the files that it names.
        volume_factors: Factor on the arrivals of channels; 1 where absent.
        not_before: First contacts before this time are left out, as if the warm-up began then.

    Raises:
        InputError: If a holiday or a time zone is unknown.
    """
    files = files or FileData()
    frame = frame_of(scenario)
    open_days = OpenDays(scenario, frame.clock)
    plans = [_plan(scenario, files, name, frame=frame, open_days=open_days) for name in scenario.groups]
    operation = build_operation(scenario, frame, plans)
    return Simulation(
        channels=tuple(scenario.channels),
        groups=tuple(scenario.groups),
        operation=operation,
        population=demand.prepare(
            scenario,
            frame.clock,
            volumes=files.volumes,
            logs=files.logs,
            forecasts=files.forecasts,
            adopted=_adopted(scenario, files, frame.clock),
            volume_factors=volume_factors,
            not_before=max(frame.first_arrival, not_before),
        ),
        promises=promises_of(scenario, operation),
        prices=prices_of(scenario, frame),
        seed=seed,
        horizons=frame.horizons,
        interval_starts=frame.interval_starts,
        engine=engine_for(),
        replications_per_draw=scenario.run.days_per_draw,
    )


def _plan(scenario: Scenario, files: FileData, name: str, *, frame: Frame, open_days: OpenDays) -> Switches:
    """Return when the planned number of agents of a group changes."""
    steps = own_steps(scenario, files, name, frame.clock)
    return _from(frame.first_arrival, planned(steps, frame.clock, open_days))


def own_steps(scenario: Scenario, files: FileData, group: str, clock: LocalClock) -> list[Steps]:
    """Return the steps of a group's own plan on every day of the clock."""
    if group in files.plans:
        return steps_of_lines(files.plans[group], clock, around=files.around.get(group))
    return steps_by_day(scenario.groups[group].agents.by_weekday, clock)


def _adopted(scenario: Scenario, files: FileData, clock: LocalClock) -> dict[int, Numbers]:
    """Return, by place of the shift, the share that each stored curve has moved by each day of the clock."""
    simulated = [clock.date(day) for day in range(clock.days)]
    shares = {place: shift.share for place, shift in enumerate(scenario.channel_shift)}
    return {
        place: files.adoptions[place].moved(
            np.array(list(map(share.read_on, simulated)), "datetime64[D]"), np.datetime64(share.since)
        )
        for place, share in shares.items()
        if isinstance(share, Adopted)
    }


def _from(begins: int, switches: Switches) -> Switches:
    """Return a plan in which nobody is on duty before the simulation begins."""
    at_start = [agents for moment, agents in switches if moment <= begins][-1]
    later = [(moment, agents) for moment, agents in switches if moment > begins]
    return [(0, at_start), *later] if begins == 0 else [(0, 0), (begins, at_start), *later]
