"""
What was asked of a plan and how well it is kept, in sentences for tables and workbooks.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channelmix.decimals import decimals_apart
from channelmix.errors import InputError
from channelmix.placeless import as_sentence

if TYPE_CHECKING:
    from channelmix.scenario import Loaded

WHAT = {
    "service": "in time",
    "response": "later messages in time",
    "delayed": "waiting at all",
    "abandoned": "giving up",
    "backlog": "still waiting when the day's work ends",
    "occupancy": "of the agents' time busy",
}

_MOST_NAMED = 4
"""Periods out of reach that are named one by one."""

_MOST_SHORT = 3
"""Periods in which less than promised came out that are named one by one."""


def promised(goal: Mapping[str, Any]) -> str:
    """
    Return what was promised.

    Examples:
        >>> promised({"kind": "service", "of": "phone", "at_least": 0.8, "per": "interval"})
        'phone: at least 80 % in time, every interval'
    """
    side = "at_least" if "at_least" in goal else "at_most"
    limit = f"{goal[side]:g}" if goal["kind"] == "backlog" else f"{100 * goal[side]:g} %"
    return f"{goal['of']}: {side.replace('_', ' ')} {told_amount(limit, goal['kind'])}, every {goal['per']}"


def told_amount(amount: str, kind: str) -> str:
    """
    Return how much of what a promise is about.

    Examples:
        >>> told_amount("80 %", "service"), told_amount("90 %", "response")
        ('80 % in time', '90 % of later messages in time')
    """
    return f"{amount} {'of ' if kind == 'response' else ''}{WHAT[kind]}"


def kept(goal: Mapping[str, Any]) -> str:
    """Return how well a goal is kept on fresh customers."""
    if not goal["cells"]:
        return "nobody came"
    parts = [f"kept in {goal['kept']:,} of {goal['cells']:,}"]
    if goal["barely"]:
        who = "it" if goal["barely"] == 1 else "they"
        parts.append(f"{goal['barely']:,} of these barely: on other days like these {who} may be missed")
    if goal["doubtful"]:
        parts.append(f"doubtful in {goal['doubtful']:,}: a little less came out, within the simulation's error")
    if goal["missed"]:
        parts.append(f"missed in {goal['missed']:,}")
    if goal.get("joined"):
        parts.append(
            f"{goal['joined']:,} of them over several intervals together, up to {goal['joined_up_to_s'] / 3600:.3g} h, "
            "since few contacts come in each"
        )
    if goal.get("beyond"):
        parts.append(goal["beyond"])
    if goal.get("let_off"):
        parts.append(f"{goal['let_off']:,} more would take far more people than the work needs, so less is asked there")
    return "; ".join(parts)


def beyond(starts: Sequence[datetime], per: str, *, kind: str, is_closed: bool) -> str:
    """
    Return which periods of a promise are left out since nobody can keep them, and why.

    Args:
        starts: When each begins.
        per: What each of them is: "interval", "day" or "week".
        kind: Of the promise, such as "service".
        is_closed: Whether contacts of theirs fall due while nobody may be on duty, or agents only stay on then.

    Examples:
        >>> beyond([datetime(2026, 3, 8)], "day", kind="service", is_closed=True)
        "1 more (Sun 8 Mar) is out of anybody's reach and left out: contacts fall due while nobody may be on duty"
    """
    told = [f"{at:%a} {at.day} {at:%b}" + (f" {at:%H:%M}" if per == "interval" else "") for at in starts]
    which = ", ".join(told[:_MOST_NAMED]) + (f" and {len(told) - _MOST_NAMED:,} more" if told[_MOST_NAMED:] else "")
    closed = (
        "who is still at work then is busy" if kind == "occupancy" else "contacts fall due while nobody may be on duty"
    )
    why = closed if is_closed else "more agents than anybody could use miss it"
    verb = "is" if len(told) == 1 else "are"
    return f"{len(told):,} more ({which}) {verb} out of anybody's reach and left out: {why}"


def cover_lines(summary: Mapping[str, Any], warnings: Sequence[str] = ()) -> tuple[str, ...]:
    """
    Return the sentences of a workbook's first sheet: what is kept, what is not asked, and what to heed.

    Args:
        summary: What ``staff`` found.
        warnings: Of the scenario that was staffed.
    """
    checked = f"Checked on {summary['checked_on']:,} replications of customers whom the search had not met."
    lines = [line for goal in summary["goals"] for line in (f"{promised(goal)}: {kept(goal)}.", *_short(goal))]
    heeded = (*warnings, *summary["cautions"], *summary["let_off"])
    alike = (f"{as_sentence(each)}" for each in alike_notes(summary["goals"]))
    return (*lines, checked, *alike, *(f"Please note: {as_sentence(each)}" for each in heeded))


def alike_notes(goals: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield which days are judged together since they are alike, each set of them once."""
    for days in dict.fromkeys(tuple(each) for goal in goals for each in goal.get("alike", ())):
        told = [f"{at:%a} {at.day} {at:%b}" for at in map(date.fromisoformat, days)]
        yield f"{', '.join(told[:-1])} and {told[-1]} are alike: they have the same agents and are judged together"


def _short(goal: Mapping[str, Any]) -> Iterator[str]:
    """Yield in which periods a promise is missed or doubtful, the worst of them by name."""
    less = goal.get("less_at") or ()
    if not less:
        return
    sign = 1 if "at_least" in goal else -1
    worst_first = sorted(less, key=lambda each: -inf if each["came_out"] is None else sign * each["came_out"])
    told = [_came_out(goal, each) for each in worst_first[:_MOST_SHORT]]
    which = "; ".join([*told, f"{len(less) - len(told):,} more"] if len(less) > len(told) else told)
    if len(less) > 1:
        count = sum(1 + _alike_to(goal, each["at"]) for each in less)
        yield f"{promised(goal)}: missed or doubtful, {count:,} {goal['per']}s, the worst first: {which}."
    else:
        yield f"{promised(goal)}: {'missed' if goal['missed'] else 'doubtful'}: {which}."


def _alike_to(goal: Mapping[str, Any], at: str) -> int:
    """Return with how many other days the one of a moment is judged together."""
    return next((len(days) - 1 for days in goal.get("alike", ()) if days[0] == at.partition("T")[0]), 0)


def _came_out(goal: Mapping[str, Any], less: Mapping[str, Any]) -> str:
    """Return when less than promised came out, and what."""
    at, share = datetime.fromisoformat(less["at"]), less["came_out"]
    when = f"{at:%a} {at.day} {at:%b}" + (f" {at:%H:%M}" if goal["per"] == "interval" else "")
    alike = _alike_to(goal, less["at"])
    when += f" and {alike} {'day' if alike == 1 else 'days'} alike" if alike else ""
    if share is None:
        return f"{when} nobody served"
    is_least = "at_least" in goal
    per_unit, unit = (1, "") if goal["kind"] == "backlog" else (100, " %")
    limit = per_unit * goal["at_least" if is_least else "at_most"]
    return f"{when} {per_unit * share:,.{decimals_apart(per_unit * share, limit, at_least=is_least)}f}{unit}"


def still_left(left: Sequence[str]) -> Iterator[str]:
    """
    Yield what to say of what was asked for and not found, since the search was stopped.

    Examples:
        >>> list(still_left(["phone: 90 % within 20 s", "--shifts"]))
        ['stopped before this was found: phone: 90 % within 20 s, --shifts']
    """
    if left:
        yield f"stopped before this was found: {', '.join(left)}"


def without_shifts(loaded: "Loaded") -> Iterator[str]:
    """Yield what to say where a plan that may be made of shifts is held against agents who need not fit into any."""
    has_templates, file = bool(loaded.scenario.work_shift), ", ".join(loaded.plans_of_shifts)
    if file:
        yield (
            f"{file} is made of shifts, and the plan found is not: agents who come and go at any interval cost less "
            "than shifts can, so that what yours takes more may be no saving; "
            + ("add --shifts" if has_templates else "give [[work_shift]] and add --shifts")
        )
    elif has_templates:
        yield (
            "the plan found is not made of shifts: if yours is, what it takes more may be no saving; --shifts beside "
            "--against holds it against shifts"
        )


def check_free(place: Path, *, instead_of: bytes | None = None) -> None:
    """
    Make sure that a plan may be written to a place.

    Args:
        place: The file.
        instead_of: What it may hold; absent: it must not be there.

    Raises:
        InputError: If the file is there already, has no folder, one that cannot be written in, or another ending
            than .xlsx or .csv.
    """
    if place.suffix.casefold() not in (".xlsx", ".csv"):
        raise InputError(f"{place}: a plan is written to a file that ends in .xlsx or .csv (got {place.suffix!r})")
    if place.is_symlink() and not place.exists():
        raise InputError(f"{place} cannot be written: it is a link to what is not there; choose another name")
    if place.exists() and (instead_of is None or place.read_bytes() != instead_of):
        raise InputError(f"{place} is there already and is not overwritten; move it away or choose another name")
    if not place.parent.is_dir():
        raise InputError(f"{place} cannot be written: there is no folder {place.parent}; make it, or choose another")
    if not os.access(place.parent, os.W_OK):
        raise InputError(f"{place} cannot be written: nothing can be written in {place.parent}; choose another folder")


def write_plan(place: Path, contents: Mapping[str, bytes], *, instead_of: bytes | None = None) -> bytes:
    """
    Write the content that belongs to a file's ending, and return it; nothing of others is overwritten.

    Args:
        place: The file.
        contents: By ending, such as ".xlsx".
        instead_of: What the file may hold, since we wrote it; absent: it must not be there.

    Raises:
        InputError: If the file is there already, has another ending, or cannot be written.
    """
    check_free(place, instead_of=instead_of)
    content = contents[place.suffix.casefold()]
    is_begun = False
    try:
        if instead_of is not None and place.exists():
            partial = place.with_name(f".{place.name}-{os.getpid()}")
            partial.write_bytes(content)
            partial.replace(place)
            return content
        with place.open("xb") as file:
            is_begun = True
            file.write(content)
    except FileExistsError:
        raise InputError(
            f"{place} is there already and is not overwritten; move it away or choose another name"
        ) from None
    except OSError as error:
        if is_begun:
            place.unlink(missing_ok=True)
        raise InputError(f"{place} cannot be written ({error.strerror or error})") from error
    return content
