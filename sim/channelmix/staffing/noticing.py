"""
What a planner should notice in a plan: groups that nobody needs, agents who hardly rest, days that keep other staff,
and what it takes that people work in shifts.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from channelmix.scenario.model import Scenario
from channelmix.scenario.own_agents import at_work

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
            share = f"{100 * group['occupancy']:.1f} %"
            yield f"agents of {name} are busy {share} of their time in this plan; groups.{name}.max_occupancy caps it"


def _why(idle: Mapping[str, Any]) -> str:
    if idle["why"] != "others":
        return _IDLE[idle["why"]]
    price = "whose hours cost no more" if idle["no_more"] else "whose hours cost more but bring more"
    return f"its promises are kept by {', '.join(idle['by'])}, {price}"


def staffed_before(scenario: Scenario, days: Sequence[date]) -> Iterator[str]:
    """Yield what to say of days before the period that keep the scenario's own staff, of those with open channels."""
    days = [day for day in days if any(at_work(scenario, group, [day.weekday()]) for group in scenario.groups)]
    if not days:
        return
    first, last = days[0], days[-1]
    span = f"{first:%a} {first.day} {first:%b}" + ("" if first == last else f" to {last:%a} {last.day} {last:%b}")
    yield (
        f"{span}, simulated before the period, is staffed as the scenario says: what it leaves over is in the plan, "
        "so look at that staff, or plan whole weeks"
    )


def hired_from_nobody(scenario: Scenario) -> Iterator[str]:
    """Yield what to say of groups without agents, from whom hires are counted all the same."""
    for name, group in scenario.groups.items():
        if group.agents.are_nobody:
            yield (
                f"groups.{name}.agents gives nobody, and hires are counted from the agents of the scenario: as if "
                "nobody were there yet; write who is there today"
            )


def price_of_shifts(in_shifts: float, without: float, currency: str) -> Iterator[str]:
    """
    Yield how much more a plan takes in shifts than the requirement that they cover.

    Args:
        in_shifts: What the shifts cost.
        without: What the agents would cost who come and go at any interval.
        currency: Of both; "" for paid hours.

    Examples:
        >>> next(price_of_shifts(15_384.0, 13_700.0, "EUR"))[:66]
        'the plan takes EUR 15,384 in shifts, 12.3 % more than EUR 13,700 w'
    """
    much, other = (
        f"{currency} {each:,.0f}" if currency else f"{each:,.1f} paid hours" for each in (in_shifts, without)
    )
    share = 100 * (in_shifts / without - 1) if without else 0.0
    if in_shifts and without:
        more = "more" if share >= 0 else "less"
        yield (
            f"the plan takes {much} in shifts, {abs(share):.1f} % {more} than {other} with agents who come and go at "
            "any interval"
        )
