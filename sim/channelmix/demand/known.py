"""
What is known exactly of a population before anything is drawn: how many come, and with how much work.

The means follow from the rates: a day's expected contacts, less those whom events keep away,
times the shares that change channel and what moving adds. Day factors have mean 1 and so change
nothing. Where a mean is not known in closed form (handling that changes with the time of day,
an empirical distribution), it is None.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from channelmix.demand.distributions import Durations, Triangular, Uniform
from channelmix.demand.expected import Source
from channelmix.demand.lives import Life
from channelmix.demand.piecewise import DayRate
from channelmix.demand.shifts import Shifts


@dataclass(frozen=True)
class KnownMeans:
    """Of one channel."""

    first_attempts: float | None
    """Expected number of customers whose first attempt falls into the period."""
    work: float | None
    """Their expected work together, microseconds, whether or not it is ever done."""


def known_means(
    lives: Sequence[Life],
    sources: Sequence[Source],
    shifts: Sequence[Shifts | None],
    *,
    unknown: Container[str],
    start: int,
    end: int,
) -> list[KnownMeans]:
    """
    Return the known means of each channel.

    Args:
        lives: The channels.
        sources: Where customers come from.
        shifts: Who changes channel, by channel.
        unknown: Channels whose arrivals follow a forecast.
        start: Beginning of the period, a local midnight.
        end: Its end, another.

    Returns:
        One entry a channel, in the order of ``lives``.
    """
    names = [life.name for life in lives]
    expected: list[float | None] = [0.0] * len(names)
    for source in sources:
        channel = names.index(source.channel)
        is_known = source.channel not in unknown and source.log is None
        total = _total(source, start, end) if is_known else None
        for to, part in _parts(channel, shifts[channel]):
            so_far = expected[to]
            if so_far is None or total is None or part is None:
                expected[to] = None
            else:
                expected[to] = so_far + total * part
    return [_means(life, count) for life, count in zip(lives, expected, strict=True)]


def _total(source: Source, start: int, end: int) -> float:
    days = [rate for rate in source.rates if rate is not None and start <= rate.edges[0] < end]
    return sum(rate.total - _kept_away(rate, source) for rate in days)


def _kept_away(rate: DayRate, source: Source) -> float:
    away = [(first, last, 1 - share) for first, last, share in source.lulls]
    lost = rate.within(away) if away else None
    return 0.0 if lost is None else lost.total


def _parts(channel: int, shifts: Shifts | None) -> Iterator[tuple[int, float | None]]:
    """Yield how many contacts in each channel one customer of this one becomes, on average; None if not known."""
    if shifts is None:
        yield channel, 1.0
        return
    if not isinstance(shifts.bounds, tuple):
        yield from ((to, None) for to in shifts.channel)
        return
    bounds = [0.0, *shifts.bounds, 1.0]
    for place, to in enumerate(shifts.channel):
        yield to, (bounds[place + 1] - bounds[place]) * (shifts.ratio[place] + shifts.induced[place])


def _means(life: Life, first_attempts: float | None) -> KnownMeans:
    is_plain = life.handling_by_file is None and life.log is None and not life.transferred
    each = _mean_of(life.handling) if is_plain else None
    turns = 1.0 if life.splits_handling else life.mean_turns
    if each is None or first_attempts is None:
        return KnownMeans(first_attempts, None)
    return KnownMeans(first_attempts, first_attempts * turns * each)


def _mean_of(durations: Durations) -> float | None:
    """Return the mean of a distribution in microseconds; None if it is not one number known exactly."""
    spread = durations.spread
    if durations.means:
        return None
    if isinstance(spread, Uniform):
        return (spread.low + spread.high) / 2
    if isinstance(spread, Triangular):
        return (spread.low + spread.mode + spread.high) / 3
    return durations.mean if durations.mean != 1.0 else None
