"""
Promises of single days or intervals that only a crowd would keep, told as such.

Where more and more agents help next to nothing, as when a handful of contacts decides and each of them meets
somebody who is busy for long, the search asks for no more than people in reason give, and says so.
"""

from channelmix.staffing.problem import Problem
from channelmix.staffing.trials import Trials
from channelmix.staffing.wording import WHAT


def let_off_notes(problem: Problem, trials: Trials) -> list[str]:
    """Return what is said of each cell that was let off."""
    return [_told(problem, trials, cell, share=share) for cell, share in sorted(trials.let_off.items())]


def _told(problem: Problem, trials: Trials, cell: int, *, share: float) -> str:
    goal = trials.cells.goals[int(trials.cells.goal[cell])]
    start = problem.starts[int(trials.cells.first[cell])]
    moment = f"{start:%a} {start.day} {start:%b}" + (f" {start:%H:%M}" if goal.per == "interval" else "")
    side = "at least" if goal.at_least else "at most"
    limit, got = (f"{each:.1f}" if goal.is_count else f"{100 * each:.1f} %" for each in (goal.limit, share))
    is_near = share >= goal.limit if goal.at_least else share <= goal.limit
    why = f"too near to {limit} to be sure of it" if is_near else f"where {side} {limit} is promised"
    return (
        f"{goal.owner} on {moment}: {got} {WHAT[goal.kind]}, {why}; no more is asked for, since that "
        "would take over three times as many people around it"
    )
