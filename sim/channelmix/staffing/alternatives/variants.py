"""
Scenarios that differ from one in a single thing: a promise, a concurrency.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from channelmix.scenario import Loaded
from channelmix.scenario.channel import Channel
from channelmix.scenario.group import beyond_slowdown

STEPS = (-0.10, -0.05, 0.05, 0.10)
"""By how many points other promises lie from the one that is made; beyond 100 % half of what is left is taken."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A scenario that differs in one thing."""

    of: str
    """The channel, or the groups, that it is about."""
    label: str
    value: float | None = None
    """What was set, where it is a number: a share, a concurrency."""
    loaded: Loaded
    untrained: Loaded | None = None
    """The same people without what they are trained for, at the same price, where training is what differs."""
    note: str = ""
    members: tuple[str, ...] = ()
    """The groups that are trained, where training is what differs."""


def promise_variants(loaded: Loaded) -> Iterator[Variant]:
    """Yield for each channel with a target other shares in the same time."""
    for name, channel in loaded.scenario.channels.items():
        if channel.target is None:
            continue
        for share in sorted({_share(channel.target.share, step) for step in STEPS}):
            target = channel.target.model_copy(update={"share": share})
            changed = _with_channel(loaded, name, {"target": target})
            label = f"{name}: {100 * share:g} % within {target.within}"
            yield Variant(of=name, label=label, value=share, loaded=changed)


def _share(stated: float, step: float) -> float:
    """
    Return another share in time.

    Examples:
        >>> _share(0.8, 0.05), _share(0.95, 0.05), _share(0.05, -0.1)
        (0.85, 0.975, 0.025)
    """
    wanted = stated + step
    return round(wanted if 0 < wanted < 1 else (stated + (wanted >= 1)) / 2, 4)


def concurrency_variants(loaded: Loaded) -> Iterator[Variant]:
    """Yield for each group and channel of which an agent holds several one fewer and one more at a time."""
    for group, settings in loaded.scenario.groups.items():
        for channel in settings.channels:
            held = settings.holds(channel)
            if channel not in settings.concurrency and held == 1:
                continue
            for number in (held - 1, held + 1):
                if number < 1:
                    continue
                concurrency = {**settings.concurrency, channel: number}
                changed = with_groups(loaded, {group: settings.model_copy(update={"concurrency": concurrency})})
                label = f"{group}: {channel}, {number} at a time"
                told = len(settings.slowdown)
                note = beyond_slowdown(group, channel, told, [number]) if number > max(held, told) else ""
                yield Variant(of=f"{group}, {channel}", label=label, value=number, loaded=changed, note=note)


def with_groups(loaded: Loaded, groups: Mapping[str, Any]) -> Loaded:
    """Return a scenario in which some groups are others."""
    scenario = loaded.scenario.model_copy(update={"groups": {**loaded.scenario.groups, **groups}})
    return replace(loaded, scenario=scenario, own_agents=loaded.of_demand)


def _with_channel(loaded: Loaded, name: str, changes: Mapping[str, Any]) -> Loaded:
    channels: dict[str, Channel] = dict(loaded.scenario.channels)
    channels[name] = channels[name].model_copy(update=dict(changes))
    return replace(loaded, scenario=loaded.scenario.model_copy(update={"channels": channels}))
