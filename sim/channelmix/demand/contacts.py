"""
From planned contacts to the engines' flat arrays: what every contact is like.

Each column is drawn part by part (one channel, one attempt) and put where the rows stand. A
column that nobody needs is a slice of a shared constant.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.demand.columns import constant, counting
from channelmix.demand.distributions import MOST_TURNS, Numbers, geometric
from channelmix.demand.lives import Life
from channelmix.demand.people import People
from channelmix.demand.returns import Part, Plan
from channelmix.engine.inputs import NEVER, Contacts, Flags, Indices, Reason, Times

_SLOTS = MOST_TURNS + 1
"""Numbers of turns that each attempt has to itself."""


@dataclass(frozen=True)
class _Work:
    """The agents' work on the contacts of a part, and what lies between."""

    counts: Indices | None
    """Turns of each contact; None: one."""
    work: Times
    """By turn."""
    reply_delay: Times | None
    wrap_up: Times | None
    """By contact; None: there is none."""


def contacts_of(people: People, plan: Plan, lives: Sequence[Life]) -> Contacts:
    """
    Return the contacts that a plan names, with all their numbers.

    Args:
        people: The customers of a replication.
        plan: Every contact that they can make.
        lives: The channels, by number.
    """
    works = [_work(part, lives[part.channel], people) for part in plan.parts]
    turn_at, work, reply_delay = _turns(plan, works)
    child, after = _links(plan)
    return Contacts(
        first=plan.first,
        channel=_column(plan, 0, [part.channel for part in plan.parts]),
        arrival=_column(plan, 0, [None if part.attempt else people.arrivals(part.people) for part in plan.parts]),
        attempt=_column(plan, 0, [part.attempt for part in plan.parts]),
        bot_time=_column(plan, -1, [_bot_time(part, lives[part.channel], people) for part in plan.parts]),
        contained=_contained(plan),
        patience=_column(plan, NEVER, [_patience(part, lives[part.channel], people) for part in plan.parts]),
        wrap_up=_column(plan, 0, [each.wrap_up for each in works]),
        turn_at=turn_at,
        work=work,
        reply_delay=reply_delay,
        child=child,
        after=after,
    )


def _column(plan: Plan, default: int, values: "Sequence[Indices | int | None]") -> Indices:
    """Return one value a row from those of each part: one a row, one for all, or None for the default."""
    given = [default if value is None else value for value in values]
    if len(given) == 1 and not isinstance(given[0], int) and isinstance(plan.parts[0].rows, slice):
        return given[0]
    plain = {value for value in given if isinstance(value, int)}
    if len(plain) <= 1 and all(isinstance(value, int) for value in given):
        return constant(plain.pop() if plain else default, plan.rows)
    column = np.empty(plan.rows, np.int64)
    for part, value in zip(plan.parts, given, strict=True):
        column[part.rows] = value
    return column


def _contained(plan: Plan) -> Flags:
    contained = np.zeros(plan.rows, np.bool_)
    for part in plan.parts:
        if part.contained is not None:
            contained[part.rows] = part.contained
    return contained


def _links(plan: Plan) -> tuple[Indices, Times]:
    shape = (plan.rows, len(Reason))
    child = constant(-1, plan.rows * len(Reason)).reshape(shape)
    after = constant(0, plan.rows * len(Reason)).reshape(shape)
    if plan.links:
        child, after = child.copy(), after.copy()
    for link in plan.links:
        for reason in link.reasons:
            child[link.rows, reason] = link.child
            after[link.rows, reason] = link.after
    return child, after


def _bot_time(part: Part, life: Life, people: People) -> Times | None:
    if life.bot_time is None:
        return None
    means = people.means(part.people, life.bot_time)
    return part.people.times("bot-time", life.name, part.attempt, life.bot_time, means=means)


def _patience(part: Part, life: Life, people: People) -> Times | None:
    if life.patience is None:
        return None
    means = people.means(part.people, life.patience)
    times = part.people.times("patience", life.name, part.attempt, life.patience, means=means)
    if life.balk:
        times[part.people.uniform("balk", life.name, part.attempt) < life.balk] = 0
    return times


# ------------------------------------------------------------------ work and turns


def _work(part: Part, life: Life, people: People) -> _Work:
    counts = _turn_counts(part, life)
    work = _handling(part, life, counts, _handling_means(part, life, people))
    last = slice(None) if counts is None else np.cumsum(counts) - 1
    wrap_up = reply_delay = None
    if life.wrap_up is not None:
        means = people.means(part.people, life.wrap_up)
        own = part.people.times("wrap-up", life.name, part.attempt, life.wrap_up, means=means)
        wrap_up = np.minimum(own, work[last])
        work[last] -= wrap_up
    if counts is not None and life.reply_delay is not None:
        turns = part.people.repeated(counts)
        means = people.means(turns, life.reply_delay)
        reply_delay = turns.times("reply-delay", life.name, _slots(part, counts), life.reply_delay, means=means)
        reply_delay[last] = 0
    return _Work(counts, work, reply_delay, wrap_up)


def _turn_counts(part: Part, life: Life) -> Indices | None:
    if life.turns_are_fixed:
        turns = round(life.mean_turns)
        return None if turns == 1 else np.full(len(part.people), turns)
    return geometric(life.mean_turns, part.people.uniform("turns", life.name, part.attempt))


def _slots(part: Part, counts: Indices) -> Indices:
    """Return the number of each turn among all turns of the customer's contacts in the channel."""
    return part.attempt * _SLOTS + _ramps(counts)


def _ramps(counts: Indices) -> Indices:
    """
    Return 0 to ``count - 1`` for each count.

    Examples:
        >>> _ramps(np.array([2, 0, 3]))
        array([0, 1, 0, 1, 2])
    """
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)


def _handling_means(part: Part, life: Life, people: People) -> Numbers | None:
    if life.handling_by_file is None:
        return people.means(part.people, life.handling)
    moments, means = life.handling_by_file
    place = np.searchsorted(moments, people.arrivals(part.people), side="right") - 1
    return np.asarray(means[np.maximum(place, 0)])


def _handling(part: Part, life: Life, counts: Indices | None, means: Numbers | None) -> Times:
    """Return the agents' time on each turn, wrap-up included."""
    first = part.attempt * _SLOTS
    if counts is None:
        return part.people.times("handling", life.name, first, life.handling, means=means)
    if life.splits_handling:
        total = part.people.times("handling", life.name, first, life.handling, means=means)
        each = total // counts
        work = np.repeat(each, counts)
        work[np.cumsum(counts) - 1] += total - each * counts
        return work
    by_turn = None if means is None else np.repeat(means, counts)
    turns = part.people.repeated(counts)
    return turns.times("handling", life.name, _slots(part, counts), life.handling, means=by_turn)


def _turns(plan: Plan, works: Sequence[_Work]) -> tuple[Indices, Times, Times]:
    """Return where each row's turns begin, and work and reply delay by turn."""
    if all(each.counts is None for each in works):
        work = _column(plan, 0, [each.work for each in works])
        return counting(plan.rows + 1), work, constant(0, plan.rows)
    counts = _column(plan, 1, [each.counts for each in works])
    turn_at = np.zeros(plan.rows + 1, np.int64)
    np.cumsum(counts, out=turn_at[1:])
    work, reply_delay = np.zeros(int(turn_at[-1]), np.int64), np.zeros(int(turn_at[-1]), np.int64)
    for part, each in zip(plan.parts, works, strict=True):
        starts = turn_at[:-1][part.rows]
        turns = starts if each.counts is None else np.repeat(starts, each.counts) + _ramps(each.counts)
        work[turns] = each.work
        if each.reply_delay is not None:
            reply_delay[turns] = each.reply_delay
    return turn_at, work, reply_delay
