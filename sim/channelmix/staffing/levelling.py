"""
Short peaks and dips taken out of a plan where the promises hold without them.

A promise over a day does not say when agents stand, and a search that saves half an hour here and there leaves hours
that nobody can be rostered for: six for half an hour among twos, or one who comes for half an hour at a time. First
whole days are levelled to the middle one of the numbers around each, where that hardly costs more. Then single peaks
go, or move to where a dip or another peak is, so that nothing gets dearer. Simulation has the last word each time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from channelmix.engine.inputs import Flags, Indices
from channelmix.staffing.stepping import Idea, Step, changed, stepped
from channelmix.staffing.touching import Day, DayByDay
from channelmix.staffing.trials import Trial, Trials

_WIDTHS = (1.25, 0.75)
"""Hours: peaks and dips that fill less than half of so long are levelled, one after the other."""

_DEARER = 1.01
"""Levelling may make a day so many times as dear."""

_SHORT = 1.0
"""Hours: peaks of at most so long are tried one by one."""

_MOST_TRIED = 30
"""So many changes of each day at most."""

_FELT = 0.25
"""What a promise that is not sure to be kept may lose at most, of what chance may account for."""

_REPAIRS = 6
"""Times that half of the changes are taken back of days on which other customers miss more, before all are."""

_NEAREST = 3
"""A peak is moved to so many of the nearest places."""


@dataclass(kw_only=True, eq=False)
class _Day:
    """What is tried on a day."""

    day: Day
    ideas: list[Idea] = field(default_factory=list)
    tried: set[tuple[tuple[int, bytes, int], ...]] = field(default_factory=set)
    made: list[Idea] = field(default_factory=list)
    """What was changed for good, one after the other."""
    is_stale: bool = True

    @property
    def cells(self) -> Indices:
        """Promises that may be broken on this day."""
        return self.day.cells


@dataclass(frozen=True, kw_only=True, eq=False)
class Smoothed:
    """A plan without short peaks, and what was changed for it on each day, the highest peaks first."""

    found: Trial
    made: list[tuple[Day, list[Idea]]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Levelling(DayByDay):
    """Levels plans; G groups, I intervals."""

    def levelled(self, now: Trial) -> Trial:
        """Return a plan without short peaks and dips on days that keep every promise without them."""
        if not now.keeps_all:
            return now
        days = self.days(now)
        for hours in _WIDTHS:
            chosen = [(day, idea) for day in days if (idea := self._middled(day, now.plan, self.size(hours)))]
            if chosen:
                now, _ = stepped(self.trials, now, chosen)
        return now

    def smoothed(self, now: Trial) -> Smoothed:
        """Return a plan that costs no more, without short peaks, one by one, that no promise needs where they are."""
        days = [_Day(day=day) for day in self.days(now)] if now.keeps_all else []
        for _ in range(min(_MOST_TRIED, self.affordable(now))):
            chosen = [(day, idea) for day in days if (idea := self._next(day, now.plan)) is not None]
            if not chosen:
                break
            now, kept = stepped(self.trials, now, chosen)
            for day, idea in chosen:
                if day in kept:
                    day.is_stale = True
                    day.made.append(idea)
        return Smoothed(found=now, made=[(day.day, day.made) for day in days])

    def witnessed(self, before: Trial, after: Smoothed, others: Trials) -> Trial:
        """Return as much of a smoothed plan as costs other customers no promise: of each day the first changes."""
        known, made = others.of(before.plan), after.made
        for _ in range(_REPAIRS):
            plan = changed(before.plan, [step for _, ideas in made for idea in ideas for step in idea])
            found = self.trials.of(plan)
            lost = _worse(known, others.of(plan)) | ~found.kept
            if not lost.any():
                return found
            made = [(day, ideas[: len(ideas) // 2] if lost[day.cells].any() else ideas) for day, ideas in made]
        return before

    def _middled(self, day: Day, plan: Indices, width: int) -> Idea:
        """Return the steps from a day's numbers to the middle one of so many around each, if a day so costs no more."""
        steps: list[Step] = []
        for group in day.groups:
            on_duty = self._on_duty(day, group)
            off = middles(plan[group, on_duty], width) - plan[group, on_duty]
            steps += [(group, on_duty[off == by], int(by)) for by in np.unique(off[off != 0])]
        before, after = (
            self.space.cost(np.where(np.isin(np.arange(plan.shape[1]), day.intervals), each, 0))
            for each in (plan, self.space.clipped(changed(plan, steps)))
        )
        return tuple(steps) if after <= _DEARER * before else ()

    def _on_duty(self, day: Day, group: int) -> Indices:
        return np.asarray(day.intervals[self.space.most[group, day.intervals] > 0])

    def _next(self, day: _Day, plan: Indices) -> Idea | None:
        """Return what is tried next on a day; None at the end."""
        if day.is_stale:
            day.ideas, day.is_stale = list(self._ideas(day.day, plan))[::-1], False
        while day.ideas:
            idea = day.ideas.pop()
            key = tuple((group, where.tobytes(), by) for group, where, by in idea)
            after = changed(plan, idea)
            if key not in day.tried and bool((self.space.clipped(after) == after).all()):
                day.tried.add(key)
                return idea
        return None

    def _ideas(self, day: Day, plan: Indices) -> Iterator[Idea]:
        """Yield peaks to take away, the highest first, then peaks to move to where the plan then runs more smoothly."""
        most = self.size(_SHORT)
        peaks: list[tuple[int, int, Indices, int]] = []
        for group in day.groups:
            on_duty = self._on_duty(day, group)
            found = spikes(plan[group, on_duty], most)
            peaks += [(height, group, on_duty[first:last], -height) for first, last, height in found]
        for _, group, where, by in sorted(peaks, key=lambda peak: -peak[0] * len(peak[2])):
            yield ((group, where, by),)
        for _, group, where, _ in sorted(peaks, key=lambda peak: len(peak[2])):
            yield from self._moved(self._on_duty(day, group), plan, group, where)

    def _moved(self, on_duty: Indices, plan: Indices, group: int, peak: Indices) -> Iterator[Idea]:
        """Yield the ways to move one agent from a peak to as many intervals nearby, if ups and downs get fewer."""
        numbers, size = plan[group, on_duty], len(peak)
        off = np.isin(on_duty, peak)
        before, ways = ups_and_downs(numbers), []
        for first in range(len(on_duty) - size + 1):
            there = np.arange(first, first + size)
            if off[there].any():
                continue
            after = numbers - off
            after[there] += 1
            gain = before - ups_and_downs(after)
            if gain > 0:
                distance = abs(int(on_duty[first]) - int(peak[0]))
                ways.append((-gain, distance, on_duty[there]))
        for _, _, there in sorted(ways, key=lambda way: way[:2])[:_NEAREST]:
            yield (group, peak, -1), (group, there, 1)


def _worse(before: Trial, after: Trial) -> Flags:
    """Return which promises are no longer sure to be kept and have lost a good part of what is chance; (K,)."""
    return np.asarray((after.room < 0) & (after.room < before.room - _FELT * after.error))


def middles(numbers: Indices, width: int) -> Indices:
    """
    Return the middle one, by size, of so many numbers around each; beyond the ends they come again mirrored.

    Examples:
        >>> middles(np.array([9, 4, 4, 8, 5, 5, 1, 5]), 3).tolist()
        [4, 4, 4, 5, 5, 5, 5, 1]
    """
    reach = min(width // 2, len(numbers) - 1)
    if reach < 1:
        return numbers
    around = np.lib.stride_tricks.sliding_window_view(np.pad(numbers, reach, mode="reflect"), 2 * reach + 1)
    return np.sort(around, axis=1)[:, reach]


def spikes(numbers: Indices, most: int) -> list[tuple[int, int, int]]:
    """
    Return the peaks of at most so many numbers: the first of each, the one after its last, and how far it sticks out.

    Examples:
        >>> spikes(np.array([2, 6, 2, 2, 3, 4, 3, 3, 3]), 1)
        [(1, 2, 4), (5, 6, 1)]
        >>> spikes(np.array([5, 3, 3, 3, 3, 4, 4, 4]), 2)
        [(0, 1, 2)]
    """
    found = []
    for level in np.unique(numbers)[1:].tolist():
        inside = np.concatenate([[False], numbers >= level, [False]])
        firsts, lasts = (np.flatnonzero(inside[1:] & ~inside[:-1]), np.flatnonzero(~inside[1:] & inside[:-1]))
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            around = [numbers[place] for place in (first - 1, last) if 0 <= place < len(numbers)]
            if last - first <= most and around:
                found.append((first, last, int(numbers[first:last].min() - max(around))))
    return list(dict.fromkeys(found))


def ups_and_downs(numbers: Indices) -> int:
    """
    Return by how many agents numbers go up and down in all, from nobody to nobody.

    Examples:
        >>> ups_and_downs(np.array([2, 2, 3, 1]))
        6
    """
    return int(np.abs(np.diff(numbers, prepend=0, append=0)).sum())
