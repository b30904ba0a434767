"""
Groups of whom a plan needs nobody, and why as far as that is known.
"""

from typing import Any

from channelmix.staffing.requirement import Requirement


def idle(found: Requirement, number: int, *, in_shifts: bool = False) -> dict[str, Any] | None:
    """
    Return why a plan needs nobody of a group; None if it needs somebody.

    Args:
        found: The plan.
        number: Of the group.
        in_shifts: Whether the plan consists of work shifts.

    Returns:
        ``why``: "closed" (never allowed on duty), "no_template" (no work shift is for it), "no_promise" (nothing is
        promised of its channels), "no_work", or
        "others", with the groups ``by`` whom its promises are kept, and whether their hours cost ``no_more``.
    """
    problem = found.problem
    if found.plan[number].any():
        return None
    groups = list(problem.scenario.groups.items())
    channels = groups[number][1].channels
    promised = [goal for goal in problem.goals if not goal.of_group and goal.owner in channels]
    if not problem.space.allowed[number].any():
        return {"why": "closed"}
    if in_shifts and not any(shift.groups is None or groups[number][0] in shift.groups
                             for shift in problem.scenario.work_shift):  # fmt: skip
        return {"why": "no_template"}
    if not promised:
        return {"why": "no_promise"}
    if not found.load.active[[goal.number for goal in promised]].any():
        return {"why": "no_work"}
    owners = {goal.owner for goal in promised}
    by = [other for other, (_, group) in enumerate(groups) if found.plan[other].any() and owners & set(group.channels)]
    hourly = problem.space.price[:, 0]
    return {
        "why": "others",
        "by": [groups[other][0] for other in by],
        "no_more": bool(all(hourly[other] <= hourly[number] for other in by)),
    }
