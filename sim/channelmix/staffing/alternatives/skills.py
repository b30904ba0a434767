"""
Groups trained for one another's work: each pair as one group, and all of them as one.

Whoever is trained for everything costs what the dearest of the groups costs, is absent as much as the one
with the largest shrinkage, and is no faster than the slower group; live channels come before messages, and
those before what may wait for hours. What training costs is not in it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, zip_longest
from typing import Any

from channelmix.scenario import Loaded
from channelmix.scenario.group import Group
from channelmix.scenario.model import Scenario
from channelmix.staffing.alternatives.variants import Variant
from channelmix.staffing.problem import Problem
from channelmix.staffing.switches import lines_of

_URGENCY = {"voice": 0, "chat": 0, "messaging": 1, "deferred": 2}


def skill_variants(loaded: Loaded, problem: Problem) -> Iterator[Variant]:
    """
    Yield scenarios in which groups are one.

    Args:
        loaded: The scenario.
        problem: The same as a staffing problem; gives its own plan.
    """
    names = list(loaded.scenario.groups)
    for members in members_of(loaded.scenario):
        label = "all as one group" if len(members) == len(names) else f"{' and '.join(members)} as one group"
        yield Variant(of=", ".join(members), label=label, loaded=_together(loaded, problem, members))


def members_of(scenario: Scenario) -> list[list[str]]:
    """Return which groups may be one: each pair and all of them, but for those that others hand over to."""
    names = list(scenario.groups)
    chosen = [*(list(pair) for pair in combinations(names, 2)), *([names] if len(names) > 2 else [])]
    return [members for members in chosen if _second_groups(scenario).isdisjoint(members)]


def left_alone(scenario: Scenario) -> str:
    """Return what to say of groups that are not put together; nothing if there are none."""
    named = sorted(_second_groups(scenario))
    return f"groups that others hand over to are left as they are: {', '.join(named)}" if named else ""


def _second_groups(scenario: Scenario) -> set[str]:
    return {channel.transfer.to for channel in scenario.channels.values() if channel.transfer is not None}


def _together(loaded: Loaded, problem: Problem, members: Sequence[str]) -> Loaded:
    """Return a scenario in which some groups are one."""
    scenario, name = loaded.scenario, "+".join(members)
    merged = _merged(scenario, [scenario.groups[each] for each in members])
    groups = {each: group for each, group in scenario.groups.items() if each not in members}
    numbers = [list(scenario.groups).index(each) for each in members]
    plan = lines_of(problem.own[numbers].sum(axis=0, keepdims=True), [name], problem.starts)
    limits = scenario.staffing
    staffing = limits.model_copy(
        update={
            "min_agents": _limit(limits.min_agents, members, name, 0, max),
            "max_agents": _limit(limits.max_agents, members, name, None, sum),
        }
    )
    channels = {
        each: channel.model_copy(update={"groups": _route(channel.groups, members, name)})
        for each, channel in scenario.channels.items()
    }
    changed = scenario.model_copy(
        update={"groups": {**groups, name: merged}, "staffing": staffing, "channels": channels, "work_shift": ()}
    )
    kept = {group: lines for group, lines in loaded.plans.items() if group not in members}
    return replace(loaded, scenario=changed, plans={**kept, **plan})


def _merged(scenario: Scenario, groups: Sequence[Group]) -> Group:
    def urgency(channel: str) -> int:
        return _URGENCY[scenario.channels[channel].kind]

    handled = sorted(dict.fromkeys(name for group in groups for name in group.channels), key=urgency)
    ceilings = [group.max_occupancy for group in groups if group.max_occupancy is not None]
    return groups[0].model_copy(
        update={
            "handles": tuple(handled),
            "concurrency": {name: max(group.holds(name) for group in groups) for name in handled
                            if any(name in group.concurrency for group in groups)},
            "slowdown": tuple(max(values) for values in _padded([group.slowdown for group in groups])),
            "speed": {name: min(_speeds(groups, name)) for name in handled},
            "interruptible": tuple(dict.fromkeys(name for group in groups for name in group.interruptible)),
            "drain": tuple(dict.fromkeys(name for group in groups for name in group.drain)),
            "reserve": {name: max(group.reserve.get(name, 0) for group in groups) for name in handled
                        if any(name in group.reserve for group in groups)},
            "shrinkage": max(group.shrinkage for group in groups),
            "cost_per_hour": max(group.cost_per_hour for group in groups),
            "max_occupancy": min(ceilings) if ceilings else None,
        }
    )  # fmt: skip


def _speeds(groups: Sequence[Group], channel: str) -> list[float]:
    return [group.speed.get(channel, 1.0) for group in groups if channel in group.channels]


def _padded(slowdowns: Sequence[Sequence[float]]) -> Iterator[tuple[float, ...]]:
    """Yield the factors of all groups side by side, the last of each held beyond its end."""
    for row in zip_longest(*slowdowns):
        yield tuple(each[-1] if value is None else value for value, each in zip(row, slowdowns, strict=True))


def _limit(
    stated: Mapping[str, int], members: Sequence[str], name: str, absent: int | None, joined: Callable[[Any], int]
) -> dict[str, int]:
    """Return limits by group with those of the members joined; no limit if one of them has none."""
    values = [stated.get(each, absent) for each in members]
    left = {each: value for each, value in stated.items() if each not in members}
    return left if None in values else {**left, name: joined(values)}


def _route(choices: Any, members: Sequence[str], name: str) -> Any:
    """Return a channel's order of groups, the members where the first of them stood."""
    if choices is None:
        return None
    renamed = [choice.model_copy(update={"group": name}) if choice.group in members else choice for choice in choices]
    return tuple({choice.group: choice for choice in reversed(renamed)}.values())[::-1]
