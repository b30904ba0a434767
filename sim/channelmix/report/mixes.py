"""
Where scenarios do not compare like with like: other contacts, staff as given, or the very same scenario twice.

A strategy that moves callers to WhatsApp changes who waits there, and when: conversations of the day
join those of the night. Its mean wait may fall though nobody waits less. Such a difference is told, and
never called better or worse.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from channelmix.report.cases import Case
from channelmix.report.language import say

if TYPE_CHECKING:
    from channelmix.scenario import Scenario
    from channelmix.scenario.arrivals import Arrivals

FIGURES = ("channels", "groups", "total")


def mixed_channels(case: Case, first: Case) -> frozenset[str]:
    """
    Return channels of both in which others wait than in the first: sent into it, or coming at other times.

    Another volume alone is no other mix, nor is who comes back later: those wait as all others do.
    """
    mine, theirs = case.scenario, first.scenario
    both = [name for name in mine.channels if name in theirs.channels]
    return frozenset(name for name in both if any(of(mine, name) != of(theirs, name) for of in (_sent_in, _times)))


def _sent_in(scenario: "Scenario", name: str) -> list[object]:
    """Return by what customers of other channels come into a channel at once."""
    sent: list[object] = [shift for shift in scenario.channel_shift if shift.to == name]
    for other, channel in scenario.channels.items():
        if channel.when_closed == name:
            sent.append(other)
        if channel.overflow is not None and channel.overflow.to == name:
            sent.append((other, channel.overflow))
    return sent


def _times(scenario: "Scenario", name: str) -> tuple[object, ...]:
    """Return what decides when customers of a channel come, whatever their number."""
    channel, period = scenario.channels[name], scenario.period
    surges = [(event.at, event.lasts, event.multiply[name]) for event in scenario.events if name in event.multiply]
    days = channel.hours, channel.when_closed, period.closed_on, period.special_days
    return *days, surges, channel.arrivals and _spread(scenario, channel.arrivals)


def _spread(scenario: "Scenario", arrivals: "Arrivals") -> tuple[object, ...]:
    """Return how arrivals lie over the week and the day: shares of the week, and where they are read from."""
    read_from = arrivals.file, arrivals.contacts, arrivals.forecast, arrivals.per_hour is None
    week = arrivals.per_day.by_weekday if arrivals.per_day else ()
    shares = [round(day / (sum(week) or 1.0), 6) for day in week]
    return *read_from, shares, scenario.profiles.get(arrivals.profile or "")


def mix_notes(cases: Sequence[Case]) -> tuple[str, ...]:
    """Return what must be known to compare channels whose contacts are not alike; nothing where all are."""
    found = [
        name for name in cases[0].scenario.channels if any(name in mixed_channels(case, cases[0]) for case in cases)
    ]
    if not found:
        return ()
    text = (
        "another mix: others use {channels}, or at other times, so its figures change with who comes and not only with "
        "how long anybody waits"
    )
    return (say(text, channels=", ".join(found)),)


def front_note(cases: Sequence[Case]) -> list[str]:
    """Return a word on contacts in time of all channels together, where customers move between channels."""
    shifts = [case.scenario.channel_shift for case in cases]
    if all(each == shifts[0] for each in shifts):
        return []
    text = (
        "All channels together change with their mix too: a contact that moves to a channel with a longer promise is "
        "in time more easily."
    )
    return [say(text)]


def staffing_note(cases: Sequence[Case]) -> list[str]:
    """Return a word on what a comparison does not ask, where staff is as a scenario gives it and not from a plan."""
    groups = [group for case in cases for group in case.scenario.groups.values()]
    if len(cases) < 2 or all(group.agents.file for group in groups):
        return []
    return [say(HELD)]


HELD = (
    "Agents are held as each scenario gives them. What is cheaper at equal service is another question: let "
    "'channelmix staff' size each for its targets, and compare the plans."
)
"""Said where agents are not those of a plan that was searched for."""


def same_twice(cases: Sequence[Case]) -> list[str]:
    """Return a line for each scenario that has the very figures of an earlier one."""
    lines = []
    for place, case in enumerate(cases):
        earlier = next((other for other in cases[:place] if _figures(other) == _figures(case)), None)
        if earlier is None:
            continue
        text = "{plan} has the very figures of {other}: they state the same, or what differs has no effect here."
        if earlier.summary.get("inputs_sha256") == case.summary.get("inputs_sha256"):
            text = "{other} and {plan} are the same scenario: there is nothing to compare."
        lines.append(say(text, plan=case.name, other=earlier.name))
    return lines


def _figures(case: Case) -> list[Any]:
    return [case.summary[part] for part in FIGURES]
