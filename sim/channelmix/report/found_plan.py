"""
The plan that ``staff`` left in a run folder, to be written again in another language.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from channelmix.placeless import as_sentence
from channelmix.report.cautions import told_caution
from channelmix.report.language import say, told_number
from channelmix.report.plan_promises import STAFFING, Goal, left_out_lines, told_kept
from channelmix.report.promises_page import short_lines
from channelmix.report.sound import LARGEST, Count, Moment, Shift, Strict, check_shape

if TYPE_CHECKING:
    from channelmix.scenario import Scenario

Amount = Annotated[float, Field(ge=0, le=LARGEST)]


class _Group(Strict):
    agents: list[Count]
    paid_hours: Amount
    cost: Amount
    has_price: bool = False


class _Found(Strict):
    checked_on: Count
    cautions: list[str] = Field(default_factory=list)
    let_off: list[str] = Field(default_factory=list)
    starts: list[Moment]
    groups: dict[str, _Group]
    shifts: list[Shift] | None = None


def found_plan(folder: Path, scenario: "Scenario") -> dict[str, Any] | None:
    """
    Return the plan in a run folder of ``staff`` as plain values; None where the folder does not hold it whole.

    Raises:
        RunFolderError: If its staffing.json does not hold what ``staff`` writes.
    """
    path = folder / STAFFING
    found = check_shape(path, _Found, json.loads(path.read_bytes())) if path.is_file() else None
    if found is None or set(found.groups) != set(scenario.groups):
        return None
    is_whole = all(len(group.agents) == len(found.starts) for group in found.groups.values())
    return found.model_dump(exclude_none=True) if is_whole else None


def promise_lines(goals: Sequence[Goal], checked_on: int, cautions: Iterable[str] = ()) -> Iterator[str]:
    """Yield each promise and how well it is kept, on how many replications that was seen, and what else to heed."""
    for goal in goals:
        yield f"{goal.told}: {told_kept(goal)}."
        yield from (f"{line}." for line in short_lines(goal))
    text = "Checked on {replications} replications of customers whom the search had not met."
    yield say(text, replications=told_number(f"{checked_on:,}"))
    yield from left_out_lines(goals)
    yield from (f"{say('Please note')}: {as_sentence(told_caution(each))}" for each in cautions)
