"""
Promises of single days or intervals that only a crowd would keep, told as such.

Where more and more agents help next to nothing, as when a handful of contacts decides and each of them meets
somebody who is busy for long, the search asks for no more than people in reason give, and says so.
"""

from channelmix.staffing.requirement import Requirement
from channelmix.staffing.wording import WHAT


def let_off_notes(found: Requirement) -> list[str]:
    """Return what is said of each cell that was let off: how the plan found fares there on fresh customers."""
    return [_told(found, cell) for cell in sorted(found.trials.let_off) if found.check.weight[cell] > 0]


def _told(found: Requirement, cell: int) -> str:
    goal, share = found.cells.goals[int(found.cells.goal[cell])], float(found.check.share[cell])
    start = found.problem.starts[int(found.cells.first[cell])]
    moment = f"{start:%a} {start.day} {start:%b}" + (f" {start:%H:%M}" if goal.per == "interval" else "")
    side = "at least" if goal.at_least else "at most"
    limit, got = (f"{each:.1f}" if goal.is_count else f"{100 * each:.1f} %" for each in (goal.limit, share))
    is_near = share >= goal.limit if goal.at_least else share <= goal.limit
    why = f"too near to {limit} to be sure of it" if is_near else f"where {side} {limit} is promised"
    return (
        f"{goal.owner} on {moment}: {got} {WHAT[goal.kind]}, {why}; no more is asked for, since that "
        "would take over three times as many people around it"
    )
