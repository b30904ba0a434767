"""
What a planner should know before any search: above all work that piles up while nobody is on duty.

A promise that runs on by the clock on the wall falls due at night, or in the first hour after opening behind
all that came before it; a team that is free at opening takes up the night's emails, and calls wait for it.
Either makes a plan ask for crowds in the morning that no planner wants, and one key of the scenario ends it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from channelmix.engine.inputs import HOUR, SECOND, Flags, Indices, Times
from channelmix.results import Reals
from channelmix.scenario.cautions import IDLE_SHARE
from channelmix.scenario.channel import Channel
from channelmix.scenario.units import DAY_SECONDS, about_hours, day_and_time
from channelmix.scenario.waiting_over_night import instead
from channelmix.staffing.goals import DAYS_A_WEEK
from channelmix.staffing.left_waiting import later_answers, left_at_closing
from channelmix.staffing.load import Load
from channelmix.staffing.problem import Problem
from channelmix.staffing.space import seconds_of_duty

_LIVE_S = 300.0
"""Who is promised an answer within this cannot wait until the agent has done an email: an estimate of ours."""

_SMALLEST = 0.5
"""Hours of work below which nothing is said: an estimate of ours."""

_CROWD = 3.0
"""Times the agents that a channel keeps busy while open, above which so many are a crowd: an estimate of ours."""

_SOON_S = 4 * 3600.0
"""Seconds of a morning: what is promised later can be done all day. An estimate of ours."""


class Caution(str):
    """Something that a planner should know before the search."""

    __slots__ = ()


@dataclass(frozen=True, kw_only=True)
class _Pile:
    """What waits when agents of a channel come on duty."""

    opening: int
    """The interval."""
    waiting: float
    """Hours of work that came while nobody was on duty."""
    overdue: float
    """Hours of it that fall due before."""
    due: float
    """Hours of it that fall due within the hour after."""


def cautions_of(problem: Problem, load: Load) -> tuple[Caution, ...]:
    """Return what a planner should know: work that piles up, hours paid for nothing, answers never promised."""
    told = [*_promises(problem, load), *_crowds(problem, load), *_paid_while_closed(problem)]
    told += [*later_answers(problem.scenario), *left_at_closing(problem)]
    return tuple(Caution(text) for text in told)


def hint_for(problem: Problem, load: Load, channel: str) -> str:
    """Return what to say beside a channel's promise that cannot be kept; nothing where no work piles up."""
    mine = [text for name, text in _named_promises(problem, load) if name == channel]
    return "".join(f"\n  {text}" for text in mine)


def _promises(problem: Problem, load: Load) -> Iterator[str]:
    yield from (text for _, text in _named_promises(problem, load))


def _named_promises(problem: Problem, load: Load) -> Iterator[tuple[str, str]]:
    """Yield channels whose promise falls due in closed hours or just after, with what to say of it."""
    for number, (name, channel) in enumerate(problem.scenario.channels.items()):
        if channel.target is None or channel.closed_rule != "queue":
            continue
        piles = list(_piles(problem, number, load.active[number], channel.target.within.microseconds))
        if channel.target.clock == "wall":
            worst = max(piles, key=lambda pile: (pile.due, pile.overdue), default=None)
            if worst is not None and worst.due + worst.overdue >= _SMALLEST:
                yield name, _told(problem, name, channel, worst)
        elif channel.target.within.seconds < DAY_SECONDS:
            within = str(channel.target.within)
            if _judged_by(problem, name, "day"):
                piles = [pile for pile in piles if _is_crowd(problem, number, load.active[number], pile)]
            fullest = max(piles, key=lambda pile: pile.waiting, default=None)
            if fullest is None or fullest.waiting < _SMALLEST:
                continue
            if _judged_by(problem, name, "interval"):
                yield name, _all_at_once(problem, name, within, fullest)
            elif _judged_by(problem, name, "day"):
                yield name, _of_a_closed_day(problem, name, within, fullest)


def _told(problem: Problem, name: str, channel: Channel, pile: _Pile) -> str:
    parts = []
    if pile.due >= _SMALLEST:
        parts.append(f"{about_hours(pile.due)} fall due in the first hour after opening")
    if pile.overdue >= _SMALLEST:
        parts.append(f"{about_hours(pile.overdue)} {'' if parts else 'fall due '}before anybody is back")
    clock = f"{'' if channel.hours is not None else 'opening hours and '}{instead(channel)}"
    by_day = ', or staffing.per = "day"' if _judged_by(problem, name, "interval") else ""
    return (
        f"channels.{name}.target runs on while nobody is on duty: of the {about_hours(pile.waiting)} of work that wait "
        f"at opening ({day_and_time(problem.starts[pile.opening])}) {' and '.join(parts)}; add {clock}, so that the "
        f"promise stands still while closed{by_day}"
    )


def _all_at_once(problem: Problem, name: str, within: str, pile: _Pile) -> str:
    return (
        f"channels.{name}.target begins for all of the night at once: {about_hours(pile.waiting)} of work wait at "
        f"opening ({day_and_time(problem.starts[pile.opening])}) and fall due within {within}; promise more time, "
        f'or set staffing.per = "day"'
    )


def _of_a_closed_day(problem: Problem, name: str, within: str, pile: _Pile) -> str:
    return (
        f"channels.{name}.target holds for every day by itself, one on which nobody is on duty, too: "
        f"{about_hours(pile.waiting)} of work wait at opening ({day_and_time(problem.starts[pile.opening])}) and fall "
        f'due within {within}, which takes many agents there; promise more time, or set staffing.per = "week"'
    )


def _judged_by(problem: Problem, name: str, per: str) -> bool:
    """Whether a channel's promise is judged by the interval, the day or the week."""
    return any(goal.owner == name and goal.kind == "service" and goal.per == per for goal in problem.goals)


def _is_crowd(problem: Problem, channel: int, work: Reals, pile: _Pile) -> bool:
    """Whether what came on a day without anybody on duty falls due so soon that it takes far more than its hours do."""
    day, on_duty = problem.space.day, _on_duty(problem, channel)
    days = int(day[-1]) + 1
    before = int(day[pile.opening]) - 1
    target = list(problem.scenario.channels.values())[channel].target
    if (before < 0 and days % DAYS_A_WEEK) or target is None or target.within.seconds > _SOON_S:
        return False
    closed = day == before % days
    soon = pile.waiting * HOUR / target.within.microseconds
    return bool(not on_duty[closed].any() and work[closed].sum() > 0 and soon > 1 + _CROWD * work[on_duty].mean())


def _on_duty(problem: Problem, channel: int) -> Flags:
    """Return whether anybody may be on duty who serves a channel, (I,)."""
    able = problem.simulation.operation.weight[:, channel] > 0
    return np.asarray(problem.space.allowed[able].any(axis=0))


def _crowds(problem: Problem, load: Load) -> Iterator[str]:
    """Yield groups that all take up the night's work at opening, while customers come who cannot wait for that."""
    channels = problem.scenario.channels
    numbers = {name: number for number, name in enumerate(channels)}
    for name, group in problem.scenario.groups.items():
        live = [each for each in group.channels if _cannot_wait(channels[each])]
        waits = [each for each in group.channels if channels[each].kind == "deferred"]
        for each in (each for each in waits if live and each not in group.interruptible):
            piles = _piles(problem, numbers[each], load.active[numbers[each]], 0)
            worst = max(piles, key=lambda pile: pile.waiting, default=None)
            if worst is None:
                continue
            contacts = worst.waiting * 3600 / channels[each].handling.expected_seconds
            busy = sum(load.active[numbers[one], worst.opening] for one in group.channels if one != each)
            if contacts > 1 + 2 * busy:
                yield (
                    f"groups.{name}: about {contacts:.0f} of {each} wait at opening "
                    f"({day_and_time(problem.starts[worst.opening])}); every free agent takes one, and "
                    f"{' and '.join(live)} "
                    f'must wait until it is done; add interruptible = ["{each}"], so that they come first'
                )


def _paid_while_closed(problem: Problem) -> Iterator[str]:
    """Yield groups whose intervals are so long that agents are planned, and paid, while nobody may be there."""
    space, period = problem.space, problem.scenario.period
    known = seconds_of_duty(problem.scenario, clock=problem.clock, grid=space.grid)
    for number, name in enumerate(problem.scenario.groups):
        planned = float(np.diff(space.grid)[space.allowed[number]].sum()) / SECOND
        if name in known and planned > (1 + IDLE_SHARE) * known[name]:
            yield (
                f"groups.{name}: agents are planned and paid for whole intervals of {period.interval}, "
                f"{about_hours(planned / 3600 / period.days)} a day, of which they may be on duty for "
                f"{about_hours(known[name] / 3600 / period.days)}; set a shorter period.interval"
            )


def _cannot_wait(channel: Channel) -> bool:
    return channel.kind in ("voice", "chat") and channel.target is not None and channel.target.within.seconds <= _LIVE_S


def _piles(problem: Problem, channel: int, work: Reals, within: int) -> Iterator[_Pile]:
    """Yield for each opening in the period what came before it, work of shape (I,) agents."""
    on_duty = _on_duty(problem, channel)
    grid, count = problem.space.grid, len(on_duty)
    begins: Times = np.concatenate([grid[:-1] - (grid[-1] - grid[0]), grid[:-1]])
    hours = np.tile(np.maximum(work, 0.0) * np.diff(grid) / HOUR, 2)
    on_duty = np.concatenate([on_duty & (problem.space.day[-1] % DAYS_A_WEEK == DAYS_A_WEEK - 1), on_duty])
    for opening in _openings(on_duty).tolist():
        if opening >= count:
            came = _before(opening, on_duty)
            spare = begins[came] + within - begins[opening]
            yield _Pile(
                opening=opening - count,
                waiting=float(hours[came].sum()),
                overdue=float(hours[came[spare < 0]].sum()),
                due=float(hours[came[(spare >= 0) & (spare < HOUR)]].sum()),
            )


def _before(opening: int, on_duty: Flags) -> Indices:
    """
    Return the intervals since somebody was last on duty.

    Before whole weeks their end comes once more; before other periods nothing is known.
    """
    half = len(on_duty) // 2
    last = np.flatnonzero(on_duty[:opening])
    return np.arange(int(last[-1]) + 1 if len(last) else half, opening)


def _openings(on_duty: Flags) -> Indices:
    """Return the intervals in which somebody comes on duty after nobody was."""
    return np.asarray(np.flatnonzero(on_duty[1:] & ~on_duty[:-1]) + 1, np.int64)
