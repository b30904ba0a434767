"""
The customers of a replication, complete before the simulation starts.

A scenario is prepared once; each replication then draws its first contacts, the returns that
may follow, and everything that belongs to each: handling of every turn, patience, reply delays.
All numbers hang on the customer (channel of origin, day, index), so agents, strategies and
workers leave customers as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from channelmix.calendars import LocalClock
from channelmix.demand.arrivals import arrive, day_factors
from channelmix.demand.backlog import Waiting, backlogs
from channelmix.demand.contacts import contacts_of
from channelmix.demand.days import OpenDays
from channelmix.demand.distributions import Numbers
from channelmix.demand.expected import Source, sources
from channelmix.demand.forecasts import ForecastRates, ForecastVolume, strayed
from channelmix.demand.known import KnownMeans, known_means
from channelmix.demand.lives import Life, lives
from channelmix.demand.logs import ContactLog, LogRow
from channelmix.demand.people import Arrived, Chance, People
from channelmix.demand.rates import FileRates, VolumeRow, Volumes
from channelmix.demand.returns import Plan, plan
from channelmix.demand.shifts import Extras, Shifts
from channelmix.engine.inputs import NEVER, Contacts, Indices
from channelmix.forecast.within_day import WithinDay
from channelmix.scenario.changes import ChannelShift
from channelmix.scenario.model import Scenario
from channelmix.scenario.period import DayFactor
from channelmix.scenario.week import Hours
from channelmix.streams import Counters


@dataclass(frozen=True)
class Customers:
    """The contacts of a replication, and who each of them is."""

    contacts: Contacts
    origins: tuple[str, ...]
    """Channels of origin; those whom events or shifts have added bear a suffix."""
    origin: Indices
    """(N,) place in ``origins``."""
    customer: Counters
    """(N,) the customer's name among those of the origin: day and index, see ``streams.customer_ids``."""


@dataclass(frozen=True, kw_only=True)
class Population:
    """
    All that chance decides in a scenario, ready to be drawn for any replication.

    It is small, cannot change, and may be sent to other processes.
    """

    keeps_customers: ClassVar = False
    clock: LocalClock
    lives: tuple[Life, ...]
    sources: tuple[Source, ...]
    shifts: tuple[Shifts | None, ...]
    """By channel."""
    day_factor: DayFactor
    paths: Mapping[str, Numbers]
    """Of channels that are forecast: contacts of each draw and day, shape ``(draws, days)``."""
    straying: Mapping[str, WithinDay]
    """Of channels that are forecast: how single days stray from their profile."""
    replications_per_draw: int
    backlogs: Sequence[Waiting]
    not_before: int

    def contacts(self, seed: int, replication: int, until: int) -> Contacts:
        """
        Return every contact that can happen in one replication.

        Args:
            seed: The study's seed.
            replication: Index of the replication, from 0.
            until: First contacts that arrive at or after this time are left out; nothing else depends on it.

        Returns:
            Contacts, some of whose arrays may be shared and read-only.
        """
        return contacts_of(self._plan(seed, replication, until)[1])

    def customers(self, seed: int, replication: int, until: int) -> Customers:
        """Return the same as ``contacts``, with who each contact is."""
        people, planned = self._plan(seed, replication, until)
        origin, customer = np.empty(planned.rows, np.int64), np.empty(planned.rows, np.uint64)
        for part in planned.parts:
            origin[part.rows] = part.people.origin()
            customer[part.rows] = part.people.customers
        return Customers(contacts_of(planned), people.origins, origin, customer)

    def known_means(self, start: int, end: int) -> list[KnownMeans]:
        """Return what is known exactly of those whose first attempt falls between two local midnights, by channel."""
        return known_means(self.lives, self.sources, self.shifts, unknown=self.paths, start=start, end=end)

    def _plan(self, seed: int, replication: int, until: int) -> tuple[People, Plan]:
        chance = Chance(seed, replication, self.replications_per_draw)
        arrived = self._arrived(chance, until)
        arrived += [backlog.arrived(chance) for backlog in self.backlogs]
        people = People.of(chance, self.clock, arrived, begins=self.not_before)
        return people, plan(people, self.lives)

    def _arrived(self, chance: Chance, until: int) -> list[Arrived]:
        """Return the first contacts before ``until``, origin by origin."""
        names = [life.name for life in self.lives]
        spread = day_factors(chance, self.day_factor, self.clock, names)
        factors = {**spread, **{name: path[chance.draw(len(path))] for name, path in self.paths.items()}}
        arrived: list[Arrived] = []
        for source in (self._of_replication(source, chance) for source in self.sources):
            channel = names.index(source.channel)
            shifts = self.shifts[channel]
            since, end = (0, NEVER) if shifts is not None and shifts.adds else (self.not_before, until)
            came = arrive(source, chance, clock=self.clock, factors=factors, channel=channel, since=since, until=end)
            moved = [came] if shifts is None else shifts.move(came, Extras(source, self.clock, chance))
            arrived += moved if end == until else [part.between(self.not_before, until) for part in moved]
        return arrived

    def _of_replication(self, source: Source, chance: Chance) -> Source:
        straying = self.straying.get(source.origin)
        if straying is None:
            return source
        rates = strayed(source.rates, straying, chance, channel=source.channel, clock=self.clock)
        return replace(source, rates=rates)


def prepare(
    scenario: Scenario,
    clock: LocalClock,
    *,
    volumes: Mapping[str, Sequence[VolumeRow]] | None = None,
    logs: Mapping[str, Sequence[LogRow]] | None = None,
    forecasts: Mapping[str, ForecastVolume] | None = None,
    adopted: Mapping[int, Numbers] | None = None,
    volume_factors: Mapping[str, float] | None = None,
    not_before: int = 0,
) -> Population:
    """
    Return the population of a scenario, from which replications are drawn.

    Args:
        scenario: The scenario.
        clock: Local days from the first simulated one on, enough for warm-up, period and cool-down.
        volumes: Expected contacts of channels whose arrivals come from a file.
        logs: Contacts of channels that are played back.
        forecasts: Draws of channels whose arrivals are forecast.
        adopted: By place of the shift, the share that an adoption curve has moved, shape ``(draws, days)``.
        volume_factors: Factor on the arrivals of channels; 1 where absent.
        not_before: First contacts before this time are left out.

    Raises:
        InputError: If a closed day names an unknown holiday.
    """
    open_days = OpenDays(scenario, clock)
    forecast = {
        name: ForecastRates(volume, clock, _hours_of_arrival(scenario, name, open_days, clock))
        for name, volume in (forecasts or {}).items()
    }
    from_files: dict[str, Volumes] = {name: FileRates(rows, clock) for name, rows in (volumes or {}).items()}
    from_files |= forecast
    played_back = {name: ContactLog.of(name, rows, clock) for name, rows in (logs or {}).items()}
    number_of = {name: number for number, name in enumerate(scenario.channels)}
    return Population(
        clock=clock,
        lives=lives(scenario, open_days, from_files, played_back),
        sources=sources(
            scenario, clock, open_days=open_days, volumes=from_files, logs=played_back, factors=volume_factors or {}
        ),
        shifts=tuple(
            Shifts.of(number, _shares(scenario, name, adopted or {}), number_of) for name, number in number_of.items()
        ),
        day_factor=scenario.demand.day_factor,
        paths={name: rates.totals for name, rates in forecast.items()},
        straying={name: rates.straying for name, rates in forecast.items() if rates.straying is not None},
        replications_per_draw=scenario.run.days_per_draw,
        backlogs=backlogs(scenario, begins=not_before, ordinal=_ordinal(clock, not_before)),
        not_before=not_before,
    )


def _hours_of_arrival(scenario: Scenario, name: str, open_days: OpenDays, clock: LocalClock) -> list[Hours] | None:
    """Return the hours of each day in which customers come; None if they come at any time."""
    if scenario.channels[name].closed_rule != "reject":
        return None
    return [open_days.hours(name, day) for day in range(clock.days)]


def _ordinal(clock: LocalClock, moment: int) -> int:
    return clock.local(moment).toordinal()


def _shares(
    scenario: Scenario, origin: str, adopted: Mapping[int, Numbers]
) -> list[tuple[ChannelShift, float | Numbers]]:
    """Return the shifts that leave a channel, each with its share: a number, or one for each draw and day."""
    return [
        (shift, adopted.get(place, shift.known_share))
        for place, shift in enumerate(scenario.channel_shift)
        if shift.from_ == origin
    ]
