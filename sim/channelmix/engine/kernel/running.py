"""
From an operation and its contacts to the kernel's memory, and from there to outcomes.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

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
    opened,
)
from channelmix.engine.kernel.counting import count_contacts, count_waiting
from channelmix.engine.kernel.play import play, play_whole, take_columns
from channelmix.engine.kernel.tables import Tables, tables_of
from channelmix.engine.outcomes import Outcomes

_COLUMNS = {
    at.S_CHANNEL: "channel", at.S_BOT_TIME: "bot_time", at.S_CONTAINED: "contained", at.S_PATIENCE: "patience",
    at.S_WRAP_UP: "wrap_up", at.S_REPLY_DELAY: "reply_delay",
}  # fmt: skip
_RARE_COLUMNS = {
    at.S_SILENT: "silent", at.S_SILENT_TIME: "silent_time", at.S_TAKES_CALLBACK: "takes_callback",
    at.S_TRANSFERRED: "transferred", at.S_RESPONSE_PATIENCE: "response_patience",
}  # fmt: skip
_ORDERED_BY: "tuple[tuple[int, Literal['stable', 'quicksort']], ...]" = ((N_WAITERS, "stable"), (N_UNTIL, "quicksort"))
"""When turns began to wait is mostly in order already, which the first way makes use of; how they end is not."""
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
    complete = play_whole(memory) if tables.whole else play(memory)
    return outcomes_of(tables, memory, complete=bool(complete))


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
        complete = play_whole(memory) if tables.whole else play(memory)
        if not complete and stop < self.operation.stop:
            return None
        book = opened(self.questions, self.operation)
        count_contacts(memory, book)
        for block in blocks(book, self.operation.channels):
            for place, kind in _ORDERED_BY:
                memory[block[place] :][: block[N_WAITER_COUNT]].sort(kind=kind)
        count_waiting(memory, book)
        return answers_in(book, self.operation, _agent_time(tables, memory).copy())


def warm() -> None:
    """Compile what has not been compiled yet, or load it; what a run then looks for is there."""
    for each in (play, play_whole, take_columns, count_contacts, count_waiting):
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
    columns = {**_COLUMNS, **_RARE_COLUMNS} if tables.whole else _COLUMNS
    given = {place: _laid_out(getattr(contacts, name)) for place, name in columns.items()} | _links(contacts)
    rows_at = len(tables.memory)
    turns_at = rows_at + contacts.rows * at.R_SIZE
    end = turns_at + len(contacts.work) * at.T_SIZE
    events = _CALENDAR_SHARE * contacts.rows + 64
    extra = contacts.rows * at.X_SIZE + len(contacts.work) if tables.whole else 0
    if tables.whole:
        events += (_CALENDAR_SHARE + tables.groups) * contacts.rows + len(contacts.work)
    calendar = at.LEAF_SIZE * events
    size = end + sum(part.size for part in given.values()) + 3 * len(contacts.work) + contacts.rows + calendar
    memory = room(size + contacts.rows + extra + 2 * len(contacts.work))
    memory[:rows_at] = tables.memory
    memory[at.S_FIRST], memory[at.S_NEXT_NUMBER] = contacts.first, contacts.first
    memory[at.S_ROW_COUNT], memory[at.S_ROWS], memory[at.S_TURNS] = contacts.rows, rows_at, turns_at
    if stop is not None:
        memory[at.S_STOP] = stop
    for place, part in given.items():
        memory[place], memory[place + 1] = end, len(part) > 1
        end = _lay(memory, end, part)
    one_turn_each = len(contacts.work) == contacts.rows
    plain = {at.S_ARRIVAL: contacts.arrival[: contacts.first], at.S_WORK: contacts.work}
    if not one_turn_each:
        plain[at.S_TURN_AT] = contacts.turn_at
    memory[at.S_TURN_AT] = 0
    for place, column in plain.items():
        memory[place], memory[place + 1] = end, 1
        end = _lay(memory, end, column)
    memory[at.S_EXTRA], memory[at.S_PAUSED] = end, end + extra - len(contacts.work)
    memory[end : end + extra] = 0
    end += extra
    memory[at.S_TREE], memory[at.S_WHATS], memory[at.S_FREE_LEAVES] = end, end + 4 * events, end + 5 * events
    memory[at.S_MOST_LEAVES], memory[at.S_WAITERS] = events, end + calendar
    return memory


def _lay(memory: Times, place: int, part: NDArray[Any]) -> int:
    memory[place : place + part.size] = part.reshape(-1)
    return place + part.size


def _links(contacts: Contacts) -> dict[int, Times]:
    """Return who follows and how much later, for the reasons that anybody has to come back."""
    given: dict[int, Times] = {}
    for reason in Reason if any(contacts.child.strides) else ():
        if contacts.child[:, reason].max(initial=at.NONE) != at.NONE:
            given[at.S_CHILD + 2 * reason] = contacts.child[:, reason]
            given[at.S_AFTER + 2 * reason] = contacts.after[:, reason]
    return given


def _laid_out(column: NDArray[Any]) -> NDArray[Any]:
    """Return a column, or one entry of it where all are the same by construction."""
    return column[:1] if len(column) and column.strides[0] == 0 else column


def outcomes_of(tables: Tables, memory: Times, *, complete: bool) -> Outcomes:
    """Return what stands in memory after a replication; what is said of turns and agents are views."""
    rows = memory[memory[at.S_ROWS] : memory[at.S_TURNS]].reshape(-1, at.R_SIZE)
    ends = np.empty((at.R_GROUP + 1, len(rows)), np.int64)
    take_columns(memory, ends, len(ends))
    turns = memory[memory[at.S_TURNS] : memory[at.S_CHANNEL]].reshape(-1, at.T_SIZE)
    time = _agent_time(tables, memory)
    paused, called_back = np.broadcast_to(np.int64(0), len(turns)), np.broadcast_to(np.int64(-1), len(rows))
    if tables.whole:
        extra = memory[memory[at.S_EXTRA] :][: len(rows) * at.X_SIZE].reshape(-1, at.X_SIZE)
        paused = memory[memory[at.S_PAUSED] :][: len(turns)]
        called_back = np.where(ends[at.R_ARRIVED] >= 0, extra[:, at.X_CALLED_AT], -1)
    return Outcomes(
        number=ends[at.R_NUMBER], arrived=ends[at.R_ARRIVED], joined=ends[at.R_JOINED],
        outcome=ends[at.R_OUTCOME], ended=ends[at.R_ENDED], group=ends[at.R_GROUP],
        asked=turns[:, at.T_ASKED], started=turns[:, at.T_STARTED], replied=turns[:, at.T_REPLIED],
        paused=paused, called_back=called_back,
        on_duty=time[:, :, at.ON_DUTY], busy=time[:, :, at.BUSY], used=time[:, :, at.USED],
        overtime=time[:, :, at.OVERTIME], complete=complete,
    )  # fmt: skip


def _agent_time(tables: Tables, memory: Times) -> Times:
    """Return agents' time by group, interval and kind, a view of memory."""
    time = memory[tables.time_at :][: tables.groups * (tables.intervals + 1) * at.TIME_SIZE]
    return time.reshape(tables.groups, tables.intervals + 1, at.TIME_SIZE)[:, :-1]
