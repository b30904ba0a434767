"""
Plans that go beyond what a scenario allows: more agents than ``max_agents``, fewer than ``min_agents``, closed days.

A plan is somebody's own and is simulated as it stands. But a search keeps to these limits, so that a plan beyond them
is not held against one that was found without that being said.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from channelmix.errors import InputError
from channelmix.scenario.clock_changes import Showing, showing
from channelmix.scenario.closed_days import closed_dates
from channelmix.scenario.draft import Draft
from channelmix.scenario.period import Period
from channelmix.scenario.plan_rows import holds_seconds
from channelmix.scenario.readers import PlanLine
from channelmix.scenario.units import day_and_time
from channelmix.scenario.week import Hours

_MOST_DAYS = 5
"""Closed days that are named."""


def beyond_limits(plan: Sequence[PlanLine], name: str, draft: Draft) -> Iterator[str]:
    """
    Yield what to say of rows of a plan file with more or fewer agents than a scenario allows a group.

    Args:
        plan: The rows of the group.
        name: Of the group.
        draft: The scenario as far as it can be read.
    """
    if draft.staffing is None:
        return
    most, least = draft.staffing.max_agents.get(name), draft.staffing.min_agents.get(name)
    over = [line for line in plan if most is not None and line.agents > most]
    if over:
        worst = max(over, key=lambda line: line.agents)
        yield (
            f"has more agents than staffing.max_agents, {most:,}, in {_rows(over)}, the most {worst.agents:,} on "
            f"{day_and_time(worst.start)}; they are simulated as they are"
        )
    worked = {line.start.date() for line in plan if line.agents and least is not None}
    under = [
        line
        for line in (*plan, *_left_empty(plan, worked, draft))
        if least is not None and line.agents < least and line.start.date() in worked and _is_on_duty(line, name, draft)
    ]
    if under:
        worst = min(under, key=lambda line: line.agents)
        yield (
            f"has fewer agents than staffing.min_agents, {least:,}, in {_rows(under)}, the fewest {worst.agents:,} on "
            f"{day_and_time(worst.start)}; they are simulated as they are"
        )


def on_closed_days(plan: Sequence[PlanLine], period: Period | None) -> Iterator[str]:
    """Yield what to say of agents whom a plan has on days on which ``period.closed_on`` sends everybody home."""
    if period is None:
        return
    last = period.start + timedelta(days=period.days - 1)
    open_after_all = {special.date for special in period.special_days if special.hours is not None}
    days = {line.start.date() for line in plan if line.agents and period.start <= line.start.date() <= last}
    try:
        closed = sorted(closed_dates(period, sorted(days - open_after_all)))
    except InputError:  # which is told with the country
        return
    if closed:
        when = ", ".join(f"{day:%a} {day.day} {day:%b}" for day in closed[:_MOST_DAYS])
        when += f" (+{len(closed) - _MOST_DAYS:,})" if len(closed) > _MOST_DAYS else ""
        yield f"has agents on {when}, closed by period.closed_on; nobody works then, and nobody is paid"


def _left_empty(plan: Sequence[PlanLine], worked: Collection[date], draft: Draft) -> Iterator[PlanLine]:
    """Yield rows of nobody for the times of worked days that a plan leaves empty, in its own steps."""
    step = timedelta(seconds=holds_seconds([line.start for line in plan]))
    timezone = draft.period.timezone if draft.period is not None else "UTC"
    days: dict[date, dict[datetime, PlanLine]] = {day: {} for day in sorted(worked)}
    for line in plan:
        days.get(line.start.date(), {})[line.start] = line
    for day, given in days.items():
        at = datetime.combine(day, time())
        at += (min(given) - at) % step
        while at.date() == day:
            if at not in given and showing(at, timezone) is not Showing.NEVER:
                yield replace(given[min(given)], start=at, agents=0)
            at += step


def _rows(lines: Sequence[PlanLine]) -> str:
    return "1 row" if len(lines) == 1 else f"{len(lines):,} rows"


def _is_on_duty(line: PlanLine, name: str, draft: Draft) -> bool:
    """Whether anybody is there, or the hours of duty, else those of the group's channels, say that somebody may be."""
    if line.agents:
        return True
    period, day = draft.period, line.start.weekday()
    if period is not None and line.start.date() in {each.date for each in period.special_days}:
        return False
    stated = draft.staffing.hours if draft.staffing is not None else None
    group = draft.known_groups.get(name)
    channels = [draft.known_channels[each] for each in group.channels if each in draft.known_channels] if group else []
    every: Sequence[Hours] = (
        [stated.by_weekday[day]]
        if stated is not None
        else [channel.hours.by_weekday[day] for channel in channels if channel.hours is not None]
    )
    second = line.start.hour * 3600 + line.start.minute * 60 + line.start.second
    return any(opens <= second < closes for hours in every for opens, closes in hours)
