"""
On how many replications promises are judged, and on how many all other figures stand.

Promises of single periods are judged on more customers than ``run`` was asked for, where that takes little time. So a
target may be "not sure" over the whole period while the promise of every day is kept: no contradiction, and it is said.
"""

from collections.abc import Iterable, Iterator, Sequence

from channelmix.report.cases import Case, level_verdict
from channelmix.report.language import say, told_number
from channelmix.report.numbers import counted
from channelmix.report.plan_promises import Goal, Promises

_FIGURE = {"service": "service_level", "response": "response_level"}
"""The figure of a channel over the whole period that belongs to a promise."""

_MORE = (
    "promises by the day or interval are judged on {many}, all other figures and their 'met' or 'not sure' on the "
    "first {few} of them: what is kept, the promises tell more surely"
)
_FEWER = "promises by the day or interval are judged on the first {many}, all other figures on {few}"


def goals_in(case: Case) -> Sequence[Goal]:
    """Return the promises that a run judged; nothing where it judged none."""
    return Promises.model_validate({"promises": case.summary.get("promises")}).goals


def judged_notes(cases: Iterable[Case], goals: Sequence[Goal] = ()) -> Iterator[str]:
    """
    Yield on how many replications promises are judged where all other figures are of others, and what seems odd there.

    Args:
        cases: Plans, side by side or one alone.
        goals: Of all plans whose run did not judge any itself, such as the one that ``staff`` found.
    """
    judged = [(case, found) for case in cases if (found := goals_in(case) or goals)]
    unlike = [(case, found) for case, found in judged if _times(found) not in (0, case.summary["replications"])]
    sizes = ((_times(found), case.summary["replications"]) for case, found in unlike)
    for many, few in dict.fromkeys(sizes):
        told_few = told_number(f"{few:,}") if many > few else counted(few, "replication")
        yield say(_MORE if many > few else _FEWER, many=counted(many, "replication"), few=told_few)
    yield from _seeming_odd(unlike, is_alone=len(judged) == 1)


def _times(goals: Sequence[Goal]) -> int:
    """Return on how many replications promises were judged; 0 where that is not known."""
    return max((goal.checked_on for goal in goals), default=0)


_KEPT = (
    "{promise}: kept throughout on {many}{by}; 'not sure' over the whole period is what the first {few} alone can "
    "tell, and does not contradict it"
)
_KEPT_IN_REACH = (
    "{promise}: kept throughout on {many}{by}, what nobody can keep left out; '{verdict}' over the whole period counts "
    "that too, and does not contradict it"
)


def _seeming_odd(judged: Sequence[tuple[Case, Sequence[Goal]]], *, is_alone: bool) -> Iterator[str]:
    """Yield which promises are kept in every period, while the target over all of it looks as if it were not."""
    plans: dict[tuple[str, str, str, str, str], list[str]] = {}
    for case, goals in judged:
        few = case.summary["replications"]
        for goal in goals:
            verdict = _odd_verdict(case, goal)
            is_in_part = bool(goal.out_of_reach or goal.let_off)
            if not verdict or not (is_in_part or (verdict == "not sure" and goal.checked_on > few)):
                continue
            text = _KEPT_IN_REACH if is_in_part else _KEPT
            many = counted(goal.checked_on, "replication")
            plans.setdefault((text, goal.told, verdict, many, told_number(f"{few:,}")), []).append(case.name)
    for (text, promise, verdict, many, few), names in plans.items():
        by = "" if is_alone else f" ({', '.join(names)})"
        yield say(text, promise=promise, many=many, few=few, verdict=say(verdict), by=by)


def _odd_verdict(case: Case, goal: Goal) -> str:
    """Return the verdict over the whole period that belongs to a promise kept in all periods, where it is not "met"."""
    if not goal.cells or goal.below or goal.kind not in _FIGURE or goal.of not in case.summary["channels"]:
        return ""
    verdict = level_verdict(case, goal.of, _FIGURE[goal.kind])
    return verdict if verdict in ("not sure", "missed") else ""
