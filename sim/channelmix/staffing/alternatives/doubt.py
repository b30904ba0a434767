"""
What searches leave open: by how much the difference of two plans may be the searches' own, and what settles more.

That a plan keeps its promises is known, on the customers of its search, and so is what it costs. The least cost is
not: another search, or the same one on other customers, ends elsewhere. By how much was measured (docs/benchmarks.md).
A plan consists of whole agents for whole intervals, so that one of them is open at least; and what another search of
the very same promises saved is.

Who keeps a promise keeps a lower one, too: a plan that was found for more and costs less is taken over for less.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from channelmix.engine.inputs import Indices
from channelmix.staffing.alike import asking_of, tied, twins_of
from channelmix.staffing.alternatives.alternative import Alternative, no_rates, rates, taken
from channelmix.staffing.alternatives.helping import cost_of
from channelmix.staffing.checking import checked
from channelmix.staffing.requirement import Requirement, as_judged, spare_agents
from channelmix.staffing.spread import spread_of
from channelmix.staffing.trials import Trials

_CHEAPER = 1e-9


def doubt_of(plan: Requirement, saved: tuple[float, float]) -> tuple[float, float]:
    """
    Return the hours and the cost by which searches may end apart.

    Args:
        plan: The plan with which others are compared.
        saved: Hours and cost that another search of the same promises saved.
    """
    space = plan.problem.space
    hours = space.paid_hours[space.allowed].max(initial=0.0)
    money = (space.paid_hours * rates(plan)[:, None])[space.allowed].max(initial=0.0)
    share = spread_of(plan.problem.scenario.staffing.per)
    spread = (share * taken(plan, by) for by in (no_rates, rates))
    least = (float(hours), float(money))
    return tuple(max(each) for each in zip(spread, least, saved, strict=True))  # type: ignore[return-value]  # a pair


def is_cheaper(one: Requirement, other: Requirement) -> bool:
    """Whether a plan costs less than another, as searches count it."""
    return cost_of(one) < cost_of(other) - _CHEAPER


def taken_over(plan: Requirement, other: Requirement) -> Requirement | None:
    """Return a plan's requirement with a cheaper plan, found for something else; None if it is none, or misses any."""
    if not is_cheaper(other, plan):
        return None
    if not _is_kept_by(plan, other.plan):
        return None
    trial = plan.trials.of(other.plan)
    check, counts = checked(plan.trials, other.plan, plan.replications)
    crowds = tuple(each for each in plan.crowds if other.plan[each.group, each.at] == plan.plan[each.group, each.at])
    return as_judged(replace(
        plan, plan=other.plan, search=trial, check=check, counts=counts, is_proven=False, crowds=crowds,
        spare=spare_agents(plan.problem, plan.trials, trial),
    ))  # fmt: skip


def _is_kept_by(plan: Requirement, agents: Indices) -> bool:
    """Whether other agents, (G, I), keep what a plan keeps, also on each day on which they are not as on days alike."""
    return plan.trials.of(agents).keeps_all and _by_its_days(plan, agents).of(agents).keeps_all


def _by_its_days(plan: Requirement, agents: Indices) -> Trials:
    """Return the customers of a plan, who ask other agents, (G, I), for the same on days alike that have the same."""
    space = plan.problem.space
    if space.twin is None or (agents[:, space.twin] == agents).all():
        return plan.trials
    return asking_of(tied(plan.problem, twins_of(plan.problem, agents)), plan.single, plan.trials)


def enveloped(ordered: Sequence[Alternative]) -> Iterator[Alternative]:
    """Yield alternatives by value, each no dearer than any of the same channel that promises more, or as the plan."""
    for place, each in enumerate(ordered):
        higher = [one.found for one in ordered[place + 1 :] if one.of == each.of and one.found is not None]
        best = None if each.is_plan else _best(each, higher)
        yield each if best is None else replace(each, found=best, why="", is_out_of_reach=False)


def _best(each: Alternative, higher: Iterable[Requirement]) -> Requirement | None:
    """Return the cheapest plan that keeps more, if it is cheaper than what was found; None if there is none."""
    best = each.found
    for other in sorted(higher, key=cost_of):
        if best is None or (is_cheaper(other, best) and _keeps(best, other)):
            best = other
    return None if best is each.found else best


def _keeps(lower: Requirement, higher: Requirement) -> bool:
    """Whether a plan for a higher promise keeps a lower one, with all that is asked there besides."""
    asks_all = higher.cells.divides_like(lower.cells) and higher.let_off <= lower.let_off
    return asks_all or _is_kept_by(lower, higher.plan)
