"""
What a planner sees of ``--risk``: in how many of a forecast's fresh paths promises are kept, how surely.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from channelmix.report.numbers import Kind, number_beside
from channelmix.report.sheets import Cell, Row, Sheet


def path_sheets(summary: Mapping[str, Any]) -> Sequence[Sheet]:
    """Return in how many of the forecast's paths each promise is kept."""
    if "risk" not in summary:
        return ()
    risk = summary["risk"]
    rows = []
    for goal in risk["goals"]:
        when = None if goal["worst_from"] is None else datetime.fromisoformat(goal["worst_from"])
        worst = "" if when is None else f"{_beside(goal['worst'], risk)} of {when:%a} {when.day} {when:%b}"
        rows.append(Row(goal["promise"], (Cell(_beside(goal["kept_in"], risk)), Cell(worst))))
    notes = (
        f"asked for: {_percent(risk['asked'])} of the {risk['per']}s of all paths, each {risk['per']} by itself",
        _reached(risk),
        f"searched for demand that {_percent(risk['level'])} of the paths stay below, each day and channel by itself",
        _chosen_on(risk),
    )
    return [Sheet("Kept in so many of the forecast's paths", "promise", ("kept in", "worst"), tuple(rows), notes)]


def _reached(risk: Mapping[str, Any]) -> str:
    """Return how the promise that is kept least fares on fresh paths, and what may be said of it."""
    ends = f"95 % interval {_beside(risk['low'], risk)} to {_beside(risk['high'], risk)}"
    if risk["high"] < risk["asked"]:
        verdict = "this falls short of what was asked for; ask for more, or promise less"
    elif risk["reached"] < risk["asked"]:
        verdict = "fewer than asked for, by no more than chance may account for"
    elif risk["low"] >= risk["asked"]:
        verdict = "more than asked for"
    else:
        verdict = "as many as asked for, as far as so many paths can tell"
    return f"kept in {_beside(risk['reached'], risk)} for the promise that is kept least ({ends}): {verdict}"


def _chosen_on(risk: Mapping[str, Any]) -> str:
    """Return on which paths the plan was judged, and on which it was chosen."""
    there = f"the plan was chosen on {risk['chosen_on']:,} others, where it was {_percent(risk['reached_there'])}"
    again = "" if risk["checks"] == 1 else "; a plan for fewer had fallen short on fresh paths before"
    draws = f"judged on {risk['paths']:,} fresh paths along {risk['draws']:,} draws of the forecast"
    other = "" if risk["other_draws"] else " (it has no other; only the customers are new)"
    return f"{draws}{other}; {there}{again}"


def _beside(share: float, risk: Mapping[str, Any]) -> str:
    """Return a share of the paths: one that is fewer than asked for never looks like it."""
    return number_beside(share, Kind.SHARE, risk["asked"], at_least=True)


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
