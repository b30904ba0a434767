"""
The customers of a replication, complete before the simulation starts.

A scenario is prepared once; each replication then draws its first contacts, the returns that
may follow, and everything that belongs to each: handling of every turn, patience, reply delays.
All numbers hang on the customer (channel of origin, day, index), so agents, strategies and
workers leave customers as they are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from channelmix.calendars import LocalClock
from channelmix.demand.arrivals import Arriving, Draw, FirstContacts
from channelmix.demand.days import OpenDays
from channelmix.demand.distributions import MOST_TURNS, quantile, turn_counts
from channelmix.demand.rates import FileRates, VolumeRow
from channelmix.demand.returns import Rows, Tree
from channelmix.engine.inputs import NEVER, SECOND, Contacts, Flags, Indices, Reason, Times
from channelmix.scenario.channel import Channel
from channelmix.scenario.distributions import Distribution
from channelmix.scenario.model import Scenario
from channelmix.streams import Counters

_DAY_SECONDS = 86_400

_MeanOf = Callable[[str, Distribution, Times], "float | NDArray[np.float64] | None"]


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


class Population:
    """All that chance decides in a scenario, ready to be drawn for any replication."""

    def __init__(
        self,
        scenario: Scenario,
        clock: LocalClock,
        volumes: Mapping[str, Sequence[VolumeRow]],
        factors: Mapping[str, float],
        not_before: int,
    ) -> None:
        self._channels = scenario.channels
        self._clock = clock
        self._not_before = not_before
        self._first = FirstContacts(scenario, clock, volumes, factors)
        open_days = OpenDays(scenario, clock)
        self._gates = {name: _gates(name, open_days, clock) for name in scenario.channels}
        may_be_closed = {name: len(gates) != 2 or gates[0] > 0 for name, gates in self._gates.items()}
        self._tree = Tree(scenario.channels, may_be_closed)
        self._file_handling = {name: _handling_of_file(rows, clock) for name, rows in volumes.items()}

    def contacts(self, seed: int, replication: int, until: int) -> Contacts:
        """
        Return every contact that can happen in one replication.

        Args:
            seed: The study's seed.
            replication: Index of the replication, from 0.
            until: First contacts that arrive at or after this time are left out.
        """
        return self.customers(seed, replication, until).contacts

    def customers(self, seed: int, replication: int, until: int) -> Customers:
        """Return the same as ``contacts``, with who each contact is."""
        numbers = Draw(seed, replication)
        first = [self._late_enough(part) for part in self._first.draw(numbers, until)]
        closed = {f"{part.origin}/{part.channel}": self._is_closed(part) for part in first}
        rows = self._tree.grow(first, closed, numbers)
        return _Assembly(self._channels, rows, numbers, self._mean_of).customers()

    def _late_enough(self, part: Arriving) -> Arriving:
        late = part.arrival >= self._not_before
        return part if late.all() else Arriving(part.origin, part.channel, part.customers[late], part.arrival[late])

    def _is_closed(self, part: Arriving) -> Flags:
        gates = self._gates[part.channel]
        return np.asarray(np.searchsorted(gates, part.arrival, side="right") % 2 == 0)

    def _mean_of(self, channel: str, distribution: Distribution, arrival: Times) -> float | NDArray[np.float64] | None:
        """Return the mean by time of arrival, where it depends on it; None for the distribution's own."""
        moments, means = self._file_handling.get(channel, (None, None))
        if moments is not None and means is not None and distribution is self._channels[channel].handling:
            return np.asarray(means[np.maximum(np.searchsorted(moments, arrival, side="right") - 1, 0)])
        steps = distribution.means()
        if len(steps) < 2:
            return None
        seconds = self._second_of_day(arrival)
        place = np.searchsorted([start for start, _ in steps], seconds, side="right") - 1
        return np.array([mean for _, mean in steps])[place]

    def _second_of_day(self, arrival: Times) -> NDArray[np.float64]:
        """Return the seconds since local midnight, to within the hour on days on which the clocks change."""
        starts = self._clock.day_start
        day = np.clip(np.searchsorted(starts, arrival, side="right") - 1, 0, self._clock.days - 1)
        return np.clip((arrival - starts[day]) / SECOND, 0, _DAY_SECONDS)


def prepare(
    scenario: Scenario,
    clock: LocalClock,
    *,
    volumes: Mapping[str, Sequence[VolumeRow]] | None = None,
    volume_factors: Mapping[str, float] | None = None,
    not_before: int = 0,
) -> Population:
    """
    Return the population of a scenario, from which replications are drawn.

    Args:
        scenario: The scenario.
        clock: Local days from the first simulated one on, enough for warm-up, period and cool-down.
        volumes: Expected contacts of channels whose arrivals come from a file.
        volume_factors: Factor on the arrivals of channels; 1 where absent.
        not_before: First contacts before this time are left out.
    """
    return Population(scenario, clock, volumes or {}, volume_factors or {}, not_before)


def _gates(name: str, open_days: OpenDays, clock: LocalClock) -> Times:
    """Return the times at which a channel opens and closes, in turn; hours that touch are one."""
    gates: list[int] = []
    for day in range(clock.days):
        for opens, closes in open_days.hours(name, day):
            start, end = clock.at(day, opens), clock.at(day, closes)
            if gates and gates[-1] == start:
                gates[-1] = end
            elif start < end:
                gates += [start, end]
    return np.array(gates, np.int64)


def _handling_of_file(rows: Sequence[VolumeRow], clock: LocalClock) -> tuple[Times | None, NDArray[np.float64] | None]:
    if all(row.handling_s is None for row in rows):
        return None, None
    of_file = FileRates(rows, clock)
    steps = [step for day in range(clock.days) for step in of_file.handling(day)]
    return np.array([start for start, _ in steps], np.int64), np.array([mean for _, mean in steps])


class _Assembly:
    """Turns rows by origin, channel and attempt into the engines' flat arrays."""

    def __init__(self, channels: Mapping[str, Channel], rows: Sequence[Rows], numbers: Draw, mean_of: _MeanOf) -> None:
        self._channels = channels
        self._numbers = numbers
        self._mean_of = mean_of
        self._number_of = {name: number for number, name in enumerate(channels)}
        self._parts = rows
        self._origins = tuple(dict.fromkeys(part.origin for part in rows))
        sizes = [len(part.customers) for part in rows]
        self._starts = {id(part): start for part, start in zip(rows, np.cumsum([0, *sizes]).tolist(), strict=False)}
        self._count = sum(sizes)
        self._first = sum(len(part.customers) for part in rows if part.attempt == 0)
        self._place = self._places()

    def _column(self, name: str, dtype: type) -> NDArray[np.generic]:
        columns: list[NDArray[np.generic]] = [np.asarray(getattr(part, name), dtype) for part in self._parts]
        return np.concatenate(columns) if columns else np.empty(0, dtype)

    def _spread(self, values: Sequence[int]) -> Indices:
        """Return one value a row from one a part."""
        return np.repeat(np.array(values, np.int64), [len(part.customers) for part in self._parts])

    def _places(self) -> Indices:
        """Return where each row goes: first contacts by (arrival, channel, origin, customer), the rest as they are."""
        self.channel = self._spread([self._number_of[part.channel] for part in self._parts])
        self.origin = self._spread([self._origins.index(part.origin) for part in self._parts])
        self.arrival = self._column("arrival", np.int64).astype(np.int64)
        self.customer = self._column("customers", np.uint64).astype(np.uint64)
        first = slice(0, self._first)
        order = np.lexsort((self.customer[first], self.origin[first], self.channel[first], self.arrival[first]))
        place = np.arange(self._count)
        place[order] = np.arange(self._first)
        return place

    def _placed(self, values: NDArray[np.generic]) -> NDArray[np.generic]:
        placed = np.empty_like(values)
        placed[self._place] = values
        return placed

    def customers(self) -> Customers:
        turns, work, delay, wrap_up = self._lives()
        counts = self._placed(turns).astype(np.int64)
        source = np.empty(self._count, np.int64)
        source[self._place] = np.concatenate([[0], np.cumsum(turns)[:-1]]) if self._count else []
        turn_at = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        gather = np.repeat(source - turn_at[:-1], counts) + np.arange(int(turn_at[-1]))
        child, after = self._links()
        attempt = self._spread([part.attempt for part in self._parts])
        contacts = Contacts(
            first=self._first,
            channel=self._placed(self.channel).astype(np.int64),
            arrival=self._placed(np.where(attempt == 0, self.arrival, 0)).astype(np.int64),
            attempt=self._placed(attempt).astype(np.int64),
            bot_time=self._placed(self._bot_times()).astype(np.int64),
            contained=self._placed(self._column("contained", np.bool_)).astype(np.bool_),
            patience=self._placed(self._patience()).astype(np.int64),
            wrap_up=self._placed(wrap_up).astype(np.int64),
            turn_at=turn_at,
            work=work[gather],
            reply_delay=delay[gather],
            child=child,
            after=after,
        )
        origin, customer = self._placed(self.origin).astype(np.int64), self._placed(self.customer).astype(np.uint64)
        return Customers(contacts, self._origins, origin, customer)

    def _links(self) -> tuple[Indices, Times]:
        child = np.full((self._count, len(Reason)), -1, np.int64)
        after = np.zeros((self._count, len(Reason)), np.int64)
        for part in self._parts:
            for link in part.links:
                rows = self._place[self._starts[id(part)] + link.which]
                for reason in link.reasons:
                    child[rows, reason] = self._place[self._starts[id(link.child)] + link.place]
                    after[rows, reason] = link.after
        return child, after

    # ------------------------------------------------------------------ what belongs to a contact

    def _uniform(self, purpose: str, part: Rows) -> NDArray[np.float64]:
        return self._numbers.uniform(f"{purpose}/{part.origin}/{part.channel}", part.customers, part.attempt)

    def _each_part(self) -> Iterator[tuple[Rows, Channel]]:
        for part in self._parts:
            yield part, self._channels[part.channel]

    def _bot_times(self) -> Times:
        times = [
            np.full(len(part.customers), -1, np.int64)
            if channel.bot is None
            else quantile(channel.bot.time, self._uniform("bot-time", part))
            for part, channel in self._each_part()
        ]
        return np.concatenate(times) if times else np.empty(0, np.int64)

    def _patience(self) -> Times:
        times = [self._patience_of(part, channel) for part, channel in self._each_part()]
        return np.concatenate(times) if times else np.empty(0, np.int64)

    def _patience_of(self, part: Rows, channel: Channel) -> Times:
        patience = channel.patience
        if patience is None:
            return np.full(len(part.customers), NEVER, np.int64)
        mean = self._mean_of(part.channel, patience, part.arrival)
        times = quantile(patience, self._uniform("patience", part), mean)
        if patience.balk:
            times[self._uniform("balk", part) < patience.balk] = 0
        return times

    def _lives(self) -> tuple[Indices, Times, Times, Times]:
        """Return turns a row, then work and reply delay a turn, and wrap-up a row."""
        lives = [self._life(part, channel) for part, channel in self._each_part()]
        if not lives:
            return tuple(np.empty(0, np.int64) for _ in range(4))  # type: ignore[return-value]  # four of them
        turns, work, delay, wrap_up = (np.concatenate(column) for column in zip(*lives, strict=True))
        return turns, work, delay, wrap_up

    def _life(self, part: Rows, channel: Channel) -> tuple[Indices, Times, Times, Times]:
        count = len(part.customers)
        turns = np.ones(count, np.int64)
        if channel.turns is not None:
            fixed = channel.turns.distribution == "fixed"
            turns = turn_counts(channel.turns.mean, self._uniform("turns", part), fixed=fixed)
        ends = np.cumsum(turns)
        row = np.repeat(np.arange(count), turns)
        turn = np.arange(int(turns.sum())) - np.repeat(ends - turns, turns)
        work = self._work(part, channel, turns, row, turn)
        last = ends - 1
        wrap_up = np.zeros(count, np.int64)
        if channel.wrap_up is not None and count:
            wrap_up = np.minimum(quantile(channel.wrap_up, self._uniform("wrap-up", part)), work[last])
            work[last] -= wrap_up
        delay = np.zeros(len(work), np.int64)
        if channel.reply_delay is not None and len(work) > count:
            delay = quantile(channel.reply_delay, self._of_turn("reply-delay", part, row, turn))
            delay[last] = 0
        return turns, work, delay, wrap_up

    def _of_turn(self, purpose: str, part: Rows, row: Indices, turn: Indices) -> NDArray[np.float64]:
        slot = part.attempt * (MOST_TURNS + 1) + turn
        return self._numbers.uniform(f"{purpose}/{part.origin}/{part.channel}", part.customers[row], slot)

    def _work(self, part: Rows, channel: Channel, turns: Indices, row: Indices, turn: Indices) -> Times:
        handling = channel.handling
        mean = self._mean_of(part.channel, handling, part.arrival)
        if handling.per == "conversation":
            total = quantile(handling, self._uniform("conversation", part), mean)
            share = total // turns
            work = share[row]
            work[np.cumsum(turns) - 1] += total - share * turns
            return work
        each = mean[row] if isinstance(mean, np.ndarray) else mean
        return quantile(handling, self._of_turn("handling", part, row, turn), each)
