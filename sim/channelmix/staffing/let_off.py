"""
Promises of single days or intervals that only a crowd would keep, and crowds that keep one, told as such.

Where more and more agents help next to nothing, as when a handful of contacts decides and each of them meets
somebody who is busy for long, the search asks for no more than people in reason give, and says so. Of people who
are there for one promise and hardly serve anybody it is said what they cost, and whether they were given back.
"""

from collections.abc import Iterator

from channelmix.scenario.typical_week import DAYS_PER_YEAR, days_stood_for
from channelmix.scenario.units import day_and_time
from channelmix.staffing.giving_back import Crowded
from channelmix.staffing.goals import Goal
from channelmix.staffing.requirement import Requirement
from channelmix.staffing.wording import told_amount


def let_off_notes(found: Requirement) -> list[str]:
    """Return what is said of each cell that was let off, as fresh customers saw it, and of each crowd."""
    told = {crowd.cell for crowd in found.crowds if crowd.is_given_back}
    silent = [cell for cell in sorted(found.trials.let_off - told) if found.check.weight[cell] > 0]
    return [*(_told(found, cell) for cell in silent), *_crowds(found)]


def _told(found: Requirement, cell: int) -> str:
    goal, share = _goal(found, cell), float(found.check.share[cell])
    is_near = share >= goal.limit if goal.at_least else share <= goal.limit
    limit, came = goal.amount(goal.limit), told_amount(goal.amount(share), goal.kind)
    why = f"too near to {limit} to be sure of it" if is_near else f"where {_side(goal)} {limit} is promised"
    return (
        f"{goal.owner} on {_moment(found, cell)}: {came}, {why}; no more is asked "
        "for, since that would take a crowd of people around it"
    )


def _crowds(found: Requirement) -> Iterator[str]:
    """Yield what is said of each crowd: what it is for, what it costs, what is without it."""
    for crowd in found.crowds:
        goal = _goal(found, crowd.cell)
        promise = f"{goal.owner} on {_moment(found, crowd.cell)}"
        limit, share, other = (goal.amount(each) for each in (goal.limit, crowd.share_with, crowd.share_without))
        bound, told, less = f"{_side(goal)} {limit}", *(told_amount(each, goal.kind) for each in (share, other))
        people = f"{crowd.agents:,} people of {_group(found, crowd)} on {_start(found, crowd.at)}"
        usual = "" if crowd.usual is None else f", at most {crowd.usual:,} on other days"
        if crowd.is_given_back:
            instead = f"instead of {crowd.without:,}{usual}{',' if usual else ''}"
            yield (
                f"{promise}: {less}, where {bound} is promised; no more is asked for: {people} "
                f"{instead} would bring {share} and cost {_price(found, crowd)} a year more"
            )
        else:
            yield (
                f"{people} are there for {promise} ({crowd.without:,} without that{usual}): {told}, and "
                f"without them {other}, where {bound} is promised, and the plan "
                f"{_price(found, crowd)} a year cheaper"
            )


def _goal(found: Requirement, cell: int) -> Goal:
    return found.cells.goals[int(found.cells.goal[cell])]


def _moment(found: Requirement, cell: int) -> str:
    """Return of which day or interval a cell is."""
    is_interval = _goal(found, cell).per == "interval"
    start = _start(found, int(found.cells.first[cell]))
    return start if is_interval else start.rpartition(" ")[0]


def _start(found: Requirement, interval: int) -> str:
    return day_and_time(found.problem.starts[interval])


def _group(found: Requirement, crowd: Crowded) -> str:
    return list(found.problem.scenario.groups)[crowd.group]


def _price(found: Requirement, crowd: Crowded) -> str:
    """Return what a crowd costs a year, in money or, where hours have no price, in paid hours."""
    scenario = found.problem.scenario
    a_year = crowd.cost * DAYS_PER_YEAR / days_stood_for(scenario)
    is_money = any(group.cost_per_hour for group in scenario.groups.values())
    return f"{scenario.money.currency} {a_year:,.0f}" if is_money else f"{a_year:,.0f} paid hours"


def _side(goal: Goal) -> str:
    return "at least" if goal.at_least else "at most"
