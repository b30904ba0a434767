"""
Which promises a plan keeps, each interval or day by itself: for one plan, and for several side by side.

Those with anything missed stand first, with when and what came out; the figures are those of ``staff`` and its check.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from channelmix.report.cases import Case
from channelmix.report.judged_on import goals_in
from channelmix.report.language import say, told_number
from channelmix.report.numbers import counted
from channelmix.report.plan_promises import (
    Goal,
    alike_notes,
    doubt_note,
    joined_notes,
    told_kept,
    told_moment,
    told_not_kept,
    told_worst,
)
from channelmix.report.sheets import Cell, Row, Sheet

_MOST_NAMED, _IN_CELL = 3, 1
"""Periods with less than promised that are named one by one, below a table and in its cells."""

_OF_ONE = {
    "interval": "Promises by the interval: {kept} of {every} kept",
    "day": "Promises by the day: {kept} of {every} kept",
    "week": "Promises by the week: {kept} of {every} kept",
    "": "Promises, each by itself: {kept} of {every} kept",
}
"""What the table of one plan is called, by what its promises are judged over; "" if over several."""

_OF_SEVERAL = {
    "interval": "Promises by the interval",
    "day": "Promises by the day",
    "week": "Promises by the week",
    "": "Promises, each by itself",
}
"""The same of a table in which several plans stand side by side."""


@dataclass(frozen=True)
class Kept:
    """What a plan keeps."""

    goals: Sequence[Goal]

    @property
    def kept(self) -> int:
        """In how many periods promises are kept."""
        return sum(goal.kept for goal in self.goals)

    @property
    def every(self) -> int:
        """In how many periods there was anything to keep."""
        return sum(goal.cells for goal in self.goals)

    @property
    def keeps_all(self) -> bool:
        """Whether every promise is kept, and none was left out since nobody could keep it."""
        return 0 < self.every == self.kept and not any(goal.out_of_reach or goal.let_off for goal in self.goals)

    @property
    def per(self) -> str:
        """Over what all of them must hold; nothing where they differ."""
        found = {goal.per for goal in self.goals}
        return found.pop() if len(found) == 1 else ""


def kept_by(case: Case) -> Kept | None:
    """Return what a run says of its promises; None where they were not judged."""
    goals = goals_in(case)
    return Kept(goals) if goals else None


def promise_sheets(case: Case) -> tuple[Sheet, ...]:
    """Return the table of what one plan keeps; none where it was not judged."""
    found = kept_by(case)
    if found is None:
        return ()
    goals = _missed_first(found.goals)
    rows = tuple(Row(goal.told, (Cell(told_kept(goal), told_not_kept(goal)), Cell(_worst(goal)))) for goal in goals)
    title = say(_OF_ONE[found.per], kept=told_number(f"{found.kept:,}"), every=told_number(f"{found.every:,}"))
    columns = (say("kept"), say("worst"))
    return (Sheet(title, say("promise"), columns, rows, (*which_notes(goals), *_notes([found]))),)


def promises_beside(cases: Sequence[Case]) -> tuple[Sheet, ...]:
    """Return the table of what several plans keep; none where not one of them was judged."""
    found = [kept_by(case) for case in cases]
    judged = [each for each in found if each is not None]
    if not judged:
        return ()
    told = dict.fromkeys(goal.told for goal in _missed_first([goal for each in judged for goal in each.goals]))
    rows = [Row(say("all"), tuple(Cell(_in_all(each)) for each in found))]
    for number, promise in enumerate(told):
        rows.append(Row(promise, tuple(_beside(each, promise) for each in found), opens_section=number == 0))
    pers = {each.per for each in judged}
    title = say(_OF_SEVERAL[pers.pop() if len(pers) == 1 else ""])
    return (Sheet(title, say("promise"), tuple(case.name for case in cases), tuple(rows), tuple(_notes(judged))),)


def promise_lines(cases: Sequence[Case], goals: Sequence[Goal] = ()) -> Iterator[tuple[str, ...]]:
    """Yield of each plan and promise for a workbook: kept in how many periods, what is not, the worst, and on what."""
    for case in cases:
        for goal in goals_in(case) or goals:
            share, when = told_worst(goal)
            judged = counted(goal.checked_on, "replication") if goal.checked_on else ""
            yield case.name, goal.told, told_kept(goal), told_not_kept(goal), share, when, judged


_IN_WORDS = {
    "interval": "Promises kept, each interval by itself, judged on {times}: {plans}.",
    "day": "Promises kept, each day by itself, judged on {times}: {plans}.",
    "week": "Promises kept, each week by itself, judged on {times}: {plans}.",
    "": "Promises kept, each by itself, judged on {times}: {plans}.",
}


_ALL_KEEP = {
    "interval": "{plans} keep every promise, interval by interval ({kept}; judged on {times}).",
    "day": "{plans} keep every promise, day by day ({kept}; judged on {times}).",
    "week": "{plans} keep every promise, week by week ({kept}; judged on {times}).",
    "": "{plans} keep every promise, each judged by itself ({kept}; judged on {times}).",
}
"""What is said where nothing at all is missed, nor left out since nobody could keep it."""


def all_keep_all(cases: Sequence[Case]) -> list[str]:
    """Return in words that all of several plans keep every promise; nothing where that is not so."""
    judged = list(map(kept_by, cases))
    found = [each for each in judged if each is not None and each.keeps_all]
    if len(found) < len(cases) or len(cases) < 2:
        return []
    told = list(map(_in_all, found))
    each = [f"{case.name} {kept}" for case, kept in zip(cases, told, strict=True)]
    kept = say("{kept} each", kept=told[0]) if len(set(told)) == 1 else "; ".join(each)
    plans = say("Both plans") if len(cases) == 2 else say("All {count} plans", count=told_number(f"{len(cases):,}"))
    pers = {promises.per for promises in found}
    text = _ALL_KEEP[pers.pop() if len(pers) == 1 else ""]
    return [say(text, plans=plans, kept=kept, times=_judged_on(found))]


def promises_kept(cases: Sequence[Case]) -> list[str]:
    """Return in words how many promises each plan keeps, the most first; nothing where not all were judged."""
    found = [(case.name, promises) for case in cases if (promises := kept_by(case)) is not None]
    if len(found) < len(cases):
        return []
    if together := all_keep_all(cases):
        return together
    ranked = sorted(found, key=lambda each: each[1].every - each[1].kept)
    plans = "; ".join(f"{name} {_in_all(promises)}" for name, promises in ranked)
    pers = {promises.per for _, promises in found}
    times = _judged_on([promises for _, promises in found])
    return [say(_IN_WORDS[pers.pop() if len(pers) == 1 else ""], times=times, plans=plans)]


def keeping_all(cases: Sequence[Case]) -> list[str]:
    """Return which plans keep all of their promises that anybody can keep, each judged by itself."""
    found = ((case.name, kept_by(case)) for case in cases)
    return [name for name, promises in found if promises is not None and 0 < promises.every == promises.kept]


def _judged_on(found: Sequence[Kept]) -> str:
    return counted(max(goal.checked_on for each in found for goal in each.goals), "replication")


def _missed_first(goals: Iterable[Goal]) -> list[Goal]:
    return sorted(goals, key=lambda goal: goal.below == 0)


def _in_all(found: Kept | None) -> str:
    if found is None:
        return ""
    return say("{kept} of {every}", kept=told_number(f"{found.kept:,}"), every=told_number(f"{found.every:,}"))


def _beside(found: Kept | None, promise: str) -> Cell:
    goal = next((each for each in found.goals if each.told == promise), None) if found else None
    return Cell("") if goal is None else Cell(told_kept(goal), _below(goal, _IN_CELL))


def _below(goal: Goal, most: int) -> str:
    """Return when less than promised came out, and what; the worst few by name."""
    told = [told_moment(goal, each.at, each.came_out) for each in goal.worst_first[:most]]
    more = len(goal.less_at) - len(told)
    if more > 0:
        told.append(say("{count} more", count=told_number(f"{more:,}")))
    return "; ".join(told)


def which_notes(goals: Iterable[Goal]) -> Iterator[str]:
    """Yield of each promise that was short more than once in how many periods that was, and in which by name."""
    for goal in goals:
        if len(goal.less_at) > 1:
            periods = counted(sum(1 + goal.alike_to(each.at) for each in goal.less_at), goal.per)
            text = "{promise}: missed or doubtful, {periods}, the worst first: {which}"
            yield say(text, promise=goal.told, periods=periods, which=_below(goal, _MOST_NAMED))


def short_lines(goal: Goal) -> Iterator[str]:
    """Yield of a promise that was short in which periods, by name; of one that was short but once, too."""
    if len(goal.less_at) == 1:
        text = {True: "{promise}: missed: {which}", False: "{promise}: doubtful: {which}"}[goal.missed > 0]
        yield say(text, promise=goal.told, which=_below(goal, _MOST_NAMED))
    yield from which_notes([goal])


def _worst(goal: Goal) -> str:
    """Return when less than promised came out, or else when it came nearest to that."""
    if goal.less_at:
        return _below(goal, _IN_CELL)
    share, when = told_worst(goal)
    return f"{when} {share}".strip()


def _notes(found: Sequence[Kept]) -> Iterator[str]:
    goals = [goal for each in found for goal in each.goals]
    text = "kept: on the average of {times} at least as promised, judged as staff judges a plan"
    yield say(text, times=_judged_on(found))
    barely, below = sum(goal.barely for goal in goals), sum(goal.below for goal in goals)
    if barely and len(found) == 1:
        count, kept = told_number(f"{barely:,}"), told_number(f"{found[0].kept:,}")
        texts = {
            True: "kept barely: {count} of {kept}; on other days like these it may be missed",
            False: "kept barely: {count} of {kept}; on other days like these they may be missed",
        }
        yield say(texts[barely == 1], count=count, kept=kept)
    if len(found) == 1 and (doubt := doubt_note(goals)):
        yield doubt
    yield from dict.fromkeys(joined_notes(goals))
    yield from alike_notes(goals)
    beyond = list(dict.fromkeys(f"{goal.of} ({counted(goal.out_of_reach, goal.per)})" for goal in goals
                                if goal.out_of_reach))  # fmt: skip
    if beyond:
        yield say("left out, since nobody could keep them however many agents there are: {periods}",
                  periods=", ".join(beyond))  # fmt: skip
    if below:
        yield say(
            "'channelmix staff' tells what it takes to keep what is missed, or that this takes far more people than "
            "the work needs"
        )
