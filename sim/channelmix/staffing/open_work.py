"""
Work that is open when the period ends: the day after begins with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from channelmix.scenario.cautions import has_turns
from channelmix.scenario.channel import Channel
from channelmix.scenario.model import Scenario
from channelmix.scenario.units import about_hours

LARGE = 0.25
"""Share of a day's contacts from which open work is worth a line; an estimate of ours of what a planner would ask."""

_LEAST_HOURS = 1.0
"""Hours of work; less is soon done: an estimate of ours."""


def open_at_end(
    scenario: Scenario, channels: Mapping[str, Mapping[str, Any]], goals: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """
    Yield what to say of channels in which much still waits when the period ends, whether a promise allows it or not.

    What waits of a conversation is a single answer, so that conversations that wait are held against those that begin
    in a day. Their work is that of whole conversations: as many turns are still to come on average where turns are
    geometric, and where they are fixed that is so of those that wait for their first answer, as after a night.

    Args:
        scenario: What was staffed.
        channels: Figures of the plan's check, by channel.
        goals: How well each promise is kept there.
    """
    last = scenario.period.end - timedelta(days=1)
    for name, channel in scenario.channels.items():
        waiting, contacts = (channels[name][figure]["mean"] or 0.0 for figure in ("backlog_end", "offered"))
        a_day = contacts / scenario.period.days
        hours = waiting * _whole_seconds(channel) / 3600
        if waiting <= LARGE * a_day or hours < _LEAST_HOURS:
            continue
        kept, when = _kept(name, goals), f"{last:%a} {last.day} {last:%b}"
        share, work = f"{100 * waiting / a_day:.0f} %", about_hours(hours)
        if has_turns(channel):
            what = (
                f"{waiting:,.0f} conversations of {name} still wait for an answer when {when} ends, {share} of those "
                f"that begin in a day and {work} of work with all answers to come"
            )
        else:
            what = (
                f"{waiting:,.0f} of {name} still wait when {when} ends, {share} of what comes in a day and {work} of "
                "work"
            )
        yield f"{what}: the day after begins with them{', and what is promised of them is kept' if kept else ''}"


def _whole_seconds(channel: Channel) -> float:
    """Return how many seconds of work a whole contact of a channel takes, all of its turns."""
    turns = channel.turns.mean if channel.turns is not None and channel.handling.per == "turn" else 1.0
    return channel.handling.expected_seconds * turns


def _kept(channel: str, goals: Sequence[Mapping[str, Any]]) -> bool:
    """Whether something is promised of a channel, and all of it is kept."""
    mine = [goal for goal in goals if goal["of"] == channel]
    return bool(mine) and all(goal["kept"] == goal["cells"] for goal in mine)
