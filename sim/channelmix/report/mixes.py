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

FIGURES = ("channels", "groups", "total")


def mixed_channels(case: Case, first: Case) -> frozenset[str]:
    """Return channels of both in which others wait than in the first: moved into it, or at other hours of the day."""
    mine, theirs = case.scenario, first.scenario
    both = [name for name in mine.channels if name in theirs.channels]
    return frozenset(name for name in both if _moved_in(mine, theirs, name) or _at_other_hours(mine, theirs, name))


def _moved_in(mine: "Scenario", theirs: "Scenario", name: str) -> bool:
    shifts, others = ([shift for shift in scenario.channel_shift if shift.to == name] for scenario in (mine, theirs))
    return shifts != others


def _at_other_hours(mine: "Scenario", theirs: "Scenario", name: str) -> bool:
    (hours, profile), others = (
        (channel.hours, channel.arrivals.profile if channel.arrivals else None)
        for channel in (mine.channels[name], theirs.channels[name])
    )
    return (hours, profile) != others


def mix_notes(cases: Sequence[Case]) -> tuple[str, ...]:
    """Return what must be known to compare channels whose contacts are not alike; nothing where all are."""
    found = [
        name for name in cases[0].scenario.channels if any(name in mixed_channels(case, cases[0]) for case in cases)
    ]
    if not found:
        return ()
    text = (
        "another mix: others use {channels}, or at other hours, so its figures change with who comes and not only with "
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
    text = (
        "Agents are held as each scenario gives them. What is cheaper at equal service is another question: let "
        "'channelmix staff' size each for its targets, and compare the plans."
    )
    return [say(text)]


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
