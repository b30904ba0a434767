"""
Agents' work, from the log of contacts: when each turn was begun and done, and the wrap-up after the last.

The log names the group of the first service only, and not how long a slot stayed held while a customer thought. So
the work of a group is known to lie between two bounds; they meet where every contact is one turn of one piece.
"""

import numpy as np

from channelmix.audit.played import Played
from channelmix.engine.inputs import Flags, Indices, Outcome, Times


def work_bounds(played: Played, group: int) -> tuple[int, int]:
    """
    Return the least and the most capacity units x microseconds that a group can have worked in the counted period.

    Work that is certainly the group's is its first turns that were never put aside. What may be is every turn that
    was, every later turn and every pause between turns of channels that it serves.
    """
    sure, maybe = _first_turns(played, group)
    more_sure, more_maybe = _wrap_ups(played, group)
    return sure + more_sure, maybe + more_maybe + _later_turns(played, group)


def _first_turns(played: Played, group: int) -> tuple[int, int]:
    contacts, outcomes = played.contacts, played.outcomes
    first = contacts.turn_at[:-1]
    mine, whole = outcomes.group == group, outcomes.paused[first] == 0
    spans = _inside(played, outcomes.started[first], outcomes.replied[first])
    spans = spans * played.operation.weight[group, contacts.channel]
    return int(spans[mine & whole].sum()), int(spans[mine | ~whole].sum())


def _wrap_ups(played: Played, group: int) -> tuple[int, int]:
    contacts, outcomes, operation = played.contacts, played.outcomes, played.operation
    speed = operation.speed[group, contacts.channel]
    length = np.where(speed == 1.0, contacts.wrap_up, np.rint(contacts.wrap_up / speed)).astype(np.int64)
    weight = operation.weight[group, contacts.channel]
    answered = (outcomes.outcome == Outcome.ANSWERED) & (length > 0)
    slowest = float(operation.slowdown[group].max())
    of_one_turn = (outcomes.group == group) & (np.diff(contacts.turn_at) == 1)
    end = outcomes.ended + length
    late = outcomes.ended + np.ceil(length * slowest).astype(np.int64) + (slowest > 1.0)
    sure = _inside(played, outcomes.ended, end) * weight
    maybe = _inside(played, outcomes.ended, late) * weight
    possible = answered & (of_one_turn | (np.diff(contacts.turn_at) > 1))
    return int(sure[answered & of_one_turn].sum()), int(maybe[possible].sum())


def _later_turns(played: Played, group: int) -> int:
    """Return the most that later turns, and slots held before them, can have taken."""
    contacts, outcomes = played.contacts, played.outcomes
    row = np.repeat(np.arange(contacts.rows), np.diff(contacts.turn_at))
    later = np.flatnonzero(np.arange(len(row)) > contacts.turn_at[row])
    weight = played.operation.weight[group, contacts.channel[row]]
    work = _inside(played, outcomes.started[later], outcomes.replied[later])
    held = _inside(played, outcomes.replied[later - 1], outcomes.started[later])
    return int(((work + held) * weight[later]).sum())


def _inside(played: Played, start: Times, end: Times) -> Times:
    """Return how much of each span lies in the counted period; an end of -1 has not come, a start of -1 never did."""
    first, last = played.operation.count_from, played.operation.count_until
    begun: Flags = start >= 0
    ends: Indices = np.where(end >= 0, end, last)
    return np.where(begun, np.clip(ends, first, last) - np.clip(start, first, last), 0)
