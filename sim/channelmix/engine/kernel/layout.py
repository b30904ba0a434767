"""
The kernel's memory: one int64 array, and where things stand in it.

A thing (a contact's row, an agent, a group, a channel) is named by the place where it begins;
its fields follow, so ``m[agent + A_LOAD]`` is an agent's load. A name's first letter says whose
field it is: S the state of the whole, at the very beginning, R a contact's row, A an
agent, G a group, C a channel, K a group's skill in a channel. One array and not twenty, because
numba hands over seven numbers for each array in each call and takes minutes to compile that.

A moment in the calendar is one number, ``time * RANKS + rank``.
"""

from typing import Any

from channelmix.engine.inputs import NEVER, Reason
from channelmix.engine.kernel.compiling import helper

Memory = Any
"""A pointer to int64; in words of Python, a sequence of whole numbers."""

RANK_BITS = 4
RANKS = 1 << RANK_BITS
RANK_MASK = RANKS - 1
"""A power of two above the ranks of events."""
STAMP_BITS = 24
STAMP_MASK = (1 << STAMP_BITS) - 1
FAR: int = NEVER
"""A moment after all others."""

STRETCH_BITS = 30
"""So many bits of a moment are left out in the number of its stretch: each is 18 minutes."""

S_NOW, S_CLOCK, S_CELL, S_CELL_END = 0, 1, 2, 3
"""The time; the same but not before the grid; place of the interval it lies in among the edges; that interval's end."""
S_FREE, S_HOLE, S_NEXT_NUMBER, S_OPEN, S_SURPLUS, S_EAGER = 4, 5, 6, 7, 8, 9
"""Leaves of the calendar without an event; whether its first event has been read and may be replaced; the next return's
number; counted contacts not ended; agents in surplus; whether patience is watched event by event from now on."""
S_COUNT_FROM, S_COUNT_UNTIL, S_STOP = 10, 11, 12
S_PATIENCE_TIME, S_PATIENCE_ORDER = 13, 14
"""The last event of patience: contacts up to that number have had theirs at that time."""
S_NEXT_ROW, S_NEXT_SWITCH = 15, 16
S_FIRST, S_ROW_COUNT, S_GROUP_COUNT, S_CHANNEL_COUNT, S_CELLS, S_DAYS = 17, 18, 19, 20, 21, 22
"""How many first contacts, possible contacts, groups, channels, intervals and days there are."""
S_ROWS, S_TURNS, S_GROUPS, S_CHANNELS, S_GRID, S_DAY_START = 23, 24, 25, 26, 27, 28
"""Where they begin; of turns, where it is written down what happened in them."""
S_TREE, S_WHATS, S_FREE_LEAVES = 29, 30, 31
"""Where the calendar's tree, what its leaves are about, and the list of those without an event begin."""
S_CHANNEL, S_ARRIVAL, S_BOT_TIME, S_CONTAINED, S_PATIENCE, S_WRAP_UP, S_TURN_AT = 32, 34, 36, 38, 40, 42, 44
S_WORK, S_REPLY_DELAY = 46, 48
S_SILENT, S_SILENT_TIME, S_TAKES_CALLBACK, S_TRANSFERRED, S_RESPONSE_PATIENCE = 54, 56, 58, 60, 62
"""Columns of ``Contacts``: where each begins, and behind it how far apart its entries are; 0: one holds for all."""
S_WAITERS, S_BOOK, S_ENDS, S_TURN_COUNT = 50, 51, 52, 53
"""Where counting has room for the turns that waited, in memory that a thread keeps for its next replication; the
address of the book in which contacts are counted; if it is 0, where it is written down how they went, column by column,
as turns are; how many turns there are."""
S_WHOLE, S_ROWS_END, S_FREE_ROW = 64, 65, 66
"""Whether any of the rarer rules is used; where the rows end that have been in use; the first of those that are free
again, or NONE."""
S_LEAVES, S_MOST_LEAVES = 67, 68
"""How many leaves the calendar has, and for how many there is room."""
S_LATER, S_LATER_COUNT, S_LATER_NEXT, S_LATER_FROM = 69, 70, 71, 72
"""Where the lists of returns of later stretches of time begin, and how many there are; the next stretch whose returns
are to be entered; the last moment before it."""
S_CHILD, S_AFTER = 73, 73 + 2 * len(Reason)
"""The same of who follows and how much later, a column for each reason that anybody has to come back."""
S_SIZE = S_AFTER + 2 * len(Reason)

R_INDEX, R_CHANNEL, R_ORDER, R_ARRIVED, R_JOINED, R_OUTCOME, R_ENDED, R_GROUP = 0, 1, 2, 3, 4, 5, 6, 7
"""Which of the contacts it is; its channel; its number, also before it arrives; the others as in ``Outcomes``."""
R_TURN, R_ASKED, R_STARTED, R_REPLIED, R_WORKED = 8, 9, 10, 11, 12
"""The turn it is at; when that was asked, started and replied, -1 while it has not been; the agents' time on those
before it."""
R_FIRST_STARTED, R_FIRST_REPLIED = 13, 14
"""The same of the first turn, once it is over."""
R_AGENT, R_DUTY, R_MODE = 15, 16, 17
"""Who works on it, holds it or knows it, and in which of their stretches of duty; what it is doing."""
R_NEXT, R_PREVIOUS, R_REMAINING, R_SINCE, R_STAMP, R_EVENTS = 18, 19, 20, 21, 22, 23
"""Neighbours in a queue or among an agent's contacts; work left at factor 1, as of ``R_SINCE``; the stamp, which grows
whenever a scheduled end or release becomes void; how many events of the calendar are about it."""
R_DEADLINE = R_REMAINING
"""While it waits for the first answer: when patience ends, if no event says so."""
R_ARRIVED_IN, R_STARTED_IN, R_REPLIED_IN = 24, 25, 26
"""The intervals in which it arrived, and in which its turn was started and replied."""
R_ENDS = 27
"""Where work slows down: when its work ends at the present pace."""
R_EXTRA = 28

X_LINE, X_RANKED_BY, X_BEGAN, X_REST, X_GONE, X_CALLED, X_CALLED_AT, X_WAS = 0, 1, 2, 3, 4, 5, 6, 7
X_PAUSED, X_WRITTEN = 8, 9
"""What only the rarer rules need to know of a row, from ``R_EXTRA`` on: where it waits; its place within a rank; when
the work now done was started; work left when its agent went home, or NONE; whether the customer has silently left, or
waits to be called back, since when; what it was doing before its work was put aside; for how long that of its turn was;
when the customer wrote last."""
X_SIZE = 10
R_SIZE = R_EXTRA + X_SIZE

UNBORN, AWAY, WAITING, ACTIVE, HELD, WRAPPING, PAUSED = 0, 1, 2, 3, 4, 5, 6
"""What a contact is doing; AWAY: with the bot, thinking without a slot, or gone."""

A_GROUP, A_NUMBER, A_ON_DUTY, A_DUTY, A_IDLE_SINCE, A_LOAD, A_WORKING = 0, 1, 2, 3, 4, 5, 6
A_NEXT, A_PREVIOUS, A_LINKED, A_ACTIVE, A_HELD, A_PACE, A_LEAVES, A_PAUSED, A_LEAF = 7, 8, 9, 10, 11, 12, 13, 14, 15
"""Neighbours among agents of equal load, whether it stands among them; first active and held contact; place of the
factor at which work goes on; whether it takes nothing new; first contact that is put aside; where work slows down, the
leaf of the calendar where the first end of its work stands, or NONE."""
A_SIZE = 16

G_PRESENT, G_PLANNED, G_SURPLUS, G_CAPACITY, G_AGENTS, G_AGENTS_END, G_LEVELS, G_LAST_LEVEL = 0, 1, 2, 3, 4, 5, 6, 7
"""Its agents stand from ``G_AGENTS`` to ``G_AGENTS_END``; ``G_LEVELS``: first and last agent of each load; the highest
load with room for anything."""
G_SKILLS, G_ORDER, G_TIME, G_SLOWDOWN, G_FACTORS, G_NUMBER = 8, 9, 10, 11, 12, 13
"""Where its skills by channel stand; channels and their ranks, in order of rank, to NONE; agents' time; factors of
slow-down, and how many (0: work does not slow down);
its number."""
G_KEEPS_ROOM, G_INTERRUPTIBLE, G_PAUSED, G_WORKING, G_MARKED = 14, 15, 16, 17, 18
"""Whether it keeps room for any channel; whether any of its work may be put aside; how much of it is; agents at work;
how many agents are marked as leaving, or EVERYBODY."""
EVERYBODY: int = FAR
G_LOADS, G_STALE, G_LOWEST = 19, 20, 21
"""Room to count the agents of each load; whether anything has changed since agents were marked as leaving; below this
load nobody stands in a list."""
G_SIZE = 22

K_WEIGHT, K_ALTERS, K_SPEED = 0, 1, 2
"""Capacity units of a contact; whether the speed is another than 1; the speed, a float."""
K_OPENS_AFTER, K_SECOND, K_INTERRUPTIBLE, K_DRAINS, K_RESERVE, K_RANK = 3, 4, 5, 6, 7, 8
"""As in ``Operation``."""
K_SIZE = 9

C_OPEN, C_INSIDE, C_NEW, C_NEW_LAST, C_REPLIES, C_REPLIES_LAST = 0, 1, 2, 3, 4, 5
"""Open or not; contacts inside; first and last waiting."""
C_WHEN_CLOSED, C_CLEARS, C_INACTIVE_AFTER, C_LINES, C_LAZY = 6, 7, 8, 9, 10
"""Rules as in ``Operation``; whether nothing reads the moment in which a customer gives up."""
C_INDEX, C_ROUTE, C_COUNTS_DAYS, C_DAYS = 11, 12, 13, 14
"""Its number; the groups it tries, in order, to NONE; by reason whether days are opening days, by day whether
it opens."""
C_HANDED, C_HANDED_LAST, C_PROMISED, C_PROMISED_LAST = 15, 16, 17, 18
"""First and last of those handed over to the second group, and of those promised a call back."""
C_OVERFLOW_AFTER, C_CALLBACK_AFTER, C_CALLBACK_WITHIN, C_INTERRUPTS, C_SECOND, C_DUE_ORDER = 19, 20, 21, 22, 23, 24
C_PROMISE, C_CHASED, C_SPANS, C_OPENS_LATER = 25, 26, 27, 28
"""As in ``Operation``; where the promises stand, with their clocks behind; what must be late for a chase; opening
hours as pairs, to NONE; waits after which a further group opens, to NONE."""
C_SIZE = 29

NONE = -1

ON_DUTY, BUSY, USED, OVERTIME = 0, 1, 2, 3
"""Agents' time; the four columns after these hold how the number changed in the interval."""
KINDS_OF_TIME = 4
TIME_SIZE = 2 * KINDS_OF_TIME

E_NUMBER, E_ARRIVED, E_JOINED, E_OUTCOME, E_ENDED, E_GROUP, E_CALLED_BACK = 0, 1, 2, 3, 4, 5, 6
E_SIZE = 7
"""What is written down of each contact, a column for each, where outcomes are kept."""
T_ASKED, T_STARTED, T_REPLIED, T_PAUSED = 0, 1, 2, 3
T_SIZE = 4
"""The same of each turn."""

LEAF_SIZE = 6
"""Two nodes of two numbers for each leaf of the calendar, what it is about, and a place in the list of free ones."""

W_KEY, W_WHICH, W_VALUE = 0, 1, 2
"""Switches: moment, group or channel, agents or whether it opens."""
W_SIZE = 3


@helper
def index_of(m: Memory, row: int) -> int:
    """Return which of the contacts a row is."""
    return m[row + R_INDEX]


@helper
def given(m: Memory, column: int, row: int) -> int:
    """Return what a column of the contacts says of a row."""
    return m[m[column] + index_of(m, row) * m[column + 1]]


@helper
def given_for(m: Memory, column: int, row: int, reason: int) -> int:
    """Return what columns of the contacts say of a row and a reason to come back."""
    return given(m, column + 2 * reason, row)


@helper
def channel_at(m: Memory, index: int) -> int:
    """Return the channel of a contact that may have no row yet."""
    return m[S_CHANNELS] + m[m[S_CHANNEL] + index * m[S_CHANNEL + 1]] * C_SIZE


@helper
def channel_of(m: Memory, row: int) -> int:
    """Return a contact's channel."""
    return m[row + R_CHANNEL]


@helper
def first_turn(m: Memory, row: int) -> int:
    """Return the number of a contact's first turn."""
    return m[m[S_TURN_AT] + index_of(m, row)] if m[S_TURN_AT] else index_of(m, row)


@helper
def last_turn(m: Memory, row: int) -> int:
    """Return the number of a contact's last turn."""
    return m[m[S_TURN_AT] + index_of(m, row) + 1] - 1 if m[S_TURN_AT] else index_of(m, row)


@helper
def weight_of(m: Memory, group: int, channel: int) -> int:
    """Return how many capacity units of a group's agent a contact of a channel takes; 0: it is not served."""
    return m[m[group + G_SKILLS] + m[channel + C_INDEX] * K_SIZE + K_WEIGHT]


@helper
def extra(m: Memory, row: int) -> int:
    """Return where the X fields of a row stand; only while the rarer rules are used."""
    return row + R_EXTRA


@helper
def skill_of(m: Memory, group: int, channel: int) -> int:
    """Return where a group's skill in a channel stands."""
    return m[group + G_SKILLS] + m[channel + C_INDEX] * K_SIZE
