"""
Groups trained for one another's work: each pair, and all of them.

Whoever is trained keeps a desk: its own work comes first, and it helps others with contacts that have waited for half
of the time that they are promised. One desk for all work would be worse where agents hold several contacts at once:
agents with one chat each have no room for a call, so that a few chats keep many from the telephone. For the same
reason help is worth most from those who hold several contacts, so that they alone are trained in a second way. Live
channels come before messages, and those before what may wait for hours. Trained agents cost what the dearest of the
groups costs, are absent as much as the one with the largest shrinkage, and are no faster at the work of others than
the slowest who did it before. What training costs is not in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, zip_longest

from channelmix.scenario import Loaded
from channelmix.scenario.channel import Channel
from channelmix.scenario.group import Group
from channelmix.scenario.model import Scenario
from channelmix.scenario.service import GroupChoice
from channelmix.scenario.units import Duration
from channelmix.staffing.alternatives.variants import Variant, with_groups

_URGENCY = {"voice": 0, "chat": 0, "messaging": 1, "deferred": 2}

ALL = "all trained for one another's work"

_HELPS_AFTER = 0.5
"""Share of the time promised for which a contact waits before others help."""


def skill_variants(loaded: Loaded) -> Iterator[Variant]:
    """Yield scenarios in which groups are trained for one another's work, in each way to help one another."""
    for members in members_of(loaded.scenario):
        label = ALL if len(members) > 2 else f"{' and '.join(members)} trained for each other's work"
        untrained = _priced(loaded, members)
        for helpers, way in _ways(loaded.scenario, members):
            yield Variant(
                of=", ".join(members), label=label, loaded=_trained(loaded, members, helpers), untrained=untrained,
                note=way, members=tuple(members),
            )  # fmt: skip


def _ways(scenario: Scenario, members: Sequence[str]) -> Iterator[tuple[Sequence[str], str]]:
    """Yield who helps, and that in words, as far as anybody learns anything new."""
    every = {channel for name in members for channel in scenario.groups[name].channels}
    learning = [name for name in members if set(scenario.groups[name].channels) != every]
    several = [name for name in learning if any(held > 1 for held in scenario.groups[name].concurrency.values())]
    for helpers in dict.fromkeys((tuple(learning), tuple(several))):
        if len(helpers) == len(members):
            yield helpers, "fewest agents were found where all learn and help"
        elif helpers:
            learn = "learns" if len(helpers) == 1 else "learn"
            yield helpers, f"fewest agents were found where only {' and '.join(helpers)} {learn} other work"


def members_of(scenario: Scenario) -> list[list[str]]:
    """Return which groups may be trained: each pair and all of them, but for those that others hand over to."""
    names = list(scenario.groups)
    chosen = [*(list(pair) for pair in combinations(names, 2)), *([names] if len(names) > 2 else [])]
    return [members for members in chosen if _second_groups(scenario).isdisjoint(members)]


def left_alone(scenario: Scenario) -> str:
    """Return what to say of groups that are not trained; nothing if there are none."""
    named = sorted(_second_groups(scenario))
    return f"groups that others hand over to are left as they are: {', '.join(named)}" if named else ""


def _second_groups(scenario: Scenario) -> set[str]:
    return {channel.transfer.to for channel in scenario.channels.values() if channel.transfer is not None}


def _priced(loaded: Loaded, members: Sequence[str]) -> Loaded:
    """Return the scenario with its groups as they are, at the price and with the absence of trained agents."""
    groups = [loaded.scenario.groups[each] for each in members]
    changes = {
        "shrinkage": max(group.shrinkage for group in groups),
        "cost_per_hour": max(group.cost_per_hour for group in groups),
    }
    return with_groups(
        loaded, {name: group.model_copy(update=changes) for name, group in zip(members, groups, strict=True)}
    )


def _trained(loaded: Loaded, members: Sequence[str], helpers: Sequence[str]) -> Loaded:
    """Return the scenario in which some groups help others."""
    priced, scenario = _priced(loaded, members), loaded.scenario
    trained = {name: _with_skills(scenario, priced.scenario.groups[name], members) for name in helpers}
    every = {channel for name in members for channel in scenario.groups[name].channels}
    channels = {
        name: _routed(scenario, name, channel, helpers) if name in every else channel
        for name, channel in scenario.channels.items()
    }
    helping = with_groups(priced, trained)
    return replace(helping, scenario=helping.scenario.model_copy(update={"channels": channels, "work_shift": ()}))


def _with_skills(scenario: Scenario, group: Group, members: Sequence[str]) -> Group:
    """Return a group that also does the work of others, after its own of the same urgency."""
    groups = [scenario.groups[each] for each in members]
    others = [name for each in groups for name in each.channels if name not in group.channels]
    new = sorted(dict.fromkeys(others), key=lambda name: _urgency(scenario, name))
    able = {name: [each for each in groups if name in each.channels] for name in new}
    stated = [name for name in new if any(name in each.concurrency for each in able[name])]
    paused = [name for name in new if any(name in each.interruptible for each in able[name])]
    return group.model_copy(
        update={
            "handles": _ranked(scenario, group, new),
            "concurrency": {
                **group.concurrency, **{name: max(each.holds(name) for each in able[name]) for name in stated}
            },
            "slowdown": tuple(max(row) for row in _padded([each.slowdown for each in groups])),
            "speed": {**group.speed, **{name: min(each.speed.get(name, 1.0) for each in able[name]) for name in new}},
            "interruptible": (*group.interruptible, *paused),
        }
    )  # fmt: skip


def _urgency(scenario: Scenario, channel: str) -> int:
    return _URGENCY[scenario.channels[channel].kind]


def _ranked(scenario: Scenario, group: Group, new: Sequence[str]) -> tuple[str | tuple[str, ...], ...]:
    """Return what a group handles, each new channel after all that it has of the same urgency or more."""
    ranks = list(group.handles)
    for name in new:
        before = [
            place
            for place, rank in enumerate(ranks, 1)
            for each in ((rank,) if isinstance(rank, str) else rank)
            if _urgency(scenario, each) <= _urgency(scenario, name)
        ]
        ranks.insert(max(before, default=0), name)
    return tuple(ranks)


def _padded(slowdowns: Sequence[Sequence[float]]) -> Iterator[tuple[float, ...]]:
    """Yield the factors of all groups side by side, the last of each held beyond its end."""
    for row in zip_longest(*slowdowns):
        yield tuple(each[-1] if value is None else value for value, each in zip(row, slowdowns, strict=True))


def _routed(scenario: Scenario, name: str, channel: Channel, helpers: Sequence[str]) -> Channel:
    """Return a channel whose contacts go to helpers after a while, unless they were theirs before."""
    skills = {each: group.channels for each, group in scenario.groups.items() if name in group.channels}
    order = channel.groups
    if order is None:
        order = tuple(GroupChoice(group=each) for each in sorted(skills, key=lambda each: len(skills[each])))
    tried = {choice.group for choice in order}
    wait = None if channel.target is None else Duration(_HELPS_AFTER * channel.target.within.seconds)
    helping = tuple(GroupChoice(group=each, after=wait) for each in helpers if each not in tried)
    return channel.model_copy(update={"groups": (*order, *helping)})
