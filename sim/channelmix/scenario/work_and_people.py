"""
The work of a scenario held against its people: far more than they could ever do, or far less than they are there for.

Only sizes are compared, a day on average, since that shows a slip of a digit or of a unit and nothing finer: work at
its least where it seems too much, at its most where it seems too little.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from channelmix.scenario.cautions import agents_go_home
from channelmix.scenario.checks import Finding
from channelmix.scenario.data_files import DataFiles
from channelmix.scenario.draft import Draft
from channelmix.scenario.group import Group
from channelmix.scenario.sizes_of_work import Duty, Works, duty_of
from channelmix.scenario.week import WEEKDAYS

TOO_MUCH = 2.0
"""Work of more than so many times the hours of those who serve it; an estimate of ours between what a digit too many
makes, ten times as much, and the most of what is shipped, 1.03 times, and of published cases that we tried, 1.25."""

TOO_LITTLE = 4.0
"""People with more than so many times the hours of their work; an estimate of ours between what a digit too many makes,
and the most of published cases that we tried, 2.6 times where ``SPARE`` are more than needed, as in none shipped."""

SPARE = 10.0
"""Agents beyond the work, on average while anybody is on duty, below which small centers are left alone, where one
person waits for the next call: an estimate of ours."""


MANY_AGENTS = 2_000
"""Agents of a group at once from which on a run is told to be slow; an estimate of ours: with 5,000 of them a day of 60
calls takes seconds, and more than any but the largest centers have."""


def people_and_work(draft: Draft, data: DataFiles) -> Iterator[Finding]:
    """
    Yield what to say of work that its people can never do, of people without work, and of days without channels.

    Args:
        draft: A scenario without mistakes.
        data: What its files say.
    """
    works = Works(draft, data)
    duties = {
        name: duty_of(group, data.plans.get(name, ()), works.weekdays) for name, group in draft.known_groups.items()
    }
    held = _Held(draft, works, duties)
    yield from held.never_done()
    yield from held.without_work()
    yield from _on_closed_days(draft, duties)
    for name, duty in duties.items():
        if duty.most > MANY_AGENTS:
            text = (
                f"are up to {duty.most:,} at once, through whom the simulation goes again and again; --dry-run tells "
                "how long that takes"
            )
            yield Finding(("groups", name, "agents"), text)


def _on_closed_days(draft: Draft, duties: Mapping[str, Duty]) -> Iterator[Finding]:
    """Weekdays on which people are on duty and none of their channels is open."""
    told = {finding.path[1] for finding in agents_go_home(draft)}
    for name, duty in duties.items():
        channels = [draft.known_channels[each] for each in draft.known_groups[name].channels]
        if name in told or any(channel.hours is None for channel in channels):
            continue
        open_ = {day for channel in channels if channel.hours for day in range(7) if channel.hours.by_weekday[day]}
        days = ", ".join(WEEKDAYS[day] for day in sorted(duty.days - open_))
        if days:
            text = (
                f"are on duty on {days}, when none of their channels is open; those hours are paid too: give 0 there, "
                "or hours to a channel"
            )
            yield Finding(("groups", name, "agents"), text)


@dataclass
class _Held:
    """Work held against those who may do it."""

    draft: Draft
    works: Works
    duties: Mapping[str, Duty]
    _told: set[str] = field(default_factory=set)

    def never_done(self) -> Iterator[Finding]:
        """Channels whose least work alone is beyond all who serve them; else those that share people, together."""
        for name in self.draft.known_channels:
            yield from self._beyond([name])
        for together in self._sharing():
            if len(together) > 1 and not self._told.intersection(together):
                yield from self._beyond(together)

    def _beyond(self, channels: list[str]) -> Iterator[Finding]:
        work = {name: self.works.least(name) / self._pace(name) for name in channels}
        able = [name for name, group in self.draft.known_groups.items() if set(channels).intersection(group.channels)]
        hours = sum(self.duties[name].hours for name in able)
        if 0 < TOO_MUCH * hours < sum(work.values()):
            self._told.update(channels)
            most = max(work, key=work.__getitem__)
            yield Finding(("channels", most, "arrivals"), self._too_much(channels, most, sum(work.values()), hours))

    def _too_much(self, channels: Sequence[str], most: str, work: float, hours: float) -> str:
        contacts = f"{self.works.came(most):,.0f}"
        if len(channels) == 1:
            return (
                f"bring {contacts} contacts and {work:,.0f} hours of work a day on average, and those who serve them "
                f"are on duty for {hours:,.0f}: much of it is never done; check these numbers, handling and agents"
            )
        return (
            f"bring {contacts} contacts and, with the channels that share their people ({', '.join(channels)}), "
            f"{work:,.0f} hours of work a day on average, and those who serve them are on duty for {hours:,.0f}: "
            "much of it is never done; check these numbers, handling and agents"
        )

    def _pace(self, channel: str) -> float:
        """Return how much of a channel one agent does at best in the time of one contact alone."""
        groups = [group for group in self.draft.known_groups.values() if channel in group.channels]
        return max((_pace(group, channel) for group in groups), default=1.0)

    def _sharing(self) -> list[list[str]]:
        """Return the channels in sets that have people in common, directly or over others."""
        sets = [{name} for name in self.draft.known_channels]
        for group in self.draft.known_groups.values():
            joined = [each for each in sets if each.intersection(group.channels)]
            sets = [each for each in sets if each not in joined] + [set().union(*joined)]
        return [[name for name in self.draft.known_channels if name in each] for each in sets]

    def without_work(self) -> Iterator[Finding]:
        """Groups on duty for many times the most work of their channels; else those that share channels, together."""
        told = set()
        for name, group in self.draft.known_groups.items():
            work = self._most_work(group.channels)
            if self._is_spare([name], work):
                told.add(name)
                yield Finding(("groups", name, "agents"), self._too_little([name], name, work))
        for channels in self._sharing():
            groups = [name for name, group in self.draft.known_groups.items() if set(channels) & set(group.channels)]
            work = self._most_work(channels)
            if len(groups) > 1 and not told.intersection(groups) and self._is_spare(groups, work):
                largest = max(groups, key=lambda name: self.duties[name].hours)
                yield Finding(("groups", largest, "agents"), self._too_little(groups, largest, work))

    def _most_work(self, channels: Sequence[str]) -> float:
        """Return the hours of work that some channels may bring at most, done by the slowest; endless if not known."""
        total = 0.0
        for name in channels:
            most = self.works.most(name)
            able = [group for group in self.draft.known_groups.values() if name in group.channels]
            speed = min(group.speed.get(name, 1.0) for group in able)
            total += math.inf if most is None else most / speed
        return total

    def _is_spare(self, groups: Sequence[str], work: float) -> bool:
        """Whether groups are on duty for so many times their work, and so many agents more, that it looks mistyped."""
        duties = [self.duties[name] for name in groups]
        hours, attended = sum(duty.hours for duty in duties), max(duty.attended for duty in duties)
        return 0 < TOO_LITTLE * work < hours and hours - work > SPARE * attended

    def _too_little(self, groups: Sequence[str], largest: str, work: float) -> str:
        duty, hours = self.duties[largest], sum(self.duties[name].hours for name in groups)
        if len(groups) == 1:
            return (
                f"are on duty for {duty.hours:,.0f} hours a day on average, up to {duty.most:,} at once, and all work "
                f"of their channels is {work:,.1f} hours at most: check agents, the volumes and handling"
            )
        return (
            f"are on duty for {duty.hours:,.0f} hours a day on average, up to {duty.most:,} at once, with the groups "
            f"that share their channels ({', '.join(groups)}) for {hours:,.0f}, and all work of these channels is "
            f"{work:,.1f} hours at most: check agents, the volumes and handling"
        )


def _pace(group: Group, channel: str) -> float:
    numbers = range(1, group.holds(channel) + 1)
    slowed = [number / group.slowdown[min(number, len(group.slowdown)) - 1] for number in numbers]
    return max(slowed) * group.speed.get(channel, 1.0)
