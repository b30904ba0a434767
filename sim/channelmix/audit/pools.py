"""
Which contacts and which agents make one line: channels and groups that are linked by a skill, however indirectly.

A pool is what an exact formula is asked about: contacts per second of each of its channels and agents on duty, by
interval of the counted period, with handling times and patience as the formulas take them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from channelmix.audit.arrivals import agents_by_interval, arrivals_by_interval, first_attempts
from channelmix.engine.inputs import SECOND
from channelmix.queueing import durations as shapes
from channelmix.queueing.durations import Array, Duration, Never
from channelmix.scenario.channel import Channel
from channelmix.scenario.distributions import Distribution
from channelmix.scenario.group import Group
from channelmix.simulate import Run


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """One channel's part in a pool."""

    name: str
    number: int
    settings: Channel
    rates: Array
    """Contacts per second that join its line, by interval."""
    handling: Duration
    """Agents' time for all turns of a contact, at the speed of the pool's agents."""
    patience: Duration
    balk: float
    holds: int
    """How many such contacts an agent holds at once; the most of its groups."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Pool:
    """Channels and groups that make one line, in a model's eyes."""

    parts: tuple[Part, ...]
    groups: Mapping[str, Group]
    group_numbers: tuple[int, ...]
    agents: Array
    """On duty together, by interval; a mean where it changes within."""
    calls_again: bool
    """Whether all that comes back are callers without a free line, to that line; ``rates`` are first attempts then."""
    seconds: Array
    """Ends of the intervals since the first, shape ``(I + 1,)``."""

    @cached_property
    def lengths(self) -> Array:
        """Length of each interval, seconds."""
        return np.diff(self.seconds)

    @property
    def is_steady(self) -> bool:
        """Whether arrivals and agents are the same in every interval."""
        levels = [self.agents, *(part.rates for part in self.parts)]
        return all(np.ptp(level) <= 1e-9 * abs(level).max(initial=0.0) for level in levels)

    @property
    def slowdown(self) -> tuple[float, ...]:
        """The slow-down of its agents; of several groups that of the first."""
        return next(iter(self.groups.values())).slowdown


def pools_of(run: Run) -> Iterator[Pool]:
    """Yield the pools of a run, in the order of the channels; channels that nobody handles are in none."""
    scenario = run.loaded.scenario
    grid = run.simulation.operation.grid
    arrivals, agents = arrivals_by_interval(run), agents_by_interval(run.simulation.operation)
    for names, groups in _linked({name: group.channels for name, group in scenario.groups.items()}):
        members = {name: scenario.groups[name] for name in scenario.groups if name in groups}
        numbers = tuple(number for number, name in enumerate(scenario.groups) if name in groups)
        on_duty = agents[list(numbers)].sum(axis=0)
        again = _only_busy_signals_return(run, names, on_duty)
        contacts = arrivals if again is None else np.broadcast_to(again, arrivals.shape)
        yield Pool(
            parts=tuple(
                _part(name, number, scenario.channels[name], members, contacts[number] / np.diff(grid) * SECOND)
                for number, name in enumerate(scenario.channels)
                if name in names
            ),
            groups=members,
            group_numbers=numbers,
            agents=on_duty,
            calls_again=again is not None,
            seconds=(grid - grid[0]) / SECOND,
        )


def _only_busy_signals_return(run: Run, names: set[str], agents: Array) -> Array | None:
    """Return first attempts by interval where a pool is one channel without waiting room whose callers try again."""
    channels = run.loaded.scenario.channels
    (name, *others) = names
    channel = channels[name]
    redial, elsewhere = channel.redial, any(channels[each].returns for each in channels if each != name)
    if others or elsewhere or redial is None or channel.patience or channel.unresolved or channel.late:
        return None
    if redial.destinations(name) != ((name, 1.0),) or channel.lines is None or np.any(np.rint(agents) != channel.lines):
        return None
    return first_attempts(run, list(channels).index(name))


def _linked(skills: Mapping[str, Sequence[str]]) -> list[tuple[set[str], set[str]]]:
    """
    Return channels and groups that hang together.

    Examples:
        >>> [sorted(channels) for channels, _ in _linked({"a": ["x", "y"], "b": ["z"], "c": ["y"]})]
        [['z'], ['x', 'y']]
    """
    found: list[tuple[set[str], set[str]]] = []
    for group, channels in skills.items():
        touching = [each for each in found if each[0] & set(channels)]
        joined = (set(channels).union(*(each[0] for each in touching)), {group}.union(*(each[1] for each in touching)))
        found = [each for each in found if each not in touching] + [joined]
    return found


def _part(name: str, number: int, settings: Channel, groups: Mapping[str, Group], rates: Array) -> Part:
    able = [group for group in groups.values() if name in group.channels]
    speed = sum(group.speed.get(name, 1.0) for group in able) / len(able)
    patience = settings.patience
    return Part(
        name=name,
        number=number,
        settings=settings,
        rates=rates,
        handling=_scaled(settings.handling, turns_of(settings) / speed),
        patience=Never() if patience is None else _scaled(patience, 1.0),
        balk=min(patience.balk, 1.0 - 1e-9) if patience is not None else 0.0,
        holds=max(group.holds(name) for group in able),
    )


def turns_of(channel: Channel) -> float:
    """Return how many times its handling time a contact needs on average."""
    return channel.turns.mean if channel.turns is not None and channel.handling.per == "turn" else 1.0


def _scaled(given: Distribution, factor: float) -> Duration:
    """Return a distribution of the scenario file as the formulas take it, so many times as long."""
    mean = max(given.expected_seconds, 1e-6) * factor
    cv = 1.0 if given.cv is None else given.cv
    low, mode, high = (0.0 if span is None else span.seconds * factor for span in (given.low, given.mode, given.high))
    match given.distribution:
        case "lognormal":
            return shapes.Lognormal(mean, cv)
        case "gamma":
            return shapes.Gamma(mean, cv)
        case "weibull":
            return shapes.Weibull.with_cv(mean, cv)
        case "deterministic":
            return shapes.Deterministic(mean)
        case "uniform":
            return shapes.Uniform(low, high)
        case "triangular":
            return shapes.Triangular(low, mode, high)
    return shapes.Exponential(mean)
