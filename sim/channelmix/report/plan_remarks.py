"""
What a planner should notice in a plan: groups that nobody needs, agents who hardly rest, what is in nobody's reach.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from channelmix.report.figures import estimate_of
from channelmix.report.numbers import Kind, number

LEAST_OVERTIME = 0.5
"""Paid hours from which overtime is worth a line."""

BUSIEST = 0.95
"""Occupancy above which a plan is told to be hard to work in; an estimate of ours, where no limit is set."""

_IDLE = {
    "closed": "it may never be on duty; see staffing.hours, max_agents and opening hours",
    "no_template": "no template of [[work_shift]] is for it",
    "no_promise": "nothing is promised of its channels",
    "no_work": "no work comes to its channels",
}


def noticed(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each group of whom nobody is needed, and for each whose agents are nearly always busy."""
    capped = {goal["of"] for goal in summary["goals"] if goal["kind"] == "occupancy"}
    for name, group in summary["groups"].items():
        if group.get("idle"):
            yield f"nobody of {name} is needed: {_why(group['idle'])}"
        elif group.get("occupancy", 0) > BUSIEST and name not in capped:
            share = number(group["occupancy"], Kind.SHARE)
            yield f"agents of {name} are busy {share} of their time in this plan; groups.{name}.max_occupancy caps it"


def overtime_besides(groups: Iterable[Mapping[str, Any]], planned: float) -> Iterator[str]:
    """
    Yield how many paid hours ``run`` and ``compare`` tell more of a plan, since they count overtime.

    Args:
        groups: Figures of a run that checks the plan.
        planned: Paid hours of the plan, all groups together.

    Examples:
        >>> next(overtime_besides([{"paid_hours": {"mean": 1212.0}}], 1186.0))[:55]
        'run and compare tell 26.0 paid hours more of this plan:'
        >>> list(overtime_besides([{"paid_hours": {"mean": 1186.2}}], 1186.0))
        []
    """
    more = sum(estimate_of(figures, "paid_hours").mean or 0.0 for figures in groups) - planned
    if more >= LEAST_OVERTIME:
        yield (
            f"run and compare tell {number(more, Kind.HOURS)} paid hours more of this plan: there overtime counts, in "
            f"which agents finish their work"
        )


def _why(idle: Mapping[str, Any]) -> str:
    if idle["why"] != "others":
        return _IDLE[idle["why"]]
    price = "whose hours cost no more" if idle["no_more"] else "whose hours cost more but bring more"
    return f"its promises are kept by {' and '.join(idle['by'])}, {price}"


def price_of_yours(groups: Iterable[Mapping[str, Any]], kept: tuple[int, int], currency: str) -> str:
    """
    Say whether the planner's own plan is cheaper than the one found, and whether it keeps as many promises.

    Args:
        groups: Hours and cost of both, group by group.
        kept: How many promises the own plan keeps, and the one found.
        currency: In which hours are priced.

    Examples:
        >>> group = {"paid_hours": 90.0, "paid_hours_found": 100.0, "cost": 2700.0, "cost_found": 3000.0}
        >>> price_of_yours([group], (31, 31), "EUR")
        'your plan takes 10.0 paid hours less and EUR 300 less, and keeps as many promises'
    """
    mine = list(groups)
    hours, found = (sum(group[key] for group in mine) for key in ("paid_hours", "paid_hours_found"))
    money, asked = (sum(group[key] for group in mine) for key in ("cost", "cost_found"))
    parts = [_more(hours - found, number(abs(hours - found), Kind.HOURS), " paid hours")]
    if money or asked:
        parts.append(_more(money - asked, f"{currency} {number(abs(money - asked), Kind.MONEY)}", ""))
    more = kept[0] - kept[1]
    keeps = "as many promises" if not more else f"{abs(more):,} {'more' if more > 0 else 'fewer'} of the promises"
    return f"your plan takes {' and '.join(parts)}, and keeps {keeps}"


def _more(difference: float, amount: str, unit: str) -> str:
    if amount.rpartition(" ")[2] in ("0", "0.0"):
        return f"as many{unit}" if unit else "as much money"
    return f"{amount}{unit} {'more' if difference > 0 else 'less'}"


def beyond_reach(goals: Sequence[Mapping[str, Any]], promises: Sequence[str]) -> list[str]:
    """Return what to say of promises that nobody can keep, and of those that only a crowd would."""
    told = zip(promises, goals, strict=True)
    notes = [f"{promise}: {goal['beyond']}" for promise, goal in told if goal.get("beyond")]
    return notes + [
        f"{promise}: {goal['let_off']:,} more only a crowd would keep, and less is asked of it"
        for promise, goal in zip(promises, goals, strict=True)
        if goal["let_off"]
    ]
