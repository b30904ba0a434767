"""
Outcomes of one replication -> whole numbers to add up.

Everything that is printed later is a ratio or a mean of these numbers, so replications can be
played anywhere and added in order. Both accounts are kept: by the interval of *arrival*, and
by the interval in which the *work* was done (as a telephone system reports it).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Contacts, Flags, Indices, Operation, Outcome, Outcomes, Times
from channelmix.simulate.backlog import Backlog, backlog_of
from channelmix.simulate.lives import Lives, counted_lives
from channelmix.simulate.service import Judged, Promises, judge, judge_responses
from channelmix.simulate.sums import sums_by
from channelmix.simulate.tariffs import Tariff, paid
from channelmix.simulate.waits import Histogram
from channelmix.simulate.watches import FIRST

BY_OUTCOME: Mapping[str, tuple[Outcome, ...]] = {
    "answered": (Outcome.ANSWERED,),
    "abandoned": (Outcome.ABANDONED,),
    "rejected": (Outcome.BUSY, Outcome.CLOSED),
    "contained": (Outcome.CONTAINED,),
    "cleared": (Outcome.CLEARED,),
    "diverted": (Outcome.DIVERTED, Outcome.OVERFLOWED),
    "unfinished": (Outcome.UNFINISHED,),
}
"""What becomes of the contacts offered; every contact is in exactly one."""

Columns = Mapping[str, Times]


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally:
    """What one replication counted, for C channels, G groups and I intervals."""

    channels: Columns
    """(C,) each: counts, and sums of microseconds; what is ``paid_`` is (C, K), by the prices that hold."""
    waits: tuple[Histogram, ...]
    """C histograms of the waits of all who queued."""
    by_arrival: Columns
    """(C, I) each, in the interval of arrival."""
    by_work: Columns
    """(C, I) each, in the interval in which it happened, whenever the contact arrived."""
    agents: Columns
    """(G, I) each: ``on_duty``, ``busy``, ``used``, ``overtime``, microseconds."""


def tally(
    operation: Operation, contacts: Contacts, outcomes: Outcomes, promises: Promises, tariff: Tariff | None = None
) -> Tally:
    """
    Count one replication.

    Args:
        operation: Rules and staff.
        contacts: What chance decided.
        outcomes: What became of them.
        promises: By which service is judged.
        tariff: When prices change; absent: never, and no answer needs a template.
    """
    lives = counted_lives(operation, contacts, outcomes)
    judged = judge(lives, promises, operation.stop)
    responses = judge_responses(lives.turn, promises, operation.stop)
    backlog = backlog_of(operation, lives.turn)
    cells = _Cells(operation)
    shown = _shown(lives, judged)
    arrived, asked = cells.at(lives.channel, lives.arrived), cells.at(lives.turn.channel, lives.turn.asked)
    arrivals = {name: arrived.add(values) for name, values in shown.items()}
    return Tally(
        channels={
            **{name: cell.sum(axis=1) for name, cell in arrivals.items()},
            **_sums(operation, lives),
            **{name: _by_channel(operation, lives.turn.channel, each) for name, each in _named(responses).items()},
            **paid(lives, tariff or Tariff(), operation.channels),
            "first_work": first_work(operation, contacts),
            "backlog_end": backlog.at_end[:, -1],
            "backlog_max": backlog.largest,
            "oldest_max": backlog.oldest,
        },
        waits=tuple(
            Histogram.of(lives.wait[lives.queued & (lives.channel == channel)]) for channel in range(operation.channels)
        ),
        by_arrival=arrivals,
        by_work={
            **_work(cells, lives, promises, backlog),
            **{name: asked.add(each) for name, each in _named(responses).items()},
        },
        agents={name: getattr(outcomes, name) for name in ("on_duty", "busy", "used", "overtime")},
    )


class _Cells:
    """Adds values into (channel, interval)."""

    def __init__(self, operation: Operation) -> None:
        self._edges = operation.grid
        self._shape = (operation.channels, len(operation.grid) - 1)

    def at(self, channel: Indices, moment: Times) -> "_Placed":
        """Return where moments lie; what lies outside the counted period is left out of all sums."""
        intervals = self._shape[1]
        inside = np.flatnonzero((moment >= self._edges[0]) & (moment < self._edges[-1]))
        interval = np.searchsorted(self._edges, moment[inside], side="right") - 1
        return _Placed(inside, channel[inside] * intervals + interval, self._shape)


@dataclass(frozen=True, eq=False)
class _Placed:
    """Moments by cell."""

    inside: Indices
    cell: Indices
    shape: tuple[int, int]

    def add(self, values: Times | Flags) -> Times:
        """Return the sums of values, one for each moment, by (channel, interval)."""
        return sums_by(self.cell, values[self.inside], self.shape[0] * self.shape[1]).reshape(self.shape)


def _shown(lives: Lives, judged: Judged) -> dict[str, Times | Flags]:
    """Return what is counted both for the whole period and by interval of arrival."""
    return {
        "offered": np.ones(len(lives.channel), np.bool_),
        **{name: lives.ended_as(*outcomes) for name, outcomes in BY_OUTCOME.items()},
        "first_attempts": lives.is_first,
        "good": judged.good,
        "due": judged.due,
        "queued": lives.queued,
        "delayed": lives.queued & (lives.wait > 0),
        "waited": lives.wait,
    }


def _sums(operation: Operation, lives: Lives) -> dict[str, Times]:
    answered = lives.ended_as(Outcome.ANSWERED)
    columns = {
        "answered_waited": np.where(answered, lives.wait, 0),
        "handling": lives.handling,
        "resolution": lives.resolution,
        "met_bot": lives.met_bot,
        "replies": lives.replies,
    }
    return {name: _by_channel(operation, lives.channel, values) for name, values in columns.items()}


def _named(responses: Judged) -> dict[str, Flags]:
    return {"responses_good": responses.good, "responses_due": responses.due}


def first_work(operation: Operation, contacts: Contacts) -> Times:
    """Return by channel the work that counted first attempts bring, done or not: microseconds, wrap-up included."""
    first, last = np.searchsorted(contacts.arrival[: contacts.first], [operation.count_from, operation.count_until])
    at, end = contacts.turn_at[first], contacts.turn_at[last]
    channel = contacts.channel[first:last]
    turns = contacts.turn_at[first + 1 : last + 1] - contacts.turn_at[first:last]
    channel_of_turn = channel if end - at == last - first else np.repeat(channel, turns)
    sums = _by_channel(operation, channel_of_turn, contacts.work[at:end])
    return sums + _by_channel(operation, channel, contacts.wrap_up[first:last])


def _by_channel(operation: Operation, channel: Indices, values: Times | Flags) -> Times:
    return sums_by(channel, values, operation.channels)


def _work(cells: _Cells, lives: Lives, promises: Promises, backlog: Backlog) -> dict[str, Times]:
    turns = lives.turn
    first = ~turns.is_later
    in_time = _first_turns_in_time(lives, promises)
    never_served = first & (turns.started < 0) & (turns.asked >= 0)
    started = cells.at(turns.channel, turns.started)
    return {
        "started": started.add(first),
        "started_in_time": started.add(in_time),
        "replied": cells.at(turns.channel, turns.replied).add(turns.replied >= 0),
        "lost": cells.at(turns.channel, turns.gone).add(never_served),
        "backlog": backlog.at_end,
    }


def _first_turns_in_time(lives: Lives, promises: Promises) -> Flags:
    """Return which turns are first ones whose work started, or was done, as soon as promised."""
    turns = lives.turn
    reached = np.where(promises.to_reply[turns.channel], turns.replied, turns.started)
    passed = promises.watch.passed(turns.channel, FIRST, turns.asked, reached)
    return ~turns.is_later & (reached >= 0) & (passed <= promises.within[turns.channel])
