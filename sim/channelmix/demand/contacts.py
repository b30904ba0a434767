"""
From planned contacts to the engines' flat arrays: what every contact is like.

Each column is drawn part by part (one channel, one attempt) and put where the rows stand. A
column that nobody needs is a slice of a shared constant.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from channelmix.demand.backlog import already_waiting
from channelmix.demand.columns import constant, counting, nobody
from channelmix.demand.distributions import Durations, Numbers, geometric
from channelmix.demand.lives import Life
from channelmix.demand.people import Selection
from channelmix.demand.placing import put, put_turns
from channelmix.demand.returns import Part, Plan
from channelmix.engine.inputs import NEVER, ByReason, Contacts, Flags, Indices, Reason, Times


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
    response_patience: Times | None
    """By turn; None: infinite."""
    transferred: Flags | None
    """By contact; None: nobody is."""


def contacts_of(plan: Plan) -> Contacts:
    """Return the contacts that a plan names, with all their numbers."""
    works = [_work(part) for part in plan.parts]
    turn_at, work, reply_delay, response_patience = _turns(plan, works)
    child, after = _links(plan)
    return Contacts(
        first=plan.first,
        channel=_after_first(plan, plan.channel, [part.life.number for part in plan.parts]),
        arrival=_after_first(plan, plan.arrival, [0] * len(plan.parts)),
        attempt=_after_first(plan, constant(0, plan.first), [part.attempt for part in plan.parts]),
        bot_time=_column(plan, -1, [_bot_time(part) for part in plan.parts]),
        contained=_flags(plan, [part.contained for part in plan.parts]),
        patience=_column(plan, NEVER, [_patience(part) for part in plan.parts]),
        silent=_flags(plan, [_chosen(part, "silent", part.life.silent) for part in plan.parts]),
        silent_time=_column(plan, 0, [_silent_time(part) for part in plan.parts]),
        takes_callback=_flags(plan, [_chosen(part, "callback", part.life.takes_callback) for part in plan.parts]),
        transferred=_flags(plan, [each.transferred for each in works]),
        wrap_up=_column(plan, 0, [each.wrap_up for each in works]),
        turn_at=turn_at,
        work=work,
        reply_delay=reply_delay,
        response_patience=response_patience,
        child=child,
        after=after,
    )


def _after_first(plan: Plan, first: Indices, later: Sequence[int]) -> Indices:
    """Return one value a row: those of the first contacts, and one for all of each part of later ones."""
    if plan.rows == plan.first:
        return first
    column = np.empty(plan.rows, np.int64)
    column[: plan.first] = first
    for part, value in zip(plan.parts, later, strict=True):
        if part.attempt:
            column[part.rows] = value
    return column


def _column(plan: Plan, default: int, values: "Sequence[Indices | int | None]") -> Indices:
    """Return one value a row from those of each part: one a row, one for all, or None for the default."""
    given = [default if value is None else value for value in values]
    plain = {value for value in given if isinstance(value, int)}
    if len(plain) <= 1 and all(isinstance(value, int) for value in given):
        return constant(plain.pop() if plain else default, plan.rows)
    if len(given) == 1 and not isinstance(given[0], int) and isinstance(plan.parts[0].rows, slice):
        return given[0]
    column = np.full(plan.rows, default) if default in plain else np.empty(plan.rows, np.int64)
    for part, value in zip(plan.parts, given, strict=True):
        if value is not default:
            put(column, part.rows, value)
    return column


def _flags(plan: Plan, values: "Sequence[Flags | None]") -> Flags:
    """Return one flag a row from those of each part; None: nobody."""
    if all(value is None for value in values):
        return nobody(plan.rows)
    flags = np.zeros(plan.rows, np.bool_)
    for part, value in zip(plan.parts, values, strict=True):
        if value is not None:
            flags[part.rows] = value
    return flags


def _chosen(part: Part, purpose: str, share: float) -> Flags | None:
    return part.people.uniform(purpose) < share if share else None


def _links(plan: Plan) -> tuple[ByReason, ByReason]:
    child, after = [constant(-1, plan.rows)] * len(Reason), [constant(0, plan.rows)] * len(Reason)
    for reason in {reason for link in plan.links for reason in link.reasons}:
        child[reason], after[reason] = np.full(plan.rows, -1), np.zeros(plan.rows, np.int64)
    for link in plan.links:
        for reason in link.reasons:
            put(child[reason], link.rows, link.child)
            put(after[reason], link.rows, link.after)
    return ByReason(tuple(child)), ByReason(tuple(after))


def _times(people: Selection, purpose: str, durations: Durations | None) -> Times | None:
    return None if durations is None else people.times(purpose, durations)


def _patience(part: Part) -> Times | None:
    times = _times(part.people, "patience", part.life.patience)
    if times is not None and part.life.balk:
        times[part.people.uniform("balk") < part.life.balk] = 0
    if part.log is not None:
        places, known = part.log.known(part.people, part.log.patience)
        if len(places):
            times = np.full(len(part.people), NEVER) if times is None else times
            times[places] = known
    waiting = already_waiting(part.people) if times is not None and not part.attempt else ()
    if times is not None and len(waiting):
        spent = part.people.people.begins - part.people.arrivals()[waiting]
        times[waiting] = np.where(times[waiting] == NEVER, NEVER, times[waiting] + spent)
    return times


def _bot_time(part: Part) -> Times | None:
    times = _times(part.people, "bot-time", part.life.bot_time)
    if times is not None and not part.attempt:
        times[already_waiting(part.people)] = -1
    return times


def _response_patience(life: Life, turns: Selection) -> Times | None:
    times = _times(turns, "response-patience", life.response_patience)
    if times is not None and life.response_balk:
        times[turns.uniform("response-balk") < life.response_balk] = 0
    return times


def _silent_time(part: Part) -> Times | None:
    return _times(part.people, "silent-time", part.life.silent_time) if part.life.silent else None


# ------------------------------------------------------------------ work and turns


def _work(part: Part) -> _Work:
    counts = _turn_counts(part)
    turns = part.people if counts is None else part.people.turns(counts)
    work = _handling(part, turns, counts)
    transferred = _chosen(part, "transfer", part.life.transferred)
    if transferred is not None:
        counts, work = _handed_over(part, counts, work, transferred)
        turns = part.people.turns(counts)
    last = slice(None) if counts is None else np.cumsum(counts) - 1
    wrap_up = _times(part.people, "wrap-up", part.life.wrap_up)
    if wrap_up is not None:
        np.minimum(wrap_up, work[last], out=wrap_up)
        work[last] -= wrap_up
    reply_delay = None if counts is None else _times(turns, "reply-delay", part.life.reply_delay)
    if reply_delay is not None:
        reply_delay[last] = 0
    return _Work(counts, work, reply_delay, wrap_up, _response_patience(part.life, turns), transferred)


def _handed_over(part: Part, counts: Indices | None, work: Times, transferred: Flags) -> tuple[Indices, Times]:
    """Return turns and work with one more turn, the second group's, for those who are transferred."""
    before = np.ones(len(part.people), np.int64) if counts is None else counts
    after = before + transferred
    last = np.cumsum(after) - 1
    is_second = np.zeros(int(after.sum()), np.bool_)
    is_second[last[transferred]] = True
    together = np.empty(len(is_second), np.int64)
    together[~is_second] = work
    those = part.people.only(np.flatnonzero(transferred))
    together[is_second] = those.times("second-handling", part.life.second_handling)
    return after, together


def _turn_counts(part: Part) -> Indices | None:
    if part.life.turns_are_fixed:
        turns = round(part.life.mean_turns)
        return None if turns == 1 else np.full(len(part.people), turns)
    return geometric(part.life.mean_turns, part.people.uniform("turns"))


def _handling(part: Part, turns: Selection, counts: Indices | None) -> Times:
    """Return the agents' time on each turn, wrap-up included."""
    life = part.life
    if counts is None or not life.splits_handling:
        work = turns.times("handling", life.handling, means=_handling_means(turns, part))
    else:
        total = part.people.times("handling", life.handling, means=_handling_means(part.people, part))
        work = _split(total, counts)
    if part.log is not None:
        places, total = part.log.known(part.people, part.log.handling)
        counted = np.ones(len(part.people), np.int64) if counts is None else counts
        is_known = np.zeros(len(counted), np.bool_)
        is_known[places] = True
        work[np.repeat(is_known, counted)] = _split(total, counted[places])
    return work


def _split(total: Times, counts: Indices) -> Times:
    """Split the work on conversations evenly over their turns, the last takes what does not divide."""
    each = total // counts
    work = np.repeat(each, counts)
    work[np.cumsum(counts) - 1] += total - each * counts
    return work


def _handling_means(people: Selection, part: Part) -> Numbers | None:
    """Return the means that a file of volumes gives, by time of the first contact; None if none does."""
    if part.life.handling_by_file is None:
        return None
    moments, means = part.life.handling_by_file
    if means.ndim == 2:
        means = means[people.people.chance.draw(len(means))]
    place = np.searchsorted(moments, people.arrivals(), side="right") - 1
    return np.asarray(means[np.maximum(place, 0)])


def _turns(plan: Plan, works: Sequence[_Work]) -> tuple[Indices, Times, Times, Times]:
    """Return where each row's turns begin, and work, reply delay and later patience by turn."""
    if all(each.counts is None for each in works):
        work = _column(plan, 0, [each.work for each in works])
        return counting(plan.rows + 1), work, constant(0, plan.rows), constant(NEVER, plan.rows)
    turn_at = np.zeros(plan.rows + 1, np.int64)
    np.cumsum(_column(plan, 1, [each.counts for each in works]), out=turn_at[1:])
    work, reply_delay = np.zeros((2, int(turn_at[-1])), np.int64)
    patience = constant(NEVER, int(turn_at[-1]))
    if any(each.response_patience is not None for each in works):
        patience = patience.copy()
    for part, each in zip(plan.parts, works, strict=True):
        put_turns(work, turn_at, part.rows, each.counts, each.work)
        if each.reply_delay is not None:
            put_turns(reply_delay, turn_at, part.rows, each.counts, each.reply_delay)
        if each.response_patience is not None:
            put_turns(patience, turn_at, part.rows, each.counts, each.response_patience)
    return turn_at, work, reply_delay, patience
