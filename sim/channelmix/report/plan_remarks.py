"""
What is told below the tables of a plan: what overtime adds, what is in nobody's reach, and what a plan of one's own
costs beside it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from channelmix.report.figures import estimate_of
from channelmix.report.numbers import Kind, number

LEAST_OVERTIME = 0.5
"""Paid hours from which overtime is worth a line."""


def overtime_besides(
    groups: Iterable[Mapping[str, Any]], planned: float, *, price: str = "", whole: str = "", besides: str = ""
) -> Iterator[str]:  # fmt: skip
    """
    Yield how many paid hours ``run``, ``compare`` and ``report`` tell more of a plan, since they count overtime.

    Args:
        groups: Figures of a run that checks the plan.
        planned: Paid hours of the plan, all groups together.
        price: What the plan costs a year; "" if that is not known.
        whole: What the run that checks it costs a year.
        besides: What else than overtime that holds.

    Examples:
        >>> next(overtime_besides([{"paid_hours": {"mean": 1212.0}}], 1186.0))[:63]
        'run, compare and report tell 26.0 paid hours more of this plan:'
        >>> next(overtime_besides([{"paid_hours": {"mean": 1212.0}}], 1186.0, price="EUR 100", whole="EUR 110"))[62:106]
        ', and EUR 110 a year instead of EUR 100: the'
        >>> list(overtime_besides([{"paid_hours": {"mean": 1186.2}}], 1186.0))
        []
    """
    more = sum(estimate_of(figures, "paid_hours").mean or 0.0 for figures in groups) - planned
    if more >= LEAST_OVERTIME:
        a_year = f", and {whole} a year instead of {price}" if price else ""
        yield (
            f"run, compare and report tell {number(more, Kind.HOURS)} paid hours more of this plan{a_year}: there "
            f"overtime counts, in which agents finish their work{besides}"
        )


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
        f"{promise}: {goal['let_off']:,} more would take far more people than the work needs, so less is asked there"
        for promise, goal in zip(promises, goals, strict=True)
        if goal["let_off"]
    ]
