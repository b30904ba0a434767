"""
Single numbers that look mistyped: a digit too many in a plan or a volume, minutes where seconds are read.

Such a number may be meant, so it is told and nothing is refused. What is compared is told with it, and a number is
only held against others of its own kind: a cell against the rest of its sheet, a day against the other days.
"""

from collections.abc import Iterable, Iterator, Sequence

from channelmix.scenario.checks import Finding, Rule
from channelmix.scenario.draft import Draft
from channelmix.scenario.readers import PlanLine, VolumeLine
from channelmix.scenario.units import day_and_time
from channelmix.scenario.week import WEEKDAYS

SHORTEST_CONTACT = 20.0
"""Seconds. Calls below it are set apart as short ones by a telephone system (Mitel: "short handle 20 s", see
scenarios/facts/parameters.csv); an average below it is that of no contact that people answer."""

SHORTEST_TURN = 10.0
"""Seconds of work on one turn of a conversation; an estimate of ours of what reading and answering takes at least."""

SHORTEST_PATIENCE = 10.0
"""Seconds. Half of those with a patience of 10 s on average have left within 7 s, before they have been greeted; an
estimate of ours."""

SOONEST_DEFERRED = 60.0
"""Seconds in which nobody promises to answer an email, as it would have to be read first; an estimate of ours."""

TIMES = 3.0
"""A number more than so many times all others of its kind looks mistyped; an estimate of ours: a digit too many makes
ten times as much, and the busiest time of a day has two to four times what its quietest has."""

_ROUNDING = 1e-9

MORE_AGENTS, MORE_CONTACTS = 10, 30
"""And so much more than all others: small numbers differ by chance. Estimates of ours."""

FEW = 3
"""Numbers of one sheet or file that may be mistyped; more are a habit. An estimate of ours."""

ENOUGH = 8
"""Other numbers above 0 that make a habit; an estimate of ours."""

WEEKDAYS_OF_A_HABIT = 3
"""Of fewer with contacts, any two may differ as they like; an estimate of ours."""

TIMES_A_DAY = 5.0
"""A weekday with more than so many times the contacts of any other looks mistyped; an estimate of ours."""

TIMES_THE_PAY = 5.0
"""An hour of a group that costs more than so many times that of any other looks mistyped; an estimate of ours: a digit
too many makes ten times as much."""

MANY_AT_ONCE = 10
"""So many contacts at once, and more than ``TIMES`` as many as any other group holds, look mistyped; an estimate of
ours."""


def handling_takes_a_while(draft: Draft) -> Iterator[Finding]:
    """Contacts that agents would be done with before they have said hello."""
    for name, channel in draft.known_channels.items():
        mean = channel.handling.expected_seconds
        turns = channel.turns.mean if channel.turns is not None and channel.handling.per == "turn" else 1.0
        if mean * turns < SHORTEST_CONTACT or (turns > 1 and mean < SHORTEST_TURN):
            yield Finding(("channels", name, "handling"), _too_short(mean, of_turns=turns > 1))


def _too_short(mean: float, *, of_turns: bool) -> str:
    seconds, minutes = f"{mean:g} s", f"{mean:g} min"
    if of_turns:
        return (
            f"is {seconds} a turn on average, sooner than people are done with one; a bare number counts seconds: "
            f"is {minutes} meant?"
        )
    return (
        f"is {seconds} a contact on average, sooner than people are done with one; a bare number counts seconds: "
        f"is {minutes} meant?"
    )


def patience_takes_a_while(draft: Draft) -> Iterator[Finding]:
    """Customers who are gone before anybody has said hello."""
    for name, channel in draft.known_channels.items():
        mean = channel.patience.expected_seconds if channel.patience is not None else SHORTEST_PATIENCE
        if mean < SHORTEST_PATIENCE:
            seconds, minutes = f"{mean:g} s", f"{mean:g} min"
            text = (
                f"is {seconds} on average, sooner than people give up waiting; a bare number counts seconds: "
                f"is {minutes} meant?"
            )
            yield Finding(("channels", name, "patience"), text)


def deferred_work_is_read_first(draft: Draft) -> Iterator[Finding]:
    """Deferred work that is promised within seconds."""
    for name, channel in draft.known_channels.items():
        target = channel.target
        if channel.kind == "deferred" and target is not None and 0 < target.within.seconds < SOONEST_DEFERRED:
            seconds, hours = f"{target.within.seconds:g} s", f"{target.within.seconds:g} h"
            text = (
                f"is {seconds}, sooner than anybody has read what came; a bare number counts seconds: is {hours} meant?"
            )
            yield Finding(("channels", name, "target", "within"), text)


def pay_is_alike(draft: Draft) -> Iterator[Finding]:
    """A group whose hour costs many times what that of any other does."""
    paid = sorted((group.cost_per_hour, name) for name, group in draft.known_groups.items() if group.cost_per_hour)
    if len(paid) > 1:
        (usual, _), (most, name) = paid[-2:]
        if most > TIMES_THE_PAY * usual:
            text = f"is {most:,.4g}, and that of every other group at most {usual:,.4g}; mend it if a digit slipped in"
            yield Finding(("groups", name, "cost_per_hour"), text)


def as_many_at_once_as_others(draft: Draft) -> Iterator[Finding]:
    """A group that holds many times as many contacts at once as any other, or as it holds of any other channel."""
    held = sorted(
        (number, name, channel)
        for name, group in draft.known_groups.items()
        for channel, number in group.concurrency.items()
    )
    if len(held) > 1:
        (usual, *_), (most, name, channel) = held[-2:]
        if most >= MANY_AT_ONCE and most > TIMES * usual:
            text = (
                f"lets an agent hold {most} contacts at once, and every other number of the kind is at most {usual}; "
                "mend it if a digit slipped in"
            )
            yield Finding(("groups", name, "concurrency", channel), text)


def several_at_once_are_no_slower_than_in_turn(draft: Draft) -> Iterator[Finding]:
    """Agents who would be done sooner with one contact after the other."""
    for name, group in draft.known_groups.items():
        most = max(group.concurrency.values(), default=1)
        for number, factor in enumerate(group.slowdown[:most], 1):
            if factor > number * (1 + _ROUNDING):
                text = (
                    f"says that each of {number} contacts at once takes {factor:g} times as long, so that one after "
                    "the other is done sooner; 1.25 is 25 % longer"
                )
                yield Finding(("groups", name, "slowdown"), text)
                break


def weekdays_are_alike(draft: Draft) -> Iterator[Finding]:
    """A weekday with many times the contacts of all others."""
    for name, channel in draft.known_channels.items():
        per_day = channel.arrivals.per_day if channel.arrivals is not None else None
        filled = sorted((number, day) for day, number in enumerate(per_day.by_weekday) if number) if per_day else []
        if len(filled) < WEEKDAYS_OF_A_HABIT:
            continue
        (next_most, _), (most, day) = filled[-2:]
        if most > TIMES_A_DAY * next_most and most - next_most >= MORE_CONTACTS:
            text = (
                f"has {most:,.0f} contacts on {WEEKDAYS[day]} and at most {next_most:,.0f} on any other day; "
                "mend it if a digit slipped in"
            )
            yield Finding(("channels", name, "arrivals", "per_day"), text)


def odd_cells(plan: Sequence[PlanLine], group: str) -> Iterator[str]:
    """
    Yield what to say of the few numbers of a plan that are far above all others of a group's sheet.

    Examples:
        >>> from datetime import datetime
        >>> half_hours = [datetime(2027, 3, 1, 9 + step // 2, 30 * (step % 2)) for step in range(10)]
        >>> plan = [PlanLine("desk", start, 5, "plan.csv:2:2: B2") for start in half_hours]
        >>> list(odd_cells(plan, "desk"))
        []
        >>> next(odd_cells([*plan[1:], PlanLine("desk", half_hours[0], 50, "plan.csv:2:2: B2")], "desk"))[:63]
        'plan.csv:2:2: B2 gives desk 50 agents on Mon 1 Mar 09:00, where'
    """
    usual = far_below([line.agents for line in plan], more=MORE_AGENTS)
    for line in plan:
        if usual is not None and line.agents > usual:
            text = (
                f"gives {group} {line.agents:,} agents on {day_and_time(line.start)}, where all its other numbers are "
                f"at most {usual:,.0f}; mend it if a digit slipped in"
            )
            yield f"{line.place} {text}"


def odd_volumes(volumes: Sequence[VolumeLine]) -> Iterator[str]:
    """Yield what to say of the few rows of a channel with far more contacts than all others, and of their handling."""
    usual = far_below([line.contacts for line in volumes], more=MORE_CONTACTS)
    for line in volumes:
        if usual is not None and line.contacts > usual:
            yield (
                f"has {line.contacts:,.0f} contacts on {day_and_time(line.start)}, where "
                f"all other rows of the channel have at most {usual:,.0f}; mend it if a digit slipped in"
            )
    known = [(line.contacts, line.handling_s) for line in volumes if line.handling_s is not None and line.contacts]
    contacts, seconds = sum(came for came, _ in known), sum(came * each for came, each in known)
    if seconds < SHORTEST_CONTACT * contacts:
        yield (
            f"has a handling_s of {seconds / contacts:.3g} on average, sooner than people are done with a contact; "
            "write seconds there, not minutes"
        )


def far_below(numbers: Iterable[float], *, more: float) -> float | None:
    """
    Return the largest of all but a few numbers, if those few are far above it; None if there are none such.

    Args:
        numbers: 0 is none of them.
        more: The few are more than so much above the others, beside more than ``TIMES`` as much.

    Examples:
        >>> far_below([4, 5, 6, 5, 4, 5, 6, 7, 200], more=10), far_below([4, 5, 6, 5, 4, 5, 6, 7, 20], more=20)
        (7, None)
    """
    rising = sorted(number for number in numbers if number)
    for few in range(1, min(FEW, len(rising) - ENOUGH) + 1):
        below, lowest = rising[-few - 1], rising[-few]
        if lowest > TIMES * below and lowest - below > more:
            return below
    return None


ODD_NUMBERS: tuple[Rule, ...] = (
    handling_takes_a_while, patience_takes_a_while, deferred_work_is_read_first, weekdays_are_alike, pay_is_alike,
    as_many_at_once_as_others, several_at_once_are_no_slower_than_in_turn,
)  # fmt: skip
"""Rules of single settings."""
