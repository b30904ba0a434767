"""
The counted contacts of one replication, one entry each, whatever the engine's bookkeeping.

Counted are those who arrive in the period, returns included. What an engine says turn by turn
is summed up here by contact, so that all counting after this is adding up columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import Contacts, Flags, Indices, Operation, Outcome, Outcomes, Times
from channelmix.simulate.sums import sums_by

_WAITED = (Outcome.ANSWERED, Outcome.ABANDONED, Outcome.CLEARED, Outcome.OVERFLOWED)
_TURNED_AWAY = (Outcome.BUSY, Outcome.CLOSED, Outcome.DIVERTED)


@dataclass(frozen=True, kw_only=True, eq=False)
class Lives:
    """N counted contacts; times in microseconds, -1 where it never came to that."""

    channel: Indices
    outcome: Indices
    arrived: Times
    is_first: Flags
    """Whether this is the customer's first attempt."""
    met_bot: Flags
    since: Times
    """When the wait began: joining the queue, or arrival while still with the bot."""
    queued: Flags
    """Whether the contact joined the queue and its wait is over."""
    wait: Times
    """From joining the queue to the first service, or to the end without one; 0 where not queued."""
    to_start: Times
    """From joining the queue to the start of the first service."""
    to_reply: Times
    """From joining the queue to the end of the first turn's work."""
    handling: Times
    """The agents' time on all turns, wrap-up included; 0 where not answered."""
    resolution: Times
    """From arrival to the end; 0 where not answered."""
    replies: Indices
    """Turns that an agent has worked off."""
    turn: "Turns"

    def ended_as(self, *outcomes: Outcome) -> Flags:
        """Return which contacts ended in one of these ways."""
        return _is_any_of(self.outcome, outcomes)


@dataclass(frozen=True, kw_only=True, eq=False)
class Turns:
    """Every turn of every contact, counted or not."""

    channel: Indices
    life: Indices
    """Which counted contact the turn belongs to; -1: none."""
    is_later: Flags
    """Whether it comes after the contact's first turn."""
    asked: Times
    written: Times
    """When the customer wrote last: ``asked``, but for turns handed over to a second group."""
    started: Times
    replied: Times
    gone: Times
    """When the contact ended; -1 if it did not."""


def counted_lives(operation: Operation, contacts: Contacts, outcomes: Outcomes) -> Lives:
    """Return the contacts that arrived in the counted period and what became of each."""
    is_in_period = (outcomes.arrived >= operation.count_from) & (outcomes.arrived < operation.count_until)
    rows = np.flatnonzero(is_in_period & (outcomes.outcome != Outcome.UNBORN))
    turns = _turns(contacts, outcomes, rows)
    first = contacts.turn_at[rows]
    outcome, joined, ended = outcomes.outcome[rows], outcomes.joined[rows], outcomes.ended[rows]
    started = outcomes.started[first]
    queued = (joined >= 0) & _is_any_of(outcome, _WAITED)
    answered = outcome == Outcome.ANSWERED
    worked = np.where(turns.replied >= 0, turns.replied - turns.started - outcomes.paused, 0)
    return Lives(
        channel=contacts.channel[rows],
        outcome=outcome,
        arrived=outcomes.arrived[rows],
        is_first=contacts.attempt[rows] == 0,
        met_bot=(contacts.bot_time[rows] >= 0) & ~_is_any_of(outcome, _TURNED_AWAY),
        since=np.where(joined >= 0, joined, outcomes.arrived[rows]),
        queued=queued,
        wait=np.where(queued, np.where(started >= 0, started, ended) - joined, 0),
        to_start=_span(joined, started),
        to_reply=_span(joined, outcomes.replied[first]),
        handling=np.where(answered, _by_life(turns, worked, len(rows)) + contacts.wrap_up[rows], 0),
        resolution=np.where(answered, ended - outcomes.arrived[rows], 0),
        replies=_by_life(turns, turns.replied >= 0, len(rows)),
        turn=turns,
    )


def _turns(contacts: Contacts, outcomes: Outcomes, rows: Indices) -> Turns:
    life_of_row = np.full(contacts.rows, -1, np.int64)
    life_of_row[rows] = np.arange(len(rows))
    one_each = len(outcomes.asked) == contacts.rows
    row = slice(None) if one_each else np.repeat(np.arange(contacts.rows), np.diff(contacts.turn_at))
    return Turns(
        channel=contacts.channel[row],
        life=life_of_row[row],
        is_later=np.arange(len(outcomes.asked)) > contacts.turn_at[:-1][row],
        asked=outcomes.asked,
        written=_written(contacts, outcomes),
        started=outcomes.started,
        replied=outcomes.replied,
        gone=outcomes.ended[row],
    )


def _written(contacts: Contacts, outcomes: Outcomes) -> Times:
    handed_over = contacts.turn_at[1:][contacts.transferred] - 1
    if not len(handed_over):
        return outcomes.asked
    written = outcomes.asked.copy()
    written[handed_over] = outcomes.asked[handed_over - 1]
    return written


def _is_any_of(outcome: Indices, those: Sequence[Outcome]) -> Flags:
    """Return which outcomes are among some, by a table: ``numpy.isin`` sorts."""
    table = np.zeros(len(Outcome), np.bool_)
    table[np.array(those) - Outcome.UNBORN] = True
    return np.asarray(table[outcome - Outcome.UNBORN])


def _span(start: Times, end: Times) -> Times:
    return np.where((start >= 0) & (end >= 0), end - start, -1)


def _by_life(turns: Turns, values: Times | Flags, lives: int) -> Times:
    """Sum a value of each turn over the turns of each counted contact."""
    is_counted = np.flatnonzero(turns.life >= 0)
    return sums_by(turns.life[is_counted], values[is_counted], lives)
