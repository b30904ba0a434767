"""
What a sweep in which settings vary together says: which plan is best at how many points, by how much, at which cost.

The best plan of each point is what the sweep found; how far it is ahead, and what it costs more, is worked out from
the means of the points. A setting turns the ranking where changing it alone, the others held, changes who is best.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from channelmix.report.figures import kind_of
from channelmix.report.language import say, told_number
from channelmix.report.managers import figure_words
from channelmix.report.numbers import Kind, is_nil, written_difference
from channelmix.report.setting_words import told_setting
from channelmix.report.sweep_points import COST, Points
from channelmix.results import Estimate

SURE = 0.95


@dataclass(frozen=True)
class Best:
    """Who is best at each point of a sweep."""

    figure: str
    """What is judged by, under its name in the summary."""
    strategies: Sequence[str]
    """The best at each point."""
    chances: Sequence[float | None]
    """How probably it is the best there."""


def grid_answer(found: Points, best: Best, *, currency: str) -> Iterator[str]:
    """Yield who is best at how many of the points, and what turns it; nothing where not every point has a best."""
    if not found.is_several or len(best.strategies) != len(found.points):
        return
    places: dict[str, list[int]] = {}
    for place, strategy in enumerate(best.strategies):
        places.setdefault(strategy, []).append(place)
    for strategy, mine in sorted(places.items(), key=lambda each: -len(each[1])):
        yield _standing(found, best.figure, strategy, mine=mine, currency=currency)
        if best.figure != COST:
            yield from _dearer(found, strategy, mine, currency=currency)
    yield from _doubt(best)
    yield from _turning(found, best)


def _standing(found: Points, figure: str, strategy: str, *, mine: Sequence[int], currency: str) -> str:
    text = _EVERYWHERE if len(mine) == len(found.points) else _SOMEWHERE
    unit = f" {currency}" if kind_of(figure) is Kind.MONEY else ""
    margin = _span([abs(gap) for gap in _gaps(found, figure, strategy, mine=mine)], kind_of(figure)) + unit
    parts = {"number": told_number(f"{len(mine):,}"), "all": told_number(f"{len(found.points):,}")}
    return say(text, plan=found.plans[strategy], figure=figure_words(figure), margin=margin, **parts)


_EVERYWHERE = "{plan} is ahead in {figure} at every point, by {margin}."
_SOMEWHERE = "{plan} is ahead in {figure} at {number} of the {all} points, by {margin}."


def _gaps(found: Points, figure: str, strategy: str, *, mine: Sequence[int]) -> list[float]:
    """Return how far a plan is from the nearest other one at some of the points."""
    figures = {each: found.of(figure, each) for each in found.plans}
    own = figures.pop(strategy)
    gaps = []
    for place in mine:
        level, others = own[place].mean, [each[place].mean for each in figures.values()]
        if level is not None and None not in others:
            gaps.append(min((level - other for other in others if other is not None), key=abs))
    return gaps


def _dearer(found: Points, strategy: str, mine: Sequence[int], *, currency: str) -> Iterator[str]:
    """Yield what a plan costs more than the cheapest, where it is the best; nothing where a cost is unknown."""
    costs = [[found.of(COST, each)[place].mean for each in found.plans] for place in mine]
    known = [[cost for cost in there if cost is not None] for there in costs]
    if any(len(there) < len(found.plans) for there in known):
        return
    at = list(found.plans).index(strategy)
    more = [there[at] - min(there) for there in known]
    plan = found.plans[strategy]
    if max(more) == 0:
        yield say("There {plan} also costs least.", plan=plan)
    else:
        text = "There {plan} costs {amount} {currency} a year more than the cheapest plan."
        yield say(text, plan=plan, amount=_span(more, Kind.MONEY).replace("+", ""), currency=currency)


def _span(values: Sequence[float], kind: Kind) -> str:
    """Return the least and the largest of some differences; one where they look alike."""
    if not values:
        return "?"
    ends = [Estimate(end, None, None) for end in (min(values), max(values))]
    low, high = (written_difference(end, kind, ends)[0] for end in ends)
    return high if low == high or (is_nil(low) and is_nil(high)) else f"{low} {say('to')} {high}"


def _doubt(best: Best) -> Iterator[str]:
    """Yield at how many points it is not sure who is best."""
    unsure = sum(chance is None or chance < SURE for chance in best.chances)
    if unsure:
        text = "At {number} of the {all} points it is not sure which plan is best."
        yield say(text, number=told_number(f"{unsure:,}"), all=told_number(f"{len(best.chances):,}"))


def _turning(found: Points, best: Best) -> Iterator[str]:
    """Yield which settings change who is best when nothing else changes."""
    keys = list(dict.fromkeys(key for point in found.points for key in point))
    turns = {key for key in keys if _turns(found, best, key)}
    told = ", ".join(told_setting(key, found.shifts) for key in keys if key in turns or not turns)
    if turns:
        yield say("What changes which plan is best: {settings}.", settings=told)
    elif len(set(best.strategies)) == 1:
        yield say("None of these changes which plan is best: {settings}.", settings=told)


def _turns(found: Points, best: Best, key: str) -> bool:
    """Tell whether two points that differ in one setting alone have different best plans."""
    groups: dict[str, set[str]] = {}
    for point, strategy in zip(found.points, best.strategies, strict=True):
        others = str(sorted((name, str(value)) for name, value in point.items() if name != key))
        groups.setdefault(others, set()).add(strategy)
    return any(len(there) > 1 for there in groups.values())
