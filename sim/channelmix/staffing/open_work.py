"""
Work that is open when the period ends: the day after begins with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

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

    Args:
        scenario: What was staffed.
        channels: Figures of the plan's check, by channel.
        goals: How well each promise is kept there.
    """
    last = scenario.period.end - timedelta(days=1)
    for name, channel in scenario.channels.items():
        turns = channel.turns.mean if channel.turns is not None else 1.0
        waiting, contacts = (channels[name][figure]["mean"] or 0.0 for figure in ("backlog_end", "offered"))
        a_day = contacts * turns / scenario.period.days
        each = channel.handling.expected_seconds / (turns if channel.handling.per == "conversation" else 1.0)
        hours = waiting * each / 3600
        if waiting <= LARGE * a_day or hours < _LEAST_HOURS:
            continue
        kept = _kept(name, goals)
        share = f"{100 * waiting / a_day:.0f} %"
        yield (
            f"{waiting:,.0f} of {name} still wait when {last:%a} {last.day} {last:%b} ends, {share} "
            f"of what comes in a day and {about_hours(hours)} of work: the day after begins with them"
            f"{', and what is promised of them is kept' if kept else ''}"
        )


def _kept(channel: str, goals: Sequence[Mapping[str, Any]]) -> bool:
    """Whether something is promised of a channel, and all of it is kept."""
    mine = [goal for goal in goals if goal["of"] == channel]
    return bool(mine) and all(goal["kept"] == goal["cells"] for goal in mine)
