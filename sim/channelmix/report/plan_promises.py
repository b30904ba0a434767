"""
What was asked of a plan that ``staff`` found, and how well it is kept: hour by hour or day by day, as it was searched.

A target over the whole period may be missed where all that can be kept is kept: work falls due while nobody is on duty.
So the promises stand first, and what is out of anybody's reach is named.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from math import inf
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from channelmix.errors import RunFolderError
from channelmix.report.amounts import percent
from channelmix.report.language import say, told_day, told_number
from channelmix.report.numbers import Kind, counted, duration, number_beside
from channelmix.report.sheets import Cell, Row, Sheet
from channelmix.report.sound import LARGEST, Count, Strict, check_shape

STAFFING = "staffing.json"
"""File of a run folder in which ``staff`` says what it found."""

MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$"
Limit = Annotated[float, Field(ge=0, le=LARGEST)]

_FEW = 3
"""Periods in which less than promised came out that are named one by one."""

_WHAT = {
    "service": "{of}: at least {limit} in time",
    "response": "{of}: at least {limit} of later messages in time",
    "delayed": "{of}: at most {limit} wait at all",
    "abandoned": "{of}: at most {limit} give up",
    "backlog": "{of}: at most {limit} still waiting when the day's work ends",
    "occupancy": "{of}: at most {limit} of the agents' time busy",
}
_PER = {"interval": "every interval", "day": "every day", "week": "every week"}


class Less(Strict):
    """A period in which less than promised came out."""

    at: Annotated[str, Field(pattern=MOMENT)]
    came_out: Annotated[float, Field(ge=-LARGEST, le=LARGEST)] | None
    """None where nobody was served."""


class Goal(Strict):
    """A promise of a channel or group, and in how many periods it is kept on fresh customers."""

    kind: Literal["service", "response", "delayed", "abandoned", "backlog", "occupancy"]
    of: str
    at_least: Limit | None = None
    at_most: Limit | None = None
    per: Literal["interval", "day", "week"]
    cells: Count
    kept: Count
    """In how many periods it is kept on the average of the replications, beyond chance or barely."""
    barely: Count
    """In how many of these it is kept by no more than chance."""
    doubtful: Count
    """In how many less than promised came out, by no more than the simulation's error."""
    missed: Count
    out_of_reach: Count
    let_off: Count = 0
    """In how many periods only a crowd would keep it, so that less is asked; they are not counted as kept."""
    joined: Count = 0
    """How many of the periods are several intervals together, since few contacts come in each."""
    joined_up_to_s: Limit = 0.0
    """How long the longest of them is."""
    alike: Sequence[Sequence[Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]]] = ()
    """Days that are judged together since they are alike."""
    checked_on: Count = 0
    """Replications on which it was judged; 0 where that is not known."""
    worst: Annotated[float, Field(ge=-LARGEST, le=LARGEST)] | None
    worst_at: Annotated[str, Field(pattern=MOMENT)] | None
    less_at: Sequence[Less] = ()
    """When less than promised came out; nothing where that is not known."""

    @property
    def limit(self) -> float:
        """What was promised: a share, or a number of contacts."""
        return self.at_least if self.at_least is not None else self.at_most or 0.0

    @property
    def told(self) -> str:
        """The promise in words."""
        told = told_number(f"{self.limit:,g}") if self.kind == "backlog" else percent(self.limit)
        return f"{say(_WHAT[self.kind], of=self.of, limit=told)}, {say(_PER[self.per])}"

    def alike_to(self, at: str) -> int:
        """Return with how many other days the one of a moment is judged together."""
        day = at.partition("T")[0]
        return next((len(days) - 1 for days in self.alike if days[0] == day), 0)

    @property
    def below(self) -> int:
        """In how many periods less than promised came out."""
        return self.cells - self.kept

    @property
    def worst_first(self) -> list[Less]:
        """The periods in which less than promised came out, by how much less."""
        sign = 1 if self.at_least is not None else -1
        return sorted(self.less_at, key=lambda each: -inf if each.came_out is None else sign * each.came_out)


class _Staffing(Strict):
    goals: list[Goal]
    checked_on: Count = 0
    cautions: list[str] = Field(default_factory=list)
    let_off: list[str] = Field(default_factory=list)


def goals_of(folder: Path) -> Sequence[Goal]:
    """
    Return what was asked of the plan in a run folder; nothing where ``staff`` left none.

    Raises:
        RunFolderError: If its staffing.json does not hold what ``staff`` writes.
    """
    staffing = _staffing(folder)
    return [goal.model_copy(update={"checked_on": staffing.checked_on}) for goal in staffing.goals]


def cautions_of(folder: Path) -> Sequence[str]:
    """
    Return what ``staff`` warned of beside the plan in a run folder, in English; nothing where it left none.

    Raises:
        RunFolderError: If its staffing.json does not hold what ``staff`` writes.
    """
    staffing = _staffing(folder)
    return [*staffing.cautions, *staffing.let_off]


def _staffing(folder: Path) -> _Staffing:
    path = folder / STAFFING
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return _Staffing(goals=[])
    except OSError as error:
        raise RunFolderError(f"{path}: cannot be read (got '{error.strerror or error}'); staff again") from None
    except (ValueError, RecursionError):
        raise RunFolderError(f"{path}: must be JSON as staff writes it (got other text); staff again") from None
    return check_shape(path, _Staffing, found)


class _Promises(Strict):
    goals: list[Goal]
    checked_on: Count


class Promises(Strict):
    """How well a run's plan keeps its promises, where that was judged."""

    promises: _Promises | None = None

    @property
    def goals(self) -> Sequence[Goal]:
        """Each promise."""
        if self.promises is None:
            return ()
        known = {"checked_on": self.promises.checked_on}
        return [goal.model_copy(update=known) for goal in self.promises.goals]


def goal_lines(goals: Sequence[Goal]) -> Iterator[str]:
    """Yield how many promises of single periods the plan keeps, which it does not, and which a crowd or nobody can."""
    every, kept = sum(goal.cells for goal in goals), sum(goal.kept for goal in goals)
    if not every:
        return
    parts = {"kept": told_number(f"{kept:,}"), "every": told_number(f"{every:,}")}
    if kept == every:
        told = say("The plan keeps all {every} promises that can be kept, each by itself.", **parts)
        yield f"{told} {_barely(goals)}"
    else:
        yield say("The plan keeps {kept} of {every} promises, each by itself.", **parts)
        if missed := _listed(goals, attrgetter("missed")):
            yield say("Missed: {periods}.", periods=missed)
        if doubtful := _doubtful(goals):
            text = "Doubtful, a little less than promised but within the simulation's error: {periods}."
            yield say(text, periods=doubtful)
    yield from left_out_lines(goals)


def left_out_lines(goals: Sequence[Goal]) -> Iterator[str]:
    """Yield which promises only a crowd would keep, and which nobody can."""
    crowded = _listed(goals, attrgetter("let_off"))
    if crowded:
        text = (
            "These would take far more people than the work needs, so less is asked and they do not count: {periods}."
        )
        yield say(text, periods=crowded)
    beyond = _listed(goals, attrgetter("out_of_reach"))
    if beyond:
        text = (
            "Out of reach however many agents there are, mostly since contacts fall due while nobody is on duty, and "
            "left out: {periods}."
        )
        yield say(text, periods=beyond)


def _barely(goals: Sequence[Goal]) -> str:
    """Return how many of the promises are kept by no more than chance, and that each is a mean."""
    count = sum(goal.barely for goal in goals)
    pers = {goal.per for goal in goals if goal.cells}
    mean = say(_MEAN[pers.pop() if len(pers) == 1 else "several"])
    if not count:
        return mean
    texts = {
        True: "{count} of these is kept barely: on other days like these it may be missed.",
        False: "{count} of these are kept barely: on other days like these they may be missed.",
    }
    return f"{say(texts[count == 1], count=told_number(f'{count:,}'))} {mean}"


_MEAN = {
    "interval": "Each promise is judged on the average over the replications; in a single such interval it may be "
    "missed.",
    "day": "Each promise is judged on the average over the replications; on a single such day it may be missed.",
    "week": "Each promise is judged on the average over the replications; in a single such week it may be missed.",
    "several": "Each promise is judged on the average over the replications; on a single such day or in a single such "
    "interval it may be missed.",
}
"""What a promise that is kept on the average is not, by what promises are judged over."""


def _listed(goals: Sequence[Goal], count_of: Callable[[Goal], int]) -> str:
    """Return whose promises have such periods, and how many."""
    return ", ".join(f"{_owner(goal)} ({counted(count, goal.per)})" for goal in goals if (count := count_of(goal)))


def _doubtful(goals: Sequence[Goal]) -> str:
    """Return whose promises it is not sure are missed, and when where that is known and not often."""
    told = []
    for goal in (goal for goal in goals if goal.doubtful):
        is_told = 0 < len(goal.less_at) <= _FEW and not goal.missed
        when = (told_when(goal, each.at) for each in goal.less_at)
        told.append(f"{_owner(goal)} ({', '.join(when) if is_told else counted(goal.doubtful, goal.per)})")
    return ", ".join(told)


def _owner(goal: Goal) -> str:
    return say("{channel}, later messages", channel=goal.of) if goal.kind == "response" else goal.of


def goals_sheet(goals: Sequence[Goal]) -> Sheet:
    """Return each promise: in how many periods it is kept, where it came out worst, what is out of reach."""
    columns = (say("kept"), say("worst"), say("out of reach"))
    rows = tuple(
        Row(
            goal.told,
            (
                Cell(told_kept(goal), told_not_kept(goal)),
                Cell(*told_worst(goal)),
                Cell(told_number(f"{goal.out_of_reach:,}")),
            ),
        )
        for goal in goals
    )
    judged = max((goal.checked_on for goal in goals), default=0)
    notes = (
        *([doubt] if (doubt := doubt_note(goals)) else []),
        *([say("judged on {times}", times=counted(judged, "replication"))] if judged else []),
        say("on customers new to the plan; kept: on the average of the replications at least as promised"),
        *joined_notes(goals),
        *alike_notes(goals),
        say("out of reach: not to be kept however many agents there are; left out"),
    )
    return Sheet(say("What was asked of the plan"), say("promise"), columns, rows, notes)


def joined_notes(goals: Iterable[Goal]) -> Iterator[str]:
    """Yield which promises by the interval are judged over longer spans, and how long these are."""
    text = (
        "{promise}: {count} of {every} are several intervals judged together, up to {time} long, since few contacts "
        "come in each; a single interval may be worse"
    )
    for goal in goals:
        if goal.joined:
            count, every = (told_number(f"{number:,}") for number in (goal.joined, goal.cells))
            yield say(text, promise=goal.told, count=count, every=every, time=duration(goal.joined_up_to_s))


def alike_notes(goals: Iterable[Goal]) -> Iterator[str]:
    """Yield which days are judged together since they are alike, each set of them once."""
    text = "days alike, with the same agents, are judged together: {days}"
    for days in dict.fromkeys(tuple(each) for goal in goals for each in goal.alike):
        yield say(text, days=", ".join(told_day(date.fromisoformat(each), "short") for each in days))


def doubt_note(goals: Sequence[Goal]) -> str:
    """Return how many promises are doubtful, and what that means; "" if none is."""
    count = sum(goal.doubtful for goal in goals)
    text = "doubtful: {count}; a little less came out, within the simulation's error; more replications would tell"
    return say(text, count=told_number(f"{count:,}")) if count else ""


def told_kept(goal: Goal) -> str:
    """Return in how many periods a promise is kept."""
    if not goal.cells:
        return say("nobody came")
    return say("{kept} of {every}", kept=told_number(f"{goal.kept:,}"), every=told_number(f"{goal.cells:,}"))


def told_not_kept(goal: Goal) -> str:
    """Return in how many periods a promise is missed, and in how many that is doubtful; "" if in none."""
    texts = ("{count} missed", goal.missed), ("{count} doubtful", goal.doubtful)
    return "; ".join(say(text, count=told_number(f"{count:,}")) for text, count in texts if count)


def told_worst(goal: Goal) -> tuple[str, str]:
    """Return what came out in the worst period, and when that was; nothing where nobody came."""
    if goal.worst is None or goal.worst_at is None:
        return "", ""
    return told_share(goal, goal.worst), told_when(goal, goal.worst_at)


def told_share(goal: Goal, share: float) -> str:
    """Return a share or number of contacts as a promise states it."""
    kind = Kind.COUNT if goal.kind == "backlog" else Kind.SHARE
    return number_beside(share, kind, goal.limit, at_least=goal.at_least is not None)


def told_when(goal: Goal, at: str) -> str:
    """Return the day of a period, or its day and time; of days alike the first, and how many others there are."""
    when = datetime.fromisoformat(at)
    time = "" if goal.per in ("day", "week") else f" {when:%H:%M}"
    told, others = f"{told_day(when.date(), 'short')}{time}", goal.alike_to(at)
    return say("{when} and {days} alike", when=told, days=counted(others, "day")) if others else told


def told_moment(goal: Goal, at: str, share: float | None) -> str:
    """Return when a period was, and what came out in it."""
    return f"{told_when(goal, at)} {say('nobody served') if share is None else told_share(goal, share)}"
