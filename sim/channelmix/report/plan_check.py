"""
What the check of a plan came to, in one line: whether fresh customers saw every promise kept, and if not, whether
chance may account for it.
"""

from collections.abc import Mapping
from typing import Any

from channelmix.report.plan_promises import Goal, told_moment

_MOST_NAMED = 3
"""Periods with less than promised that are named."""


def verdict(summary: Mapping[str, Any]) -> str:
    """
    Return how many promises of single periods a plan keeps on fresh customers; nothing where it is judged by paths.

    Args:
        summary: What ``staff`` found, as plain values.

    Examples:
        >>> verdict({"goals": [], "check": {"cells": 26, "kept": 26, "most_short": 1, "passed": True}})
        'Check on customers new to the plan: all 26 promises kept, each by itself'
    """
    check: Mapping[str, Any] | None = summary.get("check")
    if check is None or not check["cells"]:
        return ""
    where = "Check on customers new to the plan"
    short = check["cells"] - check["kept"]
    if not short:
        every = f"all {check['cells']:,} promises kept, each by itself"
        return f"{where}: {every if check['cells'] > 1 else 'the promise is kept'}"
    less, missed = _short(summary), sum(goal["missed"] for goal in summary["goals"])
    named = "; ".join(less[:_MOST_NAMED]) + ("; ..." if len(less) > _MOST_NAMED else "")
    return f"{where}: {short:,} of {check['cells']:,} promises short ({named}); {_by_chance(check, short, missed)}"


def _by_chance(check: Mapping[str, Any], short: int, missed: int) -> str:
    """Return whether chance explains the promises that are short, and if not, by which of its rules."""
    sure, most = f"at staffing.confidence = {check['confidence']:g}", check["most_short"]
    if check["passed"]:
        return f"chance explains that: {sure} up to {most:,} may be short, none of them clearly"
    if not most:
        return f"chance does not explain that: {sure} none may be short"
    if short <= most:
        those = "it is" if short == 1 else "one of them is" if missed == 1 else f"{missed:,} of them are"
        return f"chance does not explain that: {those} short by more than chance accounts for"
    return f"chance does not explain that: {sure} only up to {most:,} may be short, and none of them clearly"


def _short(summary: Mapping[str, Any]) -> list[str]:
    """Return when less than promised came out, and what, promise by promise the worst first."""
    goals = [Goal.model_validate(goal) for goal in summary["goals"]]
    return [f"{goal.of} on {told_moment(goal, less.at, less.came_out)}" for goal in goals for less in goal.worst_first]
