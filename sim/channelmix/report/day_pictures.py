"""
The day by interval: arrivals and agents on duty, waits where customers hold the line, backlog where work can wait.

The day is the one with the most contacts in the first scenario; a panel stands for each scenario. Values are means over
the replications, as intervals.parquet has them, without intervals of their own.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from channelmix.report.comparison_page import channels_of, groups_of
from channelmix.report.day_chart import Panel, day_chart
from channelmix.report.language import say, told_day
from channelmix.report.numbers import MISSING, Kind, counted, number
from channelmix.report.picture import Picture
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.stored import Study
from channelmix.report.stored_intervals import Row as Interval

Rows = defaultdict[tuple[int, str, str], list[Interval]]
"""Rows of one day, by place of the scenario, kind and name."""

FEW_PLANS = 5
"""More have their days and weeks on the screen only: they would fill a book."""

SETTLES = "start"
"""Channels measured to this moment have customers who hold the line."""


@dataclass(frozen=True)
class What:
    """A column of intervals.parquet, and how it is told."""

    column: str
    words: str
    kind: Kind
    note: str


ARRIVALS = What("offered", "arrivals", Kind.COUNT, "contacts that came in each interval")
WAIT = What("wait_mean_s", "wait", Kind.TIME, "mean wait of those who came in each interval and queued")
BACKLOG = What("backlog", "backlog", Kind.COUNT, "contacts waiting at the end of each interval")
CONVERSATIONS = What("backlog", "conversations waiting", Kind.COUNT, BACKLOG.note)
AGENTS = What("agents", "agents on duty", Kind.COUNT, "mean number on duty in each interval")


def day_pictures(study: Study) -> list[Picture]:
    """Return the pictures of the busiest day; none without contacts."""
    day = busiest_day(study.intervals[0])
    days = [day if any(row["start"].startswith(day) for row in rows) else busiest_day(rows) for rows in study.intervals]
    found: Rows = defaultdict(list)
    for place, (rows, day) in enumerate(zip(study.intervals, days, strict=True)):
        for row in rows:
            if row["start"].startswith(day):
                found[place, row["kind"], row["name"]].append(row)
    return [_picture(study, days, what, name=name, found=found) for what, name in subjects(study)]


def subjects(study: Study) -> Iterator[tuple[What, str]]:
    """Yield what is shown of a day: arrivals and waits or backlog of each channel, agents of each group."""
    for channel in channels_of(study.cases):
        yield ARRIVALS, channel
        settings = next(case.scenario.channels[channel] for case in study.cases if channel in case.scenario.channels)
        yield (WAIT if settings.measured_to == SETTLES else waiting(study, channel)), channel
    for group in groups_of(study.cases):
        yield AGENTS, group


def waiting(study: Study, channel: str) -> What:
    """Return what waits in a channel whose work can wait, under the name that it has there."""
    kinds = {case.scenario.channels[channel].kind for case in study.cases if channel in case.scenario.channels}
    return CONVERSATIONS if "messaging" in kinds else BACKLOG


def busiest_day(rows: Sequence[Interval]) -> str:
    """Return the local date with the most contacts."""
    contacts: dict[str, float] = defaultdict(float)
    for row in rows:
        contacts[row["start"][:10]] += row["offered"] or 0.0
    return max(contacts, key=lambda day: contacts[day])


def _picture(study: Study, days: Sequence[str], what: What, *, name: str, found: Rows) -> Picture:
    kind = "group" if what is AGENTS else "channel"
    panels = [
        Panel(case.name, [row["start"] for row in rows], [row[what.column] for row in rows])
        for place, case in enumerate(study.cases)
        if (rows := found.get((place, kind, name)))
    ]
    title = f"{name}: {say(what.words)}"
    times = counted(study.cases[0].summary["replications"], "replication")
    notes = (f"{say(what.note)}; {_told(days)}; {say('means over {times}', times=times)}",)
    chart, printed = day_chart(title, what.kind, panels, steps=what is AGENTS), len(study.cases) <= FEW_PLANS
    return Picture(title, chart, _sheet(title, what, panels), notes, on_paper=printed)


def _told(days: Sequence[str]) -> str:
    names = [told_day(day, "full") for day in map(date.fromisoformat, dict.fromkeys(days))]
    return say("the day with most contacts, {days}", days=", ".join(names))


def _sheet(title: str, what: What, panels: Sequence[Panel]) -> Sheet:
    """Return the values by time of day; an hour that clocks show twice has two rows."""
    times: dict[tuple[str, int], dict[int, float | None]] = {}
    for place, panel in enumerate(panels):
        seen: dict[str, int] = defaultdict(int)
        for start, value in zip(panel.starts, panel.values, strict=True):
            seen[start[11:16]] += 1
            times.setdefault((start[11:16], seen[start[11:16]]), {})[place] = value
    rows = tuple(
        Row(time, tuple(Cell(_written(values.get(place), what.kind)) for place in range(len(panels))))
        for (time, _), values in sorted(times.items())
        if any(values.values())
    )
    notes = (say("times without any are left out"),)
    return Sheet(title, say("from"), tuple(panel.name for panel in panels), rows, notes)


def _written(value: float | None, kind: Kind) -> str:
    return MISSING if value is None else number(value, kind)
