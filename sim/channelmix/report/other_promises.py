"""
Where plans promise unlike things of a channel: what each counts, said wherever their shares in time are not compared.

Each plan is judged by its own promise, kept or not; that one has more within its time than another within a shorter
one is no gain.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from channelmix.compare.promised import other_promises, promised_otherwise
from channelmix.report.amounts import told_span
from channelmix.report.cases import Case, told_formula, told_within
from channelmix.report.figures import CHANNEL
from channelmix.report.language import say

if TYPE_CHECKING:
    from channelmix.scenario.channel import Channel

NOT_COMPARED = "another promise"
"""What stands where a difference would."""


def unlike_levels(case: Case, first: Case) -> frozenset[tuple[str, str]]:
    """Return channels of both plans, each with the level that counts something else in the other."""
    return other_promises(case.scenario, first.scenario)


def not_compared(cases: Sequence[Case], channel: str, figure: str) -> str:
    """
    Return in words why a share in time is not compared, with what each plan counts.

    Args:
        cases: Those that promise unlike things.
        channel: Its name.
        figure: ``service_level`` or ``response_level``.
    """
    promised = [case.scenario.channels[channel] for case in cases if channel in case.scenario.channels]
    told = [_counted(each, figure) for each in promised]
    told = [each for each in told if each]
    unlike = [place for place in range(max(map(len, told), default=0)) if len({each[place] for each in told}) > 1]
    words = dict.fromkeys(", ".join(filter(None, (each[place] for place in unlike))) for each in told)
    return say("another promise ({promises}): not compared", promises="; ".join(words))


def _counted(channel: "Channel", figure: str) -> tuple[str, ...]:
    """Return what a share in time counts, part by part; nothing without a target."""
    if figure == "response_level":
        later = channel.response_target
        return () if later is None else (say("within {time}", time=told_within(later)),)
    target = channel.target
    if target is None:
        return ()
    short = target.short_abandon
    return (
        say("within {time}", time=told_within(target)),
        say({"start": "to the start of the work", "reply": "to the finished reply"}[channel.measured_to]),
        say("formula {formula}", formula=told_formula(target.formula)),
        say("who leaves within {time} left out", time=told_span(short)) if short.seconds else say("nobody left out"),
    )


def unlike_notes(cases: Sequence[Case]) -> Iterator[str]:
    """Yield each share in time that is not compared, in the order of the channels, and why."""
    unlike = promised_otherwise([case.scenario for case in cases])
    names = dict.fromkeys(name for case in cases for name in case.scenario.channels)
    for channel in names:
        for figure in ("service_level", "response_level"):
            if (channel, figure) in unlike:
                why = not_compared(cases, channel, figure)
                yield say("{figure} of {channel}", figure=CHANNEL[figure].label, channel=channel) + f": {why}"


def judged_apart(cases: Sequence[Case]) -> list[str]:
    """Return which shares in time are not compared, as lines that stand where the best plans are named."""
    notes = list(unlike_notes(cases))
    if not notes:
        return []
    text = (
        "Contacts in time of all channels together are not compared either; each plan is judged by whether it keeps "
        "its own promises."
    )
    return [*(f"{note[:1].upper()}{note[1:]}." for note in notes), say(text)]
