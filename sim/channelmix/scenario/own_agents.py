"""
The scenario's own agents, where others were put in their place: what still follows them.

How many of the contacts given were returns depends on who answered when they were counted. So first attempts are
derived with the agents that stand in the scenario's files. Others, from a plan file after a plus or from ``--set``, are
a question about the same customers, and would else be answered by other ones. And a plan of some days of a week says
nothing of the other weekdays, which are simulated before it: the own agents work then.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channelmix.errors import ScenarioError
from channelmix.scenario.channel import Channel
from channelmix.scenario.group import Group
from channelmix.scenario.merge import read_override
from channelmix.scenario.model import Scenario
from channelmix.scenario.paths import dotted
from channelmix.scenario.warm_up import weekdays_around
from channelmix.scenario.week import WEEKDAYS

if TYPE_CHECKING:
    from channelmix.scenario.loading import Loaded

_SATURDAY = 5
"""Whether anybody works from this weekday on is not known where a channel never closes."""


def counts_returns(scenario: Scenario) -> Iterator[str]:
    """Yield the channels whose volumes count every contact, returns included."""
    for name, channel in scenario.channels.items():
        if channel.arrivals is not None and channel.arrivals.counts == "offered":
            yield name


def with_own_agents(
    loaded: "Loaded", again: "Callable[[Sequence[str]], Loaded]", changes: Sequence[str]
) -> "Loaded":  # fmt: skip
    """
    Return a scenario that knows its own agents, where changes put in others and something still follows them.

    Args:
        loaded: The scenario with all changes.
        again: Loads it with those changes only that it is given.
        changes: As ``--set`` takes them.
    """
    kept = [change for change in changes if not _gives_agents(change)]
    is_followed = any(counts_returns(loaded.scenario)) or any(_silent(loaded))
    if is_followed and len(kept) < len(changes):
        with suppress(ScenarioError):
            own = again(kept)
            files = {file.path: file for file in (*loaded.files, *own.files)}
            loaded = replace(loaded, own_agents=own, files=tuple(files.values()))
    told = (*_plans_that_explain(loaded.of_demand), *_nobody_around(loaded), *_nobody_to_follow(loaded))
    return replace(loaded, warnings=(*loaded.warnings, *told)) if told else loaded


def follows_own_agents(scenario: Scenario) -> bool:
    """
    Return whether something follows a scenario's own agents even where a plan takes their place.

    They explain volumes that count returns, work on weekdays that are simulated around the period and that it has not,
    and tell when a group may be on duty for which no hours do.
    """
    untold = any(not hours_tell_duty(scenario, group) for group in scenario.groups.values())
    return untold or any(counts_returns(scenario)) or bool(weekdays_around(scenario))


def hours_tell_duty(scenario: Scenario, group: Group) -> bool:
    """Return whether hours tell when agents of a group may be on duty: stated ones, or those of a channel of theirs."""
    channels = [scenario.channels[name] for name in group.channels]
    return scenario.staffing.hours is not None or any(tells_hours(channel) for channel in channels)


def tells_hours(channel: Channel) -> bool:
    """Return whether a channel's hours are those of its agents: it states some, or it is live around the clock."""
    return channel.hours is not None or channel.closed_rule == "reject"


def groups_of_nobody(scenario: Scenario) -> list[str]:
    """Return the groups without agents at any time that have a channel which no other group's agents serve."""
    some = {channel for group in scenario.groups.values() if not group.agents.are_nobody for channel in group.channels}
    return [
        name
        for name, group in scenario.groups.items()
        if group.agents.are_nobody and any(channel not in some for channel in group.channels)
    ]


def _nobody_to_follow(loaded: "Loaded") -> Iterator[str]:
    """Yield what to say of agents = 0 where returns are explained by them, or days around the period are theirs."""
    yield from _nobody_who_answered(loaded.of_demand)
    yield from _nobody_on_days_around(loaded.of_demand if any(_silent(loaded)) else loaded)


def _nobody_who_answered(loaded: "Loaded") -> Iterator[str]:
    returns = set(counts_returns(loaded.scenario))
    for name in groups_of_nobody(loaded.scenario):
        counted = [channel for channel in loaded.scenario.groups[name].channels if channel in returns]
        if counted:
            text = (
                f"gives nobody, and the volumes of {', '.join(counted)} count returns, which depend on who answered: "
                "first attempts come out too low; write who was on duty when these were counted"
            )
            yield _of_agents(loaded, name, text)


def _nobody_on_days_around(loaded: "Loaded") -> Iterator[str]:
    around = sorted(weekdays_around(loaded.scenario))
    for name in groups_of_nobody(loaded.scenario):
        days = at_work(loaded.scenario, name, around)
        if days:
            text = (
                f"gives nobody, and on {', '.join(days)}, simulated before or after the period, the scenario's own "
                "agents work, in a plan of 'staff' too: nobody answers what comes then, and what still waits is left "
                "to the period; write who is on duty then, or take whole weeks"
            )
            yield _of_agents(loaded, name, text)


def _of_agents(loaded: "Loaded", group: str, text: str) -> str:
    """Return what is said of a group's agents, with their place."""
    place = dotted(("groups", group, "agents"))
    return f"{loaded.positions[place]}: {place} {text}"


def _silent(loaded: "Loaded") -> Iterator[tuple[str, list[int]]]:
    """Yield the groups whose plan file has no rows on weekdays that are simulated around the period, and which."""
    around = weekdays_around(loaded.scenario)
    for name, lines in loaded.plans.items():
        missing = around - {line.start.weekday() for line in lines}
        if missing:
            yield name, sorted(missing)


def _nobody_around(loaded: "Loaded") -> Iterator[str]:
    """Yield what to say of plans of some days in a scenario's own file: nobody is known to work before these."""
    for name, missing in _silent(loaded) if loaded.own_agents is None else ():
        days = at_work(loaded.scenario, name, missing)
        if days:
            text = (
                f"has no rows on {', '.join(days)}, which are simulated before or after the period; nobody works "
                f"then, and work may wait when it begins; a plan added to a scenario with agents of its own, "
                f"FILE+PLAN, keeps these on such days"
            )
            yield _of_plan(loaded, name, text)


def at_work(scenario: Scenario, group: str, days: Sequence[int]) -> list[str]:
    """Return those of some weekdays, Monday as 0, on which a channel of a group is open, as far as that is known."""
    channels = [scenario.channels[name] for name in scenario.groups[group].channels]
    return [
        WEEKDAYS[day]
        for day in days
        if any(channel.hours.by_weekday[day] if channel.hours else day < _SATURDAY for channel in channels)
    ]


def _plans_that_explain(loaded: "Loaded") -> Iterator[str]:
    """Yield what to say of plan files that stand for the scenario's own agents: not all were at work on the volumes."""
    names = ", ".join(counts_returns(loaded.scenario))
    if not names:
        return
    first_of: dict[str | None, str] = {}
    for name in loaded.plans:
        first_of.setdefault(loaded.scenario.groups[name].agents.file, name)
    for file, name in first_of.items():
        text = (
            f"gives the agents with whom first attempts are derived from the volumes of {names}, returns included; if "
            f"others were on duty when these were counted, write their numbers here and add the plan: "
            f"FILE+{Path(str(file)).name}"
        )
        yield _of_plan(loaded, name, text)


def _of_plan(loaded: "Loaded", group: str, text: str) -> str:
    """Return what is said of a group's plan file, with the place that names it."""
    place = dotted(("groups", group, "agents", "file"))
    return f"{loaded.positions[place]}: {place} {text}"


def agents_of(loaded: "Loaded") -> dict[str, Any]:
    """Return the agents of each group as plain values."""
    return {name: group["agents"] for name, group in loaded.resolved()["groups"].items()}


def _gives_agents(change: str) -> bool:
    """Whether a change puts in agents: by themselves, or in a table of a group or of several."""
    override = read_override(change)
    path, node = override.path, override.node
    if path[0] != "groups" or len(path) > 2:
        return path[0] == "groups" and path[2] == "agents"
    tables = [node] if len(path) == 2 else list(node.items.values())
    return any(table.below("agents") is not None for table in tables)
