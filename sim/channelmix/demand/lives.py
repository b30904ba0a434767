"""
What the customers of a channel bring along, made ready to draw: one ``Life`` for each channel.

Settings of the scenario file become distributions, shares and numbers of channels here, once
for all replications.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from channelmix.demand.days import OpenDays
from channelmix.demand.distributions import Durations
from channelmix.demand.logs import UNKNOWN, ContactLog
from channelmix.demand.rates import Volumes
from channelmix.engine.inputs import Flags, Reason, Times
from channelmix.scenario.channel import Channel
from channelmix.scenario.distributions import Distribution
from channelmix.scenario.model import Scenario
from channelmix.scenario.service import Return


@dataclass(frozen=True)
class Comeback:
    """One way in which customers of a channel come back."""

    purpose: str
    """Names its streams."""
    reasons: tuple[Reason, ...]
    share: float
    after: Durations
    to: tuple[int, ...]
    """Numbers of the channels returned to."""
    bounds: tuple[float, ...]
    """Upper bound of each of ``to`` but the last, on the customer's own number."""


@dataclass(frozen=True, kw_only=True)
class Life:
    """A channel's part in the lives of its contacts."""

    name: str
    number: int
    """The channel's place in the scenario."""
    gates: Times
    """When the channel opens and closes, in turn."""
    always_open: bool
    turns_away: bool
    """Whether it takes nobody while closed."""
    diverts_to: int | None
    """Number of the channel to which it then sends them."""
    comebacks: tuple[Comeback, ...]
    containment: float
    bot_time: Durations | None
    patience: Durations | None
    balk: float
    response_patience: Durations | None
    response_balk: float
    silent: float
    """Share of those who lose patience and leave without a trace."""
    silent_time: Durations | None
    takes_callback: float
    overflows_to: int | None
    """Number of the channel that those join who have waited too long."""
    transferred: float
    second_handling: Durations
    handling: Durations
    handling_by_file: tuple[Times, NDArray[np.float64]] | None
    """Moments, and the mean in microseconds for arrivals from each on; a row for each draw where it is forecast."""
    log: ContactLog | None
    """What a log knows of the channel's first contacts."""
    splits_handling: bool
    """Whether ``handling`` is that of the whole conversation."""
    wrap_up: Durations | None
    mean_turns: float
    turns_are_fixed: bool
    reply_delay: Durations | None

    @property
    def never_followed(self) -> bool:
        """Whether no contact of the channel is ever followed by another of the same customer."""
        return not self.comebacks and self.diverts_to is None and self.overflows_to is None

    def is_closed(self, times: Times) -> Flags:
        """Return whether the channel is closed at each time; a fifth of the time if these are in order."""
        if not (times[1:] >= times[:-1]).all():
            return np.asarray(np.searchsorted(self.gates, times, side="right") % 2 == 0)
        passes = np.searchsorted(times, self.gates, side="left")
        return np.repeat(np.arange(len(self.gates) + 1) % 2 == 0, np.diff([0, *passes, len(times)]))


def lives(
    scenario: Scenario, open_days: OpenDays, volumes: Mapping[str, Volumes], logs: Mapping[str, ContactLog]
) -> tuple[Life, ...]:
    """Return the lives of a scenario's channels, in its order."""
    number_of = {name: number for number, name in enumerate(scenario.channels)}
    return tuple(
        _life(name, channel, open_days.gates(name), number_of, volumes=volumes.get(name), log=logs.get(name))
        for name, channel in scenario.channels.items()
    )


def _life(
    name: str, channel: Channel, gates: Times, number_of: Mapping[str, int], *,
    volumes: Volumes | None, log: ContactLog | None,
) -> Life:  # fmt: skip
    turns = channel.turns
    return Life(
        name=name,
        number=number_of[name],
        gates=gates,
        always_open=len(gates) == 2 and gates[0] == 0,
        turns_away=channel.closed_rule != "queue",
        diverts_to=number_of.get(channel.closed_rule),
        comebacks=tuple(_comebacks(name, channel, number_of, may_leave=_may_leave(channel, log))),
        containment=channel.bot.containment if channel.bot else 0.0,
        bot_time=_durations(channel.bot.time if channel.bot else None),
        patience=_durations(channel.patience),
        balk=channel.patience.balk if channel.patience else 0.0,
        response_patience=_durations(channel.response_patience),
        response_balk=channel.response_patience.balk if channel.response_patience else 0.0,
        silent=channel.silent if _may_leave(channel, log) else 0.0,
        silent_time=_durations(channel.silent_time),
        takes_callback=channel.callback.share if channel.callback else 0.0,
        overflows_to=number_of.get(channel.overflow.to) if channel.overflow else None,
        transferred=channel.transfer.share if channel.transfer else 0.0,
        second_handling=Durations.of((channel.transfer and channel.transfer.handling) or channel.handling),
        handling=Durations.of(channel.handling),
        handling_by_file=volumes.handling() if volumes else None,
        log=log,
        splits_handling=channel.handling.per == "conversation",
        wrap_up=_durations(channel.wrap_up),
        mean_turns=turns.mean if turns else 1.0,
        turns_are_fixed=turns is None or turns.distribution == "fixed" or turns.mean == 1,
        reply_delay=_durations(channel.reply_delay),
    )


def _durations(distribution: Distribution | None) -> Durations | None:
    return None if distribution is None else Durations.of(distribution)


def _may_leave(channel: Channel, log: ContactLog | None) -> bool:
    """Whether anybody may lose patience."""
    return bool(channel.patience or channel.response_patience or (log and (log.patience != UNKNOWN).any()))


def _comebacks(name: str, channel: Channel, number_of: Mapping[str, int], *, may_leave: bool) -> Iterator[Comeback]:
    why_redial = [(Reason.ABANDONED, may_leave), (Reason.BUSY, channel.lines is not None)]
    possible: list[tuple[str, Sequence[Reason], Return | None]] = [
        ("redial", [reason for reason, can_be in why_redial if can_be], channel.redial),
        ("unresolved", [Reason.UNRESOLVED], channel.unresolved),
        ("bot", [Reason.CONTAINED], channel.bot.returns if channel.bot else None),
        ("late", [Reason.LATE], channel.late),
    ]
    for purpose, reasons, back in possible:
        if back is not None and back.share and reasons:
            names, weights = zip(*back.destinations(name), strict=True)
            to = tuple(number_of[other] for other in names)
            bounds = tuple(np.cumsum(weights)[:-1].tolist())
            yield Comeback(purpose, tuple(reasons), back.share, Durations.of(back.after), to, bounds)
