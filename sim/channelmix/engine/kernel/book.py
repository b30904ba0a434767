"""
The book in which what happened in a replication is counted: one int64 array, and where things stand in it.

``blank`` lays down what is asked (promises, prices) once for an operation; each replication counts
in a copy of it, with room behind for its answers. A name's first letter says whose field it is: B
the book's, at the very beginning, N a channel's.
"""

import math
import threading
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from channelmix.engine.inputs import Flags, Indices, Operation, Times

BY_ARRIVAL = (
    "offered", "answered", "abandoned", "rejected", "contained", "cleared", "diverted", "unfinished",
    "first_attempts", "good", "due", "queued", "delayed", "waited",
)  # fmt: skip
"""What is counted by channel and interval of arrival."""
OFFERED, FIRST_OUTCOME, FIRST_ATTEMPTS, GOOD, DUE, QUEUED, DELAYED, WAITED = 0, 1, 8, 9, 10, 11, 12, 13

BY_WORK = ("started", "started_in_time", "replied", "lost", "backlog", "responses_good", "responses_due")
"""What is counted by channel and the interval in which it happened."""
STARTED, STARTED_IN_TIME, REPLIED, LOST, BACKLOG, RESPONSES_GOOD, RESPONSES_DUE = range(7)

SUMS = (
    "answered_waited", "handling", "resolution", "met_bot", "replies", "responses_good", "responses_due",
    "first_work", "backlog_max", "oldest_max",
)  # fmt: skip
"""What is counted by channel."""
(
    SUM_ANSWERED_WAITED, SUM_HANDLING, SUM_RESOLUTION, SUM_MET_BOT, SUM_REPLIES, SUM_RESPONSES_GOOD,
    SUM_RESPONSES_DUE, SUM_FIRST_WORK, SUM_BACKLOG_MAX, SUM_OLDEST_MAX,
) = range(10)  # fmt: skip

PAID = ("paid_contacts", "paid_messages", "paid_templates")
"""What is counted by channel and stretch of time in which no price changes."""
PAID_CONTACTS, PAID_MESSAGES, PAID_TEMPLATES = range(3)

AGENTS = ("on_duty", "busy", "used", "overtime")
"""Kinds of agents' time, by group and interval."""

FORMULAS = ("offered", "answered", "late_abandoned", "early_abandoned_good", "offered_and_blocked")
"""The readings of a service level."""

B_CHANGES, B_CHANGE_COUNT, B_CHANNELS = 0, 1, 2
"""Where the moments stand at which prices change, and how many; where the channels begin."""
B_BY_ARRIVAL, B_BY_WORK, B_SUMS, B_PAID = 3, 4, 5, 6
"""Where the answers begin, in order of (channel, interval or stretch, name)."""
B_ASKED, B_GONE = 7, 8
"""The intervals in which the last moments of each kind lay."""
B_WAIT_BINS = 9
"""How many bins there are for waits, in each channel."""
B_SIZE = 10

N_FORMULA, N_WITHIN, N_TO_REPLY, N_SHORT_ABANDON, N_RESPOND_WITHIN, N_WINDOW = 0, 1, 2, 3, 4, 5
"""As in ``Questions``."""
N_WAITS, N_LAST_BIN, N_WAITERS, N_UNTIL, N_WAITER_COUNT, N_SPAN = 6, 7, 8, 9, 10, 11
"""Where the waits by bin begin (how many, then their sums) and the last bin in use; where since when and until when
turns waited, and how many did; the opening span in which the last moment lay."""
N_SIZE = 12

EXACT_BITS = 11
"""Waits of so many bits of milliseconds have bins of a millisecond; above, so many bits are kept."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Questions:
    """By what a replication is judged and priced, for C channels."""

    formula: Indices
    """(C,) place of the formula of the service level in ``FORMULAS``; -1: there is none."""
    within: Times
    """(C,) the promise for the first answer."""
    to_reply: Flags
    """(C,) whether that is a reply, not the start of service."""
    short_abandon: Times
    """(C,)"""
    respond_within: Times
    """(C,) the promise for later answers."""
    window: Times
    """(C,) how long after the customer's last message answers need no template."""
    changes: Times = field(default_factory=lambda: np.empty(0, np.int64))
    """(K - 1,) when prices change."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What one replication counted, for C channels and I intervals."""

    by_arrival: Times
    """(C, I, len(BY_ARRIVAL))"""
    by_work: Times
    """(C, I, len(BY_WORK))"""
    sums: Times
    """(C, len(SUMS))"""
    paid: Times
    """(C, K, len(PAID))"""
    waits: tuple[tuple[Indices, Times, Times], ...]
    """C times the bins that hold waits, the number of waits in each, and their sum."""
    agents: Times
    """(G, I, len(AGENTS))"""
    over_at: int
    """When the last counted contact had ended."""


def blank(operation: Operation, questions: Questions) -> Times:
    """Return the part of the book that holds what is asked, with nothing counted."""
    channels = np.zeros((operation.channels, N_SIZE), np.int64)
    columns: dict[int, Any] = {
        N_FORMULA: questions.formula, N_WITHIN: questions.within, N_TO_REPLY: questions.to_reply,
        N_SHORT_ABANDON: questions.short_abandon, N_RESPOND_WITHIN: questions.respond_within,
        N_WINDOW: questions.window, N_LAST_BIN: -1,
    }  # fmt: skip
    for place, column in columns.items():
        channels[:, place] = column
    head = np.zeros(B_SIZE, np.int64)
    head[B_CHANNELS], head[B_CHANGES] = B_SIZE, B_SIZE + channels.size
    head[B_CHANGE_COUNT] = len(questions.changes)
    return np.concatenate([head, channels.ravel(), questions.changes])


def opened(asked: Times, operation: Operation) -> Times:
    """Return a book with room for the answers of a replication."""
    channels, intervals, stretches = operation.channels, len(operation.grid) - 1, asked[B_CHANGE_COUNT] + 1
    sizes = {
        B_BY_ARRIVAL: channels * intervals * len(BY_ARRIVAL),
        B_BY_WORK: channels * intervals * len(BY_WORK),
        B_SUMS: channels * len(SUMS),
        B_PAID: channels * int(stretches) * len(PAID),
    }
    waits_at, bins = len(asked) + sum(sizes.values()), bins_up_to(operation.stop)
    book = _blank_pages(waits_at + channels * 2 * bins)
    book[: len(asked)] = asked
    end = len(asked)
    for place, size in sizes.items():
        book[place] = end
        end += size
    blocks(book, channels)[:, N_WAITS] = waits_at + np.arange(channels) * 2 * bins
    book[B_WAIT_BINS] = bins
    return book


_KEPT = threading.local()


def _blank_pages(size: int) -> Times:
    """Return so many zeros, those that this thread keeps unless they are in use or too few."""
    kept: Times | None = _KEPT.__dict__.pop("pages", None)
    return np.zeros(size, np.int64) if kept is None or len(kept) < size else kept[:size]


def closed(book: Times, channels: int) -> None:
    """
    Take a book back that nobody reads any more: what was written is wiped out, and the next may be opened in its place.

    Most of a book is bins for waits that there are not. To make it anew for each replication takes W1 and W2 a
    hundredth of the time.
    """
    for each in blocks(book, channels).copy():
        book[each[N_WAITS] :][: 2 * book[B_WAIT_BINS]].reshape(2, -1)[:, : each[N_LAST_BIN] + 1] = 0
    book[: int(blocks(book, channels)[0, N_WAITS])] = 0
    _KEPT.pages = book if book.base is None else book.base


def bins_up_to(longest: int) -> int:
    """Return how many bins waits of up to so many microseconds need."""
    milliseconds = longest // 1000
    shift = max(milliseconds.bit_length() - EXACT_BITS, 0)
    return (milliseconds >> shift) + (shift << (EXACT_BITS - 1)) + 1


def answers_in(book: Times, operation: Operation, agents: Times, *, over_at: int) -> Answers:
    """Return what has been counted, copied from the book; ``agents`` is their time."""
    channels, intervals = operation.channels, len(operation.grid) - 1
    stretches = int(book[B_CHANGE_COUNT]) + 1
    tables = {
        B_BY_ARRIVAL: (channels, intervals, len(BY_ARRIVAL)), B_BY_WORK: (channels, intervals, len(BY_WORK)),
        B_SUMS: (channels, len(SUMS)), B_PAID: (channels, stretches, len(PAID)),
    }  # fmt: skip
    by_arrival, by_work, sums, paid = (
        book[book[place] :][: math.prod(shape)].reshape(shape).copy() for place, shape in tables.items()
    )
    waits = tuple(_waits(book, each) for each in blocks(book, channels))
    return Answers(by_arrival, by_work, sums, paid, waits, agents, over_at)


def _waits(book: Times, channel: Times) -> tuple[Indices, Times, Times]:
    counts, sums = book[channel[N_WAITS] :][: 2 * book[B_WAIT_BINS]].reshape(2, -1)[:, : channel[N_LAST_BIN] + 1]
    bins = np.flatnonzero(counts != 0)  # of truths it takes a third of the time that it takes of numbers
    return bins, counts[bins], sums[bins]


def blocks(book: Times, channels: int) -> Times:
    """Return what stands in the book of each channel, a view of shape (C, N_SIZE)."""
    return book[B_SIZE : B_SIZE + channels * N_SIZE].reshape(channels, N_SIZE)
