"""
The volume files and staff plans that a scenario names: found, read and held against it.

A file is named relative to the scenario file that names it. What is wrong with it is told at its
own line; that it is missing, or says nothing of the channel, is told where the scenario names it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path as FilePath

from channelmix.errors import Mistake
from channelmix.scenario.clock_changes import Showing, first_and_last, times_with
from channelmix.scenario.document import SourceFile, UnreadableError, neighbour, unreadable
from channelmix.scenario.draft import Draft
from channelmix.scenario.logs import LogLine, read_log
from channelmix.scenario.nodes import Node, find
from channelmix.scenario.odd_numbers import odd_cells, odd_volumes
from channelmix.scenario.paths import Path, dotted
from channelmix.scenario.period import Period
from channelmix.scenario.plan_limits import beyond_limits, on_closed_days
from channelmix.scenario.plan_rows import leaves_open, oddities
from channelmix.scenario.readers import PlanLine, VolumeLine, read_plan_file, read_volumes
from channelmix.scenario.settings import quoted
from channelmix.scenario.shift_lines import ShiftLine
from channelmix.scenario.shifts_of_plan import odd_shifts
from channelmix.scenario.week import WEEKDAYS, Hours

Lines = tuple[VolumeLine, ...] | tuple[PlanLine, ...] | tuple[LogLine, ...]

_PLACES = (("channels", "arrivals", "file"), ("channels", "arrivals", "contacts"), ("groups", "agents", "file"))
"""Table, setting and key at which a file may be named."""

_SOME_WEEK = date(2001, 1, 1)
"""Where plans by weekday are laid if the period cannot be read."""


@dataclass
class DataFiles:
    """What the data files of a scenario say, and what is wrong with them."""

    volumes: dict[str, tuple[VolumeLine, ...]] = field(default_factory=dict)
    """By channel."""
    plans: dict[str, tuple[PlanLine, ...]] = field(default_factory=dict)
    """By group."""
    plans_of_shifts: list[str] = field(default_factory=list)
    """Files of plans that tell of which shifts they are made, too."""
    shifts: dict[str, tuple[ShiftLine, ...]] = field(default_factory=dict)
    """Of which a plan is made, by group; absent where its file does not tell."""
    made_of: dict[FilePath, tuple[ShiftLine, ...]] = field(default_factory=dict)
    """By file."""
    logs: dict[str, tuple[LogLine, ...]] = field(default_factory=dict)
    """By channel."""
    files: list[SourceFile] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    """What looks odd in files of volumes and logs."""
    plan_warnings: list[str] = field(default_factory=list)
    """What looks odd in files of plans."""


def named_files(tree: Node) -> dict[Path, Node]:
    """Return the settings that name a data file, by path."""
    found: dict[Path, Node] = {}
    for table, key, last in _PLACES:
        for name in (find(tree, (table,)) or tree).items:
            node = find(tree, (table, name, key, last))
            if node is not None and isinstance(node.value, str) and node.value:
                found[table, name, key, last] = node
    return found


def read_data_files(tree: Node, paths: Mapping[Path, FilePath], draft: Draft) -> DataFiles:
    """
    Read every data file of a scenario, each once.

    Args:
        tree: The merged scenario.
        paths: Where the files lie, by the path of the setting that names them.
        draft: The scenario as far as it can be read.
    """
    data = DataFiles()
    contents: dict[tuple[object, object, FilePath], Lines | None] = {}
    for setting, path in paths.items():
        node = find(tree, setting) or tree
        reason = unreadable(path)
        if reason:
            text = f"{dotted(setting)} names a file that {reason} (got {quoted(node.value)}){neighbour(path)}"
            data.mistakes.append(Mistake(*node.value_position, text))
            continue
        key = (setting[0], setting[-1], path)
        if key not in contents:
            contents[key] = _content(setting, path, draft, data)
        lines = contents[key]
        if lines is not None:
            _hand_out(data, setting, node, lines, draft)
            name = str(setting[1])
            if name in data.plans and path in data.made_of:
                data.shifts[name] = tuple(shift for shift in data.made_of[path] if shift.group == name)
    for (table, _, path), lines in contents.items():
        unused = sorted({_owner(line) for line in lines or ()} - {"", *getattr(draft, str(table))})
        if unused:
            told = data.plan_warnings if table == "groups" else data.warnings
            told.append(f"{path}: rows for {', '.join(unused)} are not used: no such name under [{table}]")
    return data


def _content(setting: Path, path: FilePath, draft: Draft, data: DataFiles) -> Lines | None:
    content = path.read_bytes()
    if path.as_posix() not in {file.path for file in data.files}:
        data.files.append(SourceFile(path.as_posix(), sha256(content).hexdigest(), len(content)))
    try:
        if setting[-1] == "contacts":
            return read_log(path)
        if setting[0] == "channels":
            return read_volumes(path, timezone="UTC" if draft.period is None else draft.period.timezone)
        week_of = draft.period.start if draft.period is not None else _SOME_WEEK
        plan = read_plan_file(path, week_of=week_of)
        data.plan_warnings += plan.notes
        if plan.shifts is not None:
            data.plans_of_shifts.append(path.name)
            data.made_of[path] = plan.shifts
            data.plan_warnings += odd_shifts(str(path), plan.shifts, plan.lines, draft.period)
        return plan.lines
    except UnreadableError as error:
        data.mistakes += error.mistakes
        return None


def _hand_out(data: DataFiles, setting: Path, node: Node, lines: Lines, draft: Draft) -> None:
    """Give a channel or group its lines of a file, or tell that it has none."""
    name, what = str(setting[1]), str(setting[0]).removesuffix("s")
    volumes = tuple(line for line in lines if isinstance(line, VolumeLine) and line.channel == name)
    plan = tuple(line for line in lines if isinstance(line, PlanLine) and line.group in (None, name))
    log = tuple(line for line in lines if isinstance(line, LogLine) and line.channel in (None, name))
    if not volumes and not plan and not log:
        known = sorted({_owner(line) for line in lines} - {""})
        text = f"{dotted(setting)} must be a file with rows for {what} {name} (got {', '.join(known[:8]) or 'no rows'})"
        data.mistakes.append(Mistake(*node.value_position, text))
        return
    open_question = leaves_open(plan) if plan else None
    if open_question is not None:
        data.mistakes.append(Mistake(*node.value_position, f"{dotted(setting)} {open_question}"))
        return
    if volumes:
        data.volumes[name] = volumes
    elif log:
        data.logs[name] = log
    else:
        data.plans[name] = plan
    odd = [
        _days_beyond(volumes or log or plan, draft),
        *_lost(volumes, name, draft),
        *odd_volumes(volumes),
        *_nobody(plan, name, draft),
        *_clock_changes([line.start for line in volumes if line.contacts] or [line.start for line in log], draft),
        *beyond_limits(plan, name, draft),
        *on_closed_days(plan, draft.period),
        *(oddities(plan, draft.period.timezone) if plan and draft.period is not None else ()),
    ]
    told = data.plan_warnings if plan else data.warnings
    told += odd_cells(plan, name)
    told += [f"{node.value_position}: {dotted(setting)} {oddity}" for oddity in odd if oddity]


def _owner(line: VolumeLine | PlanLine | LogLine) -> str:
    return (line.group if isinstance(line, PlanLine) else line.channel) or ""


def _days_beyond(lines: Lines, draft: Draft) -> str | None:
    """Return what to say of days of the period that a file does not cover."""
    if draft.period is None:
        return None
    first, last = min(line.start for line in lines).date(), max(line.start for line in lines).date()
    start, end = draft.period.start, draft.period.end - timedelta(days=1)
    if first <= start and end <= last:
        return None
    if not {line.start.weekday() for line in lines} & weekdays_of(draft.period):
        return None
    return f"covers {first} to {last}, the period is {start} to {end}; other days repeat its nearest same weekday"


def weekdays_of(period: Period) -> set[int]:
    """Return the weekdays that a period has, Monday as 0."""
    return {(period.start + timedelta(days=day)).weekday() for day in range(min(period.days, 7))}


def _lost(volumes: tuple[VolumeLine, ...], name: str, draft: Draft) -> Iterator[str]:
    """Yield what to say of weekdays without rows on which the channel is open, and of rows while it is closed."""
    channel = draft.known_channels.get(name)
    if not volumes or channel is None or channel.hours is None:
        return
    hours = channel.hours.by_weekday
    named = {line.start.weekday() for line in volumes}
    empty = [WEEKDAYS[day] for day in range(7) if hours[day] and day not in named]
    if empty:
        yield f"has no rows on {', '.join(empty)}, when {name} is open; nobody will come then"
    if channel.closed_rule == "reject":
        turned_away = sum(line.contacts for line in volumes if not _is_open(hours[line.start.weekday()], line.start))
        if turned_away:
            yield f"has {turned_away:,.0f} contacts at times when {name} is closed; they will be turned away"


def _nobody(plan: tuple[PlanLine, ...], name: str, draft: Draft) -> Iterator[str]:
    """Yield what to say of weekdays without rows of a plan on which a channel of the group is open."""
    group = draft.known_groups.get(name)
    if not plan or group is None or draft.period is None:
        return
    channels = [draft.known_channels[each] for each in group.channels if each in draft.known_channels]
    played = weekdays_of(draft.period)
    without = [
        WEEKDAYS[day]
        for day in sorted(played - {line.start.weekday() for line in plan})
        if any(channel.hours is None or channel.hours.by_weekday[day] for channel in channels)
    ]
    if without:
        yield f"has no rows on {', '.join(without)}; nobody works then"


def _clock_changes(filled: Sequence[datetime], draft: Draft) -> Iterator[str]:
    """Yield what to say of rows whose local time a change of the clocks skips or shows twice."""
    if draft.period is None:
        return
    skipped = times_with(Showing.NEVER, filled, draft.period.timezone)
    if skipped:
        when = first_and_last(skipped)
        yield f"has contacts at times that the clocks skip ({when}); they come in the rest of that day"
    repeated = times_with(Showing.TWICE, filled, draft.period.timezone)
    if repeated:
        when = first_and_last(repeated)
        yield f"has contacts at times that the clocks show twice ({when}); they come the first time"


def _is_open(hours: Hours, start: datetime) -> bool:
    second = start.hour * 3600 + start.minute * 60 + start.second
    return any(opens <= second < closes for opens, closes in hours)
