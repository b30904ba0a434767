"""
From an operation and its contacts to the kernel's memory, and from there to outcomes.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from channelmix.engine.inputs import Contacts, Operation, Reason, Times
from channelmix.engine.kernel import drawing
from channelmix.engine.kernel import layout as at
from channelmix.engine.kernel.book import (
    N_UNTIL,
    N_WAITER_COUNT,
    N_WAITERS,
    Answers,
    Questions,
    answers_in,
    blank,
    blocks,
    closed,
    opened,
)
from channelmix.engine.kernel.counting import count_waiting
from channelmix.engine.kernel.play import play, play_whole
from channelmix.engine.kernel.stored import address_of
from channelmix.engine.kernel.tables import Tables, tables_of
from channelmix.engine.outcomes import Outcomes

_COLUMNS = {
    at.S_CHANNEL: "channel", at.S_ARRIVAL: "arrival", at.S_BOT_TIME: "bot_time", at.S_CONTAINED: "contained",
    at.S_PATIENCE: "patience", at.S_WORK: "work", at.S_WRAP_UP: "wrap_up", at.S_REPLY_DELAY: "reply_delay",
}  # fmt: skip
_RARE_COLUMNS = {
    at.S_SILENT: "silent", at.S_SILENT_TIME: "silent_time", at.S_TAKES_CALLBACK: "takes_callback",
    at.S_TRANSFERRED: "transferred", at.S_RESPONSE_PATIENCE: "response_patience",
}  # fmt: skip
_ONE_BY_ONE = (at.S_ARRIVAL, at.S_WORK, at.S_TURN_AT)
"""Columns that the kernel reads without asking how far apart their entries are."""
_ROWS_AT_ONCE = 2
"""A contact that may come about for two reasons, while another goes on and at its end, may have so many rows."""
_CALENDAR_SHARE = 4
"""Events that the calendar has room for, for each contact: an end of work, a reply, a release, a loss of patience."""


def run(operation: Operation, contacts: Contacts) -> Outcomes:
    """
    Play one replication and return what happened to every contact, as ``reference.run`` does.

    Args:
        operation: Rules and staff.
        contacts: Everything that chance decides, drawn beforehand.
    """
    tables = tables_of(operation)
    memory = memory_of(tables, contacts)
    return written_down(tables, memory, contacts)


def written_down(tables: Tables, memory: Times, contacts: Contacts) -> Outcomes:
    """Play a replication that stands ready in memory, and return what happened to every contact."""
    ends, turns = (
        np.full(size, -1, np.int64) for size in ((at.E_SIZE, contacts.rows), (at.T_SIZE, len(contacts.work)))
    )
    turns[at.T_PAUSED] = 0
    memory[at.S_BOOK], memory[at.S_TURN_COUNT] = 0, len(contacts.work)
    memory[at.S_ENDS], memory[at.S_TURNS] = _place_of(ends, memory), _place_of(turns, memory)
    complete = play_whole(memory) if tables.whole else play(memory)
    time = _agent_time(tables, memory)
    return Outcomes(
        number=ends[at.E_NUMBER], arrived=ends[at.E_ARRIVED], joined=ends[at.E_JOINED], outcome=ends[at.E_OUTCOME],
        ended=ends[at.E_ENDED], group=ends[at.E_GROUP], called_back=ends[at.E_CALLED_BACK],
        asked=turns[at.T_ASKED], started=turns[at.T_STARTED], replied=turns[at.T_REPLIED], paused=turns[at.T_PAUSED],
        on_duty=time[:, :, at.ON_DUTY], busy=time[:, :, at.BUSY], used=time[:, :, at.USED],
        overtime=time[:, :, at.OVERTIME], complete=complete,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ready:
    """An operation and what is asked of its replications, laid out once for all of them."""

    operation: Operation
    tables: Tables
    questions: Times

    @classmethod
    def of(cls, operation: Operation, questions: Questions) -> "Ready":
        """Lay out an operation and what is asked."""
        return cls(operation, tables_of(operation), blank(operation, questions))

    def counted(self, contacts: Contacts, stop: int) -> Answers | None:
        """
        Play a replication and count it; None if counted contacts are still open at the end.

        Args:
            contacts: Everything that chance decides, drawn beforehand.
            stop: When to give up; at the operation's own ``stop``, what is open is counted as it is.
        """
        tables = self.tables
        memory = memory_of(tables, contacts, stop=stop, room=kept_room)
        book = opened(self.questions, self.operation)
        memory[at.S_BOOK] = address_of(book)
        complete = play_whole(memory) if tables.whole else play(memory)
        answers = self._answers(memory, book) if complete or stop >= self.operation.stop else None
        closed(book, self.operation.channels)
        return answers

    def _answers(self, memory: Times, book: Times) -> Answers:
        for block in blocks(book, self.operation.channels):
            for place in (N_WAITERS, N_UNTIL):  # in order already but for a few, which this way makes use of
                memory[block[place] :][: block[N_WAITER_COUNT]].sort(kind="stable")
        count_waiting(memory, book)
        time, over_at = _agent_time(self.tables, memory).copy(), int(memory[at.S_NOW])
        return answers_in(book, self.operation, time, over_at=over_at)


def warm() -> None:
    """Compile what has not been compiled yet, or load it; what a run then looks for is there."""
    for each in (play, play_whole, count_waiting):
        each.make_ready()
    drawing.make_ready()


_KEPT = threading.local()


def new_room(size: int) -> Times:
    """Return room of its own for a replication whose outcomes are kept."""
    return np.empty(size, np.int64)


def kept_room(size: int) -> Times:
    """Return room that this thread keeps for its next replication: fresh memory is slow when first written to."""
    if len(getattr(_KEPT, "room", ())) < size:
        _KEPT.room = new_room(size + size // 8)
    room: Times = _KEPT.room[:size]
    return room


def memory_of(
    tables: Tables, contacts: Contacts, *, stop: int | None = None, room: Callable[[int], Times] = new_room
) -> Times:
    """
    Return memory in which a replication stands ready to be played.

    Args:
        tables: The operation.
        contacts: Everything that chance decides.
        stop: When to give up; absent: the operation's own.
        room: Returns so much room, with anything in it.
    """
    columns = _columns(contacts, whole=tables.whole)
    laid = {place: column for place, column in columns.items() if not _can_stay(column, place)}
    laid |= {place: column[:1] for place, column in laid.items() if _is_one_number(column, place)}
    rows_at, turns = len(tables.memory), len(contacts.work)
    events = _CALENDAR_SHARE * contacts.rows + 64
    if tables.whole:
        events += (_CALENDAR_SHARE + tables.groups) * contacts.rows + turns
    calendar_at = rows_at + contacts.rows * at.R_SIZE * (_ROWS_AT_ONCE if tables.whole else 1)
    later_at = calendar_at + at.LEAF_SIZE * events
    stop = int(tables.memory[at.S_STOP]) if stop is None else stop
    stretches = (stop >> at.STRETCH_BITS) + 2
    end = later_at + stretches
    memory = room(end + 2 * turns + sum(map(len, laid.values())))
    memory[:rows_at] = tables.memory
    state = {
        at.S_FIRST: contacts.first, at.S_NEXT_NUMBER: contacts.first, at.S_ROW_COUNT: contacts.rows,
        at.S_ROWS: rows_at, at.S_TREE: calendar_at, at.S_WHATS: calendar_at + 4 * events,
        at.S_FREE_LEAVES: calendar_at + 5 * events, at.S_MOST_LEAVES: events, at.S_WAITERS: end,
        at.S_STOP: stop, at.S_LATER: later_at, at.S_LATER_COUNT: stretches,
    }  # fmt: skip
    for place, value in state.items():
        memory[place] = value
    end += 2 * turns
    for place, column in columns.items():
        step = column.strides[0] // column.itemsize
        if place in laid:
            step = 0 if _is_one_number(column, place) else 1
            column = memory[end : end + len(laid[place])]
            column[:] = laid[place]
            end += len(column)
        memory[place], memory[place + 1] = _place_of(column, memory), step
    return memory


def _columns(contacts: Contacts, *, whole: bool) -> dict[int, NDArray[Any]]:
    """Return what the kernel reads of contacts, by where it is told of it."""
    names = {**_COLUMNS, **_RARE_COLUMNS} if whole else _COLUMNS
    columns = {place: getattr(contacts, name) for place, name in names.items()} | _links(contacts)
    if len(contacts.work) != contacts.rows:
        columns[at.S_TURN_AT] = contacts.turn_at
    return columns


def _can_stay(column: NDArray[Any], place: int) -> bool:
    """Tell whether the kernel can read a column where it stands: whole numbers, evenly apart."""
    steps = (column.itemsize,) if place in _ONE_BY_ONE else (column.strides[0] // 8 * 8,)
    return column.dtype == np.int64 and column.strides == steps and column.flags.aligned


def _is_one_number(column: NDArray[Any], place: int) -> bool:
    """Tell whether the kernel need be told only one number of a column, since all are the same."""
    return place not in _ONE_BY_ONE and column.strides == (0,)


def _place_of(array: NDArray[Any], memory: Times) -> int:
    """Return where an array begins, counted from the beginning of memory."""
    return (address_of(array) - address_of(memory)) // memory.itemsize


def _links(contacts: Contacts) -> dict[int, Times]:
    """Return who follows and how much later, for the reasons that anybody has to come back."""
    given: dict[int, Times] = {}
    for reason in Reason:
        child = contacts.child[:, reason]
        if any(child.strides):
            given[at.S_CHILD + 2 * reason] = child
            given[at.S_AFTER + 2 * reason] = contacts.after[:, reason]
    return given


def _agent_time(tables: Tables, memory: Times) -> Times:
    """Return agents' time by group, interval and kind, a view of memory."""
    time = memory[tables.time_at :][: tables.groups * (tables.intervals + 1) * at.TIME_SIZE]
    return time.reshape(tables.groups, tables.intervals + 1, at.TIME_SIZE)[:, :-1]
