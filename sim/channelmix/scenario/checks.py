"""
Rules between the tables of a scenario: names that must exist, shares that must fit, files aside.

Each rule is a small function that takes the draft and yields what it finds, with the path of the
setting to blame. ``RULES`` makes a file wrong; the cautions in ``cautions.py`` only warn.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from channelmix.scenario.channel import Channel
from channelmix.scenario.draft import Draft
from channelmix.scenario.kinds import KINDS
from channelmix.scenario.paths import Path
from channelmix.scenario.service import Return
from channelmix.scenario.settings import quoted
from channelmix.scenario.steps import Steps
from channelmix.scenario.suggest import did_you_mean
from channelmix.scenario.week import WEEKDAYS, Hours

_ROUNDING = 1e-9


class Finding(NamedTuple):
    """What a rule found: the setting to blame and the rest of the sentence."""

    path: Path
    text: str


Rule = Callable[[Draft], Iterator[Finding]]


def handled_channels_exist(draft: Draft) -> Iterator[Finding]:
    """Groups handle channels of the scenario."""
    for name, group in draft.known_groups.items():
        for place, entry in enumerate(group.handles):
            if isinstance(entry, str):
                yield from unknown_channel(draft, ("groups", name, "handles", place), entry)
            else:
                for inner, channel in enumerate(entry):
                    yield from unknown_channel(draft, ("groups", name, "handles", place, inner), channel)


def every_channel_is_handled(draft: Draft) -> Iterator[Finding]:
    """Every channel is handled by at least one group."""
    if len(draft.known_groups) < len(draft.groups) or not draft.groups:
        return
    handled = {channel for group in draft.known_groups.values() for channel in group.channels}
    unknown = sorted(handled - draft.channels.keys())
    for name in draft.channels:
        if name not in handled and not did_you_mean(name, unknown):
            yield Finding(("channels", name), "must be handled by a group (got no group that names it in handles)")


def concurrency_is_stated(draft: Draft) -> Iterator[Finding]:
    """Groups say how many chats and messaging conversations one agent holds."""
    for name, group in draft.known_groups.items():
        for channel in group.channels:
            known = draft.known_channels.get(channel)
            needs = known is not None and KINDS[known.kind].states_concurrency and channel not in group.concurrency
            if needs and draft.gives("groups", name, "concurrency") and draft.gives("channels", channel, "kind"):
                whole = ", ".join(f"{each} = {count}" for each, count in {**group.concurrency, channel: 3}.items())
                text = f"must state concurrency for {channel}, such as concurrency = {{ {whole} }} (got none)"
                yield Finding(("groups", name), text)


def profiles_exist(draft: Draft) -> Iterator[Finding]:
    """Arrivals follow a profile of the scenario."""
    for name, channel in draft.known_channels.items():
        profile = channel.arrivals.profile if channel.arrivals else None
        if profile is not None and profile not in draft.profiles:
            path = ("channels", name, "arrivals", "profile")
            yield Finding(path, must_be("a name under [profiles]", profile, draft.profiles))


def profiles_weigh_the_opening_hours(draft: Draft) -> Iterator[Finding]:
    """A profile of a channel that rejects when closed has weight on each day with contacts and hours."""
    for name, channel in draft.known_channels.items():
        arrivals, hours = channel.arrivals, channel.hours
        if arrivals is None or arrivals.profile is None or hours is None:
            continue
        coming = arrivals.per_day.by_weekday if arrivals.per_day is not None else (1.0,) * 7
        profile = draft.profiles.get(arrivals.profile)
        if profile is None or not draft.gives("channels", name, "kind") or channel.closed_rule != "reject":
            continue
        days = [
            WEEKDAYS[day]
            for day, spans in enumerate(hours.by_weekday)
            if spans and coming[day] and not _weighs(profile.by_weekday[day], spans)
        ]
        if days:
            text = f"must have weight while {name} is open on {', '.join(days)} (got {quoted(arrivals.profile)})"
            yield Finding(("channels", name, "arrivals", "profile"), text)


def _weighs(steps: Steps, spans: Hours) -> bool:
    """Whether a profile has weight anywhere in the opening hours."""
    moments = (moment for opens, closes in spans for moment in (opens, *steps.starts) if opens <= moment < closes)
    return any(steps.at(moment) for moment in moments)


def closed_channels_send_on_to_channels(draft: Draft) -> Iterator[Finding]:
    """What is sent on when closed goes to another channel."""
    for name, channel in draft.known_channels.items():
        target = channel.when_closed
        path = ("channels", name, "when_closed")
        if target == name:
            yield Finding(path, f"must be another channel (got {quoted(target)})")
        elif target is not None and target not in ("reject", "queue", *draft.channels):
            known = ["reject", "queue", *draft.channels]
            yield Finding(path, must_be('"reject", "queue" or a channel of this scenario', target, known))


def returns_lead_to_channels(draft: Draft) -> Iterator[Finding]:
    """Customers come back to channels of the scenario."""
    for name, channel in draft.known_channels.items():
        for path, chance in returns_of(name, channel):
            for target in chance.to or ():
                where = (*path, "to", target)
                yield from unknown_channel(draft, where, target)


def group_orders_name_groups(draft: Draft) -> Iterator[Finding]:
    """A channel's order of groups names groups that handle it."""
    for name, channel in draft.known_channels.items():
        for place, choice in enumerate(channel.groups or ()):
            path = ("channels", name, "groups", place)
            group = draft.known_groups.get(choice.group)
            if choice.group not in draft.groups:
                yield Finding(path, must_be("a group of this scenario", choice.group, draft.groups))
            elif group is not None and name not in group.channels:
                yield Finding(path, f"must be a group that handles {name} (got {quoted(choice.group)})")


def shifts_name_channels(draft: Draft) -> Iterator[Finding]:
    """Shifts go from channels of the scenario to channels of the scenario."""
    for place, shift in enumerate(draft.channel_shift):
        if shift is not None:
            yield from unknown_channel(draft, ("channel_shift", place, "from"), shift.from_)
            yield from unknown_channel(draft, ("channel_shift", place, "to"), shift.to)


def shifts_of_one_origin_fit(draft: Draft) -> Iterator[Finding]:
    """The shares that leave one channel are at most 1 together."""
    together: defaultdict[str, float] = defaultdict(float)
    for place, shift in enumerate(draft.channel_shift):
        if shift is None:
            continue
        before = together[shift.from_]
        together[shift.from_] += shift.known_share
        if before <= 1 + _ROUNDING < together[shift.from_]:
            text = f"must leave the shares that leave {shift.from_} at most 1 together (got {together[shift.from_]:g})"
            yield Finding(("channel_shift", place, "share"), text)


def events_multiply_channels(draft: Draft) -> Iterator[Finding]:
    """Events multiply channels of the scenario."""
    for place, event in enumerate(draft.events):
        for name in event.multiply if event is not None else ():
            yield from unknown_channel(draft, ("events", place, "multiply", name), name)


def wrap_up_is_part_of_handling(draft: Draft) -> Iterator[Finding]:
    """Wrap-up is no longer than the handling it is part of."""
    for name, channel in draft.known_channels.items():
        if channel.wrap_up is None or not draft.gives("channels", name, "handling"):
            continue
        turns = channel.turns.mean if channel.turns and channel.handling.per == "turn" else 1.0
        whole, part = channel.handling.expected_seconds * turns, channel.wrap_up.expected_seconds
        if part > whole + _ROUNDING:
            text = f"must be at most handling, of which it is a part: {whole:g} s (got {part:g} s)"
            yield Finding(("channels", name, "wrap_up"), text)


def staffing_names_groups(draft: Draft) -> Iterator[Finding]:
    """Limits of staffing, and templates of work shifts, are of groups of the scenario."""
    staffing = draft.staffing
    for key in ("min_agents", "max_agents") if staffing is not None else ():
        for name in getattr(staffing, key):
            yield from _unknown_group(draft, ("staffing", key, name), name)
    for place, shift in enumerate(draft.work_shift):
        for entry, name in enumerate((shift and shift.groups) or ()):
            yield from _unknown_group(draft, ("work_shift", place, "groups", entry), name)


def fewest_are_no_more_than_most(draft: Draft) -> Iterator[Finding]:
    """Of each group, ``min_agents`` are at most ``max_agents``."""
    if draft.staffing is not None:
        for name, most in draft.staffing.max_agents.items():
            least = draft.staffing.min_agents.get(name, 0)
            if least > most:
                text = f"must be at least min_agents, {least} (got {most})"
                yield Finding(("staffing", "max_agents", name), text)


RULES: tuple[Rule, ...] = (
    handled_channels_exist,
    every_channel_is_handled,
    concurrency_is_stated,
    profiles_exist,
    profiles_weigh_the_opening_hours,
    closed_channels_send_on_to_channels,
    returns_lead_to_channels,
    group_orders_name_groups,
    shifts_name_channels,
    shifts_of_one_origin_fit,
    events_multiply_channels,
    wrap_up_is_part_of_handling,
    staffing_names_groups,
    fewest_are_no_more_than_most,
)
"""Every rule between tables; breaking one is a mistake."""


def findings(draft: Draft, rules: Iterable[Rule] = RULES) -> list[Finding]:
    """Return what all rules find."""
    return [finding for rule in rules for finding in rule(draft)]


def returns_of(name: str, channel: Channel) -> Iterator[tuple[Path, Return]]:
    """Yield every way in which customers of a channel come back, with its path."""
    for key in ("redial", "unresolved", "late"):
        chance = getattr(channel, key)
        if chance is not None:
            yield ("channels", name, key), chance
    if channel.bot is not None and channel.bot.returns is not None:
        yield ("channels", name, "bot", "returns"), channel.bot.returns


def unknown_channel(draft: Draft, path: Path, name: str) -> Iterator[Finding]:
    """Yield that a name is no channel, if it is none."""
    if draft.channels and name not in draft.channels:
        yield Finding(path, must_be("a channel of this scenario", name, draft.channels))


def _unknown_group(draft: Draft, path: Path, name: str) -> Iterator[Finding]:
    if draft.groups and name not in draft.groups:
        yield Finding(path, must_be("a group of this scenario", name, draft.groups))


def must_be(what: str, name: str, known: Iterable[str]) -> str:
    """Return the sentence of a name that must be one of those known."""
    return f"must be {what} (got {quoted(name)}){did_you_mean(name, known)}"
