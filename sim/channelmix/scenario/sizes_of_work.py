"""
How much work a scenario brings and how long its people are there, a day on average, before anything is run.

Work is known between two bounds. At least: events and shifts may keep or take customers away, a bot may answer them.
At most: whoever may come back, come over from another channel, or be handed to a second group does. Contacts of a
forecast are not known here, so that such work is 0 at least and has no bound above.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from channelmix.scenario.changes import ChannelShift
from channelmix.scenario.data_files import DataFiles, weekdays_of
from channelmix.scenario.draft import Draft
from channelmix.scenario.group import Group
from channelmix.scenario.plan_rows import holds_seconds
from channelmix.scenario.readers import PlanLine
from channelmix.scenario.service import Return
from channelmix.scenario.units import DAY_SECONDS
from channelmix.scenario.week import Hours

MOST_CONTACTS = 10.0
"""That one customer makes at most, however many come back: an estimate of ours."""

_ALL_DAY: Hours = ((0, DAY_SECONDS),)
"""Of a channel that is open at any time, or whose hours do not matter."""


@dataclass(frozen=True)
class Duty:
    """Whom a group has on duty, over the weekdays that are played."""

    hours: float
    """Of all agents together, a day on average."""
    attended: float
    """Hours in which anybody is there, a day on average."""
    most: int
    """Agents at once."""
    days: frozenset[int]
    """Weekdays on which anybody is there."""


def duty_of(group: Group, plan: Sequence[PlanLine], weekdays: Sequence[int]) -> Duty:
    """
    Return whom a group has on duty.

    Args:
        group: Gives the steps of its agents, unless a file does.
        plan: Rows of that file.
        weekdays: Those that are played.
    """
    if plan:
        spans = _spans_of_rows(plan)
        dates = {day: len({line.start.date() for line in plan if line.start.weekday() == day}) for day in weekdays}
    else:
        spans = [(day, *span) for day in weekdays for span in _spans_of_steps(group, day)]
        dates = dict.fromkeys(weekdays, 1)
    manned = [(day, seconds, agents) for day, seconds, agents in spans if agents and dates.get(day)]
    total = sum(seconds * agents / dates[day] for day, seconds, agents in manned)
    attended = sum(seconds / dates[day] for day, seconds, _ in manned)
    scale = 3600 * len(weekdays)
    return Duty(total / scale, attended / scale, max((agents for *_, agents in manned), default=0),
                frozenset(day for day, *_ in manned))  # fmt: skip


def _spans_of_rows(plan: Sequence[PlanLine]) -> list[tuple[int, float, int]]:
    """Return weekday, seconds and agents of each row, which holds to midnight at most."""
    holds = holds_seconds([line.start for line in plan])
    return [(line.start.weekday(), min(holds, DAY_SECONDS - _second(line.start)), line.agents) for line in plan]


def _spans_of_steps(group: Group, day: int) -> Iterator[tuple[float, int]]:
    steps = group.agents.by_weekday[day]
    for (start, end), agents in zip(pairwise((*steps.starts, DAY_SECONDS)), steps.values, strict=True):
        yield end - start, int(agents)


def _second(moment: datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


@dataclass(frozen=True)
class Works:
    """The work of each channel, in hours of one agent with one contact at a time, a day on average."""

    draft: Draft
    """A scenario without mistakes."""
    data: DataFiles

    @cached_property
    def weekdays(self) -> tuple[int, ...]:
        """Those that are played, Monday as 0."""
        return tuple(sorted(weekdays_of(self.draft.period))) if self.draft.period is not None else tuple(range(7))

    def least(self, name: str) -> float:
        """Return the hours of work that a channel brings in any case."""
        channel = self.draft.known_channels[name]
        leaving = [shift for shift in self._shifts if shift.from_ == name]
        # A share that follows a curve is not known here: then nobody may stay.
        stays = 0.0 if any(not isinstance(shift.share, float | int) for shift in leaving) else 1.0
        stays -= sum(shift.known_share for shift in leaving)
        reached = 1 - channel.bot.containment if channel.bot is not None else 1.0
        contacts = (self.came(name, only_open=channel.closed_rule != "queue") or 0.0) * self._factor(name, least=True)
        return contacts * max(stays, 0.0) * reached * self._handling(name, min)

    def most(self, name: str) -> float | None:
        """Return the hours of work that a channel may bring at most, None if that is not known."""
        came = {each: self.came(each) for each in (name, *self._leading_to(name))}
        if None in came.values():
            return None
        channel = self.draft.known_channels[name]
        contacts = sum((number or 0.0) * self._factor(each) for each, number in came.items())
        more = max((shift.ratio * (1 + shift.induced) for shift in self._shifts if shift.to == name), default=1.0)
        again = channel.unresolved.share if channel.unresolved is not None else 0.0
        again = min(1 / (1 - again), MOST_CONTACTS) if again < 1 else MOST_CONTACTS
        second = 1 + channel.transfer.share if channel.transfer is not None else 1.0
        waiting = channel.backlog_start.count if channel.backlog_start is not None else 0.0
        return (contacts * max(more, 1.0) * again + waiting) * second * self._handling(name, max)

    @property
    def _shifts(self) -> list[ChannelShift]:
        return [shift for shift in self.draft.channel_shift if shift is not None]

    def _leading_to(self, name: str) -> set[str]:
        """Return the other channels from which customers may come to a channel where nobody waits."""
        found = {shift.from_ for shift in self._shifts if shift.to == name}
        for other, channel in self.draft.known_channels.items():
            returns: list[Return | None] = [channel.unresolved, channel.bot.returns if channel.bot else None]
            comes_back = any(back is not None and name in dict(back.destinations(other)) for back in returns)
            if comes_back or channel.closed_rule == name:
                found.add(other)
        return found - {name}

    def _factor(self, name: str, *, least: bool = False) -> float:
        """Return by how much events and special days change the contacts at most, or at least, day by day."""
        period = self.draft.period
        if period is None:
            return 1.0
        changes = [(day.date, 1, day.volume) for day in period.special_days]
        for event in self.draft.events:
            if event is not None and name in event.multiply:
                until = _second(event.at) + event.lasts.seconds
                changes.append((event.at.date(), math.ceil(until / DAY_SECONDS), event.multiply[name]))
        factors = [1.0] * period.days
        for first, days, factor in (change for change in changes if (change[2] < 1) == least):
            begins = (first - period.start).days
            for day in range(max(begins, 0), min(begins + days, period.days)):
                factors[day] *= factor
        return sum(factors) / period.days

    def _handling(self, name: str, chosen: Callable[[Sequence[float]], float]) -> float:
        """Return the hours of one contact, all turns together."""
        channel = self.draft.known_channels[name]
        turns = channel.turns.mean if channel.turns is not None and channel.handling.per == "turn" else 1.0
        return chosen([channel.handling.expected_seconds * turns, *self._files[name].handling]) / 3600

    @cached_property
    def _files(self) -> dict[str, "_OfFile"]:
        """What the file of each channel says, if it has one; those in a log are one contact each."""
        volumes, logs = self.data.volumes, self.data.logs
        return {
            name: _OfFile.of((line.start, line.contacts, line.handling_s) for line in volumes[name])
            if name in volumes
            else _OfFile.of((line.start, 1.0, line.handling_s) for line in logs.get(name, ()))
            for name in self.draft.known_channels
        }

    def came(self, name: str, *, only_open: bool = False) -> float | None:
        """Return the contacts that a channel's arrivals give, a day on average; None if a forecast does."""
        channel, of_file = self.draft.known_channels[name], self._files[name]
        arrivals, days = channel.arrivals, len(self.weekdays)
        hours = channel.hours.by_weekday if channel.hours is not None and only_open else (_ALL_DAY,) * 7
        if arrivals is None:
            return 0.0
        if arrivals.forecast is not None:
            return None
        if of_file.contacts:
            return sum(of_file.on(day, hours[day]) for day in self.weekdays) / days
        if arrivals.per_day is not None:
            return sum(arrivals.per_day.by_weekday[day] for day in self.weekdays if hours[day]) / days
        open_ = sum(closes - opens for day in self.weekdays for opens, closes in hours[day])
        return (arrivals.per_hour or 0.0) * open_ / 3600 / days


@dataclass(frozen=True)
class _OfFile:
    """The rows of a channel's file by weekday and time of day."""

    contacts: Mapping[tuple[int, int], float]
    """By weekday and second of the day, of all dates together."""
    dates: Mapping[int, int]
    """How many dates of a weekday there are."""
    handling: tuple[float, ...]
    """Mean handling in seconds, if the file knows it."""

    @classmethod
    def of(cls, rows: Iterable[tuple[datetime, float, float | None]]) -> "_OfFile":
        contacts: defaultdict[tuple[int, int], float] = defaultdict(float)
        days: set[tuple[int, int]] = set()
        known = seconds = 0.0
        for start, count, handling in rows:
            weekday = start.weekday()
            contacts[weekday, _second(start)] += count
            days.add((weekday, start.toordinal()))
            if handling is not None:
                known, seconds = known + count, seconds + count * handling
        return cls(contacts, Counter(weekday for weekday, _ in days), (seconds / known,) if known else ())

    def on(self, weekday: int, hours: Hours) -> float:
        """Return the contacts of a weekday in some hours, on average over its dates."""
        mine = {second: count for (day, second), count in self.contacts.items() if day == weekday}
        came = sum(count for second, count in mine.items() if any(opens <= second < closes for opens, closes in hours))
        return came / self.dates[weekday] if mine else 0.0
