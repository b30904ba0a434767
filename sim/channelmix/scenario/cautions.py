"""
What is allowed but probably not meant: ``check`` tells it, nothing is refused.
"""

from collections.abc import Iterator
from itertools import pairwise

from channelmix.scenario.channel import Channel
from channelmix.scenario.checks import Finding, Rule, returns_of
from channelmix.scenario.dates import events_fall_into_the_period
from channelmix.scenario.draft import Draft
from channelmix.scenario.group import Group
from channelmix.scenario.kinds import KINDS
from channelmix.scenario.units import DAY_SECONDS, clock
from channelmix.scenario.week import WEEKDAYS, Hours

MANY_CONTACTS = 1_000_000
"""More in one replication than any but the largest centers have in a month."""

SLOW = "tells how long that takes"
"""How cautions end that tell of slow runs, so that they are said before one."""

SOONEST_RETURN = 10.0
"""Seconds; a machine dials again sooner, a customer does not."""

IDLE_SHARE = 0.25
"""Staying a while after closing is usual; more of the hours on duty than this is probably not meant."""

_ALL_DAY: Hours = ((0, DAY_SECONDS),)


def somebody_ever_comes(draft: Draft) -> Iterator[Finding]:
    """Channels that never have agents: one word for all of them, at the first."""
    known = {name: _groups_of(draft, name) for name in draft.known_channels}
    without = [name for name, groups in known.items() if groups and all(group.agents.are_nobody for group in groups)]
    text = "has no agents at any time, so its contacts wait in vain; 'channelmix staff' finds how many it takes"
    if len(without) > 1:
        text = (
            f"has no agents at any time, like {', '.join(without[1:])}, so their contacts wait in vain; 'channelmix "
            "staff' finds how many it takes"
        )
    for first in without[:1]:
        yield Finding(("channels", first), text)


def _groups_of(draft: Draft, channel: str) -> list[Group]:
    """Return the groups that serve a channel; none if a file gives agents of one, which is read later."""
    groups = [group for group in draft.known_groups.values() if channel in group.channels]
    return [] if any(group.agents.file is not None for group in groups) else groups


def somebody_is_on_duty(draft: Draft) -> Iterator[Finding]:
    """A live channel that is open while none of its groups has agents, though they have some at other times."""
    for name, channel in draft.known_channels.items():
        groups = _groups_of(draft, name)
        if all(group.agents.are_nobody for group in groups):
            continue
        if channel.closed_rule == "reject" and channel.hours is not None:
            alone = [part for day in range(7) for part in _unattended(channel, groups, day)]
            if alone:
                shown = ", ".join(alone[:3]) + (", ..." if len(alone) > 3 else "")
                yield Finding(("channels", name, "hours"), f"has times when it is open and nobody is on duty ({shown})")


def _unattended(channel: Channel, groups: list[Group], day: int) -> Iterator[str]:
    """Give the times of a weekday at which the channel is open and no group has agents."""
    hours = channel.hours.by_weekday[day] if channel.hours is not None else _ALL_DAY
    changes = {start for group in groups for start in group.agents.by_weekday[day].starts}
    for opens, closes in hours:
        edges = sorted({opens, closes, *(change for change in changes if opens < change < closes)})
        for start, end in pairwise(edges):
            if not any(group.agents.by_weekday[day].at(start) for group in groups):
                yield f"{WEEKDAYS[day]} {clock(start)}-{clock(end)}"


def agents_go_home(draft: Draft) -> Iterator[Finding]:
    """A group that stays on duty, and is paid, for long after all of its channels have closed."""
    for name, group in draft.known_groups.items():
        channels = [draft.known_channels[each] for each in group.channels if each in draft.known_channels]
        if not channels or any(each.hours is None or each.closed_rule != "reject" for each in channels):
            continue
        hours = [_on_duty(group, channels, day) for day in range(7)] if group.agents.file is None else []
        every, needed = (sum(part) / 3600 for part in zip(*hours, strict=True)) if hours else (0.0, 0.0)
        idle = every - needed
        if idle > IDLE_SHARE * every:
            text = (
                f"stay on duty for {every:g} hours a week, in {idle:g} of which none of its channels is open; "
                "those hours are paid too: give agents by the hour, 0 where they leave"
            )
            yield Finding(("groups", name, "agents"), text)


def _on_duty(group: Group, channels: list[Channel], day: int) -> tuple[float, float]:
    """Return for how many seconds of a weekday anybody is on duty, and for how many of them a channel is open."""
    steps = group.agents.by_weekday[day]
    open_ = [part for channel in channels if channel.hours is not None for part in channel.hours.by_weekday[day]]
    edges = sorted({0, int(DAY_SECONDS), *steps.starts, *(edge for part in open_ for edge in part)})
    attended = [(start, end) for start, end in pairwise(edges) if steps.at(start)]
    needed = [(start, end) for start, end in attended if any(opens <= start < closes for opens, closes in open_)]
    return sum(end - start for start, end in attended), sum(end - start for start, end in needed)


def conversations_end_with_the_day(draft: Draft) -> Iterator[Finding]:
    """A live channel with turns that closes when its last agents leave: who thinks then is answered on another day."""
    for name, channel in draft.known_channels.items():
        groups = _groups_of(draft, name) if goes_on_later(channel) and channel.hours is not None else []
        left = next((when for day in range(7) for when in _left_behind(channel, groups, day)), None)
        if left is not None:
            yield Finding(("channels", name, "turns"), left_open(left))


def _left_behind(channel: Channel, groups: list[Group], day: int) -> Iterator[str]:
    """Give the closings of a weekday, at noon and at midnight too, at which none of those at work before stays."""
    week = channel.hours.by_weekday if channel.hours is not None else ()
    for opens, closes in week[day] if groups else ():
        then, at = ((day + 1) % 7, 0) if closes == DAY_SECONDS else (day, closes)
        goes_on = any(start <= at < end for start, end in week[then])
        if not goes_on and not any(group.agents.by_weekday[then].at(at) for group in groups):
            steps = [group.agents.by_weekday[day] for group in groups]
            at_work = [each.at(start) for each in steps for start in (opens, *each.starts) if opens <= start < closes]
            if any(at_work):
                yield f"{WEEKDAYS[day]} {clock(closes)}"


def goes_on_later(channel: Channel) -> bool:
    """Whether a customer who waits there and then may still think about a turn when a channel closes."""
    return KINDS[channel.kind].live and has_turns(channel) and channel.closed_rule == "reject"


def has_turns(channel: Channel) -> bool:
    """Whether a contact of a channel is a conversation, in which customer and agent take turns."""
    return channel.turns is not None and channel.turns.mean > 1


def left_open(when: str) -> str:
    """Return what to say of conversations that are not finished at a closing."""
    return (
        f"leave conversations open at closing ({when}), when nobody stays on duty: customers who write after that wait "
        "until somebody is back; if that is not meant, keep agents on duty for some minutes more, in 'staff' by "
        "staffing.hours"
    )


def contacts_come_on_open_days(draft: Draft) -> Iterator[Finding]:
    """A channel that rejects when closed has contacts on a weekday on which it is closed."""
    for name, channel in draft.known_channels.items():
        per_day = channel.arrivals.per_day if channel.arrivals else None
        if per_day is None or channel.hours is None or channel.closed_rule != "reject":
            continue
        if len(set(per_day.by_weekday)) == 1:
            continue  # one number for all days means the open ones
        days = [WEEKDAYS[day] for day in range(7) if per_day.by_weekday[day] and not channel.hours.by_weekday[day]]
        if days:
            path = ("channels", name, "arrivals", "per_day")
            yield Finding(path, f"has contacts on {', '.join(days)}, when {name} is closed; there will be none")


def nobody_returns_for_ever(draft: Draft) -> Iterator[Finding]:
    """All customers come back every time."""
    for name, channel in draft.known_channels.items():
        for path, chance in returns_of(name, channel):
            if chance.share >= 1 and name in dict(chance.destinations(name)):
                text = "sends every customer back, up to ten times, so a run takes up to ten times as long (got 1)"
                yield Finding((*path, "share"), text)


def nobody_returns_at_once(draft: Draft) -> Iterator[Finding]:
    """Customers come back before anybody could have."""
    for name, channel in draft.known_channels.items():
        for path, chance in returns_of(name, channel):
            mean = chance.after.expected_seconds
            if chance.share > 0 and mean < SOONEST_RETURN:
                text = f"brings customers back after {mean:g} s; is another unit meant, such as {mean:g} min?"
                yield Finding((*path, "after"), text)


def a_run_is_of_a_usual_size(draft: Draft) -> Iterator[Finding]:
    """So many contacts or replications that a run takes long."""
    if draft.period is None:
        return
    volumes = {name: _a_week(channel) for name, channel in draft.known_channels.items()}
    contacts = sum(volumes.values()) * draft.period.days / 7
    if contacts > MANY_CONTACTS:
        largest = max(volumes, key=volumes.__getitem__)
        text = f"makes about {contacts:,.0f} first contacts a replication; --dry-run tells how long that takes"
        yield Finding(("channels", largest, "arrivals"), text)


def _a_week(channel: Channel) -> float:
    """Return the first contacts of a week that plain numbers give, opening hours left aside."""
    arrivals = channel.arrivals
    if arrivals is None:
        return 0.0
    per_day = sum(arrivals.per_day.by_weekday) if arrivals.per_day is not None else 0.0
    return per_day + (arrivals.per_hour or 0.0) * 24 * 7


def redials_have_a_reason(draft: Draft) -> Iterator[Finding]:
    """Customers redial who never abandon nor meet a busy signal."""
    for name, channel in draft.known_channels.items():
        gives_up = channel.patience or channel.response_patience or channel.lines
        if channel.redial is not None and not gives_up:
            yield Finding(("channels", name, "redial"), "has no effect without patience or lines: nobody gives up")


def silence_has_a_reason(draft: Draft) -> Iterator[Finding]:
    """Customers leave silently who never lose patience."""
    for name, channel in draft.known_channels.items():
        if channel.silent and not (channel.patience or channel.response_patience):
            yield Finding(("channels", name, "silent"), "has no effect without patience: nobody leaves")


def prices_begin_with_the_period(draft: Draft) -> Iterator[Finding]:
    """A price by date that says nothing of the first days."""
    for name, channel in draft.known_channels.items():
        for key in ("cost_per_contact", "cost_per_message", "cost_per_template", "cost_per_month"):
            since = getattr(channel, key).since
            if since and draft.period is not None and since[0] > draft.period.start:
                text = f"begins on {since[0]}, the period on {draft.period.start}; until then its first price holds"
                yield Finding(("channels", name, key), text)


def templates_have_a_window(draft: Draft) -> Iterator[Finding]:
    """A price of templates where answers are always free."""
    for name, channel in draft.known_channels.items():
        if not channel.cost_per_template.is_free and channel.window is None:
            yield Finding(("channels", name, "cost_per_template"), "has no effect without window: no answer needs one")


def slowdown_reaches_concurrency(draft: Draft) -> Iterator[Finding]:
    """More contacts at once than the list of slow-downs tells of."""
    for name, group in draft.known_groups.items():
        told = len(group.slowdown)
        for channel, number in group.concurrency.items():
            if 1 < told < number:
                text = (
                    f"is beyond slowdown, which ends with {told} at once; more are taken to slow agents no further "
                    f"(got {number})"
                )
                yield Finding(("groups", name, "concurrency", channel), text)


def hours_of_opening_are_stated(draft: Draft) -> Iterator[Finding]:
    """A promise in opening hours of a channel that has none: it counts all hours."""
    for name, channel in draft.known_channels.items():
        for key in ("target", "response_target"):
            target = getattr(channel, key)
            if channel.hours is None and target is not None and target.clock == "hours":
                text = "counts opening hours, of which the channel has none, so that all hours count; give it hours"
                yield Finding(("channels", name, key, "clock"), text)


def hours_of_opening_are_meant(draft: Draft) -> Iterator[Finding]:
    """A promise in opening hours that is longer than a day of them."""
    for name, channel in draft.known_channels.items():
        target = channel.target
        if target is None or channel.hours is None or target.clock != "hours" or target.within.counts_days:
            continue
        longest = max(sum(closes - opens for opens, closes in day) for day in channel.hours.by_weekday)
        if target.within.seconds > longest > 0:
            text = (
                f"counts opening hours only, of which a day has {longest / 3600:g}; "
                f'a time in days would be due at the same time of day (got "{target.within}")'
            )
            yield Finding(("channels", name, "target", "within"), text)


def shifts_move_somebody(draft: Draft) -> Iterator[Finding]:
    """A shift from a channel in which nobody begins."""
    for place, shift in enumerate(draft.channel_shift):
        origin = draft.known_channels.get(shift.from_) if shift is not None else None
        if origin is not None and origin.arrivals is None:
            yield Finding(("channel_shift", place, "from"), "moves nobody: no customer begins there")


def shifts_do_not_chain(draft: Draft) -> Iterator[Finding]:
    """A shift into a channel that another shift leaves."""
    origins = {shift.from_ for shift in draft.channel_shift if shift is not None}
    for place, shift in enumerate(draft.channel_shift):
        if shift is not None and shift.to in origins:
            text = f"leads to {shift.to}, which another shift leaves; those moved here stay: shifts do not chain"
            yield Finding(("channel_shift", place, "to"), text)


def events_find_customers(draft: Draft) -> Iterator[Finding]:
    """An event that multiplies a channel in which nobody begins."""
    for place, event in enumerate(draft.events):
        for name in event.multiply if event is not None else ():
            channel = draft.known_channels.get(name)
            if channel is not None and channel.arrivals is None:
                yield Finding(("events", place, "multiply", name), "multiplies nobody: no customer begins there")


AGENT_CAUTIONS: tuple[Rule, ...] = (somebody_is_on_duty, agents_go_home, conversations_end_with_the_day)
"""Of the agents that stand in a scenario, so that a plan in their place has no use for them."""

CAUTIONS: tuple[Rule, ...] = (
    contacts_come_on_open_days,
    nobody_returns_for_ever,
    nobody_returns_at_once,
    a_run_is_of_a_usual_size,
    redials_have_a_reason,
    silence_has_a_reason,
    prices_begin_with_the_period,
    templates_have_a_window,
    slowdown_reaches_concurrency,
    hours_of_opening_are_stated,
    hours_of_opening_are_meant,
    shifts_move_somebody,
    shifts_do_not_chain,
    events_find_customers,
    events_fall_into_the_period,
)
"""Everything else worth a warning."""
