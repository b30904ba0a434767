"""
What is expected of each channel, day by day: its own volume, what events add, whom they keep away.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from channelmix.calendars import LocalClock
from channelmix.demand.days import OpenDays
from channelmix.demand.logs import ContactLog
from channelmix.demand.piecewise import DayRate, Window, scaled
from channelmix.demand.rates import Volumes, day_rate
from channelmix.scenario.model import Scenario

EVENT = "+event"
"""What is added to a channel's name to name those who would not have come without an event."""


@dataclass(frozen=True)
class Source:
    """Where customers of one origin come from."""

    origin: str
    channel: str
    rates: tuple[DayRate | None, ...]
    """What is expected on each day of the clock; None if nothing."""
    lulls: tuple[Window, ...] = ()
    """When events keep customers away, and the share that comes all the same."""
    log: ContactLog | None = None
    """Those who come, if a log says so; ``rates`` are then their number by the hour."""


def sources(
    scenario: Scenario,
    clock: LocalClock,
    *,
    open_days: OpenDays,
    volumes: Mapping[str, Volumes],
    factors: Mapping[str, float],
    logs: Mapping[str, ContactLog] = MappingProxyType({}),
) -> tuple[Source, ...]:
    """
    Return where the customers of a scenario come from, in the order of its channels.

    Args:
        scenario: The scenario.
        clock: Local days.
        open_days: When its channels are open.
        volumes: Expected contacts of channels whose arrivals come from a file or a forecast.
        factors: Factor on the arrivals of channels; 1 where absent.
        logs: Contacts of channels that are played back.
    """
    found: list[Source] = []
    for name in scenario.channels:
        if name in logs:
            found += _with_events(name, logs[name].rates, list(_windows(scenario, name, clock)), logs[name])
            continue
        of_file = volumes.get(name)
        plain = [
            day_rate(scenario, name, day, open_days, clock) if of_file is None else _from_file(of_file, day, open_days)
            for day in range(clock.days)
        ]
        rates = tuple(scaled(rate, factors.get(name, 1.0)) for rate in plain)
        if scenario.channels[name].closed_rule == "reject":
            rates = tuple(None if open_days.is_closed(day) else rate for day, rate in enumerate(rates))
        found += _with_events(name, rates, list(_windows(scenario, name, clock)))
    return tuple(found)


def _from_file(volumes: Volumes, day: int, open_days: OpenDays) -> DayRate | None:
    return scaled(volumes.rate(day), open_days.volume(day))


def _windows(scenario: Scenario, name: str, clock: LocalClock) -> Iterator[Window]:
    for event in scenario.events:
        if name in event.multiply:
            start = clock.moment(event.at)
            yield start, start + event.lasts.microseconds, event.multiply[name]


def _with_events(
    name: str, rates: tuple[DayRate | None, ...], windows: Sequence[Window], log: ContactLog | None = None
) -> Iterator[Source]:
    apart = overlaid(windows)
    yield Source(name, name, rates, tuple(window for window in apart if window[2] < 1), log)
    added = [(start, end, factor - 1) for start, end, factor in apart if factor > 1]
    if added:
        yield Source(name + EVENT, name, tuple(None if rate is None else rate.within(added) for rate in rates))


def overlaid(windows: Sequence[Window]) -> list[Window]:
    """
    Return windows that do not overlap, in order; where they did, their factors are multiplied.

    Examples:
        >>> overlaid([(0, 10, 2.0), (5, 15, 3.0)])
        [(0, 5, 2.0), (5, 10, 6.0), (10, 15, 3.0)]
    """
    edges = sorted({edge for start, end, _ in windows for edge in (start, end)})
    apart: list[Window] = []
    for start, end in pairwise(edges):
        factors = [factor for first, last, factor in windows if first <= start and end <= last]
        if factors:
            apart.append((start, end, math.prod(factors)))
    return apart
